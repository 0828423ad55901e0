"""What each way to help a show in trouble would mean for it, computed before anything is done: for the global team."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coordinator.clock import instant
from coordinator.db import db
from coordinator.disclosure import gateway, leaks, moves, offers, reserves, seats, stakes, twins
from coordinator.disclosure.reserves import LedSpace, led_spaces
from coordinator.editions.models import Edition
from coordinator.errors import Invalid
from coordinator.geo.distance import km
from coordinator.lineups import asking, calling_off, replacements, standby
from coordinator.lineups import offers as answers
from coordinator.lineups import twins as splitting
from coordinator.lineups.calling_off import Consequences
from coordinator.lineups.candidates import candidates
from coordinator.lineups.moving import copy_of
from coordinator.lineups.objections import Objector, objectors
from coordinator.lineups.problem import ACTS
from coordinator.lineups.replacements import Replacement
from coordinator.people.readers import Reader
from coordinator.shows import planning
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking, Side
from coordinator.shows.scheduling import Evening, Span
from coordinator.shows.windows import confirm_by
from coordinator.spaces.models import Space

ROOMS = 3  # second rooms to choose from


@dataclass(frozen=True, slots=True)
class Guests:
    """Who has a seat: parties and people; `waiting` parties wait for one. `letters`: how many would be told that the
    show moves. `told`: the address has been; `asks_anew`: they have to say yes again, `until` then."""

    parties: int
    people: int
    waiting: int
    letters: int = 0
    told: bool = False
    asks_anew: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moving:
    """The show in the room that stands ready for it: km from the present one, its seats, whom guests it has; the acts
    that cannot come along, how many others were asked and answer `anew` (or are only told); what is `against` it, by
    field."""

    space_id: str
    name: str
    distance_km: float
    seats: int
    taken: int | None
    guests: Guests
    leaving: Sequence[Objector]
    asked: int
    anew: bool
    against: Invalid | None


@dataclass(frozen=True, slots=True)
class SecondRoom:
    """A room that could be a show's second one: km away, its seats, and the acts that cannot play in both."""

    space_id: str
    name: str
    distance_km: float
    seats: int
    leaving: Sequence[Objector]


@dataclass(frozen=True, slots=True)
class Splitting:
    """The rooms; `refused`: why it cannot be split by now, as `planning_words` knows it; `locked`: its lineup is."""

    rooms: Sequence[SecondRoom]
    refused: str
    locked: bool


@dataclass(frozen=True, slots=True)
class CallingIn:
    """A slot and who has it (`sees`, an id, and its name), whether that act was asked; who could come instead, those
    who stand by first; until when it would answer; whether the lineup is locked, and complete with it."""

    position: int
    sees: str
    act_name: str
    was_asked: bool
    instead: Sequence[Replacement]
    until: datetime
    locked: bool
    completes: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """What calling it off means for acts (`acts`), and for guests."""

    acts: Consequences
    guests: Guests


def guests_of(reader: Reader, show: Show) -> Guests:
    """Who has a seat at a show or waits for one, in numbers. Raises NotFound for everybody but the global team."""
    leaks.refuse_others(reader)
    held = [one.party for one in seats.holders(show.id) if not one.is_shown]
    waiting = len(stakes.after_draw(show.id, seated=False))
    return Guests(len(held), sum(party.people for party in held), waiting)


def moving(reader: Reader, show: Show, *, at: datetime) -> Moving | None:
    """The show in its reserve; None where no room stands ready. Raises NotFound as `guests_of` does."""
    leaks.refuse_others(reader)
    ready = reserves.of_shows([show.id]).get(show.id)
    if ready is None:
        return None
    own, other = db.session.get_one(Space, show.space_id), db.session.get_one(Space, ready)
    led = led_spaces(reader, [own, other], at=at)
    there = copy_of(show, space_id=ready, area_id=other.area_id, step_free=other.step_free, kind=other.kind)
    return Moving(
        ready,
        led[ready].name,
        _apart(led[own.id], led[ready]),
        other.capacity,
        show.listed_seats,
        _moved_guests(reader, show, there, at=at),
        objectors(reader, there, [other], at=at),
        sum(offer.is_live for offer in offers.of_shows([show.id], at=at)),
        _promised(own) != _promised(other),
        _against(show, other, at=at),
    )


def splitting_up(reader: Reader, show: Show, *, at: datetime) -> Splitting:
    """The show in two rooms. Raises NotFound as `guests_of` does."""
    leaks.refuse_others(reader)
    kept = twins.kept([show.id])[show.id]
    refused = "split_already" if kept.partner is not None else ""
    if not refused and show.state is not ShowState.PLANNED:
        refused = "entries_open"
    own = db.session.get_one(Space, show.space_id)
    rooms = () if refused else splitting.second_rooms(reader, show, at=at)[:ROOMS]
    return Splitting(
        [
            SecondRoom(
                one.space.id,
                one.led.name,
                one.distance_km,
                one.space.capacity,
                objectors(reader, copy_of(show), [own, one.space], at=at),
            )
            for one in rooms
        ],
        refused,
        kept.locked,
    )


def calling_in(reader: Reader, show: Show, position: int, *, at: datetime) -> CallingIn:
    """Another act in a slot (1 to 3). Raises NotFound as `guests_of` does."""
    leaks.refuse_others(reader)
    bill = gateway.lead_shows(reader, [show], at=at)[show.id]
    there = next((slot for slot in bill.lineup if slot.position == position), None)
    leaving = there.artist_id if there else ""
    ranks = standby.ranks(reader, edition_id=show.edition_id, city_id=show.city_id, at=at)
    found = candidates(reader, show, leave=leaving, at=at)
    fitting = [one for one in found.fitting if one.artist_id != leaving]
    return CallingIn(
        position,
        leaving,
        there.act_name if there else "",
        any(offer.is_live and offer.artist_id == leaving for offer in offers.of_shows([show.id], at=at)),
        replacements.ranked(fitting, ranks, answers.refusing(reader, show, at=at)),
        asking.deadline(show, db.session.get_one(Edition, show.edition_id), at=at),
        bill.locked,
        len({slot.position for slot in bill.lineup} | {position}) == ACTS,
    )


def ending(reader: Reader, show: Show, *, at: datetime) -> Ending:
    """The show called off. Raises NotFound as `guests_of` does."""
    return Ending(calling_off.consequences(reader, show, at=at), guests_of(reader, show))


def booking_of(show: Show, space_id: str, outside: str = "") -> Booking:
    """The same evening in another space, to the instant."""
    minutes = round((show.ends_at - show.starts_at).total_seconds() / 60)
    sides = [instant(show.local_start, show.zone, fold=fold) for fold in (0, 1)]
    side = None if len(set(sides)) == 1 else list(Side)[sides.index(show.starts_at)]
    return Booking(space_id, Evening(show.local_start, minutes), side, outside)


def _moved_guests(reader: Reader, show: Show, there: Show, *, at: datetime) -> Guests:
    """Who has a seat, and what they would hear if the show were `there`, as `lineups.relocating` tells it."""
    found, told = guests_of(reader, show), moves.is_told(show, at=at)
    was, now = moves.standing(show, told=told), moves.standing(there, told=told)
    anew = now.asks_anew(was)
    until = confirm_by(show, db.session.get_one(Edition, show.edition_id), at=at) if anew else None
    return replace(
        found,
        letters=len(moves.holders(show.id)) if now != was else 0,
        told=told,
        asks_anew=anew and found.parties > 0,
        until=until,
    )


def _against(show: Show, space: Space, *, at: datetime) -> Invalid | None:
    """What the rules of planning say against the show in that space; that its host does not offer the time is to be
    answered in the form."""
    booking, edition = booking_of(show, space.id), db.session.get_one(Edition, show.edition_id)
    letters = show.starts_at - show.begins_at
    span = Span(show.starts_at, show.ends_at, twice=False)
    try:
        planning.refuse_misfit(
            space, edition, booking, span, zone=show.zone, at=at, seats=show.listed_seats, letters=letters
        )
    except Invalid as refused:
        return refused
    return None


def _promised(space: Space) -> tuple[object, ...]:
    """What an act has said yes to, of a room (`lineups.changed_evening`)."""
    return space.area_id, frozenset(space.has), space.stage_people, space.step_free


def _apart(one: LedSpace, other: LedSpace) -> float:
    return km(one.latitude, one.longitude, other.latitude, other.longitude)
