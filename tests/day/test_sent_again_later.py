"""A form that is sent again after something else was done has no second effect, whatever was done in between."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.day import outlooks
from coordinator.db import db
from coordinator.disclosure import reserves
from coordinator.lineups import assignment, calling_off, locking, moving
from coordinator.lineups import twins as splitting
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from tests.day.test_remedies import CHANGED, Trouble
from tests.guests.test_elsewhere import Trouble as Seated
from tests.people.builders import signed_in
from tests.people.mailbox import letters
from tests.twice import everything

OPEN_NOW = "It has the slot already, and the lineup has been opened since. It stays open."


def _fill(one: Trouble, position: int, act: int) -> None:
    assignment.assign(CONSOLE, one.show.id, position, one.acts[act], at=now())


def _lock(one: Trouble) -> None:
    locking.lock(CONSOLE, one.show.id, at=now())


def _open(one: Trouble) -> None:
    locking.unlock(CONSOLE, one.show.id, "She is ill", at=now())


def _refill_and_lock(one: Trouble) -> None:
    _fill(one, 1, 3)
    _lock(one)


def _join_again(one: Trouble) -> None:
    splitting.join(CONSOLE, one.show.id, city_id=one.show.city_id, at=now())
    _fill(one, 1, 0)


def _join_again_and_lock(one: Trouble) -> None:
    _join_again(one)
    _lock(one)


def _put_back_and_lock(one: Trouble) -> None:
    _open(one)
    _fill(one, 2, 1)
    _lock(one)


def _empty_another(one: Trouble) -> None:
    _open(one)
    assignment.clear(CONSOLE, one.show.id, 3, at=now())


def _move(show: Show, space_id: str) -> None:
    booking, seen = outlooks.booking_of(show, space_id), moving.seen_of(show)
    moving.move(CONSOLE, show.id, booking, city_id=show.city_id, seen=seen, leave=(), at=now())


def _move_back_and_lock(one: Trouble) -> None:
    ready = one.show.space_id
    _move(one.show, one.home)
    reserves.pair(one.show.id, ready)
    _fill(one, 1, 0)
    _lock(one)


def _give_its_room_to_another(one: Trouble) -> None:
    _move(one.other, one.home)


def _call_off(one: Trouble) -> None:
    calling_off.call_off(CONSOLE, one.show.id, "Fire", city_id=one.show.city_id, at=now())


WAYS: dict[str, tuple[str, dict[str, str], Callable[[Trouble], None], int]] = {
    "moved to its reserve, filled and locked": ("reserve", {}, _refill_and_lock, 303),
    "moved to its reserve, moved back, locked": ("reserve", {}, _move_back_and_lock, 409),
    "moved to its reserve, called off": ("reserve", {}, _call_off, 303),
    "split, filled and locked": ("split", {}, _refill_and_lock, 303),
    "split, joined again and filled": ("split", {}, _join_again, 409),
    "split, joined again, filled and locked": ("split", {}, _join_again_and_lock, 409),
    "an act called in, the lineup opened": ("standby?slot=2", {}, _open, 303),
    "an act called in, the lineup opened and another slot emptied": ("standby?slot=2", {}, _empty_another, 303),
    "an act called in, the one before put back": ("standby?slot=2", {}, _put_back_and_lock, 409),
    "an act called in, the show called off": ("standby?slot=2", {}, _call_off, 409),
    "called off, its room given to another": ("call-off", {"because": "Fire"}, _give_its_room_to_another, 303),
}
"""What was done → the page of the way, what is written there, what is done then, the status of the same form after."""


@pytest.mark.parametrize("done", WAYS)
def test_a_way_out_of_trouble_is_gone_once_whatever_is_done_after_it(app: Flask, done: str) -> None:
    way, words, then, status = WAYS[done]
    one = Trouble(app)
    reserves.pair(one.show.id, one.other.space_id)
    db.session.commit()
    _, form = one.form_of(one.path(way))
    path, sent = one.path(way).partition("?")[0], {**form, **words}
    before = everything()
    first = one.client.post(path, data=sent).status_code
    assert (first, everything() != before) == (303, True)
    db.session.expire_all()
    then(one)
    db.session.commit()
    stands = everything()

    again = one.client.post(path, data=sent)

    says = any(words in again.text for words in (CHANGED, "This show is over or called off;"))
    assert (again.status_code, says) == (status, status == 409)
    assert everything() == stands


def test_who_calls_an_act_in_again_reads_that_the_lineup_was_opened_since(app: Flask) -> None:
    one = Trouble(app)
    _, form = one.form_of(f"{one.path('standby')}?slot=2")
    one.client.post(one.path("standby"), data=form, follow_redirects=True)
    _open(one)
    db.session.commit()

    again = one.client.post(one.path("standby"), data=form, follow_redirects=True).text

    assert (OPEN_NOW in again, "is asked by letter" in again) == (True, False)


class Offering:
    """Seats that the global team offers elsewhere, by its page."""

    def __init__(self, app: Flask) -> None:
        self.one = Seated()
        self.client = signed_in(app.test_client(), str(self.one.ada.id))
        self.path = f"/global/shows/{self.one.show.id}/elsewhere"

    def form(self) -> dict[str, str]:
        return {"to_show": self.one.other.id, "agreed_by": str(self.one.lola.id), "seen": self.seen("to_show")}

    def seen(self, beside: str) -> str:
        """The mark of the form that has an input of that name, or goes to such an address."""
        page = unescape(self.client.get(self.path).text)
        (form,) = [one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if beside in one]
        return str(re.findall(r'name="seen" value="(\w+)"', form)[0])

    def send(self, form: dict[str, str]) -> int:
        return self.client.post(self.path, data=form).status_code

    def end(self, seen: str) -> int:
        return self.client.post(f"{self.path}/{self.one.other.id}/end", data={"seen": seen}).status_code


def test_seats_elsewhere_that_were_ended_are_offered_anew_from_a_fresh_page_alone(app: Flask) -> None:
    desk = Offering(app)
    form = desk.form()
    assert (desk.send(form), desk.end(desk.seen("/end"))) == (303, 303)
    letters(at=now())
    stands = everything()

    late = desk.client.post(desk.path, data=form)

    assert (late.status_code, CHANGED in late.text, everything() == stands) == (409, True, True)
    assert (desk.send(desk.form()), everything() != stands) == (303, True)


def test_an_end_of_seats_elsewhere_does_not_end_what_was_offered_since(app: Flask) -> None:
    desk = Offering(app)
    desk.send(desk.form())
    seen = desk.seen("/end")
    assert (desk.end(seen), desk.end(seen)) == (303, 303)
    again = desk.form()
    desk.send(again)
    stands = everything()

    late = desk.end(seen)

    assert (late, desk.send(again), everything() == stands) == (409, 303, True)
    assert desk.end(desk.seen("/end")) == 303


def test_seats_elsewhere_that_a_guest_has_taken_since_are_not_offered_twice(app: Flask) -> None:
    desk = Offering(app)
    form = desk.form()
    desk.send(form)
    desk.one.at = now()
    desk.one.take(desk.one.pair)
    stands = everything()

    again = desk.send(form)

    assert (again, everything() == stands) == (303, True)
