"""The gazetteer finds places by the names people write, as they type, and by position."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.errors import Invalid
from coordinator.geo.distance import km
from coordinator.geo.gazetteer import ATTRIBUTION, Place, country_code, country_name, gazetteer, largest
from coordinator.geo.places import DATA

MUNICH = ("Munich", "DE")


def brief(place: Place | None) -> tuple[str, str] | None:
    return (place.name, place.country) if place else None


def state(place: Place | None) -> str | None:
    return place.admin1 if place else None


def test_a_place_carries_all_that_a_city_page_needs() -> None:
    place = gazetteer().find("Berlin")

    assert place == Place(
        id=2950159,
        name="Berlin",
        country="DE",
        admin1="16",
        latitude=52.52437,
        longitude=13.41053,
        population=place.population if place else 0,
        zone="Europe/Berlin",
    )
    assert place is not None
    assert place.population > 3_000_000


@pytest.mark.parametrize(
    "query", ["München", "munchen", "  MUENCHEN ", "Munich", "Мюнхен", "ミュンヘン", "Monaco di Baviera"]
)
def test_munich_is_found_in_any_spelling(query: str) -> None:
    assert brief(gazetteer().find(query)) == MUNICH


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("Sao Paulo", ("São Paulo", "BR")),
        ("東京", ("Tokyo", "JP")),
        ("Москва", ("Moscow", "RU")),
        ("서울", ("Seoul", "KR")),
        ("القاهرة", ("Cairo", "EG")),
        ("মুম্বাই", ("Mumbai", "IN")),
        ("Paris", ("Paris", "FR")),
        ("New York City", ("New York City", "US")),
        ("NYC", ("New York City", "US")),
        ("Washington, D.C.", ("Washington", "US")),
        ("Xi'an", ("Xi’an", "CN")),
        ("den haag", ("The Hague", "NL")),
        ("Kreuzberg, Berlin", ("Kreuzberg", "DE")),
        ("Staten Island", ("Staten Island", "US")),
        ("London, Ontario", ("London", "CA")),
        ("Perth, Scotland", ("Perth", "GB")),
        ("Cambridge UK", ("Cambridge", "GB")),
        ("San José, Costa Rica", ("San José", "CR")),
        ("Lyon, Rhône-Alpes", ("Lyon", "FR")),
    ],
)
def test_a_name_means_the_place_people_mean(query: str, meant: tuple[str, str]) -> None:
    assert brief(gazetteer().find(query)) == meant


@pytest.mark.parametrize(
    ("query", "region"),
    [
        ("Springfield, IL", "IL"),
        ("Springfield, Massachusetts", "MA"),
        ("springfield massachusetts", "MA"),
        ("Paris TX", "TX"),
        ("Paris, Texas, USA", "TX"),
        ("Athens, Georgia", "GA"),
        ("Portland, Maine", "ME"),
    ],
)
def test_a_state_picks_among_namesakes(query: str, region: str) -> None:
    assert state(gazetteer().find(query)) == region


def test_a_country_admits_only_its_own_places() -> None:
    found = [brief(gazetteer().find("Paris", country=country)) for country in (None, "FR", "USA", "Deutschland")]

    assert found == [("Paris", "FR"), ("Paris", "FR"), ("Paris", "US"), None]


def test_a_point_nearby_picks_among_namesakes() -> None:
    los_angeles, denver = (33.99, -118.22), (39.74, -104.99)

    found = [state(gazetteer().find("Lakewood", country="US", near=near)) for near in (los_angeles, denver)]

    assert found == ["CA", "CO"]


@pytest.mark.parametrize("query", ["", " , ", "Nowhereville", "Berlin, France", "12345", "\x00", "%", "' OR 1=1"])
def test_what_is_no_place_is_none(query: str) -> None:
    assert gazetteer().find(query) is None


def test_an_unknown_country_is_said_to_be_one() -> None:
    with pytest.raises(Invalid, match="“Atlantis” is no country we know"):
        gazetteer().find("Paris", country="Atlantis")


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("Oranienstraße 25, 10999 Berlin", "Berlin"),
        ("Oranienstr. 25 10999 Berlin", "Berlin"),
        ("10 Downing Street, London SW1A 2AA, UK", "London"),
        ("1600 Pennsylvania Avenue NW, Washington, DC 20500, USA", "Washington"),
        ("12 rue de Lyon\n75012 Paris\nFrance", "Paris"),
        ("Hauptstraße 5", None),
    ],
)
def test_an_address_leads_to_its_town(address: str, town: str | None) -> None:
    place = gazetteer().find_town(address)

    assert (place.name if place else None) == town


def test_typing_ahead_offers_the_biggest_first() -> None:
    offered = [[place.name for place in gazetteer().suggest(typed, limit=3)] for typed in ("mun", "MÜN", "par", "東京")]

    assert [names[0] for names in offered] == ["Munich", "Munich", "Paris", "Tokyo"]


def test_a_country_narrows_what_is_offered() -> None:
    offered = gazetteer().suggest("s", limit=5, country="Iceland")

    assert {place.country for place in offered} == {"IS"}
    assert len(offered) == 5


def test_a_state_after_the_comma_comes_first() -> None:
    offered = gazetteer().suggest("springfield, il")

    assert state(offered[0]) == "IL"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12), st.integers(1, 20))
def test_whatever_is_typed_the_offers_are_different_places(typed: str, limit: int) -> None:
    offered = gazetteer().suggest(typed, limit=limit)

    assert len(offered) <= limit
    assert len({place.id for place in offered}) == len(offered)


def test_every_letter_fills_the_list() -> None:
    assert {len(gazetteer().suggest(letter)) for letter in "abcdefghijklmnopqrstuvwxyz"} == {8}


def test_the_nearest_town_is_near() -> None:
    bank_of_the_rhine = (48.573, 7.815)

    found = [gazetteer().nearest(*bank_of_the_rhine, country=country).name for country in (None, "DE", "France")]

    assert found == ["Kehl", "Kehl", "Strasbourg"]


@pytest.mark.parametrize(
    ("point", "country"),
    [
        ((90.0, 0.0), "SJ"),
        ((-90.0, 77.0), "CL"),
        ((-17.0, -179.99), "FJ"),
        ((-17.0, 179.99), "FJ"),
        ((66.5, 180.0), "RU"),
    ],
)
def test_poles_and_the_antimeridian_have_a_nearest_town(point: tuple[float, float], country: str) -> None:
    assert gazetteer().nearest(*point).country == country


@settings(max_examples=60, deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_nothing_big_is_nearer_than_the_nearest(latitude: float, longitude: float) -> None:
    place = gazetteer().nearest(latitude, longitude, minimum=100_000)
    away = km(latitude, longitude, place.latitude, place.longitude)

    nearer = gazetteer().places_near(latitude, longitude, km=away * 0.99, limit=1, minimum=100_000)

    assert nearer == ()


def test_a_city_map_gets_its_districts() -> None:
    places = gazetteer().places_near(52.52, 13.405, km=15, limit=12)

    assert [place.name for place in places][:3] == ["Berlin", "Neukölln", "Kreuzberg"]
    assert sorted(places, key=lambda place: -place.population) == list(places)


def test_cities_for_a_day_lie_on_all_inhabited_continents() -> None:
    cities = largest(per_country=4, minimum=400_000)

    zones = {city.zone.partition("/")[0] for city in cities}
    assert len(cities) >= 215
    assert {"Africa", "America", "Asia", "Australia", "Europe", "Pacific"} <= zones
    assert cities == largest(per_country=4, minimum=400_000)


def test_no_city_for_a_day_is_a_district_of_another() -> None:
    cities = largest(per_country=4, minimum=400_000)

    pairs = [
        (one.name, other.name)
        for at, one in enumerate(cities)
        for other in cities[:at]
        if one.country == other.country and km(one.latitude, one.longitude, other.latitude, other.longitude) < 44
    ]
    assert pairs == []


def test_many_threads_may_ask_at_once() -> None:
    queries = ["Berlin", "東京", "Springfield, IL", "Paris TX"] * 50

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(gazetteer().find, queries))

    assert together == [gazetteer().find(query) for query in queries]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"), ("deu", "DE"), ("Germany", "DE"), ("Deutschland", "DE"), ("Allemagne", "DE"), ("Германия", "DE"),
        ("UK", "GB"), ("U.K.", "GB"), ("USA", "US"), ("united states", "US"), ("日本", "JP"), ("Turkey", "TR"),
        ("Türkiye", "TR"), ("Côte d’Ivoire", "CI"), ("Ivory Coast", "CI"), ("Czech Republic", "CZ"), ("España", "ES"),
        ("Atlantis", None), ("", None),
    ],
)  # fmt: skip
def test_countries_are_known_by_code_and_by_name(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_a_country_has_a_name_in_the_readers_language() -> None:
    assert [country_name("DE", locale) for locale in ("en", "de", "pt_BR")] == ["Germany", "Deutschland", "Alemanha"]
    assert country_name("ZZX") == "ZZX"


def test_the_data_comes_with_its_credit() -> None:
    assert ATTRIBUTION in (DATA / "LICENCE.md").read_text(encoding="utf-8")
