"""The campaign team's page of letter evenings."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict
from coordinator.letters import evenings, words
from coordinator.letters.reading import Running, get_campaign, still_running
from coordinator.shows.listing import counts
from coordinator.web import CAMPAIGN, audience, reader

bp = Blueprint("letter_evenings", __name__)


@bp.get("/campaign/evenings")
@audience(CAMPAIGN)
def page() -> str:
    """Letter evenings there are, and the shows of a city to choose from."""
    running, slug = _campaign(), request.args.get("city", "")
    place = get_city(slug) if slug else None
    return render_template(
        "letters/evenings.html",
        running=running,
        others=[one for one in still_running(now()) if one != running],
        place=place,
        cities=[(one.slug, one.name) for one, _ in counts(running.edition_id)],
        shows=evenings.shows(reader(), running.edition_id, place.id if place else None),
        hours=[(minutes, words.hour_words(minutes)) for minutes in evenings.HOURS],
    )


@bp.post("/campaign/evenings/<show_id>")
@audience(CAMPAIGN)
def set_hour(show_id: str) -> Response:
    """Set the letter hour of a show, or take it away."""
    running, minutes = _campaign(), request.form.get("minutes", "")
    try:
        evenings.set_hour(reader(), running.edition_id, show_id, int(minutes) if minutes.isdecimal() else -1)
        db.session.commit()
        flash(gettext("Saved. The page of the show says when letters begin."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(words.evening_refusal(refused.reason), "bad")
    city = request.form.get("city") or None
    return redirect(url_for("letter_evenings.page", edition=running.edition_slug, city=city), code=303)


def _campaign() -> Running:
    return get_campaign(request.args.get("edition"))
