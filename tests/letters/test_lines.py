"""The ledger in pages and as a file: whose lines somebody reads, and that none is passed over or shown twice."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.db import db, random_id
from coordinator.errors import NotFound
from coordinator.letters import cases, collecting, line_views, lines
from coordinator.letters.collecting import Batch
from coordinator.letters.lines import Chosen
from coordinator.letters.models import Channel, Step
from coordinator.people.readers import STRANGER, Reader
from tests.letters.builders import TEAM, a_campaign, a_case, a_section, the_team
from tests.people.builders import a_person, signed_in
from tests.statements import statements


def _many(number: int, case: str, section: str, reader: Reader = TEAM) -> None:
    """So many lines; three at each instant, so that a page may end between two of one."""
    for count in range(number):
        batch = Batch(random_id(), case, section, None, Channel.PAPER, count + 1, is_another=True)
        collecting.report(reader, batch, Step.MAILED, at=now() + timedelta(seconds=count // 3))


def _amounts(reader: Reader, edition: str, *, most: int, **chosen: str) -> list[list[int]]:
    """The lines of every page."""
    found, after = [], ""
    while True:
        page, following = lines.page(reader, edition, Chosen(**chosen, after=after), most=most)
        found.append([one.amount for one in page])
        if following is None:
            return found
        after = following


def test_pages_hold_every_line_once_also_where_several_are_of_one_instant(app: Flask) -> None:
    edition = a_campaign()
    section, case = a_section(edition), a_case(edition)
    _many(11, case, section)

    pages = _amounts(TEAM, edition.id, most=4)

    assert [len(page) for page in pages] == [4, 4, 3]
    assert sorted(number for page in pages for number in page) == list(range(1, 12))
    assert pages[0][:2] == [*sorted(pages[0][:2], reverse=True)] or set(pages[0][:2]) == {10, 11}


def test_what_is_added_meanwhile_does_not_move_the_next_page(app: Flask) -> None:
    edition = a_campaign()
    section, case = a_section(edition), a_case(edition)
    _many(6, case, section)
    _, after = lines.page(TEAM, edition.id, Chosen(), most=2)
    before, _ = lines.page(TEAM, edition.id, Chosen(after=str(after)), most=2)

    batch = Batch(random_id(), case, section, None, Channel.PAPER, 99)
    collecting.report(TEAM, batch, Step.MAILED, at=now() + timedelta(minutes=9))

    again, _ = lines.page(TEAM, edition.id, Chosen(after=str(after)), most=2)
    assert [one.id for one in again] == [one.id for one in before]


def test_a_collector_reads_her_own_lines_and_the_team_chooses_among_all(app: Flask) -> None:
    edition = a_campaign()
    germany, france = a_section(edition), a_section(edition, "France", country="FR")
    first, second = a_case(edition), a_case(edition, title="Noor")
    who = Reader(a_person("col@example.org"))
    collecting.name(TEAM, germany, "col@example.org", at=now())
    _many(2, first, germany, who)
    _many(3, second, germany)
    _many(4, second, france)
    db.session.commit()

    def count(reader: Reader, **chosen: str) -> int:
        return sum(map(len, _amounts(reader, edition.id, most=100, **chosen)))

    assert [count(who), count(who, by=str(TEAM.id)), count(who, section=france)] == [2, 2, 0]
    assert [count(TEAM), count(TEAM, case=second), count(TEAM, section=germany)] == [9, 7, 5]
    assert [count(TEAM, by=str(who.id)), count(TEAM, case=second, section=france)] == [2, 4]
    with pytest.raises(NotFound):
        lines.page(STRANGER, edition.id, Chosen(), most=9)
    with pytest.raises(NotFound):
        list(lines.every(who, edition.id, Chosen(), most=9))


def test_the_page_leads_on_to_older_lines_and_keeps_what_was_chosen(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_views, "SHOWN", 2)
    edition = a_campaign()
    section, case, other = a_section(edition), a_case(edition), a_case(edition, title="Noor")
    _many(3, case, section)
    _many(1, other, section)
    db.session.commit()
    team = the_team(app)

    page = team.get(f"/letters/lines?case={case}").text
    onwards = re.findall(r'href="([^"]+)" rel="next"', page)
    older = team.get(onwards[0].replace("&amp;", "&")).text

    assert (page.count('data-label="When"'), older.count('data-label="When"')) == (2, 1)
    assert ('rel="next"' in older, f'value="{case}" selected' in older) == (False, True)
    assert team.get("/letters/lines?case=nothing&utm=1").status_code == 200
    stranger = signed_in(app.test_client(), a_person())
    assert [stranger.get(path).status_code for path in ("/letters/lines", "/letters/lines.csv")] == [404, 404]


def test_the_file_has_every_line_with_its_corrections_and_runs_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "AT_ONCE", 2)
    edition = a_campaign()
    section, case = a_section(edition), a_case(edition, title="=HYPERLINK(1)")
    collecting.name(TEAM, section, "col@example.org", at=now())
    who = Reader(a_person("col@example.org"))
    _many(4, case, section, who)
    line = lines.page(TEAM, edition.id, Chosen(), most=1)[0][0]
    collecting.correct(TEAM, line.id, 1, "=1+1", once=random_id(), at=now() + timedelta(hours=1))
    cases.withdraw(TEAM, a_case(edition, title="Gone Girl"), at=now())
    db.session.commit()

    answer = the_team(app).get("/letters/lines.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))

    assert [(row["why"], row["letters"], row["by"]) for row in rows] == [
        ("corrected", str(1 - line.amount), ""),
        *(("said", row["letters"], "col@example.org") for row in rows[1:]),
    ]
    assert (sorted(int(row["letters"]) for row in rows[1:]), rows[0]["corrects"]) == ([1, 2, 3, 4], line.id)
    assert (rows[0]["case"], rows[0]["reason"]) == ("'=HYPERLINK(1)", "'=1+1")
    assert signed_in(app.test_client(), str(who.id)).get("/letters/lines.csv").status_code == 404
    assert [len(list(lines.every(TEAM, edition.id, Chosen(), most=most))) for most in (1, 2, 3, 4, 9)] == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_what_is_too_much_for_one_file_is_in_the_next_which_the_page_leads_to(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_views, "LONGEST", 2)
    edition = a_campaign()
    section, case = a_section(edition), a_case(edition)
    _many(5, case, section)
    db.session.commit()
    team = the_team(app)

    page, files = "/letters/lines", list[list[str]]()
    while page:
        text = team.get(page.replace("&amp;", "&")).text
        (file,) = re.findall(r'href="(/letters/lines\.csv[^"]*)"', text)
        rows = csv.DictReader(io.StringIO(team.get(file.replace("&amp;", "&")).text, newline=""))
        files.append([row["letters"] for row in rows])
        page = "".join(re.findall(r'<p class="soft">A file holds 2 lines at most. <a href="([^"]+)"', text))

    assert [len(one) for one in files] == [2, 2, 1]
    assert sorted(number for one in files for number in one) == ["1", "2", "3", "4", "5"]


def test_a_page_takes_as_many_statements_with_many_lines_as_with_few(app: Flask) -> None:
    edition = a_campaign()
    section, case = a_section(edition), a_case(edition)
    _many(2, case, section)
    db.session.commit()
    team = the_team(app)
    team.get("/letters/lines")
    with statements() as few:
        team.get("/letters/lines")
    _many(60, case, section)
    db.session.commit()

    with statements() as many:
        team.get("/letters/lines")

    assert len(many) == len(few)
