"""A case from its draft to its end: who may make it, who may read it, and what is left of it once it is withdrawn."""

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import Base, db, random_id
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.gate import granted
from coordinator.letters import cases, reading, sections
from coordinator.letters.kept import Words
from coordinator.letters.models import CaseState
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from tests.campaign.builders import an_edition
from tests.letters.builders import FACTS, TEAM, WORDS, a_campaign, a_case, a_section, an_open_case, the_team
from tests.paper.test_paper import text_on
from tests.people.builders import a_person, signed_in

PAGES = ("", "/sheet.pdf", "/postcard.pdf")


def _answers(client: FlaskClient, case_id: str) -> list[int]:
    return [client.get(f"/letters/cases/{case_id}{page}").status_code for page in PAGES]


def test_the_team_makes_a_case_and_everybody_reads_it_once_it_is_open(app: Flask, client: FlaskClient) -> None:
    an_edition()
    team, form = the_team(app), random_id()

    assert team.post("/campaign/", data={"name": "Write for rights"}).status_code == 303
    days = {"mail_by": "2099-01-31", "report_by": "2099-02-28"}
    section = {"name": "Germany", "country": "Germany", "zone": "Europe/Berlin", **days}
    assert team.post("/campaign/sections", data=section).status_code == 303
    made = team.post("/campaign/cases", data={**FACTS, "form": form})
    assert (made.status_code, made.location) == (303, f"/campaign/cases/{form}")
    told = team.post(f"/campaign/cases/{form}/words", data={**WORDS, "language": "en", "seen": 0})
    assert (told.status_code, _answers(client, form)) == (303, [404, 404, 404])
    assert WORDS["title"] in team.get(f"/campaign/cases/{form}/preview").text
    assert team.post(f"/campaign/cases/{form}/open").status_code == 303

    page = client.get(f"/letters/cases/{form}").text
    assert [word in page for word in ("Yara of the Lake", "Free her at once", "1 Palace Square", "Be polite")] == [
        True
    ] * 4
    assert "Yara of the Lake" in client.get("/letters/").text
    assert _answers(client, form) == [200, 200, 200]
    sheet = text_on(client.get(f"/letters/cases/{form}/sheet.pdf").data)
    assert [word in sheet for word in ("Yara of the Lake", "Free her at once", "Minister of Justice")] == [True] * 3
    card = text_on(client.get(f"/letters/cases/{form}/postcard.pdf").data)
    assert ("1 Palace Square" in card, "Free her at once" in card) == (True, False)


def test_a_case_that_is_withdrawn_is_gone_everywhere_at_once(app: Flask, client: FlaskClient) -> None:
    case_id = an_open_case()
    team = the_team(app)
    cases.save_words(TEAM, case_id, Words("ar", **{**WORDS, "title": "يارا"}), seen=0)
    before = [client.get(path).text for path in (f"/letters/cases/{case_id}", "/letters/")]
    assert [WORDS["title"] in page for page in before] == [True, True]

    assert team.get(f"/campaign/cases/{case_id}/withdraw").status_code == 200
    answers = [team.post(f"/campaign/cases/{case_id}/withdraw").status_code for _ in range(2)]

    assert (answers, _answers(client, case_id)) == ([303, 303], [410, 410, 410])
    pages = [client.get(f"/letters/cases/{case_id}{page}").text for page in PAGES]
    assert ([("has asked for it" in page) for page in pages], len(set(pages))) == ([True] * 3, 1)
    own = [f"/campaign/cases/{case_id}", "/campaign/", "/letters/"]
    everything = pages + [team.get(path).text for path in own]
    words = ("Yara", "يارا", "dam", "Free her", "Minister of Justice", "Palace Square")
    assert [word for word in words for page in everything if word in page] == []
    with granted("look for words"):
        kept = [str(row) for table in Base.metadata.sorted_tables for row in db.session.execute(select(table))]
    assert [word for word in words for row in kept if word in row] == []


def test_nothing_brings_a_withdrawn_case_back(app: Flask) -> None:
    case_id = an_open_case()
    cases.withdraw(TEAM, case_id, at=now())

    with pytest.raises(Conflict, match="withdrawn"):
        cases.open_case(TEAM, case_id, at=now())
    with pytest.raises(Conflict, match="withdrawn"):
        cases.save_words(TEAM, case_id, Words("en", **WORDS), seen=0)
    with pytest.raises(Conflict, match="withdrawn"):
        cases.save_facts(TEAM, case_id, FACTS, seen=2)
    cases.close(TEAM, case_id, at=now())

    assert cases.get_draft(TEAM, case_id).state is CaseState.WITHDRAWN


def test_words_that_are_saved_while_a_case_is_withdrawn_do_not_come_back(app: Flask) -> None:
    """Both begin while it is open; whoever comes second sees what the first has done."""
    case_id = an_open_case()
    db.session.commit()
    started, faults = threading.Barrier(2), list[str]()

    def save() -> None:
        with app.app_context():
            started.wait()
            try:
                cases.save_words(TEAM, case_id, Words("fr", **WORDS), seen=0)
                db.session.commit()
            except Conflict as refused:
                faults.append(refused.reason)

    def withdraw() -> None:
        with app.app_context():
            started.wait()
            cases.withdraw(TEAM, case_id, at=now())
            db.session.commit()

    threads = [threading.Thread(target=work) for work in (save, withdraw)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    kept = cases.get_draft(TEAM, case_id)
    assert (kept.state, kept.texts) == (CaseState.WITHDRAWN, ())


@pytest.mark.parametrize("role", [None, Role.GUEST, Role.GLOBAL, Role.HOST])
def test_only_the_campaign_team_finds_its_pages(app: Flask, role: Role | None) -> None:
    case_id = an_open_case()
    person = a_person()
    if role:
        accounts.grant(role, person)
    browser = signed_in(app.test_client(), person)
    paths = ("", "cases/new", f"cases/{case_id}", f"cases/{case_id}/words", f"cases/{case_id}/preview", "sections/new")

    assert [browser.get(f"/campaign/{path}").status_code for path in paths] == [404] * len(paths)
    assert browser.post(f"/campaign/cases/{case_id}/withdraw").status_code == 404
    assert the_team(app).get(f"/campaign/cases/{case_id}").status_code == 200
    for reader in (STRANGER, CONSOLE, Reader("x", frozenset({(Role.GLOBAL, None)}))):
        with pytest.raises(NotFound):
            cases.withdraw(reader, case_id, at=now())


def test_a_form_that_was_overtaken_keeps_what_was_typed_and_takes_nothing(app: Flask) -> None:
    case_id = an_open_case()
    team = the_team(app)
    words = {**WORDS, "language": "en", "seen": 1}
    assert team.post(f"/campaign/cases/{case_id}/words", data={**words, "story": "Theirs."}).status_code == 303

    late = team.post(f"/campaign/cases/{case_id}/words", data={**words, "story": "Mine <b>."})
    same = team.post(f"/campaign/cases/{case_id}/words", data={**words, "story": "Theirs."})
    facts = team.post(f"/campaign/cases/{case_id}/facts", data={**FACTS, "addressee": "The King", "seen": 0})

    assert (late.status_code, "Theirs." in late.text, "Mine &lt;b&gt;." in late.text) == (409, True, True)
    assert (same.status_code, facts.status_code, "The King" in facts.text) == (303, 409, True)
    kept = cases.get_draft(TEAM, case_id)
    assert (kept.told_in("en").story, kept.addressee) == ("Theirs.", FACTS["addressee"])


@pytest.mark.parametrize(
    ("said", "field"),
    [({"address": ""}, "address"), ({"languages": []}, "languages"), ({"country": "Atlantis"}, "country")],
)
def test_facts_that_cannot_be_taken_say_why(app: Flask, said: dict[str, Any], field: str) -> None:
    edition = a_campaign()

    answer = the_team(app).post("/campaign/cases", data={**FACTS, **said})

    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    assert ("Minister of Justice" in answer.text, cases.drafts(TEAM, edition.id)) == (True, [])


def test_a_case_opens_only_with_words_and_a_section(app: Flask) -> None:
    edition = a_campaign()
    case_id = random_id()
    cases.begin(TEAM, edition.id, case_id, FACTS, at=now())

    with pytest.raises(Conflict, match="no_words"):
        cases.open_case(TEAM, case_id, at=now())
    cases.save_words(TEAM, case_id, Words("en", **WORDS), seen=0)
    with pytest.raises(Conflict, match="no_section"):
        cases.open_case(TEAM, case_id, at=now())
    a_section(edition)
    cases.open_case(TEAM, case_id, at=now())

    assert reading.get_case(case_id, "en").is_open


def test_a_case_is_read_in_ones_own_language_from_its_side(app: Flask, client: FlaskClient) -> None:
    case_id = an_open_case()
    cases.save_words(TEAM, case_id, Words("ar", **{**WORDS, "title": "يارا"}), seen=0)

    arabic = client.get(f"/letters/cases/{case_id}", headers={"Accept-Language": "ar"}).text
    german = client.get(f"/letters/cases/{case_id}", headers={"Accept-Language": "de"}).text
    chosen = client.get(f"/letters/cases/{case_id}?language=ar", headers={"Accept-Language": "de"}).text

    assert '<h1 lang="ar" dir="rtl">يارا</h1>' in arabic
    assert '<html lang="de-DE" dir="ltr"' in german
    assert '<h1 lang="en" dir="ltr">Yara of the Lake</h1>' in german
    assert ('<h1 lang="ar" dir="rtl">يارا</h1>' in chosen, '<html lang="de-DE" dir="ltr"' in chosen) == (True, True)
    sheet = client.get(f"/letters/cases/{case_id}/sheet.pdf?language=ar")
    assert (sheet.status_code, len(sheet.data) > 5000) == (200, True)


def test_a_section_ends_at_its_own_midnight(app: Flask) -> None:
    edition = a_campaign()
    days = {"mail_by": date(2027, 1, 31), "report_by": date(2027, 2, 28)}
    a_section(edition, "Samoa", country="WS", zone="Pacific/Apia", **days)
    a_section(edition, "Everywhere", country="", zone="Etc/UTC", **days)

    found = {one.name: one for one in sections.sections(edition.id)}

    assert found["Samoa"].mail_ends_at == datetime(2027, 1, 31, 11, tzinfo=UTC)
    assert found["Everywhere"].report_ends_at == datetime(2027, 3, 1, tzinfo=UTC)
    assert [one.name for one in (sections.for_country(list(found.values()), c) for c in ("WS", "DE")) if one] == [
        "Samoa",
        "Everywhere",
    ]


def test_a_section_refuses_what_does_not_fit_and_what_was_overtaken(app: Flask) -> None:
    edition = a_campaign()
    section_id = a_section(edition)
    kept = sections.get_section(edition.id, section_id)
    said = {name: getattr(kept, name) for name in ("name", "country", "zone", "mail_by", "report_by")}

    for wrong, field in (
        ({"report_by": date(2098, 1, 1)}, "report_by"),
        ({"country": "FR"}, "country"),
    ):
        with pytest.raises(Invalid) as refused:
            sections.change(TEAM, edition.id, section_id, {**said, **wrong}, seen=1)
        assert list(refused.value.faults) == [field]
    with pytest.raises(Invalid) as taken:
        a_section(edition)
    assert list(taken.value.faults) == ["name"]
    sections.change(TEAM, edition.id, section_id, {**said, "name": "Deutschland"}, seen=1)
    sections.change(TEAM, edition.id, section_id, {**said, "name": "Deutschland"}, seen=1)
    with pytest.raises(Conflict, match="overtaken"):
        sections.change(TEAM, edition.id, section_id, {**said, "name": "Germania"}, seen=1)

    page = the_team(app).post(f"/campaign/sections/{section_id}", data={**said, "name": "Germania", "seen": 1})
    assert (page.status_code, "Germania" in page.text, "Deutschland" in page.text) == (409, True, True)


def test_a_case_told_twice_by_one_form_is_one(app: Flask) -> None:
    edition = a_campaign()
    a_section(edition)
    team, form = the_team(app), random_id()

    assert [team.post("/campaign/cases", data={**FACTS, "form": form}).status_code for _ in range(2)] == [303, 303]
    days = {"mail_by": "2099-01-01", "report_by": "2099-01-02"}
    france = {"name": "France", "country": "FR", "zone": "Europe/Paris", **days, "form": form}
    assert [team.post("/campaign/sections", data=france).status_code for _ in range(2)] == [303, 303]

    assert (len(cases.drafts(TEAM, edition.id)), len(sections.sections(edition.id))) == (1, 2)
    a_case(edition, is_open=False)
    assert len(cases.drafts(TEAM, edition.id)) == 2
