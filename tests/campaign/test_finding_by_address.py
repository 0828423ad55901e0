"""A space without coordinates is found by its address: a pin first, then the service, and its town when both fail."""

from pathlib import Path

import pytest
from geopy.exc import GeocoderUnavailable
from geopy.location import Location
from geopy.point import Point

from coordinator.campaign.finding import find_spaces
from coordinator.disclosure.cipher import Cipher
from coordinator.geo.answers import SealedAnswers
from coordinator.geo.gazetteer import gazetteer
from coordinator.geo.geocoding import Address, Geocoding
from coordinator.geo.online import Ask
from coordinator.lineups.locating import Spot
from coordinator.spreadsheets import Loaded, Row
from tests.campaign.builders import a_space

STREET = "12 Example Street"
HOUSE = Spot(52.51, 13.45)


def _spot(asked: Ask | None, folder: Path, *, pin: Spot | None = None) -> Spot:
    answers = SealedAnswers(folder / "answers.sqlite3", Cipher({"k": b"0" * 32}, b"i" * 32))
    chain = Geocoding(gazetteer(), ask=asked, kind="photon", answers=answers)
    if pin:
        chain.place_pin(Address(STREET, "Berlin", "DE"), pin.latitude, pin.longitude)
    space = a_space(address=STREET, city="Berlin", country="DE")
    ((_, spot, town),) = find_spaces(Loaded("spaces.csv", rows=[Row(2, space)]), gazetteer=gazetteer(), geocoding=chain)
    assert town.name == "Berlin"
    return spot


def _house(_: str) -> Location:
    return Location(STREET, Point(HOUSE.latitude, HOUSE.longitude), {"properties": {"type": "house"}})


def _nothing_answers(_: str) -> Location:
    raise GeocoderUnavailable("down")


def test_the_service_finds_the_house(tmp_path: Path) -> None:
    assert _spot(_house, tmp_path) == HOUSE


def test_a_pin_placed_by_hand_is_never_overwritten(tmp_path: Path) -> None:
    pin = Spot(52.5123, 13.4321)

    assert [_spot(_house, tmp_path, pin=pin), _spot(_house, tmp_path)] == [pin, pin]


@pytest.mark.parametrize("ask", [None, _nothing_answers])
def test_without_a_service_or_when_it_fails_the_town_stands_in(tmp_path: Path, ask: Ask | None) -> None:
    town = gazetteer().find("Berlin", country="DE")

    assert town is not None
    assert _spot(ask, tmp_path) == Spot(town.latitude, town.longitude)
