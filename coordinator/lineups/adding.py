"""Adding a show to a city: it stands on the boards of all who lead it within seconds."""

from datetime import datetime

from coordinator.db import db
from coordinator.disclosure.host_news import News
from coordinator.editions.models import Edition
from coordinator.lineups import steps
from coordinator.people.readers import Reader
from coordinator.shows import host_news, planning
from coordinator.shows.leading import led_shows
from coordinator.shows.models import Show
from coordinator.shows.planning import Booking

PLANNED = "planned"  # the kind of step that planning notes


def add(reader: Reader, edition: Edition, city_id: str, booking: Booking, *, at: datetime) -> Show:
    """A show in a space; the same once more is the show that stands. Raises as `planning.create` does."""
    known = {show.id for show in led_shows(reader, edition_id=edition.id, city_id=city_id)}
    show = planning.create(reader, edition, city_id, booking, at=at)
    db.session.flush()
    if show.id not in known:
        steps.note(str(reader.id), [show], PLANNED, before={}, after={}, at=at)
        host_news.tell(show.space_id, show, News.PLANNED, at=at)
    return show
