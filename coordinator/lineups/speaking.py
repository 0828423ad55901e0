"""Languages by whatever people call them: “de”, “German”, “Deutsch” and “niemiecki” are one, so that they can meet."""

from collections.abc import Iterable
from functools import lru_cache

from babel import Locale

from coordinator.geo.names import fold

WRITTEN_IN = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "ru", "uk", "ar", "fa", "hi", "zh", "ja", "sw")


def spoken(words: Iterable[str]) -> frozenset[str]:
    """One spelling for each language: its ISO 639 code where we know what is meant, else the folded word."""
    return frozenset(filter(None, map(_code, words)))


@lru_cache(maxsize=1_000)
def spoken_of(words: tuple[str, ...]) -> frozenset[str]:
    """The same, remembered: thousands of rows say few different things."""
    return spoken(words)


@lru_cache(maxsize=4096)
def _code(word: str) -> str:
    plain, first = fold(word), word.strip().replace("_", "-").partition("-")[0].casefold()
    if first in Locale("en").languages:  # de, de-AT, gsw
        return first
    return _by_name("en").get(plain) or _anywhere(plain) or plain


def _anywhere(plain: str) -> str | None:
    """The first of the other languages that knows the word; each is read when it is first asked."""
    found = (_by_name(tongue).get(plain) for tongue in WRITTEN_IN)
    return next((code for code in found if code), None)


@lru_cache(maxsize=len(WRITTEN_IN))
def _by_name(tongue: str) -> dict[str, str]:
    """Code by folded name, of plain languages: “Austrian German” is not one, German is."""
    names = Locale(tongue).languages
    return {fold(name): code for code, name in sorted(names.items(), reverse=True) if "_" not in code}
