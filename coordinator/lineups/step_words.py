"""Steps on the board as sentences: “Ada placed The Larks in slot 2 of Rooftop just now”."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import gettext

from coordinator.lineups.lately import Told, Turn
from coordinator.lineups.words import step_words
from coordinator.wording import when

JUST_NOW = timedelta(minutes=1)


def told_words(told: Told, rooms: Mapping[str, str], *, zone: str, at: datetime) -> str:
    """A step as a sentence without a full stop. `rooms`: show id → name of its space."""
    said = _sentence(told, rooms)
    if at - told.at < JUST_NOW:
        return str(gettext("%(said)s just now", said=said))
    return str(gettext("%(said)s, %(when)s", said=said, when=when(told.at, zone)))


def _sentence(told: Told, rooms: Mapping[str, str]) -> str:
    who = gettext("You") if told.is_own else told.who or gettext("Somebody of the team")
    if told.kind in {"left", "cleared"} and len(told.turns) == 1:
        return _out(told.turns[0], rooms, who if told.kind == "cleared" else None)
    arrived = [turn for turn in told.turns if turn.after]
    if told.kind in {"assigned", "moved"} and len(arrived) == 1:
        return _in(arrived[0], rooms, who, moved=told.kind == "moved")
    if told.kind == "swapped" and len(arrived) == 2:
        acts = {"act": arrived[0].after, "other": arrived[1].after}
        return str(gettext("%(who)s swapped %(act)s and %(other)s", who=who, **acts))
    about = _names(told.shows, rooms)
    return str(gettext("%(who)s %(did)s at %(room)s", who=who, did=step_words(told.kind), room=about))


def _out(turn: Turn, rooms: Mapping[str, str], who: str | None) -> str:
    """An act went out of a slot, by itself where nobody did it."""
    facts = {"act": turn.before, "slot": turn.position, "room": _names((turn.show_id,), rooms)}
    if who is None:
        return str(gettext("%(act)s left slot %(slot)s of %(room)s", **facts))
    return str(gettext("%(who)s took %(act)s out of slot %(slot)s of %(room)s", who=who, **facts))


def _in(turn: Turn, rooms: Mapping[str, str], who: str, *, moved: bool) -> str:
    """An act came into a slot, perhaps instead of another."""
    facts = {"who": who, "act": turn.after, "slot": turn.position, "room": _names((turn.show_id,), rooms)}
    if moved:
        return str(gettext("%(who)s moved %(act)s to slot %(slot)s of %(room)s", **facts))
    if turn.before:
        said = gettext(
            "%(who)s placed %(act)s instead of %(old)s in slot %(slot)s of %(room)s", old=turn.before, **facts
        )
        return str(said)
    return str(gettext("%(who)s placed %(act)s in slot %(slot)s of %(room)s", **facts))


def _names(shows: tuple[str, ...], rooms: Mapping[str, str]) -> str:
    """The names of shows' rooms; those that are gone go without."""
    names = [rooms[show_id] for show_id in shows if show_id in rooms]
    return ", ".join(names) or str(gettext("a show that is gone"))
