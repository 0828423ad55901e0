"""Cities and shows as programs get them: what their public pages tell, and nothing else."""

from typing import Any

from marshmallow import Schema
from marshmallow.fields import Boolean, Float, Integer, List, Nested, String

from coordinator.api.schemas import Paged, PageQuery
from coordinator.fields import Text, Whole
from coordinator.forms import Form
from coordinator.shows.models import ShowState
from coordinator.spaces.models import Kind

ACTS = 3  # of every show, whatever its lineup
INSTANT = {"format": "date-time", "description": "Instant, UTC."}
MOST_ON_A_MAP = 5_000


def _said(description: str, **more: Any) -> dict[str, Any]:
    return {"required": True, "metadata": {"description": description, **more}}


class ShowQuery(PageQuery):
    """Which shows are asked for."""

    city = Text(most=80, load_default="", metadata={"description": "Only those of this city, by id."})


class MapQuery(Form):
    """Which shows a map is asked for."""

    city = Text(most=80, load_default="", metadata={"description": "Only those of this city, by id."})
    limit = Whole(
        least=1, most=MOST_ON_A_MAP, load_default=MOST_ON_A_MAP, metadata={"description": "Most features of a page."}
    )
    cursor = Text(most=200, load_default="", metadata={"description": "From the “next” of the page before."})


class City(Schema):
    """A city in which there are shows."""

    id = String(**_said("Slug, as in the addresses of its pages."))
    name = String(required=True)
    country = String(**_said("ISO 3166-1 code."))
    latitude = Float(**_said("Degrees, of the city."))
    longitude = Float(**_said("Degrees, of the city."))
    time_zone = String(**_said("IANA zone."))
    shows = Integer(**_said("How many are not cancelled."))
    url = String(**_said("Its page.", format="uri"))


class Cities(Paged):
    """A page of them, by id."""

    items = List(Nested(City), required=True)


class Area(Schema):
    """The part of a city that a show is in: the same, byte by byte, for every home there."""

    id = String(required=True)
    name = String(required=True)
    latitude = Float(**_said("Degrees, of the middle of the area; never of a home."))
    longitude = Float(**_said("Degrees, of the middle of the area; never of a home."))
    radius_m = Integer(**_said("Metres from there to its rim."))


class PublicShow(Schema):
    """A show as everybody may know it. Who plays and where is told nowhere here."""

    id = String(required=True)
    city = String(**_said("Id of its city."))
    area = Nested(Area, required=True)
    kind = String(**_said("Sort of room.", enum=[*map(str, Kind)]))
    starts_at = String(required=True, metadata=INSTANT)
    local_start = String(**_said("The same on a clock there: day and time without an offset."))
    time_zone = String(**_said("IANA zone of that clock."))
    acts = Integer(**_said("Three at every show, none of them told.", const=ACTS))
    step_free = Boolean(required=True)
    capacity = Integer(**_said("Seats."))
    state = String(required=True, metadata={"enum": [*map(str, ShowState)]})
    enter_url = String(
        **_said("Page where a guest asks for a seat; it says so when that is not to be had.", format="uri")
    )


class PublicShows(Paged):
    """A page of them, by start; cancelled ones too, so that nobody looks for them in vain."""

    items = List(Nested(PublicShow), required=True)


class Point(Schema):
    """The middle of the area that a show is in (RFC 7946)."""

    type = String(required=True, metadata={"const": "Point"})
    coordinates = List(Float(), **_said("Longitude, latitude: degrees."))


class Feature(Schema):
    """A show on a map (RFC 7946)."""

    type = String(required=True, metadata={"const": "Feature"})
    id = String(**_said("Id of the show."))
    geometry = Nested(Point, required=True)
    properties = Nested(PublicShow, required=True)


class ShowMap(Paged):
    """A page of the shows that are not cancelled, as GeoJSON (RFC 7946)."""

    type = String(required=True, metadata={"const": "FeatureCollection"})
    features = List(Nested(Feature), required=True)
