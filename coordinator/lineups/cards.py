"""Shows as their lead's pages draw them: who plays in each slot, and what the latest proposal says of it in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from coordinator.disclosure import gateway
from coordinator.disclosure.gateway import LeadShow, Suggested
from coordinator.lineups.explanations import explain
from coordinator.lineups.problem import ACTS, Reason, Unfilled
from coordinator.lineups.reasons import reasons
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.web import say
from coordinator.wording import distance

NEAR_MISS_KM = 50.0  # beyond an act's own radius


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as the template draws it: who plays and what the latest proposal says of it.

    `name` is None while the slot is empty, `proposed` where the proposal found nobody; `note` gives its reasons, and
    is empty without a proposal. `as_proposed`: the act of the proposal plays here. `locked`: held against proposals.
    """

    position: int
    artist_id: str | None
    name: str | None
    locked: bool
    proposed: str | None
    note: str
    as_proposed: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A show on the lead's page."""

    show: Show
    place: LeadShow
    slots: tuple[Slot, ...]

    @property
    def filled(self) -> int:
        """How many of the three slots have an act."""
        return len(self.place.lineup)

    @property
    def free(self) -> int | None:
        """The first empty slot, None where there is none or nobody may place an act."""
        if self.place.locked or self.place.is_twin:
            return None
        return next((slot.position for slot in self.slots if slot.name is None), None)

    @property
    def sees(self) -> str:
        """Whom who looks at it sees in the slots, as `schemas.SeenBill` reads it."""
        return ",".join(slot.artist_id or "" for slot in self.slots)

    @property
    def state(self) -> str:
        """How far the show is: open, complete or locked."""
        if self.place.locked:
            return "locked"
        return "complete" if self.filled == ACTS else "open"

    @property
    def as_proposed(self) -> bool:
        """Whether lineup and proposal agree on all three acts."""
        return all(slot.as_proposed for slot in self.slots)


def cards_of(reader: Reader, shows: Sequence[Show], *, at: datetime) -> list[Card]:
    """Shows as their lead's pages draw them, in the order given. Raises NotFound for everybody else."""
    seen = gateway.lead_shows(reader, shows, at=at)
    return [_card(show, seen[show.id]) for show in shows]


def card_of(reader: Reader, show: Show, *, at: datetime) -> Card:
    """One show as its lead's pages draw it. Raises NotFound for everybody else."""
    (card,) = cards_of(reader, [show], at=at)
    return card


def _card(show: Show, place: LeadShow) -> Card:
    return Card(show, place, tuple(_slot(position, place) for position in range(1, ACTS + 1)))


def _slot(position: int, place: LeadShow) -> Slot:
    held = next((slot for slot in place.lineup if slot.position == position), None)
    said = next((suggested for suggested in place.proposed if suggested.position == position), None)
    proposed, note = _suggestion(place, said) if said else (None, "")
    return Slot(
        position,
        held.artist_id if held else None,
        held.act_name if held else None,
        locked=bool(held and held.locked),
        proposed=proposed,
        note=note,
        as_proposed=bool(held and said and held.artist_id == said.artist_id),
    )


def _suggestion(place: LeadShow, said: Suggested) -> tuple[str | None, str]:
    """The act that is proposed, if there is one, and why."""
    if said.reason is not None:
        empty = Unfilled(place.show_id, said.position, Reason(said.reason), _near_facts(said.facts))
        names = {str(said.facts.get("artist")): said.act_name or ""}
        return None, say(explain(empty, names))
    return said.act_name, ", ".join(_reasons(said))


def _near_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a gap; without its nearest miss where that act is far from coming here, and none of this lead's."""
    beyond = float(facts.get("distance_km", 0.0)) - float(facts.get("travel_km", 0.0))
    return facts if beyond <= NEAR_MISS_KM else {name: fact for name, fact in facts.items() if name != "artist"}


def _reasons(said: Suggested) -> Sequence[str]:
    """What spoke for an act, in words: how far it comes, then the terms of the objective."""
    away = gettext("%(distance)s away", distance=distance(said.distance_km or 0.0))
    return [away, *(say(phrase) for phrase in reasons(said.facts))]
