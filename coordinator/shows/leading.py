"""A city's shows as rows, for whoever leads them."""

from sqlalchemy import select

from coordinator.cities.listing import PublicCity, get_city
from coordinator.db import db
from coordinator.errors import NotFound
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState


def led_city(reader: Reader, slug: str) -> PublicCity:
    """A city by its slug, for its lead. Raises NotFound for everybody else, as for one that does not exist: before
    anything that was sent is looked at, so that no answer tells one from the other."""
    place = get_city(slug)
    refuse_others(reader, place.id)
    return place


def led_shows(reader: Reader, *, edition_id: str, city_id: str) -> list[Show]:
    """The shows of a city that the reader leads, in order of time. Raises NotFound for everybody else."""
    refuse_others(reader, city_id)
    wanted = select(Show).where(
        Show.edition_id == edition_id, Show.city_id == city_id, Show.state != ShowState.CANCELLED
    )
    return list(db.session.scalars(wanted.order_by(Show.starts_at, Show.id)))


def cancelled_shows(reader: Reader, *, edition_id: str, city_id: str) -> list[Show]:
    """The shows of a city that do not take place, in order of time. Raises NotFound as `led_shows` does."""
    refuse_others(reader, city_id)
    wanted = select(Show).where(
        Show.edition_id == edition_id, Show.city_id == city_id, Show.state == ShowState.CANCELLED
    )
    return list(db.session.scalars(wanted.order_by(Show.starts_at, Show.id)))


def led_show(reader: Reader, show_id: str, *, city_id: str) -> Show:
    """A show of that city, for its lead. Raises NotFound for everybody else, and for another city's show."""
    refuse_others(reader, city_id)
    show = db.session.get(Show, show_id)
    if show is None or show.city_id != city_id:
        raise NotFound
    return show


def refuse_others(reader: Reader, city_id: str) -> None:
    """Raise NotFound for everybody but the city's leads and the global team."""
    if not (reader.leads(city_id) or reader.has(Role.GLOBAL)):
        raise NotFound
