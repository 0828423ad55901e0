"""A step of the leak desk that waits for a second person: dropped by anybody of the team, lapsed after a day, and never
taken where it would do something else than what was asked for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import leaks
from coordinator.disclosure.leaks import LAPSES, Step, Where
from coordinator.errors import Conflict, NotFound
from coordinator.leaks import delaying
from coordinator.people.models import Role
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from tests.leaks.test_leak_desk import ada, ben, desk_of, edition, shows
from tests.people.builders import a_person, signed_in

__all__ = ["ada", "ben", "shows"]
CHANGED = "What it would do has changed since it was asked for, so nothing was done."


def _asked(by: Reader, show: Show, at: datetime, *, hours: int | None = 24) -> Step:
    """A step for the city of that show, which waits."""
    assert delaying.ask(by, edition(), Where(edition().id, show.city_id), hours, at=at) is False
    db.session.commit()
    return leaks.steps(by, edition().id, at=at)[0]


def _hours(shows: list[Show]) -> list[int | None]:
    db.session.expire_all()
    return [show.reveal_hours for show in shows]


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_who_asked_or_anybody_of_the_team_drops_what_waits_and_it_stays_written_down(
    app: Flask, ada: Reader, ben: Reader, shows: list[Show], who: str
) -> None:
    step, dropper = _asked(ada, shows[0], now()), {"ada": ada, "ben": ben}[who]
    assert "Drop it" in desk_of(app, dropper).get("/global/leaks").text

    answers = [
        desk_of(app, dropper).post(f"/global/leaks/later/{step.id}{what}", follow_redirects=True).text
        for what in ("/drop", "/drop", "")
    ]

    said = ("Dropped. Nothing was done.", "It has been dropped; nothing is done.")
    assert [[words in text for words in said] for text in answers] == [[True, False], [False, True], [False, True]]
    assert ("Dropped by" in answers[-1], "I agree, do it" in answers[-1]) == (True, False)
    (kept,) = leaks.steps(ada, edition().id, at=now())
    assert (kept.dropped_by.person_id, kept.done_at, _hours(shows)) == (dropper.id, None, [None] * 3)


def test_nobody_else_drops_it(app: Flask, ada: Reader, ben: Reader, shows: list[Show]) -> None:
    step = _asked(ada, shows[0], now())
    lead = Reader(a_person("lead@example.org"), frozenset({(Role.LEAD, shows[0].city_id)}))
    for reader in (STRANGER, lead):
        with pytest.raises(NotFound):
            delaying.drop(reader, step.id, at=now())

    page = signed_in(app.test_client(), str(lead.id)).post(f"/global/leaks/later/{step.id}/drop")

    assert (page.status_code, leaks.get_waiting(step.id, at=now()).id) == (404, step.id)
    delaying.drop(ben, step.id, at=now())
    with pytest.raises(Conflict, match="dropped"):
        leaks.get_waiting(step.id, at=now())


def test_a_step_lapses_after_a_day_and_can_be_asked_for_again(ada: Reader, ben: Reader, shows: list[Show]) -> None:
    at = now()
    step = _asked(ada, shows[0], at - LAPSES)
    (told,) = leaks.steps(ben, edition().id, at=at)

    for act in (delaying.agree, delaying.drop):
        with pytest.raises(Conflict, match="lapsed"):
            act(ben, step.id, at=at)

    assert (told.settled(at=at), told.settled(at=at - timedelta(seconds=1))) == ("lapsed", "")
    assert _hours(shows) == [None] * 3
    again = _asked(ben, shows[0], at)
    assert again.id != step.id
    delaying.agree(ada, again.id, at=at)
    assert _hours(shows) == [24, 24, None]


def test_the_desk_says_until_when_a_step_waits_and_that_one_has_lapsed(
    app: Flask, ada: Reader, ben: Reader, shows: list[Show]
) -> None:
    step, lapsed, words = _asked(ada, shows[0], now() - LAPSES), "lapsed: nobody agreed within a day", "It lapses if"
    late = desk_of(app, ben).get("/global/leaks").text
    refused = desk_of(app, ben).post(f"/global/leaks/later/{step.id}", follow_redirects=True).text
    _asked(ada, shows[0], now())
    waits = desk_of(app, ben).get("/global/leaks").text

    assert [(lapsed in page, words in page) for page in (late, waits)] == [(True, False), (True, True)]
    assert ["I agree, do it" in page for page in (late, waits)] == [False, True]
    assert ("so it has lapsed. Ask for it again." in refused, _hours(shows)) == (True, [None] * 3)


def _called_off(shows: list[Show]) -> None:
    shows[1].state = ShowState.CANCELLED


def _moved(shows: list[Show]) -> None:
    shows[2].starts_at += timedelta(minutes=1)
    db.session.flush()
    shows[0].space_id = shows[2].space_id


def _later_alone(shows: list[Show]) -> None:
    shows[0].reveal_hours = 6


def _at_another_time(shows: list[Show]) -> None:
    shows[0].starts_at += timedelta(hours=1)


def _at_another_hour_of_the_edition(shows: list[Show]) -> None:
    edition().reveal_hours = 48


CHANGES: list[Callable[[list[Show]], None]] = [
    *(_called_off, _moved, _later_alone, _at_another_time, _at_another_hour_of_the_edition)
]


@pytest.mark.parametrize("change", CHANGES)
def test_where_it_would_do_something_else_by_now_agreeing_does_nothing_and_shows_how_it_stands(
    app: Flask, ada: Reader, ben: Reader, shows: list[Show], change: Callable[[list[Show]], None]
) -> None:
    step, window = _asked(ada, shows[0], now()), desk_of(app, ben)
    before = unescape(window.get("/global/leaks").text)
    change(shows)
    db.session.commit()
    stood = _hours(shows)

    after = unescape(window.post(f"/global/leaks/later/{step.id}", follow_redirects=True).text)

    assert ("I agree, do it" in before, "2 of them have told it already" in before) == (True, True)
    assert (CHANGED in after, _hours(shows)) == (True, stood)
    assert ("tells its address 24 hours" in after or "tell their address 24 hours" in after) is True
    assert ("I agree, do it" in after, "Ask for it as it stands now" in after) == (False, True)


def test_a_step_that_has_changed_is_asked_for_anew_and_then_agreed_to(
    app: Flask, ada: Reader, ben: Reader, shows: list[Show]
) -> None:
    step = _asked(ada, shows[0], now())
    _called_off(shows)
    db.session.commit()
    page = unescape(desk_of(app, ben).get("/global/leaks").text)
    assert 'href="/global/leaks/later?city=berlin&hours=24"' in page

    again = _asked(ben, shows[0], now())
    delaying.agree(ada, again.id, at=now())

    old = next(one for one in leaks.steps(ada, edition().id, at=now()) if one.id == step.id)
    assert (old.dropped_by.person_id, _hours(shows)) == (ben.id, [24, None, None])


def test_what_has_been_told_either_way_changes_nothing_of_a_step(ada: Reader, ben: Reader, shows: list[Show]) -> None:
    at = shows[0].starts_at + timedelta(hours=1)
    shows[1].starts_at += timedelta(hours=30)
    shows[1].ends_at += timedelta(hours=30)
    step = _asked(ada, shows[0], at)

    delaying.agree(ben, step.id, at=shows[0].ends_at)

    assert _hours(shows) == [None, 24, None]


def test_a_step_back_to_the_usual_time_is_not_agreed_to_where_it_would_tell_more_by_now(
    ada: Reader, ben: Reader, shows: list[Show]
) -> None:
    """Its clock alone has gone on: the address would be told at once, which was not so when it was asked for."""
    usual = shows[0].starts_at - timedelta(hours=edition().reveal_hours)
    for show in shows[:2]:
        show.reveal_hours = 6
    step = _asked(ada, shows[0], usual - timedelta(hours=1), hours=None)

    with pytest.raises(Conflict, match="changed"):
        delaying.agree(ben, step.id, at=usual)

    delaying.agree(ben, step.id, at=usual - timedelta(minutes=30))
    assert _hours(shows)[:2] == [None, None]


def test_what_follows_stands_beside_the_button_of_the_second_person(
    app: Flask, ada: Reader, ben: Reader, shows: list[Show]
) -> None:
    _asked(ada, shows[0], now())

    own, other = (unescape(desk_of(app, one).get("/global/leaks").text) for one in (ada, ben))

    line = "2 of them have told it already and close it again at once"
    assert other.index("2 shows tell their address 24 hours before") < other.index(line) < other.index("I agree, do it")
    assert (line in own, "I agree, do it" in own, "Drop it" in own) == (True, False, True)
