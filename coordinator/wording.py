"""How the site says numbers, days, times and distances in the reader's language: filters for templates."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.numbers import format_decimal
from babel.units import format_unit
from flask import Flask
from flask_babel import get_locale, gettext

from coordinator.clock import local, zone
from coordinator.errors import Km
from coordinator.languages import customs
from coordinator.people.models import Units

KM_PER_MILE = 1.609344
LEAST = 0.1  # of either unit: what is nearer reads as under it, since a finer number would tell more of a place
MILES = frozenset({"US", "GB", "LR", "MM"})  # territories that read distances in miles (CLDR measurement systems)


def init(app: Flask) -> None:
    """Offer the filters to every template."""
    for kind in (
        day,
        long_day,
        time_of_day,
        clock_at,
        number,
        distance,
        iso,
        when,
        deadline,
        named_deadline,
        language,
        bare_address,
        opening,
    ):
        app.add_template_filter(kind)
    app.add_template_global(zone_name)
    app.add_template_global(own_zone)


def bare_address(link: str) -> str:
    """A web address as people say it: without “https://” and a last slash."""
    return link.partition("://")[2].rstrip("/") or link


def opening(words: str) -> str:
    """The same with a capital at its start, as a heading or an answer has it; the others stay, as German needs them."""
    return words[:1].upper() + words[1:]


def day(wall: datetime) -> str:
    """Weekday, day and month of a wall time, in the order of the reader's language: “Wed, Sep 20”, “Wed 20 Sept”."""
    return _day(wall.date(), _locale())


def long_day(wall: date) -> str:
    """Weekday, day, month and year of a wall time or date."""
    return format_date(wall, "full", locale=_locale())


def time_of_day(wall: datetime | time) -> str:
    """Hour and minute of a wall time, as the reader's language writes them."""
    return _time_of_day(wall.hour, wall.minute, _locale())


def clock_at(at: datetime, zone_id: str) -> str:
    """Hour and minute of an instant on the clocks of `zone_id`."""
    return time_of_day(local(at, zone_id))


def zone_name(day: date, name: str) -> str:
    """What people there call the zone on the evening of that day: “Central European Summer Time”."""
    evening = datetime(day.year, day.month, day.day, 20, tzinfo=zone(name))
    return get_timezone_name(evening, locale=_locale())


def when(at: datetime, zone_id: str) -> str:
    """An instant as weekday, day and time on the clocks of `zone_id`."""
    there = local(at, zone_id)
    return str(gettext("%(day)s, %(time)s", day=day(there), time=time_of_day(there)))


def own_zone() -> str | None:
    """The zone of the reader's own clocks, where she has chosen one."""
    return customs().zone


def deadline(at: datetime, zone_id: str) -> str:
    """An instant by which the reader is to do something: on the clocks of `zone_id`, and on her own if they differ."""
    own = _on_own_clock(at, zone_id)
    return f"{when(at, zone_id)} ({own})" if own else when(at, zone_id)


def named_deadline(at: datetime, zone_id: str) -> str:
    """The same with the name of the zone."""
    own = _on_own_clock(at, zone_id)
    name = zone_name(at, zone_id)
    return f"{when(at, zone_id)} ({name}; {own})" if own else f"{when(at, zone_id)} ({name})"


def _on_own_clock(at: datetime, zone_id: str) -> str | None:
    own = own_zone()
    if own is None or local(at, own).utcoffset() == local(at, zone_id).utcoffset():
        return None
    return str(gettext("%(when)s on your clock", when=when(at, own)))


def uses_miles() -> bool:
    """Whether the reader reads distances in miles: as she has chosen, else as where her customs are from."""
    units = customs().units
    return units is Units.MILES if units else _locale().territory in MILES


def fact(value: object) -> object:
    """A fact of a sentence: a day, a wall time and a distance as the reader writes them, all else as it is."""
    if isinstance(value, Km):
        return distance(value)
    if isinstance(value, datetime):
        return str(gettext("%(day)s, %(time)s", day=long_day(value), time=time_of_day(value)))
    if isinstance(value, date):
        return long_day(value)
    return time_of_day(value) if isinstance(value, time) else value


def iso(at: datetime) -> str:
    """An instant as ISO 8601 in UTC, with Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def number(value: float) -> str:
    """A number with the reader's separators."""
    return numbers()(value)


def numbers() -> Callable[[float], str]:
    """The same for a page of thousands, which asks for the reader's locale once: to ask takes longer than to tell."""
    return _numbers(str(_locale()))


def language(code: str) -> str:
    """What the reader's language calls the language of that code (“pt”); what else somebody wrote stays as it is."""
    return str(_locale().languages.get(code.strip().lower(), code))


def distance(km: float) -> str:
    """A distance in the reader's unit, to one decimal below ten; never nothing, and never finer than that."""
    unit, value = ("length-mile", km / KM_PER_MILE) if uses_miles() else ("length-kilometer", km)
    told = round(value, 1 if value < 10 else None)
    if told < LEAST:
        return str(gettext("under %(distance)s", distance=_length(LEAST, unit, _locale())))
    return _length(told, unit, _locale())


@lru_cache(maxsize=8)  # languages of readers at one time
def _numbers(locale: str) -> Callable[[float], str]:
    spoken = Locale.parse(locale)

    @lru_cache(maxsize=5_000)  # the tally of letters has four thousand, and few change from one look to the next
    def told(value: float) -> str:
        return str(format_decimal(value, locale=spoken))

    return told


@lru_cache(maxsize=1_000)  # a page says the same few days and times hundreds of times
def _day(wall: date, locale: Locale) -> str:
    return format_skeleton("MMMEd", wall, locale=locale)


@lru_cache(maxsize=5_000)
def _length(value: float, unit: str, locale: Locale) -> str:
    return format_unit(value, unit, "short", locale=locale)


@lru_cache(maxsize=5_000)
def _time_of_day(hour: int, minute: int, locale: Locale) -> str:
    return format_time(time(hour, minute), "short", locale=locale)


def _locale() -> Locale:
    return get_locale() or Locale("en")
