"""The page that shows a host what each audience learns of her home says what the policy says, no more and no less."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.cities.models import Area
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_spaces, photos
from coordinator.disclosure.people import find_person
from coordinator.disclosure.photos import Subject
from coordinator.hosting import seen
from coordinator.people.readers import Reader
from coordinator.spaces.models import Space
from tests.campaign.builders import an_edition
from tests.disclosure.test_policy import TABLE
from tests.lineups.evenings import contact_of
from tests.people.builders import a_person, signed_in
from tests.pictures.files import a_photo, taken
from tests.spaces.homes import a_rooftop
from tests.spaces.hosted import a_hosted_show
from tests.spaces.offers import ADDRESS, PHONE, answered, begun


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


def test_nobody_but_the_host_sees_the_page_and_a_draft_has_none(app: Flask, host: FlaskClient) -> None:
    sent, draft = _sent(host), begun(host)
    other = signed_in(app.test_client(), a_person("other@example.org"))
    begun(other)

    assert [host.get(f"/host/{key}/seen").status_code for key in (sent, draft)] == [200, 404]
    assert [other.get(f"/host/{sent}/{page}").status_code for page in ("seen", "area.json")] == [404, 404]
