"""A letter is whole, for one person, and nobody's name can write its headers."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from flask import Flask

from coordinator.mail.letters import Envelope, Recipient, compose

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINK = "http://localhost/sign-in/abc"


def a_letter(name: str = "Mia", email: str = "mia@example.org", sender: str = "House <us@example.org>") -> EmailMessage:
    envelope = Envelope(sender, Recipient(name, email), "row1", NOON)
    return compose("sign_in", envelope, {"link": LINK, "minutes": 15})


def text_of(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text


def test_a_letter_has_all_that_belongs_on_it(app: Flask) -> None:
    letter = a_letter()

    assert {name: str(value) for name, value in letter.items() if name not in {"Content-Type", "MIME-Version"}} == {
        "Subject": "Your link to sign in",
        "From": "House <us@example.org>",
        "To": "Mia <mia@example.org>",
        "Date": "Sun, 01 Mar 2026 12:00:00 +0000",
        "Message-ID": "<row1@example.org>",
        "Auto-Submitted": "auto-generated",
    }


def test_text_and_html_carry_the_same_link(app: Flask) -> None:
    letter = a_letter()

    assert text_of(letter, "plain").startswith("Hello Mia,\n\nhere is the link you asked for.")
    assert f"\n\n{LINK}\n\n" in text_of(letter, "plain")
    assert f'<a href="{LINK}"' in text_of(letter, "html")


def test_somebody_without_a_name_is_greeted_all_the_same(app: Flask) -> None:
    letter = a_letter(name="")

    assert (str(letter["To"]), text_of(letter, "plain")[:7]) == ("mia@example.org", "Hello,\n")


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028"])
def test_a_name_with_line_breaks_adds_no_header(app: Flask, line_end: str) -> None:
    name = f"Mia{line_end}Bcc: all@example.org{line_end}{line_end}Dear all"

    letter = a_letter(name=name)

    sent = letter.as_bytes()
    assert b"Bcc" in sent  # it got as far as the letter
    assert [line for line in sent.splitlines() if line.startswith(b"Bcc")] == []
    assert [name for name in letter if name in {"Bcc", "To"}] == ["To"]
    assert len(letter["To"].addresses) == 1
    assert letter["To"].addresses[0].display_name == "Mia Bcc: all@example.org Dear all"
    assert text_of(letter, "plain").splitlines()[0] == "Hello Mia Bcc: all@example.org Dear all,"


def test_an_address_with_a_line_break_is_refused(app: Flask) -> None:
    assert a_letter(email="mia@example.org")["To"]

    for email in ("mia@example.org\r\nBcc: all@example.org", "mia@example.org, all@example.org", "mia"):
        with pytest.raises(ValueError, match=r"."):
            a_letter(email=email)


def test_a_name_is_text_and_no_markup_nor_template(app: Flask) -> None:
    letter = a_letter(name="<b>Mia</b> {{ 7*7 }} %(link)s")

    assert "Hello <b>Mia</b> {{ 7*7 }} %(link)s," in text_of(letter, "plain")
    assert "Hello &lt;b&gt;Mia&lt;/b&gt; {{ 7*7 }} %(link)s," in text_of(letter, "html")


def test_names_in_any_script_arrive(app: Flask) -> None:
    letter = a_letter(name="東京 “Ж” Łódź")

    assert letter["To"].addresses[0].display_name == "東京 “Ж” Łódź"
    assert letter.as_bytes().isascii()
