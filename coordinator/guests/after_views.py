"""After an evening: thanks to who was there, with the acts; and what they say of it, for the lead of its city."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import feedback
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.frame import current_edition
from coordinator.guests import after
from coordinator.guests.schemas import SaidAfter
from coordinator.shows import listing
from coordinator.web import GLOBAL, LEAD, SIGNED_IN, audience, load, moment, reader, say_faults

bp = Blueprint("thanks", __name__)


@bp.get("/entries/<entry_id>/after")
@audience(SIGNED_IN)
def evening(entry_id: str) -> str:
    """Who has played, and a few lines about the evening."""
    told = after.evening(reader(), entry_id, at=moment())
    return _page(told, told.said.words if told.said else "", {})


@bp.post("/entries/<entry_id>/after")
@audience(SIGNED_IN)
def say(entry_id: str) -> Response | tuple[str, int]:
    """Keep what a guest says."""
    try:
        said = load(SaidAfter)
        after.say(reader(), entry_id, said["words"], for_host=said["for_host"], at=moment())
        db.session.commit()
        flash(gettext("Thank you.") if said["words"] else gettext("Taken away."), "good")
    except Invalid as refused:
        told = after.evening(reader(), entry_id, at=moment())
        return _page(told, request.form.get("words", ""), say_faults(refused)), 422
    except Conflict:
        db.session.rollback()
        flash(gettext("It is too late to change this: a week has passed."), "bad")
    return redirect(url_for("thanks.evening", entry_id=entry_id), code=303)


@bp.get("/lead/<city>/feedback")
@audience(LEAD, GLOBAL)
def of_city(city: str) -> str:
    """What guests said of the shows of a city."""
    place, edition = get_city(city), current_edition()
    if edition is None:
        raise NotFound
    found = feedback.of_city(reader(), edition_id=edition.id, city_id=place.id, at=now())
    shows = {show.id: show for show in listing.in_city(edition.id, place.id)}
    return render_template("guests/feedback.html", city=place, said=[(one, shows[one.show_id]) for one in found])


def _page(told: after.Evening, words: str, faults: dict[str, list[str]]) -> str:
    show = listing.get_show(told.show_id)
    return render_template("guests/after.html", told=told, show=show, words=words, most=after.MOST_WORDS, faults=faults)
