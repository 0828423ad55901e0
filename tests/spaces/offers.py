"""What a host types, step by step: a rooftop in Lagos."""

from datetime import timedelta
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.spaces.registration import Step
from tests.campaign.builders import DAY, NOW

ADDRESS, PHONE = "7 Secret Rooftop Road", "+234 1 555 0100"
ROOFTOP: dict[Step, dict[str, str | list[str]]] = {
    Step.ROOM: {"kind": "rooftop", "name": "Above the market"},
    Step.ADDRESS: {"street": ADDRESS, "city": "Lagos, Nigeria", "bell": "Adeyemi, third floor", "door_phone": PHONE},
    Step.PIN: {"latitude": "6.4550", "longitude": "3.3950"},
    Step.GUESTS: {
        "capacity": "25",
        "steps": "40",
        "toilet": "yes",
        "pets": "a cat",
        "smoke": "outside",
        "shoes": "on",
    },
    Step.SOUND: {"amplified": "yes", "power": "yes", "stage_people": "5", "neighbours": "told", "curfew": "22:00"},
    Step.HOUSE: {"landlord": "agreed", "second_adult": "yes", "rules": "The water tank is not a seat."},
    Step.TIMES: {
        "day": ["2026-09-19", "2026-09-20", ""],
        "opens": ["18:00", "19:00", ""],
        "closes": ["22:00", "00:30", ""],
        "languages": "en, yo",
    },
}


def a_host(person_id: str) -> Reader:
    """Somebody who has begun a draft."""
    return Reader(person_id, frozenset({(Role.HOST, None)}))


def begun(browser: FlaskClient) -> str:
    """The id of a draft that this browser's person has begun."""
    with patch("coordinator.frame.now", lambda: NOW):  # before the day of the builders' edition
        answer = browser.post("/host/new")
    return answer.headers["Location"].split("/")[2]


def answered(browser: FlaskClient, space_id: str, *steps: Step, **other: str | list[str]) -> None:
    """Answer these steps, or all of them, as the rooftop's host does, some fields otherwise; on the edition's day."""
    day = db.session.scalars(select(Edition.date).order_by(Edition.date.desc())).first() or DAY
    other = {"day": [str(day - timedelta(days=1)), str(day), ""], **other}
    for step in steps or tuple(Step):
        said = ROOFTOP[step] | {name: value for name, value in other.items() if name in ROOFTOP[step]}
        assert browser.post(f"/host/{space_id}/steps/{step}", data=said).status_code == 303
