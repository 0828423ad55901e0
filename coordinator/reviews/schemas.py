"""What may be said in a review: one schema for each input."""

from marshmallow import Schema

from coordinator.fields import Lines, Text, Whole, wrong


def _not_blank(text: str) -> None:
    if not text:
        raise wrong("Say it in a few words; whoever looks later wants to know why.")


class GiveScore(Schema):
    """A reviewer's score of a space or an application."""

    score = Whole(required=True, least=1, most=5)
    words = Lines(load_default="", most=2000)


class SayRemark(Schema):
    """Something said to the others who review."""

    words = Lines(required=True, most=2000, validate=_not_blank)


class Decide(Schema):
    """A decision about a space or an application, as `judging.Verdict` has it."""

    state = Text(required=True)
    seen = Text(required=True)
    words = Lines(required=True, most=2000, validate=_not_blank)
    alone = Lines(load_default="", most=500)
    aware = Whole(least=0, most=10_000, load_default=0)
