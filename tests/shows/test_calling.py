"""Letters that ask leads to check in, and that tell who has the city once they were silent."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask, current_app
from sqlalchemy import select

from coordinator import jobs
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.people import identity
from coordinator.jobs import Outbox
from coordinator.people.accounts import revoke
from coordinator.people.commands import work
from coordinator.people.models import Role
from coordinator.shows import calling
from coordinator.shows.models import Show
from tests.shows.test_check_ins import Team
from tests.statements import statements


@pytest.fixture
def team(app: Flask) -> Team:
    """Berlin."""
    return Team()


def waiting() -> set[tuple[str, str]]:
    """What waits in the outbox: kind and whom it is for."""
    rows = db.session.execute(select(Outbox.kind, Outbox.person_id).where(Outbox.done_at.is_(None)))
    return {(row.kind, identity(row.person_id).email.split("@")[0]) for row in rows}


def delivered(app: Flask, at: datetime) -> list[str]:
    """The letters that leave at that instant."""
    folder: Path = current_app.extensions["coordinator.settings"].folder / "outbox"
    for old in folder.glob("*"):
        old.unlink()
    jobs.work_off(app.extensions["coordinator.jobs"], at=at)
    return [file.read_text() for file in folder.glob("*.eml")]


def called(team: Team, hours: float) -> set[tuple[str, str]]:
    """What is written after a call so many hours before the first show, and is then done with."""
    calling.call(team.before(hours))
    fresh = waiting()
    for row in db.session.scalars(select(Outbox).where(Outbox.done_at.is_(None))):
        row.done_at = team.before(hours)
    db.session.flush()
    return fresh


def test_everybody_is_called_in_turn_and_once(team: Team) -> None:
    told = [(hours, called(team, hours)) for hours in (61, 60, 59, 48, 47, 44, 30, 24, 22, 9, 6, 5, -3)]

    asked, deputy, globe = {("check_in", "lead")}, {("city_passed", "deputy")}, {("city_passed", "globe")}
    nobody: set[tuple[str, str]] = set()
    assert told == [
        (61, nobody),
        (60, asked),
        (59, nobody),
        (48, deputy),
        (47, nobody),
        (44, globe),
        (30, asked),
        (24, deputy),
        (22, globe),
        (9, asked),
        (6, deputy),
        (5, globe),
        (-3, nobody),
    ]


def test_a_minute_in_which_no_day_is_near_takes_two_statements(team: Team) -> None:
    with statements() as seen:
        calling.call(team.before(61))

    assert len(seen) == 2


def test_who_has_said_it_is_not_asked(team: Team) -> None:
    team.says(team.lead, 59)

    assert [called(team, hours) for hours in (58, 47)] == [set(), set()]


def test_the_letter_asks_names_the_time_there_and_leads_to_the_page(app: Flask, team: Team) -> None:
    calling.call(team.before(50))

    (letter,) = delivered(app, team.before(50))

    assert "Subject: Action required: are you there for Berlin?" in letter
    assert "Fri, 18 Sept" in letter.replace("=\n", "")
    assert "http://localhost/lead/berlin/readiness" in letter


def test_a_letter_that_has_become_needless_is_not_sent(app: Flask, team: Team) -> None:
    calling.call(team.before(50))
    team.says(team.lead, 49.9)
    said = delivered(app, team.before(49.8))
    calling.call(team.before(23.5))
    revoke(Role.LEAD, team.deputy, city_id=team.city.id)

    gone = delivered(app, team.before(23.4))

    assert (said, gone) == ([], [])


def test_the_deputy_reads_that_the_city_is_hers(app: Flask, team: Team) -> None:
    calling.call(team.before(47))

    (letter,) = delivered(app, team.before(47))

    assert "Subject: Action required: Berlin is with you now" in letter
    assert "deputy@example.org" in letter


def test_a_worker_calls_by_itself(app: Flask) -> None:
    soon = now() + timedelta(hours=50)
    team = Team(day=soon.date())
    show = db.session.get_one(Show, team.show.id)
    show.starts_at, show.ends_at = soon, soon + timedelta(hours=2)
    db.session.commit()

    result = CliRunner().invoke(work, ["--once"])

    assert result.exit_code == 0, result.exception
    rows = db.session.execute(select(Outbox.kind, Outbox.person_id, Outbox.failed).where(Outbox.done_at.is_not(None)))
    assert [tuple(row) for row in rows] == [("check_in", team.lead, None)]
