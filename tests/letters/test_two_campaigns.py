"""Two campaigns at once: while the days of one still run, it goes on beside another that was begun later; and what is
left to do for one that is over can be done."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db, random_id
from coordinator.editions.models import Edition
from coordinator.letters import cases, collecting, evenings, reading, reminding, sections
from coordinator.letters.collecting import Batch
from coordinator.letters.models import Channel, Step
from coordinator.people.readers import Reader
from tests.campaign.builders import a_city, a_space, an_edition, spaces_taken
from tests.letters.builders import FACTS, TEAM, a_case, a_line, a_section, the_team
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, link_of

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
OVER: dict[str, Any] = {"mail_by": date(2020, 1, 31), "report_by": date(2020, 2, 28)}


@dataclass(frozen=True)
class Told:
    """A campaign with one section and one open case."""

    edition: Edition
    section: str
    case: str


def _told(slug: str, title: str, *, day: date, begun: datetime, **days: Any) -> Told:
    edition = an_edition(slug, day=day)
    cases.begin_campaign(TEAM, edition, f"Letters of {slug}", at=begun)
    section = a_section(edition, f"Germany {slug}", **days)
    return Told(edition, section, a_case(edition, title=title))


def _older(**days: Any) -> Told:
    return _told("older", "Yara", day=date(2026, 9, 20), begun=BEGUN, **days)


def _newer() -> Told:
    return _told("newer", "Noor", day=date(2099, 9, 20), begun=BEGUN + timedelta(days=1))


@pytest.fixture
def older(app: Flask) -> Told:
    """One whose days still run, though another was begun since."""
    return _older()


@pytest.fixture
def newer(older: Told) -> Told:
    """That other one."""
    return _newer()


@pytest.fixture
def over(app: Flask) -> Told:
    """One that is over, and another that was begun since."""
    found = _older(**OVER)
    _newer()
    return found


def _collector(app: Flask, *told: Told) -> FlaskClient:
    """Somebody who reports for their sections, signed in."""
    person = a_person("col@example.org")
    for one in told:
        collecting.name(TEAM, one.section, "col@example.org", at=now())
    db.session.commit()
    return signed_in(app.test_client(), person)


def _batch(told: Told, number: int = 8) -> dict[str, str]:
    return {
        "form": random_id(),
        "case": told.case,
        "section": told.section,
        "step": "mailed",
        "number": str(number),
    }


def _links(page: str, path: str) -> list[str]:
    """Where the page leads of what begins with that path."""
    found = re.findall(rf'(?:href|action)="({re.escape(path)}[^"]*)"', page)
    return [one.replace("&amp;", "&") for one in found]


def test_a_collector_of_the_older_one_reports_and_reads_her_lines(app: Flask, older: Told, newer: Told) -> None:
    browser = _collector(app, older)

    page = browser.get("/letters/collect")
    assert (page.status_code, "Germany older" in page.text, "Noor" in page.text) == (200, True, False)
    (action,) = {one for one in _links(page.text, "/letters/collect") if "edition" in one}
    done = browser.post(action, data=_batch(older))
    plain = browser.post("/letters/collect", data=_batch(older, 9))
    wrong = browser.post(action, data={**_batch(older), "number": "0"})
    assert (done.status_code, plain.status_code, wrong.status_code, "Yara" in wrong.text) == (303, 303, 422, True)
    assert browser.get(done.location).status_code == 200
    lines = browser.get("/letters/lines").text
    assert ("Yara" in lines, lines.count('data-label="When"')) == (True, 2)
    assert browser.get("/letters/collect?edition=newer").status_code == 404
    assert browser.get("/letters/lines?edition=newer").status_code == 404


def test_who_collects_for_both_finds_the_one_from_the_other(app: Flask, older: Told, newer: Told) -> None:
    browser = _collector(app, older, newer)

    first = browser.get("/letters/collect").text
    second = browser.get("/letters/collect?edition=older").text
    assert ["Germany newer" in page for page in (first, second)] == [True, False]
    assert "/letters/collect?edition=older" in _links(first, "/letters/collect")
    assert "/letters/collect?edition=newer" in _links(second, "/letters/collect")
    done = browser.post("/letters/collect?edition=older", data=_batch(older))
    assert done.location == "/letters/collect?edition=older"
    lines = browser.get(_links(browser.get(done.location).text, "/letters/lines")[0]).text
    assert ("Yara" in lines, 'name="edition" value="older"' in lines) == (True, True)
    assert "/letters/lines?edition=newer" in _links(lines, "/letters/lines")
    (line,) = set(re.findall(r"/letters/collect/\w+", lines))
    corrected = browser.post(line, data={"form": random_id(), "number": "7", "reason": "Counted badly"})
    assert (corrected.status_code, corrected.location) == (303, "/letters/collect?edition=older")


def test_a_collector_who_is_reminded_is_led_to_the_campaign_of_her_section(
    app: Flask, older: Told, newer: Told
) -> None:
    _collector(app, older, newer)
    who = a_person("col@example.org")
    batch = Batch(random_id(), older.case, older.section, None, Channel.PAPER, 40)
    collecting.report(Reader(who), batch, Step.WRITTEN, at=now())
    db.session.commit()
    at = reminding.reminds_at(sections.through(older.section), reminding.By.MAIL)
    for walk in reminding.ROUNDS:
        walk(at)

    (letter,) = letters(at=at)

    assert link_of(letter) == "/letters/collect?edition=older"


def test_the_team_finds_the_cases_of_both_and_everybody_reads_them(app: Flask, older: Told, newer: Told) -> None:
    db.session.commit()
    pages = [the_team(app).get("/campaign/").text, app.test_client().get("/letters/").text]

    for page in pages:
        assert 0 < page.index("Letters of newer") < page.index("Noor") < page.index("Letters of older")
        assert page.index("Letters of older") < page.index("Yara")
        assert page.count("<h1") == 1
    assert f"/campaign/sections/{older.section}" in pages[0]
    assert "Germany older" in pages[1]
    assert "/letters/tallies?edition=older" in _links(pages[1], "/letters/tallies")


def test_what_the_team_makes_is_of_the_campaign_from_which_it_went(app: Flask, older: Told, newer: Told) -> None:
    db.session.commit()
    team = the_team(app)
    board = team.get("/campaign/").text

    for path, said in (("/campaign/cases", FACTS), ("/campaign/sections", _days("France", "FR"))):
        new = {one for one in _links(board, f"{path}/new") if one.endswith("edition=older")}
        (action,) = _links(team.get(new.pop()).text, path)
        wrong = team.post(action, data={})
        assert (wrong.status_code, _links(wrong.text, path)) == (422, [action])
        assert team.post(action, data=said).status_code == 303

    assert [len(cases.drafts(TEAM, one.edition.id)) for one in (older, newer)] == [2, 1]
    assert [len(sections.sections(one.edition.id)) for one in (older, newer)] == [2, 1]


def _days(name: str, country: str) -> dict[str, str]:
    days = {"mail_by": "2098-01-31", "report_by": "2098-02-28"}
    return {"name": name, "country": country, "zone": "Europe/Berlin", **days}


@pytest.mark.parametrize("which", ["older", "over"])
def test_the_days_of_a_section_can_be_changed_whatever_was_begun_since(
    app: Flask, which: str, request: pytest.FixtureRequest
) -> None:
    told: Told = request.getfixturevalue(which)
    db.session.commit()
    team, path = the_team(app), f"/campaign/sections/{told.section}"
    name = sections.through(told.section).name

    assert team.get(path).status_code == 200
    assert team.post(path, data={**_days(name, "DE"), "report_by": "1"}).status_code == 422
    assert team.post(path, data={**_days(name, "DE"), "seen": "9"}).status_code == 409
    assert team.post(path, data={**_days(name, "DE"), "seen": "1"}).status_code == 303
    assert team.get("/campaign/sections/nothing").status_code == 404
    assert team.post("/campaign/sections/nothing", data=_days(name, "DE")).status_code == 404

    db.session.expire_all()
    assert sections.through(told.section).mail_by == date(2098, 1, 31)
    assert "Yara" in app.test_client().get("/letters/").text


def test_one_that_is_over_leaves_the_pages_and_its_case_is_found_and_withdrawn(app: Flask, over: Told) -> None:
    db.session.commit()
    team, anybody = the_team(app), app.test_client()
    board, front = team.get("/campaign/").text, anybody.get("/letters/").text
    assert ["Yara" in page for page in (board, front)] == [False, False]
    assert ["Noor" in page for page in (board, front)] == [True, True]
    assert "Yara" in anybody.get("/letters/?edition=older").text

    (way,) = _links(board, "/campaign/?edition=older")
    past = team.get(way).text
    (case,) = set(_links(past, "/campaign/cases/")) - {"/campaign/cases/new?edition=older"}
    assert team.post(f"{case}/withdraw").status_code == 303

    assert anybody.get(f"/letters/cases/{over.case}").status_code == 410
    assert "Yara" not in team.get(way).text + anybody.get("/letters/?edition=older").text
    assert [client.get(path).status_code for client, path in ((team, "/campaign/"), (anybody, "/letters/"))] == [
        200
    ] * 2
    assert team.get("/campaign/?edition=nothing").status_code == 404
    assert anybody.get("/letters/?edition=nothing").status_code == 404


def test_a_campaign_runs_to_the_end_of_its_last_day_on_the_clocks_of_its_last_section(app: Flask) -> None:
    days = {"mail_by": date(2026, 1, 31), "report_by": date(2026, 2, 28)}
    older = _older(**days)
    a_section(older.edition, "Samoa", country="WS", zone="Pacific/Pago_Pago", **days)
    _newer()
    ends = datetime(2026, 3, 1, 11, tzinfo=UTC)

    found = [[one.edition_slug for one in reading.still_running(at)] for at in (ends - timedelta(seconds=1), ends)]

    assert found == [["newer", "older"], ["newer"]]


def test_the_last_one_stays_when_it_is_over_and_before_it_has_sections(app: Flask) -> None:
    _older(**OVER)
    assert [one.edition_slug for one in reading.still_running(now())] == ["older"]

    cases.begin_campaign(TEAM, an_edition("newer", day=date(2099, 9, 20)), "New", at=BEGUN + timedelta(days=1))

    assert [one.edition_slug for one in reading.still_running(now())] == ["newer"]


def test_begin_one_is_offered_while_the_edition_that_is_next_has_none(app: Flask, older: Told) -> None:
    an_edition("coming", day=date(2099, 9, 20))
    db.session.commit()
    team = the_team(app)
    assert "Begin one" in team.get("/campaign/").text

    assert team.post("/campaign/", data={"name": "Letters of coming"}).status_code == 303

    board = team.get("/campaign/").text
    assert ("Begin one" in board, "Letters of coming" in board, "Yara" in board) == (False, True, True)
    assert 'name="name"' not in team.get("/campaign/?new=").text


def test_the_hour_of_an_evening_of_the_older_one_is_set_from_its_own_page(app: Flask, older: Told, newer: Told) -> None:
    city = a_city()
    (show,) = spaces_taken(older.edition, city, a_space("S1"))
    db.session.commit()
    team = the_team(app)
    assert "/campaign/evenings?edition=older" in _links(team.get("/campaign/").text, "/campaign/evenings")

    page = team.get(f"/campaign/evenings?edition=older&city={city.slug}").text
    (action,) = _links(page, f"/campaign/evenings/{show.id}")
    done = team.post(action, data={"minutes": "60", "city": city.slug})

    assert (done.status_code, team.get(done.location).status_code) == (303, 200)
    assert [one.letter_minutes for one in evenings.shows(TEAM, older.edition.id, None)] == [60]
    assert "/campaign/evenings?edition=newer" in _links(page, "/campaign/evenings")


def test_a_show_leads_to_the_cases_of_its_own_edition(app: Flask, older: Told, newer: Told) -> None:
    (show,) = spaces_taken(older.edition, a_city(), a_space("S1"))
    db.session.commit()

    page = app.test_client().get(f"/letters/?show={show.id}").text

    assert ("Yara" in page, "Noor" in page) == (True, False)
    assert f"/letters/cases/{older.case}?show={show.id}" in page


def test_the_numbers_of_each_lead_to_their_own_files_and_to_those_of_the_other(
    app: Flask, older: Told, newer: Told
) -> None:
    a_line(older.edition, older.case, older.section, number=40)
    db.session.commit()
    anybody = app.test_client()

    page = anybody.get("/letters/tallies?edition=older").text
    files = _links(page, "/letters/tallies.")

    assert files == ["/letters/tallies.csv?edition=older", "/letters/tallies.json?edition=older"]
    assert "Yara" in anybody.get(files[0]).text
    assert "/letters/tallies?edition=newer" in _links(page, "/letters/tallies")
    assert "/letters/?edition=older" in anybody.get("/letters/widget?edition=older").text
