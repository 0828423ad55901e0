"""A city's draw: its list is published when entries close, and it is held once the randomness named in it is public.

Nobody can know that randomness before the list is fixed, and nobody can change the list afterwards: its hash is part of
what decides. Entries close ten days before the city's first show begins, the draw is due a day later (both settings of
the edition).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, update

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import drawing, own_guests, seats
from coordinator.disclosure.drawing import Placed
from coordinator.disclosure.entries import Where
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.guests import draw_list, draw_result, entries
from coordinator.guests.draw import Drawn, draw, seed_of
from coordinator.guests.draw_list import DrawList, Entry, Pool, Seats, Source
from coordinator.guests.draw_result import Outcome
from coordinator.guests.models import Draw
from coordinator.guests.randomness import QUICKNET, instant_of, round_at
from coordinator.guests.seats import confirm_by, tell
from coordinator.once import insert_once
from coordinator.people.readers import Reader
from coordinator.shows.leading import refuse_others
from coordinator.shows.models import Show, ShowState

ACCESS_SEATS = 2  # of a step-free room, for people who need them
SMALLEST = 6  # seats of a room that keeps any


@dataclass(frozen=True, slots=True)
class PublicDraw:
    """A draw as everybody may see it. `result` is empty before it was held."""

    draw: Draw
    drawn: DrawList
    file: bytes
    result: bytes

    @property
    def root(self) -> str:
        """The hash of the list (64 hex digits)."""
        return draw_list.root(self.file)


def close_due(at: datetime) -> None:
    """Publish the list of every city whose entries have closed by the instant `at`; what is published stays."""
    for edition, city in _closed(at):
        closes = entries.close_at(edition, city.id)
        if closes is not None and closes <= at:
            _publish(edition, city, at=at)


def find_draw(edition: Edition, city_id: str) -> PublicDraw | None:
    """The draw of a city, once its list is published."""
    found = db.session.get(Draw, (edition.id, city_id))
    if found is None:
        return None
    file, result = found.listed.encode("ascii"), (found.result or "").encode("ascii")
    return PublicDraw(found, draw_list.read(file), file, result)


def hold(reader: Reader, edition: Edition, city_id: str, outcome: Outcome, *, at: datetime) -> PublicDraw:
    """Hold the draw with what its source brought. The same outcome again changes nothing.

    Raises NotFound for who does not lead the city, and before its list is published; Conflict: `too_early`, and
    `drawn_already` with another outcome; Invalid (`signature`, `numbers`).
    """
    refuse_others(reader, city_id)
    held = db.session.scalar(
        select(Draw).where(Draw.edition_id == edition.id, Draw.city_id == city_id).with_for_update()
    )
    if held is None:
        raise NotFound
    if at < held.due_at:
        raise Conflict("too_early", at=held.due_at)
    result = draw_result.write(held.listed.encode("ascii"), outcome).decode("ascii")
    if held.result is not None and held.result != result:
        raise Conflict("drawn_already")
    if held.result is None:
        held.result, held.drawn_at = result, at
        _tell(held, outcome, at=at)
    found = find_draw(edition, city_id)
    if found is None:
        raise NotFound
    return found


def outcome_of(drawn: DrawList, said: str) -> Outcome:
    """What somebody typed, as the source of this draw has it: a signature, or numbers. Raises Invalid."""
    if drawn.source.type == "drand":
        outcome = Outcome(signature=said.strip().lower())
    else:
        words = said.replace(",", " ").split()
        outcome = Outcome(numbers=tuple(int(word) for word in words if word.isdecimal()))
    outcome.randomness(drawn.source)
    return outcome


def _closed(at: datetime) -> Sequence[tuple[Edition, City]]:
    """Cities with open shows that may have closed by `at` and have no list yet."""
    there = exists().where(Draw.edition_id == Show.edition_id, Draw.city_id == Show.city_id)
    rows = db.session.execute(
        select(Edition, City)
        .join(Show, Show.edition_id == Edition.id)
        .join(City, City.id == Show.city_id)
        .where(Show.state == ShowState.OPEN, ~there)
        .group_by(Edition.id, City.id)
        .having(func.min(Show.starts_at) <= at + timedelta(days=366))
    )
    return [(edition, city) for edition, city in rows]


def _publish(edition: Edition, city: City, *, at: datetime) -> None:
    shows = _shows(edition, city)
    due = entries.draw_at(edition, city.id)
    if due is None:
        return
    due = max(due, at + timedelta(days=1))  # a list that is late gives everybody a day all the same
    number = round_at(due) + 1
    seats = {show.id: each for show, each in zip(shows, _seats(shows), strict=True)}
    listed, seats = draw_list.merged(
        [
            Entry(key, people, Pool.ACCESS if needs else Pool.GENERAL, wishes)
            for key, people, needs, wishes in drawing.entered(Where(edition.id, city.id), set(seats))
        ],
        seats,
    )
    source = Source("drand", chain=QUICKNET, round=number)
    file = draw_list.write(DrawList(city.slug, edition.date, seats, source, listed)).decode("ascii")
    due = instant_of(number)
    insert_once(Draw, edition_id=edition.id, city_id=city.id, listed=file, closed_at=at, due_at=due)


def _shows(edition: Edition, city: City) -> Sequence[Show]:
    wanted = (Show.edition_id == edition.id, Show.city_id == city.id, Show.state == ShowState.OPEN)
    return db.session.scalars(select(Show).where(*wanted).order_by(Show.id)).all()


def _seats(shows: Sequence[Show]) -> Sequence[Seats]:
    kept = own_guests.declared(shows)
    found = []
    for show in shows:
        mine = kept[show.id]
        free = max(show.capacity - mine.seats, 0)
        access = ACCESS_SEATS if show.step_free and free >= SMALLEST else 0
        found.append(Seats(access, free - access, mine.guests, mine.neighbours))
    return found


def _tell(held: Draw, outcome: Outcome, *, at: datetime) -> None:
    """Write what the draw gave into entries and shows. Where those who asked for access seats are too few to be marked
    in the list, the seats kept for them go to those of them that won nothing, in their order."""
    file = held.listed.encode("ascii")
    drawn = draw_list.read(file)
    order = draw(drawn, seed_of(draw_list.root(file), outcome.randomness(drawn.source)))
    kept = {show: seats.kept for show, seats in drawn.seats.items() if seats.kept}
    extra = _kept_seats(order, kept, Where(held.edition_id, held.city_id))
    until = _windows(held, drawn, at=at)
    placed = [_placed(one, extra.get(one.entry.id), until) for one in order]
    drawing.place(placed)
    people = {one.entry.id: one.entry.people for one in order}
    given = Counter[tuple[str, str]]()
    for one in placed:
        if one.show and one.pool:
            given[one.show, one.pool] += people[one.public_id]
    free = {(show, str(Pool.ACCESS)): each.access + each.kept for show, each in drawn.seats.items()}
    free |= {(show, str(Pool.GENERAL)): each.general for show, each in drawn.seats.items()}
    seats.open_seats({place: count - given[place] for place, count in free.items()})
    for entry_id, person_id, ends in seats.winners(Where(held.edition_id, held.city_id)):
        tell(entry_id, person_id, ends, at=at)
    of_city = (Show.edition_id == held.edition_id, Show.city_id == held.city_id, Show.state == ShowState.OPEN)
    db.session.execute(update(Show).where(*of_city).values(state=ShowState.DRAWN))


def _windows(held: Draw, drawn: DrawList, *, at: datetime) -> dict[str, datetime | None]:
    """Show id → until when its guests may confirm."""
    edition = db.session.get_one(Edition, held.edition_id)
    shows = db.session.scalars(select(Show).where(Show.id.in_(drawn.seats))).all()
    return {show.id: confirm_by(show, edition, at=at) for show in shows}


def _placed(one: Drawn, kept: str | None, until: dict[str, datetime | None]) -> Placed:
    """What the draw gave an entry; `kept`: the show with a seat kept for it."""
    show, pool = (one.show, one.pool) if one.show else (kept, Pool.ACCESS if kept else None)
    return Placed(one.entry.id, one.rank, show, pool and str(pool), until.get(show) if show else None)


def _kept_seats(order: Sequence[Drawn], kept: dict[str, int], where: Where) -> dict[str, str]:
    if not kept:
        return {}
    needs = drawing.needing(where)
    given = {}
    for one in order:
        fits = (show for show in one.entry.wishes if kept.get(show, 0) >= one.entry.people)
        show = next(fits, None) if one.show is None and one.entry.id in needs else None
        if show is not None:
            kept[show] -= one.entry.people
            given[one.entry.id] = show
    return given
