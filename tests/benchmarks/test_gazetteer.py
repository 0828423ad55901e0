"""How long a look-up takes after start; typing ahead is to stay under a millisecond in the median."""

import random
import string
import subprocess
import sys
from collections.abc import Callable, Iterable
from statistics import median, quantiles
from time import perf_counter

import pytest

from coordinator.geo.gazetteer import gazetteer, largest

pytestmark = pytest.mark.bench
START = """
from time import perf_counter as t
a = t()
import coordinator.geo.gazetteer as g
b = t()
g.gazetteer()
print(b - a, t() - b)
"""


def say(line: str = "") -> None:
    print(line)


def report(what: str, call: Callable[[str], object], queries: Iterable[str]) -> None:
    took = []
    for query in queries:
        begin = perf_counter()
        call(query)
        took.append(1000 * (perf_counter() - begin))
    say(f"{what}: median {median(took):.3f} ms, p95 {quantiles(took, n=20)[-1]:.3f} ms, worst {max(took):.3f} ms")


def prefixes(length: int) -> list[str]:
    dice = random.Random(length)
    return ["".join(dice.choices(string.ascii_lowercase, k=length)) for _ in range(500)]


def typed() -> list[str]:
    """What somebody types on the way to each of the big cities."""
    return [city.name[:end] for city in largest(per_country=3, minimum=500_000) for end in range(1, len(city.name) + 1)]


def test_typing_ahead(capsys: pytest.CaptureFixture[str]) -> None:
    ahead = gazetteer().suggest
    with capsys.disabled():
        say()
        report("suggest, names of big cities letter by letter", ahead, typed())
        report("suggest, one to four random letters", ahead, [word for n in (1, 2, 3, 4) for word in prefixes(n)])
        for length in (1, 2, 3, 4):
            report(f"suggest, {length} random letters", ahead, prefixes(length))
        report("suggest in one country, two letters", lambda word: gazetteer().suggest(word, country="US"), prefixes(2))


def test_look_ups(capsys: pytest.CaptureFixture[str]) -> None:
    cities = largest(per_country=3, minimum=500_000)
    with capsys.disabled():
        say()
        report("find, city and country", gazetteer().find, [f"{city.name}, {city.country}" for city in cities])
        report("find, a namesake in a state", gazetteer().find, ["Springfield, IL", "Paris TX", "San Antonio, TX"] * 50)
        points = {city.name: (city.latitude, city.longitude) for city in cities}
        report("nearest", lambda name: gazetteer().nearest(*points[name]), points)
        report("places within 15 km", lambda name: gazetteer().places_near(*points[name], km=15, limit=40), points)


def test_start(capsys: pytest.CaptureFixture[str]) -> None:
    runs = [subprocess.run([sys.executable, "-c", START], check=True, capture_output=True, text=True) for _ in range(3)]
    imports, load = (median(float(run.stdout.split()[at]) for run in runs) for at in (0, 1))
    with capsys.disabled():
        say(f"\nstart: imports {1000 * imports:.0f} ms (numpy included), reading the places {1000 * load:.0f} ms")
