"""What hosts of a city report, for its lead."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import incidents, reviewed
from coordinator.errors import NotFound
from coordinator.frame import current_edition
from coordinator.hosting import reporting
from coordinator.hosting.words import report_word
from coordinator.spaces.models import Space
from coordinator.web import GLOBAL, LEAD, audience, reader

bp = Blueprint("reports", __name__)


@bp.app_context_processor
def words() -> dict[str, object]:
    """What reports are called, for every template."""
    return {"report_word": report_word}


@bp.get("/lead/<city>/reports")
@audience(LEAD, GLOBAL)
def city(city: str) -> str:
    """The reports of a city, what is open first."""
    place, edition = get_city(city), current_edition()
    if edition is None:
        raise NotFound
    found = incidents.of_city(reader(), edition_id=edition.id, city_id=place.id, at=now())
    return render_template("lineups/reports.html", city=place, reports=found)


@bp.get("/lead/<city>/reports/<incident_id>")
@audience(LEAD, GLOBAL)
def look(city: str, incident_id: str) -> str:
    """One of them, with the room and whose it is."""
    place = get_city(city)
    found = incidents.for_lead(reader(), incident_id, city_id=place.id, at=now())
    room = reviewed.room(reader(), db.session.get_one(Space, found.space_id), at=now())
    return render_template("lineups/report.html", city=place, report=found, room=room)


@bp.post("/lead/<city>/reports/<incident_id>")
@audience(LEAD, GLOBAL)
def settle(city: str, incident_id: str) -> Response:
    """Say that it is dealt with."""
    reporting.settle(reader(), incident_id, city_id=get_city(city).id, at=now())
    db.session.commit()
    flash(gettext("Marked as dealt with."), "good")
    return redirect(url_for("reports.city", city=city), code=303)
