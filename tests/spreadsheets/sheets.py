"""Spreadsheets for tests: short files, and what reading them gives."""

from typing import Any, TypeVar

from coordinator.artists.listing import ListedArtist
from coordinator.artists.schemas import ArtistRow
from coordinator.rows import load_rows
from coordinator.spaces.listing import ListedSpace
from coordinator.spaces.schemas import SpaceRow
from coordinator.spreadsheets import Loaded

_T = TypeVar("_T")


def spaces(text: str, encoding: str = "utf-8") -> Loaded[ListedSpace]:
    """What a `spaces.csv` of that text gives."""
    return load_rows(SpaceRow(), text.encode(encoding), name="spaces.csv")


def artists(text: str) -> Loaded[ListedArtist]:
    """What an `artists.csv` of that text gives."""
    return load_rows(ArtistRow(), text.encode(), name="artists.csv")


def a_space(**cells: str) -> ListedSpace:
    """The only row of a sheet with these cells, which has no fault."""
    return _only(spaces(_sheet({"space_id": "S1", **cells})))


def an_artist(**cells: str) -> ListedArtist:
    """The only row of a sheet with these cells, which has no fault."""
    return _only(artists(_sheet({"artist_id": "A1", "act_name": "Act", **cells})))


def faults(loaded: Loaded[Any]) -> list[str]:
    """The faults as they are printed."""
    return [str(fault) for fault in loaded.faults]


def warnings(loaded: Loaded[Any]) -> list[str]:
    """The warnings as they are printed."""
    return [str(warning) for warning in loaded.warnings]


def _sheet(cells: dict[str, str]) -> str:
    quoted = ('"{}"'.format(cell.replace('"', '""')) for cell in cells.values())
    return f"{','.join(cells)}\n{','.join(quoted)}\n"


def _only(loaded: Loaded[_T]) -> _T:
    assert faults(loaded) == []
    (row,) = loaded.rows
    return row.value
