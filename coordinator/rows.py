"""Spreadsheet rows through the marshmallow schema that the form and the API use for the same thing.

A schema is asked once per column and distinct text, not once per cell: 100,000 rows repeat most of what they say.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar, cast

from marshmallow import ValidationError, post_load, validates_schema
from marshmallow.fields import Field

from coordinator import spreadsheets
from coordinator.errors import Say
from coordinator.fields import wrong
from coordinator.forms import Form
from coordinator.spreadsheets import Loaded, Remark, Row

_T = TypeVar("_T")
_REMEMBERED = 5_000  # texts a column; ids and addresses repeat nothing and would only fill memory


class RowSchema(Form, Generic[_T]):
    """An input that is one row of a spreadsheet, one form or one JSON object; a blank text is not said at all.

    Subclasses name the `key` columns (no two rows of a sheet agree in all of them) and the dataclass to `build`, and
    say in `together` which fields do not go with each other.
    """

    key: ClassVar[tuple[str, ...]]
    build: Callable[..., _T]

    def together(self, values: Mapping[str, Any]) -> dict[str, Say]:
        """Faults that show only when fields are seen together, by column."""
        del values
        return {}

    @validates_schema
    def _check_together(self, data: Mapping[str, Any], **_: Any) -> None:
        faults = self.together(data)
        if faults:
            raise ValidationError({column: [said] for column, said in faults.items()})

    @post_load
    def _built(self, data: Mapping[str, Any], **_: Any) -> _T:
        return self.build(**data)


def load_rows(schema: RowSchema[_T], data: bytes, *, name: str) -> Loaded[_T]:
    """Reads a spreadsheet's bytes; every fault and warning is in the answer, in the order of the lines."""
    by_column = {given.data_key or attribute: given for attribute, given in schema.load_fields.items()}
    required = [column for column, given in by_column.items() if given.required]
    sheet = spreadsheets.read(data, name=name, columns=list(by_column), required=required)
    columns = {column: _Column(given) for column, given in by_column.items() if column in sheet.header}
    reader = _Reader(schema, sheet, columns)
    rows = [Row(line, value) for line, cells in sheet.rows() if (value := reader.taken(line, cells)) is not None]
    return Loaded(name, rows, sheet.warnings, spreadsheets.in_order(sheet.faults))


class _Column:
    """A field that remembers what it made of a text."""

    def __init__(self, given: Field[Any]) -> None:
        self.field = given
        self.attribute = given.attribute or str(given.name)
        self.known: dict[str, Any] = {}

    def meant(self, text: str) -> Any:
        """The value; raises ValidationError."""
        value = self.field.deserialize(text)
        if len(self.known) < _REMEMBERED:
            self.known[text] = value
        return value


class _Reader(Generic[_T]):
    """Turns the cells of one sheet into values, as `schema.load` would, and notes faults in the sheet."""

    def __init__(self, schema: RowSchema[_T], sheet: spreadsheets.Sheet, columns: Mapping[str, _Column]) -> None:
        self.schema = schema
        self.sheet = sheet
        self.columns = columns
        self.defaults = {name: given.load_default for name, given in schema.load_fields.items() if not given.required}
        self.required = {name: column for name, column in columns.items() if column.field.required}
        wanted = sum(given.required for given in schema.load_fields.values())
        self.lacks_columns = len(self.required) < wanted  # a fault of the header, told once
        self.lines: dict[Any, int] = {}

    def taken(self, line: int, cells: Mapping[str, str]) -> _T | None:
        """The row's value, or None with its faults noted."""
        before = len(self.sheet.faults)
        values = self.defaults | self._values(line, cells)
        for name in [name for name in self.required if name not in cells]:
            self._refuse(line, name, self.required[name].field.make_error("required"))
        self._note_key(line, [values.get(name) for name in self.schema.key])
        if len(self.sheet.faults) == before:
            for name, said in self.schema.together(values).items():
                self._refuse(line, name, ValidationError([said]))
        sound = len(self.sheet.faults) == before and not self.lacks_columns
        return self.schema.build(**values) if sound else None

    def _values(self, line: int, cells: Mapping[str, str]) -> dict[str, Any]:
        values = {}
        for name, text in cells.items():
            column = self.columns[name]
            try:
                values[column.attribute] = column.known[text] if text in column.known else column.meant(text)
            except ValidationError as fault:
                self._refuse(line, name, fault)
        return values

    def _note_key(self, line: int, key: Sequence[Any]) -> None:
        first = self.lines.setdefault(tuple(key), line)
        if first != line and None not in key:
            message = "“%(key)s” already stands in line %(first)d; it may stand once."
            self._refuse(line, self.schema.key[0], wrong(message, key=", ".join(map(str, key)), first=first))

    def _refuse(self, line: int, column: str, fault: ValidationError) -> None:
        said = cast("list[Say]", fault.messages)  # fields.wrong makes every one of them
        self.sheet.faults.extend(Remark(self.sheet.name, line, column, each) for each in said)
