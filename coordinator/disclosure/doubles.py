"""Doubles: two applications of an edition that look like one act. Found when a lead looks, by what they say now; only
what somebody said of a pair is kept.

An act applies once for the whole world, so a pair may reach over two cities. Of the side that counts to another city a
lead learns nothing: not its name nor its city, not even by what the two look alike, or she could find out whether
somebody with a certain number plays anywhere, by an application of her own making.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from coordinator.artists.models import Application, Artist
from coordinator.db import db
from coordinator.disclosure import alike, audit, cipher, own_acts
from coordinator.disclosure.alike import Pair, Why
from coordinator.disclosure.merged import State
from coordinator.disclosure.people import NO_ADDRESS, Identity, identities
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedArtist
from coordinator.disclosure.sealed_doubles import SealedDouble
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader

FACTS = (Fact.ACT, Fact.CONTACT_NAME, Fact.MEMBERS, Fact.PHONE)


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
    """What was said of a pair, by whom (a person) and when; `kept_id` stays; `agreed`: whose contacts said yes;
    `takes`: of what both have, that of the act that goes is to count."""

    state: State
    kept_id: str | None
    said_by: str
    said_at: datetime
    agreed: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Double:
    """Two applications, why they look like one act, and what was said of them so far, if anything.

    `sides` are those that the reader may see: both, or the one of her city alone; then `far` is what the other goes by
    in addresses, and `why` is empty. `pair` is for use-cases, never for a page.
    """

    pair: Pair = field(repr=False)
    sides: tuple[Side, ...]
    why: tuple[Why, ...]
    said: Said | None
    far: str = ""

    @property
    def names(self) -> Pair:
        """What the two go by in addresses and forms."""
        first = self.sides[0].act.id
        return (first, self.far or self.sides[1].act.id)

    @property
    def one_contact(self) -> bool:
        """Whether one person speaks for both, as far as the reader may know."""
        return not self.far and self.sides[0].contact_id == self.sides[1].contact_id

    def act_of(self, name: str) -> str:
        """The act that goes by that name. Raises NotFound for one that is none of the two."""
        if name not in self.names:
            raise NotFound
        mine = self.sides[0].act.id
        (other,) = set(self.pair) - {mine}
        return mine if name == mine else other


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks for one of the two, and whether letters get there."""

    person_id: str
    reachable: bool


def in_order(one: str, other: str) -> Pair:
    """The two ids as a pair."""
    return (one, other) if one < other else (other, one)


def of_city(reader: Reader, *, edition_id: str, city_id: str, but: Collection[str], at: datetime) -> Sequence[Double]:
    """The pairs that look like one act, and those that somebody has said something of, with a side in that city, for
    its lead; without the applications in `but`, her own. The same statements for one application and for a thousand.
    Raises NotFound for everybody else."""
    if not _may_see(reader, city_id):
        raise NotFound
    found = alike.pairs(edition_id, city_id=city_id, but=but)
    here = select(Application.artist_id).where(Application.edition_id == edition_id, Application.city_id == city_id)
    said = _said(SealedDouble.first_id.in_(here) | SealedDouble.second_id.in_(here))
    sides = {key: side for key, side in _sides({*found, *said}).items() if side.wish.id not in but}
    doubles = [
        _double(reader, city_id, (sides[pair[0]], sides[pair[1]]), found.get(pair, ()), said.get(pair))
        for pair in found.keys() | said.keys()
        if sides.keys() >= set(pair)
    ]
    audit.record(reader, FACTS, of=sorted({side.wish.id for one in doubles for side in one.sides}), at=at)
    return sorted(doubles, key=lambda one: one.names)


def speakers(pair: Pair) -> Mapping[str, Speaker]:
    """Act → who speaks for it, for the use-case that asks them."""
    columns = (SealedArtist.artist_id, SealedArtist.contact_id)
    with granted("who speaks for two acts"):
        rows = db.session.execute(select(*columns).where(SealedArtist.artist_id.in_(pair))).all()
    known = identities({row.contact_id for row in rows})
    return {
        row.artist_id: Speaker(row.contact_id, not known[row.contact_id].email.endswith(NO_ADDRESS)) for row in rows
    }


def find(pair: Pair) -> Said | None:
    """What was said of a pair, for the use-cases that decide who may know."""
    return _said(_is(pair)).get(pair)


def say(
    pair: Pair, state: State, *, kept_id: str | None = None, takes: Collection[str] = (), by: str, at: datetime
) -> None:
    """Write down what somebody says of a pair, over what was said. Its applications are held by the caller."""
    whose = {"first_id": pair[0], "second_id": pair[1], "said_by": by, "said_at": at}
    row = whose | {"state": state, "kept_id": kept_id, "takes": sorted(takes)}
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
    told = {pair: said for pair, said in _said(_either(artist_id)).items() if said.state is not State.TWO}
    first = sorted(told.items(), key=lambda one: (one[1].kept_id == artist_id, one[1].state is State.MERGED, one[0]))
    gone = [one for one in first if one[1].state is State.MERGED and one[1].kept_id != artist_id]
    return next(iter((*gone, *(one for one in first if one[1].state is State.ASKED), *first)), None)


def _is(pair: Pair) -> Any:
    return (SealedDouble.first_id == pair[0]) & (SealedDouble.second_id == pair[1])


def _either(artist_id: str) -> ColumnElement[bool]:
    return (SealedDouble.first_id == artist_id) | (SealedDouble.second_id == artist_id)


def _said(which: ColumnElement[bool]) -> dict[Pair, Said]:
    columns = SealedDouble.__table__.columns
    with granted("what was said of doubles"):
        rows = db.session.execute(select(*columns).where(which)).all()
    return {(row.first_id, row.second_id): _told(row) for row in rows}


def _told(row: Row[*tuple[Any, ...]]) -> Said:
    agreed = {row.first_id: row.first_yes_at, row.second_id: row.second_yes_at}
    yes = frozenset(act for act, since in agreed.items() if since)
    return Said(State(row.state), row.kept_id, row.said_by, row.said_at, yes, frozenset(row.takes))


def _may_see(reader: Reader, city_id: str) -> bool:
    stands = relation(reader, city_id=city_id)
    return all(may_see(fact, stands, Phase.PLANNED) for fact in FACTS)


def _double(reader: Reader, city_id: str, sides: tuple[Side, Side], why: tuple[Why, ...], said: Said | None) -> Double:
    """The pair as that reader may see it, her city's side first."""
    pair = (sides[0].act.id, sides[1].act.id)
    first, other = sorted(sides, key=lambda side: side.wish.city_id != city_id)
    if _may_see(reader, other.wish.city_id):
        return Double(pair, (first, other), why, said)
    return Double(pair, (first,), (), said, far=cipher.current().index(" ".join(pair), "double far")[:24])


def _sides(pairs: Collection[Pair]) -> dict[str, Side]:
    ids = {act for pair in pairs for act in pair}
    rows = (
        select(Artist, Application, SealedArtist.contact_id)
        .join(Application, Application.artist_id == Artist.id)
        .join(SealedArtist, SealedArtist.artist_id == Artist.id)
        .where(Artist.id.in_(ids))
    )
    with granted("applications that look alike"):
        found = db.session.execute(rows).all()
    forms, known = own_acts.forms(ids), identities({contact for *_, contact in found})
    return {act.id: _side(act, wish, known[contact], forms.get(act.id, {})) for act, wish, contact in found}


def _side(act: Artist, wish: Application, contact: Identity, said: own_acts.Said) -> Side:
    members = said.get("members", ())
    return Side(
        act,
        wish,
        contact.person_id,
        contact.name,
        reachable=not contact.email.endswith(NO_ADDRESS),
        people=tuple(one["name"] for one in members),
        phone=said.get("phone", ""),
        town=said.get("city", ""),
        minors=sum(one["minor"] for one in members),
    )
