"""Every letter there is: plain text and HTML that say the same, one link, the ways of its reader."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from coordinator.cities.listing import PublicCity
from coordinator.disclosure.host_news import News
from coordinator.guests.draw_list import Source
from coordinator.mail.letters import Envelope, Recipient, compose
from coordinator.people.notices import Changed
from coordinator.people.readers import Customs
from coordinator.shows.listing import PublicArea, PublicShow
from coordinator.shows.models import ShowState
from coordinator.spaces.models import Kind

FOLDER = Path(__file__).parents[2] / "templates" / "mail"
PAGES = {"kept", "outbox"}  # of the outbox on one's own machine
KINDS = sorted({file.stem for file in FOLDER.glob("[!_]*")} - PAGES)
LINK = "http://localhost/somewhere"
NOON = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
_TOWN = PublicCity("c1", "krakow", "Kraków", "PL", 50.06, 19.94, "Europe/Warsaw")
_AREA = PublicArea("a1", "Kazimierz", 50.05, 19.95, 900)
_WALL = NOON.replace(tzinfo=None)
SHOW = PublicShow(
    *("s1", _TOWN, _AREA, Kind.LIVING_ROOM, _WALL, _TOWN.zone, NOON, NOON),
    step_free=True,
    capacity=25,
    state=ShowState.OPEN,
    reveal_hours=None,
    letter_minutes=0,
)
FACTS: dict[str, Any] = {
    "link": LINK,
    "city": "Kraków",
    "minutes": 15,
    "days": 7,
    "came": 12,
    "hours": 2,
    "second": False,
    "shows": 1,
    "until": NOON,
    "section": "Polska",
    "last_day": NOON.date(),
    "starts_at": NOON,
    "zone": "Europe/Warsaw",
    "state": "declined",
    "what": "password_changed",
    "news": "planned",
    "by": "Ada Okafor",
    "who": "Noor",
    "name_by": NOON,
    "place": 7,
    "line": f"{'0' * 64} 2 g s1,s2",
    "root": "1" * 64,
    "head": "2" * 64,
    "source": Source("drand", round=1000, fallback=29800),
    "aspects": ("time", "area", "kind", "seats"),
    "kind": "rooftop",
    "words": "It is too far.",
    "show": SHOW,
    **dict.fromkeys(("again", "changed", "confirmed", "lapsed", "stays", "fresh", "waits", "taken"), False),
    **dict.fromkeys(("is_in", "waited", "undone", "has_seat", "may_change", "reports", "moved"), False),
}
DAYS = {"letter_due", "letters_to_collect"}  # they name a day, and no time
THERE = {"show_changed", "host_news"}  # of a show, whose time is that of its own zone
SWITCHES = [name for name, value in FACTS.items() if value is False]
ENVELOPE = Envelope("House <us@example.org>", Recipient("Mia", "mia@example.org"), "row1", NOON)


def a_letter(kind: str, envelope: Envelope = ENVELOPE, **facts: Any) -> EmailMessage:
    return compose(kind, envelope, FACTS | facts)


def body(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text


class Shown(HTMLParser):
    """The words and links of a letter as HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self.language = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.links += [said["href"] or ""] if tag == "a" else []
        self.language = said.get("lang") or self.language

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def variants(kind: str) -> list[EmailMessage]:
    """The letter with every switch off, with each one on, all news for a host, and all changes of an account."""
    on: list[dict[str, Any]] = [{name: True} for name in SWITCHES]
    every = [a_letter(kind), *(a_letter(kind, **facts) for facts in on)]
    every += [a_letter(kind, news=str(news)) for news in News if news is not News.DECLINED]
    return every + [a_letter(kind, what=str(what)) for what in Changed]


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_has_one_link_in_plain_text_and_in_html(app: Flask, kind: str) -> None:
    for letter in variants(kind):
        plain, shown = body(letter, "plain"), Shown(body(letter, "html"))

        assert re.findall(r"https?://\S+", plain) == [LINK]
        assert f"\n\n{LINK}\n" in plain
        assert shown.links == [LINK]
        assert LINK in shown.words  # to copy where buttons do not work


@pytest.mark.parametrize("kind", KINDS)
def test_plain_text_and_html_say_the_same(app: Flask, kind: str) -> None:
    for letter in variants(kind):
        plain = body(letter, "plain")
        words = " ".join(Shown(body(letter, "html")).words)

        for line in plain.splitlines():
            if line and line != LINK:
                assert " ".join(line.split()) in words
        assert str(letter["Subject"]) in words


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_has_a_subject_that_fits_and_a_greeting(app: Flask, kind: str) -> None:
    for letter in variants(kind):
        assert 10 < len(str(letter["Subject"])) <= 70
        assert body(letter, "plain").startswith("Hello")


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_keeps_to_the_ways_of_its_reader(app: Flask, kind: str) -> None:
    there = replace(ENVELOPE, recipient=Recipient("Mia", "mia@example.org", Customs(locale="en_US", zone="Asia/Tokyo")))

    here, away = a_letter(kind), a_letter(kind, there)

    assert Shown(body(away, "html")).language == "en-US"
    if kind not in DAYS and body(here, "plain") != body(away, "plain"):  # it names a time
        clock = "1:30 PM" if kind in THERE else "9:30 PM"
        assert clock in body(away, "plain").replace("\u202f", " ")


@pytest.mark.parametrize(("language", "direction"), [("de_CH", "ltr"), ("ar_SY", "rtl")])
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_in_the_language_of_its_reader(app: Flask, kind: str, language: str, direction: str) -> None:
    there = replace(ENVELOPE, recipient=Recipient("Mia", "mia@example.org", Customs(locale=language)))

    english, letter = a_letter(kind), a_letter(kind, there)

    assert f'lang="{language.replace("_", "-")}" dir="{direction}"' in body(letter, "html")
    assert str(letter["Subject"]) != str(english["Subject"])
    same = set(body(letter, "plain").splitlines()) & set(body(english, "plain").splitlines())
    assert [line for line in same - {LINK} if re.search("[A-Za-z]{4}", line)] == []


def test_letters_that_name_a_time_are_among_them(app: Flask) -> None:
    timed = [
        kind for kind in KINDS if "2026" in body(a_letter(kind), "plain") or "Mar" in body(a_letter(kind), "plain")
    ]

    assert {"check_in", "city_passed", "email_new", "email_old", "offer"} <= set(timed)


def test_a_letter_that_one_may_do_without_says_so_and_how_to_stop_it(app: Flask) -> None:
    stop = "https://a-rather-long-name-for-a-host.concerts.example.org/stop-letters/" + "x" * 150
    letter = a_letter("offer", replace(ENVELOPE, stop=stop))

    sent = letter.as_bytes()
    read = message_from_bytes(sent, policy=policy.default)
    assert f"\nList-Unsubscribe: <{stop}>\n".encode() in sent  # whole, on one line
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop not in body(read, "plain") + body(read, "html")  # one link is enough
    assert "You can do without letters such as this one" in body(read, "plain")
    assert "You can do without letters such as this one" in body(read, "html")


def test_a_letter_that_one_needs_has_nothing_that_stops_it(app: Flask) -> None:
    letter = a_letter("sign_in")

    assert [name for name in letter if name.startswith("List-")] == []
    assert "do without" not in body(letter, "plain") + body(letter, "html")


def test_other_headers_are_folded_as_ever(app: Flask) -> None:
    letter = a_letter("sign_in", replace(ENVELOPE, recipient=Recipient("Mia " * 40, "mia@example.org")))

    assert max(len(line) for line in letter.as_bytes().partition(b"\n\n")[0].splitlines()) <= 78
