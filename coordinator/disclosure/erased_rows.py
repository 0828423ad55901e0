"""Rows of lists that named a home or an act which was erased: by keyed fingerprints, so that none brings it back.

A fingerprint is of the edition, the kind of list and the row's id in it. Without the key it tells nothing, and with it
only that the row of that id was erased.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed_accounts import SealedErasedRow
from coordinator.gate import granted

CHUNK = 500  # fingerprints in one IN list


class Listed(StrEnum):
    """Which list a row is of."""

    SPACE = "space"
    ACT = "act"


def note(listed: Listed, edition_id: str, reference: str, *, at: datetime) -> None:
    """Keep that what stood in that row was erased. A second time changes nothing."""
    key = _fingerprint(listed, edition_id, reference)
    with granted("keep which row was erased"):
        if db.session.scalar(select(SealedErasedRow.fingerprint).where(SealedErasedRow.fingerprint == key)) is None:
            db.session.execute(insert(SealedErasedRow), [{"fingerprint": key, "erased_at": at}])


def among(listed: Listed, edition_id: str, references: Collection[str]) -> frozenset[str]:
    """Those of these ids whose rows were erased."""
    by_key = {_fingerprint(listed, edition_id, one): one for one in references}
    keys, found = sorted(by_key), set[str]()
    with granted("which rows were erased"):
        for start in range(0, len(keys), CHUNK):
            some = SealedErasedRow.fingerprint.in_(keys[start : start + CHUNK])
            found |= set(db.session.scalars(select(SealedErasedRow.fingerprint).where(some)))
    return frozenset(by_key[key] for key in found)


def forget(listed: Listed, edition_id: str, references: Collection[str]) -> None:
    """Let a list bring these back: they have asked for it."""
    keys = [_fingerprint(listed, edition_id, one) for one in references]
    with granted("let a row come back"):
        gone = delete(SealedErasedRow).where(SealedErasedRow.fingerprint.in_(keys))
        db.session.execute(gone, execution_options={"synchronize_session": False})


def _fingerprint(listed: Listed, edition_id: str, reference: str) -> str:
    return cipher.current().index(f"{listed}|{edition_id}|{reference}", "erased row")
