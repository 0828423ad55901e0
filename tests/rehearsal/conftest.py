"""A small edition, rehearsed once on each engine: twelve shows in nine cities, from the first clocks of the day to the
last ones, over the night in which clocks are put back."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from coordinator import clock
from coordinator.db import db
from coordinator.rehearsal.commands import rehearsed
from coordinator.rehearsal.invariants import Findings, Holds
from coordinator.rehearsal.looking import Looker
from coordinator.rehearsal.stage import Size
from coordinator.rehearsal.verdict import judge
from coordinator.rehearsal.watching import Watcher
from tests.conftest import empty

COORDINATOR = Path(sys.executable).with_name("coordinator")
SMALL = Size(shows=12, cities=9, artists=60, seed=3, day=date(2026, 10, 31))


@dataclass
class Played:
    """A rehearsal that is over, with those who looked on."""

    app: Flask
    looker: Looker
    ends: datetime
    report: dict[str, Any]

    @property
    def watcher(self) -> Watcher:
        """Who looked on."""
        return self.looker.watcher

    def judged(self) -> Findings:
        """What the checker finds now, from nothing."""
        self.watcher.findings = Findings()
        with clock.stopped(self.ends):
            self.watcher.look(self.ends)
            judge(self.looker.stage, self.watcher, self.ends)
        return self.watcher.findings

    def named(self, what: Holds) -> list[str]:
        """What it finds wrong of one kind: of what, and why."""
        return [f"{one.of}: {one.why}" for one in self.judged().listed.get(what, [])]


@pytest.fixture(scope="session")
def again(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of the same edition, played by another process, with other keys and another order of sets."""
    size = ["--shows", SMALL.shows, "--cities", SMALL.cities, "--artists", SMALL.artists, "--seed", SMALL.seed]
    own = {name: value for name, value in os.environ.items() if not name.startswith("COORDINATOR_")}
    own |= {"COORDINATOR_INSTANCE": str(tmp_path_factory.mktemp("again") / "instance"), "PYTHONHASHSEED": "7"}

    def said(*words: object) -> str:
        command = [str(COORDINATOR), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=own).stdout

    said("db", "upgrade")
    report: dict[str, Any] = json.loads(said("rehearse", *size, "--date", SMALL.day, "--json"))
    return report


@pytest.fixture(scope="module")
def rehearsal(migrated_app: Flask) -> Iterator[Played]:
    """The small edition, played."""
    with migrated_app.app_context():
        empty()
        over = rehearsed(migrated_app, SMALL)
        yield Played(migrated_app, over.looker, over.ends, over.report)
        db.session.rollback()
        empty()


@pytest.fixture
def played(rehearsal: Played) -> Iterator[Played]:
    """The same; what a test plants is gone after it."""
    with rehearsal.app.app_context():
        yield rehearsal
        db.session.rollback()
        db.session.remove()
