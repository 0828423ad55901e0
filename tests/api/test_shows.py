"""Cities and shows for programs: what stands there, in which pages, and that it is what everybody may know."""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema

from coordinator.api import show_schemas
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import slots
from coordinator.editions.models import Edition
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.statements import statements

API = "/api/v1"
LISTS = (f"{API}/cities", f"{API}/shows", f"{API}/shows.geojson")


@pytest.fixture
def shows(app: Flask) -> list[Show]:
    """Three in Berlin, the last of which is cancelled; one in Lagos."""
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    rooms = (a_space("S1", address="77 Secret Lane"), a_space("S2", capacity=35), a_space("S3"))
    berlin = spaces_taken(edition, a_city(), *rooms)
    lagos = spaces_taken(edition, a_city(LAGOS), a_space("L1", host_email="l@example.org"))
    berlin[2].state = ShowState.CANCELLED
    db.session.commit()
    return [*berlin, *lagos]


def _pages(client: FlaskClient, path: str, **asked: str) -> Iterator[list[Any]]:
    answer = client.get(path, query_string=asked or None).json
    while answer:
        yield answer["features" if "geojson" in path else "items"]
        following = urlsplit(answer["next"]) if answer["next"] else None
        answer = client.get(f"{following.path}?{following.query}").json if following else None


def _all(client: FlaskClient, path: str, **asked: str) -> list[Any]:
    return [one for page in _pages(client, path, **asked) for one in page]


def test_a_show_is_told_with_the_fields_that_are_promised(client: FlaskClient, shows: list[Show]) -> None:
    show = shows[0]
    told = client.get(f"{API}/shows/{show.id}").json

    areas = client.get("/cities/berlin/areas.json").json
    assert told is not None
    assert areas is not None
    area = {name: value for name, value in areas["areas"][0].items() if name != "shows"}
    assert told == {
        "id": show.id,
        "city": "berlin",
        "area": area,
        "kind": str(show.kind),
        "starts_at": f"{show.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        "local_start": f"{show.local_start:%Y-%m-%dT%H:%M:%S}",
        "time_zone": "Europe/Berlin",
        "acts": 3,
        "step_free": False,
        "capacity": 20,
        "state": "planned",
        "enter_url": f"http://localhost/shows/{show.id}/enter",
    }
    assert set(area) == {"id", "name", "latitude", "longitude", "radius_m"}
    assert told["starts_at"][11:16] != told["local_start"][11:16]


def test_cities_are_those_with_shows_that_are_not_cancelled(client: FlaskClient, shows: list[Show]) -> None:
    told = client.get(f"{API}/cities").json

    assert told is not None
    found = {one["id"]: one for one in told["items"]}
    assert {city: one["shows"] for city, one in found.items()} == {"berlin": 2, "lagos": 1}
    assert found["lagos"] == {
        "id": "lagos",
        "name": "Lagos",
        "country": "NG",
        "latitude": LAGOS.latitude,
        "longitude": LAGOS.longitude,
        "time_zone": "Africa/Lagos",
        "shows": 1,
        "url": "http://localhost/cities/lagos",
    }
    assert client.get(urlsplit(found["lagos"]["url"]).path).status_code == 200


def test_shows_are_told_of_all_cities_or_of_one_and_cancelled_ones_say_so(
    client: FlaskClient, shows: list[Show]
) -> None:
    everywhere, berlin = _all(client, f"{API}/shows"), _all(client, f"{API}/shows", city="berlin")

    assert {one["id"] for one in everywhere} == {show.id for show in shows}
    assert {one["id"]: one["state"] == "cancelled" for one in berlin} == {
        show.id: show is shows[2] for show in shows[:3]
    }
    assert [one["starts_at"] for one in everywhere] == sorted(one["starts_at"] for one in everywhere)
    assert all(client.get(f"{API}/shows/{one['id']}").json == one for one in everywhere)


def test_a_map_has_the_middle_of_areas_and_nothing_that_is_cancelled(client: FlaskClient, shows: list[Show]) -> None:
    answer = client.get(f"{API}/shows.geojson", query_string={"city": "berlin"})

    assert answer.mimetype == "application/geo+json"
    assert answer.json is not None
    assert (answer.json["type"], answer.json["next"]) == ("FeatureCollection", None)
    assert [one["id"] for one in answer.json["features"]] == sorted(show.id for show in shows[:2])
    for one in answer.json["features"]:
        public = client.get(f"{API}/shows/{one['id']}").json
        assert public is not None
        assert one == {
            "type": "Feature",
            "id": public["id"],
            "geometry": {"type": "Point", "coordinates": [public["area"]["longitude"], public["area"]["latitude"]]},
            "properties": public,
        }
    everywhere = _all(client, f"{API}/shows.geojson")
    assert {one["id"] for one in everywhere} == {show.id for show in shows if show is not shows[2]}


@pytest.mark.parametrize("path", LISTS)
def test_pages_hold_each_row_once_whatever_comes_meanwhile(client: FlaskClient, shows: list[Show], path: str) -> None:
    whole, pages = _all(client, path), list(_pages(client, path, limit="1"))

    assert len(whole) > 1
    assert [one for page in pages for one in page] == whole
    assert {len(page) for page in pages} == {1}
    first = client.get(path, query_string={"limit": "1"}).json
    assert first is not None
    spaces_taken(_edition(), a_city(), a_space("S9"))
    db.session.commit()
    following = urlsplit(first["next"])
    rest = [one["id"] for one in _all(client, f"{following.path}?{following.query}")]
    before = [one["id"] for one in whole]
    assert [one for one in rest if one in before] == before[1:]


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"limit": "0"}, ["limit"]),
        ({"limit": "5001"}, ["limit"]),
        ({"limit": "many", "cursor": "x" * 300}, ["cursor", "limit"]),
        ({"cursor": "no cursor"}, ["cursor"]),
        ({"bbox": "13,52,14,53"}, ["bbox"]),
    ],
)
@pytest.mark.parametrize("path", LISTS)
def test_what_cannot_be_asked_is_refused_by_field(
    client: FlaskClient, shows: list[Show], path: str, asked: dict[str, str], fields: list[str]
) -> None:
    _is_refused(client.get(path, query_string=asked), fields)


@pytest.mark.parametrize("path", LISTS[1:])
def test_a_city_that_takes_no_part_is_named_and_cursors_of_other_lists_are_none(
    client: FlaskClient, shows: list[Show], path: str
) -> None:
    unknown = client.get(path, query_string={"city": "atlantis"})
    _is_refused(unknown, ["city"])
    assert "atlantis" in unknown.text
    cursors: tuple[object, ...] = (
        ["berlin"],
        ["then", "abc"],
        ["2026-09-20T17:30:00", "abc"],
        ["2026-09-20T17:30:00+02:00", "abc"],
        ["2026-09-20T17:30:00+00:00", "\x00"],
        ["2026-09-20T17:30:00+00:00", "\ud800"],
        ["2026-09-20T17:30:00+00:00", "abc", "abc"],
        ["0001-01-01T00:00:00+23:59", "abc"],
        [1],
        {},
    )
    for said in cursors:
        cursor = urlsafe_b64encode(json.dumps(said).encode()).decode()
        _is_refused(client.get(path, query_string={"cursor": cursor}), ["cursor"])


def _is_refused(answer: Any, fields: list[str]) -> None:
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert (sorted(answer.json["errors"]), answer.json["status"]) == (fields, 422)
    assert all(sentence for said in answer.json["errors"].values() for sentence in said)


def test_what_is_not_there_is_a_problem(client: FlaskClient, app: Flask) -> None:
    for path in (f"{API}/shows/nothing", *LISTS):  # no edition either
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
        assert answer.json == {"type": "about:blank", "title": "Not Found", "status": 404}


def test_caches_keep_it_for_half_a_minute_and_ask_whether_it_holds(client: FlaskClient, shows: list[Show]) -> None:
    for path in (*LISTS, f"{API}/shows/{shows[0].id}"):
        answer, head = client.get(path), client.head(path)

        assert (answer.cache_control.public, answer.cache_control.max_age) == (True, 30)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        names = ("ETag", "Cache-Control", "Content-Type", "Content-Length")
        assert [head.headers.get(name) for name in names] == [answer.headers.get(name) for name in names]
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_nothing_of_it_follows_from_a_lineup_or_from_where_in_the_area_a_home_is(
    client: FlaskClient, shows: list[Show]
) -> None:
    paths = (*LISTS, f"{API}/shows/{shows[0].id}")
    before = [client.get(path) for path in paths]
    for position, act in enumerate(artists_taken(_edition(), a_city(), an_artist("A1"), an_artist("A2")), start=1):
        slots.put(shows[0], position, act)
    db.session.commit()

    after = [client.get(path) for path in paths]

    assert [(one.data, one.headers["ETag"]) for one in after] == [(one.data, one.headers["ETag"]) for one in before]
    assert [one for one in after if re.search("Secret|Act A|Hanna|example.org", one.text)] == []


def test_its_statements_do_not_grow_with_what_it_tells(client: FlaskClient, shows: list[Show]) -> None:
    def counted(path: str) -> int:
        with statements() as found:
            assert client.get(path).status_code == 200
        return len(found)

    before = [counted(path) for path in LISTS]
    spaces_taken(_edition(), a_city(), *(a_space(f"M{number}") for number in range(30)))
    db.session.commit()

    assert [counted(path) for path in LISTS] == before
    assert len(_all(client, f"{API}/shows")) == 34


def test_each_schema_says_what_every_field_is() -> None:
    schemas = (
        show_schemas.City,
        show_schemas.Cities,
        show_schemas.Area,
        show_schemas.PublicShow,
        show_schemas.PublicShows,
        show_schemas.Point,
        show_schemas.Feature,
        show_schemas.ShowMap,
    )
    kinds: tuple[type[Schema], ...] = schemas
    assert [name for one in kinds for name, field in one().fields.items() if not field.required] == []


def _edition() -> Edition:
    return db.session.query(Edition).one()
