"""What goes to other sites: cards, tags, a feed, calendars, a map in a partner's page. Public, and without a secret."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from coordinator import headers, painting
from coordinator.clock import now
from coordinator.day import atom
from coordinator.db import db
from coordinator.disclosure import slots
from coordinator.editions.models import Edition
from coordinator.painting import Card
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken

PATHS = ("/cards/day.png", "/cards/cities/berlin.png")


@pytest.fixture
def shows(app: Flask) -> list[Show]:
    """Two in Berlin, one in Lagos."""
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    berlin = spaces_taken(edition, a_city(), a_space("S1", address="77 Secret Lane"), a_space("S2"))
    lagos = spaces_taken(edition, a_city(LAGOS), a_space("L1", host_email="l@example.org"))
    db.session.commit()
    return [*berlin, *lagos]


def test_cards_are_pictures_of_the_size_that_other_sites_show(client: FlaskClient, shows: list[Show]) -> None:
    for path in (*PATHS, f"/cards/shows/{shows[0].id}.png"):
        answer = client.get(path)

        picture = Image.open(io.BytesIO(answer.data))
        assert (picture.size, picture.format, answer.mimetype) == ((1200, 630), "PNG", "image/png")
        assert (answer.cache_control.public, answer.cache_control.max_age) == (True, 3600)
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_card_says_what_is_public_and_nothing_of_it_follows_from_a_lineup(
    client: FlaskClient, shows: list[Show], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Card] = []

    def png(card: Card) -> bytes:
        drawn.append(card)
        return b""

    monkeypatch.setattr(painting, "png", png)
    paths = (*PATHS, f"/cards/shows/{shows[0].id}.png")
    for path in paths:
        client.get(path)
    for position, act in enumerate(artists_taken(_edition(), a_city(), an_artist("A1"), an_artist("A2")), start=1):
        slots.put(shows[0], position, act)
    db.session.commit()
    for path in paths:
        client.get(path)

    day, city, show = drawn[:3]
    assert drawn[3:] == drawn[:3]
    assert (day.title, len(day.lights), day.near) == ("3 living rooms, one day", 2, None)
    assert (city.title, city.near) == ("Berlin", city.lights[0])
    assert "three acts, kept secret" in show.lines[1]
    assert show.lights == city.lights  # its city's place, whichever home it is in


def test_what_is_shared_of_a_show_that_is_called_off_says_so_to_whoever_asks_again(
    client: FlaskClient, shows: list[Show], monkeypatch: pytest.MonkeyPatch
) -> None:
    card, calendar = f"/cards/shows/{shows[0].id}.png", "/cities/berlin/dates.ics"
    before = {path: client.get(path).headers["ETag"] for path in (card, calendar, *PATHS, "/map/day.json")}
    shows[0].state = ShowState.CANCELLED
    db.session.commit()

    after = {path: client.get(path, headers={"If-None-Match": tag}) for path, tag in before.items()}

    assert {path: answer.status_code for path, answer in after.items()} == dict.fromkeys(before, 200)
    drawn: list[Card] = []

    def png(one: Card) -> bytes:
        drawn.append(one)
        return b""

    monkeypatch.setattr(painting, "png", png)
    client.get(card)
    assert drawn[0].lines[1] == "This show is cancelled. There are others in Berlin."
    page = client.get(f"/shows/{shows[0].id}").text
    assert '<meta property="og:description" content="This show is cancelled.' in page
    events = vobject.readOne(after[calendar].text).vevent_list
    assert {event.status.value: event.sequence.value for event in events} == {"CANCELLED": "1", "CONFIRMED": "0"}


def test_whoever_asks_for_the_head_alone_gets_the_same_without_a_body(client: FlaskClient, shows: list[Show]) -> None:
    paths = (*PATHS, f"/cards/shows/{shows[0].id}.png", "/dates.atom", "/dates.ics", "/cities/berlin/dates.ics")
    for path in (*paths, "/map/day.json", "/map/day.svg", "/map/played.json"):
        whole, head = client.get(path), client.head(path)
        again = client.head(path, headers={"If-None-Match": whole.headers["ETag"]})

        names = ("ETag", "Cache-Control", "Content-Type", "Content-Length")
        assert [head.headers.get(name) for name in names] == [whole.headers.get(name) for name in names]
        assert (head.data, again.status_code, again.data) == (b"", 304, b"")


def test_cards_differ_by_what_stands_on_them_and_the_same_one_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card("Kraków, Łódź, Iași", ("One evening",), ((50.06, 19.94),), (50.06, 19.94))
    first = painting.png(card)
    monkeypatch.setattr(painting, "_land", pytest.fail)

    assert painting.png(card) == first


def test_signs_of_every_latin_language_stand_on_a_card() -> None:
    def width(text: str) -> float:
        return painting._length(text, "fraunces", 40)

    assert list(painting._runs("Łódź")) == [("latin-ext", "Ł"), ("latin", "ód"), ("latin-ext", "ź")]
    assert [width(sign) > 0 for sign in "ŁńșžÖ–’"] == [True] * 7
    assert painting._fitting("x" * 200) == 20


def _edition() -> Edition:
    return db.session.query(Edition).one()


@pytest.mark.parametrize("path", ["/", "/map", "/cities/berlin", "/shows/{}"])
def test_pages_that_are_shared_name_a_card_by_its_whole_address(
    client: FlaskClient, shows: list[Show], path: str
) -> None:
    page = client.get(path.format(shows[0].id)).text

    said = dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)">', page))
    assert said.keys() >= {"og:title", "og:description", "og:url", "og:image", "og:image:alt"}
    assert client.get(said["og:image"].removeprefix("http://localhost")).mimetype == "image/png"
    assert client.get(said["og:url"].removeprefix("http://localhost")).status_code == 200


def test_the_feed_is_atom_and_has_the_public_dates_alone(client: FlaskClient, shows: list[Show]) -> None:
    answer = client.get("/dates.atom")

    name = f"{{{atom.NAMESPACE}}}"
    feed = ET.fromstring(answer.data)
    entries = feed.findall(f"{name}entry")
    dates = [entry.findtext(f"{name}updated", "") for entry in entries]
    assert (answer.mimetype, len(entries), dates) == ("application/atom+xml", 3, sorted(dates, reverse=True))
    assert feed.findtext(f"{name}updated") == dates[0]
    assert [entry.findtext(f"{name}id") for entry in entries if not entry.findtext(f"{name}title")] == []


def test_calendars_have_the_day_and_the_shows_of_a_city_and_no_place(client: FlaskClient, shows: list[Show]) -> None:
    shows[1].state = ShowState.CANCELLED
    db.session.commit()

    day, city = (vobject.readOne(client.get(path).text) for path in ("/dates.ics", "/cities/berlin/dates.ics"))

    assert day.vevent.dtend.value - day.vevent.dtstart.value == timedelta(hours=50)
    assert sorted(event.status.value for event in city.vevent_list) == ["CANCELLED", "CONFIRMED"]
    assert {event.dtstart.value for event in city.vevent_list} == {shows[0].starts_at}
    assert [event for event in city.vevent_list if hasattr(event, "location")] == []
    assert "Secret" not in city.serialize()


def test_a_partner_may_frame_the_map_of_a_city_and_nothing_else(
    app: Flask, client: FlaskClient, shows: list[Show], monkeypatch: pytest.MonkeyPatch
) -> None:
    def framers(path: str) -> str:
        return client.get(path).headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]

    closed = framers("/embed/cities/berlin")
    settings = replace(app.extensions["coordinator.settings"], framed_by="https://partner.example")
    monkeypatch.setitem(app.extensions, "coordinator.settings", settings)

    assert (closed, framers("/embed/cities/berlin")) == ("'none'", "https://partner.example")
    plain = [rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
    others = [rule.rule for rule in plain if rule.endpoint not in headers.WIDGETS]
    assert {framers(path) for path in (*others, "/cities/berlin", f"/shows/{shows[0].id}", "/none")} == {"'none'"}
    page = client.get("/embed/cities/berlin").text
    assert ('<base target="_top">' in page, "<form" in page, "Secret Lane" in page) == (True, False, False)
    assert [client.get(path).status_code for path in ("/embed/cities/none", "/cards/cities/none.png")] == [404, 404]
