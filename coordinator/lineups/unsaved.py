"""A lead's choice that could not be saved stays in view until she sends it again or lets it go: kept in her session."""

from dataclasses import dataclass
from typing import Any

from flask import session

from coordinator.errors import Conflict
from coordinator.lineups.meanwhile import find_act_name

KEY = "unsaved"
OPEN = frozenset({"needs_reason", "changed_meanwhile", "slot_taken", "slot_locked", "show_locked"})
"""Refusals after which the same choice may be right: with a reason, or now that she knows."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """An act that was to play in a slot (`position`, 1 to 3) of a show; `source` is the slot of the page's show that it
    was to leave, None where it was in none. `asks`: only with a reason; `is_open`: it can be sent again."""

    show_id: str
    position: int
    artist_id: str
    act_name: str
    source: int | None
    asks: bool
    is_open: bool


def keep(refused: Conflict, page: str, artist_id: str, to: tuple[str, int], *, source: int | None = None) -> None:
    """Keep the choice for the page of a show; one at a time, the last one."""
    session[KEY] = {"page": page, "artist": artist_id, "to": list(to), "source": source, "why": refused.reason}


def drop() -> None:
    """Forget it: something was saved since, or she lets it go."""
    session.pop(KEY, None)


def find(page: str) -> Unsaved | None:
    """What waits on the page of a show."""
    kept: dict[str, Any] = session.get(KEY, {})
    name = find_act_name(kept["artist"]) if kept.get("page") == page else None
    if name is None:
        return None
    why, (show_id, position) = kept["why"], kept["to"]
    asks, is_open = why == "needs_reason", why in OPEN
    return Unsaved(show_id, position, kept["artist"], name, kept["source"], asks=asks, is_open=is_open)
