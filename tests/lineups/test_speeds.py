"""`coordinator speed`: what a city knows of its ways."""

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.campaign.commands import speed
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.errors import Invalid
from coordinator.lineups.problem import Mode
from coordinator.lineups.speeds import put_right
from tests.campaign.builders import a_city

USUAL = {Mode.CAR: 30.0, Mode.TRANSIT: 15.0, Mode.BICYCLE: 12.0, Mode.FOOT: 4.0}


def test_a_city_keeps_what_it_was_told_until_it_is_as_usual_again(app: Flask) -> None:
    a_city()
    db.session.commit()
    runner = app.test_cli_runner()

    first = runner.invoke(speed, ["berlin", "--car", "18.5"])
    second = runner.invoke(speed, ["berlin", "--foot", "5"])
    last = runner.invoke(speed, ["berlin", "--usual"])

    assert first.stdout.splitlines()[0] == "car: 18.5 km/h"
    assert second.stdout == "car: 18.5 km/h\ntransit: 15 km/h\nbicycle: 12 km/h\nfoot: 5 km/h\n"
    assert last.stdout == "car: 30 km/h\ntransit: 15 km/h\nbicycle: 12 km/h\nfoot: 4 km/h\n"


@pytest.mark.usefixtures("app")
def test_looking_changes_nothing() -> None:
    a_city()

    assert put_right("berlin", {}) == USUAL
    assert db.session.scalars(select(City.speed_kmh)).one() == {}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("city", "said", "field"),
    [("atlantis", {}, "city"), ("berlin", {Mode.CAR: 0.0}, "car"), ("berlin", {Mode.FOOT: 900.0}, "foot")],
)
def test_an_unknown_city_and_a_speed_nobody_goes_at_are_refused(city: str, said: dict[Mode, float], field: str) -> None:
    a_city()

    with pytest.raises(Invalid) as refused:
        put_right(city, said)

    assert list(refused.value.faults) == [field]
