"""What comes in from guests."""

from typing import Any

from marshmallow import Schema, fields, post_load

from coordinator.disclosure.access_words import in_order
from coordinator.disclosure.entries import Wanted
from coordinator.errors import Say
from coordinator.fields import Id, Lines, Text, wrong
from coordinator.guests.after import MOST_WORDS
from coordinator.guests.draw_list import MOST_PEOPLE, MOST_WISHES
from coordinator.guests.models import Because, Help
from coordinator.people.schemas import InWords, Newcomer

ACCESS_MOST = 1000


def _one_or_two(people: int) -> None:
    if not 1 <= people <= MOST_PEOPLE:
        raise wrong("A party is one person or two.")


class EntryForm(InWords):
    """The form of an entry: the shows in the order of preference, how many come, and how its guest reads."""

    people = fields.Integer(required=True, validate=_one_or_two)
    shows = fields.List(Text(most=64), required=True)
    needs_access = fields.Boolean(load_default=False)
    access = Lines(most=ACCESS_MOST, load_default="", private=True)
    helps = fields.List(fields.Enum(Help, by_value=True), load_default=list)
    instead_of = Text(load_default=None, most=64)

    @post_load
    def wanted(self, said: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The same with what was asked for as `wanted`; choices left blank are none, and one twice is the first."""
        shows = tuple(dict.fromkeys(show for show in said.pop("shows") if show))[:MOST_WISHES]
        needs = said.pop("needs_access"), said.pop("access"), in_order(said.pop("helps"))
        asked = Wanted(said.pop("people"), shows, *needs)
        return {**said, "wanted": asked}


class SaidAfter(Schema):
    """What a guest says of an evening, and whether its host may read it."""

    words = Lines(most=MOST_WORDS, load_default="", private=True)
    for_host = fields.Boolean(load_default=False)


class SeenSeat(Schema):
    """What a guest saw of the seat that she says yes to."""

    sees = Text(load_default="", most=100)


class PlusOne(InWords, Newcomer):
    """Who comes along: her name and her own address, and how we write to her."""


_WHY = Say("Choose the reason that everybody reads.").message  # as marshmallow wants it


class SourceForm(Schema):
    """What will decide a draw: the name of a lottery and the local time of its drawing; without a name drand does."""

    name = Text(load_default="", most=100)
    drawn = Text(load_default="", most=20)


class VoidForm(Schema):
    """Which entry is to be void, and why."""

    line = Text(required=True, most=100)
    because = fields.Enum(Because, by_value=True, required=True, error_messages={"unknown": _WHY, "required": _WHY})
    words = Lines(most=ACCESS_MOST, load_default="", private=True)


class WordsForGuest(Schema):
    """What a guest reads whose party does not come."""

    words = Lines(most=ACCESS_MOST, load_default="", private=True)


class StrangersEntry(EntryForm, Newcomer):
    """The same of somebody who is not signed in: with her name and address, and a word for this opening of the form."""

    form = Text(load_default="", most=64)


class ElsewhereForm(Schema):
    """The show (an id) at which a guest would rather have her seat."""

    show = Id(required=True, most=40)
