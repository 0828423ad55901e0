"""Public pages: the world, its cities, a city with its areas, a show. All points are centres of cities and areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale, gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from coordinator import maps
from coordinator.cities.listing import PublicCity, get_city
from coordinator.db import db
from coordinator.disclosure import performed
from coordinator.editions import texts
from coordinator.editions.models import Edition
from coordinator.frame import current_edition, static, the_edition, tiles
from coordinator.geo.countries import country_name
from coordinator.geo.gazetteer import gazetteer
from coordinator.people.models import Role
from coordinator.shows import letters, listing
from coordinator.shows.models import Show, ShowState, hours_before
from coordinator.shows.words import state_word
from coordinator.spaces.words import kind_word
from coordinator.web import PUBLIC, audience, cacheable, moment, reader
from coordinator.wording import time_of_day, uses_miles, when

bp = Blueprint("shows", __name__)
FIRST_CITIES = 24  # on the front page; the rest is a click away


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a show's clock, as the template draws it. `state`: done, now or later."""

    title: str
    when: str
    starts_at: str
    state: str


@dataclass(frozen=True, slots=True)
class CityRow:
    """A city of a list."""

    city: PublicCity
    country: str
    shows: int


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application ask leads to check in."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)
    state.app.extensions.setdefault("coordinator.rounds", []).extend(letters.ROUNDS)


@bp.app_context_processor
def words() -> dict[str, object]:
    """What kinds and states are called, for every template."""
    return {"kind_word": kind_word, "state_word": state_word}


@bp.get("/")
@audience(PUBLIC)
def front() -> str:
    """The world at night, a light for every city."""
    rows = _cities()
    chart = maps.world_map(lights_url=url_for("shows.lights"), static=static, tiles=tiles())
    return render_template(
        "shows/front.html",
        fmap=chart,
        rows=sorted(rows, key=lambda row: (-row.shows, row.city.name))[:FIRST_CITIES],
        cities=len(rows),
        shows=sum(row.shows for row in rows),
        countries=len({row.city.country for row in rows}),
        told=_told(),
    )


@bp.get("/map/cities.json")
@audience(PUBLIC)
def lights() -> Response:
    """Where there are shows, and how many: one row a city."""
    rows = [
        [place.slug, place.name, place.latitude, place.longitude, shows, _city_url(place)]
        for place, shows in _counted()
    ]
    return jsonify({"cities": rows})


@bp.get("/cities/")
@audience(PUBLIC)
def cities() -> BaseResponse | str:
    """All cities by country, or those that a name asks for; a single hit opens at once."""
    wanted = request.args.get("q", "").strip()
    rows = _cities()
    hits = _matching(rows, wanted) if wanted else rows
    if wanted and len(hits) == 1:
        return redirect(_city_url(hits[0].city))
    return render_template("shows/cities.html", countries=_by_country(hits), q=wanted, total=len(rows))


@bp.get("/cities/<city>")
@audience(PUBLIC)
def city(city: str) -> str:
    """A city: its areas on a map, its shows by area in a list."""
    place = get_city(city)
    edition = the_edition()
    chart = maps.city_map(
        center=(place.latitude, place.longitude),
        discs_url=url_for("shows.areas", city=city),
        places_url=url_for("shows.places", city=city),
        static=static,
        tiles=tiles(),
        miles=uses_miles(),
    )
    shows = listing.in_city(edition.id, place.id)
    return render_template(
        "shows/city.html",
        fmap=chart,
        city=place,
        country=country_name(place.country, str(get_locale())),
        board=url_for("lineups.board", city=city) if _may_lead(place) else None,
        areas=listing.by_area(shows),
        total=len(shows),
    )


@bp.get("/cities/<city>/areas.json")
@audience(PUBLIC)
def areas(city: str) -> Response:
    """The areas of a city with the times of their shows, for its map."""
    shows = listing.in_city(the_edition().id, get_city(city).id)
    playing = [show for show in shows if show.state is not ShowState.CANCELLED]
    return jsonify(
        {
            "areas": [
                {
                    "id": area.id,
                    "name": area.name,
                    "latitude": area.latitude,
                    "longitude": area.longitude,
                    "radius_m": area.radius_m,
                    "shows": [
                        {"id": s.id, "time": time_of_day(s.local_start), "url": url_for("shows.show", show_id=s.id)}
                        for s in there
                    ],
                }
                for area, there in listing.by_area(playing).items()
            ]
        }
    )


@bp.get("/cities/<city>/places.json")
@audience(PUBLIC)
def places(city: str) -> Response:
    """Names of districts and towns around a city, the largest first, for its map."""
    place = get_city(city)
    near = gazetteer().places_near(place.latitude, place.longitude, km=40, limit=120)
    rows = [[p.latitude, p.longitude, p.name, p.population] for p in near]
    return cacheable(jsonify({"places": rows}), seconds=86_400)


@bp.get("/shows/<show_id>")
@audience(PUBLIC)
def show(show_id: str) -> str:
    """A show: what may be known. Who played stands here once the embargo is over."""
    public = listing.get_show(show_id)
    row = db.session.get_one(Show, show_id)
    edition = db.session.get_one(Edition, row.edition_id)
    at = moment()
    acts = performed.to_everybody(reader(), row, edition, at=at)
    return render_template(
        "shows/show.html",
        show=public,
        edition_slug=edition.slug,
        acts=acts,
        open_to_all=acts is not None and performed.is_everybodys(row, edition, at=at),
        opens=when(edition.embargo_ends_at, public.zone) if edition.embargo_ends_at else None,
        moments=_moments(public, edition, at),
    )


def _told() -> str:
    """What the edition says of itself, in the reader's language."""
    edition, locale = current_edition(), get_locale()
    return texts.words_for(edition.id, locale.language if locale else texts.ENGLISH) if edition else ""


def _counted() -> tuple[tuple[PublicCity, int], ...]:
    edition = current_edition()
    return listing.counts(edition.id) if edition else ()


def _cities() -> list[CityRow]:
    locale = str(get_locale())
    return [CityRow(place, country_name(place.country, locale), shows) for place, shows in _counted()]


def _may_lead(place: PublicCity) -> bool:
    return reader().leads(place.id) or reader().has(Role.GLOBAL)


def _city_url(place: PublicCity) -> str:
    return url_for("shows.city", city=place.slug)


def _matching(rows: Sequence[CityRow], wanted: str) -> list[CityRow]:
    """Rows whose city or country begins with what was typed, or whose city the gazetteer knows by that name."""
    folded = wanted.casefold()
    known = gazetteer().find(wanted)
    return [
        row
        for row in rows
        if row.city.name.casefold().startswith(folded)
        or row.country.casefold().startswith(folded)
        or (known is not None and known.name == row.city.name and known.country == row.city.country)
    ]


def _by_country(rows: Sequence[CityRow]) -> dict[str, list[CityRow]]:
    gathered: dict[str, list[CityRow]] = {}
    for row in sorted(rows, key=lambda row: (row.country, row.city.name)):
        gathered.setdefault(row.country, []).append(row)
    return gathered


def _moments(public: listing.PublicShow, edition: Edition, at: datetime) -> list[Moment]:
    """The clock of a show, in order, on its own wall."""
    instants = [
        (
            gettext("Guests learn the address"),
            public.starts_at - timedelta(hours=hours_before(edition, public.reveal_hours)),
        ),
        (gettext("Letters are written"), public.letters_at),
        (gettext("The first act plays"), public.starts_at),
        (gettext("The evening ends"), public.ends_at),
        (gettext("Everybody learns who played"), edition.embargo_ends_at),
    ]
    known = sorted(((instant, title) for title, instant in instants if instant is not None), key=lambda pair: pair[0])
    done = sum(instant <= at for instant, _ in known)
    states = ["done"] * max(done - 1, 0) + ["now"] * min(done, 1) + ["later"] * (len(known) - done)
    return [
        Moment(title, when(instant, public.zone), instant.isoformat(), state)
        for (instant, title), state in zip(known, states, strict=True)
    ]
