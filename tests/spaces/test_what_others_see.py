"""The page that shows a host what each audience learns of her home says what the policy says, no more and no less."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from coordinator.cities.models import Area, City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_spaces, photos
from coordinator.disclosure.people import find_person
from coordinator.disclosure.photos import Subject
from coordinator.hosting import seen
from coordinator.people.readers import Reader
from coordinator.spaces.models import Space
from coordinator.spaces.registration import Step
from tests.campaign.builders import LAGOS, a_city, an_edition
from tests.disclosure.test_policy import TABLE
from tests.lineups.evenings import contact_of
from tests.people.builders import a_person, signed_in
from tests.pictures.files import a_photo, taken
from tests.spaces.homes import a_rooftop
from tests.spaces.hosted import a_hosted_show
from tests.spaces.offers import ADDRESS, PHONE, ROOFTOP, answered, begun


@pytest.fixture
def host(app: Flask) -> FlaskClient:
    """A browser of somebody who hosts."""
    an_edition()
    return signed_in(app.test_client(), a_person("ade@example.org", name="Ade Host"))


def _sent(host: FlaskClient) -> str:
    space_id = begun(host)
    answered(host, space_id)
    host.post(f"/host/{space_id}/submit")
    return space_id


def _cards(page: str) -> dict[str, str]:
    """Audience → its part of the page."""
    return {
        found[1]: found[0]
        for found in re.finditer(
            r'<section class="card stack" aria-labelledby="(\w+)-head">.*?</section>', page, re.DOTALL
        )
    }


def test_each_audience_is_shown_what_the_policy_tells_it_and_nothing_else(host: FlaskClient) -> None:
    cards = _cards(host.get(f"/host/{_sent(host)}/seen").text)

    words = (
        ADDRESS,
        "6.45500",
        "Adeyemi, third floor",
        PHONE,
        "a cat",
        "Ade Host",
        "Above the market",
        "they know and agree",
    )
    shown = {name: [word for word in words if word in card] for name, card in cards.items()}
    place = [ADDRESS, "6.45500", "a cat"]
    arriving = [ADDRESS, "6.45500", "Adeyemi, third floor", PHONE, "a cat"]
    assert shown == {
        "stranger": [],
        "entrant": [],
        "guest": [],
        "guest_revealed": place,
        "guest_arriving": arriving,
        "guest_after": [],
        "door": arriving,
        "artist": [],
        "performer": place,
        "lead": list(words),
    }


def test_a_visitor_is_shown_the_photos_and_the_link_that_her_own_page_has(host: FlaskClient) -> None:
    space_id = _sent(host)
    photos.add(Subject.SPACE, space_id, taken(a_photo()), at=now())
    db.session.commit()

    cards = _cards(host.get(f"/host/{space_id}/seen").text)

    assert {name for name, card in cards.items() if "geo:6.455000,3.395000" in card and "/photos/" in card} == {
        "guest_revealed",
        "guest_arriving",
        "door",
        "performer",
    }


def _facts(page: str) -> list[str]:
    """The terms and what stands there, of every list of facts."""
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<d[td].*?</d[td]>", page, re.DOTALL)]


def test_what_her_lead_reads_is_what_the_page_of_her_lead_says(app: Flask) -> None:
    roof = a_rooftop(app)
    photos.add(Subject.SPACE, roof.space_id, taken(a_photo()), at=now())
    db.session.commit()

    shown = _cards(roof.host.get(f"/host/{roof.space_id}/seen").text)["lead"]
    hers = roof.lead.get(f"/lead/lagos/spaces/{roof.space_id}").text.partition('id="facts-head"')[2]

    seen_facts = _facts(shown.partition("On the map of the city")[0])
    assert seen_facts == _facts(hers.partition("</section>")[0])
    assert (ADDRESS in " ".join(seen_facts), re.findall(r"/photos/[^\" ]+", shown)) == (
        True,
        re.findall(r"/photos/[^\" ]+", hers.partition("</section>")[0]),
    )


def test_what_an_act_is_asked_with_is_what_its_own_page_says(app: Flask) -> None:
    hosted = a_hosted_show(app, step_free=True, piano=True)

    shown = _cards(hosted.browser().get(f"{hosted.url}/seen").text)["artist"]
    page = signed_in(app.test_client(), str(contact_of(1).id)).get("/artist/").text

    asked = _facts(page.partition("Waiting for your answer")[2].partition("</article>")[0])
    assert _facts(shown) == [one for one in asked if one in _facts(shown)]
    assert ("The room" in _facts(shown), "It has" in _facts(shown), "a piano" in " ".join(_facts(shown))) == (True,) * 3


def test_what_is_not_told_is_named(host: FlaskClient) -> None:
    cards = _cards(host.get(f"/host/{_sent(host)}/seen").text)

    assert "your street address" in cards["stranger"].partition("Not told")[2]
    assert "Not told" not in cards["lead"]


WHO_AND_WHEN = {
    "stranger": "stranger,live",
    "entrant": "entrant,planned",
    "guest": "guest,planned",
    "guest_revealed": "guest,revealed",
    "guest_arriving": "guest,doorbell",
    "guest_after": "guest,forgotten",
    "door": "door,doorbell",
    "artist": "artist,live",
    "performer": "performer,revealed",
    "lead": "lead,planned",
}
OF_A_HOME = ["street_address", "exact_point", "room_photo", "welcome", "doorbell", "host_name", "space_name", "home"]


@pytest.mark.parametrize("closed", [False, True])
def test_what_an_audience_learns_is_what_the_written_table_says(host: FlaskClient, closed: bool) -> None:
    form = own_spaces.own_form(Reader(find_person("ade@example.org")), _sent(host))
    table = {line.rpartition(",")[0]: line.rpartition(",")[2] for line in TABLE.read_text(encoding="utf-8").split()}

    shown = {one.audience: (sorted(one.learns), sorted(one.withheld)) for one in seen.audiences(form, closed=closed)}

    written: dict[str, tuple[list[str], list[str]]] = {}
    for audience, who_and_when in WHO_AND_WHEN.items():
        moment = f"{who_and_when.partition(',')[0]},closed" if closed else who_and_when
        says = {fact: table[f"{fact},{moment},holds"] for fact in sorted(OF_A_HOME)}
        told, untold = ([fact for fact, may in says.items() if may == word] for word in ("yes", "no"))
        written[audience] = (told, untold)
    assert shown == written


def test_the_map_is_given_the_area_and_never_the_point(host: FlaskClient) -> None:
    space_id = _sent(host)

    told = host.get(f"/host/{space_id}/area.json").get_json()["areas"]

    area = db.session.get_one(Area, db.session.get_one(Space, space_id).area_id)
    assert [(one["id"], one["latitude"], one["longitude"]) for one in told] == [
        (area.id, area.latitude, area.longitude)
    ]
    assert (area.latitude, area.longitude) != (6.455, 3.395)


def test_nobody_but_the_host_sees_the_page_and_a_draft_has_it_from_its_pin_on(app: Flask, host: FlaskClient) -> None:
    sent, draft = _sent(host), begun(host)
    other = signed_in(app.test_client(), a_person("other@example.org"))
    begun(other)

    def answers(browser: FlaskClient, *keys: str) -> list[int]:
        return [browser.get(f"/host/{key}/{page}").status_code for key in keys for page in ("seen", "area.json")]

    steps = [answers(host, sent, draft)]
    for step in (Step.ADDRESS, Step.PIN):
        answered(host, draft, step)
        steps.append(answers(host, draft))
    moved = ROOFTOP[Step.ADDRESS] | {"street": "1 Another Road"}
    host.post(f"/host/{draft}/steps/address", data=moved)
    steps.append(answers(host, draft))

    assert steps == [[200, 200, 404, 404], [404, 404], [200, 200], [404, 404]]
    answered(host, draft, Step.ADDRESS, Step.PIN)
    assert [answers(host, draft), answers(other, sent, draft)] == [[200, 200], [404] * 4]
    assert answers(app.test_client(), draft) == answers(app.test_client(), "no-such-space")


def _described(host: FlaskClient, latitude: str, longitude: str) -> str:
    """A draft with every answer and a photo, the pin at an odd place."""
    space_id = begun(host)
    answered(host, space_id, latitude=latitude, longitude=longitude, steps="0040")
    photos.add(Subject.SPACE, space_id, taken(a_photo()), at=now())
    db.session.commit()
    return space_id


def _kept_rows() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in (City, Area, Space)]


PINS = {"in a cell": ("6.4567891", "3.3912345"), "outside the core": ("6.80000004", "3.1999")}


@pytest.mark.parametrize("pin", PINS.values(), ids=PINS)
@pytest.mark.parametrize("known", [False, True], ids=["first of its town", "in a known city"])
def test_a_draft_is_shown_as_it_is_once_it_is_sent(host: FlaskClient, pin: tuple[str, str], known: bool) -> None:
    if known:
        a_city(LAGOS)
        db.session.commit()
    draft = _described(host, *pin)
    before = _kept_rows()

    page, area = host.get(f"/host/{draft}/seen").text, host.get(f"/host/{draft}/area.json").get_json()["areas"]
    assert _kept_rows() == before
    host.post(f"/host/{draft}/submit")
    after = host.get(f"/host/{draft}/seen").text
    told = host.get(f"/host/{draft}/area.json").get_json()["areas"]

    assert _kept_rows()[2] == before[2] + 1
    assert list(_cards(page)) == list(seen.AUDIENCES)
    assert _cards(page) == _cards(after)
    assert _everybody(page) == _everybody(after) != ""
    assert [{**one, "id": ""} for one in area] == [{**one, "id": ""} for one in told]
    assert ("you have not sent it" in page, "you have not sent it" in after) == (True, False)


def _everybody(page: str) -> str:
    """The part of the page about what everybody sees."""
    return page.partition('aria-labelledby="all-head"')[2].partition("</section>")[0]


def test_a_draft_without_its_other_answers_says_that_they_are_missing(host: FlaskClient) -> None:
    draft = begun(host)
    answered(host, draft, Step.ADDRESS, Step.PIN)

    page = host.get(f"/host/{draft}/seen").text

    cards = _cards(page)
    assert {name for name, card in cards.items() if ADDRESS in card} == {
        "guest_revealed",
        "guest_arriving",
        "door",
        "performer",
        "lead",
    }
    assert [fact for fact in _facts(_everybody(page)) if fact in ("Seats", "Step-free", "not said")] == [
        "Seats",
        "not said",
        "Step-free",
        "not said",
    ]
    assert [_facts(cards["artist"])[-1], " seat" in cards["artist"], "with steps" in cards["artist"]] == [
        "not said",
        False,
        False,
    ]
    lead = _facts(cards["lead"])
    assert [lead[lead.index(term) + 1] for term in ("Kind", "Guests", "Has", "Step-free")] == ["not said"] * 4
    assert f'href="/host/{draft}/steps/guests"' in page


@pytest.mark.parametrize(
    ("steps", "other"),
    [
        ((Step.ROOM, Step.ADDRESS), {}),
        ((Step.ADDRESS, Step.PIN), {}),
        (tuple(Step), {"landlord": "not yet"}),
        (tuple(Step), {}),
    ],
    ids=["before the pin", "after it", "without a promise", "ready to send"],
)
def test_a_draft_leads_to_the_page_from_its_pin_on(
    host: FlaskClient, steps: tuple[Step, ...], other: dict[str, str]
) -> None:
    draft = begun(host)
    answered(host, draft, *steps, **other)

    page = host.get(f"/host/{draft}").text

    assert page.count(f'href="/host/{draft}/seen"') == (1 if Step.PIN in steps else 0)
