"""Who asked for a show is told when it changes: called off, at another time, in another area or kind of room, with or
without steps, with many more or fewer seats. Another room that is the same in all of this is nobody's news: that there
is one is said to those alone who have had its address.

A round compares each show with what its entrants were told last, all of it public; so it does not matter who changed
it, or how. Before the draw everybody is told who would like to be there, after it who waits for a seat. Who has one
hears of another place or time as the show moves (`lineups.relocating`), and from here only whether it takes place. The
letter looks anew as it leaves; nothing is said of what is over.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import plus_ones, stakes
from coordinator.guests.models import Draw, ToldShow
from coordinator.once import insert_once
from coordinator.shows.models import Show, ShowState

LETTER = "show_changed"  # the outbox's kind
PART = 4  # of the seats, a quarter: as many more or fewer are another evening; less is nobody's news
_HIDDEN = (ShowState.PLANNED,)


class Aspect(StrEnum):
    """What is different about a show."""

    OFF = "off"
    TIME = "time"
    AREA = "area"
    STEPS = "steps"
    KIND = "kind"
    SEATS = "seats"


def tell_due(at: datetime) -> None:
    """Have entrants of shows to come told what has changed since they were told last. What is seen for the first time
    is only noted."""
    shows = db.session.scalars(select(Show).where(Show.state.not_in(_HIDDEN), Show.ends_at > at)).all()
    told = {row.show_id: row for row in db.session.scalars(select(ToldShow))}
    for show in sorted(shows, key=lambda show: show.id):
        known = told.get(show.id)
        if known is None:
            insert_once(ToldShow, show_id=show.id, version=0, **_facts(show))
        elif (aspects := differences(known, show)) and _noted(known, show):
            seated = known.is_off or Aspect.OFF in aspects
            _tell(show, known.version + 1, aspects, _stakes(show, seated=seated), at=at)


def differences(known: ToldShow, show: Show) -> tuple[Aspect, ...]:
    """What is different from what was told; of a show that does not take place nothing else matters."""
    facts = _facts(show)
    if facts["is_off"] and known.is_off:
        return ()
    if facts["is_off"]:
        return (Aspect.OFF,)
    changed = {
        Aspect.TIME: (facts["starts_at"], facts["ends_at"]) != (known.starts_at, known.ends_at) or known.is_off,
        Aspect.AREA: facts["area_id"] != known.area_id,
        Aspect.STEPS: facts["step_free"] != known.step_free,
        Aspect.KIND: facts["kind"] != known.kind,
        Aspect.SEATS: abs(facts["capacity"] - known.capacity) * PART >= known.capacity,
    }
    return tuple(aspect for aspect, differs in changed.items() if differs)


def still_to_say(subject: str, person_id: str, *, at: datetime) -> tuple[Show, tuple[Aspect, ...]] | None:
    """The show and what has changed that a letter's job is about, if its person has still something to do with it."""
    show_id, entry_id, said = subject.split("|")
    show = db.session.get_one(Show, show_id)
    if show.ends_at <= at or (entry_id, person_id) not in _stakes(show):
        return None
    if show.state is ShowState.CANCELLED:
        return show, (Aspect.OFF,)
    aspects = tuple(Aspect(word) for word in said.split(","))
    return (show, aspects) if Aspect.OFF not in aspects else None


def _facts(show: Show) -> dict[str, Any]:
    is_off = show.state is ShowState.CANCELLED
    when = {"starts_at": show.starts_at, "ends_at": show.ends_at}
    room = {"area_id": show.area_id, "step_free": show.step_free, "kind": str(show.kind), "capacity": show.capacity}
    return {**when, **room, "is_off": is_off}


def _noted(known: ToldShow, show: Show) -> bool:
    """Write what is told now, for one caller only."""
    this = (ToldShow.show_id == show.id, ToldShow.version == known.version)
    noted = update(ToldShow).where(*this).values(version=known.version + 1, **_facts(show)).returning(ToldShow.show_id)
    return db.session.scalar(noted, execution_options={"synchronize_session": False}) is not None


def _tell(
    show: Show, version: int, aspects: tuple[Aspect, ...], whom: Sequence[tuple[str, str]], *, at: datetime
) -> None:
    what = ",".join(aspects)
    jobs.enqueue_all(
        LETTER,
        [
            (person_id, f"{show.id}|{entry_id}|{what}", f"{show.id}|{version}|{entry_id}|{person_id}")
            for entry_id, person_id in whom
        ],
        due_at=at,
    )


def _stakes(show: Show, *, seated: bool = True) -> list[tuple[str, str]]:
    """(Entry id, person id) of those whom a change concerns, seconds who have said yes included; after the draw those
    with a seat only where the `seated` are meant, too."""
    held = db.session.scalar(
        select(Draw.drawn_at).where(Draw.edition_id == show.edition_id, Draw.city_id == show.city_id)
    )
    guests = stakes.after_draw(show.id, seated=seated) if held else stakes.before_draw(show.id)
    return sorted({*guests, *plus_ones.seconds([entry_id for entry_id, _ in guests])})
