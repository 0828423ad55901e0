"""Share cards and what else goes to other places: pictures of 1200 by 630, dates as a feed and as calendars, the map of
a city in a partner's page. All of it is public, and the same for everybody."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext

from coordinator import maps, painting
from coordinator.calendars import Evening, Status, calendar_of
from coordinator.cities.listing import PublicCity, get_city
from coordinator.config import site_address
from coordinator.day import atom, following
from coordinator.day.atom import Entry
from coordinator.editions.calendar import DAY_HOURS, first_instant
from coordinator.editions.models import Edition
from coordinator.frame import static, the_edition
from coordinator.languages import DEFAULT, addressed_to
from coordinator.painting import Card
from coordinator.people.readers import Customs
from coordinator.shows import listing
from coordinator.shows.listing import PublicShow
from coordinator.shows.models import ShowState
from coordinator.spaces.words import kind_word
from coordinator.web import PUBLIC, audience, cacheable, settings
from coordinator.wording import long_day, time_of_day, uses_miles

bp = Blueprint("shared", __name__)
HOUR = 3600  # seconds


@bp.app_template_global()
def absolute(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as other sites need it."""
    return f"{site_address(settings())}{url_for(endpoint, **values)}"


@bp.get("/cards/day.png")
@audience(PUBLIC)
def day_card() -> Response:
    """The day: how many shows, in how many cities, as lights on the world."""
    edition = the_edition()
    day = following.day_of(edition)
    lights = tuple((one.city.latitude, one.city.longitude) for one in day.cities)
    with _in_one_language():
        title = gettext("%(count)s living rooms, one day", count=day.shows)
        cities = gettext("%(count)s cities, three secret acts in each room", count=len(day.cities))
        return _png(Card(title, (f"{edition.name} · {long_day(day.date)}", cities), lights))


@bp.get("/cards/cities/<city>.png")
@audience(PUBLIC)
def city_card(city: str) -> Response:
    """A city: how many shows it has, as one light on the land around it."""
    place, edition = get_city(city), the_edition()
    shows = [one for one in listing.in_city(edition.id, place.id) if one.state is not ShowState.CANCELLED]
    here = (place.latitude, place.longitude)
    with _in_one_language():
        said = gettext("Concerts in people’s homes: %(count)s, three secret acts at each", count=len(shows))
        return _png(Card(place.name, (said, f"{edition.name} · {long_day(edition.date)}"), (here,), here))


@bp.get("/cards/shows/<show_id>.png")
@audience(PUBLIC)
def show_card(show_id: str) -> Response:
    """A show: its area, its time and what sort of room it is, or that it is cancelled; as a light where its city is."""
    show = listing.get_show(show_id)
    here = (show.city.latitude, show.city.longitude)
    with _in_one_language():
        when = f"{long_day(show.local_start)}, {time_of_day(show.local_start)}"
        if show.state is ShowState.CANCELLED:
            told = gettext("This show is cancelled. There are others in %(city)s.", city=show.city.name)
        else:
            told = gettext("%(kind)s · three acts, kept secret", kind=kind_word(show.kind))
        area = show.area.name
        title = area if area == show.city.name else f"{area}, {show.city.name}"
        return _png(Card(title, (when, told), (here,), here))


@bp.get("/dates.atom")
@audience(PUBLIC)
def feed() -> Response:
    """The public dates of the edition, for feed readers."""
    edition, home = the_edition(), site_address(settings())
    with _in_one_language():
        body = atom.feed(edition.name, home, f"{home}{url_for('shared.feed')}", _dates(edition, home))
    return cacheable(Response(body, mimetype="application/atom+xml"), seconds=HOUR)


@bp.get("/dates.ics")
@audience(PUBLIC)
def day_calendar() -> Response:
    """The day itself, from its first midnight to its last, for calendars."""
    edition = the_edition()
    begins = first_instant(edition.date)
    whole = Evening(f"{edition.id}@day", Status.CONFIRMED, 0, begins, begins, timedelta(hours=DAY_HOURS), "Etc/UTC")
    return _calendar([whole], edition.name, url_for("day.world"))


@bp.get("/cities/<city>/dates.ics")
@audience(PUBLIC)
def city_calendar(city: str) -> Response:
    """The shows of a city, for calendars: times alone, and the page of the city."""
    place, edition = get_city(city), the_edition()
    evenings = [_evening(one, edition) for one in listing.in_city(edition.id, place.id)]
    return _calendar(evenings, f"{edition.name}, {place.name}", url_for("shows.city", city=city))


@bp.get("/embed/cities/<city>")
@audience(PUBLIC)
def city_map(city: str) -> str:
    """The map of a city for a partner's page: areas and times, nothing that can be pressed but links out of it."""
    place, edition = get_city(city), the_edition()
    shows = [one for one in listing.in_city(edition.id, place.id) if one.state is not ShowState.CANCELLED]
    return render_template("day/embed.html", fmap=_map(place), city=place, areas=listing.by_area(shows))


def _map(place: PublicCity) -> maps.Parts:
    return maps.city_map(
        center=(place.latitude, place.longitude),
        discs_url=url_for("shows.areas", city=place.slug),
        places_url=url_for("shows.places", city=place.slug),
        static=static,
        miles=uses_miles(),
    )


def _dates(edition: Edition, home: str) -> Sequence[Entry]:
    begins = first_instant(edition.date)
    page = f"{home}{url_for('day.world')}"
    entries = begins - timedelta(days=edition.entries_close_days)
    found = [
        Entry(f"{edition.id}-entries", gettext("The first cities close their entries"), f"{home}/cities/", entries),
        Entry(f"{edition.id}-day", gettext("The day begins in Kiritimati"), page, begins),
    ]
    if edition.embargo_ends_at is not None:
        played, opens = f"{home}{url_for('opened.page')}", edition.embargo_ends_at
        found.append(Entry(f"{edition.id}-opened", gettext("Everybody learns who played"), played, opens))
    return found


def _evening(show: PublicShow, edition: Edition) -> Evening:
    """Nothing of a show says when it was last changed, so that nothing about its lineup can; that it is cancelled
    counts as a change, or programs that keep the entry would not take it up."""
    is_off = show.state is ShowState.CANCELLED
    status = Status.CANCELLED if is_off else Status.CONFIRMED
    lasts, about = show.ends_at - show.starts_at, first_instant(edition.date)
    return Evening(f"{show.id}@show", status, int(is_off), about, show.starts_at, lasts, show.zone)


def _calendar(evenings: Sequence[Evening], title: str, path: str) -> Response:
    body = calendar_of(evenings, title=title, link=f"{site_address(settings())}{path}")
    return cacheable(Response(body, mimetype="text/calendar"), seconds=HOUR)


def _in_one_language() -> AbstractContextManager[None]:
    """What goes to other sites is the same for all who look at them."""
    return addressed_to(Customs(locale=DEFAULT))


def _png(card: Card) -> Response:
    return cacheable(Response(painting.png(card), mimetype="image/png"), seconds=HOUR)
