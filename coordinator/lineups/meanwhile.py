"""What happened meanwhile: the step on a board that stands behind a refusal, so that its sentence says who did what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import board, leads
from coordinator.disclosure import steps as kept
from coordinator.disclosure.steps import Step
from coordinator.errors import Conflict
from coordinator.lineups import steps
from coordinator.lineups.lately import Told, lately
from coordinator.people.readers import Reader
from coordinator.shows.leading import led_shows

ABOUT_THE_SLOT = frozenset({"changed_meanwhile", "nobody_there"})
ABOUT_THE_ACT = frozenset({"plays_elsewhere", "enough_shows", "already_at_show"})
ABOUT_THE_SHOW = {"show_locked": "locked", "slot_locked": "held", "show_cancelled": "planned"}
"""Refusal → the kind of step that brought it about."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A step, and the names of the rooms that it is about by show id."""

    step: Told
    rooms: Mapping[str, str]


def find_cause(reader: Reader, refused: Conflict, *, edition_id: str, city_id: str, at: datetime) -> Cause | None:
    """The last of the city's newest steps that explains a refusal; None where none does, as when it happened elsewhere.

    Raises NotFound for who does not lead the city.
    """
    newest = steps.newest(reader, edition_id=edition_id, city_id=city_id)
    late = kept.since(edition_id, city_id, max(0, newest - steps.MOST), most=steps.MOST)
    cause = _cause(late, refused)
    if cause is None:
        return None
    told = lately(reader, edition_id=edition_id, city_id=city_id, after=cause.number - 1, at=at)
    shows = [show for show in led_shows(reader, edition_id=edition_id, city_id=city_id) if show.id in cause.shows]
    rooms = {show_id: seen.space_name for show_id, seen in board.board_shows(reader, shows, at=at).items()}
    return Cause(next(step for step in told if step.number == cause.number), rooms)


def _cause(late: list[Step], refused: Conflict) -> Step | None:
    show, position, act = (refused.facts.get(name) for name in ("show", "position", "artist"))
    for step in reversed(late):
        if refused.reason in ABOUT_THE_SLOT:
            if any((one.show_id, one.position) == (show, position) for one in step.changes):
                return step
        elif refused.reason in ABOUT_THE_ACT:
            moved = [one for one in step.changes if act in (one.before, one.after)]
            if moved:
                return step if any(one.after == act for one in moved) else None
        elif step.kind == ABOUT_THE_SHOW.get(refused.reason) and show in step.shows:
            return step
    return None


def find_act_name(artist_id: str) -> str | None:
    """The name of the act that somebody chose by its id."""
    return db.session.scalar(select(Artist.act_name).where(Artist.id == artist_id))


def had_city(reader: Reader, city_id: str) -> bool:
    """Whether the reader was shown what a city's leads alone are, and so led it, whatever holds now."""
    return leads.has_led(reader, city_id)
