"""Migrations up, down and up again on both databases, with foreign keys on and no row lost."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy
from flask import Flask

from coordinator.cities.models import Area, City
from coordinator.db import db
from coordinator.gate import granted
from tests.bare import a_bare_app


@pytest.fixture
def bare_app(db_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of its own without any table."""
    with a_bare_app(db_url, tmp_path) as app, app.app_context():
        yield app


def _tables() -> list[str]:
    return sorted(set(sqlalchemy.inspect(db.engine).get_table_names()) - {"alembic_version"})


def test_models_and_migrations_agree(bare_app: Flask) -> None:
    flask_migrate.upgrade()

    flask_migrate.check()  # exits where a model has what no migration made


def test_a_downgrade_takes_away_every_table_and_an_upgrade_brings_them_back(bare_app: Flask) -> None:
    flask_migrate.upgrade()
    tables = _tables()

    flask_migrate.downgrade(revision="base")
    assert (len(tables) > 15, _tables()) == (True, [])

    flask_migrate.upgrade()
    assert _tables() == tables


def test_rebuilding_a_table_loses_no_row_that_refers_to_it(bare_app: Flask) -> None:
    flask_migrate.upgrade()
    city = City(
        place_id=1, slug="a", name="A", country="DE", latitude=0, longitude=0, population=1, zone="Europe/Berlin"
    )
    db.session.add(city)
    db.session.flush()
    db.session.add(Area(id="x", city_id=city.id, name="X", latitude=0, longitude=0, radius_m=1))
    db.session.commit()
    db.session.remove()

    flask_migrate.downgrade(revision="0001")
    flask_migrate.upgrade()

    assert db.session.scalar(sqlalchemy.select(Area.id)) == "x"


def test_foreign_keys_hold(bare_app: Flask) -> None:
    flask_migrate.upgrade()
    db.session.add(Area(id="x", city_id="nowhere", name="X", latitude=0, longitude=0, radius_m=1))

    with pytest.raises(sqlalchemy.exc.IntegrityError), granted("test"):
        db.session.commit()
