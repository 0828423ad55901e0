"""When shows take place: zones, clocks that change, several shows in a room."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from coordinator.campaign.importing import take_shows
from coordinator.db import db
from coordinator.intake import RefusedRows
from coordinator.lineups import assignment
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show, ShowState
from coordinator.shows.scheduling import Evening, span_of
from tests.campaign.builders import (
    DAY,
    LAGOS,
    NOW,
    Town,
    a_city,
    a_space,
    an_artist,
    an_edition,
    artists_taken,
    spaces_taken,
)

APIA = Town(4035413, "Apia", "WS", -13.83333, -171.76666, 40_407, "Pacific/Apia")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Berlin's changes of clocks


def evening(hour: int, minute: int = 0, *, minutes: int = 120, day: date = DAY) -> Evening:
    return Evening(datetime.combine(day, time(hour, minute)), minutes)


def starts(*, of: str | None = None) -> list[str]:
    rows = select(Show.local_start).order_by(Show.starts_at)
    return [f"{start:%H:%M}" for start in db.session.scalars(rows if of is None else rows.where(Show.space_id == of))]


@pytest.mark.usefixtures("app")
def test_a_show_begins_at_its_wall_time_in_its_own_zone_and_the_embargo_ends_with_the_last_one() -> None:
    edition = an_edition()
    (berlin,) = spaces_taken(edition, a_city(), a_space("S1", start=time(19, 30), minutes=150))
    (lagos,) = spaces_taken(edition, a_city(LAGOS), a_space("S2", start=time(19, 30), minutes=150))
    (apia,) = spaces_taken(edition, a_city(APIA), a_space("S3", start=time(23, 0), minutes=150))

    assert berlin.starts_at == datetime(2026, 9, 20, 17, 30, tzinfo=UTC)
    assert lagos.starts_at == datetime(2026, 9, 20, 18, 30, tzinfo=UTC)
    assert apia.starts_at == datetime(2026, 9, 20, 10, 0, tzinfo=UTC)
    assert edition.embargo_ends_at == datetime(2026, 9, 20, 21, 0, tzinfo=UTC)


def test_a_show_over_the_change_of_clocks_lasts_as_long_as_it_says() -> None:
    span = span_of(evening(23, minutes=240, day=date(2026, 10, 24)), "Europe/Berlin")

    assert (span.ends_at - span.starts_at).total_seconds() == 240 * 60


@pytest.mark.usefixtures("app")
def test_a_time_that_clocks_skip_refuses_the_row_that_names_it() -> None:
    edition, city = an_edition(day=SPRING), a_city()

    with pytest.raises(RefusedRows) as refused:
        spaces_taken(edition, city, a_space("S1"), a_space("S2", start=time(2, 30)))

    assert [(note.reference, note.column) for note in refused.value.notes] == [("S2", "start")]


@pytest.mark.usefixtures("app")
def test_of_a_time_that_clocks_show_twice_the_earlier_is_taken_with_a_warning() -> None:
    edition, city = an_edition(day=AUTUMN), a_city()
    spaces_taken(edition, city, a_space("S1"))

    outcome = take_shows(edition, {"S1": [evening(2, 30, day=AUTUMN)]}, at=NOW)

    assert [note.reference for note in outcome.warnings] == ["S1"]
    assert db.session.scalars(select(Show.starts_at)).one() == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.usefixtures("app")
def test_a_room_can_have_several_shows_and_a_list_of_spaces_leaves_their_times_alone() -> None:
    edition, city = an_edition(), a_city()
    spaces_taken(edition, city, a_space("S1"))

    added = take_shows(edition, {"S1": [evening(15), evening(19, 30)]}, at=NOW)
    again = take_shows(edition, {"S1": [evening(15), evening(19, 30)]}, at=NOW)
    spaces_taken(edition, city, a_space("S1", start=time(18)))

    assert (added.new, again.unchanged, starts()) == (frozenset({"S1"}), frozenset({"S1"}), ["15:00", "19:30"])


@pytest.mark.usefixtures("app")
def test_a_show_keeps_its_identity_and_its_acts_when_it_is_moved() -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space("S1"))
    (act,) = artists_taken(edition, city, an_artist())
    assignment.assign(CONSOLE, show.id, 1, act, at=NOW)

    (moved,) = spaces_taken(edition, city, a_space("S1", start=time(18)))

    (other,) = spaces_taken(edition, city, a_space("S2", start=time(20, 30)))
    assert (moved.id, starts(of=show.space_id)) == (show.id, ["18:00"])
    assignment.clear(CONSOLE, show.id, 1, at=NOW)
    assignment.assign(CONSOLE, other.id, 1, act, at=NOW)


@pytest.mark.usefixtures("app")
def test_a_show_cannot_be_moved_to_where_one_of_its_acts_plays_elsewhere() -> None:
    edition, city = an_edition(), a_city()
    early, late = spaces_taken(
        edition, city, a_space("S1", start=time(15), minutes=120), a_space("S2", start=time(19), minutes=120)
    )
    (act,) = artists_taken(edition, city, an_artist(max_shows=2))
    assignment.assign(CONSOLE, early.id, 1, act, at=NOW)
    assignment.assign(CONSOLE, late.id, 1, act, at=NOW)

    with pytest.raises(RefusedRows) as refused:
        spaces_taken(edition, city, a_space("S1", start=time(18, 30), minutes=120))

    assert [note.reference for note in refused.value.notes] == ["S1"]


@pytest.mark.usefixtures("app")
def test_overlapping_evenings_in_one_room_are_refused() -> None:
    edition, city = an_edition(), a_city()
    spaces_taken(edition, city, a_space("S1"))

    with pytest.raises(RefusedRows) as refused:
        take_shows(edition, {"S1": [evening(18), evening(19, 30)]}, at=NOW)

    assert [note.reference for note in refused.value.notes] == ["S1"]


@pytest.mark.usefixtures("app")
def test_a_show_that_no_row_names_stays_with_a_warning() -> None:
    edition, city = an_edition(), a_city()
    spaces_taken(edition, city, a_space("S1"))
    take_shows(edition, {"S1": [evening(15), evening(19, 30)]}, at=NOW)

    outcome = take_shows(edition, {"S1": [evening(15)]}, at=NOW)

    assert ([note.column for note in outcome.warnings], starts()) == (["start"], ["15:00", "19:30"])


@pytest.mark.usefixtures("app")
def test_a_cancelled_show_is_not_called_back_by_the_next_import() -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space("S1"))
    show.state = ShowState.CANCELLED

    spaces_taken(edition, city, a_space("S1"))

    assert db.session.scalars(select(Show.state)).all() == [ShowState.CANCELLED]
    assert edition.embargo_ends_at is None


@pytest.mark.usefixtures("app")
def test_shows_of_a_space_nobody_knows_are_refused() -> None:
    edition = an_edition()

    with pytest.raises(RefusedRows) as refused:
        take_shows(edition, {"S9": [evening(18)]}, at=NOW)

    assert [(note.reference, note.column) for note in refused.value.notes] == [("S9", "space_id")]


@pytest.mark.usefixtures("app")
def test_a_list_leaves_the_letters_of_another_show_their_hour() -> None:
    edition, city = an_edition(), a_city()
    spaces_taken(edition, city, a_space("S1"))
    take_shows(edition, {"S1": [evening(14), evening(19, 30)]}, at=NOW)
    late = db.session.scalars(select(Show).order_by(Show.starts_at.desc())).first()
    assert late is not None
    late.letter_minutes = 60

    with pytest.raises(RefusedRows) as refused:
        take_shows(edition, {"S1": [evening(17), evening(19, 30)]}, at=NOW)

    assert [(note.reference, note.column, note.said.facts) for note in refused.value.notes] == [
        ("S1", "start", {"from": "18:30", "start": "19:30"})
    ]
    db.session.expire_all()
    take_shows(edition, {"S1": [evening(16, 30), evening(19, 30)]}, at=NOW)
    assert starts() == ["16:30", "19:30"]


@pytest.mark.usefixtures("app")
def test_a_list_moves_no_show_into_one_that_no_row_names() -> None:
    edition, city = an_edition(), a_city()
    spaces_taken(edition, city, a_space("S1"))
    take_shows(edition, {"S1": [evening(15), evening(19, 30)]}, at=NOW)

    with pytest.raises(RefusedRows) as refused:
        take_shows(edition, {"S1": [evening(18)]}, at=NOW)

    assert [note.reference for note in refused.value.notes] == ["S1"]
