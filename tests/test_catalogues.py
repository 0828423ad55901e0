"""The catalogues: each sentence fits its original, and pages and letters speak the reader's language."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import ValidationError, class_registry

from coordinator import catalogues
from coordinator.errors import Say
from coordinator.fields import Degrees
from coordinator.web import say
from tests.campaign.builders import an_edition
from tests.people.builders import a_person, signed_in
from tests.spaces.offers import begun
from tests.test_architecture import ROOT

FILES = sorted((ROOT / "coordinator" / "translations").glob("*.po"))
MARKS = re.compile(r"%\(\w+\)[sd]|%%|</?\w+|&\w+;|https?://[^\s<]+")


def _messages(file: Path) -> list[Message]:
    with file.open("rb") as opened:
        return [message for message in read_po(opened, locale=file.stem) if message.id]


def _pairs(message: Message) -> list[tuple[str, str]]:
    """Original and translation, each form of a plural with the form it stands for."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[min(number, 1)], text) for number, text in enumerate(message.string or ())]


def _marks(text: str) -> list[str]:
    return sorted(MARKS.findall(text))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_translation_has_the_places_and_marks_of_its_original(file: Path) -> None:
    unlike = [
        (original, told)
        for message in _messages(file)
        for original, told in _pairs(message)
        if told and not isinstance(message.id, tuple) and _marks(original) != _marks(told)
    ]

    assert unlike == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_plural_has_all_its_forms_and_each_says_a_number_that_is_not_plain(file: Path) -> None:
    plurals = [_pairs(message) for message in _messages(file) if not isinstance(message.id, str)]
    begun = [pairs for pairs in plurals if any(told for _, told in pairs)]

    assert begun
    assert [pairs for pairs in begun if not all(told for _, told in pairs)] == []
    known = [{mark for original, _ in pairs for mark in _marks(original)} for pairs in begun]
    said = [{mark for _, told in pairs for mark in _marks(told)} for pairs in begun]
    assert [pairs for pairs, some, all_ in zip(begun, said, known, strict=True) if some - all_] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nearly_every_sentence_has_its_translation_and_none_is_a_guess(file: Path) -> None:
    messages = _messages(file)
    missing = [message.id for message in messages if not all(text for _, text in _pairs(message))]

    assert [message.id for message in messages if message.fuzzy] == []
    assert len(missing) < len(messages) / 20


JUNK = ("", "☃?", "x" * 20_000, "bell\x07", "999999", "0.5", "1;2", "1.234,5.6", "a@b@c", "25:99", "ftp://x")


def _refusals() -> set[str]:
    """What the fields of all forms say of texts that hardly one of them takes."""
    kinds = [kind for several in class_registry._registry.values() for kind in several if not isinstance(kind, str)]
    made = [kind() for kind in kinds if kind.__module__.startswith("coordinator.")]
    fields = [field for schema in made for field in schema.fields.values() if hasattr(field, "meant")]
    said = {str(part.message) for field in fields for part in _said(field.make_error("required"))}
    for field in fields:
        for text in JUNK:
            try:
                field.deserialize(text)
            except ValidationError as refused:
                said |= {part.message for part in _said(refused)}
    return said


def _said(refused: ValidationError) -> list[Say]:
    return [part for part in refused.messages if isinstance(part, Say)]


@pytest.mark.parametrize("language", [file.stem for file in FILES])
def test_what_a_field_refuses_is_said_in_the_readers_language(language: str) -> None:
    told, refusals = catalogues.translations(language), _refusals()

    assert len(refusals) > 20
    assert {"This is needed; fill it in.", "%(said)s is no time of day; one like 19:30 would be."} <= refusals
    assert [one for one in refusals if told.gettext(one) == one] == []


def test_what_is_private_is_named_in_the_readers_language_too(app: Flask) -> None:
    with pytest.raises(ValidationError) as refused:
        Degrees(most=90, sides="NS").deserialize("north")

    (said,) = _said(refused.value)
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert say(said) == "Das ist keine Zahl; eine von -90 bis 90 wäre eine."
    assert str(said) == "This is no number; one from -90 to 90 would be."


def test_german_says_du_to_everybody() -> None:
    """In the middle of a sentence a capital “Sie” or “Ihr” is the other way to speak to somebody."""
    formal = re.compile(r"[a-zäöüß,;] (Sie|Ihnen|Ihre?[nmrs]?)\b")
    told = [text for message in _messages(FILES[-1]) for _, text in _pairs(message)]

    assert FILES[-1].stem == "de"
    assert formal.search("Wenn Sie es sich anders überlegen")
    assert [text for text in told if formal.search(text)] == []


def test_words_that_stand_alone_keep_their_capitals(app: Flask) -> None:
    an_edition()
    host = signed_in(app.test_client(), a_person("ade@example.org"))

    page = host.get(f"/host/{begun(host)}/steps/guests", headers={"Accept-Language": "de"}).text

    assert "Ja, ohne Stufe und breit genug für einen Rollstuhl" in page
    lowering = [file.name for file in (ROOT / "templates").rglob("*.*") if "|capitalize" in file.read_text("utf-8")]
    assert lowering == []


def test_a_language_without_a_catalogue_is_english(app: Flask) -> None:
    assert catalogues.languages() >= {"en", "de", "ar"}
    assert catalogues.translations("fr").gettext("Sign in") == "Sign in"
    assert catalogues.translations("../../etc/passwd").gettext("Sign in") == "Sign in"


@pytest.mark.parametrize(
    ("asked", "head", "word"),
    [
        ("de-AT, en;q=0.5", 'lang="de-AT" dir="ltr"', "Anmelden"),
        ("ar-SY", 'lang="ar-SY" dir="rtl"', "تسجيل الدخول"),
        ("en-GB", 'lang="en-GB" dir="ltr"', "Sign in"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for(
    client: FlaskClient, asked: str, head: str, word: str
) -> None:
    page = client.get("/sign-in", headers={"Accept-Language": asked}).text

    assert (head in page, word in page) == (True, True)
