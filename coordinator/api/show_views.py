"""Cities and shows for programs, from what the public pages are made of: an area, never a home; three acts, no name."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from coordinator.api import paging
from coordinator.api.answering import address, described, next_page, polite
from coordinator.api.schemas import PageQuery
from coordinator.api.show_schemas import ACTS, Cities, MapQuery, PublicShows, ShowMap, ShowQuery
from coordinator.api.show_schemas import PublicShow as ShownShow
from coordinator.cities.listing import PublicCity, get_city
from coordinator.errors import Invalid, NotFound, Say
from coordinator.frame import the_edition
from coordinator.shows import listing
from coordinator.shows.listing import PublicShow
from coordinator.shows.models import ShowState
from coordinator.web import PUBLIC, audience, cacheable, load
from coordinator.wording import iso

bp = Blueprint("api_shows", __name__, url_prefix="/api/v1")
FRESH = 30  # seconds that a copy may be shown for, as that of the map
GEOJSON = "application/geo+json"


@bp.get("/cities")
@audience(PUBLIC)
@described("Cities with shows, and how many", PageQuery, Cities)
@polite
def cities() -> Response:
    """Those of the edition that is to come, or was last; by id."""
    asked = load(PageQuery, request.args)
    rows = [_city(place, shows) for place, shows in listing.counts(the_edition().id)]
    shown = paging.page(rows, lambda row: (row["id"],), after=asked["cursor"], most=asked["limit"])
    return _told(Cities().dump({"items": shown.rows, "next": next_page(shown.cursor)}))


@bp.get("/shows")
@audience(PUBLIC)
@described("Shows: area and time, never an address or an act", ShowQuery, PublicShows)
@polite
def shows() -> Response:
    """Those of the edition that is to come, or was last; by start. Cancelled ones too, so that nobody looks for them in
    vain."""
    shown = _page(load(ShowQuery, request.args), without=())
    items = [_show(one) for one in shown.rows]
    return _told(PublicShows().dump({"items": items, "next": next_page(shown.cursor)}))


@bp.get("/shows.geojson")
@audience(PUBLIC)
@described("Shows for a map, at the middle of their area", MapQuery, ShowMap, kind=GEOJSON)
@polite
def geojson() -> Response:
    """Those that are not cancelled, as GeoJSON (RFC 7946). All homes of an area are at one and the same point."""
    shown = _page(load(MapQuery, request.args), without=(ShowState.CANCELLED,))
    features = [_feature(one) for one in shown.rows]
    told = {"type": "FeatureCollection", "features": features, "next": next_page(shown.cursor)}
    return _told(ShowMap().dump(told), kind=GEOJSON)


@bp.get("/shows/<show_id>")
@audience(PUBLIC)
@described("A show: area and time, never an address or an act", None, ShownShow)
@polite
def show(show_id: str) -> Response:
    """What its page tells everybody before the evening."""
    return _told(ShownShow().dump(_show(listing.get_show(show_id))))


def _told(said: Any, *, kind: str = "") -> Response:
    answer = Response(current_app.json.dumps(said), mimetype=kind) if kind else jsonify(said)
    return cacheable(answer, seconds=FRESH)


def _page(asked: Mapping[str, Any], *, without: tuple[ShowState, ...]) -> paging.Page[PublicShow]:
    city_id = _asked_city(asked["city"]).id if asked["city"] else None
    after, most = _after(asked["cursor"]), asked["limit"]
    rows = listing.some_of(the_edition().id, city_id, after=after, most=most + 1, without=without)
    return paging.cut(rows, lambda one: (one.starts_at.isoformat(), one.id), most=most)


def _asked_city(slug: str) -> PublicCity:
    try:
        return get_city(slug)
    except NotFound:
        said = Say("“%(said)s” is no city that takes part; /api/v1/cities has those that do, by id.", said=slug)
        raise Invalid({"city": [said]}) from None


def _after(cursor: str) -> tuple[datetime, str] | None:
    """The start and the id of the last show that was told. Raises Invalid (`cursor`)."""
    key = paging.read(cursor)
    if key is None:
        return None
    try:
        said, show_id = key
        starts_at = datetime.fromisoformat(said)
    except ValueError:
        raise paging.no_cursor() from None
    if starts_at.utcoffset() != timedelta(0) or not (show_id.isascii() and show_id.isalnum()):
        raise paging.no_cursor()
    return starts_at, show_id


def _city(place: PublicCity, shows: int) -> dict[str, Any]:
    return {
        "id": place.slug,
        "name": place.name,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "time_zone": place.zone,
        "shows": shows,
        "url": address("shows.city", city=place.slug),
    }


def _show(one: PublicShow) -> dict[str, Any]:
    return {
        "id": one.id,
        "city": one.city.slug,
        "area": one.area,
        "kind": str(one.kind),
        "starts_at": iso(one.starts_at),
        "local_start": one.local_start.isoformat(timespec="seconds"),
        "time_zone": one.zone,
        "acts": ACTS,
        "step_free": one.step_free,
        "capacity": one.capacity,
        "state": str(one.state),
        "enter_url": address("guests.entry_for", show_id=one.id),
    }


def _feature(one: PublicShow) -> dict[str, Any]:
    middle = {"type": "Point", "coordinates": [one.area.longitude, one.area.latitude]}
    return {"type": "Feature", "id": one.id, "geometry": middle, "properties": _show(one)}
