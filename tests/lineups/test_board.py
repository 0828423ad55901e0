"""The lead's page: what plays, and what the proposal says of it, slot by slot."""

import functools
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import offers as kept
from coordinator.disclosure import slots, twins
from coordinator.disclosure.people import enrol
from coordinator.disclosure.slots import Suggestion
from coordinator.editions.models import Edition
from coordinator.lineups import locking
from coordinator.lineups.problem import Reason
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from tests.campaign.builders import NOW, Town, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.people.builders import signed_in


@pytest.fixture
def city() -> City:
    """Berlin."""
    return a_city()


@pytest.fixture
def lead(client: FlaskClient, city: City) -> FlaskClient:
    """A browser of the lead of Berlin."""
    person = enrol("lead@example.org", name="Ada Lead")
    grant(Role.LEAD, person, city_id=city.id)
    db.session.commit()
    return signed_in(client, person)


def a_proposed_show(city: City) -> tuple[Show, list[str]]:
    """A show with a proposal of two acts, each 3 km away, and a third slot without one; the acts by id."""
    edition = an_edition()
    (show,) = spaces_taken(edition, city, a_space())
    acts = artists_taken(edition, city, *(an_artist(f"A{number}") for number in (1, 2, 3)))
    head = {"edition_id": edition.id, "city_id": None, "made_at": NOW, "seed": 0, "solver": "none"}
    proof = {"status": "feasible", "objective": 0.0, "bound": 0.0}
    found = [Suggestion(show.id, position, acts[position - 1], 3.0, facts={"local": True}) for position in (1, 2)]
    nobody = Suggestion(show.id, 3, None, reason=Reason.ALL_TAKEN.value)
    slots.keep_proposal(head | proof, [*found, nobody])
    db.session.commit()
    return show, acts


def page_of(lead: FlaskClient, show: Show) -> str:
    """The board with this show opened."""
    return lead.get(f"/lead/berlin/shows/{show.id}").text


def words_of(page: str) -> list[str]:
    """The words of every slot, marks and spaces taken out."""
    found = re.findall(r'<li class="slot.*?</li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", slot).split()) for slot in found]


def test_an_empty_lineup_stands_beside_its_proposal(lead: FlaskClient, city: City) -> None:
    show, _ = a_proposed_show(city)

    words = words_of(page_of(lead, show))

    assert words[:2] == [f"{number} Nobody yet Proposed: Act A{number} 3 km away, the local act" for number in (1, 2)]
    assert words[2].startswith("3 Nobody yet ")
    assert "Proposed" not in words[2]


def test_the_row_of_a_second_room_tells_the_same_answers_as_its_show(lead: FlaskClient, city: City) -> None:
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    show, twin = spaces_taken(edition, city, a_space("S1"), a_space("S2"))
    for position, act in enumerate(artists_taken(edition, city, *(an_artist(f"A{n}") for n in range(3))), start=1):
        slots.put(show, position, act)
    twins.pair(show.id, twin.id)
    locking.lock(CONSOLE, show.id, at=now())
    offer = kept.of_shows([show.id], at=now())[0]
    kept.settle(offer, kept.OfferState.CONFIRMED, by=offer.contact_id, at=now())
    db.session.commit()

    page = lead.get("/lead/berlin/").text

    assert re.findall(r'class="stage asked">([^<]+)<', page) == ["1 of 3 confirmed"] * 2


def test_a_second_room_opens_with_the_acts_that_play_there_and_leads_to_where_they_are_placed(
    lead: FlaskClient, city: City
) -> None:
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    show, twin = spaces_taken(edition, city, a_space("S1"), a_space("S2"))
    for position, act in enumerate(artists_taken(edition, city, *(an_artist(f"A{n}") for n in range(4)))[:3], start=1):
        slots.put(show, position, act)
    twins.pair(show.id, twin.id)
    db.session.commit()

    page = page_of(lead, twin)

    assert [words.split(" ")[:3] for words in words_of(page)] == [
        ["1", "Act", "A2"],
        ["2", "Act", "A0"],
        ["3", "Act", "A1"],
    ]
    assert f'href="/lead/berlin/shows/{show.id}">Place and lock them there.' in page
    assert ("Who would fit" in page, 'class="candidate"' in page) == (False, False)


def test_a_show_that_is_called_off_says_so_and_places_nobody(lead: FlaskClient, city: City) -> None:
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    (show,) = spaces_taken(edition, city, a_space("S1"))
    (act,) = artists_taken(edition, city, an_artist("A1"))
    page = f"/lead/berlin/shows/{show.id}"
    (seen,) = re.findall(r'name="seen" value="(\w+)"', lead.get(f"{page}/cancel").text)
    called_off = lead.post(f"{page}/cancel", data={"because": "The host is ill", "seen": seen})

    told = lead.get(page)
    cost = lead.get(f"{page}/acts/{act}")

    assert (called_off.status_code, told.status_code, cost.status_code) == (303, 200, 404)
    assert "This show is called off; nobody plays there." in told.text
    assert ("Who would fit" in told.text, "/slots/" in told.text) == (False, False)


def test_what_plays_as_proposed_is_not_said_twice(lead: FlaskClient, city: City) -> None:
    show, acts = a_proposed_show(city)
    slots.put(show, 1, acts[0])
    slots.put(show, 2, acts[2])

    page = page_of(lead, show)

    told = [re.sub(r" Move .* Clear Act A\d", "", words) for words in words_of(page)]
    assert told[:2] == [
        "1 Act A1 genre A1 as proposed: 3 km away, the local act",
        "2 Act A3 genre A3 Proposed: Act A2 3 km away, the local act",
    ]


def test_the_lead_and_the_global_team_find_the_lineups_on_the_citys_page(
    lead: FlaskClient, client: FlaskClient, city: City
) -> None:
    a_proposed_show(city)
    stranger = client.application.test_client()

    assert ["Lineups of Berlin" in visitor.get("/cities/berlin").text for visitor in (lead, stranger)] == [True, False]


@pytest.mark.parametrize(("distance_km", "told"), [(60.0, True), (9_392.0, False)])
def test_the_nearest_miss_of_a_gap_is_named_only_where_it_is_near(
    lead: FlaskClient, city: City, distance_km: float, told: bool
) -> None:
    edition = an_edition()
    (show,) = spaces_taken(edition, city, a_space())
    (act,) = artists_taken(edition, city, an_artist("A1", act_name="Far Thunder"))
    head = {"edition_id": edition.id, "city_id": None, "made_at": NOW, "seed": 0, "solver": "none"}
    proof = {"status": "feasible", "objective": 0.0, "bound": 0.0}
    miss = {"in_range": 0, "artist": act, "rule": "reach", "distance_km": distance_km, "travel_km": 30.0}
    found = Suggestion(show.id, 1, None, reason=Reason.NO_ARTIST_IN_RANGE.value, facts=miss)
    slots.keep_proposal(head | proof, [found])
    db.session.commit()

    gap = words_of(page_of(lead, show))[0]

    assert ("No other act travels this far." in gap, "Far Thunder" in gap) == (True, told)


def test_the_list_says_what_each_show_waits_for_and_the_filter_shows_those_alone(lead: FlaskClient, city: City) -> None:
    show, acts = a_proposed_show(city)
    for position, act in enumerate(acts, start=1):
        slots.put(show, position, act)
    spaces_taken(an_edition_of(show), city, a_space("S2", space_name="The empty room"))
    db.session.commit()

    pages = [lead.get(f"/lead/berlin/?only={only}").text for only in ("", "ready", "needs", "nonsense")]

    stages = re.findall(r'<span class="stage \w+">(.*?)</span>', pages[0])
    hidden = [re.findall(r'data-stage="(\w+)" hidden>', page) for page in pages]
    assert sorted(stages) == ["needs 3 acts", "ready to lock"]
    assert hidden == [[], ["needs"], ["ready"], []]


def test_the_map_is_told_where_the_citys_own_acts_live_and_of_others_nothing(lead: FlaskClient, city: City) -> None:
    edition = an_edition()
    spaces_taken(edition, city, a_space())
    potsdam = a_city(Town(2852458, "Potsdam", "DE", 52.39886, 13.06566, 178_089, "Europe/Berlin"))
    spaces_taken(edition, potsdam, a_space("P1"), a_space("P2"))
    artists_taken(edition, city, an_artist("A1", act_name="Near Thunder"))
    artists_taken(edition, potsdam, an_artist("A2", act_name="Far Thunder"))
    db.session.commit()

    told = lead.get("/lead/berlin/shows.json").get_json()

    assert [act[1] for act in told["acts"]] == ["Near Thunder"]
    assert [(name, count) for name, _, _, count in told["cities"]] == [("Potsdam", 2)]


@pytest.mark.usefixtures("unlinked")
def test_pages_of_the_board_take_as_many_statements_for_one_show_as_for_many(lead: FlaskClient, city: City) -> None:
    show, acts = a_proposed_show(city)
    slots.put(show, 1, acts[0])
    db.session.commit()
    few = counted(lead, show)

    spaces_taken(an_edition_of(show), city, *(a_space(f"S{number}") for number in range(2, 40)))
    db.session.commit()

    assert few == counted(lead, show) == [24, 14, 46]


def counted(lead: FlaskClient, show: Show) -> list[int]:
    """The statements of the board, of the map's data, and of an opened show."""
    counts = []
    for path in ("/lead/berlin/", "/lead/berlin/shows.json", f"/lead/berlin/shows/{show.id}"):
        seen: list[str] = []
        hear = functools.partial(_note, seen)
        event.listen(db.engine, "before_cursor_execute", hear)
        assert lead.get(path).status_code == 200
        event.remove(db.engine, "before_cursor_execute", hear)
        counts.append(len([statement for statement in seen if statement.startswith("SELECT")]))
    return counts


def _note(seen: list[str], _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    seen.append(statement)


def an_edition_of(show: Show) -> Edition:
    """The edition of a show."""
    return db.session.get_one(Edition, show.edition_id)
