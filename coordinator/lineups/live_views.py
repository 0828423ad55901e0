"""What happened on a board since its page was drawn: asked every few seconds by every page that is looked at."""

from flask import Blueprint, Response, jsonify, request

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.disclosure import board
from coordinator.editions.models import Edition
from coordinator.frame import the_edition
from coordinator.lineups import steps
from coordinator.lineups.lately import Told, lately, touched
from coordinator.lineups.step_words import told_words
from coordinator.shows.leading import led_shows
from coordinator.web import GLOBAL, LEAD, audience, reader

bp = Blueprint("live", __name__)


@bp.get("/lead/<city>/steps.json")
@audience(LEAD, GLOBAL)
def news(city: str) -> Response:
    """What changed after a step: the newest one's number, what others did as sentences, and the ids of the shows that
    look different now. Without news only the number."""
    place, edition = get_city(city), the_edition()
    after = max(0, request.args.get("after", 0, type=int))
    newest = steps.newest(reader(), edition_id=edition.id, city_id=place.id)
    if newest <= after:
        return jsonify({"newest": newest})
    told = lately(reader(), edition_id=edition.id, city_id=place.id, after=after, at=now())
    rooms = _rooms(place, edition, told)
    said = [told_words(step, rooms, zone=place.zone, at=now()) for step in told if not step.is_own]
    return jsonify({"newest": told[-1].number, "said": said, "changed": sorted(touched(told))})


def _rooms(place: PublicCity, edition: Edition, told: list[Told]) -> dict[str, str]:
    """Show id → name of its room, of the shows that the steps are about and that are still there."""
    about = {show_id for step in told for show_id in step.shows}
    shows = [show for show in led_shows(reader(), edition_id=edition.id, city_id=place.id) if show.id in about]
    return {show_id: seen.space_name for show_id, seen in board.board_shows(reader(), shows, at=now()).items()}
