"""Where an act plays and how long everybody plays there, for who speaks for it: once it has said yes to a final lineup.

Never who the others are. The address and how the door is found come in the phases in which the policy tells them to
somebody who plays; what is not told yet, or not any more, is absent. A yes holds until the act, the lead or a moved
show ends it. So who has said yes learns nothing from a lineup that is opened again, and keeps the way to the door; what
it reads of times is that of the last final version.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, exists, func, literal, select
from sqlalchemy.orm import aliased

from coordinator.artists.models import Application
from coordinator.db import db
from coordinator.disclosure import audit
from coordinator.disclosure.gateway import clock_of, has_revealed
from coordinator.disclosure.offers import OfferState
from coordinator.disclosure.own_offers import OwnOffer, own_offers
from coordinator.disclosure.people import Identity, identities
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see, relation
from coordinator.disclosure.sealed import SealedArtist, SealedMember
from coordinator.disclosure.sealed_board import SealedVersion
from coordinator.disclosure.sealed_hosts import SealedDoor
from coordinator.disclosure.sealed_offers import SealedOffer
from coordinator.disclosure.visits import How, Visit, sees_photos, told, visits
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.jobs import Outbox
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

AT_ONCE = 500  # letters found in one round; the next one finds more


@dataclass(frozen=True, slots=True)
class OwnStand:
    """How an act stands in the last final lineup: how many minutes are played in each slot, and what is told of its
    rooms (show id → place)."""

    sets: Mapping[int, int]
    places: Mapping[str, Visit]


def stands(reader: Reader, offers: Sequence[OwnOffer], *, at: datetime) -> Mapping[str, OwnStand]:
    """Offer id → how the act stands there, of those offers to which the reader has said yes. Six statements, whatever
    their number."""
    sets, rooms = _played(reader, offers)
    places = visits(reader, list(rooms), _how(reader), at=at)
    return {
        offer_id: OwnStand(minutes, {room: places[room] for room, of in rooms.items() if of == offer_id})
        for offer_id, minutes in sets.items()
    }


def leads(
    reader: Reader, answering: Mapping[str, Collection[str]], *, at: datetime
) -> Mapping[str, tuple[Identity, ...]]:
    """City id → who answers for it, by name, from their person ids: for who speaks for an act that has said yes to play
    there, which the caller has found out. Raises NotFound where acts may not know. Two statements at most."""
    if not may_see(Fact.LEAD_NAME, Relation.PERFORMER, Phase.PLANNED):
        raise NotFound
    known = identities({person for people in answering.values() for person in people})
    audit.record(reader, [Fact.LEAD_NAME], of=sorted(city for city, people in answering.items() if people), at=at)
    return {
        city: tuple(sorted((known[one] for one in people if one in known), key=lambda one: (one.name, one.person_id)))
        for city, people in answering.items()
    }


def sharing(reader: Reader, offers: Collection[OwnOffer]) -> frozenset[frozenset[str]]:
    """Pairs of acts with these offers in both of which somebody plays, of those for which the reader speaks. One
    statement."""
    mine, theirs = aliased(SealedMember), aliased(SealedMember)
    acts = {one.artist_id for one in offers}
    hers = select(SealedArtist.artist_id).where(SealedArtist.contact_id == reader.id, SealedArtist.artist_id.in_(acts))
    same = (mine.member == theirs.member) & (mine.artist_id < theirs.artist_id)
    rows = select(mine.artist_id, theirs.artist_id.label("other_id")).join(theirs, same).distinct()
    with granted("people of two acts of one's own"):
        found = db.session.execute(rows.where(mine.artist_id.in_(hers), theirs.artist_id.in_(hers))).all()
    return frozenset(frozenset((row.artist_id, row.other_id)) for row in found)


def may_read(offer_id: str, person_id: str, *, at: datetime) -> bool:
    """Whether somebody finds the address of an evening at which her act plays on its page now, and the show is still to
    come: for a letter that says so."""
    reader = Reader(person_id)
    offers = [one for one in own_offers(reader, at=at) if one.id == offer_id and one.evening.starts_at > at]
    _, rooms = _played(reader, offers)
    which = select(Show, Edition).join(Edition, Edition.id == Show.edition_id).where(Show.id.in_(list(rooms)))
    shows, how = db.session.execute(which).all(), _how(reader)
    return any(
        told([Fact.STREET_ADDRESS], how(show), show, clock_of(show, edition).phase(at)) for show, edition in shows
    )


def untold(letter: str, *, at: datetime) -> Sequence[tuple[str, str]]:
    """(Offer id, person id) of those whose act has said yes, who are told the address by now, before the show, and for
    whom no `letter` (a kind of the outbox, whose keys are those of `key_of`) was ever enqueued: some, where they are
    many. Nobody is told of a door that is closed; once it opens again she is."""
    found: list[tuple[str, str]] = []
    for edition in db.session.scalars(select(Edition)).all():
        found += _untold(letter, Show.edition_id == edition.id, Show.starts_at > at, has_revealed(edition, at=at))
    return found


def key_of(letter: str, offer_id: str, person_id: str) -> str:
    """The key under which who speaks for an act gets one such letter."""
    return f"{letter}|{offer_id}|{person_id}"


def _untold(letter: str, *which: ColumnElement[bool]) -> Sequence[tuple[str, str]]:
    key = literal(f"{letter}|", String) + SealedOffer.id + "|" + SealedArtist.contact_id
    rows = (
        select(SealedOffer.id, SealedArtist.contact_id)
        .join(SealedArtist, SealedArtist.artist_id == SealedOffer.artist_id)
        .join(Show, Show.id == SealedOffer.show_id)
        .where(*which, Show.state != ShowState.CANCELLED, SealedOffer.starts_at == Show.starts_at)
        .where(SealedOffer.state == OfferState.CONFIRMED, ~exists().where(SealedDoor.space_id == Show.space_id))
        .where(~exists().where(Outbox.dedupe_key == key))
    )
    with granted("acts that may read an address"):
        found = db.session.execute(rows.order_by(SealedOffer.id).limit(AT_ONCE)).all()
    return [(row.id, row.contact_id) for row in found]


def sees_room(reader: Reader, space_id: str, *, at: datetime) -> bool:
    """Whether an act for which the reader speaks has said yes to play in that room, and may see photos of it now."""
    _, rooms = _played(reader, own_offers(reader, at=at))
    return sees_photos(list(rooms), space_id, _how(reader), at=at)


def _played(reader: Reader, offers: Sequence[OwnOffer]) -> tuple[Mapping[str, Mapping[int, int]], Mapping[str, str]]:
    """Of those offers to which the reader has said yes: offer id → minutes in each slot, and show id → offer id."""
    asked = {one.id: one for one in offers if one.state is OfferState.CONFIRMED}
    sets = _sets(reader, list(asked))
    return sets, {room.show_id: one.id for one in asked.values() if one.id in sets for room in _rooms(one)}


def _how(reader: Reader) -> How:
    return lambda show: relation(reader, city_id=show.city_id, contact_id=reader.id, plays=True)


def _rooms(offer: OwnOffer) -> Sequence[Any]:
    return [room for room in (offer.evening, offer.again) if room is not None]


def _sets(reader: Reader, offer_ids: Sequence[str]) -> Mapping[str, Mapping[int, int]]:
    """Offer id → slot → minutes, of the reader's own offers, from the newest version of each lineup."""
    every = aliased(SealedVersion)
    newest = select(func.max(every.number)).where(every.show_id == SealedVersion.show_id).scalar_subquery()
    acts = (SealedVersion.first_id, SealedVersion.second_id, SealedVersion.third_id)
    rows = (
        select(SealedOffer.id, SealedOffer.position, SealedOffer.artist_id, Show.edition_id, *acts)
        .join(SealedArtist, SealedArtist.artist_id == SealedOffer.artist_id)
        .join(Show, Show.id == SealedOffer.show_id)
        .join(SealedVersion, SealedVersion.show_id == SealedOffer.show_id)
        .where(SealedOffer.id.in_(offer_ids), SealedArtist.contact_id == reader.id)
        .where(SealedVersion.number == newest)
    )
    with granted("an act's own place in a final lineup"):
        found = db.session.execute(rows).all()
    bills = {row.id: dict(enumerate((row.first_id, row.second_id, row.third_id), start=1)) for row in found}
    lengths = _lengths({(row.edition_id, act) for row in found for act in bills[row.id].values()})
    return {
        row.id: {slot: lengths[row.edition_id, act] for slot, act in bills[row.id].items()}
        for row in found
        if bills[row.id][row.position] == row.artist_id
    }


def _lengths(acts: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    """(edition id, act) → minutes of its set."""
    chosen = Application.artist_id.in_({act for _, act in acts})
    rows = db.session.execute(
        select(Application.edition_id, Application.artist_id, Application.set_minutes).where(chosen)
    )
    return {(row.edition_id, row.artist_id): row.set_minutes for row in rows}
