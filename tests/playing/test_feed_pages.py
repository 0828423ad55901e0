"""The private link of somebody's calendar: made, renewed, taken back; whoever has none of it learns nothing."""

import logging
import re
from datetime import timedelta

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from coordinator import db as database
from coordinator import web
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import cipher, feeds
from coordinator.disclosure.people import find_person
from coordinator.gate import Sealed
from coordinator.lineups import assignment, locking, offers
from coordinator.people.readers import CONSOLE
from coordinator.playing import feed_views
from coordinator.playing.evening import my_evening
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.lineups.evenings import contact_of
from tests.people.builders import signed_in


@pytest.fixture
def player(app: Flask) -> FlaskClient:
    """Who speaks for A0, which is asked to play in Berlin a month ahead; signed in."""
    edition, berlin = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
    (show,) = spaces_taken(edition, berlin, a_space())
    acts = artists_taken(edition, berlin, *(an_artist(f"A{n}") for n in range(4)))
    for position, act in enumerate(acts[:3], start=1):
        assignment.assign(CONSOLE, show.id, position, act, at=now())
    locking.lock(CONSOLE, show.id, at=now())
    db.session.commit()
    return signed_in(app.test_client(), str(contact_of(0).id))


def _offer() -> str:
    mine = my_evening(contact_of(0), at=now())
    return next(one.offer.id for one in (*mine.waiting, *mine.confirmed))


def _link(player: FlaskClient) -> str:
    """The path of a new private link."""
    return _shown(player.post("/artist/calendar", data=_form(player)).text)


def _form(player: FlaskClient) -> dict[str, str]:
    """What the page sends that asks for a new one."""
    found = re.search(r'<input type="hidden" name="seen" value="([^"]*)">', player.get("/artist/").text)
    assert found is not None
    return {"seen": found[1]}


def _shown(page: str) -> str:
    found = re.search(r'value="http://localhost(/calendar/[a-z0-9]+\.ics)"', page)
    assert found is not None
    return found[1]


def test_a_calendar_needs_the_link_alone_and_follows_the_answers(player: FlaskClient, client: FlaskClient) -> None:
    link = _link(player)
    seen = []

    for answer in ("", "confirm", "withdraw"):
        if answer:
            player.post(f"/artist/offers/{_offer()}/{answer}")
        feed = client.get(link)
        seen.append((feed.content_type, vobject.readOne(feed.text).vevent.status.value))

    assert seen == [("text/calendar; charset=utf-8", word) for word in ("TENTATIVE", "CONFIRMED", "CANCELLED")]
    assert [word for word in ("Act A", "Berlin, ", "Example Street", "green sofa") if word in feed.text] == []


def test_what_calendars_call_an_evening_is_a_fingerprint_of_its_offer(player: FlaskClient, client: FlaskClient) -> None:
    link, offer_id = _link(player), _offer()

    told = client.get(link).text

    assert vobject.readOne(told).vevent.uid.value == cipher.current().index(offer_id, "calendar")
    assert offer_id not in told.replace("\r\n ", "")


def test_signing_out_on_all_devices_ends_the_link_and_signing_out_here_does_not(
    app: Flask, player: FlaskClient, client: FlaskClient
) -> None:
    path = _link(player)
    elsewhere = signed_in(app.test_client(), str(contact_of(0).id))
    elsewhere.post("/sign-out")
    kept = client.get(path).status_code

    told = "and the private link of your calendar; a new link" in player.get("/account").text
    player.post("/account/sign-out-everywhere")

    assert (kept, told, client.get(path).status_code) == (200, True, 404)


def test_a_renewed_or_revoked_link_is_the_page_of_nothing_as_is_any_other(
    player: FlaskClient, client: FlaskClient, alike: None
) -> None:
    first = _link(player)
    second = _link(player)
    third = client.get(second).status_code
    said = player.post("/artist/calendar/revoke", follow_redirects=True).text
    again = player.post("/artist/calendar/revoke", follow_redirects=True).text

    answers = [client.get(path) for path in (first, second, f"/calendar/{'x' * 26}.ics", "/calendar/.ics")]

    assert (third, "The link opens nothing any more." in said, "There is no link" in again) == (200, True, True)
    assert {answer.status_code for answer in answers} == {404}
    headers = [[(name, value) for name, value in one.headers if name != "Date"] for one in answers[:3]]
    assert (answers[0].data, headers[0]) == (answers[1].data, headers[1]) == (answers[2].data, headers[2])


@pytest.mark.parametrize("links", [0, 1], ids=["the first", "another"])
def test_the_page_with_the_link_loaded_anew_leaves_it_as_it_is_and_says_so(
    player: FlaskClient, client: FlaskClient, links: int
) -> None:
    for _ in range(links):
        _link(player)
    form = _form(player)

    link = _shown(player.post("/artist/calendar", data=form).text)
    again = player.post("/artist/calendar", data=form, follow_redirects=True).text

    assert "Your private link was made or taken back since you opened that page." in again
    assert (client.get(link).status_code, "Make a new link" in again) == (200, True)
    assert client.get(_link(player)).status_code == 200
    assert client.get(link).status_code == 404


def test_a_page_from_before_the_link_was_taken_back_makes_none(player: FlaskClient) -> None:
    _link(player)
    form = _form(player)
    player.post("/artist/calendar/revoke")

    again = player.post("/artist/calendar", data=form, follow_redirects=True).text

    assert ("Your private link was made or taken back" in again, "Make a private link" in again) == (True, True)


@pytest.mark.usefixtures("player")
def test_of_two_who_make_a_link_over_the_same_one_only_the_first_does() -> None:
    person, said = str(contact_of(0).id), []

    for number in range(2):
        before = feeds.made_at(person)
        said += [feeds.put(person, f"hash {number} {turn}", over=before, at=now()) for turn in range(2)]

    assert said == [True, False] * 2


def test_a_link_is_shown_once_and_kept_as_a_hash(player: FlaskClient) -> None:
    before = player.get("/artist/").text
    token = _link(player).split("/")[2].removesuffix(".ics")
    after = player.get("/artist/").text

    with pytest.raises(Sealed):
        db.session.execute(text("SELECT token_hash FROM sec_feeds"))
    assert ("Take the link back" in before, "Take the link back" in after, token in after) == (False, True, False)
    assert feeds.find_person(token) is None


def test_nobody_keeps_a_copy_and_what_has_not_changed_is_not_sent_again(
    player: FlaskClient, client: FlaskClient
) -> None:
    link = _link(player)

    first = client.get(link)
    second = client.get(link, headers={"If-None-Match": first.headers["ETag"]})
    player.post(f"/artist/offers/{_offer()}/confirm")
    third = client.get(link, headers={"If-None-Match": first.headers["ETag"]})

    assert [answer.status_code for answer in (first, second, third)] == [200, 304, 200]
    assert first.headers["Cache-Control"] == "private, no-store"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert client.get("/").headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert second.data == b""


def test_the_page_with_the_link_goes_with_no_link_and_into_no_cache(player: FlaskClient) -> None:
    page = player.post("/artist/calendar")

    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "private, no-store")
    assert 'href="webcal://localhost/calendar/' in page.text


def test_no_log_holds_a_token(
    app: Flask, player: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    link = _link(player)
    monkeypatch.setattr(feed_views, "calendar_of", lambda *_said, **_more: 1 / 0)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    with caplog.at_level(logging.DEBUG):
        broken = app.test_client().get(link)

    assert (broken.status_code, "exception at feed.evenings" in caplog.text) == (500, True)
    assert link.split("/")[2].removesuffix(".ics") not in caplog.text


def test_one_confirmed_evening_is_taken_into_a_calendar_by_hand(app: Flask, player: FlaskClient) -> None:
    path = f"/artist/offers/{_offer()}/evening.ics"
    waiting = player.get(path)
    player.post(f"/artist/offers/{_offer()}/confirm")

    taken = player.get(path)
    other = signed_in(app.test_client(), str(find_person("act-A1@example.org"))).get(path)

    assert (waiting.status_code, taken.status_code, other.status_code) == (404, 200, 404)
    assert taken.headers["Content-Disposition"] == 'attachment; filename="evening.ics"'
    assert vobject.readOne(taken.text).vevent.status.value == "CONFIRMED"


def test_a_calendar_tells_nothing_of_a_lineup_that_changes_meanwhile(player: FlaskClient, client: FlaskClient) -> None:
    link = _link(player)
    player.post(f"/artist/offers/{_offer()}/confirm")
    before = client.get(link).data
    show_id = my_evening(contact_of(0), at=now()).confirmed[0].offer.evening.show_id

    locking.unlock(CONSOLE, show_id, "thinking", at=now())
    assignment.move(CONSOLE, (show_id, 2), (show_id, 3), at=now())
    opened = client.get(link).data
    locking.lock(CONSOLE, show_id, at=now())

    assert before == opened == client.get(link).data
    assert offers.states(CONSOLE, [show_id], at=now())[show_id][1] == "confirmed"


def test_a_calendar_goes_by_the_slower_of_two_clocks(
    player: FlaskClient, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, here, late = _link(player), now(), now() + timedelta(days=4)  # an act has 72 hours to answer
    monkeypatch.setattr(web, "now", lambda: late)
    seen = []

    for there in (here, late):
        monkeypatch.setattr(database, "server_clock", lambda there=there: there)
        seen.append(vobject.readOne(client.get(link).text).vevent.status.value)

    assert seen == ["TENTATIVE", "CANCELLED"]
