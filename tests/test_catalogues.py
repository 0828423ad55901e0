"""The catalogues: each sentence fits its original, and pages and letters speak the reader's language."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from coordinator import catalogues
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
