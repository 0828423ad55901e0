"""`coordinator edition`, `import`, `propose` and `demo`, as somebody at the console meets them."""

from datetime import timedelta
from itertools import count as count_from
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, func, select, update

from coordinator.campaign.commands import demo, edition, propose, terms
from coordinator.campaign.list_commands import import_list
from coordinator.campaign.opening import find_edition
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import gateway, host_news
from coordinator.disclosure.people import find_person
from coordinator.editions.calendar import get_edition
from coordinator.hosting import erasing as homes
from coordinator.jobs import Outbox
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Plan, Problem
from coordinator.parting import erasing
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.host_news import LETTER
from coordinator.shows.models import Show
from coordinator.spaces.models import Space
from tests.campaign.builders import NOW

SPACES = """space_id,host_email,address,city,country,latitude,longitude,start,power
S1,h1@example.org,12 Example Street,Berlin,DE,52.51,13.40,19:30,yes
S2,h2@example.org,13 Example Street,berlin,Germany,52.53,13.41,19:30,yes
S3,h3@example.org,14 Example Street,,,52.49,13.42,7:30 PM,yes
S4,h4@example.org,15 Example Street,Lagos,NG,,,20:00,yes
"""
HOSTS = [f"h{number}@example.org" for number in range(1, 5)]
ARTISTS = """artist_id,act_name,email,latitude,longitude,genres
A1,One,a1@example.org,52.50,13.40,soul
A2,Two,a2@example.org,52.52,13.38,folk
A3,Three,a3@example.org,52.54,13.44,jazz
"""


@pytest.fixture
def at_the_console(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A folder with both lists, and an edition."""
    monkeypatch.chdir(tmp_path)
    Path("spaces.csv").write_text(SPACES, encoding="utf-8")
    Path("artists.csv").write_text(ARTISTS, encoding="utf-8")
    app.test_cli_runner().invoke(edition, ["doors", "--name", "Doors", "--date", "2026-09-20"])
    return app


def run(app: Flask, *words: str) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(import_list, [*words, "--edition", "doors"])


def count(table: type[Space] | type[Show] | type[City]) -> int | None:
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_list_is_taken_and_the_same_list_again_changes_nothing(at_the_console: Flask) -> None:
    first = run(at_the_console, "spaces", "spaces.csv")
    second = run(at_the_console, "spaces", "spaces.csv")

    assert (first.exit_code, first.stdout) == (0, "spaces: 4 new, 0 changed, 0 unchanged\n")
    assert (second.exit_code, second.stdout) == (0, "spaces: 0 new, 0 changed, 4 unchanged\n")
    warned = "Warning: spaces.csv:5: latitude: No coordinates, so distances count from the centre of Lagos.\n"
    assert first.stderr == warned
    assert sorted(db.session.scalars(select(City.name))) == ["Berlin", "Lagos"]


def test_a_changed_row_changes_that_row(at_the_console: Flask) -> None:
    run(at_the_console, "spaces", "spaces.csv")
    Path("spaces.csv").write_text(SPACES.replace("13 Example", "31 Example"), encoding="utf-8")

    again = run(at_the_console, "spaces", "spaces.csv")

    assert again.stdout == "spaces: 0 new, 1 changed, 3 unchanged\n"


def test_coordinates_far_from_the_named_city_are_warned_of_and_decide(at_the_console: Flask) -> None:
    Path("spaces.csv").write_text("space_id,city,latitude,longitude\nS1,Berlin,48.14,11.58\n", encoding="utf-8")

    taken = run(at_the_console, "spaces", "spaces.csv")

    assert taken.stderr == "Warning: spaces.csv:2: city: This is far from Berlin, so it counts to Munich.\n"
    assert list(db.session.scalars(select(City.name))) == ["Munich"]


def _erased(email: str) -> None:
    person_id = find_person(email)
    assert person_id is not None
    erasing.erase(Reader(person_id), at=NOW)
    db.session.commit()


@pytest.mark.parametrize(("what", "row", "email"), [("spaces", "S2", "h2"), ("artists", "A3", "a3")])
def test_a_list_brings_back_nobody_who_had_herself_erased_unless_she_asked(
    at_the_console: Flask, what: str, row: str, email: str
) -> None:
    lists = ("spaces", "spaces.csv"), ("artists", "artists.csv")
    assert [run(at_the_console, *one).exit_code for one in lists] == [0, 0]
    _erased(f"{email}@example.org")

    refused = run(at_the_console, what, f"{what}.csv")
    gone = find_person(f"{email}@example.org")
    back = run(at_the_console, what, f"{what}.csv", "--asked-back", row)
    again = run(at_the_console, what, f"{what}.csv")

    assert (refused.exit_code, refused.stderr.count("\n"), gone) == (1, 1, None)
    column = "space_id" if what == "spaces" else "artist_id"
    line = 3 if what == "spaces" else 4
    assert refused.stderr.startswith(f"{what}.csv:{line}: {column}: Whoever stands in this row had herself erased")
    assert f"--asked-back {row}" in refused.stderr
    assert (back.exit_code, find_person(f"{email}@example.org") is None) == (0, False)
    assert (again.exit_code, " 0 new, 0 changed," in again.stdout) == (0, True)


def test_a_list_brings_back_no_home_that_was_erased_after_its_evening(at_the_console: Flask) -> None:
    run(at_the_console, "spaces", "spaces.csv")
    (target,) = [get_edition("doors")]
    homes.sweep(homes.due_at(target))
    db.session.commit()

    answer = run(at_the_console, "spaces", "spaces.csv")

    refused = [line for line in answer.stderr.splitlines() if "her home was erased after its evening" in line]
    assert (answer.exit_code, len(refused)) == (1, 4)


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(at_the_console: Flask) -> None:
    dry = run(at_the_console, "spaces", "spaces.csv", "--dry-run")

    assert dry.stdout == "spaces: 4 new, 0 changed, 0 unchanged (dry run: nothing was kept)\n"
    assert [count(table) for table in (Space, Show, City)] == [0, 0, 0]


def test_a_list_with_faults_is_refused_whole_with_a_line_for_each(at_the_console: Flask) -> None:
    broken = (
        SPACES.replace("Lagos,NG", "Lagoss,NG").replace("S2,h2@example.org", "S2,nobody").replace("7:30 PM", "late")
    )
    Path("spaces.csv").write_text(broken, encoding="utf-8")

    refused = run(at_the_console, "spaces", "spaces.csv")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert [line.split(": ")[:2] for line in refused.stderr.splitlines()] == [
        ["spaces.csv:3", "host_email"],
        ["spaces.csv:4", "start"],
        ["spaces.csv:5", "city"],
    ]
    assert [count(table) for table in (Space, Show, City)] == [0, 0, 0]
    assert "Example Street" not in refused.output


def test_a_time_that_clocks_skip_is_a_fault_of_its_line(at_the_console: Flask) -> None:
    at_the_console.test_cli_runner().invoke(edition, ["spring", "--name", "Spring", "--date", "2026-03-29"])
    Path("spaces.csv").write_text(SPACES.replace("7:30 PM", "02:30"), encoding="utf-8")

    words = ["spaces", "spaces.csv", "--edition", "spring"]
    refused = at_the_console.test_cli_runner().invoke(import_list, words)

    assert (refused.exit_code, count(Space)) == (1, 0)
    assert refused.stderr.startswith("spaces.csv:4: start: Clocks in Europe/Berlin skip 02:30")


def test_an_unknown_edition_is_answered_with_those_there_are(at_the_console: Flask) -> None:
    words = ["spaces", "spaces.csv", "--edition", "windows"]
    refused = at_the_console.test_cli_runner().invoke(import_list, words)

    assert refused.exit_code == 1
    assert "There are: doors." in refused.stderr
    assert "coordinator edition windows --name NAME --date" in refused.stderr


def test_artists_before_any_space_are_refused(at_the_console: Flask) -> None:
    refused = run(at_the_console, "artists", "artists.csv")

    assert (refused.exit_code, refused.stderr) == (1, "city: No city takes part yet; import the spaces first.\n")


def test_a_slug_that_cannot_stand_in_an_address_is_refused(at_the_console: Flask) -> None:
    refused = at_the_console.test_cli_runner().invoke(edition, ["Open Doors", "--name", "x", "--date", "2026-09-20"])

    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (1, "slug")


@pytest.mark.parametrize(("day", "code"), [("17", 0), ("18", 1), ("19", 1), ("21", 1), ("22", 1), ("23", 0)])
def test_no_edition_is_so_near_another_that_shows_of_both_fall_on_one_day(
    at_the_console: Flask, day: str, code: int
) -> None:
    asked = ["more", "--name", "More", "--date", f"2026-09-{day}"]

    answer = at_the_console.test_cli_runner().invoke(edition, asked)

    assert answer.exit_code == code
    assert answer.stderr.startswith("date: Shows begin up to a day before or after") is bool(code)
    assert ("at least three days from its own, 2026-09-20." in answer.stderr) is bool(code)


def test_no_edition_is_opened_on_the_day_of_another(at_the_console: Flask) -> None:
    asked = ["more", "--name", "More", "--date", "2026-09-20"]

    refused = at_the_console.test_cli_runner().invoke(edition, asked)

    assert (refused.exit_code, find_edition("more")) == (1, None)
    assert refused.stderr.startswith("date: “Doors” is on this day, and a day has one edition.")


def test_what_acts_are_told_of_expenses_is_said_and_unsaid(at_the_console: Flask) -> None:
    told = []
    for words in (["Travel is paid\nup to 50 euros."], ["x" * 2001], []):
        answer = at_the_console.test_cli_runner().invoke(terms, ["doors", *words])
        told.append((answer.exit_code, answer.stderr, get_edition("doors").artist_terms))
        db.session.remove()

    kept = "Travel is paid up to 50 euros."
    refused = "terms: This has 2001 characters; 1 to 2000 are possible.\n"
    assert told == [(0, "", kept), (1, refused, kept), (0, "", None)]


def test_spaces_artists_and_a_proposal_from_the_console(at_the_console: Flask) -> None:
    run(at_the_console, "spaces", "spaces.csv")
    run(at_the_console, "artists", "artists.csv")
    db.session.remove()

    proposed = at_the_console.test_cli_runner().invoke(propose, ["doors"])
    of_lagos = at_the_console.test_cli_runner().invoke(propose, ["doors", "--city", "lagos"])

    assert proposed.stdout.startswith("4 shows: 1 complete, 0 partial, 3 empty; gap 0.00%;")
    assert of_lagos.stdout.startswith("1 shows: 0 complete, 0 partial, 1 empty; gap 0.00%;")
    seen = gateway.lead_shows(CONSOLE, list(db.session.scalars(select(Show))), at=NOW)
    assert sum(1 for show in seen.values() for slot in show.proposed if slot.artist_id) == 3


def test_others_may_write_while_the_optimiser_thinks(at_the_console: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    run(at_the_console, "spaces", "spaces.csv")
    db.session.remove()

    def think_while_somebody_writes(problem: Problem, **how: Any) -> Plan:
        with db.engine.begin() as somebody:
            somebody.execute(update(Space).values(capacity=33))
        return solve(problem, **how)

    monkeypatch.setattr("coordinator.campaign.commands.solve", think_while_somebody_writes)
    proposed = at_the_console.test_cli_runner().invoke(propose, ["doors"])

    assert (proposed.exit_code, set(db.session.scalars(select(Space.capacity)))) == (0, {33})


def test_shows_of_their_own_list(at_the_console: Flask) -> None:
    run(at_the_console, "spaces", "spaces.csv")
    Path("shows.csv").write_text("space_id;start;minutes\nS1;15:00;120\nS1;19:30;150\n", encoding="utf-8")

    first = run(at_the_console, "shows", "shows.csv")
    second = run(at_the_console, "shows", "shows.csv")

    assert (first.stdout, count(Show)) == ("shows: 1 new, 0 changed, 0 unchanged\n", 5)
    assert second.stdout == "shows: 0 new, 0 changed, 1 unchanged\n"


def _told() -> list[tuple[str, str]]:
    """Who is to be written to of an evening, and what happened to it; that is taken out of the outbox."""
    rows = select(Outbox.person_id, Outbox.subject).where(Outbox.kind == LETTER)
    waiting = [(row.person_id, host_news.find_newest(row.subject)) for row in db.session.execute(rows)]
    hosts = {find_person(host): host for host in HOSTS}
    db.session.execute(delete(Outbox))
    db.session.commit()
    return sorted((hosts[person], str(told.news)) for person, told in waiting if told)


def test_hosts_are_told_of_what_a_list_plans_and_moves_once(
    at_the_console: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = count_from(0)
    monkeypatch.setattr("coordinator.campaign.list_commands.now", lambda: NOW + timedelta(minutes=next(minutes)))
    run(at_the_console, "spaces", "spaces.csv", "--dry-run")
    dry = _told()
    run(at_the_console, "spaces", "spaces.csv")
    first = _told()
    Path("shows.csv").write_text("space_id;start;minutes\nS1;15:00;120\nS1;19:30;150\n", encoding="utf-8")
    run(at_the_console, "shows", "shows.csv")
    second = _told()
    Path("spaces.csv").write_text(SPACES.replace("20:00", "21:00").replace("13 Example", "31 Example"), "utf-8")
    run(at_the_console, "spaces", "spaces.csv")
    moved = _told()
    run(at_the_console, "spaces", "spaces.csv")

    assert (dry, first) == ([], [(host, "planned") for host in HOSTS])
    assert (second, moved, _told()) == ([("h1@example.org", "planned")], [("h4@example.org", "moved")], [])


def test_the_demonstration_is_not_mixed_with_real_data(at_the_console: Flask) -> None:
    refused = at_the_console.test_cli_runner().invoke(demo, ["--shows", "4", "--artists", "12", "--cities", "2"])

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "not empty" in refused.stderr


def test_the_demonstration_fills_an_empty_database(app: Flask) -> None:
    done = app.test_cli_runner().invoke(demo, ["--shows", "8", "--artists", "30", "--cities", "3"])

    assert done.exit_code == 0
    assert done.stdout.endswith("8 shows in 3 cities, 30 artists.\n")
    evening_before = 1  # of an earlier edition, with pictures to look at
    assert (count(Show), count(City)) == (8 + evening_before, 3)


def test_acts_with_ways_and_tour_legs_are_taken_and_again_change_nothing(at_the_console: Flask) -> None:
    legs = "2026-09-19T10:00/2026-09-21T10:00@6.45 3.39"
    header, first, *others = ARTISTS.splitlines()
    lines = [f"{header},mode,legs", f"{first},transit,{legs}", *(f"{line},," for line in others)]
    Path("artists.csv").write_text("\n".join(lines), encoding="utf-8")
    run(at_the_console, "spaces", "spaces.csv")

    taken = run(at_the_console, "artists", "artists.csv")
    again = run(at_the_console, "artists", "artists.csv")
    Path("artists.csv").write_text("\n".join(lines).replace("T10:00@", "T09:00@"), encoding="utf-8")
    changed = run(at_the_console, "artists", "artists.csv")

    assert taken.stdout == "artists: 3 new, 0 changed, 0 unchanged\n"
    assert again.stdout == "artists: 0 new, 0 changed, 3 unchanged\n"
    assert changed.stdout == "artists: 0 new, 1 changed, 2 unchanged\n"


def test_legs_that_cannot_be_are_refused_with_their_line(at_the_console: Flask) -> None:
    run(at_the_console, "spaces", "spaces.csv")
    header, first, *_ = ARTISTS.splitlines()
    text = f"{header},legs\n{first},2026-09-21T10:00Z/2026-09-19T10:00Z@6.45 3.39\n"
    Path("artists.csv").write_text(text, encoding="utf-8")

    refused = run(at_the_console, "artists", "artists.csv")

    said = "The leg from 2026-09-21 10:00 UTC is over before it begins; correct its second time."
    assert (refused.exit_code, refused.stderr) == (1, f"artists.csv:2: legs: {said}\n")


@pytest.mark.parametrize("idle", [["--workers"], ["--seconds", "5"]])
def test_options_that_a_repair_would_not_heed_are_refused(app: Flask, idle: list[str]) -> None:
    refused = app.test_cli_runner().invoke(propose, ["doors", "--repair", *idle])

    assert (refused.exit_code, "leave --workers and --seconds out" in refused.output) == (2, True)
