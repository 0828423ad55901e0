"""What comes in at a door, and from the lead who names who stands there."""

from datetime import UTC

from marshmallow import EXCLUDE, Schema, fields, validate

from coordinator.door.models import DoorRole, Way
from coordinator.fields import Mail, Text, wrong


def _said(text: str) -> None:
    if not text:
        raise wrong("This is needed; fill it in.")


class Doorkeeping(Schema):
    """Somebody to stand at a door. `form`: the token of one opening of the form, blank without one."""

    called = Text(required=True, most=40, private=True, validate=_said)
    email = Mail(required=True, most=254, private=True)
    role = fields.Enum(DoorRole, by_value=True, required=True)
    form = Text(load_default="", most=40)


class HostsDoor(Schema):
    """The host, for her own door. `form` as of somebody else."""

    called = Text(required=True, most=40, private=True, validate=_said)
    form = Text(load_default="", most=40)


MOST_AT_ONCE = 500
_ID = validate.Regexp(r"[0-9A-Za-z-]{8,64}\Z")


class Step(Schema):
    """One thing that a phone at a door says: people in or out, or that an earlier one is undone (`of`)."""

    class Meta:
        """A newer page may say more."""

        unknown = EXCLUDE

    id = fields.String(required=True, validate=_ID)
    kind = fields.String(required=True, validate=validate.OneOf([*Way, "undo"]))
    party = fields.String(load_default="", validate=validate.Length(max=64))
    people = fields.Integer(load_default=1, validate=validate.Range(1, 9), strict=True)
    of = fields.String(load_default="", validate=validate.Length(max=64))
    at = fields.AwareDateTime(required=True, default_timezone=UTC)


class Steps(Schema):
    """What a phone has to say, in order."""

    steps = fields.List(fields.Nested(Step), required=True, validate=validate.Length(max=MOST_AT_ONCE))


class Through(Schema):
    """A button of the list: so many of a party, in or out."""

    class Meta:
        """A page that is open since before may say more."""

        unknown = EXCLUDE

    client_id = fields.String(required=True, validate=_ID)
    people = fields.Integer(required=True, validate=validate.Range(1, 9))


class Unlisted(Schema):
    """Somebody on no list."""

    client_id = fields.String(required=True, validate=_ID)
    people = fields.Integer(required=True, validate=validate.Range(1, 9))
    reason = Text(required=True, most=200, private=True, validate=_said)
