"""Entries against check-ins, published city by city afterwards, so coarsely that nobody is told from it."""

from datetime import timedelta

import pytest
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import turnouts as counting
from coordinator.disclosure.turnouts import Turnout
from coordinator.door import checking
from coordinator.door.checking import Said
from coordinator.door.models import Way
from coordinator.editions.models import Edition
from coordinator.guests import turnouts
from coordinator.guests.draw_list import Pool
from coordinator.guests.models import EntryState
from coordinator.parting import erasing
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from tests.door.standing import a_supervisor, confirmed, standing
from tests.guests.entering import edition_of, guests, held, open_shows, says_yes
from tests.guests.test_seats import by_state, entry_id
from tests.guests.test_voiding import where_of


def come(show: Show, *parties: Reader) -> None:
    """They come in at the door of that show."""
    sue = a_supervisor(show)
    for number, party in enumerate(parties):
        said = Said(f"0000-come-{number}", entry_id(party), Way.IN, 1, show.starts_at)
        checking.let_through(standing(sue, show), said, at=show.starts_at)
    db.session.commit()


def a_large_show(*, seats: int = 40) -> tuple[Show, list[Reader]]:
    """A show whose seats are all taken by guests who have said yes."""
    (show,) = open_shows(1)
    show.capacity = seats
    db.session.commit()
    return show, confirmed(show, count=seats)


def over(show: Show) -> Edition:
    """Its edition, whose numbers have been published as soon as they may be."""
    edition = edition_of(show)
    assert edition.embargo_ends_at is not None
    turnouts.publish_due(edition.embargo_ends_at + turnouts.LATE)
    db.session.commit()
    return edition


def told(app: Flask, show: Show) -> str:
    """The page of its draw."""
    return app.test_client().get(f"/draws/{edition_of(show).slug}/berlin").text


def test_how_many_came_is_told_once_all_is_over_rounded_to_five(app: Flask) -> None:
    show, parties = a_large_show()
    come(show, *parties[:33])
    edition = edition_of(show)
    assert edition.embargo_ends_at is not None
    turnouts.publish_due(edition.embargo_ends_at + turnouts.LATE - timedelta(seconds=1))
    early = told(app, show)

    over(show)
    page = told(app, show)

    assert "had said yes to a seat" not in early
    assert "About 40 parties had said yes to a seat in the end, and about 35 of them came in." in page


def test_it_is_counted_once_and_stays_when_somebody_leaves(app: Flask) -> None:
    show, parties = a_large_show()
    come(show, *parties[:37])
    over(show)

    for party in parties[30:]:
        erasing.erase(party, at=show.ends_at + timedelta(days=5))
    edition = over(show)

    found = turnouts.find(edition.id, show.city_id)
    assert found is not None
    assert (found.seated, found.came) == (40, 35)
    assert counting.of_city(where_of(show), [Pool.GENERAL]) == [Turnout(30, 30)]


@pytest.mark.parametrize(("seats", "came", "is_told"), [(20, 20, True), (19, 19, False), (40, 0, False), (40, 1, True)])
def test_nothing_is_told_where_it_would_tell_of_somebody_or_of_a_closed_door(
    app: Flask, seats: int, came: int, is_told: bool
) -> None:
    show, parties = a_large_show(seats=seats)
    come(show, *parties[:came])

    edition = over(show)

    found = turnouts.find(edition.id, show.city_id)
    assert found is not None
    assert (found.seated is not None, found.came is not None) == (is_told, is_told)
    assert ("How many came is not told here" in told(app, show)) is not is_told


def test_one_door_with_guests_that_let_nobody_in_keeps_its_whole_city_untold(app: Flask) -> None:
    first, second, _ = open_shows()
    parties = guests(first, count=20)
    others = guests(second, count=5, first=50)
    due = held(first).draw.due_at
    for reader in (*parties, *others):
        says_yes(reader, at=due)
    db.session.commit()
    come(first, *parties)

    counted = counting.of_city(where_of(first), [Pool.GENERAL])
    edition = over(first)

    assert sorted(counted, key=lambda one: one.seated) == [Turnout(5, 0), Turnout(20, 20)]
    assert (found := turnouts.find(edition.id, first.city_id)) is not None
    assert found.seated is None


def test_who_was_let_in_by_a_slip_and_a_show_that_is_off_do_not_count(app: Flask) -> None:
    show, parties = a_large_show(seats=3)
    come(show, *parties)
    checking.undo(standing(a_supervisor(show), show), "0000-come-0", at=show.starts_at)
    db.session.commit()

    once = counting.of_city(where_of(show), [Pool.GENERAL])
    show.state = ShowState.CANCELLED
    db.session.commit()

    assert (once, counting.of_city(where_of(show), [Pool.GENERAL])) == ([Turnout(3, 2)], [])


def test_seats_kept_for_a_few_are_never_counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    (show,) = open_shows(1)
    show.step_free, show.capacity = True, 8
    db.session.commit()
    parties = [*guests(show, count=50), *guests(show, count=4, first=90, needs_access=True)]
    due = held(show).draw.due_at
    seated = by_state(parties)[EntryState.WON]
    for reader in seated:
        says_yes(reader, at=due)
    db.session.commit()
    come(show, *seated)
    monkeypatch.setattr(turnouts, "LEAST", 1)
    monkeypatch.setattr(turnouts, "STEP", 1)
    kept = counting.of_city(where_of(show), [Pool.ACCESS])

    edition = over(show)

    found = turnouts.find(edition.id, show.city_id)
    assert kept == [Turnout(2, 2)]
    assert found is not None
    assert (len(seated), found.seated, found.came) == (8, 6, 6)
