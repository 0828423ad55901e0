"""Words of entries. Whoever has one is sealed: a list of guests is a list of people who will be at an address."""

from enum import StrEnum


class EntryState(StrEnum):
    """Where an entry stands. Who withdraws before the draw leaves no row."""

    UNVERIFIED = "unverified"  # asked for with an address that has not answered yet
    ENTERED = "entered"
