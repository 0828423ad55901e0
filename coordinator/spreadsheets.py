"""Spreadsheets as people keep them: CSV in any usual encoding and with any separator, read into rows of cells.

Reading never stops at the first fault: what cannot be taken is collected with its place, so that somebody repairs the
file once. Writing is in `exports`.
"""

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from coordinator.errors import Invalid, Say

MOST_ROWS = 100_000
WHOLE_FILE = "file"  # stands for the column where a fault concerns no single one
WHOLE_ROW = "row"

BLANK = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\u2060\ufeff"
# what a spreadsheet program may run, whatever blanks and apostrophes stand before it
FORMULA = re.compile(r"['\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠\t\r\n]")
_NO_CSV = {
    b"PK\x03\x04": "an Excel or LibreOffice workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"{\\rtf": "a text document",
}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault or a warning; `line` is the physical line of the file at which its row begins."""

    file: str
    line: int
    column: str
    said: Say

    @property
    def place(self) -> str:
        """`FILE:LINE: column`."""
        return f"{self.file}:{self.line}: {self.column}"

    def __str__(self) -> str:
        return f"{self.place}: {self.said}"


def in_order(*remarks: Iterable[Remark]) -> list[Remark]:
    """The remarks of several files, each file's by line."""
    return [remark for of_file in remarks for remark in sorted(of_file, key=lambda remark: remark.line)]


class Refused(Invalid):
    """Nothing was taken from the files; `found` says why, one fault a cell, in the order of the lines."""

    def __init__(self, faults: Iterable[Remark]) -> None:
        self.found = tuple(faults)
        by_place: dict[str, list[Say]] = {}
        for fault in self.found:
            by_place.setdefault(fault.place, []).append(fault.said)
        super().__init__(by_place)


class Row(NamedTuple, Generic[_T]):
    """What a row says, and the physical line at which it begins."""

    line: int
    value: _T


@dataclass(slots=True)
class Loaded(Generic[_T]):
    """What a file gave. `rows` are the sound ones, and count only while there are no `faults`."""

    name: str
    rows: list[Row[_T]] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """A file while it is read. `rows()` gives cells that say something, by column, and adds to `faults` as it goes."""

    name: str
    warnings: list[Remark] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)
    header: list[str | None] = field(default_factory=list)  # column by position; None is kept out
    records: Iterator[Row[list[str]]] = field(default_factory=lambda: iter(()))

    def refuse(self, line: int, column: str, message: str, **facts: object) -> None:
        """Notes a fault at that place."""
        self.faults.append(Remark(self.name, line, column, Say(message, **facts)))

    def warn(self, line: int, column: str, said: Say) -> None:
        """Notes what was taken otherwise than somebody may have meant it."""
        self.warnings.append(Remark(self.name, line, column, said))

    def rows(self) -> Iterator[Row[dict[str, str]]]:
        """Rows in file order, blank ones left out. Can be walked once."""
        width = len(self.header)
        for count, (line, cells) in enumerate(self.records):
            if count == MOST_ROWS:
                self.refuse(line, WHOLE_FILE, "More than %(most)d rows; split the file.", most=MOST_ROWS)
                return
            if any(cells[width:]):
                message = "%(cells)d cells, but the header has %(width)d; put text that holds a separator in quotes."
                self.refuse(line, WHOLE_ROW, message, cells=len(cells), width=width)
            else:
                yield Row(line, {name: cell for name, cell in zip(self.header, cells, strict=False) if name and cell})


def read(data: bytes, *, name: str, columns: Sequence[str], required: Sequence[str] = ()) -> Sheet:
    """Opens a spreadsheet's bytes; `name` stands in its faults. Columns not among `columns` are warned of and left out.

    Takes UTF-8 with or without BOM, UTF-16 with one, or Windows-1252; comma, semicolon or tab; header names in any
    order and case, with spaces or hyphens for underscores. Faults are in the sheet, complete once `rows()` is walked.
    """
    sheet = Sheet(name)
    text = _decoded(data, sheet)
    if sheet.faults:
        return sheet
    sheet.records = _records(text, _delimiter(text, columns), sheet)
    first = next(sheet.records, None)
    if first is None:
        sheet.refuse(
            1, WHOLE_FILE, "The file is empty; its first line names the columns: %(names)s.", names=_in(columns)
        )
        return sheet
    _take_header(sheet, first, columns=columns, required=required)
    return sheet


def _decoded(data: bytes, sheet: Sheet) -> str:
    for signature, what in _NO_CSV.items():
        if data.startswith(signature):
            message = "This is %(what)s, not CSV; open it, choose “Save as” and take “CSV UTF-8”."
            sheet.refuse(1, WHOLE_FILE, message, what=what)
            return ""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"\0" in data:
        message = "The file holds NUL bytes: it is damaged or not text; save it again as “CSV UTF-8”."
        sheet.refuse(_line_of(data, data.index(b"\0")), WHOLE_FILE, message)
        return ""
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as broken:
        if wide:
            sheet.refuse(1, WHOLE_FILE, "The file's UTF-16 is damaged; save it again as “CSV UTF-8”.")
            return ""
        return _decoded_the_old_way(data, sheet, broken.start)


def _decoded_the_old_way(data: bytes, sheet: Sheet, at: int) -> str:
    """As Windows-1252, unless most other letters are sound UTF-8: then single bytes are damaged."""
    lenient = data.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    sound = sum(not character.isascii() for character in lenient) - broken
    try:
        text = data.decode("cp1252") if sound <= broken else None
    except UnicodeDecodeError as stranger:
        text, at = None, stranger.start
    if text is None:
        message = "Bytes here are neither UTF-8 nor Windows-1252; save the file again as “CSV UTF-8”."
        sheet.refuse(_line_of(data, at), WHOLE_FILE, message)
        return ""
    guess = Say("Read as Windows-1252; if letters look wrong, save the file as “CSV UTF-8”.")
    sheet.warn(_line_of(data, at), WHOLE_FILE, guess)
    return text


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _delimiter(text: str, columns: Sequence[str]) -> str:
    """The separator under which the first line names most known columns; Excel's own `sep=;` line wins."""
    first = text.lstrip("\r\n ").split("\n", 1)[0].strip("\r")
    if re.fullmatch("sep=.", first):
        return first[-1]
    known = {_key(column) for column in columns}

    def names_known(delimiter: str) -> tuple[int, int]:
        return sum(_key(cell) in known for cell in first.split(delimiter)), first.count(delimiter)

    return max(",;\t", key=names_known)


def _key(header: str) -> str:
    """A header name without case, spaces, hyphens, underscores and brackets: `Space-ID` is `space_id`."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())


def _records(text: str, delimiter: str, sheet: Sheet) -> Iterator[Row[list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [_plain(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as broken:
            sheet.refuse(line, WHOLE_ROW, _what_broke(str(broken)))
            continue
        if any(cells) and not (line == 1 and re.fullmatch("sep=.?", "".join(cells))):
            yield Row(line, cells)


def _what_broke(complaint: str) -> str:
    if "expected after" in complaint:
        return 'Something follows a closing quote; write a quote within quoted text twice: "Joe ""Fingers"" Carr".'
    return 'A quote (") opens in this row and nothing closes it; close it, or write it twice within quoted text.'


def _plain(cell: str) -> str:
    """The cell without blanks around it and without the apostrophe that `exports.guarded` put before a formula."""
    cell = cell.strip(BLANK)
    return cell[1:].strip(BLANK) if cell.startswith("'") and FORMULA.match(cell, 1) else cell


def _take_header(sheet: Sheet, first: Row[list[str]], *, columns: Sequence[str], required: Sequence[str]) -> None:
    by_key = {_key(column): column for column in columns}
    cells = list(first.value)
    while not cells[-1]:  # spreadsheet programs save empty columns they once used
        cells.pop()
    for said in cells:
        column = by_key.get(_key(said))
        if column is None:
            sheet.warn(first.line, said or WHOLE_ROW, _unknown(said, columns))
        elif column in sheet.header:
            sheet.refuse(first.line, column, "Two columns have this name; keep one.")
        sheet.header.append(column)
    for column in required:
        if column not in sheet.header:
            message = "This column is missing; the header names only: %(names)s."
            sheet.refuse(first.line, column, message, names=_in(cells))


def _unknown(said: str, columns: Sequence[str]) -> Say:
    near = difflib.get_close_matches(said.casefold(), columns, n=1, cutoff=0.75)
    if near:
        return Say("There is no such column, so it is kept out; “%(near)s” would be one.", near=near[0])
    return Say("There is no such column, so it is kept out.")


def _in(columns: Sequence[str]) -> str:
    return ", ".join(columns)
