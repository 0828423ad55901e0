"""Migrations up, down and up again on both databases, with foreign keys on and no row lost."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy
from flask import Flask
from sqlalchemy import insert, select

from coordinator.cities.models import Area, City
from coordinator.db import Base, db
from coordinator.disclosure.sealed_guests import SealedEntrant, SealedEntry
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


def test_who_was_in_two_editions_of_one_date_counts_in_the_newest_entry_of_it(bare_app: Flask) -> None:
    flask_migrate.upgrade(revision="0036")
    day, other = date(2027, 9, 20), date(2027, 9, 21)
    then = sqlalchemy.Table("editions", sqlalchemy.MetaData(), autoload_with=db.engine)  # the model has more by now
    numbers = {one.name: 1 for one in then.columns if isinstance(one.type, sqlalchemy.Integer)}
    days = (("a", day), ("b", day), ("c", other))
    db.session.execute(insert(then), [{**numbers, "id": key, "slug": key, "name": key, "date": on} for key, on in days])
    db.session.execute(insert(City), [_full(City, id="x", slug="x")])
    old = sqlalchemy.table("sec_entrants", *map(sqlalchemy.column, ("edition_id", "fingerprint", "entry_id")))
    with granted("test"):
        for hours, key in enumerate("bac"):
            asked = datetime(2027, 8, 1, hours, tzinfo=UTC)
            named = {name: f"{name} {key}" for name in ("public_id", "letter_hash")}
            entry = _full(SealedEntry, id=key, edition_id=key, city_id="x", people=2, asked_at=asked, **named)
            db.session.execute(insert(SealedEntry), [entry])
            db.session.execute(insert(old), [{"edition_id": key, "fingerprint": "mia", "entry_id": key}])
        db.session.execute(insert(old), [{"edition_id": "b", "fingerprint": "bea", "entry_id": "b"}])
        db.session.commit()

    flask_migrate.upgrade(revision="0037")

    wanted = select(SealedEntrant.day, SealedEntrant.fingerprint, SealedEntrant.entry_id)
    with granted("test"):
        found = sorted(tuple(row) for row in db.session.execute(wanted))
    assert found == [(day, "bea", "b"), (day, "mia", "a"), (other, "mia", "c")]
    db.session.remove()
    flask_migrate.downgrade(revision="0036")
    with granted("test"):
        assert sorted(db.session.scalars(select(old.c.edition_id))) == ["a", "b", "c"]


def _full(model: type[Base], **said: object) -> dict[str, object]:
    """A row with something in every column that has to have it."""
    blank: dict[type, object] = {int: 1, float: 0.0, str: ""}
    must = [column for column in model.__table__.columns if not column.nullable and column.default is None]
    return {column.name: blank.get(column.type.python_type, "") for column in must} | said
