"""What an act says, step by step: a band in Berlin that tours in Paris and Lagos after the day."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import func, select

from coordinator.artists.applying import Step
from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from tests.campaign.builders import DAY, NOW

_AUTUMN = re.compile(r"20\d\d-(08|09|10)-\d\dT\d\d:\d\d")
TERMS = "Travel is paid up to 50 euros; there is no fee."
BAND: dict[Step, dict[str, str | list[str]]] = {
    Step.ACT: {
        "act_name": "The Larks",
        "genres": "Folk, jazz",
        "languages": "de, ar",
        "set_minutes": "30",
        "people": "2",
        "amplified": "yes",
        "power": "yes",
    },
    Step.PEOPLE: {
        "name": ["Lea Lark", "Noor Lark", ""],
        "email": ["lea@example.org", "noor@example.org", ""],
        "guardian": ["", "", ""],
    },
    Step.HOME: {"city": "Berlin, Germany"},
    Step.REACH: {"latitude": "52.5012", "longitude": "13.4512", "travel": "40", "unit": "km", "mode": "transit"},
    Step.LEGS: {
        "city": ["Paris, France", "Lagos, Nigeria", ""],
        "begins": ["2026-09-18T10:00", "2026-09-21T12:00", ""],
        "ends": ["2026-09-21T10:00", "2026-09-25T10:00", ""],
    },
    Step.EVENING: {"free_from": "18:00", "free_until": "23:30", "max_shows": "2"},
    Step.HEAR: {
        "links": "https://example.org/larks\nhttps://example.com/song",
        "bio": "We sing in **two** languages.",
        "filmed": "no",
    },
    Step.APART: {"apart": "Hanna Host\nThe Wrens"},
    Step.TERMS: {"consent": "yes"},
}


def a_player(person_id: str) -> Reader:
    """Somebody who speaks for an act."""
    return Reader(person_id, frozenset({(Role.ARTIST, None)}))


def typed(step: Step) -> dict[str, Any]:
    """What the band says of a step; its tour begins days after the newest edition."""
    return moved(BAND[step])


def moved(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same with times of a tour in the autumn of the builders' edition moved after the newest one."""
    return {
        name: texts if isinstance(texts, str) else [at_tour(text) for text in texts] for name, texts in said.items()
    }


def at_tour(wall: str) -> str:
    """A time around the day of the builders' edition, as far from a week after the newest one."""
    if not _AUTUMN.fullmatch(wall):
        return wall
    by = (db.session.scalar(select(func.max(Edition.date))) or DAY) - DAY + timedelta(days=7)
    return f"{datetime.fromisoformat(wall) + by:%Y-%m-%dT%H:%M}"


def begun(browser: FlaskClient) -> str:
    """The id of a draft that this browser's person has begun."""
    with patch("coordinator.frame.now", lambda: NOW):  # before the day of the builders' edition
        answer = browser.post("/artist/acts/new")
    return answer.headers["Location"].split("/")[3]


def answered(browser: FlaskClient, artist_id: str, *steps: Step, **other: str | list[str]) -> None:
    """Answer these steps, or all of them, as the band does, some fields otherwise."""
    for step in steps or tuple(Step):
        said = typed(step) | {
            name: value for name, value in other.items() if name in (*BAND[step], *EXTRA.get(step, ()))
        }
        if step is Step.TERMS:
            said = said | {"seen": seen_terms(browser, artist_id)}
        answer = browser.post(f"/artist/acts/{artist_id}/steps/{step}", data=said)
        assert answer.status_code == 303, (step, answer.text)


EXTRA = {Step.PEOPLE: ("minor", "phone"), Step.ACT: ("drums", "piano")}


def seen_terms(browser: FlaskClient, artist_id: str) -> str:
    """The terms as the page shows them."""
    page = browser.get(f"/artist/acts/{artist_id}/steps/terms").text
    return page.partition('name="seen" value="')[2].partition('"')[0]


def sent(browser: FlaskClient, **other: str | list[str]) -> str:
    """The id of an act that has answered everything and was sent."""
    artist_id = begun(browser)
    answered(browser, artist_id, **other)
    assert browser.post(f"/artist/acts/{artist_id}/submit").status_code == 303
    return artist_id
