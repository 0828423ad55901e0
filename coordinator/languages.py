"""The reader's locale: the language of the sentences (there is one so far) with the customs of the reader's country."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from flask import has_request_context, request

DEFAULT = "en_150"  # English as in Europe: day before month, 24 hours


def select_locale() -> str:
    """English with the customs of the first country in Accept-Language: dates, clock, numbers, miles."""
    if not has_request_context():
        return DEFAULT
    known = (_english_in(tag) for tag in request.accept_languages.values())
    return next((locale for locale in known if locale), DEFAULT)


@lru_cache(maxsize=1024)
def _english_in(tag: str) -> str | None:
    """“de”, “de-CH” or “en-US” → “en_DE”, “en_CH”, “en_US”; None where no such customs are known."""
    language, _, rest = tag.partition("-")
    territory = rest.rpartition("-")[2].upper() or _likely(language.lower())
    wanted = f"en_{territory}"
    try:
        return wanted if str(Locale.parse(wanted)) == wanted else None
    except (UnknownLocaleError, ValueError):
        return None


def _likely(language: str) -> str:
    """The country that most speakers of a language live in, by CLDR's likely subtags (“de” → “DE”)."""
    return str(get_global("likely_subtags").get(language, "")).rpartition("_")[2]
