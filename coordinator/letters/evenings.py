"""Letter evenings: shows before whose first act letters are written, for an hour or so.

The hour lies before the start of the show, so that its clock, its acts and its draw stay what they are: guests of a
letter evening are drawn as everybody's, and whoever writes has the odds of whoever does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import outside_times
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.letters.cases import refuse_others
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import LONGEST_LETTERS, in_the_way, is_offered
from coordinator.shows.scheduling import Span
from coordinator.spaces.models import Space

HOURS = (0, 30, 60, round(LONGEST_LETTERS / timedelta(minutes=1)))  # minutes before the first act; 0: no letters
_OPEN = (ShowState.PLANNED, ShowState.OPEN)


@dataclass(frozen=True, slots=True)
class LetterShow:
    """A show as the campaign team sees it: what everybody does."""

    id: str
    city: str
    zone: str
    starts_at: datetime
    capacity: int
    state: ShowState
    letter_minutes: int

    @property
    def can_change(self) -> bool:
        """Whether its hour can still be set."""
        return self.state in _OPEN


def shows(reader: Reader, edition_id: str, city_id: str | None) -> Sequence[LetterShow]:
    """The letter evenings of an edition, or with a city all of its shows, the first ones first. Raises NotFound unless
    the reader is of the campaign team."""
    refuse_others(reader)
    columns = (Show.id, City.name, Show.zone, Show.starts_at, Show.capacity, Show.state, Show.letter_minutes)
    of = Show.city_id == city_id if city_id else Show.letter_minutes > 0
    rows = select(*columns).join(City, City.id == Show.city_id).where(Show.edition_id == edition_id, of)
    found = db.session.execute(rows.where(Show.state != ShowState.CANCELLED).order_by(Show.starts_at, Show.id))
    return [LetterShow(*row) for row in found]


def set_hour(reader: Reader, edition_id: str, show_id: str, minutes: int) -> None:
    """Have letters written for so many minutes before the first act. Raises NotFound as `shows`, Invalid
    (`minutes`), Conflict: `drawn` (its guests have been told when to come), `occupied` (the room is not to be had then:
    something else is in it, or its host does not offer it so early; which of the two is not the campaign's to know)."""
    refuse_others(reader)
    show = _held(edition_id, show_id)
    if minutes not in HOURS:
        raise Invalid({"minutes": [Say("Choose how long letters are written.")]})
    if show.letter_minutes == minutes:
        return
    if show.state not in _OPEN:
        raise Conflict("drawn")
    hour = Span(show.starts_at - timedelta(minutes=minutes), show.starts_at, twice=False)
    if in_the_way([show.space_id], hour, beside=[show.id]) or (minutes and not _is_offered(show, minutes)):
        raise Conflict("occupied")
    show.letter_minutes = minutes


def _is_offered(show: Show, minutes: int) -> bool:
    """Whether its host offers the room for the hour, too, or its lead has agreed on another time with her."""
    said = outside_times.said([show.space_id]).get(show.space_id, {})
    lasts = round((show.ends_at - show.starts_at).total_seconds() / 60)
    letters = timedelta(minutes=minutes)
    return outside_times.is_settled(show.id) or is_offered(said, show.local_start, lasts, letters=letters)


def _held(edition_id: str, show_id: str) -> Show:
    """The show, its room before it, so that nobody plans anything there meanwhile. Raises NotFound."""
    wanted = select(Show).where(Show.id == show_id, Show.edition_id == edition_id)
    room = select(Space.id).where(Space.id == wanted.with_only_columns(Show.space_id).scalar_subquery())
    db.session.execute(room.with_for_update(key_share=True))
    show = db.session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if show is None:
        raise NotFound
    return show
