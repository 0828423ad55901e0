"""Letters: how long the tally of 5.5 million lines takes to read, and to count one more, on both databases."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text

from coordinator.clock import now
from coordinator.db import db, random_id
from coordinator.letters import collecting, hiding, sections, tallies
from coordinator.letters.collecting import Batch
from coordinator.letters.models import Channel, Dimension, LetterAction, LetterTally, Step
from tests.campaign.builders import Town, a_city
from tests.conftest import changeable
from tests.letters.builders import TEAM, a_campaign, a_case, a_section

pytestmark = pytest.mark.bench
LINES, CASES, SECTIONS, CITIES = 5_500_000, 11, 60, 200
TIMES = 21
COUNTRIES = [f"{first}{second}" for first in "ABCDEF" for second in "ABCDEFGHIJ"]
SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) ",
    "postgresql": "WITH n AS (SELECT generate_series(0, {last}) AS i) ",
}
FILL = """INSERT INTO letter_actions
  (id, once_key, edition_id, case_id, section_id, city_id, channel, step, why, amount, said_at)
  {series} SELECT 'bench' || n.i, 'bench' || n.i, '{edition}', c.id, s.id, y.id,
  CASE WHEN n.i % 5 = 0 THEN 'online' ELSE 'paper' END,
  CASE n.i % 7 WHEN 0 THEN 'pledged' WHEN 1 THEN 'written' WHEN 2 THEN 'handed_over' WHEN 3 THEN 'reported'
    WHEN 4 THEN 'verified' ELSE 'mailed' END, 'said', 1, '2026-12-10 00:00:00'
  FROM n JOIN bench_cases c ON c.i = n.i % {cases} JOIN bench_cities y ON y.i = n.i % {cities}
  JOIN bench_sections s ON s.i = y.i % {sections}"""


def _fill() -> str:
    """The ledger of a large campaign; the id of its edition. One statement writes all lines, without asking of each
    whether its case is there; their sums are as the use-case would have left them."""
    edition = a_campaign()
    parts = [a_section(edition, f"Section {n}", country=COUNTRIES[n]) for n in range(SECTIONS)]
    cases = [a_case(edition) for _ in range(CASES)]
    towns = [a_city(Town(9_000 + n, f"Town {n}", COUNTRIES[n % SECTIONS])).id for n in range(CITIES)]
    db.session.commit()
    with _bare() as run:
        for name, ids in (("cases", cases), ("sections", parts), ("cities", towns)):
            run(f"CREATE TEMPORARY TABLE bench_{name} (i INTEGER PRIMARY KEY, id TEXT)")
            rows = ", ".join(f"({number}, '{one}')" for number, one in enumerate(ids))
            run(f"INSERT INTO bench_{name} VALUES {rows}")
        series = SERIES[db.engine.dialect.name]
        run(
            FILL.format(
                series=series.format(last=LINES - 1), cases=CASES, cities=CITIES, sections=SECTIONS, edition=edition.id
            )
        )
    _sum_up(edition.id, {one.id: one.country for one in sections.sections(edition.id)})
    db.session.commit()
    return edition.id


@contextmanager
def _bare() -> Iterator[Callable[[str], object]]:
    """Runs statements in a transaction without foreign keys and triggers."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection, changeable(connection):
            yield lambda statement: connection.execute(text(statement))
        return
    raw = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    kept = raw.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'only_added_to_letter%'").fetchall()
    for statement in ("PRAGMA synchronous=OFF", "BEGIN", *(f"DROP TRIGGER {name}" for name, _ in kept)):
        raw.execute(statement)
    yield raw.execute
    for statement in (*(sql for _, sql in kept), "COMMIT"):
        raw.execute(statement)
    raw.close()


def _sum_up(edition_id: str, countries: dict[str, str]) -> None:
    by = (LetterAction.case_id, LetterAction.section_id, LetterAction.city_id, LetterAction.channel, LetterAction.step)
    shards = tallies.SHARDS[db.engine.dialect.name]
    rows: dict[tuple[Dimension, str, Channel, int], dict[Step, int]] = {}
    for number, (case, section, city, channel, step, count) in enumerate(
        db.session.execute(select(*by, func.sum(LetterAction.amount)).group_by(*by))
    ):
        place = tallies.Place(edition_id, case, section, countries[section], city)
        for dimension, key in tallies.keys(place):
            steps = rows.setdefault((dimension, key, channel, number % shards), dict.fromkeys(Step, 0))
            steps[step] += int(count)
    values = [
        {"edition_id": edition_id, "dimension": key[0], "key": key[1], "channel": key[2], "shard": key[3], **steps}
        for key, steps in rows.items()
    ]
    db.session.execute(insert(LetterTally), values)


def _milliseconds(work: Callable[[], object]) -> float:
    """The median of several times."""
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


def test_tallies_of_a_large_campaign(app: Flask) -> None:
    edition_id = _fill()
    through = {one.id: one.country for one in sections.sections(edition_id)}
    cases = list(db.session.scalars(select(LetterAction.case_id).distinct().limit(CASES)))
    engine = db.engine.dialect.name
    total = sum(sum(steps.values()) for steps in tallies.read(edition_id)[Dimension.EDITION][""].values())
    order = tallies.secret_order(edition_id)

    read = _milliseconds(lambda: tallies.read(edition_id))
    told = _milliseconds(
        lambda: hiding.publish(tallies.read(edition_id), order, cases=cases, withdrawn=(), sections=through)
    )
    page = _milliseconds(lambda: app.test_client().get("/letters/tallies.json"))
    section = next(iter(through))

    def count() -> None:
        collecting.report(TEAM, Batch(random_id(), cases[0], section, None, Channel.PAPER, 1), Step.MAILED, at=now())
        db.session.commit()

    line = _milliseconds(count)
    begun = time.perf_counter()
    whole = db.session.scalar(select(func.sum(LetterAction.amount)).where(LetterAction.edition_id == edition_id))
    scan = time.perf_counter() - begun

    print(f"\n{engine}: {LINES:,} lines; tallies read in {read:.0f} ms, with what is hidden {told:.0f} ms;")
    print(f"as JSON from the site {page:.0f} ms;")
    print(f"a line counted in {line:.0f} ms; adding up the ledger itself takes {scan:.1f} s")
    assert (total, whole) == (LINES, LINES + TIMES)
