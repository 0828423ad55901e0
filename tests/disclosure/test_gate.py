"""The gate refuses whatever names a sealed table, however it is written; the positive control shows it would answer."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.db import db
from coordinator.disclosure.sealed import SealedSlot, SealedSpace
from coordinator.gate import Sealed, granted
from coordinator.shows.models import Show

ATTEMPTS: dict[str, sa.Executable] = {
    "core": sa.select(SealedSpace.address),
    "entity": sa.select(SealedSlot),
    "raw text": sa.text("SELECT address FROM sec_spaces"),
    "raw text in capitals": sa.text("SELECT * FROM SEC_SPACES"),
    "quoted": sa.text('SELECT * FROM "sec_spaces"'),
    "count": sa.select(sa.func.count()).select_from(SealedSlot),
    "subquery": sa.select(Show.id).where(Show.id.in_(sa.select(SealedSlot.show_id))),
    "join": sa.select(Show.id).join(SealedSlot, SealedSlot.show_id == Show.id),
    "sort": sa.select(Show.id).order_by(sa.select(SealedSlot.position).scalar_subquery()),
    "delete": sa.delete(SealedSlot),
    "update": sa.update(SealedSpace).values(name="x"),
}


@pytest.mark.parametrize("way", ATTEMPTS)
def test_sql_that_names_a_sealed_table_is_refused_without_a_grant(app: Flask, way: str) -> None:
    with pytest.raises(Sealed):
        db.session.execute(ATTEMPTS[way])


@pytest.mark.parametrize("way", ATTEMPTS)
def test_the_same_sql_runs_with_a_grant(app: Flask, way: str) -> None:
    with granted("test"):
        db.session.execute(ATTEMPTS[way])


ROUND = {
    "a view": "SELECT * FROM looks_harmless",
    "a sub-select": "SELECT id FROM shows WHERE id IN (SELECT show_id FROM sec_slots)",
    "a change": "UPDATE sec_spaces SET name = 'x'",
    "another spelling": 'SELECT name FROM "SEC_people"',
}


@pytest.mark.parametrize("way", ROUND)
def test_a_cursor_of_the_driver_and_a_view_get_round_the_gate_nowhere(app: Flask, way: str) -> None:
    """SQLite refuses them itself. On PostgreSQL it takes the roles of `rights`, which have their own test."""
    if db.engine.dialect.name != "sqlite":
        return
    with granted("test"):
        db.session.execute(sa.text("CREATE VIEW looks_harmless AS SELECT name FROM sec_people"))
        _by_hand(f"{ROUND[way]} -- with a grant")
    with pytest.raises(sqlite3.DatabaseError, match=r"prohibited|not authorized"):
        _by_hand(ROUND[way])
    db.session.rollback()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM looks_harmless",
        "WITH a AS (SELECT * FROM looks_harmless) SELECT * FROM a",
        "UPDATE cities SET name = (SELECT max(name) FROM looks_harmless)",
        "DELETE FROM cities WHERE name IN (SELECT name FROM looks_harmless)",
    ],
)
def test_no_statement_reads_through_a_view_of_a_harmless_name(app: Flask, sql: str) -> None:
    """On SQLite; on PostgreSQL the role of the site may not, as its own test says."""
    if db.engine.dialect.name != "sqlite":
        return
    with granted("test"):
        db.session.execute(sa.text("CREATE VIEW looks_harmless AS SELECT name FROM sec_people"))
        db.session.execute(sa.text(f"{sql} -- with a grant"))
    with pytest.raises(sa.exc.DatabaseError, match=r"prohibited|not authorized"):
        db.session.execute(sa.text(sql))
    db.session.rollback()


def _by_hand(sql: str) -> None:
    """Through no SQLAlchemy at all. The driver keeps what it has compiled: the same text is not looked at again."""
    with closing(db.session.connection().connection.cursor()) as cursor:
        cursor.execute(sql)


def test_a_grant_ends_with_its_block_also_when_the_block_fails(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), granted("test"):
        _ = 1 / 0

    with pytest.raises(Sealed):
        db.session.execute(ATTEMPTS["core"])


def test_an_error_of_the_database_shows_no_values(app: Flask) -> None:
    with granted("test"), pytest.raises(sa.exc.IntegrityError) as refused:
        db.session.execute(
            sa.insert(SealedSpace),
            [
                {
                    "space_id": "s",
                    "edition_id": "e",
                    "reference": "r",
                    "host_id": "h",
                    "name": "n",
                    "address": "SECRET",
                    "point": "p",
                }
            ],
        )

    assert "SECRET" not in str(refused.value)
