"""What the page of a door is made of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import render_template

from coordinator.db import random_id
from coordinator.disclosure import door_words, tickets
from coordinator.disclosure.doorkeepers import Standing
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.policy import Fact, Relation, may_see
from coordinator.door import absent, acts, checking, snapshots, waiting
from coordinator.door.checking import Door, Present
from coordinator.door.words import script_words
from coordinator.shows.windows import LAST


def page(standing: Standing, *, found: str, at: datetime) -> str:
    """The door with everybody, or who was looked for (`found`: the beginning of a first name, or a code)."""
    door = checking.look(standing, at=at)
    return render_template(
        "door/door.html",
        **_live(standing, door, at=at),
        parties=_found(standing, door, found, at=at),
        keepers=snapshots.keepers(standing, door),
        words=_words(standing, at=at),
        changes_at=door_words.changes_at(standing.show, at),
        found=found,
        script=script_words(),
    )


def live(standing: Standing, *, at: datetime) -> str:
    """What changes while that page is open and is kept on no phone: who waits and whose turn it is, the acts that have
    begun, who did not come, and what a supervisor can do now."""
    return render_template("door/_live.html", **_live(standing, checking.look(standing, at=at), at=at))


def _live(standing: Standing, door: Door, *, at: datetime) -> dict[str, Any]:
    waits = waiting.in_line(standing)
    free = checking.free(standing, door, at=at)
    return {
        "standing": standing,
        "door": door,
        "waits": waits,
        "turn": waiting.first_that_fits(waits, free) if waiting.is_turn(standing, door, at=at) else None,
        "free": free,
        "stage": acts.stage(standing, at=at),
        "missed": absent.missed(standing, door, at=at),
        "late": checking.LATE,
        "fresh": random_id,
        "at": at,
    }


def shell(standing: Standing) -> str:
    """The same without anybody and without a form that would need a network."""
    return render_template(
        "door/door.html",
        standing=standing,
        door=None,
        parties=(),
        keepers={},
        words="",
        changes_at=None,
        found="",
        fresh=random_id,
        script=script_words(),
    )


def final_at(standing: Standing) -> datetime:
    """From when on nobody new comes onto the list, and nobody vanishes from it: seats are offered no more."""
    return standing.show.starts_at - LAST


def _found(standing: Standing, door: Door, found: str, *, at: datetime) -> Sequence[Present]:
    said = found.strip().casefold()
    if not said:
        return door.parties
    ticket = tickets.find_by_code(standing.show, standing.edition, found, at=at)
    if ticket is not None:
        return [one for one in door.parties if one.party.id == ticket.entry_id]
    return [one for one in door.parties if any(name.startswith(said) for name in _names(one))]


def _names(one: Present) -> Sequence[str]:
    """The first names of a party, small."""
    return one.party.name.casefold().split(" + ")


def _words(standing: Standing, *, at: datetime) -> str:
    phase = clock_of(standing.show, standing.edition).phase(at)
    return door_words.of_hour(standing.show, at) if may_see(Fact.DOOR_WORDS, Relation.DOOR, phase) else ""
