"""What volunteers do. The lines of their hours are sealed: who gives them for which city can tell who a host is."""

from enum import StrEnum


class Task(StrEnum):
    """What the hours were given for, which follows from what somebody is."""

    LEADING = "leading"
    DOOR = "door"
    HOSTING = "hosting"
    LETTERS = "letters"
    TEAM = "team"
