"""The round of a draw, fetched where the site is told of a relay, and never otherwise."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator import jobs
from coordinator.db import db
from coordinator.guests import drawing, relay
from coordinator.jobs import Outbox
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from tests.guests.draws import OURS, SIGNATURE, signed
from tests.guests.entering import edition_of, guests, open_shows, outcome_of, published

Says = Callable[[int], Any]


class Relay(HTTPServer):
    """A relay on this machine: what it `says` of a round, and what it was `asked`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []
        self.says: Says = lambda number: {"round": number, "signature": signed(number)}


class Answer(BaseHTTPRequestHandler):
    """One request."""

    server: Relay

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        said = self.server.says(int(self.path.rpartition("/")[2]))
        self.send_response(200 if said is not None else 503)
        self.end_headers()
        self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """A relay that the site is told of."""
    with Relay() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        told = replace(app.extensions["coordinator.settings"], drand_url=f"http://127.0.0.1:{made.server_port}/")
        monkeypatch.setitem(app.extensions, "coordinator.settings", told)
        yield made
        made.shutdown()
        thread.join()


def _due() -> Show:
    """A show whose draw may be held."""
    (show,) = open_shows(1)
    guests(show, count=2)
    published(show)
    return show


def _work(show: Show, *, later: timedelta = timedelta(0)) -> str:
    """Go round and work off, when the draw is due or so much later; the result then."""
    at = _draw(show).draw.due_at + later
    relay.fetch_due(at)
    db.session.commit()
    jobs.work_off(relay.JOBS, at=at)
    return _draw(show).result.decode()


def _draw(show: Show) -> drawing.PublicDraw:
    found = drawing.find_draw(edition_of(show), show.city_id)
    assert found is not None
    return found


def _failures() -> list[str | None]:
    return list(db.session.scalars(select(Outbox.failed).where(Outbox.kind == relay.FETCH)))


def test_a_draw_that_is_due_is_held_with_the_round_that_its_list_names(server: Relay) -> None:
    show = _due()
    number = _draw(show).head.source.round
    early = _work(show, later=-timedelta(seconds=1))

    result = _work(show)
    again = _work(show, later=timedelta(days=1))

    assert (early, again) == ("", result)
    assert json.loads(result.splitlines()[0])["signature"] == signed(number)
    assert server.asked == [f"/{OURS}/public/{number}"]


@pytest.mark.parametrize(
    "says",
    [
        lambda number: {"round": number + 1, "signature": signed(number)},
        lambda number: {"round": number, "signature": signed(number + 1)},
        lambda number: {"round": number, "signature": SIGNATURE},
        lambda number: {"round": number, "signature": signed(number), "randomness": "00" * 32},
        lambda number: {"round": number, "signature": "not one"},
        lambda number: {"round": number},
        lambda _: b"<html>a page to sign in</html>",
        lambda _: ["a", "list"],
    ],
)
def test_what_is_not_that_round_holds_no_draw_and_is_asked_again(server: Relay, says: Says) -> None:
    show, right = _due(), server.says
    server.says = says

    wrong = (_work(show), _failures())
    server.says = right

    assert wrong == ("", ["NotThisRound"])
    assert _work(show, later=timedelta(minutes=5)) != ""


def test_a_relay_that_does_not_answer_is_asked_again_and_somebody_may_be_quicker(server: Relay) -> None:
    show = _due()
    server.says = lambda _: None

    silent, due = (_work(show), _failures()), _draw(show)
    drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome_of(due), at=due.draw.due_at)
    by_hand = _draw(show).result.decode()
    db.session.commit()

    assert silent == ("", ["HTTPError"])
    assert _work(show, later=timedelta(minutes=5)) == by_hand
    assert len(server.asked) == 1


def test_without_a_relay_nobody_is_asked(app: Flask) -> None:
    show = _due()

    assert (_work(show), _failures()) == ("", [])


def test_a_round_that_cannot_be_had_for_a_day_gives_way_to_the_one_that_the_list_names_for_it(server: Relay) -> None:
    show = _due()
    source = _draw(show).head.source
    server.says = lambda number: None if number == source.round else {"round": number, "signature": signed(number)}

    early = _work(show, later=timedelta(hours=23))
    result = _work(show, later=timedelta(days=1))

    assert early == ""
    assert json.loads(result.splitlines()[0])["round"] == source.fallback
