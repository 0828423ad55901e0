"""A room turns out smaller after its guests were drawn: what would follow, for its lead, and how it is done.

Free seats go first, and the seats that a host keeps for guests of her own stay within a tenth. Then the parties that
stand last in the order of the draw lose theirs; they wait again at their old places. Who fits into what a pair leaves
over that loses two seats for one keeps hers. Seats for people with access needs are not touched, taken or free: whether
they are must not be told by how many others lose theirs. Nor are those of guests of another show, who have lost an
evening already (`elsewhere`).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import audit, elsewhere, own_guests, seats, tickets, waiting_lists
from coordinator.disclosure import entries as own
from coordinator.disclosure.entries import Where
from coordinator.disclosure.own_guests import Kept
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.seats import Holder, Seated
from coordinator.errors import Conflict, NotFound
from coordinator.guests import parties
from coordinator.guests.chain import NOBODY, What
from coordinator.guests.draw_list import MOST_PEOPLE, Pool
from coordinator.guests.linking import find_held, hides, note
from coordinator.guests.models import Draw
from coordinator.guests.promoting import promote
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.shows.windows import LAST

LETTER = "seat_lost"  # the outbox's kind
FACTS = (Fact.TURNOUT, Fact.VOID)  # how many come, and which lines of the draw would lose their seats: no name


@dataclass(frozen=True, slots=True)
class Party:
    """A party that would lose its seat: its line in the published list, how many they are, whether it has confirmed."""

    line: str
    people: int
    has_confirmed: bool


@dataclass(frozen=True, slots=True)
class Seating:
    """People and parties."""

    people: int
    parties: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What it means for a show whose seats are drawn that its room has `capacity` seats.

    `gone` seats are no longer for the draw, `free` of them nobody has; `losing` are the parties that lose theirs, the
    last in the order of the draw first, and `over` seats of them go on to others. `kept` and `kept_then`: what the host
    keeps, now and then. `least`: the smallest room in which the show can stay. `is_final`: its list at the door is.
    """

    show: Show
    capacity: int
    confirmed: Seating
    asked: Seating
    gone: int
    free: int
    losing: tuple[Party, ...]
    over: int
    access: int
    kept: Kept
    kept_then: Kept
    waiting: int
    least: int
    is_final: bool

    @property
    def is_too_small(self) -> bool:
        """Whether not even the seats fit that are kept."""
        return self.capacity < self.least

    @property
    def is_possible(self) -> bool:
        """Whether a lead can decide for it."""
        return not self.is_too_small and not (self.losing and self.is_final)

    @property
    def is_harmless(self) -> bool:
        """Whether nobody loses a seat by it."""
        return not self.losing and not self.is_too_small


def outlooks(shows: Sequence[Show], capacity: int, *, at: datetime) -> tuple[Outlook, ...]:
    """What it means for those of these shows that have more seats, for use-cases. The shows are drawn."""
    smaller = [show for show in shows if capacity < show.capacity]
    kept, then = own_guests.declared(smaller), own_guests.declared(smaller, capacity=capacity)
    return tuple(_outlook(show, capacity, kept, then, at=at) for show in smaller)


def told(reader: Reader, shows: Sequence[Show], capacity: int, *, at: datetime) -> tuple[Outlook, ...]:
    """The same for the lead of their city. Raises NotFound for everybody else."""
    if not all(
        may_see(fact, relation(reader, city_id=show.city_id), Phase.PLANNED) for show in shows for fact in FACTS
    ):
        raise NotFound
    found = outlooks(shows, capacity, at=at)
    audit.record(reader, FACTS, of=[one.show.id for one in found], at=at)
    return found


def seen_of(found: Sequence[Outlook]) -> str:
    """Which parties would lose their seats, in a word that is another one once others would: for a lead's decision."""
    lines = [f"{one.show.id} {one.capacity} {party.line} {party.people}" for one in found for party in one.losing]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16] if lines else ""


def shrink(shows: Sequence[Show], capacity: int, *, seen: str, at: datetime) -> int:
    """Let these shows, drawn and in one room, have `capacity` seats where they have more; how many parties lost theirs.
    The room is held by the caller, who writes what the shows say of it.

    Raises Conflict: `seats_moved` where others lose their seats than was `seen` (`seen_of`), `too_few_seats` (`least`),
    `list_final`.
    """
    if not shows:
        return 0
    held = find_held(Where(shows[0].edition_id, shows[0].city_id))
    found = outlooks(shows, capacity, at=at)
    _refuse(found, seen)
    for one in found:
        if held is not None and one.gone:
            _take_away(held, one, at=at)
        if one.show.listed_seats is not None:
            one.show.listed_seats = min(one.show.listed_seats, capacity)
    return sum(len(one.losing) for one in found)


def _take_away(held: Draw, look: Outlook, *, at: datetime) -> None:
    """Take seats from the parties that lose theirs, which wait again at their old places, then free ones. What is left
    over goes on, and the parties are asked for what is free elsewhere. The draw is held by the caller."""
    show_id, lines = look.show.id, {one.line for one in look.losing}
    losing = [one for one in _general(seats.holders(show_id)) if one.party.public_id in lines]
    for one in losing:
        _let_go(held, one, at=at)
    if not seats.take(show_id, Pool.GENERAL, look.gone):
        raise Conflict("seats_moved")
    note(held, What.FEWER, NOBODY, show_id, look.gone, at=at)
    wanted = [entry.wanted.shows for one in losing if (entry := own.find(one.party.id)) is not None]
    for key in dict.fromkeys((show_id, *(show for shows in wanted for show in shows))):
        promote(held, key, at=at)


def _let_go(held: Draw, one: Holder, *, at: datetime) -> None:
    """Take a seat, or one that is only shown, from a party; who had it is told."""
    party = one.party
    if one.is_shown:
        waiting_lists.end_feigned(party.id, forget=True)
    elif seats.wait_on(party.id, at=at):
        tickets.drop(party.id)
        _tell(party, at=at)
    else:
        raise Conflict("seats_moved")
    seats.give_back(party.show_id, Pool.GENERAL, party.people)
    note(held, What.LOST, party.public_id, party.show_id, party.people, at=at)


def _tell(party: Seated, *, at: datetime) -> None:
    key = f"{LETTER}|{party.id}|{at:%Y%m%dT%H%M%S.%f}"
    jobs.enqueue(LETTER, person_id=party.person_id, subject=party.id, dedupe_key=key, due_at=at)
    parties.tell_second(party.id, f"{What.LOST}|{at:%Y%m%dT%H%M%S.%f}", at=at)


def _refuse(found: Sequence[Outlook], seen: str) -> None:
    for one in found:
        if one.is_too_small:
            raise Conflict("too_few_seats", least=one.least)
        if not one.is_possible:
            raise Conflict("list_final")
    if seen_of(found) != seen:
        raise Conflict("seats_moved")


def _outlook(show: Show, capacity: int, kept: Mapping[str, Kept], then: Mapping[str, Kept], *, at: datetime) -> Outlook:
    holders, free = seats.holders(show.id), seats.free(show.id)
    drawn = _general(holders)
    access = free.get(Pool.ACCESS, 0) + _people(one for one in holders if one.party.pool == Pool.ACCESS).people
    general = free.get(Pool.GENERAL, 0) + _people(drawn).people
    least = then[show.id].seats + access + _people(one for one in holders if one.party.pool == elsewhere.POOL).people
    gone = min(max(general - (capacity - least), 0), general)
    losing = _last(drawn, gone - free.get(Pool.GENERAL, 0))
    return Outlook(
        show,
        capacity,
        confirmed=_people(one for one in holders if one.has_confirmed),
        asked=_people(one for one in holders if not one.has_confirmed),
        gone=gone,
        free=min(free.get(Pool.GENERAL, 0), gone),
        losing=tuple(Party(one.party.public_id, one.party.people, one.has_confirmed) for one in losing),
        over=max(free.get(Pool.GENERAL, 0) + _people(losing).people - gone, 0) if losing else 0,
        access=access,
        kept=kept[show.id],
        kept_then=then[show.id],
        waiting=_waiting(show),
        least=least + 1,
        is_final=at >= show.starts_at - LAST,
    )


def _general(holders: Sequence[Holder]) -> Sequence[Holder]:
    return [one for one in holders if one.party.pool == Pool.GENERAL]


def _waiting(show: Show) -> int:
    """How many parties wait for a seat there, as far as anybody can see."""
    drawn = db.session.get(Draw, (show.edition_id, show.city_id))
    in_public = drawn is not None and hides(drawn)
    return sum(1 for _ in waiting_lists.in_line(show.id, people=MOST_PEOPLE, in_public=in_public))


def _last(drawn: Sequence[Holder], number: int) -> list[Holder]:
    """As many of them from the beginning as have so many seats; whole parties, and none that fits into what the last
    of them leaves over."""
    found: list[Holder] = []
    for one in drawn:
        if _people(found).people >= number:
            break
        found.append(one)
    over = _people(found).people - number
    for one in reversed(found.copy()):
        if one.party.people <= over:
            found.remove(one)
            over -= one.party.people
    return found


def _people(holders: Iterable[Holder]) -> Seating:
    counts = [one.party.people for one in holders]
    return Seating(sum(counts), len(counts))
