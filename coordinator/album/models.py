"""Words of the album: what a picture of an evening is, what it may be used for, and as whom somebody is asked."""

from enum import StrEnum


class Medium(StrEnum):
    """What was sent."""

    PHOTO = "photo"
    CLIP = "clip"


class Use(StrEnum):
    """What a picture may be used for. Each is asked for by itself; nothing else is done with it."""

    SITE = "site"  # the album of the city, on this site
    PRESS = "press"
    PARTNERS = "partners"
    SOCIAL = "social"  # social media of the campaign


class Shown(StrEnum):
    """As whom somebody is asked. The host always is: it is her home."""

    HOST = "host"
    ACT = "act"
    MYSELF = "myself"  # who sent it
    GUEST = "guest"  # named by her ticket
    OTHER = "other"  # named by her mailbox, or on paper
