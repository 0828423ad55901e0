"""Files for people and their spreadsheet programs: CSV that runs nothing, folders written whole or not at all."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from errno import EISDIR
from os import strerror
from pathlib import Path
from tempfile import NamedTemporaryFile

from coordinator.spreadsheets import BLANK, FORMULA


def guarded(value: object) -> str:
    """The text of a cell that no spreadsheet program runs: an apostrophe stands before whatever starts a formula.

    Numbers stay numbers (a negative one too), truth is yes or no, None is blank. `spreadsheets.read`
    takes the apostrophe off again. Source: OWASP, “CSV Injection”.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    text = str(value).strip(BLANK)
    return f"'{text}" if FORMULA.match(text) else text


def render(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file of that header and those rows, every cell guarded: UTF-8 without BOM, commas, CRLF (RFC 4180).

    That is what Excel's and LibreOffice's import and every program take.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([guarded(value) for value in row] for row in rows)
    return out.getvalue().encode()


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    """Puts the files into the folder (made where missing): all are written beside their places before any is moved.

    They are for the user who asked alone (0600): some hold lineups and homes. A failure while writing leaves what was
    there before. Raises OSError when the folder cannot be written.
    """
    for name in files:
        if (folder / name).is_dir():  # the one thing a file cannot be moved over
            raise IsADirectoryError(EISDIR, strerror(EISDIR), str(folder / name))
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as undo:
        ready = []
        for name, content in files.items():
            with NamedTemporaryFile(dir=folder, prefix=f".{name}.", delete=False) as draft:
                undo.callback(Path(draft.name).unlink, missing_ok=True)
                draft.write(content)
            ready.append((Path(draft.name), folder / name))
        for draft_path, place in ready:
            draft_path.replace(place)
