"""Another key for what is sealed: everything that an older one seals is opened and sealed anew, while the site runs.

Once nothing is sealed by a key it can be destroyed, and with it every older backup: what those hold of people who have
been erased since does not open again.
"""

from collections import Counter
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, and_, func, not_, select, update

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.columns import ciphertexts, place
from coordinator.gate import granted

AT_ONCE = 200  # values in one transaction


def sealed_by() -> Counter[str]:
    """How many values each key of the ring seals; under "" those that none of them does."""
    found = Counter(dict.fromkeys(cipher.current().keys, 0))
    with granted("count what keys seal"):
        for column in ciphertexts():
            whole = db.session.scalar(select(func.count(column)))
            known = {
                name: db.session.scalar(select(func.count()).where(_begins(column, name))) for name in found if name
            }
            found.update({name: number or 0 for name, number in known.items()})
            found[""] += (whole or 0) - sum(number or 0 for number in known.values())
    return found


def reseal() -> int:
    """Seal by the first key whatever another one seals; how many values that were.

    Commits after every few, so nobody waits long; what somebody changes meanwhile stays as they said it. Begun again
    after a break it goes on where it was. Raises CannotOpen where a key is missing; what was done until then stays.
    """
    return sum(_of_column(column) for column in ciphertexts())


def _of_column(column: Column[Any]) -> int:
    number = 0
    while some := _some(column):
        for key, sealed in some:
            _renew(column, key, sealed)
        db.session.commit()
        number += len(some)
    return number


def _some(column: Column[Any]) -> list[tuple[dict[str, Any], Any]]:
    """A few rows, by their key, and what is sealed there by another than the first key."""
    ids = list(column.table.primary_key)
    first = next(iter(cipher.current().keys))
    wanted = select(*ids, column).where(column.is_not(None), not_(_begins(column, first))).order_by(*ids).limit(AT_ONCE)
    with granted("seal anew"):
        rows = db.session.execute(wanted).all()
    return [({one.name: value for one, value in zip(ids, row, strict=False)}, row[-1]) for row in rows]


def _renew(column: Column[Any], key: dict[str, Any], sealed: Any) -> None:
    """Nothing happens to a value that somebody has changed in between."""
    seal, where = cipher.current(), place(column, key)
    is_text = isinstance(sealed, str)
    anew = (
        seal.seal(seal.open(sealed, where), where)
        if is_text
        else seal.seal_bytes(seal.open_bytes(sealed, where), where)
    )
    this = and_(*(column.table.c[name] == value for name, value in key.items()), column == sealed)
    with granted("seal anew"):
        db.session.execute(update(column.table).where(this).values({column.name: anew}))


def _begins(column: Column[Any], key_id: str) -> ColumnElement[bool]:
    """Whether a value begins with the id of that key."""
    head = f"{key_id}:"
    wanted = head.encode() if isinstance(column.type, LargeBinary) else head
    return func.substr(column, 1, len(head), type_=column.type) == wanted
