"""Keys and recovery codes of second steps: kept sealed, told to their own person alone, each code taken once."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed_accounts import SealedRecoveryCode, SealedSecondStep
from coordinator.gate import granted

_PLACE = "sec_second_steps.secret"
_KEEP = {"synchronize_session": False}


def keep(person_id: str, secret: str) -> None:
    """Keep the key of a person instead of any she had, and forget her codes."""
    forget(person_id)
    sealed = cipher.current().seal(secret, f"{_PLACE}|{person_id}")
    row = {"person_id": person_id, "secret": sealed, "last_step": 0}
    with granted("keep the key of a second step"):
        db.session.execute(insert(SealedSecondStep).values(row))


def find_secret(person_id: str) -> str | None:
    """The key of a person, for her own page and to compare what she says."""
    wanted = select(SealedSecondStep.secret).where(SealedSecondStep.person_id == person_id)
    with granted("the key of a second step"):
        sealed = db.session.scalar(wanted)
    return cipher.current().open(sealed, f"{_PLACE}|{person_id}") if sealed else None


def advance(person_id: str, step: int) -> bool:
    """Take the code of that time step, unless it or a later one has been taken: for one caller only."""
    older = (SealedSecondStep.person_id == person_id, SealedSecondStep.last_step < step)
    taken = update(SealedSecondStep).where(*older).values(last_step=step).returning(SealedSecondStep.person_id)
    with granted("take a code"):
        return db.session.scalar(taken, execution_options=_KEEP) is not None


def put_codes(person_id: str, hashes: Collection[str]) -> None:
    """Keep these recovery codes instead of those before."""
    with granted("keep recovery codes"):
        db.session.execute(delete(SealedRecoveryCode).where(SealedRecoveryCode.person_id == person_id))
        rows = [{"person_id": person_id, "code_hash": one, "used_at": None} for one in hashes]
        db.session.execute(insert(SealedRecoveryCode), rows)


def spend(person_id: str, code_hash: str, *, at: datetime) -> bool:
    """Use a recovery code up: for one caller only."""
    mine = (SealedRecoveryCode.person_id == person_id, SealedRecoveryCode.code_hash == code_hash)
    unused = update(SealedRecoveryCode).where(*mine, SealedRecoveryCode.used_at.is_(None)).values(used_at=at)
    with granted("use a recovery code"):
        return db.session.scalar(unused.returning(SealedRecoveryCode.person_id), execution_options=_KEEP) is not None


def codes_left(person_id: str) -> int:
    """How many recovery codes are unused."""
    mine = (SealedRecoveryCode.person_id == person_id, SealedRecoveryCode.used_at.is_(None))
    with granted("count recovery codes"):
        return db.session.scalar(select(func.count()).where(*mine)) or 0


def forget(person_id: str) -> None:
    """Delete key and codes of a person."""
    with granted("forget a second step"):
        for table in (SealedRecoveryCode, SealedSecondStep):
            db.session.execute(delete(table).where(table.person_id == person_id))
