"""Who people are: found by a keyed fingerprint of their address, told only to themselves and in letters to them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed import SealedPerson
from coordinator.disclosure.sealed_accounts import SealedFormerAddress
from coordinator.gate import granted
from coordinator.people.models import Person, PersonRole, Role

NO_ADDRESS = "@no-address.invalid"  # no mail server answers for it (RFC 2606)


@dataclass(frozen=True, slots=True)
class Identity:
    """A person's own name and address."""

    person_id: str
    name: str
    email: str


def normalised(email: str) -> str:
    """The address as it is compared: no spaces around, lower case. Nothing a mail server may tell apart is dropped."""
    return email.strip().casefold()


def find_person(email: str) -> str | None:
    """The id of the person with that address."""
    wanted = cipher.current().index(normalised(email), "email")
    with granted("look up a person"):
        return db.session.scalar(select(SealedPerson.person_id).where(SealedPerson.email_index == wanted))


def enrol(email: str, *, name: str = "") -> str:
    """The id of the person with that address; a new account is made where there is none. Safe against a race."""
    known = find_person(email)
    if known is not None:
        return known
    person = Person()
    try:
        with db.session.begin_nested():
            db.session.add(person)
            db.session.flush()  # the sealed row refers to it
            with granted("enrol a person"):
                db.session.execute(insert(SealedPerson), [_sealed(person.id, email, name)])
    except IntegrityError:
        quicker = find_person(email)
        if quicker is None:
            raise
        return quicker
    return person.id


def enrol_all(named: dict[str, str]) -> dict[str, str]:
    """Normalised address → person id for all of `named` (address → name); those missing are enrolled in bulk.

    For imports, which hold the only writing transaction or retry as a whole.
    """
    by_address = {normalised(email): name for email, name in named.items()}
    seal = cipher.current()
    indexes = {seal.index(email, "email"): email for email in by_address}
    known: dict[str, str] = {}
    with granted("look up people"):
        wanted = list(indexes)
        for start in range(0, len(wanted), 500):
            rows = select(SealedPerson.email_index, SealedPerson.person_id).where(
                SealedPerson.email_index.in_(wanted[start : start + 500])
            )
            known |= {indexes[index]: person for index, person in db.session.execute(rows)}
    missing = [email for email in by_address if email not in known]
    people = [Person() for _ in missing]
    db.session.add_all(people)
    db.session.flush()  # the sealed rows refer to them
    rows_to_seal = [_sealed(person.id, email, by_address[email]) for person, email in zip(people, missing, strict=True)]
    if rows_to_seal:
        with granted("enrol people"):
            db.session.execute(insert(SealedPerson), rows_to_seal)
    return known | {email: person.id for person, email in zip(people, missing, strict=True)}


def moved_on(present: Mapping[str, str], addresses: Mapping[str, str]) -> dict[str, str]:
    """Of the things that people answer for (thing → person) those for which a list names an address (thing → address)
    that was that person's before she changed it."""
    seal = cipher.current()
    who = list(dict.fromkeys(present[thing] for thing in addresses if thing in present))
    columns = select(SealedFormerAddress.person_id, SealedFormerAddress.email_index)
    left: set[tuple[str, str]] = set()
    with granted("addresses that were somebody's"):
        for start in range(0, len(who), 500):
            some = SealedFormerAddress.person_id.in_(who[start : start + 500])
            left |= {(row.person_id, row.email_index) for row in db.session.execute(columns.where(some))}
    known = {person for person, _ in left}
    return {
        thing: person
        for thing, email in addresses.items()
        if (person := present.get(thing, "")) in known and (person, seal.index(normalised(email), "email")) in left
    }


def identity(person_id: str) -> Identity:
    """Name and address of a person, for that person's own pages and letters. Raises LookupError."""
    with granted("a person's own identity"):
        row = db.session.execute(
            select(SealedPerson.name, SealedPerson.email).where(SealedPerson.person_id == person_id)
        ).one_or_none()
    if row is None:
        raise LookupError("no such person")
    seal = cipher.current()
    name = seal.open(row.name, f"sec_people.name|{person_id}")
    return Identity(person_id, name, seal.open(row.email, f"sec_people.email|{person_id}"))


def identities(person_ids: Collection[str]) -> dict[str, Identity]:
    """The same of several people, for what compares them with others; who does not exist is left out."""
    columns = (SealedPerson.person_id, SealedPerson.name, SealedPerson.email)
    with granted("identities of people"):
        rows = db.session.execute(select(*columns).where(SealedPerson.person_id.in_(person_ids))).all()
    seal = cipher.current()
    return {
        who: Identity(who, seal.open(name, f"sec_people.name|{who}"), seal.open(email, f"sec_people.email|{who}"))
        for who, name, email in rows
    }


def roles_of(people: Collection[str]) -> dict[str, tuple[Role, ...]]:
    """Person → the roles that she holds now, each once, wherever: told of others in place of their names."""
    wanted = select(PersonRole.person_id, PersonRole.role).where(PersonRole.person_id.in_(people)).distinct()
    found: dict[str, tuple[Role, ...]] = {}
    for person_id, role in sorted(db.session.execute(wanted).all()):
        found[person_id] = (*found.get(person_id, ()), role)
    return found


def rename(person_id: str, name: str) -> None:
    """Give a person another name."""
    sealed = cipher.current().seal(name, f"sec_people.name|{person_id}")
    with granted("rename a person"):
        db.session.execute(update(SealedPerson).where(SealedPerson.person_id == person_id).values(name=sealed))


def _sealed(person_id: str, email: str, name: str) -> dict[str, str]:
    seal = cipher.current()
    return {
        "person_id": person_id,
        "name": seal.seal(name.strip(), f"sec_people.name|{person_id}"),
        "email": seal.seal(email.strip(), f"sec_people.email|{person_id}"),
        "email_index": seal.index(normalised(email), "email"),
    }
