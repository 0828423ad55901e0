"""Files as people send them: encodings, separators, headers, damage, and the lines at which faults are told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.rows import load_rows
from coordinator.spaces.schemas import SpaceRow
from coordinator.spreadsheets import MOST_ROWS, Refused, in_order
from tests.spreadsheets.sheets import faults, spaces, warnings

NAMES = "space_id,city"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_list_reads_the_same_in_every_usual_encoding_separator_and_line_end(
    encoding: str, separator: str, end: str
) -> None:
    text = "space_id,city,not_with\nS1,Zürich,\nS2,São Paulo,\n".replace(",", separator).replace("\n", end)

    loaded = spaces(text, encoding)

    assert [(row.line, row.value.space_id, row.value.city) for row in loaded.rows] == [
        (2, "S1", "Zürich"),
        (3, "S2", "São Paulo"),
    ]
    assert faults(loaded) == []


def test_windows_1252_is_told_because_it_is_a_guess() -> None:
    loaded = spaces("space_id,city\nS1,Zürich\n", "cp1252")

    assert warnings(loaded) == [
        "spaces.csv:2: file: Read as Windows-1252; if letters look wrong, save the file as “CSV UTF-8”."
    ]


def test_one_damaged_byte_among_sound_utf_8_is_a_fault_and_no_guess() -> None:
    damaged = "space_id,city\nS1,Zürich\nS2,Köln\nS3,M".encode() + b"\xfc" + b"nchen\n"

    loaded = spaces(damaged.decode("latin-1"), "latin-1")

    assert faults(loaded) == [
        "spaces.csv:4: file: Bytes here are neither UTF-8 nor Windows-1252; save the file again as “CSV UTF-8”."
    ]


def test_header_names_may_come_in_any_order_case_and_spelling() -> None:
    loaded = spaces(" CITY ,Space-ID,Step Free,\ufeffstage_people\nBerlin,S1,yes,3\n")

    (row,) = loaded.rows
    assert (row.value.space_id, row.value.city, row.value.step_free, row.value.stage_people) == (
        "S1",
        "Berlin",
        True,
        3,
    )
    assert warnings(loaded) == []


def test_unknown_columns_are_named_and_kept_out() -> None:
    loaded = spaces("space_id,capacty,notes\nS1,40,nice\n")

    assert [row.value.capacity for row in loaded.rows] == [None]
    assert warnings(loaded) == [
        "spaces.csv:1: capacty: There is no such column, so it is kept out; “capacity” would be one.",
        "spaces.csv:1: notes: There is no such column, so it is kept out.",
    ]


def test_a_column_that_is_needed_and_one_that_stands_twice_are_told_once() -> None:
    loaded = spaces("city,City\nBerlin,Paris\nRome,Oslo\n")

    assert faults(loaded) == [
        "spaces.csv:1: city: Two columns have this name; keep one.",
        "spaces.csv:1: space_id: This column is missing; the header names only: city, City.",
    ]


def test_lines_are_those_of_the_file_though_cells_hold_line_breaks_and_rows_are_blank() -> None:
    loaded = spaces('space_id,address,capacity\n\nS1,"1 Example Street\nback yard",x\n,,\nS2,,y\n')

    assert faults(loaded) == [
        "spaces.csv:3: capacity: “x” is no number; one from 1 to 10000 would be.",
        "spaces.csv:6: capacity: “y” is no number; one from 1 to 10000 would be.",
    ]


def test_the_same_id_twice_names_both_lines() -> None:
    loaded = spaces("space_id,city\nS1,Berlin\nS2,Berlin\n S1 ,Paris\n")

    assert faults(loaded) == ["spaces.csv:4: space_id: “S1” already stands in line 2; it may stand once."]


def test_every_fault_of_a_file_is_told_at_once() -> None:
    loaded = spaces("space_id,kind,start,minutes\nS1,barn,25:00,long\n,loft,19:30,150\nS3,loft,20:00,150\n")

    assert [fault.place for fault in loaded.faults] == [
        "spaces.csv:2: kind",
        "spaces.csv:2: start",
        "spaces.csv:2: minutes",
        "spaces.csv:3: space_id",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "spaces.csv:1: file: The file is empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "spaces.csv:1: file: The file is empty"),
        (b"PK\x03\x04\x14\x00", "spaces.csv:1: file: This is an Excel or LibreOffice workbook, not CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "spaces.csv:1: file: This is an old Excel workbook, not CSV"),
        (b"space_id\nS1\nS\x002\n", "spaces.csv:3: file: The file holds NUL bytes"),
        (b"\xff\xfes", "spaces.csv:1: file: The file's UTF-16 is damaged"),
        (b'space_id,city\nS1,"Berlin\nS2,Paris\n', 'spaces.csv:2: row: A quote (") opens in this row'),
        (b'space_id,city\nS1,"Ber"lin\nS2,Paris\n', "spaces.csv:2: row: Something follows a closing quote"),
        (b'space_id,city\nS1,"' + b"x" * 200_000, 'spaces.csv:2: row: A quote (") opens in this row'),
        (b"space_id,city\nS1,Berlin,Mitte\n", "spaces.csv:2: row: 3 cells, but the header has 2"),
        (b"space_id,city\nS1," + b"x" * 500 + b"\n", "spaces.csv:2: city: This has 500 characters; 200 is the most."),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_with_its_first_bad_line(content: bytes, told: str) -> None:
    loaded = spaces(content.decode("latin-1"), "latin-1")

    assert [fault[: len(told)] for fault in faults(loaded)] == [told]


def test_rows_after_a_broken_one_are_still_looked_at() -> None:
    loaded = spaces('space_id,capacity\nS1,"4"0\nS2,many\n')

    assert [fault.place for fault in loaded.faults] == ["spaces.csv:2: row", "spaces.csv:3: capacity"]


def test_rows_that_a_spreadsheet_program_cut_short_are_filled_up_with_blanks() -> None:
    loaded = spaces("space_id,city,capacity,,\nS1\nS2,Berlin,30,,\n")

    assert [(row.value.space_id, row.value.capacity) for row in loaded.rows] == [("S1", None), ("S2", 30)]
    assert faults(loaded) == []


def test_the_separator_line_of_excel_is_obeyed() -> None:
    loaded = spaces("sep=;\nspace_id;city\nS1;Berlin\n")

    assert [(row.line, row.value.city) for row in loaded.rows] == [(3, "Berlin")]


def test_more_rows_than_can_be_taken_are_refused() -> None:
    rows = "".join(f"{number}\n" for number in range(MOST_ROWS + 1))

    loaded = spaces(f"space_id\n{rows}")

    assert faults(loaded) == ["spaces.csv:100002: file: More than 100000 rows; split the file."]
    assert len(loaded.rows) == MOST_ROWS


def test_what_is_refused_is_told_by_place_like_any_invalid_input() -> None:
    loaded = spaces("space_id,piano\nS1,upright\n")

    refused = Refused(in_order(loaded.faults))

    assert {place: [str(said) for said in all_said] for place, all_said in refused.faults.items()} == {
        "spaces.csv:2: piano": ["“upright” is neither yes nor no; write “yes” or “no”."]
    }


pieces = st.sampled_from(
    [
        b"space_id",
        b"latitude",
        b"start",
        b",",
        b";",
        b"\t",
        b'"',
        b"'",
        b"\r",
        b"\n",
        b"=1",
        b"7pm",
        b"52,5",
        b"\xfc",
        b"\xc3\xbc",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"S1",
        b"sep=",
    ]
)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(pieces, max_size=30).map(b"".join) | st.binary(max_size=60))
def test_no_bytes_whatever_bring_the_reading_down(content: bytes) -> None:
    loaded = load_rows(SpaceRow(), content, name="spaces.csv")

    assert loaded.rows or loaded.faults or b"space_id" in content
    assert all(1 <= remark.line <= 1 + len(content) for remark in loaded.faults)
