"""What comes in on the pages of Answer Time. `seen`: the version that the page showed; `form`: the token of one opening
of a form."""

from typing import Any

from marshmallow import Schema

from coordinator.answers.asking import QUESTION
from coordinator.answers.models import AnswerState, AskedState, Because, TimeState
from coordinator.answers.replying import ANSWER
from coordinator.fields import Choice, Id, Lines, Mail, Text, WallTime, Whole, YesNo
from coordinator.forms import Form
from coordinator.letters.schemas import Day

_REASONS = [str(one) for one in Because]


def _seen(**more: Any) -> Whole:
    return Whole(least=0, most=1_000_000, **more)


class Wished(Schema):
    """An hour that an act proposes: a day and two wall times."""

    seen = _seen(required=True)
    day = Day(required=True, most=20)
    begins = WallTime(required=True)
    ends = WallTime(required=True)


class Version(Schema):
    """A button that acts on what a page showed."""

    seen = _seen(required=True)


class HourSettled(Form):
    """What the team says to an hour."""

    seen = _seen(required=True)
    to = Choice([str(one) for one in (TimeState.AGREED, TimeState.DECLINED, TimeState.PROPOSED)], required=True)
    because = Choice(_REASONS, load_default=None)


class Ask(Form):
    """A question; `email` for who has no account here and wants to hear of the answer, `tell` for who has one."""

    form = Text(required=True, most=60)
    words = Text(required=True, most=QUESTION, private=True)
    email = Mail(load_default=None, private=True)
    tell = YesNo(load_default=False)


class Vote(Schema):
    """Whether one wants it answered."""

    wants = YesNo(required=True)


class AskedSettled(Form):
    """What the team says to a question; `into`: the question that asks the same."""

    seen = _seen(required=True)
    to = Choice([str(one) for one in AskedState if one is not AskedState.TAKEN_BACK], required=True)
    because = Choice(_REASONS, load_default=None)
    into = Id(load_default=None, most=40)


class AnswerSettled(Form):
    """What the team says to an answer."""

    seen = _seen(required=True)
    to = Choice([str(one) for one in AnswerState if one is not AnswerState.TAKEN_DOWN], required=True)
    because = Choice(_REASONS, load_default=None)


class Reply(Form):
    """What an act answers."""

    seen = _seen(required=True)
    words = Lines(load_default="", most=ANSWER, private=True)
    link = Text(load_default="", most=300, private=True)
