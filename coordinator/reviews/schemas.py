"""What may be said in a review: one schema for each input."""

from marshmallow import Schema
from marshmallow.fields import List

from coordinator.fields import Id, Lines, Text, Whole, wrong


def _not_blank(text: str) -> None:
    if not text:
        raise wrong("Say it in a few words; whoever looks later wants to know why.")


class GiveScore(Schema):
    """A reviewer's score of a space or an application."""

    score = Whole(required=True, least=1, most=5)
    words = Lines(load_default="", most=2000)


class SayRemark(Schema):
    """Something said to the others who review. `form`: the token of one opening of the form, blank without one."""

    words = Lines(required=True, most=2000, validate=_not_blank)
    form = Text(load_default="", most=40)


class Decide(Schema):
    """A decision about a space or an application, as `judging.Verdict` has it."""

    state = Text(required=True)
    seen = Text(required=True)
    words = Lines(required=True, most=2000, validate=_not_blank)
    alone = Lines(load_default="", most=500)
    aware = Whole(least=0, most=10_000, load_default=0)


class SeenPhotos(Schema):
    """The photos of a space that stood on the page of the lead who sends this."""

    photo = List(Id(most=64), load_default=list)


class DecideSpace(Decide, SeenPhotos):
    """A decision about a space, by a lead who has seen these photos of it."""
