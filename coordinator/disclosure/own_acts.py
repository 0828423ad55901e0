"""An artist's own acts, drafts included: read and written for the person who speaks for them. For anybody else they do
not exist; a lead is told what she needs of those that were sent to her city."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, false, insert, select, update

from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.cities.models import City
from coordinator.db import db, random_id
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.deposits import fingerprint
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedArtist
from coordinator.disclosure.sealed_acts import SealedActForm
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.people.readers import Reader

Said = Mapping[str, Any]
NEEDS = ("amplified", "drums", "piano", "power")  # words of lineups.problem.Need
TOLD = (Fact.ACT, Fact.MEMBERS, Fact.PHONE, Fact.BASE, Fact.APART)


@dataclass(frozen=True, slots=True)
class OwnAct:
    """An act as it has described itself so far. `artist`, `application` and `city` are None while it is a draft.

    `reference` is the id by which spreadsheets know it; `changes`: thing → ISO instant at which it was last changed
    since the act was sent.
    """

    artist_id: str
    edition_id: str
    reference: str
    said: Said = field(repr=False)
    changes: Mapping[str, str]
    artist: Artist | None = None
    application: Application | None = None
    city: City | None = None

    @property
    def state(self) -> ApplicationState:
        """Where it stands."""
        return self.application.state if self.application else ApplicationState.DRAFT

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.said.get("act_name", ""))


@dataclass(frozen=True, slots=True)
class Described:
    """What an act says, for the lead of its city, and what of it changed since when."""

    said: Said = field(default_factory=dict, repr=False)
    changes: Mapping[str, str] = field(default_factory=dict)


def id_of(reader: Reader, edition_id: str, form: str, *, of: str = "") -> str:
    """The id of the draft that one opening of a form (`form`) begins, anew with what was said before (`of`, an id) or
    empty; blank, the form begins another each time."""
    return cipher.current().id_of_said(f"{form}\n{of}\n{edition_id}\n{reader.id}", "an act") if form else random_id()


def begin(contact_id: str, edition_id: str, *, key: str = "", at: datetime) -> str:
    """Begin an empty draft, whose id is to be `key`, unless that is begun; its id. What was sent under that id
    and is hers no more is left alone: the draft has another."""
    key = key if key and db.session.get(Artist, key) is None else random_id()
    row: dict[str, Any] = {"artist_id": key, "edition_id": edition_id, "contact_id": contact_id, "begun_at": at}
    with granted("begin an act's draft"):
        insert_once(SealedActForm, **(row | _sealed(key, {}, {})))
    return key


def own_acts(reader: Reader, edition_id: str) -> Sequence[OwnAct]:
    """The reader's acts and drafts of an edition, the oldest draft first. Three statements."""
    return _own(reader, (SealedActForm.edition_id == edition_id,), (SealedArtist.edition_id == edition_id,))


def earlier_acts(reader: Reader, edition_id: str | None) -> Sequence[OwnAct]:
    """The reader's acts that were sent for the other editions, as long as they are kept."""
    return _own(reader, (false(),), (SealedArtist.edition_id != (edition_id or ""),))


def own_act(reader: Reader, artist_id: str, *, held: bool = False) -> OwnAct:
    """One of them; with `held` nobody else changes it before the transaction ends. Raises NotFound for everybody but
    who speaks for it."""
    if held:
        with granted("hold what an act says"):
            for table in (SealedActForm, SealedArtist):
                db.session.execute(select(table.artist_id).where(table.artist_id == artist_id).with_for_update())
    found = _own(reader, (SealedActForm.artist_id == artist_id,), (SealedArtist.artist_id == artist_id,))
    if not found:
        raise NotFound
    return found[0]


def keep(reader: Reader, act: OwnAct, said: Said, changes: Collection[str], *, at: datetime) -> None:
    """Write all that the act has said so far, over what it said before, and when these things changed."""
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    sealed = _sealed(act.artist_id, said, {**act.changes, **dict.fromkeys(changes, stamp)})
    written = update(SealedActForm).where(SealedActForm.artist_id == act.artist_id).values(sealed)
    row = {"artist_id": act.artist_id, "edition_id": act.edition_id, "contact_id": reader.id, "begun_at": at}
    with granted("keep what an act says"):
        if db.session.scalar(written.returning(SealedActForm.artist_id)) is None:  # of a list, until now
            db.session.execute(insert(SealedActForm), [row | sealed])


def described(reader: Reader, application: Application, *, at: datetime) -> Described:
    """What an act says of itself, for the lead of the city it counts to; empty where a list brought it. Raises NotFound
    for everybody else."""
    stands = relation(reader, city_id=application.city_id)
    if not all(may_see(fact, stands, Phase.PLANNED) for fact in TOLD):
        raise NotFound
    columns = (SealedActForm.said, SealedActForm.changes)
    with granted("an act's words for the lead"):
        row = db.session.execute(select(*columns).where(SealedActForm.artist_id == application.artist_id)).one_or_none()
    audit.record(reader, TOLD if row else (), of=[application.id], at=at)
    return Described(*_opened(application.artist_id, row)) if row else Described()


def rewrite(artist_id: str, said: Said) -> None:
    """Write all that an act says anew, for the use-case that merges; an act of a list that said nothing stays so."""
    this = update(SealedActForm).where(SealedActForm.artist_id == artist_id)
    with granted("an act says what another did"):
        db.session.execute(this.values(said=_sealed(artist_id, said, {})["said"]))


def forget_people(prints: Collection[str]) -> None:
    """Take the lines of people with these addresses (fingerprints) out of all that acts and drafts say of who plays,
    whoever said it."""
    columns = (SealedActForm.artist_id, SealedActForm.said, SealedActForm.changes)

    def named(said: Said) -> bool:
        return any(one["email"] and fingerprint(one["email"]) in prints for one in said.get("members", ()))

    with granted("who is named in acts"):
        rows = db.session.execute(select(*columns)).all()
        theirs = sorted(row.artist_id for row in rows if named(_opened(row.artist_id, row)[0]))
        held = select(*columns).where(SealedActForm.artist_id.in_(theirs)).order_by(SealedActForm.artist_id)
        rows = db.session.execute(held.with_for_update()).all()
    for row in rows:
        said = _opened(row.artist_id, row)[0]
        left = [one for one in said.get("members", ()) if fingerprint(one["email"]) not in prints]
        rewrite(row.artist_id, {**said, "members": left})


def phones(reader: Reader, artist_ids: Collection[str], *, show_id: str, city_id: str, at: datetime) -> dict[str, str]:
    """Artist id → by what number the acts of a show are reached, of those that said one, for its city's lead. Raises
    NotFound for everybody else."""
    if not may_see(Fact.PHONE, relation(reader, city_id=city_id), Phase.PLANNED):
        raise NotFound
    found = {artist_id: said["phone"] for artist_id, said in forms(artist_ids).items() if said.get("phone")}
    audit.record(reader, [Fact.PHONE] if found else (), of=[show_id], at=at)
    return found


def forms(artist_ids: Collection[str]) -> dict[str, Said]:
    """Artist id → all that an act said, for `disclosure` and the use-cases that decide who may know."""
    columns = (SealedActForm.artist_id, SealedActForm.said, SealedActForm.changes)
    with granted("what acts say"):
        rows = db.session.execute(select(*columns).where(SealedActForm.artist_id.in_(artist_ids))).all()
    return {row.artist_id: _opened(row.artist_id, row)[0] for row in rows}


def homes(artist_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Artist id → name and zone of the town in which an act says it lives, of those that say so; for the clock by which
    it reads its deadlines. The city it counts to may go by another."""
    said = forms(artist_ids)
    return {key: (said[key]["town"]["name"], said[key]["town"]["zone"]) for key in said if "town" in said[key]}


def forms_of(edition_id: str) -> dict[str, Said]:
    """The same of all acts and drafts of an edition, in one statement."""
    columns = (SealedActForm.artist_id, SealedActForm.said, SealedActForm.changes)
    with granted("what acts of an edition say"):
        rows = db.session.execute(select(*columns).where(SealedActForm.edition_id == edition_id)).all()
    return {row.artist_id: _opened(row.artist_id, row)[0] for row in rows}


def edited(artist_ids: Sequence[str]) -> dict[str, Described]:
    """Artist id → what an act says and what of it was changed since it was sent or listed, of those that changed
    something; for the import, which leaves that alone."""
    columns = (SealedActForm.artist_id, SealedActForm.said, SealedActForm.changes)
    found: dict[str, Described] = {}
    with granted("what acts said after a list"):
        for start in range(0, len(artist_ids), 500):
            some = SealedActForm.artist_id.in_(artist_ids[start : start + 500])
            for row in db.session.execute(select(*columns).where(some)):
                found[row.artist_id] = Described(*_opened(row.artist_id, row))
    return {artist_id: described for artist_id, described in found.items() if described.changes}


def said_apart(edition_id: str) -> dict[str, Sequence[str]]:
    """Artist id → the names with whom it would not be placed, of the acts that were sent and said so; held against
    those acts themselves to the end of the transaction. For what keeps them apart, which tells nobody."""
    sent = exists().where(SealedArtist.artist_id == SealedActForm.artist_id)
    here = (SealedActForm.edition_id == edition_id, sent)
    columns = (SealedActForm.artist_id, SealedActForm.said, SealedActForm.changes)
    rows = select(*columns).where(*here).order_by(SealedActForm.artist_id).with_for_update(of=SealedActForm)
    with granted("whom acts do not want to meet"):
        forms = db.session.execute(rows).all()
    said = {form.artist_id: _opened(form.artist_id, form)[0] for form in forms}
    return {artist_id: known["apart"] for artist_id, known in said.items() if "apart" in known}


def drop(act: OwnAct) -> None:
    """Take away what was said."""
    with granted("drop a draft"):
        db.session.execute(delete(SealedActForm).where(SealedActForm.artist_id == act.artist_id))


Which = tuple[ColumnElement[bool], ...]


def _own(reader: Reader, drafts: Which, acts: Which) -> tuple[OwnAct, ...]:
    """Those of these drafts and acts that are the reader's. An act is its present contact's, whoever began it."""
    if reader.id is None:
        return ()
    sent = exists().where(SealedArtist.artist_id == SealedActForm.artist_id)
    begun = select(SealedActForm).where(SealedActForm.contact_id == reader.id, ~sent, *drafts)
    spoken = (
        select(SealedArtist.artist_id, SealedArtist.edition_id, SealedArtist.reference, SealedArtist.point)
        .add_columns(SealedActForm.said, SealedActForm.changes)
        .outerjoin(SealedActForm, SealedActForm.artist_id == SealedArtist.artist_id)
        .where(SealedArtist.contact_id == reader.id, *acts)
        .order_by(SealedArtist.artist_id)
    )
    columns = SealedActForm.__table__.columns
    with granted("an artist's own acts"):
        ordered = begun.order_by(SealedActForm.begun_at, SealedActForm.artist_id)
        forms = db.session.execute(ordered.with_only_columns(*columns)).all()
        known = db.session.execute(spoken).all()
    rows = _public([row.artist_id for row in known])
    return (
        *(OwnAct(form.artist_id, form.edition_id, form.artist_id, *_opened(form.artist_id, form)) for form in forms),
        *(_known(row, *rows[row.artist_id]) for row in known),
    )


def _public(ids: Sequence[str]) -> dict[str, tuple[Artist, Application, City]]:
    rows = db.session.execute(
        select(Artist, Application, City)
        .join(Application, Application.artist_id == Artist.id)
        .join(City, City.id == Application.city_id)
        .where(Artist.id.in_(ids))
    )
    return {act.id: (act, wish, city) for act, wish, city in rows}


def _known(row: Row[*tuple[Any, ...]], act: Artist, wish: Application, city: City) -> OwnAct:
    """What was said, and over it what stands in the tables: a list may have brought that up to date since. The hours
    said stand before those kept, which end early where somebody is under age."""
    said, changes = _opened(act.id, row) if row.said else ({}, {})
    hours = {
        name: f"{wall:%H:%M}" if (wall := getattr(wish, name)) else None
        for name in ("free_from", "free_until")
        if name not in said
    }
    whole = {**said, **hours, **_kept(row, act, wish)}
    return OwnAct(act.id, row.edition_id, row.reference, whole, changes, act, wish, city)


def _kept(row: Row[*tuple[Any, ...]], act: Artist, wish: Application) -> dict[str, Any]:
    latitude, longitude = cipher.point(cipher.current().open(row.point, f"sec_artists.point|{act.id}"))
    lists = {name: list(getattr(act, name)) for name in ("genres", "languages", "links")}
    wishes = {name: getattr(wish, name) for name in ("travel_km", "mode", "max_shows", "set_minutes")}
    return {
        **lists,
        **wishes,
        "act_name": act.act_name,
        "people": act.people,
        "latitude": latitude,
        "longitude": longitude,
        "pinned": True,
        **{need: need in wish.needs for need in NEEDS},
    }


def _sealed(key: str, said: Said, changes: Mapping[str, str]) -> dict[str, str]:
    return {
        name: cipher.current().seal(json.dumps(dict(value), ensure_ascii=False), f"sec_act_forms.{name}|{key}")
        for name, value in (("said", said), ("changes", changes))
    }


def _opened(key: str, row: Row[*tuple[Any, ...]]) -> tuple[dict[str, Any], dict[str, str]]:
    seal = cipher.current()
    said, changes = (
        json.loads(seal.open(text, f"sec_act_forms.{name}|{key}"))
        for name, text in (("said", row.said), ("changes", row.changes))
    )
    return said, changes
