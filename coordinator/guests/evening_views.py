"""The page of a guest's evening: where it is, once and as long as she may know. No map is drawn of it, and no exact
point leaves the page but in a link that her own phone opens."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import door_words, guest_evenings, moves, plus_ones
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.shows import listing
from coordinator.shows.leading import led_show
from coordinator.web import GLOBAL, LEAD, SIGNED_IN, audience, moment, reader

bp = Blueprint("reveals", __name__)


@bp.get("/entries/<entry_id>/evening")
@audience(SIGNED_IN)
def evening(entry_id: str) -> Response | str:
    """Where it is. Whoever has no confirmed seat any more reads on the page of her entries how that stands."""
    try:
        mine = guest_evenings.evening(reader(), entry_id, at=moment())
    except NotFound:
        plus_ones.party(reader(), entry_id)
        return redirect(url_for("guests.mine"))
    if mine.visit.address:
        moves.note_read(mine.show.id, entry_id, at=now())
    edition = db.session.get_one(Edition, mine.show.edition_id)
    words = door_words.for_guest(reader(), mine.show, edition, at=moment())
    return render_template("guests/evening.html", mine=mine, show=listing.get_show(mine.show.id), words=words)


@bp.get("/lead/<city>/shows/<show_id>/unread")
@audience(LEAD, GLOBAL)
def unread(city: str, show_id: str) -> str:
    """Who has not opened the new address of a show that moved, for its lead."""
    place = get_city(city)
    show = led_show(reader(), show_id, city_id=place.id)
    parties = moves.unread_parties(reader(), show, at=now())
    return render_template("guests/unread.html", city=place, show=show, parties=parties)
