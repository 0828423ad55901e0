"""What somebody may mean by “Springfield, IL”, “Paris TX” or a whole postal address: names and what qualifies them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coordinator.geo.countries import country_code, regions
from coordinator.geo.names import fold

_SEPARATORS = re.compile(r"[,;\n،、，]")
_POSTCODE_DIGITS = 4  # a word with so many digits ends the street, what follows is the town


@dataclass(frozen=True, slots=True)
class Reading:
    """A folded name with folded qualifiers. `loose`: qualifiers that fit nothing may be passed over."""

    name: str
    qualifiers: tuple[str, ...]
    loose: bool


def parts(query: str) -> list[str]:
    """The folded parts between commas, empty ones left out."""
    return [part for part in map(fold, _SEPARATORS.split(query)) if part]


def readings(query: str) -> Iterator[Reading]:
    """Ways to read a query, the likeliest first: the first part whole, then its last words as a qualifier."""
    name, *rest = parts(query) or [""]
    yield Reading(name, tuple(rest), loose=not any(map(_is_known, rest)))
    words = name.split()
    for cut in range(len(words) - 1, 0, -1):
        yield Reading(" ".join(words[:cut]), (" ".join(words[cut:]), *rest), loose=False)


def towns_of(address: str) -> Iterator[str]:
    """Queries for the town of a postal address, the likeliest first: “Hauptstr. 5, 10999 Berlin” gives “berlin”.

    The first part is the street and never a town, unless a postcode stands in it.
    """
    first, *rest = parts(address) or [""]
    if tail := _after_postcode(first):
        yield ", ".join([tail, *rest])
    for at, part in enumerate(rest):
        for town in _without_numbers(part):
            yield ", ".join([town, *rest[at + 1 :]])


def _after_postcode(part: str) -> str:
    words = part.split()
    codes = [at for at, word in enumerate(words) if sum(map(str.isdigit, word)) >= _POSTCODE_DIGITS]
    return " ".join(words[codes[-1] + 1 :]) if codes else ""


def _without_numbers(part: str) -> list[str]:
    """What stands behind the last and before the first word with a digit: “75001 paris”, “london sw1a 2aa”."""
    words = part.split()
    numbers = [at for at, word in enumerate(words) if any(map(str.isdigit, word))]
    if not numbers:
        return [part]
    return [" ".join(side) for side in (words[numbers[-1] + 1 :], words[: numbers[0]]) if side]


def _is_known(qualifier: str) -> bool:
    return country_code(qualifier) is not None or bool(regions(qualifier))
