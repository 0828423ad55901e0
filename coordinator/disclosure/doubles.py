"""Doubles: two applications to one city that look like one act. Found when a lead looks, by what they say now; only
what somebody said of a pair is kept. Nothing is compared that does not count to her own city.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import Any

from sqlalchemy import Row, select

from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.db import db
from coordinator.disclosure import audit, own_acts
from coordinator.disclosure.deposits import double_print
from coordinator.disclosure.likeness import link_sign, mail_sign, phone_sign
from coordinator.disclosure.merged import State
from coordinator.disclosure.people import NO_ADDRESS, identities
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedArtist, SealedMember
from coordinator.disclosure.sealed_doubles import SealedDouble
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader

LIVE = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED, ApplicationState.WAITLISTED)
CROWD = 5  # acts; what more of them share is a label's page or a school's number, no sign of one act
FACTS = (Fact.ACT, Fact.CONTACT_NAME, Fact.MEMBERS, Fact.PHONE)
Pair = tuple[str, str]
"""Two artist ids, the smaller one first."""


class Why(StrEnum):
    """By what two look like one."""

    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two as its lead may see it. `contact_id` is who speaks for it, `reachable` whether letters get there;
    `minors`: how many of its people are under age."""

    act: Artist
    wish: Application
    contact_id: str
    contact: str
    reachable: bool
    people: tuple[str, ...] = field(repr=False)
    phone: str = field(repr=False)
    town: str = field(repr=False)
    minors: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a pair, by whom (a person) and when; `kept_id` stays; `agreed`: whose contacts said yes."""

    state: State
    kept_id: str | None
    said_by: str
    said_at: datetime
    agreed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Double:
    """Two applications, why they look like one act, and what was said of them so far, if anything."""

    sides: tuple[Side, Side]
    why: tuple[Why, ...]
    said: Said | None

    @property
    def pair(self) -> Pair:
        """Their ids."""
        return (self.sides[0].act.id, self.sides[1].act.id)

    @property
    def one_contact(self) -> bool:
        """Whether one person speaks for both."""
        return self.sides[0].contact_id == self.sides[1].contact_id


def in_order(one: str, other: str) -> Pair:
    """The two ids as a pair."""
    return (one, other) if one < other else (other, one)


def of_city(reader: Reader, *, edition_id: str, city_id: str, but: Collection[str], at: datetime) -> Sequence[Double]:
    """The pairs of a city that look like one act, and those that somebody has said something of, for its lead; without
    the applications in `but`, her own. The same statements for one application and for a thousand. Raises NotFound for
    everybody else."""
    stands = relation(reader, city_id=city_id)
    if not all(may_see(fact, stands, Phase.PLANNED) for fact in FACTS):
        raise NotFound
    sides = {side.act.id: side for side in _sides(edition_id, city_id) if side.wish.id not in but}
    said = _said(sides)
    alike = _alike([side for side in sides.values() if side.wish.state in LIVE])
    found = [
        Double((sides[one], sides[other]), tuple(alike.get((one, other), ())), said.get((one, other)))
        for one, other in sorted(alike.keys() | said.keys())
    ]
    audit.record(reader, FACTS, of=sorted({side.wish.id for pair in found for side in pair.sides}), at=at)
    return found


def find(pair: Pair) -> Said | None:
    """What was said of a pair, for the use-cases that decide who may know."""
    return _said(pair).get(pair)


def say(pair: Pair, state: State, *, kept_id: str | None = None, by: str, at: datetime) -> None:
    """Write down what somebody says of a pair, over what was said. Its applications are held by the caller."""
    row = {"first_id": pair[0], "second_id": pair[1], "state": state, "kept_id": kept_id, "said_by": by, "said_at": at}
    table = SealedDouble.__table__
    with granted("what is said of a double"):
        db.session.execute(table.delete().where(_is(pair)))  # type: ignore[attr-defined]
        db.session.execute(table.insert().values(row))  # type: ignore[attr-defined]


def unsay(pair: Pair) -> None:
    """Forget what was said. The applications are held by the caller."""
    with granted("a double is open again"):
        db.session.execute(SealedDouble.__table__.delete().where(_is(pair)))  # type: ignore[attr-defined]


def agree(pair: Pair, artist_id: str, *, at: datetime) -> None:
    """Note that who speaks for one of a pair agrees. The applications are held by the caller."""
    column = "first_yes_at" if artist_id == pair[0] else "second_yes_at"
    table = SealedDouble.__table__
    with granted("a contact agrees"):
        db.session.execute(table.update().where(_is(pair)).values({column: at}))  # type: ignore[attr-defined]


def of_act(reader: Reader, artist_id: str) -> tuple[Pair, Said] | None:
    """The question that is open for an act, or the pair by which it became one with another, for who speaks for it;
    what a lead only thinks is not told. Raises NotFound for everybody else."""
    own_acts.own_act(reader, artist_id)
    told = {pair: said for pair, said in _said([artist_id], either=True).items() if said.state is not State.TWO}
    first = sorted(told.items(), key=lambda one: (one[1].kept_id == artist_id, one[1].state is State.MERGED, one[0]))
    gone = [one for one in first if one[1].state is State.MERGED and one[1].kept_id != artist_id]
    return next(iter((*gone, *(one for one in first if one[1].state is State.ASKED), *first)), None)


def _is(pair: Pair) -> Any:
    return (SealedDouble.first_id == pair[0]) & (SealedDouble.second_id == pair[1])


def _said(ids: Iterable[str], *, either: bool = False) -> dict[Pair, Said]:
    some = list(ids)
    first, second = SealedDouble.first_id.in_(some), SealedDouble.second_id.in_(some)
    columns = SealedDouble.__table__.columns
    with granted("what was said of doubles"):
        rows = db.session.execute(select(*columns).where((first | second) if either else (first & second))).all()
    return {(row.first_id, row.second_id): _told(row) for row in rows}


def _told(row: Row[*tuple[Any, ...]]) -> Said:
    agreed = {row.first_id: row.first_yes_at, row.second_id: row.second_yes_at}
    yes = frozenset(act for act, since in agreed.items() if since)
    return Said(State(row.state), row.kept_id, row.said_by, row.said_at, yes)


def _sides(edition_id: str, city_id: str) -> Iterator[Side]:
    here = (Application.edition_id == edition_id, Application.city_id == city_id)
    rows = (
        select(Artist, Application, SealedArtist.contact_id)
        .join(Application, Application.artist_id == Artist.id)
        .join(SealedArtist, SealedArtist.artist_id == Artist.id)
        .where(*here, Application.state != ApplicationState.DRAFT)
    )
    with granted("applications to compare"):
        found = db.session.execute(rows).all()
    forms = own_acts.forms([act.id for act, *_ in found])
    known = identities({contact for *_, contact in found})
    for act, wish, contact in found:
        said, who = forms.get(act.id, {}), known[contact]
        members = said.get("members", ())
        yield Side(
            act,
            wish,
            contact,
            who.name,
            reachable=not who.email.endswith(NO_ADDRESS),
            people=tuple(one["name"] for one in members),
            phone=said.get("phone", ""),
            town=said.get("city", ""),
            minors=sum(one["minor"] for one in members),
        )


def _alike(sides: Sequence[Side]) -> dict[Pair, list[Why]]:
    """Pairs that share a sign. Only fingerprints are compared; none is kept."""
    holders: dict[tuple[Why, str], set[str]] = defaultdict(set)
    known = identities({side.contact_id for side in sides})
    for side in sides:
        mail = known[side.contact_id].email if side.reachable else ""
        said = [(Why.EMAIL, mail_sign(mail)), (Why.PHONE, phone_sign(side.phone))]
        for why, sign in (*((Why.LINK, link_sign(link)) for link in side.act.links), *said):
            if sign:
                holders[why, double_print(why, sign)].add(side.act.id)
    for act, members in _members([side.act.id for side in sides]).items():
        holders[Why.MEMBERS, " ".join(sorted(members))].add(act)
    found: dict[Pair, set[Why]] = defaultdict(set)
    for (why, _), acts in holders.items():
        for pair in combinations(sorted(acts), 2) if len(acts) <= CROWD else ():
            found[pair].add(why)
    return {pair: [why for why in Why if why in reasons] for pair, reasons in found.items()}


def _members(artist_ids: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    columns = select(SealedMember.artist_id, SealedMember.member)
    with granted("who plays in acts to compare"):
        for act, member in db.session.execute(columns.where(SealedMember.artist_id.in_(artist_ids))):
            found[act].add(member)
    return found
