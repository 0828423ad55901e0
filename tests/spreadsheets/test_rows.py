"""The quick way through a schema says what the schema itself says."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from coordinator.artists.schemas import ArtistRow
from coordinator.exports import guarded, render
from coordinator.rows import load_rows

CELLS: dict[str, list[str]] = {
    "artist_id": ["A1", "A2", "", "a;b"],
    "act_name": ["Act", "", "x" * 300],
    "travel_km": ["30 km", "1.000", "", "far"],
    "latitude": ["52,5", "", "0", "99"],
    "longitude": ["13.4", "", "0"],
    "from": ["18:00", "7", ""],
    "until": ["23:30", "18:00", ""],
    "genres": ["soul;rock", "Soul, jazz", ""],
    "needs": ["power", "harp", ""],
}
rows = st.fixed_dictionaries({column: st.sampled_from(texts) for column, texts in CELLS.items()})


def by_the_schema(said: dict[str, str]) -> Any:
    """The value, or the columns refused."""
    try:
        return ArtistRow().load(said)
    except ValidationError as refused:
        return {column: [str(each) for each in all_said] for column, all_said in refused.messages_dict.items()}


def by_the_sheet(said: dict[str, str]) -> Any:
    """The same, read from a file of one row."""
    loaded = load_rows(ArtistRow(), render(list(said), [[guarded(cell) for cell in said.values()]]), name="x.csv")
    if loaded.faults:
        return {fault.column: [str(fault.said)] for fault in loaded.faults}
    return loaded.rows[0].value


@settings(max_examples=300, deadline=None, derandomize=True)
@given(rows.filter(lambda said: any(said.values())))
def test_a_row_of_a_sheet_and_the_same_input_by_form_come_to_the_same(said: dict[str, str]) -> None:
    assert by_the_sheet(said) == by_the_schema(said)
