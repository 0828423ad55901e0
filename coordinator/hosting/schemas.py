"""What a host may say beside the steps of her form, and what her lead may say to her."""

from typing import Any

from marshmallow import Schema, post_load
from marshmallow.fields import List

from coordinator.disclosure.incidents import Kind
from coordinator.disclosure.own_guests import Expected, OwnGuest
from coordinator.fields import Choice, Id, Lines, Mail, Text, Whole, YesNo, wrong
from coordinator.forms import Form
from coordinator.hosting.photos import Deed


class ChangePhoto(Schema):
    """What is on a photo, and what is to be done with it. `stood`: its number on the page that sends this."""

    words = Text(load_default="", most=200, private=True)
    deed = Choice(tuple(Deed), required=True)
    stood = Whole(least=0, most=1000, load_default=0)


class KeepSeats(Schema):
    """How many seats a host keeps (None: as many as are kept), and for whom: `names`, as Expected. Rows without a name
    are left out."""

    guests = Whole(least=0, most=1000, load_default=None)
    neighbours = Whole(least=0, most=10, load_default=None)
    guest_name = List(Text(most=80, private=True), load_default=list)
    guest_needs = List(Text(most=200, private=True), load_default=list)
    neighbour_name = List(Text(most=80, private=True), load_default=list)
    neighbour_needs = List(Text(most=200, private=True), load_default=list)

    @post_load
    def _named(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        guests, neighbours = (
            tuple(
                OwnGuest(name, needs)
                for name, needs in zip(data[f"{who}_name"], data[f"{who}_needs"], strict=False)
                if name
            )
            for who in ("guest", "neighbour")
        )
        return {"guests": data["guests"], "neighbours": data["neighbours"], "names": Expected(guests, neighbours)}


class Report(Form):
    """What a host reports of an evening; photos come beside it."""

    kind = Choice(tuple(Kind), required=True)
    words = Lines(required=True, most=4000, private=True)


class Decision(Schema):
    """What a lead does about a change (several, where she has only looked), what she says to leaving it as it was, and
    which parties she has seen to lose their seats."""

    do = Text(load_default="")
    change = List(Text(), load_default=list)
    words = Lines(load_default="", most=2000, private=True)
    seen = Id(load_default="", most=64)


class KeepOrErase(Schema):
    """Whether a host stays for the next edition."""

    stays = YesNo(required=True)


class EraseNow(Schema):
    """That a host is sure."""

    sure = Choice(("yes",), required=True)


def _not_blank(text: str) -> None:
    if not text:
        raise wrong("Say it in a few words.")


class NotWith(Form):
    """Whom a host does not want in her home, and the address of that person, where she knows it."""

    words = Text(required=True, most=200, private=True)
    email = Mail(load_default="", most=254, private=True)


class Asked(Schema):
    """What a lead asks a host. `form`: the token of one opening of the form, blank without one."""

    words = Lines(required=True, most=1000, validate=_not_blank)
    form = Text(load_default="", most=40)


class Answered(Schema):
    """What a host answers."""

    answer = Lines(required=True, most=1000, validate=_not_blank)


class Linked(Schema):
    """The name of the act that a veto means."""

    act = Text(required=True, most=200, validate=_not_blank)
