"""What anybody sees: the world, cities, a show; what changes when the embargo is over; how much it costs."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import slots
from coordinator.editions.models import Edition
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.statements import statements

HOSTILE = ("{{7*7}}", "${7*7}", "</script><script>alert(1)</script>", "{% raw %}", '"><img src=x onerror=alert(1)>')


@pytest.fixture
def shows(app: Flask) -> list[Show]:
    """Two shows in Berlin, one in Lagos."""
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    berlin = spaces_taken(edition, a_city(), a_space("S1"), a_space("S2", kind="rooftop"))
    lagos = spaces_taken(edition, a_city(LAGOS), a_space("L1"))
    db.session.commit()
    return [*berlin, *lagos]


def test_before_any_edition_every_page_says_what_will_stand_there(client: FlaskClient) -> None:
    assert [client.get(path).status_code for path in ("/", "/map", "/cities/", "/map/cities.json")] == [200] * 4
    assert "Cities appear here" in client.get("/").text


def test_the_front_page_lists_the_cities_and_its_map_has_a_light_for_each(
    client: FlaskClient, shows: list[Show]
) -> None:
    page, lights = client.get("/").text, client.get("/map/cities.json").get_json()

    assert 'href="/cities/berlin"' in page
    assert [(row[0], row[4]) for row in lights["cities"]] == [("berlin", 2), ("lagos", 1)]


def test_a_city_shows_its_areas_and_times_and_leads_to_its_shows(client: FlaskClient, shows: list[Show]) -> None:
    page, areas = client.get("/cities/berlin").text, client.get("/cities/berlin/areas.json").get_json()["areas"]

    assert [len(area["shows"]) for area in areas] == [2]
    assert all(f'href="/shows/{show.id}"' in page for show in shows[:2])
    assert shows[2].id not in page


def test_a_cancelled_show_keeps_its_page_and_leaves_the_map(client: FlaskClient, shows: list[Show]) -> None:
    shows[0].state = ShowState.CANCELLED
    db.session.commit()

    areas = client.get("/cities/berlin/areas.json").get_json()["areas"]

    assert [show["id"] for area in areas for show in area["shows"]] == [shows[1].id]
    assert "This show is cancelled" in client.get(f"/shows/{shows[0].id}").text


@pytest.mark.parametrize("q", ["berl", "BERLIN", "Германия", "Берлин", "Deutschland"])
def test_a_city_is_found_by_its_names(client: FlaskClient, shows: list[Show], q: str) -> None:
    answer = client.get("/cities/", query_string={"q": q})

    assert answer.headers.get("Location", answer.text) == "/cities/berlin" or "Nothing is planned" in answer.text


def test_a_city_spelt_in_another_script_opens_at_once(client: FlaskClient, shows: list[Show]) -> None:
    assert client.get("/cities/", query_string={"q": "Берлин"}).headers["Location"] == "/cities/berlin"


def test_a_search_without_a_hit_says_what_to_do_and_keeps_the_words(client: FlaskClient, shows: list[Show]) -> None:
    page = client.get("/cities/", query_string={"q": "Atlantis<b>"}).text

    assert str(escape("Atlantis<b>")) in page
    assert "<b>" not in page
    assert "See all cities" in page


@pytest.mark.parametrize("path", ["/shows/none", "/cities/none", "/cities/none/areas.json", "/lead/none/x", "/nothing"])
def test_what_does_not_exist_is_one_page(client: FlaskClient, shows: list[Show], path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, "No door here" in answer.text) == (404, True)


def test_who_played_is_told_to_everybody_once_the_embargo_is_over_and_not_before(
    client: FlaskClient, shows: list[Show]
) -> None:
    edition = db.session.get_one(Edition, shows[0].edition_id)
    for position, act in enumerate(artists_taken(edition, a_city(), *(an_artist(f"A{n}") for n in range(3))), start=1):
        slots.put(shows[0], position, act)
    db.session.commit()
    before = client.get(f"/shows/{shows[0].id}").text

    _move_into_the_past(shows, edition)

    after = client.get(f"/shows/{shows[0].id}").text
    assert [("Act A1" in page, "three acts, kept secret" in page) for page in (before, after)] == [
        (False, True),
        (True, False),
    ]


def _move_into_the_past(shows: list[Show], edition: Edition) -> None:
    for show in shows:
        show.starts_at, show.ends_at = now() - timedelta(days=2), now() - timedelta(days=2, hours=-2)
    edition.embargo_ends_at = now() - timedelta(days=1)
    db.session.commit()


def test_pages_take_the_same_number_of_statements_for_one_show_and_for_many(app: Flask, client: FlaskClient) -> None:
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    spaces_taken(edition, a_city(), a_space("S0"))
    few = _counted(client)

    spaces_taken(edition, a_city(), *(a_space(f"S{n}") for n in range(60)))

    assert few == _counted(client) == {"/": 3, "/cities/": 4, "/cities/berlin": 3, "/cities/berlin/areas.json": 3}


def _counted(client: FlaskClient) -> dict[str, int]:
    counts = {}
    for path in ("/", "/cities/", "/cities/berlin", "/cities/berlin/areas.json"):
        with statements() as seen:
            assert client.get(path).status_code == 200
        asked = [one for one in seen if not one.startswith("BEGIN") and "clock_timestamp" not in one]
        counts[path] = len(asked)  # the clock of a server is asked where there is one
    return counts


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_and_nothing_else_on_the_leads_page(app: Flask, name: str) -> None:
    from coordinator.people import accounts
    from coordinator.people.models import Role
    from tests.people.builders import a_person, signed_in

    edition, berlin = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
    (show,) = spaces_taken(edition, berlin, a_space("S1", space_name=name, address=name))
    (act,) = artists_taken(edition, berlin, an_artist("A1", act_name=name))
    slots.put(show, 1, act)
    lead = a_person("lead@example.org", name=name)
    accounts.grant(Role.LEAD, lead, city_id=berlin.id)
    client = signed_in(app.test_client(), lead)

    pages = [client.get(path).text for path in ("/lead/berlin/", f"/lead/berlin/shows/{show.id}")]
    points = client.get("/lead/berlin/shows.json").get_json()

    assert [page.count(str(escape(name))) >= least for page, least in zip(pages, (2, 6), strict=True)] == [True, True]
    assert [page for page in pages if "<script>alert" in page] == []
    assert points["shows"][0]["label"] == name


def test_every_answer_carries_the_headers_that_keep_a_page_to_itself(client: FlaskClient) -> None:
    headers = client.get("/").headers

    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self' 'nonce-")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "Cookie" in headers["Vary"]


def test_each_answer_has_a_nonce_of_its_own(client: FlaskClient) -> None:
    first, second = (client.get("/").headers["Content-Security-Policy"] for _ in range(2))

    assert first != second


def test_ready_means_that_the_database_is_migrated(client: FlaskClient) -> None:
    assert (client.get("/healthz").status_code, client.get("/readyz").get_json()) == (200, {"status": "ok"})
