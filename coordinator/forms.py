"""What all that is filled in has in common, a form as much as a row of a spreadsheet."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, pre_load

from coordinator.errors import Invalid, Say


class Form(Schema):
    """An input whose fields may be left alone: a blank text is not said at all."""

    @pre_load
    def _without_blanks(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if not (isinstance(value, str) and not value.strip())}


def checked(schema: Schema, given: Mapping[str, Any]) -> Any:
    """What was given, as the schema takes it. Raises Invalid: field name → what is wrong."""
    try:
        return schema.load(given)
    except ValidationError as refused:
        said = refused.messages if isinstance(refused.messages, dict) else {"_schema": refused.messages}
        raise Invalid({str(name): _sentences(part) for name, part in said.items()}) from None


def _sentences(said: Any) -> list[Say]:
    if isinstance(said, dict):
        return [sentence for part in said.values() for sentence in _sentences(part)]
    parts = said if isinstance(said, list) else [said]
    return [part if isinstance(part, Say) else Say(str(part).replace("%", "%%")) for part in parts]
