"""Numbers of a lottery are typed by two, blind to each other; a signature proves itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from coordinator.db import db
from coordinator.errors import Conflict, NotFound
from coordinator.guests import agreeing, draw_list, draw_result, drawing
from coordinator.guests.commands import hold_draw
from coordinator.guests.draw_list import Source
from coordinator.guests.draw_result import Outcome
from coordinator.guests.drawing import PublicDraw
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show
from tests.guests.entering import edition_of, guests, open_shows, outcome_of, published, relisted
from tests.guests.test_voiding import a_lead
from tests.people.builders import signed_in
from tests.people.mailbox import letters, text_of

NUMBERS, OTHERS = Outcome(numbers=(4, 9, 21)), Outcome(numbers=(4, 9, 22))


@pytest.fixture
def fixed(app: Flask) -> PublicDraw:
    """A draw that a lottery decides, whose list is published."""
    show = open_shows()[0]
    guests(show, count=3)
    draw = published(show)
    relisted(draw.draw, replace(draw_list.read(draw.file), source=Source("lottery", name="6 of 49")))
    db.session.commit()
    found = drawing.find_draw(edition_of(show), show.city_id)
    assert found is not None
    return found


def show_of(draw: PublicDraw) -> Show:
    """A show of its city."""
    return db.session.get_one(Show, next(iter(draw.head.seats)))


def say(reader: Reader, draw: PublicDraw, outcome: Outcome = NUMBERS, *, hours: int = 0) -> bool:
    """Whether the draw is held once the reader has typed that."""
    at = draw.draw.due_at + timedelta(hours=hours)
    found = agreeing.say(reader, edition_of(show_of(draw)), draw.draw.city_id, outcome, at=at)
    db.session.commit()
    return bool(found.result)


def test_the_draw_is_held_by_the_second_who_types_the_same_and_never_by_one_alone(fixed: PublicDraw) -> None:
    ada, bo = a_lead(show_of(fixed)), a_lead(show_of(fixed), "bo@example.org", "Bo")

    alone = [say(ada, fixed), say(ada, fixed), say(ada, fixed, OTHERS), say(ada, fixed)]
    differs = say(bo, fixed, OTHERS)
    agrees = say(bo, fixed, Outcome(numbers=(21, 9, 4)), hours=1)
    found = drawing.find_draw(edition_of(show_of(fixed)), fixed.draw.city_id)

    assert (alone, differs, agrees) == ([False] * 4, False, True)
    assert found is not None
    assert draw_result.check(found.file, found.result).faults == {}
    assert '"numbers":[4,9,21]' in found.result.decode()
    assert say(ada, fixed)
    with pytest.raises(Conflict) as other:
        say(ada, fixed, OTHERS)
    assert other.value.reason == "drawn_already"


def test_nobody_types_before_the_drawing_or_who_does_not_lead_the_city(fixed: PublicDraw) -> None:
    with pytest.raises(Conflict) as early:
        say(a_lead(show_of(fixed)), fixed, hours=-1)
    with pytest.raises(NotFound):
        say(STRANGER, fixed)

    assert early.value.reason == "too_early"


def test_a_signature_holds_the_draw_at_once(app: Flask) -> None:
    show = open_shows()[0]
    draw = published(show)

    assert say(a_lead(show), draw, outcome_of(draw))


def test_the_second_is_asked_by_letter_reads_no_numbers_and_is_told_where_they_differ(
    app: Flask, fixed: PublicDraw, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, at = show_of(fixed), fixed.draw.due_at
    people = [a_lead(show), a_lead(show, "bo@example.org", "Bo")]
    ada, bo = (signed_in(app.test_client(), str(one.id)) for one in people)
    monkeypatch.setattr("coordinator.guests.draw_views.now", lambda: at)
    page = f"/draws/{edition_of(show).slug}/berlin"
    letters(at=at)

    first = ada.post(page, data={"outcome": "4 9 21"}, follow_redirects=True).text
    asked = [one for one in letters(at=at) if "is waiting" in str(one["Subject"])]
    seen = bo.get(page).text
    bo.post(page, data={"outcome": "4 9 22"})
    both = [client.get(page).text for client in (ada, bo)]
    held = bo.post(page, data={"outcome": "21, 9, 4"}, follow_redirects=True).text

    assert "Noted. The draw is held once somebody else has typed the same numbers." in first
    assert "4.9.21./" in first
    assert [str(one["To"]) for one in asked] == ["Bo <bo@example.org>"]
    assert "A second person has to type them" in text_of(asked[0])
    assert ("You are the second" in seen, "4.9.21" in seen) == (True, False)
    assert ["other numbers than you" in each for each in both] == [True, True]
    assert ["4.9.22" in both[0], "4.9.21" in both[1]] == [False, False]
    assert "The draw is held." in held


def test_the_console_is_one_of_the_two(app: Flask, fixed: PublicDraw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coordinator.guests.commands.now", lambda: fixed.draw.due_at)
    said = [edition_of(show_of(fixed)).slug, "berlin", "4,9,21"]

    twice = [app.test_cli_runner().invoke(hold_draw, said) for _ in range(2)]
    held = say(a_lead(show_of(fixed)), fixed)
    after = app.test_cli_runner().invoke(hold_draw, said)

    assert [("Noted. Somebody else types" in one.output, "not held" in one.output) for one in twice] == [
        (True, True)
    ] * 2
    assert held
    assert ("Noted" in after.output, "3 drawn" in after.output) == (False, True)
    assert say(CONSOLE, fixed)
