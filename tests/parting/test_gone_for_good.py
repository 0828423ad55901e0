"""What was erased comes back from no backup whose key is gone; and the draw she was in can be checked all the same."""

import base64
import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from coordinator import backup_files
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import cipher, resealing
from coordinator.guests import entries
from coordinator.guests.verifying import verify_draw
from coordinator.parting import erasing
from coordinator.people.readers import Reader
from coordinator.safekeeping import restore
from tests.bare import a_bare_app
from tests.conftest import KEYS
from tests.door.standing import confirmed
from tests.door.test_waiting import published_files
from tests.guests.entering import open_shows, wishes
from tests.parting.every_word import every_word
from tests.people.builders import a_person
from tests.people.mailbox import letters

NAME, EMAIL, NEED = "Zenobia Quagga", "zenobia@quagga.example", "a chair for zebus"
WORDS = (NAME, EMAIL, NEED)
ANOTHER = "guest-0@example.org"


def _left() -> list[str]:
    text = "\n".join(every_word().values())
    return [word for word in (*WORDS, ANOTHER) if word in text]


@pytest.fixture
def her(app: Flask) -> Reader:
    """A guest in a draw, with a name and a need, and others beside her."""
    (show,) = open_shows(1)
    her = Reader(a_person(EMAIL, name=NAME))
    entries.enter(her, wishes(show, access=NEED), at=now())
    confirmed(show, count=2)
    return her


def test_the_draw_of_somebody_erased_is_checked_from_its_files_as_before(app: Flask, tmp_path: Path) -> None:
    (show,) = open_shows(1)
    guests = confirmed(show, count=3)
    names = published_files(app, show, tmp_path)
    before = [Path(name).read_bytes() for name in names[:2]]

    erasing.erase(guests[1], at=now())
    db.session.commit()

    names = published_files(app, show, tmp_path)
    told = CliRunner().invoke(verify_draw, [*names[:2], "--chain", names[2]])
    assert [Path(name).read_bytes() for name in names[:2]] == before
    assert (told.exit_code, told.stderr) == (0, "")
    assert Path(names[2]).read_text().count("\n") == 1  # her seat is free again: that is in the chain, by its number


def test_an_older_backup_does_not_open_what_was_erased_and_a_newer_one_has_nothing_of_her(
    app: Flask, her: Reader, db_url: str, tmp_path: Path
) -> None:
    old, new, ring = tmp_path / "old.backup", tmp_path / "new.backup", cipher.current()
    there = _left()
    db.session.rollback()
    backup_files.write(old)

    erasing.erase(her, at=now())
    db.session.commit()
    letters()
    fresh = {"t2": b"n" * 32}
    cipher.configure({**fresh, **ring.keys}, ring.index_key)
    try:
        resealing.reseal()
        db.session.rollback()
        backup_files.write(new)
        cipher.configure(fresh, ring.index_key)  # the old key is destroyed
        refused, left = _restored(db_url, tmp_path, old, fresh), _restored(db_url, tmp_path, new, fresh)
    finally:
        cipher.configure(ring.keys, ring.index_key)

    assert there == [*WORDS, ANOTHER]  # it was there
    assert "lacks: t1." in str(refused)
    assert left == [ANOTHER]
    inside = gzip.decompress(old.read_bytes())
    assert [word for word in (*WORDS, KEYS, base64.b64encode(b"n" * 32).decode()) if word.encode() in inside] == []


def _restored(url: str, folder: Path, file: Path, keys: dict[str, bytes]) -> object:
    """What is left of her in a database that is filled from that backup, or what was refused."""
    index_key = cipher.current().index_key
    with a_bare_app(url, folder) as bare, bare.app_context():
        cipher.configure(keys, index_key)  # the application has set those of the tests
        told = bare.test_cli_runner().invoke(restore, [str(file)])
        return told.exception or _left()
