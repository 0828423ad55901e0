"""Artists from a list: acts, applications, contacts, members, vetoes."""

from datetime import time

import pytest
from sqlalchemy import func, select

from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.campaign.importing import take_artists
from coordinator.db import db
from coordinator.disclosure.matching import day
from coordinator.intake import Outcome
from coordinator.people.models import PersonRole, Role
from coordinator.people.readers import CONSOLE
from tests.campaign.builders import NOW, a_city, a_space, an_artist, an_edition, artists_taken, sited, spaces_taken

pytestmark = pytest.mark.usefixtures("app")


def counts(outcome: Outcome) -> tuple[int, int, int]:
    return len(outcome.new), len(outcome.changed), len(outcome.unchanged)


def test_a_listed_act_has_an_accepted_application_and_a_contact() -> None:
    edition, city = an_edition(), a_city()
    row = an_artist(travel_km=12.5, needs=("drums",), free_from=time(18), members=("mia", "tom"), max_shows=2)

    outcome = take_artists(edition, sited([row], city))

    act, wish = db.session.scalars(select(Artist)).one(), db.session.scalars(select(Application)).one()
    assert counts(outcome) == (1, 0, 0)
    assert (act.act_name, act.genres, wish.state) == ("Act A1", ["genre A1"], ApplicationState.ACCEPTED)
    assert (wish.travel_km, wish.needs, wish.free_from, wish.max_shows) == (12.5, ["drums"], time(18), 2)
    assert list(db.session.scalars(select(PersonRole.role))) == [Role.ARTIST]
    assert len(day(CONSOLE, edition.id, city_id=None, at=NOW).acts[0].members) == 2


def test_the_same_list_again_changes_nothing() -> None:
    edition, city = an_edition(), a_city()
    row = {"members": ("mia",), "not_with": ("A1",), "refugee_background": True, "free_until": time(23)}
    rows = sited([an_artist(f"A{number}", **row) for number in range(30)], city)
    first = take_artists(edition, rows)

    second = take_artists(edition, rows)

    assert (counts(first), counts(second)) == ((30, 0, 0), (0, 0, 30))
    assert db.session.scalar(select(func.count()).select_from(Application)) == 30


@pytest.mark.parametrize(
    "said",
    [
        {"act_name": "Another"},
        {"genres": ("soul",)},
        {"travel_km": 31.0},
        {"members": ("mia",)},
        {"email": "other@example.org"},
        {"refugee_background": True},
        {"not_with": ("A2",)},
    ],
)
def test_a_changed_row_changes_that_act_only(said: dict[str, object]) -> None:
    edition, city = an_edition(), a_city()
    take_artists(edition, sited([an_artist("A1"), an_artist("A2")], city))

    outcome = take_artists(edition, sited([an_artist("A1", **said), an_artist("A2")], city))

    assert outcome == Outcome(frozenset(), frozenset({"A1"}), frozenset({"A2"}))


def test_a_declined_act_is_not_called_back_by_the_next_import() -> None:
    edition, city = an_edition(), a_city()
    artists_taken(edition, city, an_artist())
    db.session.scalars(select(Application)).one().state = ApplicationState.DECLINED

    artists_taken(edition, city, an_artist(rating=4.0))

    wish = db.session.scalars(select(Application)).one()
    assert (wish.state, wish.rating) == (ApplicationState.DECLINED, 4.0)


def test_members_of_two_acts_are_one_person_however_they_are_spelt() -> None:
    edition, city = an_edition(), a_city()

    artists_taken(edition, city, an_artist("A1", members=("Mia  Nowak",)), an_artist("A2", members=("mia nowak",)))

    one, other = day(CONSOLE, edition.id, city_id=None, at=NOW).acts
    assert one.members == other.members


def test_not_with_names_acts_of_the_same_list_and_spaces_and_warns_of_strangers() -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space("S1"))
    rows = sited([an_artist("A1", not_with=("A2", "S1", "X9")), an_artist("A2")], city)

    outcome = take_artists(edition, rows)

    rows_of_day = day(CONSOLE, edition.id, city_id=None, at=NOW)
    by_name = {row.act_name: row for row in rows_of_day.acts}
    assert [note.reference for note in outcome.warnings] == ["A1"]
    assert by_name["Act A1"].not_with == frozenset({by_name["Act A2"].id})
    assert [room.not_with for room in rows_of_day.rooms if room.show.id == show.id] == [
        frozenset({by_name["Act A1"].id})
    ]


def test_a_host_and_an_act_that_both_say_no_may_each_take_it_back() -> None:
    edition, city = an_edition(), a_city()
    spaces_taken(edition, city, a_space("S1"))
    artists_taken(edition, city, an_artist("A1", not_with=("S1",)))
    spaces_taken(edition, city, a_space("S1", not_with=("A1",)))

    spaces_taken(edition, city, a_space("S1"))
    kept = day(CONSOLE, edition.id, city_id=None, at=NOW).rooms[0].not_with
    artists_taken(edition, city, an_artist("A1"))

    assert (len(kept), day(CONSOLE, edition.id, city_id=None, at=NOW).rooms[0].not_with) == (1, frozenset())
