"""What may be sent about two applications that look like one act."""

from marshmallow import Schema

from coordinator.fields import Choice, Text, Whole

WHOSE = ("kept", "other")


class MergeForm(Schema):
    """Which act stays, how many slots were said to go over, and whose counts of what both have."""

    keep = Text(required=True, most=40)
    seen = Whole(least=0, most=10_000, load_default=0)
    photo = Choice(WHOSE, load_default="kept")
    legs = Choice(WHOSE, load_default="kept")


class AnswerForm(Schema):
    """Whether the two are one."""

    one = Choice(("yes", "no"), required=True)
