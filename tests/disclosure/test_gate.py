"""The gate refuses whatever names a sealed table, however it is written; the positive control shows it would answer."""

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
