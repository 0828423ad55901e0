"""The day as everybody sees it: the map that follows the sun, its public facts for that map, one picture of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, json, jsonify, render_template, request, url_for
from flask_babel import get_locale, gettext

from coordinator import maps
from coordinator.cities.listing import PublicCity
from coordinator.day import following
from coordinator.day.following import Day
from coordinator.frame import current_edition, static, tiles
from coordinator.geo.countries import country_name
from coordinator.geo.sun import subsolar
from coordinator.web import PUBLIC, audience, cacheable, moment
from coordinator.wording import iso, when

bp = Blueprint("day", __name__)
FRESH = 30  # seconds that a copy of public facts may be shown for


@dataclass(frozen=True, slots=True)
class CityRow:
    """A city of the list."""

    city: PublicCity
    shows: int


@bp.get("/map")
@audience(PUBLIC)
def world() -> str:
    """The world as the evening goes round it, at the present instant or the one that is asked for, and a list."""
    day = _day()
    if day is None or not day.cities:
        return render_template("day/map_empty.html", elsewhere=day.elsewhere if day else 0)
    at = _asked(day) or day.opening(moment())
    return render_template(
        "day/map.html",
        fmap=maps.day_map(day_url=url_for("day.facts"), static=static, tiles=tiles()),
        day=day,
        at=at,
        minute=int((at - day.begins).total_seconds() // 60),
        step=following.STEP,
        is_chosen=_asked(day) is not None,
        tally=day.tally(at),
        playing=day.playing(at),
        hours=[day.begins + timedelta(hours=hour) for hour in range(day.minutes // 60 + 1)],
        hour=at.replace(minute=0, second=0, microsecond=0),
        countries=_by_country(day),
        words=_clock_words(),
    )


@bp.get("/map/day.json")
@audience(PUBLIC)
def facts() -> Response:
    """Where shows of the day are and when they play, in minutes since it began: what everybody may know, for the map
    and whoever else draws one."""
    day = _day()
    rows = [_row(day, one) for one in day.cities] if day else []
    about = {"date": day.date.isoformat(), "begins": iso(day.begins), "minutes": day.minutes} if day else {}
    return cacheable(jsonify({**about, "cities": rows}), seconds=FRESH)


@bp.get("/map/day.svg")
@audience(PUBLIC)
def sky() -> Response:
    """The world at an instant (`at`, ISO 8601) as one picture; without one, as the map opens."""
    day = _day()
    at = ((_asked(day) or day.opening(moment())) if day else moment()).replace(second=0, microsecond=0)
    dots = [(one.city.latitude, one.city.longitude, one.light(at).value, _bright(one, at)) for one in _cities(day)]
    return cacheable(Response(maps.sky_svg(subsolar(at), dots), mimetype="image/svg+xml"), seconds=FRESH)


def _day() -> Day | None:
    edition = current_edition()
    return following.day_of(edition) if edition else None


def _cities(day: Day | None) -> tuple[following.CityEvenings, ...]:
    return day.cities if day else ()


def _bright(one: following.CityEvenings, at: datetime) -> int:
    return len(one.playing(at)) or 1


def _asked(day: Day) -> datetime | None:
    """The instant that the address names, kept within the day; None without one, or for what is none."""
    try:
        asked = datetime.fromisoformat(request.args.get("at", ""))
    except ValueError:
        return None
    aware = asked if asked.tzinfo else asked.replace(tzinfo=UTC)
    try:
        return day.within(aware.astimezone(UTC))
    except OverflowError:
        return None


def _row(day: Day, one: following.CityEvenings) -> list[object]:
    place = one.city
    spans = [[_minute(day, evening.starts_at), _minute(day, evening.ends_at)] for evening in one.evenings]
    url = url_for("shows.city", city=place.slug)
    return [place.slug, place.name, place.latitude, place.longitude, place.zone, url, spans]


def _minute(day: Day, at: datetime) -> int:
    return round((at - day.begins).total_seconds() / 60)


def _by_country(day: Day) -> dict[str, list[CityRow]]:
    locale = str(get_locale())
    named = ((country_name(one.city.country, locale), one) for one in day.cities)
    rows = sorted(named, key=lambda row: (row[0], row[1].city.name))
    gathered: dict[str, list[CityRow]] = {}
    for country, one in rows:
        gathered.setdefault(country, []).append(CityRow(one.city, len(one.evenings)))
    return gathered


def _clock_words() -> str:
    """What the map's clock says, for its script: words in braces are filled in there."""
    return json.dumps(
        {
            "play": gettext("Play the day"),
            "pause": gettext("Pause"),
            "at": gettext("At {time}"),
            "there": gettext("{time} there"),
            "said": gettext("{time}: {playing} playing, {ahead} still to come, {played} played"),
        }
    )


@bp.app_template_global()
def utc(at: datetime) -> str:
    """An instant as weekday, day and time of UTC, with its name."""
    return f"{when(at, 'UTC')} UTC"
