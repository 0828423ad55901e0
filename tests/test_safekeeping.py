"""Backups: whole, of one moment, unreadable without keys, restored all or nothing; and one key after another."""

import base64
import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from coordinator import backup_files
from coordinator.artists.models import Artist
from coordinator.campaign.commands import load_demonstration
from coordinator.clock import now
from coordinator.db import Base, db
from coordinator.disclosure import backups, cipher, resealing
from coordinator.disclosure.cipher import CannotOpen, Cipher
from coordinator.disclosure.columns import ciphertexts, place
from coordinator.disclosure.people import enrol, find_person, identity, rename
from coordinator.errors import Invalid
from coordinator.gate import granted
from coordinator.people import sign_in
from coordinator.people.models import Purpose
from coordinator.safekeeping import backup, keys, restore
from tests.bare import a_bare_app
from tests.conftest import INDEX_KEY, KEYS
from tests.test_architecture import ROOT

NAME, EMAIL = "Zyxwina Qwertz", "zyxwina@qwertz.example"
NEW = base64.b64encode(b"n" * 32).decode()
BOUND = re.compile(r'f?"(sec_\w+)\.(\w+)\|')


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration lies once it is loaded: to read it back takes a tenth of the time."""
    return tmp_path_factory.mktemp("kept") / "world.backup"


@pytest.fixture
def world(app: Flask, kept: Path) -> Flask:
    """A demonstration, and somebody whose name and address nobody else has."""
    if kept.exists():
        backup_files.read_back(kept)
    else:
        load_demonstration(shows=9, artists=40, cities=3)
        enrol(EMAIL, name=NAME)
        db.session.commit()
        backup_files.write(kept)
    db.session.commit()
    return app


@pytest.fixture
def ring() -> Iterator[Callable[[str], None]]:
    """Sets the keys of this process, until the end of the test."""
    before = cipher.current()

    def turn(said: str) -> None:
        pairs = (part.split(":", 1) for part in said.split(","))
        cipher.configure({name: base64.b64decode(key) for name, key in pairs}, before.index_key)

    yield turn
    cipher.configure(before.keys, before.index_key)


def _restored(bare: Flask, file: Path) -> Result:
    with bare.app_context():
        return bare.test_cli_runner().invoke(restore, [str(file)])


def _everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that a backup holds."""
    with granted("test"):
        return {
            table.name: [tuple(row) for row in db.session.execute(sa.select(table).order_by(*table.primary_key))]
            for table in backups.tables()
        }


def _sealed_values() -> Iterator[tuple[sa.Column[Any], dict[str, Any], str | bytes]]:
    """Column, row and value of whatever begins like a cipher text, wherever it stands."""
    with granted("test"):
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(sa.select(table)).mappings():
                for column in table.columns:
                    value = row[column.name]
                    if isinstance(value, bytes) or (isinstance(value, str) and value.startswith(("t1:", "t2:"))):
                        yield column, {one.name: row[one.name] for one in table.columns}, value


def test_every_cipher_text_stands_in_a_column_that_says_what_it_is_bound_to(world: Flask) -> None:
    seal, seen = cipher.current(), set()
    for column, row, value in _sealed_values():
        where = place(column, row)
        opened = seal.open_bytes(value, where) if isinstance(value, bytes) else seal.open(value, where)
        seen.add((column.table.name, column.name, opened is not None))

    assert len(seen) > 8


def test_every_place_that_the_code_names_is_such_a_column() -> None:
    named = {
        (table, column)
        for path in (ROOT / "coordinator").rglob("*.py")
        for table, column in BOUND.findall(path.read_text(encoding="utf-8"))
    }

    assert named - {(column.table.name, column.name) for column in ciphertexts()} == set()
    assert len(named) > 20


def test_a_backup_fills_an_empty_database_of_either_kind_with_the_same_rows(
    world: Flask, db_url: str, postgres_url: str, tmp_path: Path
) -> None:
    before, file = _everything(), tmp_path / "all.backup"
    db.session.rollback()
    number = backup_files.write(file)
    other = postgres_url if db_url.startswith("sqlite") else f"sqlite:///{tmp_path / 'beside.sqlite3'}"

    for url in (db_url, other):
        with a_bare_app(url, tmp_path) as bare:
            told = _restored(bare, file)
            with bare.app_context():
                assert (told.exception, told.output.split()[:1]) == (None, [str(number)])
                assert _everything() == before
                assert identity(find_person(EMAIL) or "").name == NAME

    assert number == sum(map(len, before.values())) > 400


def test_sessions_and_links_that_sign_in_are_not_in_it(world: Flask, db_url: str, tmp_path: Path) -> None:
    sign_in.mint(find_person(EMAIL) or "", Purpose.INVITE, at=now())
    db.session.commit()
    backup_files.write(tmp_path / "all.backup")

    with a_bare_app(db_url, tmp_path) as bare:
        _restored(bare, tmp_path / "all.backup")
        with bare.app_context():
            left = {name: db.session.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in backups.OF_THE_MOMENT}

    assert (set(left.values()), db.session.scalar(sa.text("SELECT count(*) FROM sign_in_links"))) == ({0}, 1)


def test_a_backup_is_of_one_moment_whatever_is_written_meanwhile(world: Flask) -> None:
    person = find_person(EMAIL) or ""
    db.session.rollback()
    standing = backups.as_it_stands()
    list(next(standing))  # the first table is read

    rename(person, "Somebody else")
    db.session.commit()
    rest = [tuple(row) for rows in standing for row in rows]

    names = [
        cipher.current().open(row[1], f"sec_people.name|{person}") for row in rest if row[0] == person and len(row) == 4
    ]
    assert (names, identity(person).name) == ([NAME], "Somebody else")


def test_nothing_sealed_can_be_read_in_a_backup_and_nobody_else_may_open_the_file(world: Flask, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    backup_files.write(file)
    inside = gzip.decompress(file.read_bytes())

    with granted("test"):
        everybody = db.session.scalars(sa.text("SELECT person_id FROM sec_people")).all()
    acts = " ".join(db.session.scalars(sa.select(Artist.act_name)))  # some play under their own name: that is no secret
    told = {word for one in everybody for word in (identity(one).name, identity(one).email)}
    canaries = {word for word in told if word and word not in acts}
    assert len(canaries) > 50
    assert [word for word in canaries if word.encode() in inside] == []
    assert KEYS.split(":")[1].encode() not in inside
    assert INDEX_KEY.encode() not in inside
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_never_written_over_another(world: Flask, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    file.write_text("the one of yesterday")

    with pytest.raises(Invalid, match=r"^file: .*all\.backup exists already; name another"):
        backup_files.write(file)

    assert ([one.name for one in tmp_path.glob("*all*")], file.read_text()) == (["all.backup"], "the one of yesterday")


def _cut(whole: bytes) -> bytes:
    return whole[: len(whole) * 2 // 3]


def _without_a_row(whole: bytes) -> bytes:
    lines = gzip.decompress(whole).splitlines(keepends=True)
    return gzip.compress(b"".join(lines[:3] + lines[4:]))


def _with_another_word(whole: bytes) -> bytes:
    return gzip.compress(gzip.decompress(whole).replace(b"Europe/", b"Africa/", 1))


def _of_another_version(whole: bytes) -> bytes:
    head, rest = gzip.decompress(whole).split(b"\n", 1)
    return gzip.compress(re.sub(rb'"revision":"\w+"', b'"revision":"0001"', head) + b"\n" + rest)


@pytest.mark.parametrize(
    "spoil",
    [_cut, _without_a_row, _with_another_word, _of_another_version, lambda _whole: b"", lambda _whole: b"PK\3\4"],
)
def test_a_backup_that_is_not_whole_restores_nothing(
    world: Flask, db_url: str, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "all.backup"
    backup_files.write(file)
    file.write_bytes(spoil(file.read_bytes()))

    with a_bare_app(db_url, tmp_path) as bare:
        told = _restored(bare, file)
        with bare.app_context():
            assert (type(told.exception), str(told.exception).partition(":")[0]) == (Invalid, "file")
            assert backups.is_empty()


def test_a_backup_goes_into_an_empty_database_only(world: Flask, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    backup_files.write(file)
    before = _everything()
    db.session.rollback()

    with pytest.raises(Invalid, match=r"^database: It holds something already"):
        backup_files.read_back(file)

    assert _everything() == before


def test_without_its_keys_a_backup_is_not_restored_and_the_key_is_named(
    world: Flask, db_url: str, tmp_path: Path, ring: Callable[[str], None]
) -> None:
    file = tmp_path / "all.backup"
    backup_files.write(file)

    with a_bare_app(db_url, tmp_path) as bare:
        ring(f"t2:{NEW}")
        told = _restored(bare, file)
        with bare.app_context():
            assert "lacks: t1." in str(told.exception)
            assert backups.is_empty()


def test_after_a_change_of_keys_the_old_one_opens_nothing_and_is_not_needed(
    world: Flask, ring: Callable[[str], None]
) -> None:
    ring(f"t2:{NEW},{KEYS}")
    words = world.test_cli_runner().invoke(keys, ["--reseal"])

    assert re.search(r"^t1: seals 0; take it out of COORDINATOR_SEAL_KEYS$", words.output, re.MULTILINE)
    ring(f"t2:{NEW}")
    assert {str(value)[:5].lstrip("b'")[:3] for _, _, value in _sealed_values()} == {"t2:"}
    assert identity(find_person(EMAIL) or "").name == NAME
    assert resealing.sealed_by()[""] == 0


def test_what_somebody_says_while_it_is_sealed_anew_stays_as_they_said_it(
    world: Flask, ring: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    person, real = find_person(EMAIL) or "", Cipher.open

    def meanwhile(self: Cipher, sealed: str, bound_to: str) -> str:
        opened = real(self, sealed, bound_to)
        if bound_to == f"sec_people.name|{person}" and opened == NAME:
            rename(person, "Somebody else")
        return opened

    ring(f"t2:{NEW},{KEYS}")
    monkeypatch.setattr(Cipher, "open", meanwhile)
    resealing.reseal()
    monkeypatch.undo()

    assert identity(person).name == "Somebody else"


def test_sealing_anew_goes_on_where_it_broke_off(
    world: Flask, ring: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ring(f"t2:{NEW},{KEYS}")
    monkeypatch.setattr(resealing, "AT_ONCE", 10)
    renewed: list[dict[str, Any]] = []
    real = resealing._renew

    def breaks(column: Any, key: dict[str, Any], sealed: Any) -> None:
        if len(renewed) == 25:
            raise KeyboardInterrupt
        renewed.append(key)
        real(column, key, sealed)

    monkeypatch.setattr(resealing, "_renew", breaks)
    with pytest.raises(KeyboardInterrupt):
        resealing.reseal()
    db.session.rollback()
    monkeypatch.setattr(resealing, "_renew", real)

    assert 0 < resealing.sealed_by()["t2"] < 25
    resealing.reseal()
    assert resealing.sealed_by()["t1"] == 0


def test_a_missing_key_is_told_and_what_it_seals_stays_as_it_is(world: Flask, ring: Callable[[str], None]) -> None:
    before = _everything()
    ring(f"t2:{NEW}")

    with pytest.raises(CannotOpen):
        resealing.reseal()
    db.session.rollback()
    told = world.test_cli_runner().invoke(keys)

    assert re.search(
        r"^keys: \d+ are sealed by a key that COORDINATOR_SEAL_KEYS lacks: put it back", str(told.exception)
    )
    assert _everything() == before


def test_an_older_backup_does_not_open_what_was_erased_once_its_key_is_gone(
    world: Flask, db_url: str, tmp_path: Path, ring: Callable[[str], None]
) -> None:
    old, new = tmp_path / "old.backup", tmp_path / "new.backup"
    world.test_cli_runner().invoke(backup, [str(old)])
    ring(f"t2:{NEW},{KEYS}")
    resealing.reseal()
    db.session.rollback()
    world.test_cli_runner().invoke(backup, [str(new)])

    with a_bare_app(db_url, tmp_path) as bare:
        ring(f"t2:{NEW}")
        refused, taken = _restored(bare, old), _restored(bare, new)

    assert ("lacks: t1." in str(refused.exception), taken.exception) == (True, None)
