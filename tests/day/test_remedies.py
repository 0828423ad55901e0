"""A show in trouble: each way lists what follows for that show first, and the second press does it."""

import re
from datetime import time, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.day import helping, outlooks
from coordinator.db import db
from coordinator.disclosure import cancellations, offers, reserves, slots, twins
from coordinator.disclosure import elsewhere as kept
from coordinator.disclosure import entries as own
from coordinator.disclosure.offers import LIVE
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.guests import elsewhere, seats
from coordinator.lineups import assignment, locking, standby
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import ShowState
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.guests.test_elsewhere import Trouble as Seated
from tests.people.builders import a_person, of_the_team, signed_in
from tests.people.mailbox import letters

CHANGED = "What follows has changed since you opened this page, so nothing was done."
WAYS = ("reserve", "split", "standby", "call-off", "elsewhere")


class Trouble:
    """A show in Berlin with three acts of five, in thirty days, and a second room that is free then."""

    def __init__(self, app: Flask) -> None:
        self.edition: Edition = an_edition(day=(now() + timedelta(days=30)).date())
        self.show, self.other = spaces_taken(
            self.edition,
            a_city(),
            a_space("S1", capacity=30),
            a_space("S2", start=time(12), minutes=60, capacity=24, drums=False, step_free=True),
        )
        wanted = [an_artist("A0", needs=("drums",)), *(an_artist(f"A{number}") for number in range(1, 5))]
        self.home = self.show.space_id
        self.acts = artists_taken(self.edition, a_city(), *wanted)
        for position in (1, 2, 3):
            assignment.assign(CONSOLE, self.show.id, position, self.acts[position - 1], at=now())
        locking.lock(CONSOLE, self.show.id, at=now())
        standby.place(CONSOLE, 1, self.acts[4], edition_id=self.edition.id, city_id=self.show.city_id)
        db.session.commit()
        self.ada: Reader = of_the_team("ada@example.org")
        self.client: FlaskClient = signed_in(app.test_client(), str(self.ada.id))

    def path(self, way: str) -> str:
        return f"/global/shows/{self.show.id}/{way}"

    def form_of(self, path: str) -> tuple[str, dict[str, list[str]]]:
        """The page of a way and what its form would send as it stands: the second press."""
        page = unescape(self.client.get(path).text)
        return page, self.sent(page)

    def sent(self, page: str) -> dict[str, list[str]]:
        """What the form of such a page would send."""
        form: dict[str, list[str]] = {}
        for tag in re.findall(r'<input type="(?:hidden|radio)" [^>]*>', page[page.index("What follows") :]):
            if "radio" in tag and " checked" not in tag:
                continue
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and value and name[1] != "csrf_token":
                form.setdefault(name[1], []).append(value[1])
        return form

    def bill(self) -> list[str]:
        return [act for _, act in sorted(offers.bills([self.show.id])[self.show.id].items())]


@pytest.fixture
def one(app: Flask) -> Trouble:
    """That."""
    return Trouble(app)


def test_nobody_is_counted_where_nobody_has_a_seat(one: Trouble) -> None:
    reserves.pair(one.show.id, one.other.space_id)

    pages = [unescape(one.client.get(path).text) for path in (one.path("")[:-1], one.path("call-off"))]

    assert [page.count("Nobody has a seat yet.") for page in pages] == [3, 1]
    assert [found for page in pages for found in re.findall(r"\b0 (?:guests|people|parties)", page)] == []


def test_it_moves_to_its_reserve_as_the_page_has_said(one: Trouble) -> None:
    assert one.client.get(one.path("reserve")).status_code == 303
    reserves.pair(one.show.id, one.other.space_id)
    page, form = one.form_of(one.path("reserve"))

    answers = [one.client.post(one.path("reserve"), data=form).status_code for _ in range(2)]

    told = page.index("Act A0 (slot 1) cannot play there and loses its slot: room lacks what it needs.")
    assert told < page.index("Move it now")
    assert ["24 seats; this show has 30" in page, "Nobody has a seat yet." in page] == [True, True]
    assert "3 acts that were asked answer again, by letter." in page
    db.session.expire_all()
    assert (answers, one.show.space_id, one.bill()) == ([303, 303], one.other.space_id, one.acts[1:3])


def test_it_is_split_as_the_page_has_said_until_guests_can_enter(one: Trouble) -> None:
    page, form = one.form_of(one.path("split"))
    assert "The locked lineup is opened for it;" in page

    answers = [one.client.post(one.path("split"), data=form).status_code for _ in range(2)]

    kept = twins.kept([one.show.id])[one.show.id]
    assert (answers, kept.partner is not None, kept.locked) == ([303, 303], True, False)
    assert one.bill() == one.acts[1:3]
    twins.part(str(kept.partner))
    one.show.state = ShowState.OPEN
    db.session.commit()
    refused = one.client.get(one.path("split")).text
    assert ("Guests can enter for this show by now" in refused, "Split it now" in refused) == (True, False)
    assert "Offer its guests seats elsewhere" in refused


def test_who_stands_by_is_called_in_and_asked_and_who_goes_is_told(app: Flask, one: Trouble) -> None:
    letters(at=now())
    page, form = one.form_of(f"{one.path('standby')}?slot=2")
    assert {"slot": ["2"], "instead_of": [one.acts[1]], "artist_id": [one.acts[4]]}.items() <= form.items()

    answers = [one.client.post(one.path("standby"), data=form).status_code for _ in range(2)]

    follows = page[page.index("What follows") : page.index("Who comes instead")]
    assert ["Act A1 loses slot 2 and is told by letter." in follows, "stays secret" in follows] == [True, True]
    assert ("stands by as 1" in page, answers) == (True, [303, 303])
    assert (one.bill(), one.show.id in slots.locked_shows([one.show.id])) == (
        [one.acts[0], one.acts[4], one.acts[2]],
        True,
    )
    live = {offer.artist_id for offer in offers.of_shows([one.show.id], at=now()) if offer.kept in LIVE}
    assert live == {one.acts[0], one.acts[4], one.acts[2]}


def test_a_slot_that_has_changed_meanwhile_is_not_put_over(one: Trouble) -> None:
    _, form = one.form_of(f"{one.path('standby')}?slot=2")
    helping.call_in(one.ada, one.show.id, 2, one.acts[3], sees=one.acts[1], seen=form["seen"][0], at=now())
    db.session.commit()

    late = one.client.post(one.path("standby"), data=form)

    assert (late.status_code, CHANGED in late.text) == (409, True)
    assert one.bill()[1] == one.acts[3]


def test_it_is_called_off_with_a_reason_as_the_page_has_said(one: Trouble) -> None:
    page, form = one.form_of(one.path("call-off"))

    answers = [
        one.client.post(one.path("call-off"), data=said).status_code
        for said in (form, {**form, "because": "A burst pipe"}, {**form, "because": "A burst pipe"})
    ]

    assert page.index("Free again: Act A0, Act A1, Act A2.") < page.index("Call it off now")
    assert "3 acts were asked and are told by letter." in page
    db.session.expire_all()
    assert (answers, one.show.state, one.bill()) == ([422, 303, 303], ShowState.CANCELLED, [])
    assert "A burst pipe" in str(cancellations.reasons(CONSOLE, [one.show], at=now()))


@pytest.mark.parametrize("way", ["reserve", "split", "standby?slot=2", "call-off"])
def test_what_follows_is_read_again_where_it_has_changed_since(one: Trouble, way: str) -> None:
    reserves.pair(one.show.id, one.other.space_id)
    db.session.commit()
    why = {"because": "A burst pipe"} if way == "call-off" else {}
    _, form = one.form_of(one.path(way))
    one.show.ends_at -= timedelta(minutes=15)
    db.session.commit()
    before = (one.show.space_id, one.show.state, one.bill())

    late = one.client.post(one.path(way), data={**form, **why})

    db.session.expire_all()
    assert (late.status_code, CHANGED in late.text) == (409, True)
    assert (one.show.space_id, one.show.state, one.bill()) == before
    assert ("A burst pipe" in late.text) == (way == "call-off")
    assert one.client.post(one.path(way), data={**one.sent(unescape(late.text)), **why}).status_code == 303


@pytest.mark.parametrize("way", ["call-off", "elsewhere"])
def test_a_guest_who_has_gone_since_is_told_of_before_anything_is_done(app: Flask, way: str) -> None:
    one = Seated()
    client, path = signed_in(app.test_client(), str(one.ada.id)), f"/global/shows/{one.show.id}/{way}"
    there = {"to_show": one.other.id, "agreed_by": str(one.lola.id)}
    said = {"because": "A burst pipe"} if way == "call-off" else there
    seen = _seen(client.get(path).text)
    seats.release(one.pair, own.own_entries(one.pair)[0].id, at=now())
    db.session.commit()

    late = client.post(path, data={**said, "seen": seen})

    assert (late.status_code, "1 person has a seat (1 party)" in late.text) == (409, True)
    assert client.post(path, data={**said, "seen": _seen(late.text)}).status_code == 303


def test_seats_at_a_show_that_is_no_longer_among_the_nearest_are_not_offered(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Seated()
    client, path = signed_in(app.test_client(), str(one.ada.id)), f"/global/shows/{one.show.id}/elsewhere"
    said = {"to_show": one.other.id, "agreed_by": str(one.lola.id), "seen": _seen(client.get(path).text)}

    with monkeypatch.context() as others_are_nearer:
        others_are_nearer.setattr(elsewhere, "MOST", 0)
        late = client.post(path, data=said)

    assert (late.status_code, CHANGED in late.text, list(kept.of_show(one.ada, one.show.id))) == (409, True, [])
    assert client.post(path, data=said).status_code == 303


def _seen(page: str) -> str:
    return str(re.findall(r'name="seen" value="(\w+)"', page)[0])


def test_the_show_leads_to_each_way_and_nobody_else_sees_any(app: Flask, one: Trouble) -> None:
    reserves.pair(one.show.id, one.other.space_id)
    db.session.commit()
    page = one.client.get(f"/global/shows/{one.show.id}").text
    host = signed_in(app.test_client(), a_person("host@example.org"))

    assert [one.path(way) in page for way in WAYS] == [True] * 5
    assert [one.client.get(one.path(way)).status_code for way in WAYS] == [200] * 5
    assert [host.get(one.path(way)).status_code for way in WAYS] == [404] * 5
    assert [host.post(one.path(way), data={}).status_code for way in WAYS] == [404] * 5
    for look in (outlooks.moving, outlooks.splitting_up, outlooks.ending):
        with pytest.raises(NotFound):
            look(STRANGER, one.show, at=now())
    with pytest.raises(NotFound):
        helping.call_off(STRANGER, one.show.id, "x", seen="", at=now())
