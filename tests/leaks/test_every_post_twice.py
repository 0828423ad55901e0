"""Every form and button of the leak desk may be sent twice, also after something else was done in between."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import leaks
from coordinator.disclosure.leaks import Where
from coordinator.leaks import delaying, views
from coordinator.shows.models import Show
from tests.leaks.test_leak_desk import desk_of, edition, shows
from tests.people.builders import of_the_team
from tests.twice import Sent, everything, has_the_effect_of_once, posts_of

LATER = "/global/leaks/later"
__all__ = ["shows"]


def _asks(app: Flask) -> Sent:
    """For Berlin, from a page that was opened."""
    client = desk_of(app, of_the_team("ada@example.org"))
    of_the_team("ben@example.org")
    db.session.commit()
    page = client.get(f"{LATER}?city=berlin&hours=24").text
    form = re.findall(r'name="form" value="([\w-]+)"', page)[0]
    return Sent(client, LATER, {"city": "berlin", "hours": "24", "form": form})


def _of_a_step(what: str) -> Callable[[Flask], Sent]:
    """A button of a step for the whole edition that waits."""

    def case(app: Flask) -> Sent:
        ada, ben = of_the_team("ada@example.org"), of_the_team("ben@example.org")
        delaying.ask(ada, edition(), Where(edition().id), 24, at=now())
        db.session.commit()
        (step,) = leaks.steps(ada, edition().id, at=now())
        return Sent(desk_of(app, ben), f"{LATER}/{step.id}{what}")

    return case


def _keys(app: Flask) -> Sent:
    return Sent(desk_of(app, of_the_team("ada@example.org")), "/global/leaks/keys")


CASES: dict[str, Callable[[Flask], Sent]] = {
    "leaks.later": _asks,
    "leaks.agree": _of_a_step(""),
    "leaks.drop": _of_a_step("/drop"),
    "leaks.seal_anew": _keys,
}
"""Endpoint → what is sent."""


def test_every_post_of_the_leak_desk_has_its_case(app: Flask) -> None:
    assert posts_of(app, "leaks") == CASES.keys()


@pytest.mark.parametrize("case", CASES)
def test_what_is_sent_twice_has_the_effect_of_once(
    app: Flask, shows: list[Show], case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = now()
    monkeypatch.setattr(views, "now", lambda: at)  # sealing anew is one job in one minute
    has_the_effect_of_once(CASES[case](app))


@pytest.mark.parametrize("then", ["", "/drop"])
def test_a_step_that_was_agreed_to_or_dropped_is_not_asked_for_again_by_the_same_form(
    app: Flask, shows: list[Show], then: str
) -> None:
    sent = _asks(app)
    assert sent.send() == 303
    ben = of_the_team("ben@example.org")
    (step,) = leaks.steps(ben, edition().id, at=now())
    assert desk_of(app, ben).post(f"{LATER}/{step.id}{then}").status_code == 303
    stands = everything()

    again = sent.send()

    assert (again, everything() == stands) == (303, True)
    assert _asks(app).send() == 303
    assert len(leaks.steps(ben, edition().id, at=now())) == 2
