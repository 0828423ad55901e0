"""`coordinator verify-draw`, as somebody at home would use it."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from coordinator.guests import chain, draw_list, draw_result
from coordinator.guests.commands import hold_draw
from coordinator.guests.draw_list import Source
from coordinator.guests.draw_result import Outcome
from coordinator.guests.verifying import verify_draw
from tests.guests.draws import OURS, ROUND, SIGNATURE, a_list, an_entry, signed
from tests.guests.entering import edition_of, guests, open_shows, published


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The list and the result of a draw of six for three seats."""
    file = draw_list.write(a_list([an_entry(number) for number in range(6)]))
    listed, drawn = tmp_path / "list.txt", tmp_path / "result.txt"
    listed.write_bytes(file)
    drawn.write_bytes(draw_result.write(file, Outcome(signature=SIGNATURE)))
    return listed, drawn


def verified(*said: object) -> Result:
    """What the command says."""
    return CliRunner().invoke(verify_draw, [str(file) for file in said])


def test_a_right_result_is_confirmed_with_its_root_and_source(files: tuple[Path, Path]) -> None:
    said = verified(*files)

    assert said.exit_code == 0
    assert said.stdout.splitlines()[:2] == [
        "The result follows from the list.",
        "berlin, 2027-01-02: 3 of 6 entries drawn, 3 people",
    ]
    assert draw_list.root(files[0].read_bytes()) in said.stdout
    assert "drand round 1000 of chain 52db9ba70e0c" in said.stdout


def test_a_swapped_winner_is_named_by_its_line_with_what_should_stand_there(files: tuple[Path, Path]) -> None:
    listed, drawn = files
    head, *lines = drawn.read_text().splitlines()
    lines[0], lines[5] = lines[0].replace(" s1", " -"), lines[5].replace(" -", " s1")
    drawn.write_text("\n".join([head, *lines]) + "\n")

    said = verified(listed, drawn)

    assert said.exit_code == 1
    assert said.stdout.startswith("The result does NOT follow from the list.")
    assert [line.split(": ")[0] for line in said.stderr.splitlines()] == [f"{drawn}:line 2", f"{drawn}:line 7"]


def test_a_signature_that_drand_did_not_make_for_the_round_is_found(files: tuple[Path, Path]) -> None:
    listed, drawn = files
    drawn.write_text(drawn.read_text().replace(SIGNATURE, signed(1000)))

    said = verified(listed, drawn)

    assert said.exit_code == 1
    assert said.stdout.splitlines()[:2] == [
        "The result does NOT follow from the list.",
        "berlin, 2027-01-02: 0 of 6 entries drawn, 0 people",
    ]
    assert said.stderr.startswith(f"{drawn}:line 1: This is not drand's signature of round 1000.")


def test_a_chain_with_an_entry_that_nobody_drew_is_named_by_its_line(files: tuple[Path, Path]) -> None:
    after, at = draw_result.fingerprint(files[1].read_bytes()), datetime(2027, 1, 2, 18, tzinfo=UTC)
    drawn = files[1].read_text().splitlines()[1].split()[1]
    right = chain.link(1, after, at=at, what=chain.What.RELEASED, entry=drawn, show="s1", people=1)
    wrong = chain.link(2, right.hash(), at=at, what=chain.What.PROMOTED, entry="nobody", show="s1", people=1)
    written, told = files[0].with_name("chain.txt"), []
    for links in ([right], [right, wrong]):
        written.write_bytes(chain.write(links))
        told.append(verified(*files, "--chain", written))

    assert [(one.exit_code, one.stderr) for one in told] == [
        (0, ""),
        (1, f"{written}:line 2: No such entry is in the list.\n"),
    ]
    said = json.loads(verified(*files, "--chain", written, "--json").stdout)
    assert said["chain"] == {"released": 1, "promoted": 1}
    assert said["head"] == wrong.hash()


def test_the_round_that_decided_is_named_though_it_is_the_later_one(tmp_path: Path) -> None:
    listed, drawn, told = tmp_path / "list.txt", tmp_path / "result.txt", []
    fixed = replace(a_list([an_entry(1)]), source=Source("drand", chain=OURS, round=ROUND, fallback=ROUND + 28_800))
    listed.write_bytes(draw_list.write(fixed))
    for number in (ROUND, ROUND + 28_800):
        drawn.write_bytes(draw_result.write(listed.read_bytes(), Outcome(signature=signed(number))))
        told.append(verified(listed, drawn).stdout.splitlines()[-1])

    assert told == [
        f"checked the signature is that of round {number}, under the public key of its chain"
        for number in (1000, 29800)
    ]


def test_json_holds_the_same_facts(files: tuple[Path, Path]) -> None:
    said = json.loads(verified(*files, "--json").stdout)

    assert (said["follows"], said["entries"], said["drawn"], said["city"]) == (True, 6, 3, "berlin")


def test_a_draw_is_held_at_the_console_and_told_where_it_stands(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    (show,) = open_shows(1)
    guests(show, count=2)
    slug, run = edition_of(show).slug, app.test_cli_runner().invoke
    none = run(hold_draw, [slug, "berlin"])
    fixed = published(show)
    due, signature = fixed.draw.due_at, signed(fixed.head.source.round)

    waiting, early = run(hold_draw, [slug, "berlin"]), run(hold_draw, [slug, "berlin", signature])
    monkeypatch.setattr("coordinator.guests.commands.now", lambda: due)
    drawn, again = (run(hold_draw, [slug, "berlin", signature]) for _ in range(2))

    assert (none.exit_code, waiting.exit_code, early.exit_code, drawn.exit_code) == (1, 0, 1, 0)
    assert "entries are not closed" in none.output
    assert "2 entries, not held" in waiting.output
    assert f"{due:%Y-%m-%dT%H:%M:%SZ}; come back then" in early.output
    assert "2 drawn" in drawn.output
    assert again.output == drawn.output


SHOWN = """import sys
from coordinator.start import main
try: main()
finally: print(sorted(sys.modules), file=sys.stderr)"""


def test_a_draw_is_checked_without_loading_the_site(files: tuple[Path, Path]) -> None:
    command = [sys.executable, "-c", SHOWN, "verify-draw", *map(str, files)]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.startswith("The result follows from the list.")
    heavy = ("'flask'", "'sqlalchemy'", "'marshmallow'", "'folium'")
    assert "'click'" in done.stderr
    assert [name for name in heavy if name in done.stderr] == []


def test_what_is_no_list_is_refused_in_a_line_by_the_command_itself(files: tuple[Path, Path]) -> None:
    files[0].write_text("no list")
    command = [sys.executable, "-c", "from coordinator.start import main; main()", "verify-draw", *map(str, files)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("line 1: ")
    assert "Traceback" not in done.stderr
