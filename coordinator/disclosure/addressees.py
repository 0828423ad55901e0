"""Addresses to write to that are not looked up yet, or nobody's any more: kept sealed until the letter has left."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import delete, select

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.people import normalised
from coordinator.disclosure.sealed_accounts import SealedAddressee
from coordinator.gate import granted
from coordinator.once import insert_once


@dataclass(frozen=True, slots=True)
class Addressee:
    """An address and what goes with it: name and role of whoever may be new, a path to go on to, customs."""

    email: str = field(repr=False)
    name: str = field(default="", repr=False)
    role: str | None = None
    onwards: str | None = field(default=None, repr=False)
    locale: str | None = None
    zone: str | None = None


def put(key: str, addressee: Addressee, *, at: datetime) -> None:
    """Keep an address under `key`, once."""
    sealed = cipher.current().seal(json.dumps(asdict(addressee)), _place(key))
    with granted("keep an address to write to"):
        insert_once(SealedAddressee, id=key, said=sealed, asked_at=at)


def find(key: str) -> Addressee | None:
    """The address under `key`."""
    with granted("an address to write to"):
        sealed = db.session.scalar(select(SealedAddressee.said).where(SealedAddressee.id == key))
    return Addressee(**json.loads(cipher.current().open(sealed, _place(key)))) if sealed else None


def drop(key: str) -> None:
    """Forget it."""
    with granted("forget an address"):
        db.session.execute(delete(SealedAddressee).where(SealedAddressee.id == key))


def drop_all(email: str) -> None:
    """Forget every letter that waits to go to an address, however it is written."""
    with granted("forget an address everywhere"):
        rows = db.session.execute(select(SealedAddressee.id, SealedAddressee.said)).all()
    for key, sealed in rows:
        kept = Addressee(**json.loads(cipher.current().open(sealed, _place(key))))
        if normalised(kept.email) == normalised(email):
            drop(key)


def drop_older(than: datetime) -> None:
    """Forget those to whom no letter could be sent for so long."""
    with granted("forget old addresses"):
        db.session.execute(delete(SealedAddressee).where(SealedAddressee.asked_at <= than))


def _place(key: str) -> str:
    return f"sec_addressees.said|{key}"
