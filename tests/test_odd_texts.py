"""Odd and hostile texts in every field that takes words: of an act, of a host, of an account.

Forms are found on the pages themselves, so a new one is in it from its first day. Whatever stands in a field, the site
answers, and where it refuses the text is still there, with a sentence beside the field.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator.artists.applying import Step as ActStep
from coordinator.clock import now
from coordinator.db import db
from coordinator.spaces.registration import Step
from tests.artists import acts
from tests.campaign.builders import LAGOS, a_city, an_edition
from tests.people.builders import a_person, signed_in
from tests.spaces import offers
from tests.spaces.hosted import a_hosted_show

TEXTS = {
    "emoji": "🎸🏠🎶👩‍👩‍👧",
    "right to left": "غرفة جميلة \u202eevil\u202c",
    "ten thousand": "ä" * 10_000,
    "formula": '=cmd|" /C calc"!A0',
    "header": "Mia\r\nBcc: x@example.org",
    "markup": "<script>alert(1)</script>{{ 7*7 }}",
    "no character": "\x00\x07\ud7ff\ufeff",
    "blank": " \u2003 ",
}
NAMES = ("label", "legend", "h1", "h2")
WRITTEN = ("text", "search", "tel", "email", "url", "password", "number", "date", "time", "datetime-local", "textarea")


@dataclass
class Form:
    """A form of a page: where it goes, what it holds, and in which of it one types (name → kind)."""

    action: str
    said: dict[str, list[str]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page that change something, the names of fields that are marked as wrong, and the summary of
    faults: where each of its links leads, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.wrong: list[str] = []
        self.told: set[str] = set()  # ids of what stands on the page
        self.links: list[list[str]] = []
        self.names: list[str] = []  # labels, legends and headings
        self._in_summary = self._in_link = self._in_name = False
        self._open: Form | None = None
        self._area: str | None = None
        self._words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.told |= {said["id"]} if "id" in said else set()
        if said.get("aria-invalid") == "true":
            self.wrong.append(said.get("aria-describedby", ""))
        self._in_summary |= "faults" in said.get("class", "").split()
        if tag == "a" and self._in_summary:
            self.links.append([said["href"], ""])
            self._in_link = True
        if tag in NAMES and not self._in_summary:
            self.names.append("")
            self._in_name = True
        if tag == "form" and said.get("method", "").lower() == "post":
            self._open = Form(said.get("action", ""))
            self.forms.append(self._open)
        if self._open is not None and said.get("name"):
            self._control(tag, said)

    def _control(self, tag: str, said: dict[str, str]) -> None:
        assert self._open is not None
        kind = "textarea" if tag == "textarea" else said.get("type", "text") if tag == "input" else tag
        if kind == "textarea":
            self._area, self._words = said["name"], ""
        elif kind in WRITTEN and not said.keys() & {"readonly", "hidden"}:
            self._open.said.setdefault(said["name"], []).append(said.get("value", ""))
        elif kind in ("checkbox", "radio") and ("checked" in said or said["name"] not in self._open.said):
            self._open.said[said["name"]] = [said.get("value", "on")]
        elif kind == "hidden":
            self._open.said.setdefault(said["name"], []).append(said.get("value", ""))
        if kind in WRITTEN and not said.keys() & {"readonly", "hidden"}:
            self._open.typed[said["name"]] = kind

    def handle_data(self, data: str) -> None:
        self._words += data
        if self._in_link:
            self.links[-1][1] += data
        if self._in_name:
            self.names[-1] = f"{self.names[-1]}{data}".replace("(if you like)", "").strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._open is not None and self._area:
            self._open.said.setdefault(self._area, []).append(self._words.removeprefix("\n"))
            self._area = None
        self._in_link &= tag != "a"
        self._in_name &= tag not in NAMES
        self._in_summary &= tag != "div"
        if tag == "form":
            self._open = None


def typed_into(browser: FlaskClient, address: str, text: str) -> Iterator[tuple[Form, TestResponse]]:
    """Each form of a page with words in it, filled with that text, and what the site answers."""
    page = browser.get(address)
    assert page.status_code == 200, address
    for form in Forms(page.text).forms:
        if form.typed:
            data = {name: [text] * len(said) if name in form.typed else said for name, said in form.said.items()}
            yield form, browser.post(form.action or address, data=data)


def faults_of(browser: FlaskClient, addresses: Sequence[str], text: str) -> list[str]:
    """What is wrong with the answers to that text in every form of these pages."""
    found, forms = [], 0
    for address in addresses:
        for form, answer in typed_into(browser, address, text):
            forms += 1
            if answer.status_code not in (302, 303, 409, 422, 429):
                found.append(f"{address} {form.action}: {answer.status_code}")
            elif answer.status_code == 422:
                found += [f"{address} {form.action}: {fault}" for fault in lost(form, answer.text, text)]
            if "<script>alert" in answer.text:
                found.append(f"{address} {form.action}: markup")
    assert forms
    return found


def lost(form: Form, page: str, text: str) -> Iterator[str]:
    """What of a refused form does not stand on the page again, and whether nothing is marked as wrong."""
    seen = Forms(page)
    again = next((one for one in seen.forms if one.typed.keys() >= form.typed.keys()), None)
    if again is None:
        yield "the form is gone"
        return
    for name, kind in form.typed.items():
        if kind != "password" and not any(same(text, said) for said in again.said[name]):
            yield f"{name} is lost: {again.said[name]!r:.80}"
    if not seen.wrong:
        yield "no field is marked as wrong"
    if not all(set(told.split()) & seen.told for told in seen.wrong):
        yield "a field is marked as wrong without a sentence"
    for href, words in seen.links:
        if href[1:] not in seen.told:
            yield f"{href} leads nowhere"
        if not any(words.startswith((f"{name}: ", f"{name} ")) for name in seen.names):
            yield f"{words!r:.80} names no field"


def same(text: str, said: str) -> bool:
    """Whether a field holds what was typed: blanks and line ends may be in one form."""
    return " ".join(text.split()) == " ".join(said.split())


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    an_edition(day=_day()).artist_terms = acts.TERMS
    a_city()
    a_city(LAGOS)
    db.session.commit()
    return app.test_client()


def _day() -> date:
    """That of the edition."""
    return (now() + timedelta(days=60)).date()


def person(app: Flask) -> FlaskClient:
    return signed_in(app.test_client(), a_person("lea@example.org", name="Lea"))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("is_sent", [False, True])
def test_every_form_of_an_act_keeps_what_was_typed(
    app: Flask, visitor: FlaskClient, text: str, *, is_sent: bool
) -> None:
    player = person(app)
    artist_id = acts.sent(player) if is_sent else acts.begun(player)
    steps = [f"/artist/acts/{artist_id}/steps/{step}" for step in ActStep]
    if not is_sent:
        acts.answered(player, artist_id)

    assert faults_of(player, [*steps, f"/artist/acts/{artist_id}/photo"], text) == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_form_of_a_host_keeps_what_was_typed(app: Flask, visitor: FlaskClient, text: str) -> None:
    host = person(app)
    space_id = offers.begun(host)
    offers.answered(host, space_id)
    steps = [f"/host/{space_id}/steps/{step}" for step in Step]

    assert faults_of(host, steps, text) == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_form_of_a_hosts_evening_keeps_what_was_typed(app: Flask, text: str) -> None:
    hosted = a_hosted_show(app)
    show = f"{hosted.url}/evening/{hosted.show.id}"

    assert faults_of(hosted.browser(), [f"{hosted.url}/not-with", f"{show}/guests"], text) == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_form_of_an_account_keeps_what_was_typed(app: Flask, visitor: FlaskClient, text: str) -> None:
    assert faults_of(visitor, ["/sign-in", "/artist/apply", "/host/"], text) == []
    for address in ("/account", "/account/email"):  # another password ends the session
        assert faults_of(person(app), [address], text) == []
