"""Countries and their states by the names people write: “UK”, “USA”, “Deutschland”, “日本”, “Illinois”, “NSW”."""

from collections import defaultdict
from functools import lru_cache

from babel import Locale

from coordinator.geo.names import fold
from coordinator.geo.places import DATA


def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 code of a country given as code (two or three letters) or name in most languages."""
    return _countries().get(fold(text))


@lru_cache(maxsize=4096)
def country_name(code: str, locale: str = "en") -> str:
    """The country's name in a language (“de”, “pt_BR”) as CLDR has it; the code itself where it has none."""
    return str(Locale.parse(locale).territories.get(code.upper(), code.upper()))


def regions(text: str) -> frozenset[tuple[str, str]]:
    """(country code, admin1 code) of the states and provinces called so, in full or short.

    Known for Australia, Canada, Germany, the United Kingdom and the United States.
    """
    return _regions().get(fold(text), frozenset())


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    lines = (DATA / "countries.tsv").read_text(encoding="utf-8").splitlines()
    return {name: code for code, name in (line.split("\t") for line in lines)}


@lru_cache(maxsize=1)
def _regions() -> dict[str, frozenset[tuple[str, str]]]:
    found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in (DATA / "regions.tsv").read_text(encoding="utf-8").splitlines():
        country, code, *names = line.split("\t")
        for name in names:
            found[fold(name)].add((country, code))
    return {name: frozenset(codes) for name, codes in found.items()}
