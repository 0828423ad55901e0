"""What comes in on the pages of the global team. `form`: the token of one opening of a form, blank without one."""

from marshmallow import Schema
from marshmallow.fields import List

from coordinator.disclosure.desk import State
from coordinator.fields import Choice, Id, Text, Whole
from coordinator.lineups.problem import ACTS

WORDS = 2_000  # signs


class Note(Schema):
    """A note for the next shift, in whose evening."""

    form = Text(load_default="", most=40)
    zone = Text(required=True, most=60)
    words = Text(required=True, most=WORDS, private=True)


class NewTrouble(Schema):
    """What went wrong: in a city (its slug), with a show (its id), or both blank."""

    form = Text(load_default="", most=40)
    city = Text(load_default="", most=100)
    show = Text(load_default="", most=40)
    words = Text(required=True, most=WORDS, private=True)


class TroubleStep(Schema):
    """How it stands; `owner` blank: nobody's. `seen`: the number of the last step on the page that was sent."""

    state = Choice([str(state) for state in State], required=True)
    owner = Id(load_default="", most=40)
    words = Text(load_default="", most=WORDS, private=True)
    seen = Whole(least=1, most=1_000_000, required=True)


class NewAnnouncement(Schema):
    """Words to the leads of a city (its slug), of a zone, or of all (both blank)."""

    form = Text(load_default="", most=40)
    city = Text(load_default="", most=100)
    zone = Text(load_default="", most=60)
    words = Text(required=True, most=WORDS, private=True)


class IntoReserve(Schema):
    """The room a show moves to (an id), the acts (ids) that lose their slots, why it is outside the times offered, and
    what was seen of the consequences (`marks`)."""

    space_id = Id(required=True, most=100)
    leave = List(Id(most=100), load_default=list)
    outside = Text(load_default="", most=500, private=True)
    seen = Text(load_default="", most=40)


class OfferElsewhere(Schema):
    """At which show (an id) guests may have seats, and who leads there and has agreed (a person's id; blank where
    nobody leads); `seen`: what was listed (`marks`)."""

    to_show = Id(required=True, most=40)
    agreed_by = Id(load_default="", most=40)
    seen = Text(load_default="", most=40)


class EndElsewhere(Schema):
    """Which offer is ended: the one that was `seen` (`marks`)."""

    seen = Text(load_default="", most=40)


class CallInto(Schema):
    """Which act is called into which slot (1 to 3), in whose stead ("" for nobody's), and what was listed (`marks`)."""

    slot = Whole(least=1, most=ACTS, required=True)
    artist_id = Id(required=True, most=100)
    instead_of = Text(load_default="", allow_none=True, most=100)
    seen = Text(load_default="", most=40)
