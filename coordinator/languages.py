"""How the reader reads: the language of the sentences, the customs of a country, and a zone.

What somebody has chosen counts, else what the browser asks for; without any it is English in European ways.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from babel.localedata import locale_identifiers
from flask import has_request_context, request
from flask_babel import force_locale
from flask_login import current_user

from coordinator.catalogues import ENGLISH, languages
from coordinator.people.readers import UNCHOSEN, Customs

DEFAULT = "en_150"  # English as in Europe: day before month, 24 hours
CLOCK_OF_ALL = "Etc/UTC"

_addressee: ContextVar[Customs | None] = ContextVar("addressee", default=None)


def customs() -> Customs:
    """What the present reader has chosen: whom a letter is for, else who is signed in."""
    told = _addressee.get()
    if told is not None:
        return told
    chosen: Customs = current_user.customs if has_request_context() else UNCHOSEN
    return chosen


@contextmanager
def addressed_to(chosen: Customs) -> Iterator[None]:
    """Inside the block words are for somebody with these customs, whoever is signed in."""
    token = _addressee.set(chosen)
    try:
        with force_locale(chosen.locale or DEFAULT):
            yield
    finally:
        _addressee.reset(token)


def select_locale() -> str:
    """The locale that the reader has chosen, else the browser's."""
    return customs().locale or locale_of_browser()


def locale_of_browser() -> str:
    """The first language of Accept-Language that can be read here, else English, with the customs of the first country
    there that is known: dates, clock, numbers, miles."""
    tags = [tag.lower() for tag in request.accept_languages.values()] if has_request_context() else []
    language = next((spoken for tag in tags if (spoken := tag.partition("-")[0]) in languages()), ENGLISH)
    wanted = (f"{language}_{_country(tag)}" for tag in tags)
    return next((locale for locale in wanted if locale in locales_offered()), DEFAULT)


@lru_cache(maxsize=1)
def locales_offered() -> frozenset[str]:
    """Every locale that can be chosen: “en_DE”, “en_150”, “ar_EG”."""
    spoken = "|".join(sorted(languages()))
    return frozenset(name for name in locale_identifiers() if re.fullmatch(rf"({spoken})_([A-Z]{{2}}|\d{{3}})", name))


@lru_cache(maxsize=1)
def zones_offered() -> frozenset[str]:
    """Every zone that can be chosen: those in which somebody lives, and UTC."""
    lived_in = {name for name in get_global("zone_territories") if not name.startswith("Etc/")}
    return frozenset((lived_in & available_timezones()) | {CLOCK_OF_ALL})


def locale_choices() -> list[tuple[str, str]]:
    """The locales offered with their names, in the order of these."""
    return _named_locales()


@lru_cache(maxsize=1)
def _named_locales() -> list[tuple[str, str]]:
    return sorted(((name, locale_name(name)) for name in locales_offered()), key=lambda one: one[1])


def locale_name(name: str) -> str:
    """What the locale of that name calls itself: “English (Germany)”, “Deutsch (Schweiz)”."""
    return str(Locale.parse(name).get_display_name())


@lru_cache(maxsize=32)
def zone_choices(locale: str) -> Mapping[str, list[tuple[str, str]]]:
    """Part of the world → zones with the place they are called after, in the order of these."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zones_offered() - {CLOCK_OF_ALL}):
        parts.setdefault(name.partition("/")[0], []).append((name, _place(name, Locale.parse(locale))))
    return {part: sorted(zones, key=lambda one: one[1]) for part, zones in parts.items()}


def _place(zone: str, locale: Locale) -> str:
    city = get_timezone_location(zone, locale=locale, return_city=True)
    country = locale.territories.get(get_global("zone_territories")[zone], city)
    return city if city == country else f"{city}, {country}"


def _country(tag: str) -> str:
    """“de-ch” → “CH”; without one the country that most speakers live in, by CLDR's likely subtags (“de” → “DE”)."""
    language, _, rest = tag.partition("-")
    return rest.rpartition("-")[2].upper() or str(get_global("likely_subtags").get(language, "")).rpartition("_")[2]
