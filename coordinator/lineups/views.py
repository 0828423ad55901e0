"""The lead's board: every show of her city in a list and on the map, the opened one beside them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from coordinator import maps
from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.disclosure import board as drawn
from coordinator.disclosure import gateway
from coordinator.disclosure.board import BoardShow
from coordinator.disclosure.offers import OfferState
from coordinator.editions.models import Edition
from coordinator.frame import static, the_edition
from coordinator.geo.distance import km
from coordinator.lineups import alarms, component_jobs, doors, offers, steps
from coordinator.lineups.lately import touched
from coordinator.lineups.problem import ACTS
from coordinator.lineups.readiness_views import check_in_box
from coordinator.lineups.words import step_words
from coordinator.shows import check_ins
from coordinator.shows.leading import led_shows
from coordinator.shows.listing import counts
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, LEAD, audience, reader
from coordinator.wording import uses_miles

bp = Blueprint("lineups", __name__)
NEIGHBOURS, NEIGHBOURS_KM = 5, 400.0


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application solve portions of a day."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(component_jobs.JOBS)


class Stage(StrEnum):
    """What a show waits for."""

    NEEDS = "needs"  # acts
    READY = "ready"  # to be locked
    ASKED = "asked"  # locked, answers of its acts are open
    LOCKED = "locked"  # and nobody's answer is open


@dataclass(frozen=True, slots=True)
class Row:
    """A show in the list. `free`: the first empty slot that the lead may fill, None where there is none."""

    show: Show
    name: str
    filled: int
    locked: bool
    stage: Stage
    confirmed: int
    free: int | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another city near this one, its distance in km, and how many shows it has; never which."""

    city: PublicCity
    shows: int
    distance_km: float


@bp.get("/lead/<city>/")
@audience(LEAD, GLOBAL)
def board(city: str) -> str:
    """All shows of the city; the list is the primary path, the map stands beside it."""
    place, edition = get_city(city), the_edition()
    return render_template("lineups/board.html", neighbours=_neighbours(place, edition), **desk(place, edition))


@bp.get("/lead/<city>/shows.json")
@audience(LEAD, GLOBAL)
def points(city: str) -> Response:
    """The shows of the city at their exact points, where its acts live, and cities around with how many."""
    place, edition = get_city(city), the_edition()
    shows = led_shows(reader(), edition_id=edition.id, city_id=place.id)
    seen = gateway.lead_shows(reader(), shows, at=now())
    first = min((show.starts_at for show in shows), default=now())
    homes = drawn.homes(reader(), edition_id=edition.id, city_id=place.id, on=first, at=now())
    around = _neighbours(place, edition)
    return jsonify(
        {
            "shows": [_point(show) for show in seen.values()],
            "acts": [[one.artist_id, one.act_name, one.latitude, one.longitude, one.travel_km] for one in homes],
            "cities": [[one.city.name, one.city.latitude, one.city.longitude, one.shows] for one in around],
        }
    )


def desk(place: PublicCity, edition: Edition, *, opened: Show | None = None) -> dict[str, Any]:
    """What `lineups/desk.html` is made of: list, filters, map, alarms, last steps. The same for every page of a board.

    A page that has the list already asks for an `opened` show with the header `Board-After`, the last step it knows: it
    gets only the rows that differ since, and which are `gone`. The same number of statements for one show and for three
    hundred.
    """
    here = {"edition_id": edition.id, "city_id": place.id}
    newest = steps.newest(reader(), **here)  # before the rows: what comes in between is told once more, never missed
    shows = led_shows(reader(), **here)
    changed = _changed(opened, newest, here)
    rows = _rows([show for show in shows if changed is None or show.id in changed], at=now())
    only = request.args.get("only", "")
    return {
        "city": place,
        "partial": changed is not None,
        "gone": sorted((changed or set()) - {show.id for show in shows}),
        "fmap": _map(place) if changed is None else None,
        "rows": rows,
        "only": only if only in set(Stage) else "",
        "stages": Counter(row.stage for row in rows),
        "alarms": alarms.ringing(reader(), at=now(), **here),
        "doors": doors.ringing(reader(), at=now(), **here),
        "newest": newest,
        "undoable": steps.undoable(reader(), **here),
        "redoable": steps.redoable(reader(), **here),
        "step_words": step_words,
        **check_in_box(check_ins.in_charge(edition, place.id, at=now())),
    }


def _changed(opened: Show | None, newest: int, here: dict[str, str]) -> set[str] | None:
    """The ids of shows that differ from what the asking page has; None where it has none, or is too far behind."""
    after = request.headers.get("Board-After", type=int)
    if opened is None or after is None:
        return None
    after = min(max(after, 0), newest)
    made = steps.since(reader(), after=after, **here)
    missed = len(made) < newest - after
    return None if missed else touched(made) | {opened.id}


def _map(place: PublicCity) -> maps.Parts:
    return maps.lead_map(
        center=(place.latitude, place.longitude),
        shows_url=url_for("lineups.points", city=place.slug),
        places_url=url_for("shows.places", city=place.slug),
        static=static,
        tiles=None,  # a tile server would see where the lead looks
        miles=uses_miles(),
    )


def _point(show: gateway.LeadShow) -> dict[str, Any]:
    return {
        "id": show.show_id,
        "label": show.space_name,
        "latitude": show.latitude,
        "longitude": show.longitude,
        "filled": len(show.lineup),
        "locked": show.locked,
    }


def _rows(shows: Sequence[Show], *, at: datetime) -> list[Row]:
    seen = drawn.board_shows(reader(), shows, at=at)
    asked = offers.states(reader(), [show.id for show in shows], at=at)
    return [_row(show, seen[show.id], list(asked[show.id].values())) for show in shows]


def _row(show: Show, seen: BoardShow, answers: Sequence[OfferState]) -> Row:
    held = {slot.position for slot in seen.lineup}
    if seen.locked:
        stage = Stage.ASKED if OfferState.OFFERED in answers else Stage.LOCKED
    else:
        stage = Stage.READY if len(held) == ACTS else Stage.NEEDS
    empty = [position for position in range(1, ACTS + 1) if position not in held]
    free = empty[0] if empty and not seen.locked and not seen.is_twin else None
    return Row(show, seen.space_name, len(held), seen.locked, stage, answers.count(OfferState.CONFIRMED), free)


def _neighbours(place: PublicCity, edition: Edition) -> list[Neighbour]:
    here = (place.latitude, place.longitude)
    found = [
        Neighbour(city, shows, km(*here, city.latitude, city.longitude))
        for city, shows in counts(edition.id)
        if city.id != place.id
    ]
    near = sorted((one for one in found if one.distance_km <= NEIGHBOURS_KM), key=lambda one: one.distance_km)
    return near[:NEIGHBOURS]
