"""The report of a rehearsal: what was played, what came of it, and what held; counts, cities and ids, no secret.

It is kept as JSON (`rehearsal/1`), so that programs read what pages show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from coordinator.db import db
from coordinator.disclosure import rehearsed
from coordinator.editions.calendar import DAY_HOURS, first_instant
from coordinator.errors import NotFound
from coordinator.letters.models import LetterAction
from coordinator.lineups.problem import ACTS
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.rehearsal.invariants import Holds
from coordinator.rehearsal.models import Rehearsal
from coordinator.rehearsal.stage import Stage
from coordinator.rehearsal.watching import Watcher
from coordinator.shows.models import Show

VERSION = "rehearsal/1"
QUIET = {"draw_held", "letter_evening"}  # so many of these that the course of events counts them only


@dataclass(frozen=True, slots=True)
class Kept:
    """A rehearsal in the list of those that were played: whether all held."""

    id: str
    made_at: datetime
    day: date
    seed: int
    shows: int
    cities: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the course of events, as it is read from a report."""

    at: datetime
    what: str
    city: str
    zone: str


def write(stage: Stage, watcher: Watcher, *, seconds: float, moments: float, pages: float) -> dict[str, Any]:
    """The report, at the end of the rehearsal; the clock is stopped there."""
    found = watcher.findings
    return {
        "version": VERSION,
        "edition": {"name": stage.edition.name, "slug": stage.edition.slug},
        "day": stage.size.day.isoformat(),
        "seed": stage.size.seed,
        "engine": db.engine.dialect.name,
        "seconds": round(seconds, 1),
        "moments": moments,
        "holds": found.hold,
        "unseen": [str(one) for one in found.unseen()],
        "invariants": [
            {
                "name": str(one),
                "checked": found.checked[one],
                "violated": found.violated[one],
                "violations": [
                    {"at": each.at.isoformat(), "of": each.of, "why": each.why} for each in found.listed.get(one, [])
                ],
            }
            for one in Holds
        ],
        "shows": _shows(stage),
        "off": dict(stage.off.most_common()),
        "steps": dict(sorted(stage.figures.items())),
        "refused": dict(sorted(stage.refused.items())),
        "mail": dict(sorted(watcher.letters.items())),
        "jobs": watcher.jobs,
        "pages": pages,
        "written": _written(stage),
        "hours": _hours(stage),
        "evenings": _evenings(stage),
        "course": [
            {"at": one.at.isoformat(), "what": one.what, "city": one.city, "zone": one.zone}
            for one in sorted(stage.course, key=lambda one: one.at)
            if one.what not in QUIET
        ],
    }


def keep(stage: Stage, report: Mapping[str, Any], *, at: datetime) -> str:
    """Keep a report, in the caller's transaction; its id."""
    row = Rehearsal(made_at=at, day=stage.size.day, seed=stage.size.seed, report=dict(report))
    db.session.add(row)
    db.session.flush()
    return row.id


def kept(reader: Reader) -> Sequence[Kept]:
    """The rehearsals that were played here, the newest first. Raises NotFound for everybody but the global team."""
    _refuse_others(reader)
    rows = db.session.scalars(select(Rehearsal).order_by(Rehearsal.made_at.desc(), Rehearsal.id)).all()
    return [
        Kept(
            row.id,
            row.made_at,
            row.day,
            row.seed,
            row.report["shows"]["planned"],
            row.report["shows"]["cities"],
            row.report["holds"],
        )
        for row in rows
    ]


def get(reader: Reader, rehearsal_id: str) -> Rehearsal:
    """One of them. Raises NotFound as `kept` does, and where there is none."""
    _refuse_others(reader)
    found = db.session.get(Rehearsal, rehearsal_id)
    if found is None:
        raise NotFound
    return found


def course_of(report: Mapping[str, Any]) -> Sequence[Line]:
    """The course of events of a report, with instants."""
    return [Line(datetime.fromisoformat(one["at"]), one["what"], one["city"], one["zone"]) for one in report["course"]]


def _refuse_others(reader: Reader) -> None:
    if not reader.has(Role.GLOBAL):
        raise NotFound


def _shows(stage: Stage) -> dict[str, int]:
    playing, bills = stage.shows(), rehearsed.bills()
    every = select(func.count()).select_from(Show).where(Show.edition_id == stage.edition.id)
    complete = sum(len(bills.get(show.id, {})) == ACTS for show in playing)
    planned = db.session.scalar(every) or 0
    return {
        "planned": planned,
        "cities": len(stage.cities),
        "acts": stage.size.artists,
        "took_place": len(playing),
        "complete": complete,
        "fewer": len(playing) - complete,
        "called_off": planned - len(playing),
    }


def _written(stage: Stage) -> dict[str, int]:
    rows = db.session.execute(
        select(LetterAction.step, func.sum(LetterAction.amount))
        .where(LetterAction.edition_id == stage.edition.id)
        .group_by(LetterAction.step)
    )
    return {str(step): int(amount) for step, amount in rows}


def _hours(stage: Stage) -> list[dict[str, Any]]:
    """Of each of the day's fifty hours of instants, how many shows are on at some time of it."""
    start, hour = first_instant(stage.size.day), timedelta(hours=1)
    spans = [(show.starts_at, show.ends_at) for show in stage.shows()]
    found = []
    for number in range(DAY_HOURS):
        begins = start + number * hour
        on = sum(begins < ends and starts < begins + hour for starts, ends in spans)
        found.append({"at": begins.isoformat(), "shows": on})
    return found


def _evenings(stage: Stage) -> list[dict[str, Any]]:
    """Zone by zone from east to west: from when its first show is on, how many there are, in how many cities."""
    by_zone: dict[str, list[Show]] = {}
    for show in stage.shows():
        by_zone.setdefault(show.zone, []).append(show)
    first = {zone: min(show.starts_at for show in shows) for zone, shows in by_zone.items()}
    return [
        {
            "zone": zone,
            "at": first[zone].isoformat(),
            "shows": len(by_zone[zone]),
            "cities": len(_cities(by_zone[zone])),
        }
        for zone in sorted(first, key=lambda one: (first[one], one))
    ]


def _cities(shows: Sequence[Show]) -> set[str]:
    return {show.city_id for show in shows}
