"""Words of doors. Who stands there and who came in is sealed."""

from enum import StrEnum


class DoorRole(StrEnum):
    """What somebody at a door may do: a steward lets in whom the list names, a supervisor answers for the door."""

    STEWARD = "steward"
    SUPERVISOR = "supervisor"


class Way(StrEnum):
    """Through a door."""

    IN = "in"
    OUT = "out"


class PartyKind(StrEnum):
    """Why somebody may come in."""

    TICKET = "ticket"
    OWN = "own"  # a guest of the host's own, or a neighbour
    STANDBY = "standby"  # from the waiting list, once seats were free
    UNLISTED = "unlisted"  # a supervisor said so
    GONE = "gone"  # it has given its seat back, or lost it, and comes in no more
