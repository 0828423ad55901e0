"""What in a question or an answer could give away an evening: marked for who reads it before everybody does.

It is compared with nothing but what everybody knows anyway: names of cities and areas that take part, of acts that were
told already, and words and figures as they stand in any calendar. So a mark tells the reader nothing, and whether there
is one is the same whoever plays and wherever. A name that nobody has been told yet cannot be marked by this; so names
of any kind are, by the way they are written.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from babel import Locale
from sqlalchemy import select

from coordinator.answers.models import AnswerTime, TimeState
from coordinator.artists.models import Artist
from coordinator.cities.models import Area, City
from coordinator.db import db
from coordinator.shows.models import Show

LANGUAGES = ("en", "de", "ar", "fr", "es", "pt", "tr", "uk", "fa")
SHORTEST_NAME = 3  # letters
_STREET = re.compile(
    r"\b\w*(?:stra(?:ß|ss)e|str\.|gasse|platz|allee|weg)\s*\d*\b|\b\d+\s+\w+\s+(?:street|road|lane|avenue|square|st\.)|"
    r"\b(?:street|road|lane|avenue|boulevard|rue|calle|via|rua|sokak|شارع)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}\s?(?:am|pm|uhr|h|o.clock)\b", re.IGNORECASE)
_DATE = re.compile(r"\b\d{1,2}\s?[./]\s?\d{1,2}\b(?:[./]\d{2,4})?|\b\d{4}-\d{2}-\d{2}\b")
_CONTACT = re.compile(r"\S+@\S+|\+?\d[\d\s/()-]{6,}\d|@\w{3,}")
_EVENING = (
    *("tonight", "this evening", "tomorrow", "surprise", "secret", "living room", "rooftop", "doorbell", "backyard"),
    *("heute", "morgen", "abend", "überraschung", "geheim", "wohnzimmer", "dachterrasse", "klingel", "hinterhof"),
    *("الليلة", "غدا", "غدًا", "مساء", "مفاجأة", "سر", "غرفة", "السطح"),
    *("ce soir", "demain", "esta noche", "mañana", "hoje", "bu akşam", "сьогодні", "امشب"),
)
_QUOTED = re.compile(r"[“„«\"]([^“”„«»\"]{2,60})[”“»\"]")
_NAMED = re.compile(
    r"(?<![.!?…]\s)(?<!^)\b[A-ZÀ-ÞĀ-ŽА-ЯЁЄІЇҐ]\w+(?:\s+(?:(?:of|the|and|&|von|der|die|und|de|la)\s+)?[A-ZÀ-ÞĀ-Ž]\w+)+"
)


class Kind(StrEnum):
    """What somebody may have said."""

    PLACE = "place"
    TIME = "time"
    NAME = "name"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Mark:
    """A few words of a text, and what they may be."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Known:
    """Names that everybody knows: of places, and of acts."""

    places: frozenset[str]
    acts: frozenset[str]


def known() -> Known:
    """Of all cities, of the areas that have a show, and of the acts that have an Answer Time. Three statements."""
    told = select(AnswerTime.artist_id).where(AnswerTime.state.in_((TimeState.AGREED, TimeState.OFF)))
    acts = db.session.scalars(select(Artist.act_name).where(Artist.id.in_(told)))
    places = (
        *db.session.scalars(select(City.name)),
        *db.session.scalars(select(Area.name).where(Area.id.in_(select(Show.area_id)))),
    )
    return Known(_spelled(places), _spelled(acts))


def marks(text: str, names: Known) -> tuple[Mark, ...]:
    """What to look at twice, each once."""
    plain = f" {_plain(text)} "
    found = [Mark(Kind.PLACE, one) for one in _among(names.places, plain)]
    found += [Mark(Kind.PLACE, one.strip()) for one in _all(_STREET, text)]
    found += [Mark(Kind.TIME, one) for one in _among(_words_of_time(), plain)]
    found += [Mark(Kind.TIME, one) for one in (*_all(_CLOCK, text), *_all(_DATE, text))]
    found += [Mark(Kind.NAME, one) for one in _among(names.acts, plain)]
    found += [Mark(Kind.NAME, one) for one in (*_QUOTED.findall(text), *_all(_NAMED, text))]
    found += [Mark(Kind.CONTACT, one) for one in _all(_CONTACT, text)]
    return tuple(dict.fromkeys(found))


def _all(pattern: re.Pattern[str], text: str) -> Iterable[str]:
    return (one.group() for one in pattern.finditer(text))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _spelled(names: Iterable[str]) -> frozenset[str]:
    return frozenset(spelled for name in names if len(spelled := _plain(name)) >= SHORTEST_NAME)


def _among(names: Collection[str], plain: str) -> list[str]:
    return sorted(name for name in names if f" {name} " in plain)


@lru_cache(maxsize=1)
def _words_of_time() -> frozenset[str]:
    days = (day for language in LANGUAGES for day in Locale.parse(language).days["format"]["wide"].values())
    return _spelled((*_EVENING, *days))
