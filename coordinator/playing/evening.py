"""My evening: what an act is asked and has promised, in order, when it is on, and the way between two shows of one day.

Before an act has said yes its times follow from its slot and its own set alone, so that they tell nothing of the
others; afterwards they are those of the running order, the same as on the sheets of host and door.

Where somebody plays in two acts, the way between those is told to who speaks for both, who knows both evenings. Who
speaks for one alone reads the same whatever its people do elsewhere; their lead sees it on her sheet.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coordinator.clock import local
from coordinator.disclosure.matching import Day
from coordinator.disclosure.offers import LIVE, OfferState
from coordinator.disclosure.own_offers import Evening, OwnOffer, own_offers
from coordinator.disclosure.own_places import OwnStand, leads, sharing, stands
from coordinator.disclosure.people import Identity
from coordinator.disclosure.rooms import Evening as Times
from coordinator.disclosure.rooms import Room as Space
from coordinator.disclosure.rooms import RoomRow, earlier
from coordinator.disclosure.visits import Visit
from coordinator.errors import NotFound
from coordinator.geo.distance import km
from coordinator.lineups.clashes import TURNAROUND
from coordinator.lineups.problem import ACTS, SPEED_KMH, Artist, Mode
from coordinator.lineups.problem import Show as ProblemShow
from coordinator.lineups.proposals import problem_of
from coordinator.lineups.running_order import shared_times, times_of
from coordinator.lineups.sheets import loads_in
from coordinator.lineups.travel import way_minutes
from coordinator.people.readers import Reader
from coordinator.people.rolls import rolls

ONE_EVENING = timedelta(hours=8)  # between the end of one show and the start of the next
NOTHING_TOLD = Visit()


@dataclass(frozen=True, slots=True)
class Room:
    """A room in which an act plays, or is asked to. Times are wall times there.

    `load_in` None: not settled yet, or during the change-over before the set, for who comes from another room.
    """

    evening: Evening
    position: int
    begins: datetime
    ends: datetime
    load_in: datetime | None
    place: Visit


@dataclass(frozen=True, slots=True)
class Between:
    """From the end of an act's set in one of two rooms that share a bill to its set in the other: minutes there are, km
    as the crow flies and minutes on the way, as in a Gap."""

    minutes: int
    distance_km: float | None
    way: int
    mode: str
    is_exact: bool

    @property
    def is_tight(self) -> bool:
        """Whether there is less time than the way takes."""
        return self.minutes < self.way


@dataclass(frozen=True, slots=True)
class MyOffer:
    """An offer with its room, or the two that share a bill and the way `between` them. `is_settled`: the act has said
    yes; then `leads` are whom it can ask."""

    offer: OwnOffer
    rooms: tuple[Room, ...]
    is_settled: bool
    leads: tuple[Identity, ...]
    between: Between | None


@dataclass(frozen=True, slots=True)
class Gap:
    """From the end of one show to the start of the next: minutes, km as the crow flies and minutes on the way.

    Between the rooms where both are told (`is_exact`), else between their areas' centres; `distance_km` is None within
    one area. `way` is that of the slower one's `mode`.
    """

    before: OwnOffer
    after: OwnOffer
    minutes: int
    distance_km: float | None
    way: int
    mode: str
    is_exact: bool

    @property
    def is_tight(self) -> bool:
        """Whether there is less time than packing up, the way and loading in take."""
        return self.minutes < TURNAROUND + self.way


@dataclass(frozen=True, slots=True)
class MyEvening:
    """Offers that wait for an answer, those confirmed, those that are over; gaps between any that are live."""

    waiting: tuple[MyOffer, ...]
    confirmed: tuple[MyOffer, ...]
    over: tuple[OwnOffer, ...]
    gaps: tuple[Gap, ...]


def my_evening(reader: Reader, *, at: datetime) -> MyEvening:
    """The offers of the acts for which the reader speaks, as they stand at the instant `at`."""
    every = own_offers(reader, at=at)
    live = [offer for offer in every if offer.state in LIVE and offer.evening.ends_at > at]
    known = stands(reader, live, at=at)
    pairs = _pairs(live, sharing(reader, live))
    second = {after.id for _, after in pairs}
    whom = _leads(reader, {offer.evening.city_id for offer in live if offer.id in known}, at=at)
    told = [_mine(offer, known.get(offer.id), whom, comes_from_another=offer.id in second) for offer in live]
    return MyEvening(
        tuple(mine for mine in told if mine.offer.state is OfferState.OFFERED),
        tuple(mine for mine in told if mine.offer.state is OfferState.CONFIRMED),
        tuple(offer for offer in reversed(every) if offer not in live),
        tuple(_gap(before, after, known) for before, after in pairs),
    )


def my_offer(reader: Reader, offer_id: str, *, at: datetime) -> tuple[MyOffer, Sequence[Gap]]:
    """One of them that is live, with the ways to it and from it. Raises NotFound for any other."""
    mine = my_evening(reader, at=at)
    found = next((one for one in (*mine.waiting, *mine.confirmed) if one.offer.id == offer_id), None)
    if found is None:
        raise NotFound
    return found, [gap for gap in mine.gaps if offer_id in {gap.before.id, gap.after.id}]


def _leads(reader: Reader, city_ids: Collection[str], *, at: datetime) -> Mapping[str, tuple[Identity, ...]]:
    """City id → its leads, or its deputies where it has none, or else the global team."""
    if not city_ids:
        return {}
    people = rolls(city_ids)
    asked = {city: people[city].leads or people[city].deputies or people[city].team for city in city_ids}
    return leads(reader, asked, at=at)


def _mine(
    offer: OwnOffer, stand: OwnStand | None, whom: Mapping[str, tuple[Identity, ...]], *, comes_from_another: bool
) -> MyOffer:
    rooms = [_room(offer, offer.evening, stand, comes_from_another=comes_from_another)]
    if offer.again is not None:
        rooms.append(_room(offer, offer.again, stand, comes_from_another=comes_from_another))
    asked = whom[offer.evening.city_id] if stand else ()
    between = _between(offer, *sorted(rooms, key=lambda room: room.begins)) if offer.again is not None else None
    return MyOffer(offer, tuple(rooms), stand is not None, asked, between)


def _between(offer: OwnOffer, first: Room, second: Room) -> Between:
    away, is_exact = _away([first.evening, second.evening], [first.place.point, second.place.point])
    speed = offer.speed_kmh or SPEED_KMH[Mode(offer.mode)]
    minutes = int((second.begins - first.ends).total_seconds() // 60)
    return Between(minutes, away, way_minutes(away or 0.0, speed=speed), offer.mode, is_exact)


def _room(offer: OwnOffer, there: Evening, stand: OwnStand | None, *, comes_from_another: bool) -> Room:
    """What others play counts only once the act has said yes."""
    is_second = there is offer.again
    lengths = stand.sets if stand else dict.fromkeys(range(1, ACTS + 1), offer.set_minutes)
    acts = {slot: Artist(id=str(slot), latitude=0.0, longitude=0.0, set_minutes=one) for slot, one in lengths.items()}
    room = _as_problem(offer)
    sets = times_of(room, acts) if offer.again is None else shared_times(room, acts, second=is_second)
    own = next(one for one in sets if one.artist == str(offer.position))
    walks_in = comes_from_another or (offer.again is not None and own.slot > 1)
    return Room(
        there,
        own.slot,
        _wall(there, own.begins - room.local_start),
        _wall(there, own.ends - room.local_start),
        load_in=_wall(there, -loads_in(own.slot)) if stand and not walks_in else None,
        place=stand.places.get(there.show_id, NOTHING_TOLD) if stand else NOTHING_TOLD,
    )


def _as_problem(offer: OwnOffer) -> ProblemShow:
    """The evening, or the two rooms at once, as running orders are counted; of its place only the area's centre."""
    first, last = offer.evening, offer.again or offer.evening
    curfew = earlier(first.curfew, last.curfew, first.local_start.time())
    times = Times(first.show_id, "", first.local_start, first.zone, first.starts_at, first.ends_at)
    room = RoomRow(times, Space((), None, curfew, ()), first.latitude, first.longitude, frozenset())
    return problem_of(Day((room,), (), (), {})).shows[0]


def _pairs(live: Sequence[OwnOffer], together: Collection[frozenset[str]]) -> Sequence[tuple[OwnOffer, OwnOffer]]:
    """Shows of one act, or of two that share people, that follow each other in one evening."""
    found = []
    for number, after in enumerate(live):
        earlier_ones = [
            before
            for before in live[:number]
            if before.artist_id == after.artist_id or {before.artist_id, after.artist_id} in together
        ]
        if earlier_ones and timedelta() <= _free(earlier_ones[-1], after) <= ONE_EVENING:
            found.append((earlier_ones[-1], after))
    return found


def _free(before: OwnOffer, after: OwnOffer) -> timedelta:
    return after.evening.starts_at - before.evening.ends_at


def _gap(before: OwnOffer, after: OwnOffer, known: Mapping[str, OwnStand]) -> Gap:
    points = [_point(offer, known.get(offer.id)) for offer in (before, after)]
    away, is_exact = _away([before.evening, after.evening], points)
    speed, mode = min((offer.speed_kmh or SPEED_KMH[Mode(offer.mode)], offer.mode) for offer in (before, after))
    minutes = int(_free(before, after).total_seconds() // 60)
    way = way_minutes(away or 0.0, speed=speed)
    return Gap(before, after, minutes, away, way, mode, is_exact)


def _away(evenings: Sequence[Evening], points: Sequence[tuple[float, float] | None]) -> tuple[float | None, bool]:
    """Kilometres between two rooms where both are told, which the second value says, else between their areas' centres;
    None within one."""
    exact = [point for point in points if point is not None]
    is_exact = len(exact) == len(points)
    here, there = exact if is_exact else [_centre(one) for one in evenings]
    return (None if here == there else km(*here, *there)), is_exact


def _centre(there: Evening) -> tuple[float, float]:
    return there.latitude, there.longitude


def _point(offer: OwnOffer, stand: OwnStand | None) -> tuple[float, float] | None:
    """Where the room is, once that is told."""
    return stand.places.get(offer.evening.show_id, NOTHING_TOLD).point if stand else None


def _wall(there: Evening, minutes: int) -> datetime:
    """The wall time so many minutes after the start, counted in instants so that clocks may change in between."""
    return local(there.starts_at + timedelta(minutes=minutes), there.zone).replace(tzinfo=None)
