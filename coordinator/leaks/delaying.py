"""Telling addresses later after a leak: of a show, of a city, of the whole edition. What follows is told first.

Addresses that are told already are closed again until the later moment; nobody can take them out of a head. What
concerns more than one show waits for a second person of the global team, where there is one: for a day at most, and
while it would do what it was asked for.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from coordinator.db import db
from coordinator.disclosure import leaks
from coordinator.disclosure.leaks import Step, Where
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.people.models import PersonRole, Role
from coordinator.people.readers import Reader
from coordinator.shows.models import LATER_REVEALS, Show, ShowState, hours_before


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a step would mean: for so many `shows`; `closing` of them have told their address and close it again,
    `opening` tell it at once; `seated`: people with a seat there, `knowing`: people who have learnt where it is;
    `meant`: which shows those are and what becomes of each, as one word."""

    shows: int
    closing: int
    opening: int
    seated: int
    knowing: int
    needs_two: bool
    meant: str


def choices(edition: Edition) -> tuple[int, ...]:
    """The hours before a show that its address can be kept back until, the longest first."""
    return tuple(h for h in LATER_REVEALS if edition.doorbell_hours <= h < edition.reveal_hours)


def consequences(reader: Reader, edition: Edition, where: Where, hours: int | None, *, at: datetime) -> Ahead:
    """What it would mean. Raises NotFound for everybody but the global team, or if there is no such show."""
    leaks.refuse_others(reader)
    shows = _shows(where, at)
    before = {show.id: _tells(show, edition, show.reveal_hours, at) for show in shows}
    after = {show.id: _tells(show, edition, hours, at) for show in shows}
    return Ahead(
        len(shows),
        sum(before[one] and not after[one] for one in before),
        sum(after[one] and not before[one] for one in before),
        leaks.seated(reader, list(before)),
        leaks.knowing(reader, shows),
        needs_two=_needs_two(reader, where),
        meant=_meant(edition, shows, hours, at),
    )


def ask(reader: Reader, edition: Edition, where: Where, hours: int | None, *, form: str = "", at: datetime) -> bool:
    """Take the step, or have it wait for a second person of the team, once for one opening of the form (`form`);
    whether it is taken. Raises NotFound as `consequences` does, Invalid (`hours`), and Conflict where the form was sent
    before and the step waits no more: `done`, `dropped`, `lapsed`."""
    leaks.refuse_others(reader)
    if hours is not None and hours not in choices(edition):
        raise Invalid({"hours": [Say("Choose one of the times.")]})
    shows = _shows(where, at, held=True)
    meant = _meant(edition, shows, hours, at)
    step = leaks.ask(where, hours, meant=meant, form=form, by=str(reader.id), at=at)
    leaks.get_waiting(step.id, at=at)
    if _needs_two(reader, where):
        return False
    _take(reader, step, shows, at)
    return True


def agree(reader: Reader, step_id: str, *, at: datetime) -> None:
    """Take a step that somebody else of the team has asked for. Raises NotFound for everybody else, and Conflict: `own`
    (it is the reader's), `changed` (it would not do what it was asked for), `done`, `dropped`, `lapsed`."""
    leaks.refuse_others(reader)
    step = leaks.get_waiting(step_id, at=at)
    if step.asked_by.person_id == reader.id and _needs_two(reader, step.where):
        raise Conflict("own")
    shows = _shows(step.where, at, held=True)
    if step.meant != _meant(db.session.get_one(Edition, step.where.edition_id), shows, step.hours, at):
        raise Conflict("changed")
    _take(reader, step, shows, at)


def drop(reader: Reader, step_id: str, *, at: datetime) -> None:
    """Drop a step that waits, whoever has asked for it. Raises NotFound for everybody but the global team, and
    Conflict: `done`, `dropped`, `lapsed`."""
    leaks.refuse_others(reader)
    leaks.drop(step_id, by=str(reader.id), at=at)


def ahead_of(reader: Reader, step: Step, *, at: datetime) -> Ahead | None:
    """What a step that waits would do now; None where it waits no more. Raises NotFound as `consequences` does."""
    if step.settled(at=at):
        return None
    edition = db.session.get_one(Edition, step.where.edition_id)
    return consequences(reader, edition, step.where, step.hours, at=at)


def _take(reader: Reader, step: Step, shows: Sequence[Show], at: datetime) -> None:
    leaks.finish(step.id, by=str(reader.id), at=at)
    later = update(Show).where(Show.id.in_([show.id for show in shows])).values(reveal_hours=step.hours)
    db.session.execute(later, execution_options={"synchronize_session": "fetch"})


def _meant(edition: Edition, shows: Sequence[Show], hours: int | None, at: datetime) -> str:
    """The shows that tell their address at another time by it, where each of them is, and what becomes of it now. One
    that has told it either way is left out, so that nothing is another step as an evening ends."""
    told = []
    for show in shows:
        moments = hours_before(edition, show.reveal_hours), hours_before(edition, hours)
        tells = _tells(show, edition, show.reveal_hours, at), _tells(show, edition, hours, at)
        if moments[0] != moments[1] and not all(tells):
            told.append([show.id, show.space_id, show.starts_at.isoformat(), moments, tells])
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _needs_two(reader: Reader, where: Where) -> bool:
    """More than one show, and somebody else there to look."""
    others = select(PersonRole.person_id).where(
        PersonRole.role == Role.GLOBAL, PersonRole.person_id != (reader.id or "")
    )
    return where.show_id is None and db.session.scalar(others.limit(1)) is not None


def _shows(where: Where, at: datetime, *, held: bool = False) -> Sequence[Show]:
    """Those it is about that are not over, held to the end of the transaction where they are to be changed. Raises
    NotFound for a show of another edition."""
    about = [Show.edition_id == where.edition_id, Show.ends_at > at, Show.state != ShowState.CANCELLED]
    about += [Show.city_id == where.city_id] if where.city_id else []
    about += [Show.id == where.show_id] if where.show_id else []
    wanted = select(Show).where(*about).order_by(Show.id)
    if held:
        wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = db.session.scalars(wanted).all()
    if where.show_id and not found:
        raise NotFound
    return found


def _tells(show: Show, edition: Edition, hours: int | None, at: datetime) -> bool:
    return at >= show.starts_at - timedelta(hours=hours_before(edition, hours))
