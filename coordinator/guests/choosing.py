"""What will decide a city's draw, named before entries close: a round of drand, unless a lead chooses a lottery.

Whoever leads the city, or the global team, names the drawing of numbers and when it takes place, at least a day after
entries close; everybody reads it at once on the page of the draw. Entries that close later than was thought, less than
a day before the drawing, are decided by drand all the same.
"""

from datetime import datetime

from sqlalchemy import delete

from coordinator.clock import instant
from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, Say
from coordinator.guests import entries
from coordinator.guests.draw_list import A_DAY, Source
from coordinator.guests.models import DrawChoice
from coordinator.people.readers import Reader
from coordinator.shows.leading import refuse_others


def choose(reader: Reader, edition: Edition, city_id: str, name: str, drawn: str, *, zone: str, at: datetime) -> None:
    """Let the drawing `name` decide that takes place at the local wall time `drawn` (ISO 8601) of that zone; without a
    name drand does. Raises NotFound for who does not lead the city, Conflict (`closed`), Invalid (`drawn`)."""
    refuse_others(reader, city_id)
    if not entries.takes_entries(edition, city_id, at=at):
        raise Conflict("closed")
    closes = entries.close_at(edition, city_id)
    drawn_at = _instant(drawn, zone) if name else None
    if drawn_at is not None and closes is not None and drawn_at < closes + A_DAY:
        raise Invalid({"drawn": [Say("Choose a drawing at least a day after entries close.")]})
    this = (DrawChoice.edition_id == edition.id, DrawChoice.city_id == city_id)
    db.session.execute(delete(DrawChoice).where(*this))
    if drawn_at is not None:
        db.session.add(DrawChoice(edition_id=edition.id, city_id=city_id, name=name, drawn_at=drawn_at))


def find_choice(edition_id: str, city_id: str) -> DrawChoice | None:
    """The lottery that will decide, as long as nothing is published; None: drand does."""
    return db.session.get(DrawChoice, (edition_id, city_id))


def chosen_source(edition_id: str, city_id: str, *, at: datetime) -> tuple[Source, datetime] | None:
    """The lottery that decides a list that is published at the instant `at`, and when it is drawn; None: drand does."""
    found = find_choice(edition_id, city_id)
    if found is None or found.drawn_at < at + A_DAY:
        return None
    return Source("lottery", name=found.name, at=found.drawn_at), found.drawn_at


def _instant(said: str, zone: str) -> datetime:
    try:
        wall = datetime.fromisoformat(said)
    except ValueError:
        wall = None
    if wall is None or wall.tzinfo is not None:
        raise Invalid({"drawn": [Say("Say the day and the time of the drawing.")]})
    return instant(wall, zone)
