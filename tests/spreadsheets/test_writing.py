"""Files handed out: nothing in them runs, everything in them reads back, and they come whole or not at all."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.exports import guarded, publish, render
from coordinator.spreadsheets import BLANK, read

COLUMNS = ("one", "two")


def cells_back(content: bytes) -> list[tuple[str, str]]:
    """What a written file reads back as."""
    sheet = read(content, name="x.csv", columns=COLUMNS)
    rows = [(row.value.get("one", ""), row.value.get("two", "")) for row in sheet.rows()]
    assert sheet.faults == []
    return rows


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", " =1+1", "\t=1+1", "\u200b=1", "'=1", "' =1"],
)
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text.strip(BLANK)}"


def test_numbers_stay_numbers_and_truth_is_yes_or_no() -> None:
    written = render(("a", "b", "c", "d", "e"), [(-0.5, 7, True, False, None)])

    assert written == b"a,b,c,d,e\r\n-0.5,7,yes,no,\r\n"


def test_harmless_text_is_left_alone() -> None:
    assert [guarded(text) for text in ("O'Brien", "'n' Roll", "a=b", "São Paulo")] == [
        "O'Brien",
        "'n' Roll",
        "a=b",
        "São Paulo",
    ]


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20) | st.text(
    "=+-@'\t\r\n ;,\"a"
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_whatever_is_written_reads_back(rows: list[tuple[str, str]]) -> None:
    written = render(COLUMNS, rows)

    said = [(one.strip(BLANK), two.strip(BLANK)) for one, two in rows]
    assert cells_back(written) == [row for row in said if any(row)]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
def test_no_cell_of_a_written_file_starts_a_formula(rows: list[tuple[str, str]]) -> None:
    written = csv.reader(io.StringIO(render(COLUMNS, rows).decode(), newline=""))

    assert [cell for row in written for cell in row if cell.strip(BLANK)[:1] in tuple("=+-@＝＋－＠")] == []


def test_a_folder_gets_all_its_files(tmp_path: Path) -> None:
    publish(tmp_path / "new" / "plan", {"a.csv": b"1", "b.csv": b"2"})

    assert {path.name: path.read_bytes() for path in (tmp_path / "new" / "plan").iterdir()} == {
        "a.csv": b"1",
        "b.csv": b"2",
    }


def test_a_failure_while_writing_leaves_what_was_there(tmp_path: Path) -> None:
    publish(tmp_path, {"a.csv": b"old"})

    with pytest.raises(OSError, match=r"x/b\.csv"):
        publish(tmp_path, {"a.csv": b"new", "x/b.csv": b"no such folder"})

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": b"old"}


def test_a_folder_in_the_place_of_a_file_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.csv").mkdir()

    with pytest.raises(IsADirectoryError):
        publish(tmp_path, {"a.csv": b"1", "b.csv": b"2"})

    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]
