"""A draw of 100,000 entries in one city: list, draw, result and its check, with their time and memory."""

import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from coordinator.guests import draw_list, draw_result
from coordinator.guests.draw_list import Entry, Pool, Seats, entry_id
from coordinator.guests.draw_result import Outcome
from tests.guests.draws import SIGNATURE, a_list

ENTRIES, SHOWS = 100_000, 270
MOST = 1.0  # second, of the command as a process
CHECKS = """
import atexit, sys
from coordinator.start import main

@atexit.register
def say_peak():  # of this process alone: ru_maxrss remembers whoever started it
    lines = open("/proc/self/status").read().splitlines()
    print(next(line.split()[1] for line in lines if line.startswith("VmHWM")), file=sys.stderr)

main()
"""


@pytest.mark.bench
def test_a_draw_of_100_000_entries(tmp_path: Path) -> None:
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
    _whole_process(tmp_path, file, result)


def _whole_process(folder: Path, file: bytes, result: bytes) -> None:
    """What somebody waits for who checks the files by the command: the interpreter's start and end are in it."""
    for name, body in (("list", file), ("result", result)):
        (folder / name).write_bytes(body)
    command = [sys.executable, "-c", CHECKS, "verify-draw", "list", "result"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    waited, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    computed = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert done.stdout.startswith("The result follows from the list.")
    print(f"  verify-draw as a process   {waited:.2f} s, computing {computed:.2f} s, {int(done.stderr) / 1024:.0f} MB")
    print(f"  of the {MOST:.0f} s it may take    {waited / MOST:.2f}: {'pass' if waited < MOST else 'FAIL'}")
