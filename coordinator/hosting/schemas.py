"""What a host may say beside the steps of her form."""

from typing import Any

from marshmallow import Schema, post_load
from marshmallow.fields import List

from coordinator.disclosure.own_guests import Expected, OwnGuest
from coordinator.fields import Choice, Text, Whole
from coordinator.hosting.photos import Deed


class ChangePhoto(Schema):
    """What is on a photo, and what is to be done with it."""

    words = Text(load_default="", most=200, private=True)
    deed = Choice(tuple(Deed), required=True)


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
