"""The hosts of a rehearsal: some close their door before the day, and some shows move after their address was told."""

from datetime import datetime
from functools import partial

from coordinator.db import db
from coordinator.disclosure import rehearsed
from coordinator.errors import Conflict, Invalid
from coordinator.hosting import closing
from coordinator.lineups import moving
from coordinator.people.readers import Reader
from coordinator.rehearsal.leads import NO_HOUSE, NO_ROOM, call_off
from coordinator.rehearsal.stage import DAY, HOUR, MINUTE, Stage
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening

CLOSE, MOVE = 0.045, 0.04  # shares of the shows, at least two of each


def plan(stage: Stage) -> None:
    """Choose whose host closes her door, and which shows with a room to spare move after the reveal."""
    shows = stage.shows()
    spare = [show for show in shows if stage.spare.get(show.city_id)]
    many = max(2, round(len(shows) * MOVE))
    moved = stage.chance.sample(spare, min(many, len(spare)))
    for show in moved:
        stage.agenda.put(show.starts_at - stage.chance.choice((60, 40, 26, 8)) * HOUR, partial(_move, stage, show.id))
    others = [show for show in shows[1:-1] if show not in moved]  # the first and the last show of the day stay
    for show in stage.chance.sample(others, min(max(2, round(len(shows) * CLOSE)), len(others))):
        when = stage.within(show.starts_at - 7 * DAY, show.starts_at - 4 * HOUR)
        stage.agenda.put(when, partial(_close, stage, show.id))
    if others:
        off = stage.chance.choice(others)
        stage.agenda.put(off.starts_at - 3 * DAY + HOUR, partial(_lose, stage, off.id))


def _close(stage: Stage, show_id: str, at: datetime) -> None:
    show = db.session.get_one(Show, show_id)
    if show.state is ShowState.CANCELLED:
        return
    closing.close(Reader(rehearsed.homes()[show.space_id].host_id), show.space_id, at=at)
    stage.tell(at, "host_withdrew", show.city_id)
    stage.agenda.put(at + 50 * MINUTE, partial(_help, stage, show_id))


def _lose(stage: Stage, show_id: str, at: datetime) -> None:
    """A show that cannot be helped is called off."""
    show = db.session.get_one(Show, show_id)
    if show.state is not ShowState.CANCELLED:
        call_off(stage, show, NO_HOUSE, at)


def _help(stage: Stage, show_id: str, at: datetime) -> None:
    """Move a show whose door was closed, or call it off."""
    show = db.session.get_one(Show, show_id)
    if show.state is ShowState.CANCELLED or at >= show.starts_at:
        return
    if not _to_another_room(stage, show, at):
        call_off(stage, show, NO_ROOM, at)


def _move(stage: Stage, show_id: str, at: datetime) -> None:
    show = db.session.get_one(Show, show_id)
    if show.state is not ShowState.CANCELLED and _to_another_room(stage, show, at):
        stage.figures["moved_after_reveal"] += 1


def _to_another_room(stage: Stage, show: Show, at: datetime) -> bool:
    """Move a show to the city's room to spare, without those acts that cannot come along; whether there was one."""
    room = stage.spare_room(show)
    if room is None:
        return False
    minutes = round((show.ends_at - show.starts_at) / MINUTE)
    booking = Booking(room, Evening(show.local_start, minutes))
    reader, here = stage.who_leads(show.city_id), {"city_id": show.city_id, "seen": moving.seen_of(show)}
    try:
        with db.session.begin_nested():
            moving.move(reader, show.id, booking, **here, leave=(), at=at)
    except Conflict as refused:
        if refused.reason != "acts_clash":
            stage.refused[f"move: {refused.reason}"] += 1
            return False
        gone = [one.artist_id for one in refused.facts["objectors"]]  # type: ignore[attr-defined]
        moving.move(reader, show.id, booking, **here, leave=gone, at=at)
    except Invalid as refused:
        stage.refused[f"move: {', '.join(refused.faults)}"] += 1
        return False
    stage.tell(at, "venue_moved", show.city_id)
    return True
