"""What a host may say beside the steps of her form."""

from marshmallow import Schema

from coordinator.fields import Choice, Text
from coordinator.hosting.photos import Deed


class ChangePhoto(Schema):
    """What is on a photo, and what is to be done with it."""

    words = Text(load_default="", most=200, private=True)
    deed = Choice(tuple(Deed), required=True)
