"""A city's draw: its list is published when entries close, and it is held once the randomness named in it is public.

Nobody can know that randomness before the list is fixed, and nobody can change the list afterwards: its hash is part of
what decides. Entries close ten days before the city's first show begins, the draw is due a day later (both settings of
the edition).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, exists, func, select, update
from sqlalchemy.orm import undefer

from coordinator import chance, jobs
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import drawing, own_guests, seats
from coordinator.disclosure.drawing import Placed
from coordinator.disclosure.entries import OwnEntry, Where
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.guests import access_record, choosing, draw_list, draw_result, entries, linking, passing_on, published
from coordinator.guests.draw import Drawn
from coordinator.guests.draw_list import DrawList, Entry, Pool, Seats, Source
from coordinator.guests.draw_result import Outcome, Result
from coordinator.guests.models import Draw
from coordinator.guests.promoting import asked_until, tell_all
from coordinator.guests.randomness import QUICKNET, instant_of, round_at
from coordinator.guests.seats import WAITS
from coordinator.memory import uncollected
from coordinator.once import insert_once
from coordinator.people.readers import Reader
from coordinator.shows.leading import refuse_others
from coordinator.shows.models import Show, ShowState

CHAIN = QUICKNET  # whose rounds decide
ROUNDS_A_DAY = 28_800
LISTED = "listed"  # the outbox's kind
ACCESS_SEATS = 2  # of a step-free room, for people who need them
_NUMBER = re.compile(r"[0-9]{1,9}")
SMALLEST = 6  # seats of a room that keeps any


@dataclass(frozen=True, slots=True)
class PublicDraw:
    """A draw as everybody may see it: its row, the head of its list (without the entries), and both files as they are
    published. `result` is empty before it was held."""

    draw: Draw
    head: DrawList
    file: bytes
    result: bytes

    @property
    def root(self) -> str:
        """The hash of the list (64 hex digits)."""
        return self.draw.root


def close_due(at: datetime) -> None:
    """Publish the list of every city whose entries have closed by the instant `at`; what is published stays."""
    for edition, city in _closed(at):
        chosen = choosing.chosen_source(edition.id, city.id, at=at)
        _publish(edition, city, *(chosen or _drand(edition, city, at=at)), at=at)


def close_with(
    reader: Reader, edition: Edition, city_id: str, lottery: str, *, due_at: datetime, at: datetime
) -> PublicDraw:
    """Publish the list of a city whose entries have closed with a drawing of numbers, named `lottery`, to decide; it
    takes place at the instant `due_at`. What is published stays. Raises NotFound for who does not lead the city,
    Conflict: `not_closed`, `too_early` where the drawing is less than a day after the list."""
    refuse_others(reader, city_id)
    closes = entries.close_at(edition, city_id)
    if closes is None or at < closes:
        raise Conflict("not_closed")
    if due_at < at + draw_list.A_DAY:
        raise Conflict("too_early", at=at)
    _publish(edition, db.session.get_one(City, city_id), Source("lottery", name=lottery, at=due_at), due_at, at=at)
    return public(db.session.get_one(Draw, (edition.id, city_id)))


def find_draw(edition: Edition, city_id: str) -> PublicDraw | None:
    """The draw of a city, once its list is published."""
    found = db.session.get(Draw, (edition.id, city_id))
    return public(found) if found else None


def hold(reader: Reader, edition: Edition, city_id: str, outcome: Outcome, *, at: datetime) -> PublicDraw:
    """Hold the draw with what its source brought. The same outcome again changes nothing.

    Raises NotFound for who does not lead the city, and before its list is published; Conflict: `too_early`, and
    `drawn_already` with another outcome; Invalid (`signature`, `numbers`).
    """
    refuse_others(reader, city_id)
    this = select(Draw).where(Draw.edition_id == edition.id, Draw.city_id == city_id)
    held = db.session.scalar(this.with_for_update().options(undefer(Draw.listed)))
    if held is None:
        raise NotFound
    source = draw_list.head_of(held.head).source
    earliest = instant_of(outcome.round(source)) if outcome.signature and source.type == "drand" else held.due_at
    if at < max(earliest, held.due_at):
        raise Conflict("too_early", at=max(earliest, held.due_at))
    drawn = draw_result.hold(held.listed.encode("ascii"), outcome, linking.before(held))
    root = draw_result.fingerprint(drawn.file)
    if held.result_root is not None and held.result_root != root:
        raise Conflict("drawn_already")
    if held.result_root is None:
        held.result, held.result_root, held.drawn_at = drawn.file.decode("ascii"), root, at
        _tell(held, drawn, at=at)
    return public(held)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a guest is told when the list is published: its `root`, what decides and from when on that is known (an
    instant in UTC), and her `line`."""

    root: str
    source: Source
    due_at: datetime
    line: str


def own_line(entry: OwnEntry) -> Listed | None:
    """The line of an entry in the list of its draw; None before the list, and without a line."""
    fixed = db.session.get(Draw, (entry.where.edition_id, entry.where.city_id))
    found = draw_list.find(published.listed(fixed), entry.public_id) if fixed else None
    if fixed is None or found is None:
        return None
    return Listed(fixed.root, draw_list.head_of(fixed.head).source, fixed.due_at, draw_list.line_of(found))


def waiting(at: datetime) -> Sequence[tuple[str, str]]:
    """(Edition id, city id) of the draws that may be held at the instant `at`, and are not yet."""
    rows = db.session.execute(
        select(Draw.edition_id, Draw.city_id)
        .where(Draw.result_root.is_(None), Draw.due_at <= at)
        .order_by(Draw.edition_id, Draw.city_id)
    )
    return [(edition_id, city_id) for edition_id, city_id in rows]


def outcome_of(source: Source, said: str) -> Outcome:
    """What somebody typed, as the source of a draw has it: a signature, or numbers. Raises Invalid."""
    if source.type == "drand":
        outcome = Outcome(signature=said.strip().lower())
    else:
        words = said.replace(",", " ").split()
        typed = words if all(map(_NUMBER.fullmatch, words)) else ()  # one that cannot be read is none left out
        outcome = Outcome(numbers=tuple(map(int, typed)))
    outcome.randomness(source)
    return outcome


def public(row: Draw) -> PublicDraw:
    """It as everybody may see it."""
    return PublicDraw(row, draw_list.head_of(row.head), published.listed(row), published.result(row))


def _closed(at: datetime) -> Sequence[tuple[Edition, City]]:
    """Cities whose entries have closed by the instant `at`, with open shows and no list yet. One statement."""
    there = exists().where(Draw.edition_id == Show.edition_id, Draw.city_id == Show.city_id)
    first, is_open = func.min(Show.starts_at), case((Show.state == ShowState.OPEN, 1), else_=0)
    rows = db.session.execute(
        select(Edition, City, first)
        .join(Show, Show.edition_id == Edition.id)
        .join(City, City.id == Show.city_id)
        .where(Show.state != ShowState.CANCELLED, ~there)
        .group_by(Edition.id, City.id)
        .having(func.sum(is_open) > 0)
        .order_by(City.id, Edition.id)  # as everybody who holds several cities
    )
    return [(edition, city) for edition, city, begins in rows if entries.closes_before(begins, edition) <= at]


def _publish(edition: Edition, city: City, source: Source, due: datetime, *, at: datetime) -> None:
    """Publish the list of a city with what will decide. Its row is held against entries that are still being changed,
    and those after it find the list (`entries.stays_open`)."""
    db.session.execute(select(City.id).where(City.id == city.id).with_for_update(key_share=True))
    if db.session.get(Draw, (edition.id, city.id)) is not None:
        return  # another worker was quicker
    where, rooms = Where(edition.id, city.id), _seats(_shows(edition, city))
    asked = [
        Entry(key, people, Pool.ACCESS if needs else Pool.GENERAL, wishes)
        for key, people, needs, wishes in drawing.entered(where, set(rooms))
    ]
    record = access_record.write([entry.id for entry in asked if entry.pool is Pool.ACCESS], chance.draw(32))
    drawing.keep_access_record(where, record)
    listed, rooms = draw_list.merged(asked, rooms)
    fixed = access_record.commitment(record)
    made = DrawList(city.slug, edition.date, rooms, source, listed, closed=at.replace(microsecond=0), access=fixed)
    columns = columns_of(draw_list.write(made))
    insert_once(Draw, edition_id=edition.id, city_id=city.id, closed_at=at, due_at=due, **columns)
    db.session.execute(update(Show).where(Show.id.in_(rooms)).values(listed_seats=Show.capacity))
    told = [(person_id, entry_id, entry_id) for entry_id, person_id in drawing.entrants(where)]
    jobs.enqueue_all(LISTED, told, due_at=at)


def _drand(edition: Edition, city: City, *, at: datetime) -> tuple[Source, datetime]:
    number = _round(edition, city, at=at)
    return Source("drand", chain=CHAIN, round=number, fallback=number + ROUNDS_A_DAY), instant_of(number)


def columns_of(file: bytes) -> dict[str, Any]:
    """How a list is kept: whole, its first line and its hash."""
    listed = file.decode("ascii")
    return {"head": listed[: listed.index("\n")], "root": draw_list.root(file), "listed": listed}


def _round(edition: Edition, city: City, *, at: datetime) -> int:
    """The first round of drand after the draw is due; a list that is late gives everybody a day all the same."""
    day_later = at + timedelta(days=1)
    return round_at(max(entries.draw_at(edition, city.id) or day_later, day_later)) + 1


def _shows(edition: Edition, city: City) -> Sequence[Show]:
    wanted = (Show.edition_id == edition.id, Show.city_id == city.id, Show.state == ShowState.OPEN)
    return db.session.scalars(select(Show).where(*wanted).order_by(Show.id)).all()


def _seats(shows: Sequence[Show]) -> dict[str, Seats]:
    """Show id → its seats."""
    kept, found = own_guests.declared(shows), {}
    for show in shows:
        mine = kept[show.id]
        free = max(show.capacity - mine.seats, 0)
        access = ACCESS_SEATS if show.step_free and free >= SMALLEST else 0
        found[show.id] = Seats(access, free - access, mine.guests, mine.neighbours)
    return found


@uncollected()
def _tell(held: Draw, result: Result, *, at: datetime) -> None:
    """Write what the draw gave into entries and shows, and pass on what nobody can have. Where those who asked for
    access seats are too few to be marked in the list, the seats kept for them go to those of them that won nothing, in
    their order."""
    drawn, pure, where = result.drawn, result.order, Where(held.edition_id, held.city_id)
    until = _windows(held, drawn, at=at)
    gone = passing_on.lost(pure, drawing.present(where), until, drawing.struck(where))
    order = passing_on.passed_on(drawn, pure, gone, until)
    passing_on.note_all(held, gone, pure, order, at=at)
    needs = access_record.ids_in(drawing.access_record(where)) - passing_on.leaving(gone)
    extra = access_record.given(drawn, order, needs, until)
    places = {one.entry.id: place for place, one in enumerate(pure, start=1)}
    placed = [_placed(one, places[one.entry.id], extra.get(one.entry.id), until) for one in order]
    drawing.place(placed)
    seats.open_seats(_left(drawn, placed))
    tell_all(seats.winners(where), at=at)
    waits = [(person_id, entry_id, entry_id) for entry_id, person_id in seats.waiting_in(where)]
    jobs.enqueue_all(WAITS, waits, due_at=at)
    of_city = (Show.edition_id == held.edition_id, Show.city_id == held.city_id, Show.state == ShowState.OPEN)
    db.session.execute(update(Show).where(*of_city).values(state=ShowState.DRAWN))


def _left(drawn: DrawList, placed: Sequence[Placed]) -> dict[tuple[str, str], int]:
    """(Show id, pool) → seats that nobody was given."""
    people, given = {entry.id: entry.people for entry in drawn.entries}, Counter[tuple[str, str]]()
    for one in placed:
        if one.show and one.pool:
            given[one.show, one.pool] += people[one.public_id]
    left = {(show, str(Pool.ACCESS)): each.access + each.kept for show, each in drawn.seats.items()}
    left |= {(show, str(Pool.GENERAL)): each.general for show, each in drawn.seats.items()}
    return {place: count - given[place] for place, count in left.items()}


def _windows(held: Draw, drawn: DrawList, *, at: datetime) -> dict[str, datetime]:
    """Show id → until when its guests may confirm, of those at which anybody can. The shows are held: nobody calls one
    off, or back, before the transaction ends."""
    edition = db.session.get_one(Edition, held.edition_id)
    listed = select(Show).where(Show.id.in_(drawn.seats)).order_by(Show.id).with_for_update(key_share=True)
    shows = db.session.scalars(listed.execution_options(populate_existing=True)).all()
    return {show.id: until for show in shows if (until := asked_until(show, edition, at=at))}


def _placed(one: Drawn, place: int, kept: str | None, until: dict[str, datetime]) -> Placed:
    """What the draw gave an entry; `kept`: the show with a seat kept for it."""
    show, pool = (one.show, one.pool) if one.show else (kept, Pool.ACCESS if kept else None)
    return Placed(one.entry.id, one.rank, place, show, pool and str(pool), until.get(show) if show else None)
