"""How fast both spreadsheets are read, against the plain csv module on the same bytes, and what memory that takes."""

import csv
import io
import time
import tracemalloc
from collections.abc import Callable

import pytest

from coordinator.artists.schemas import ArtistRow
from coordinator.rows import load_rows
from coordinator.spaces.schemas import SpaceRow

ROWS = 100_000


def artists(rows: int) -> bytes:
    """As many artists as asked, most cells said."""
    header = "artist_id,act_name,email,latitude,longitude,travel_km,genres,people,needs,from,until,set_minutes,rating\n"
    return (
        header
        + "".join(
            f"A{n},Act {n},a{n}@example.org,{40 + n % 1000 / 1000:.5f},{n % 3600 / 10 - 180:.5f},{n % 60} km,"
            f"soul;rock,{n % 4 + 1},amplified;drums,18:00,11:30 PM,25,{n % 50 / 10}\n"
            for n in range(rows)
        )
    ).encode()


def spaces(rows: int) -> bytes:
    """As many spaces as asked, most cells said."""
    header = "space_id,space_name,kind,host_email,address,city,country,capacity,start,curfew,amplified,power\n"
    return (
        header
        + "".join(
            f"S{n},Room {n},Living-Room,h{n}@example.org,{n} Example Street,City {n % 200},US,{n % 50 + 5},19.30,23:00,"
            "Yes,x\n"
            for n in range(rows)
        )
    ).encode()


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.bench
@pytest.mark.parametrize(("schema", "table"), [(ArtistRow, artists), (SpaceRow, spaces)])
def test_reading_a_hundred_thousand_rows(schema: type, table: Callable[[int], bytes]) -> None:
    data = table(ROWS)

    plain = seconds(lambda: list(csv.DictReader(io.StringIO(data.decode(), newline=""))))
    ours = seconds(lambda: load_rows(schema(), data, name="x.csv"))
    one = schema()
    few = list(csv.DictReader(io.StringIO(table(2_000).decode(), newline="")))
    one_by_one = seconds(lambda: [one.load(row) for row in few]) / 2_000
    tracemalloc.start()
    loaded = load_rows(schema(), data, name="x.csv")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(loaded.rows) == ROWS
    print(
        f"\n{schema.__name__}: {ROWS / ours:,.0f} rows/s, {ours / plain:.1f} times csv.DictReader, "
        f"{one_by_one * ROWS / ours:.1f} times faster than schema.load per row; peak {peak / 1e6:.0f} MB "
        f"for a file of {len(data) / 1e6:.0f} MB"
    )
