"""A lead's hand on the lineup: what goes into a slot, and what the rules refuse."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from coordinator.artists.models import Application, ApplicationState
from coordinator.db import db
from coordinator.errors import Conflict, NotFound
from coordinator.lineups import assignment, locking
from coordinator.people.models import Role
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import (
    LAGOS,
    NOW,
    a_city,
    a_space,
    an_artist,
    an_edition,
    artists_taken,
    lineup,
    spaces_taken,
)

pytestmark = pytest.mark.usefixtures("app")


def lead_of(show: Show) -> Reader:
    return Reader("lead", frozenset({(Role.LEAD, show.city_id)}))


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Conflict) as refused:
        act()
    return refused.value.reason


def test_a_lead_fills_a_slot_replaces_its_act_and_empties_it() -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space())
    one, other = artists_taken(edition, city, an_artist("A1"), an_artist("A2"))
    lead = lead_of(show)

    assignment.assign(lead, show.id, 2, one, at=NOW)
    first = lineup(show)
    assignment.assign(lead, show.id, 2, other, at=NOW)
    second = lineup(show)
    assignment.clear(lead, show.id, 2, at=NOW)

    assert (first, second, lineup(show)) == ({2: one}, {2: other}, {})


def test_nobody_but_the_lead_of_the_shows_city_learns_that_the_show_exists() -> None:
    edition, city, elsewhere = an_edition(), a_city(), a_city(LAGOS)
    (show,) = spaces_taken(edition, city, a_space())
    (act,) = artists_taken(edition, city, an_artist())
    foreign = Reader("lead", frozenset({(Role.LEAD, elsewhere.id), (Role.HOST, None), (Role.ARTIST, None)}))
    assignment.assign(lead_of(show), show.id, 1, act, at=NOW)

    attempts: tuple[Callable[[Reader], object], ...] = (
        lambda reader: assignment.assign(reader, show.id, 2, act, at=NOW),
        lambda reader: assignment.clear(reader, show.id, 1, at=NOW),
        lambda reader: assignment.hold(reader, show.id, 1, held=True, at=NOW),
        lambda reader: locking.lock(reader, show.id, at=NOW),
        lambda reader: locking.unlock(reader, show.id, "again", at=NOW),
    )
    for attempt in attempts:
        for reader in (foreign, STRANGER):
            with pytest.raises(NotFound):
                attempt(reader)

    assert lineup(show) == {1: act}


def test_an_act_that_took_its_application_back_is_refused_and_one_that_never_applied_is_not_found() -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space())
    (act,) = artists_taken(edition, city, an_artist())
    db.session.scalars(select(Application)).one().state = ApplicationState.WITHDRAWN

    assert refusal(lambda: assignment.assign(lead_of(show), show.id, 1, act, at=NOW)) == "act_left"
    with pytest.raises(NotFound):
        assignment.assign(lead_of(show), show.id, 1, "nobody", at=NOW)


def test_an_act_plays_once_at_a_show_and_never_in_two_shows_at_once() -> None:
    edition, city = an_edition(), a_city()
    show, same_time = spaces_taken(edition, city, a_space("S1"), a_space("S2", start=time(21)))
    (act,) = artists_taken(edition, city, an_artist(max_shows=2))
    lead = lead_of(show)
    assignment.assign(lead, show.id, 1, act, at=NOW)

    assert refusal(lambda: assignment.assign(lead, show.id, 2, act, at=NOW)) == "already_at_show"
    assert refusal(lambda: assignment.assign(lead, same_time.id, 1, act, at=NOW)) == "plays_elsewhere"
    assert (lineup(show), lineup(same_time)) == ({1: act}, {})


def test_an_act_plays_no_more_shows_than_it_wants_to() -> None:
    edition, city = an_edition(), a_city()
    hours = (time(10), time(14), time(19))
    shows = spaces_taken(edition, city, *(a_space(f"S{hour.hour}", start=hour, minutes=90) for hour in hours))
    once, twice = artists_taken(edition, city, an_artist("A1"), an_artist("A2", max_shows=2))
    lead = lead_of(shows[0])
    assignment.assign(lead, shows[0].id, 1, once, at=NOW)
    assignment.assign(lead, shows[0].id, 2, twice, at=NOW)
    assignment.assign(lead, shows[1].id, 2, twice, at=NOW)

    assert refusal(lambda: assignment.assign(lead, shows[1].id, 1, once, at=NOW)) == "enough_shows"
    assert refusal(lambda: assignment.assign(lead, shows[2].id, 1, twice, at=NOW)) == "enough_shows"


def test_a_member_of_two_acts_is_in_one_place_at_a_time() -> None:
    edition, city = an_edition(), a_city()
    rows = (a_space("S1", start=time(18), minutes=90), a_space("S2", start=time(19)), a_space("S3", start=time(22)))
    show, same_time, later = spaces_taken(edition, city, *rows)
    band, other = artists_taken(edition, city, an_artist("A1", members=("mia",)), an_artist("A2", members=("mia",)))
    lead = lead_of(show)
    assignment.assign(lead, show.id, 1, band, at=NOW)

    assert refusal(lambda: assignment.assign(lead, same_time.id, 1, other, at=NOW)) == "member_plays_elsewhere"
    assert refusal(lambda: assignment.assign(lead, show.id, 2, other, at=NOW)) == "member_plays_elsewhere"
    assignment.assign(lead, later.id, 1, other, at=NOW)
    assignment.clear(lead, later.id, 1, at=NOW)
    assignment.assign(lead, show.id, 1, other, at=NOW)  # in the stead of the band, not beside it


@pytest.mark.parametrize("speaker", ["host", "act", "other act"])
def test_who_is_not_to_meet_does_not_meet(speaker: str) -> None:
    edition, city = an_edition(), a_city()
    artists_taken(edition, city, an_artist("A1"), an_artist("A2"))
    (show,) = spaces_taken(edition, city, a_space("S1", not_with=("A2",) if speaker == "host" else ()))
    one, other = artists_taken(
        edition,
        city,
        an_artist("A1", not_with=("A2",) if speaker == "other act" else ()),
        an_artist("A2", not_with=("A1",) if speaker == "act" else ()),
    )
    lead = lead_of(show)
    assignment.assign(lead, show.id, 1, one, at=NOW)

    assert refusal(lambda: assignment.assign(lead, show.id, 2, other, at=NOW)) == "vetoed"


def test_only_three_acts_make_a_lineup_final_and_then_nothing_moves() -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space())
    acts = artists_taken(edition, city, *(an_artist(f"A{number}") for number in range(4)))
    lead = lead_of(show)
    assignment.assign(lead, show.id, 1, acts[0], at=NOW)
    assignment.assign(lead, show.id, 2, acts[1], at=NOW)
    early = refusal(lambda: locking.lock(lead, show.id, at=NOW))
    assignment.assign(lead, show.id, 3, acts[2], at=NOW)

    locking.lock(lead, show.id, at=NOW)

    assert early == "not_three_acts"
    assert refusal(lambda: assignment.assign(lead, show.id, 3, acts[3], at=NOW)) == "show_locked"
    assert refusal(lambda: assignment.clear(lead, show.id, 1, at=NOW)) == "show_locked"
    assert refusal(lambda: locking.lock(lead, show.id, at=NOW)) == "show_locked"
    locking.unlock(lead, show.id, "again", at=NOW)
    assignment.clear(lead, show.id, 1, at=NOW)
    assert lineup(show) == {2: acts[1], 3: acts[2]}


def test_a_held_slot_is_neither_emptied_nor_filled_anew() -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space())
    one, other = artists_taken(edition, city, an_artist("A1"), an_artist("A2"))
    lead = lead_of(show)
    assignment.assign(lead, show.id, 1, one, at=NOW)

    assignment.hold(lead, show.id, 1, held=True, at=NOW)

    assert refusal(lambda: assignment.clear(lead, show.id, 1, at=NOW)) == "slot_locked"
    assert refusal(lambda: assignment.assign(lead, show.id, 1, other, at=NOW)) == "slot_locked"
    assignment.hold(lead, show.id, 1, held=False, at=NOW)
    assignment.assign(lead, show.id, 1, other, at=NOW)


def test_a_cancelled_show_and_one_that_is_over_take_nobody() -> None:
    edition, city = an_edition(), a_city()
    show, cancelled = spaces_taken(edition, city, a_space("S1"), a_space("S2"))
    (act,) = artists_taken(edition, city, an_artist())
    lead = lead_of(show)
    cancelled.state = ShowState.CANCELLED
    db.session.flush()

    assert refusal(lambda: assignment.assign(lead, cancelled.id, 1, act, at=NOW)) == "show_cancelled"
    assert refusal(lambda: assignment.assign(lead, show.id, 1, act, at=show.ends_at)) == "show_over"
    assignment.assign(lead, show.id, 1, act, at=show.ends_at - timedelta(minutes=1))


@pytest.mark.parametrize("position", [0, 4])
def test_there_are_three_slots(position: int) -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space())
    (act,) = artists_taken(edition, city, an_artist())

    assert refusal(lambda: assignment.assign(lead_of(show), show.id, position, act, at=NOW)) == "no_such_slot"
