"""Campaigns, sections and cases for tests, built by the use-cases of the campaign team."""

from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import db, random_id
from coordinator.editions.models import Edition
from coordinator.letters import cases, collecting, sections
from coordinator.letters.collecting import Batch
from coordinator.letters.kept import Words
from coordinator.letters.models import Channel, LetterAction, Step
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from tests.campaign.builders import an_edition
from tests.people.builders import a_person, signed_in

TEAM = Reader(None, frozenset({(Role.CAMPAIGN, None)}))
FACTS: dict[str, Any] = {
    "addressee": "Minister of Justice",
    "address": "1 Palace Square\n10000 Capital\nNowhere",
    "country": "TR",
    "languages": ["en", "fr"],
}
WORDS: dict[str, Any] = {
    "title": "Yara of the Lake",
    "story": "She wrote about a dam.\n\nSince then she is in prison.",
    "asks": "Free her at once\nLet her family visit her",
    "dos": "Be polite",
    "donts": "Do not mention her brother",
    "safety": "Write no address of your own on the envelope.",
}


def a_campaign(edition: Edition | None = None) -> Edition:
    """Letters beside an edition, which is made where there is none."""
    beside = edition or an_edition()
    cases.begin_campaign(TEAM, beside, "Write for rights", at=now())
    return beside


def a_section(edition: Edition, name: str = "Germany", **said: Any) -> str:
    """A section of its campaign; the id."""
    days = {"mail_by": date(2099, 1, 31), "report_by": date(2099, 2, 28)}
    section_id = random_id()
    sections.add(TEAM, edition.id, section_id, {"name": name, "country": "DE", "zone": "Europe/Berlin", **days, **said})
    return section_id


def a_case(edition: Edition, *, is_open: bool = True, language: str = "en", **said: Any) -> str:
    """A case of its campaign; the id. One that is open needs a section there."""
    case_id = random_id()
    cases.begin(TEAM, edition.id, case_id, FACTS, at=now())
    cases.save_words(TEAM, case_id, Words(language, **{**WORDS, **said}), seen=0)
    if is_open:
        cases.open_case(TEAM, case_id, at=now())
    return case_id


def a_line(edition: Edition, case_id: str, section_id: str, *, number: int = 7) -> str:
    """Letters for a case that were mailed in a section; the id of their line."""
    once = random_id()
    batch = Batch(once, case_id, section_id, None, Channel.PAPER, number)
    collecting.report(TEAM, batch, Step.MAILED, at=now())
    this = select(LetterAction.id).where(LetterAction.once_key == once, LetterAction.edition_id == edition.id)
    return db.session.scalars(this).one()


def an_open_case() -> str:
    """The only case of a campaign with one section; the id."""
    edition = a_campaign()
    a_section(edition)
    return a_case(edition)


def the_team(app: Flask) -> FlaskClient:
    """Somebody of the campaign team, signed in."""
    person = a_person("cam@example.org")
    accounts.grant(Role.CAMPAIGN, person)
    db.session.commit()
    return signed_in(app.test_client(), person)
