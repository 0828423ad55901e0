"""What was said of two acts that look like one, and which acts became one with another."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure.sealed_doubles import SealedDouble
from coordinator.gate import granted


class State(StrEnum):
    """What was said of a pair."""

    TWO = "two"
    ASKED = "asked"  # who speaks for them is asked whether they are one
    MERGED = "merged"


def merged() -> Mapping[str, str]:
    """Act → the act that it became one with, of all that did; followed to the end."""
    rows = select(SealedDouble).where(SealedDouble.state == State.MERGED)
    with granted("which acts became one"):
        found = db.session.execute(rows.with_only_columns(*SealedDouble.__table__.columns)).all()
    into = {(row.second_id if row.kept_id == row.first_id else row.first_id): row.kept_id for row in found}
    return {act: _end(into, act) for act in into}


def _end(into: Mapping[str, str], act: str) -> str:
    while act in into:
        act = into[act]
    return act
