"""Editions, cities, spaces, acts and shows for tests: built through the use-cases that real ones go through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import select

from coordinator.artists.listing import ListedArtist
from coordinator.campaign.importing import take_artists, take_spaces
from coordinator.campaign.opening import open_edition
from coordinator.cities.models import City
from coordinator.cities.registering import register
from coordinator.cities.siting import Sited
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import deposits
from coordinator.disclosure.matching import day
from coordinator.editions.models import Edition
from coordinator.geo.areas import Area
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from coordinator.spaces.listing import ListedSpace

NOW = datetime(2026, 8, 1, tzinfo=UTC)
DAY = date(2026, 9, 20)
T = TypeVar("T", ListedSpace, ListedArtist)


@dataclass(frozen=True)
class Town:
    """What a gazetteer would know."""

    id: int = 2950159
    name: str = "Berlin"
    country: str = "DE"
    latitude: float = 52.52437
    longitude: float = 13.41053
    population: int = 3_426_354
    zone: str = "Europe/Berlin"


LAGOS = Town(2332459, "Lagos", "NG", 6.45407, 3.39467, 15_388_000, "Africa/Lagos")


def an_edition(slug: str = "doors", *, day: date = DAY) -> Edition:
    """An open edition."""
    return open_edition(slug, name="Doors", day=day)


def a_city(town: Town | None = None) -> City:
    """A city that takes part; Berlin unless said."""
    town = town or Town()
    return register([town])[town.id]


def a_space(space_id: str = "S1", **said: Any) -> ListedSpace:
    """A row of spaces.csv: everything in the room, 19:30 to 22:00."""
    offers = {"amplified": True, "drums": True, "piano": True, "power": True}
    named = {"host_name": "Hanna Host", "host_email": f"host-{space_id}@example.org", "address": "12 Example Street"}
    return ListedSpace(space_id=space_id, **{"space_name": "The green sofa", "capacity": 20, **named, **offers, **said})


def an_artist(artist_id: str = "A1", **said: Any) -> ListedArtist:
    """A row of artists.csv."""
    named = {"act_name": f"Act {artist_id}", "contact_name": "Ada Act", "email": f"act-{artist_id}@example.org"}
    return ListedArtist(artist_id=artist_id, **{**named, "genres": (f"genre {artist_id}",), **said})


def sited(rows: Sequence[T], city: City, *, north: float = 0.0) -> list[Sited[T]]:
    """The rows in the middle of that city, `north` degrees above its centre."""
    return [Sited(row, city, city.latitude + north, city.longitude) for row in rows]


def plain_name(area: Area, city: str) -> str:
    """A name for an area."""
    return city if area.is_whole_city else f"near {area.latitude}"


def spaces_taken(edition: Edition, city: City, *rows: ListedSpace, north: float = 0.0) -> list[Show]:
    """Import spaces, `north` degrees above the city's centre; their shows in the order of the rows."""
    take_spaces(edition, sited(rows, city, north=north), name_area=plain_name, at=now())
    ids = deposits.space_ids(edition.id)
    shows = {show.space_id: show for show in db.session.scalars(select(Show))}
    return [shows[ids[row.space_id]] for row in rows]


def artists_taken(edition: Edition, city: City, *rows: ListedArtist) -> list[str]:
    """Import acts; their ids in the order of the rows."""
    take_artists(edition, sited(rows, city))
    ids = deposits.artist_ids(edition.id)
    return [ids[row.artist_id] for row in rows]


def lineup(show: Show) -> dict[int, str]:
    """Position → act of a show, as it stands."""
    rows = day(CONSOLE, show.edition_id, city_id=None, at=NOW).taken
    return {row.position: row.artist_id for row in rows if row.show_id == show.id}


def at(hour: int, minute: int = 0) -> time:
    """A wall time."""
    return time(hour, minute)
