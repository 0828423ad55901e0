"""How fast lists get into the database, the same list again included, on the kinds of database there are."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from coordinator import jobs
from coordinator.campaign.commands import edition
from coordinator.campaign.list_commands import import_list
from coordinator.clock import now
from coordinator.db import db
from coordinator.jobs import Outbox
from tests.benchmarks.test_import import artists

ROWS = 100_000
SENT = 300  # letters that are written to see how long one takes
TOWNS = ("Berlin,DE", "Lagos,NG", "São Paulo,BR", "Auckland,NZ", "Chicago,US")


def spaces(rows: int) -> bytes:
    """As many spaces as asked in a few cities, each with a host and a point of its own."""
    header = "space_id,space_name,host_name,host_email,address,city,country,capacity,start,power\n"
    return (
        header
        + "".join(
            f"S{n},Room {n},Host {n},h{n}@example.org,{n} Example Street,{TOWNS[n % len(TOWNS)]},{n % 50 + 5},19:30,x\n"
            for n in range(rows)
        )
    ).encode()


@pytest.mark.bench
def test_importing_a_hundred_thousand_rows(app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    day = (now() + timedelta(days=60)).date()  # to come: hosts are written to
    runner.invoke(edition, ["doors", "--name", "Doors", "--date", day.isoformat()])
    (tmp_path / "spaces.csv").write_bytes(spaces(ROWS))
    (tmp_path / "artists.csv").write_bytes(artists(ROWS))

    for what in ("spaces", "artists"):
        for turn in ("first", "again"):
            db.session.remove()
            start = time.perf_counter()
            said = runner.invoke(
                import_list, [what, str(tmp_path / f"{what}.csv"), "--edition", "doors"]
            ).stdout.strip()
            seconds = time.perf_counter() - start
            rate = f"{ROWS / seconds:,.0f} rows/s, {seconds:.1f} s"
            print(f"\n{db.engine.dialect.name}, {turn} import: {rate} ({said})")
            if turn == "first":
                _send_some(app)


def _send_some(app: Flask) -> None:
    """How many letters an import has left to write, and how long some of them take."""
    waits = db.session.execute(select(Outbox.kind, func.count()).where(Outbox.done_at.is_(None)).group_by(Outbox.kind))
    letters = ", ".join(f"{count:,} {kind}" for kind, count in waits) or "none"
    start = time.perf_counter()
    sent = jobs.work_off(app.extensions["coordinator.jobs"], at=now(), limit=SENT)
    each = (time.perf_counter() - start) * 1000 / max(sent, 1)
    print(f"  letters to write: {letters}; {sent} took {each:.1f} ms each")
