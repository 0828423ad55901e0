"""Whoever holds the record of who needs an access seat checks it by the command, without a database."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import seats as counted
from coordinator.disclosure.drawing import read_access_record
from coordinator.guests import access_record, draw_list, draw_result, voiding
from coordinator.guests.draw_list import Entry, Pool, Seats
from coordinator.guests.draw_result import Outcome
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import Because
from coordinator.guests.verifying import verify_draw
from coordinator.people.readers import CONSOLE
from tests.guests.draws import SIGNATURE, a_list, an_entry
from tests.guests.entering import guests, held, open_shows, outcome_of, published
from tests.guests.test_seats import entry_id
from tests.guests.test_voiding import line_of, where_of

SALT = bytes(range(32))
PLAIN = [an_entry(number) for number in range(8)]
MARKED = [*PLAIN, *(an_entry(number, pool=Pool.ACCESS) for number in range(20, 25))]
FIRST = sorted(entry.id for entry in PLAIN)[:3]


def verified(folder: Path, record: str, *, entries: Sequence[Entry] = PLAIN, of: str = "", extra: str = "") -> Result:
    """What the command says of a draw for three seats, and two that are kept, whose list has the hash of the record
    `of`, of this one where there is none."""
    kept = Seats(0, 3, kept=2) if entries is PLAIN else Seats(2, 3)
    listed = replace(a_list(entries, s1=kept), access=access_record.commitment(of or record))
    file = draw_list.write(listed)
    bodies = (file, draw_result.write(file, Outcome(signature=SIGNATURE)), record.encode())
    paths = [folder / name for name in ("list.txt", "result.txt", "access.txt")]
    for path, body in zip(paths, bodies, strict=True):
        path.write_bytes(body)
    said = [str(paths[0]), str(paths[1]), "--access", str(paths[2]), *filter(None, [extra])]
    return CliRunner().invoke(verify_draw, said)


def test_a_record_and_to_whom_the_seats_go_are_those_of_the_golden_vector(tmp_path: Path) -> None:
    record = access_record.write(FIRST, SALT)

    said = verified(tmp_path, record)
    as_json = json.loads(verified(tmp_path, record, extra="--json").stdout)

    assert (
        hashlib.sha256(record.encode()).hexdigest()
        == "9c45c097bea8a688202b82a408cb65bb3c9f6c1ae612d8dea425574eb1c7bfc4"
    )
    assert said.exit_code == 0
    assert "access  3 need an access seat; the list has the hash" in said.stdout
    order = draw_result.check((tmp_path / "list.txt").read_bytes(), (tmp_path / "result.txt").read_bytes()).order
    without = [one.entry.id for one in order if one.entry.id in FIRST and one.show is None]
    assert as_json["access"] == {"follows": True, "needing": 3, "kept": dict.fromkeys(without[:2], "s1")}
    assert [line for line in said.stdout.splitlines() if line.startswith("kept")] == [
        "kept    5f863f75d652a4ffee5e4914e91db98dea8f0749e839a1ded56731454747f615 s1",
        "kept    609e7145cbc7dcd1db2f78e10c0bf19066d261c6fa0590a8473a65777812726d s1",
    ]


def test_those_who_are_marked_in_the_list_are_those_of_the_record(tmp_path: Path) -> None:
    marked = [entry.id for entry in MARKED if entry.pool is Pool.ACCESS]

    right = verified(tmp_path, access_record.write(marked, SALT), entries=MARKED)
    wrong = verified(tmp_path, access_record.write(marked[1:], SALT), entries=MARKED)

    assert (right.exit_code, wrong.exit_code) == (0, 1)
    assert "The list marks others than the record has." in wrong.stderr


@pytest.mark.parametrize(
    ("record", "of", "why"),
    [
        (access_record.write(FIRST[:2], SALT), access_record.write(FIRST, SALT), "access.txt:hash: The list was"),
        (access_record.write(FIRST, SALT[::-1]), access_record.write(FIRST, SALT), "access.txt:hash: The list was"),
        (access_record.write([*FIRST, "f" * 64], SALT), "", "access.txt:line 5: This is no entry"),
        (access_record.write([*FIRST, FIRST[0]], SALT), "", "access.txt:line 3: This is no entry"),
        (access_record.write(FIRST, SALT).replace("|access|", "|entry|"), "", "access.txt:line 1: A record begins"),
        (access_record.write([entry.id for entry in PLAIN[:5]], SALT), "", "access.txt:entries: They are not few"),
        ("é", "", "access.txt:line 1: A record has only"),
    ],
)
def test_a_record_that_cannot_be_that_of_the_list_is_named_by_its_line(
    tmp_path: Path, record: str, of: str, why: str
) -> None:
    said = verified(tmp_path, record, of=of or access_record.write((), SALT) if record == "é" else of)

    assert said.exit_code == 1
    assert why in said.stderr


def test_the_record_of_a_draw_that_was_held_names_those_who_have_the_seats(app: Flask, tmp_path: Path) -> None:
    show, _, _ = open_shows()
    show.step_free, show.capacity = True, 8
    db.session.commit()
    guests(show, count=50)
    few = guests(show, count=4, first=60, needs_access=True)
    draw = held(show)
    paths = [tmp_path / name for name in ("list.txt", "result.txt", "access.txt")]
    record = read_access_record(CONSOLE, where_of(show), at=draw.draw.due_at)
    for path, body in zip(paths, (draw.file, draw.result, record.encode()), strict=True):
        path.write_bytes(body)

    said = CliRunner().invoke(verify_draw, [str(paths[0]), str(paths[1]), "--access", str(paths[2]), "--json"])

    kept = {
        line_of(one): show.id
        for one in few
        if (seat := counted.seated(entry_id(one))) is not None and seat.pool == Pool.ACCESS
    }
    assert (json.loads(said.stdout)["access"], len(kept)) == ({"follows": True, "needing": 4, "kept": kept}, 2)


def test_who_left_before_the_draw_is_named_by_the_files_and_her_seat_went_on_in_their_order(
    app: Flask, tmp_path: Path
) -> None:
    (show,) = open_shows(1)
    show.step_free, show.capacity = True, 8
    db.session.commit()
    guests(show, count=50)
    few = {line_of(one): one for one in guests(show, count=4, first=60, needs_access=True)}
    fixed = published(show)
    first = [one.entry.id for one in draw_result.hold(fixed.file, outcome_of(fixed)).order if one.entry.id in few]
    waits = [key for key in first if not _wins(fixed, key)]
    voiding.void(CONSOLE, where_of(show), waits[0], Because.OTHER, "Why.", at=fixed.draw.due_at)
    draw = held(show)
    paths = [tmp_path / name for name in ("list.txt", "result.txt", "access.txt")]
    record = read_access_record(CONSOLE, where_of(show), at=draw.draw.due_at)
    for path, body in zip(paths, (draw.file, draw.result, record.encode()), strict=True):
        path.write_bytes(body)

    said = CliRunner().invoke(verify_draw, [str(paths[0]), str(paths[1]), "--access", str(paths[2]), "--json"])

    have = [key for key in waits if (seat := counted.seated(entry_id(few[key]))) and seat.pool == Pool.ACCESS]
    assert (list(json.loads(said.stdout)["access"]["kept"]), have) == (waits[:2], waits[1:3])


def _wins(fixed: PublicDraw, line: str) -> bool:
    order = draw_result.hold(fixed.file, outcome_of(fixed)).order
    return next(one.show for one in order if one.entry.id == line) is not None
