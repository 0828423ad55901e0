"""A closed door on its lead's pages: what is to take place behind it, and where that can go."""

from flask import Blueprint, render_template

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.disclosure import reserves
from coordinator.lineups import doors, plan_pages
from coordinator.shows.planning import get_space
from coordinator.web import GLOBAL, LEAD, audience, reader

bp = Blueprint("closed_doors", __name__)


@bp.get("/lead/<city>/doors/<space_id>")
@audience(LEAD, GLOBAL)
def door(city: str, space_id: str) -> str:
    """A closed door, and its shows with the spaces that stand ready for them."""
    place, at = get_city(city), now()
    closed, space = doors.led_door(reader(), space_id, city_id=place.id, at=at)
    ready = reserves.of_shows([show.id for show in closed.shows])
    spaces = [space, *(get_space(reader(), key, city_id=place.id) for key in sorted(set(ready.values())))]
    return render_template(
        "lineups/door.html",
        city=place,
        closed=closed,
        names=reserves.space_names(reader(), spaces, at=at),
        ready=ready,
        moves={
            show.id: plan_pages.booked(show) | {"space_id": ready[show.id]} for show in closed.shows if show.id in ready
        },
        at=at,
    )
