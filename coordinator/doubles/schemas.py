"""What may be sent about two applications that look like one act."""

from marshmallow import Schema

from coordinator.fields import Choice, Text, Whole


class MergeForm(Schema):
    """Which act stays, and how many slots were said to go over."""

    keep = Text(required=True, most=40)
    seen = Whole(least=0, most=10_000, required=True)


class AnswerForm(Schema):
    """Whether the two are one."""

    one = Choice(("yes", "no"), required=True)
