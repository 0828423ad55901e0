"""A draw of 100,000 entries in one city: list, draw, result and its check, with their time and memory."""

import random
import resource
from collections.abc import Callable
from time import perf_counter
from typing import Any

import pytest

from coordinator.guests import draw_list, draw_result
from coordinator.guests.draw_list import Entry, Pool, Seats, entry_id
from coordinator.guests.draw_result import Outcome
from tests.guests.draws import SIGNATURE, a_list

ENTRIES, SHOWS = 100_000, 270


@pytest.mark.bench
def test_a_draw_of_100_000_entries() -> None:
    chosen = random.Random(1)
    shows = [f"show{number:03}" for number in range(SHOWS)]
    entries = [
        Entry(
            entry_id(number.to_bytes(16, "big")),
            chosen.choice((1, 2)),
            Pool.ACCESS if chosen.random() < 0.02 else Pool.GENERAL,
            tuple(chosen.sample(shows, chosen.randint(1, 5))),
        )
        for number in range(ENTRIES)
    ]
    drawn = a_list(entries, **dict.fromkeys(shows, Seats(2, 38)))
    seconds = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        began = perf_counter()
        done = work()
        seconds[name] = perf_counter() - began
        return done

    file: bytes = timed("write the list", lambda: draw_list.write(drawn))
    result: bytes = timed("draw and write the result", lambda: draw_result.write(file, Outcome(signature=SIGNATURE)))
    found: draw_result.Checked = timed("check it", lambda: draw_result.check(file, result))

    assert not found.faults
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{ENTRIES} entries for {SHOWS} shows: list of {len(file) / 1e6:.1f} MB")
    for name, took in seconds.items():
        print(f"  {name:26} {took:.2f} s")
    print(f"  peak memory of the process {peak:.0f} MB")
