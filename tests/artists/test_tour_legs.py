"""Tour legs: sealed like a home, replaced by the next list, and told to the optimiser."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from coordinator.campaign.importing import take_artists
from coordinator.db import db
from coordinator.disclosure.cipher import CannotOpen
from coordinator.disclosure.matching import day
from coordinator.gate import granted
from coordinator.geo.touring import TourLeg
from coordinator.lineups.problem import Leg, Mode
from coordinator.lineups.proposals import problem_of, propose
from coordinator.people.readers import CONSOLE
from tests.campaign.builders import (
    LAGOS,
    NOW,
    a_city,
    a_space,
    an_artist,
    an_edition,
    artists_taken,
    lineup,
    sited,
    spaces_taken,
)

pytestmark = pytest.mark.usefixtures("app")

BEGINS = datetime(2026, 9, 18, 10, tzinfo=UTC)
IN_LAGOS = TourLeg(BEGINS, BEGINS + timedelta(days=4), LAGOS.latitude, LAGOS.longitude)


def legs_of(edition_id: str) -> list[tuple[TourLeg, ...]]:
    return [act.legs for act in day(CONSOLE, edition_id, city_id=None, at=NOW).acts]


def test_a_leg_is_kept_and_read_back_in_order_of_time() -> None:
    edition, city = an_edition(), a_city()
    later = TourLeg(IN_LAGOS.ends, IN_LAGOS.ends + timedelta(days=1), 48.85, 2.35)

    artists_taken(edition, city, an_artist(legs=(later, IN_LAGOS)))

    assert legs_of(edition.id) == [(IN_LAGOS, later)]


def test_the_same_legs_again_change_nothing_and_others_replace_them() -> None:
    edition, city = an_edition(), a_city()
    moved = TourLeg(IN_LAGOS.begins, IN_LAGOS.ends, 48.85, 2.35)
    said = [(IN_LAGOS,), (IN_LAGOS,), (moved,), ()]

    outcomes = [take_artists(edition, sited([an_artist(legs=legs)], city)) for legs in said]

    assert [len(outcome.new) for outcome in outcomes] == [1, 0, 0, 0]
    assert [len(outcome.changed) for outcome in outcomes] == [0, 0, 1, 1]
    assert legs_of(edition.id) == [()]


def test_where_a_leg_is_based_stands_in_the_database_as_a_cipher_bound_to_its_row() -> None:
    edition, city = an_edition(), a_city()
    one, other = artists_taken(edition, city, an_artist("A1", legs=(IN_LAGOS,)), an_artist("A2", legs=(IN_LAGOS,)))

    with granted("test"):
        rows = db.session.execute(text("SELECT artist_id, point FROM sec_legs")).all()
        points: dict[str, str] = {row.artist_id: row.point for row in rows}
        assert all(str(LAGOS.latitude)[:4] not in point for point in points.values())
        move = text("UPDATE sec_legs SET point = :point WHERE artist_id = :artist")
        db.session.execute(move, {"point": points[one], "artist": other})

    with pytest.raises(CannotOpen):
        legs_of(edition.id)


def test_an_act_on_tour_plays_where_it_tours_and_its_way_and_languages_are_known() -> None:
    edition, berlin, lagos = an_edition(), a_city(), a_city(LAGOS)
    (at_home,) = spaces_taken(edition, berlin, a_space("S1"))
    (abroad,) = spaces_taken(edition, lagos, a_space("S2", languages=("Yoruba", "englisch")))
    lagos.speed_kmh = {"foot": 3.0}
    row = an_artist(legs=(IN_LAGOS,), mode="foot", languages=("English", "Deutsch"))
    (act,) = artists_taken(edition, berlin, row)

    problem = problem_of(day(CONSOLE, edition.id, city_id=None, at=NOW))
    filled = propose(CONSOLE, edition.id, at=NOW).filled

    (artist,) = problem.artists
    rooms = {show.id: show for show in problem.shows}
    begins, ends = (int(at.timestamp()) // 60 for at in (IN_LAGOS.begins, IN_LAGOS.ends))
    assert artist.legs == (Leg(latitude=LAGOS.latitude, longitude=LAGOS.longitude, begins=begins, ends=ends),)
    assert (artist.id, artist.mode, artist.languages) == (act, Mode.FOOT, frozenset({"en", "de"}))
    assert (rooms[abroad.id].languages, rooms[at_home.id].languages) == (frozenset({"yo", "en"}), frozenset())
    assert problem.speed_kmh == {lagos.id: {Mode.FOOT: 3.0}}
    assert (filled, lineup(abroad)) == ({at_home.id: 0, abroad.id: 1}, {})
