"""A backup as a file of lines, each a JSON value, packed with gzip.

First a head, which names the tables and their columns; then a line for each row, begun with the number of its table; at
the end how many rows there are, and the SHA-256 of all lines before. It goes from one kind of database into the other.
What is sealed stands in it sealed; the keys are not in it.
"""

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import groupby, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Column, Date, DateTime, LargeBinary, Table, Time

from coordinator.clock import now
from coordinator.db import Base, Instant, db
from coordinator.disclosure import backups, cipher
from coordinator.disclosure.columns import is_ciphertext
from coordinator.errors import Invalid, Say

FORMAT = "coordinator backup 1"
BROKEN = Say("This backup is broken or not whole: what is in it does not match its last line. Take another one.")
STRANGE = Say("This is no backup that this version can read.")


def write(file: Path) -> int:
    """Write everything to `file`, which only its owner may read; the number of rows.

    The file is there once it is whole. Raises Invalid where one of that name is there already.
    """
    taken = Invalid({"file": [Say("%(file)s exists already; name another.", file=file)]})
    if file.exists():
        raise taken
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with draft.open("xb") as raw:
            draft.chmod(0o600)
            with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6) as packed:
                number = _write_lines(packed)
            raw.flush()
            os.fsync(raw.fileno())
        os.link(draft, file)  # never over another
    except FileExistsError:
        raise taken from None
    finally:
        draft.unlink(missing_ok=True)
    return number


def read_back(file: Path) -> int:
    """Fill the empty database from `file`, all or nothing; the number of rows.

    Raises Invalid for a file that is broken or of another version, and where the database holds something already or a
    key is missing.
    """
    if not backups.is_empty():
        there = "It holds something already. Set COORDINATOR_DATABASE_URL to an empty one."
        raise Invalid({"database": [Say(there)]})
    db.session.rollback()
    _check(file)
    with db.engine.begin() as connection:
        filling = backups.Filling(connection)
        number = sum(filling.put(table, rows) for table, rows in _tables(file))
        filling.end()
    return number


def _write_lines(packed: gzip.GzipFile) -> int:
    summed, rows = hashlib.sha256(), -1
    for line in _lines():
        summed.update(line)
        packed.write(line)
        rows += 1
    packed.write(_line({"rows": rows, "sha256": summed.hexdigest()}))
    return rows


def _lines() -> Iterator[bytes]:
    """The head and every row."""
    columns = [(table.name, [column.name for column in table.columns]) for table in backups.tables()]
    yield _line(
        {"format": FORMAT, "revision": _revision(), "made_at": f"{now():%Y-%m-%dT%H:%M:%SZ}", "tables": columns}
    )
    for number, rows in enumerate(backups.as_it_stands()):
        yield from (_line([number, *map(_plain, row)]) for row in rows)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _revision() -> str:
    """That of the newest migration of this version."""
    return str(ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head())


def _check(file: Path) -> None:
    """Raises Invalid where the file is not whole, of another version, or sealed by a key that is not here."""
    try:
        head, is_whole = _looked_through(file)
    except (OSError, EOFError, zlib.error, ValueError, StopIteration):
        raise Invalid({"file": [BROKEN]}) from None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise Invalid({"file": [STRANGE]})
    if not is_whole:
        raise Invalid({"file": [BROKEN]})
    if head["revision"] != _revision():
        other = "This backup is of revision %(of)s, this version of %(here)s. Restore it with the version that made it."
        raise Invalid({"file": [Say(other, of=head["revision"], here=_revision())]})
    if missing := _keys_of(file) - set(cipher.current().keys):
        which = "What is in this backup is sealed by keys that COORDINATOR_SEAL_KEYS lacks: %(ids)s."
        raise Invalid({"keys": [Say(which, ids=", ".join(sorted(missing)))]})


def _looked_through(file: Path) -> tuple[Any, bool]:
    """The head, and whether the last line matches all before."""
    summed = hashlib.sha256()
    with gzip.open(file, "rb") as packed:
        head = last = next(packed)
        rows = -1
        for line in packed:
            summed.update(last)
            last, rows = line, rows + 1
    return json.loads(head), json.loads(last) == {"rows": rows, "sha256": summed.hexdigest()}


def _keys_of(file: Path) -> set[str]:
    """The ids of the keys that seal what is in the file."""
    found = set()
    for table, rows in _tables(file):
        sealed = [column.name for column in table.columns if is_ciphertext(column)]
        found |= {_key_of(row[name]) for row in rows for name in sealed if row[name] is not None}
    return found


def _key_of(sealed: str | bytes) -> str:
    return sealed.partition(":")[0] if isinstance(sealed, str) else sealed.partition(b":")[0].decode()


def _tables(file: Path) -> Iterator[tuple[Table, Iterator[dict[str, Any]]]]:
    """Each table that has rows, with them (column name → value); they have to be taken before the next table's."""
    with gzip.open(file, "rb") as packed:
        names = json.loads(next(packed))["tables"]
        lines = takewhile(lambda line: isinstance(line, list), map(json.loads, packed))
        for number, rows in groupby(lines, key=itemgetter(0)):
            table = Base.metadata.tables[names[number][0]]
            columns = [table.columns[name] for name in names[number][1]]
            yield (
                table,
                ({one.name: _valued(one, value) for one, value in zip(columns, row, strict=True)} for _, *row in rows),
            )


def _plain(value: Any) -> Any:
    """A value of a row as JSON has it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | time) else value


def _valued(column: Column[Any], value: Any) -> Any:
    """The value again."""
    kind = DateTime if isinstance(column.type, Instant) else type(column.type)
    return _READ[kind](value) if kind in _READ and value is not None else value


_READ: dict[type, Callable[[str], Any]] = {
    LargeBinary: base64.b64decode,
    DateTime: datetime.fromisoformat,
    Date: date.fromisoformat,
    Time: time.fromisoformat,
}
