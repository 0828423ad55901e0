"""A draft is its host's alone: whatever she says in it, nobody else's answer changes, and for them it is not there."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import photos
from coordinator.disclosure.photos import Subject
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.spaces.registration import Step
from tests.campaign.builders import LAGOS, a_city, an_edition
from tests.people.builders import a_person, signed_in
from tests.pictures.files import a_photo, taken
from tests.spaces.offers import answered, begun

Answers = dict[str, tuple[int, str, bytes]]
VIEWERS = ("stranger", "another host", "lead of its city", "campaign")


def _browser(app: Flask, who: str, lagos: City) -> FlaskClient:
    if who == "stranger":
        return app.test_client()
    person = a_person(f"{who.replace(' ', '-')}@example.org")
    browser = signed_in(app.test_client(), person)
    if who == "another host":
        begun(browser)
    elif who == "campaign":
        accounts.grant(Role.CAMPAIGN, person)
    else:
        accounts.grant(Role.LEAD, person, city_id=lagos.id)
    db.session.commit()
    return browser


def _addresses(app: Flask, draft: str) -> Iterator[str]:
    """Every address that answers GET about a space of a host, filled with this one."""
    known = {"space_id": draft, "step": "room", "city": "lagos"}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and "space_id" in rule.arguments and rule.arguments <= known.keys():
            values = {name: known[name] for name in rule.arguments}
            yield rule.build(values, append_unknown=False)[1]  # type: ignore[index]


def _answers(app: Flask, browser: FlaskClient, draft: str) -> Answers:
    found = {}
    for address in _addresses(app, draft):
        answer = browser.get(address)
        headers = sorted((name, value) for name, value in answer.headers if name not in {"Date", "Set-Cookie"})
        found[address] = (answer.status_code, str(headers), answer.data)
    return found


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.usefixtures("alike")
def test_to_anybody_but_its_host_a_draft_is_not_there_whatever_it_says(app: Flask, who: str) -> None:
    an_edition()
    lagos = a_city(LAGOS)
    host = signed_in(app.test_client(), a_person("ade@example.org", name="Ade Host"))
    draft = begun(host)
    browser = _browser(app, who, lagos)
    before = _answers(app, browser, draft)

    answered(host, draft)
    photos.add(Subject.SPACE, draft, taken(a_photo()), at=now())
    db.session.commit()
    pinned = _answers(app, browser, draft)
    answered(host, draft, Step.ADDRESS, Step.PIN, street="1 Another Road", latitude="6.4999")

    assert before == pinned == _answers(app, browser, draft)
    pages = (f"/host/{draft}/seen", f"/host/{draft}/area.json")
    assert {before[page][0] for page in pages} <= ({302} if who == "stranger" else {404})
    assert [host.get(page).status_code for page in pages] == [200, 200]
