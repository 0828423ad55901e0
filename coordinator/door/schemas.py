"""What comes in at a door, and from the lead who names who stands there."""

from marshmallow import Schema, fields

from coordinator.door.models import DoorRole
from coordinator.fields import Mail, Text, wrong


def _said(text: str) -> None:
    if not text:
        raise wrong("This is needed; fill it in.")


class Doorkeeping(Schema):
    """Somebody to stand at a door."""

    called = Text(required=True, most=40, private=True, validate=_said)
    email = Mail(required=True, most=254, private=True)
    role = fields.Enum(DoorRole, by_value=True, required=True)


class HostsDoor(Schema):
    """The host, for her own door."""

    called = Text(required=True, most=40, private=True, validate=_said)
