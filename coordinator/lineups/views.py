"""The lead's city: every show with its place, lineup, proposal and reasons, on the map and in the list beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext

from coordinator import maps
from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.disclosure import gateway
from coordinator.disclosure.gateway import LeadShow, Suggested
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.frame import current_edition, static
from coordinator.lineups import alarms, component_jobs
from coordinator.lineups.explanations import explain
from coordinator.lineups.problem import ACTS, Reason, Unfilled
from coordinator.lineups.readiness_views import check_in_box
from coordinator.lineups.reasons import reasons
from coordinator.people.readers import Reader
from coordinator.shows import check_ins
from coordinator.shows.leading import led_shows
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, LEAD, audience, reader, say
from coordinator.wording import distance, uses_miles

bp = Blueprint("lineups", __name__)
NEAR_MISS_KM = 50.0  # beyond an act's own radius


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application solve portions of a day."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(component_jobs.JOBS)


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as the template draws it: who plays and what the latest proposal says of it.

    `name` is None while the slot is empty, `proposed` where the proposal found nobody; `note` gives its reasons, and
    is empty without a proposal. `as_proposed`: the act of the proposal plays here.
    """

    position: int
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
    def as_proposed(self) -> bool:
        """Whether lineup and proposal agree on all three acts."""
        return all(slot.as_proposed for slot in self.slots)


@bp.get("/lead/<city>/")
@audience(LEAD, GLOBAL)
def board(city: str) -> str:
    """All shows of the city; the list is the primary path, the map stands beside it."""
    place, edition = get_city(city), _edition()
    chart = maps.lead_map(
        center=(place.latitude, place.longitude),
        shows_url=url_for("lineups.points", city=city),
        places_url=url_for("shows.places", city=city),
        static=static,
        tiles=None,  # a tile server would see where the lead looks
        miles=uses_miles(),
    )
    rung = alarms.ringing(reader(), edition_id=edition.id, city_id=place.id, at=now())
    return render_template(
        "lineups/board.html",
        fmap=chart,
        city=place,
        cards=_cards(place, edition),
        alarms=rung,
        **check_in_box(check_ins.in_charge(edition, place.id, at=now())),
    )


@bp.get("/lead/<city>/shows.json")
@audience(LEAD, GLOBAL)
def points(city: str) -> Response:
    """The shows of the city at their exact points, for the lead's map."""
    place = get_city(city)
    shows = led_shows(reader(), edition_id=_edition().id, city_id=place.id)
    seen = gateway.lead_shows(reader(), shows, at=now())
    return jsonify(
        {
            "shows": [
                {
                    "id": show.show_id,
                    "label": show.space_name,
                    "latitude": show.latitude,
                    "longitude": show.longitude,
                    "filled": len(show.lineup),
                    "locked": show.locked,
                }
                for show in seen.values()
            ]
        }
    )


def _edition() -> Edition:
    edition = current_edition()
    if edition is None:
        raise NotFound
    return edition


def _cards(place: PublicCity, edition: Edition) -> list[Card]:
    shows = led_shows(reader(), edition_id=edition.id, city_id=place.id)
    seen = gateway.lead_shows(reader(), shows, at=now())
    return [_card(show, seen[show.id]) for show in shows]


def card_of(reader: Reader, show: Show, *, at: datetime) -> Card:
    """One show as its lead's pages draw it. Raises NotFound for everybody else."""
    return _card(show, gateway.lead_shows(reader, [show], at=at)[show.id])


def _card(show: Show, place: LeadShow) -> Card:
    return Card(show, place, tuple(_slot(position, place) for position in range(1, ACTS + 1)))


def _slot(position: int, place: LeadShow) -> Slot:
    held = next((slot for slot in place.lineup if slot.position == position), None)
    said = next((suggested for suggested in place.proposed if suggested.position == position), None)
    proposed, note = _suggestion(place, said) if said else (None, "")
    return Slot(
        position,
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
