"""The sheet of an evening: for its lead, and to be printed for the host and the door."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_acts
from coordinator.errors import Conflict
from coordinator.lineups import sheets
from coordinator.lineups.plan_words import planning_words
from coordinator.lineups.schemas import PlayAt
from coordinator.lineups.sheets import Whose
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, LEAD, audience, load, moment, reader

bp = Blueprint("sheets", __name__)


@bp.get("/lead/<city>/shows/<show_id>/sheet")
@audience(LEAD, GLOBAL)
def sheet(city: str, show_id: str) -> str:
    """The evening for its lead, with what speaks for another order."""
    place, show = _led(city, show_id)
    seen = sheets.sheet(reader(), show, at=now())
    acts = [act.artist_id for act in seen.acts if act.artist_id]
    phones = own_acts.phones(reader(), acts, show_id=show.id, city_id=place.id, at=now())
    return render_template("lineups/sheet.html", city=place, sheet=seen, phones=phones)


@bp.get("/lead/<city>/shows/<show_id>/sheet/host")
@audience(LEAD, GLOBAL)
def host_sheet(city: str, show_id: str) -> str:
    """The sheet to print for the host."""
    return _printed(city, show_id, Whose.HOST)


@bp.get("/lead/<city>/shows/<show_id>/sheet/door")
@audience(LEAD, GLOBAL)
def door_sheet(city: str, show_id: str) -> str:
    """The sheet to print for the door."""
    return _printed(city, show_id, Whose.DOOR)


@bp.post("/lead/<city>/shows/<show_id>/sheet/order")
@audience(LEAD, GLOBAL)
def put_in_order(city: str, show_id: str) -> Response:
    """Give the acts the slots in which they are best played."""
    place, show = _led(city, show_id)
    try:
        changed = sheets.put_in_order(reader(), show.id, city_id=place.id, at=now())
        db.session.commit()
        flash(gettext("The acts are in running order.") if changed else gettext("They are in running order."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(planning_words(refused), "bad")
    return _back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/sheet/place")
@audience(LEAD, GLOBAL)
def play_at(city: str, show_id: str) -> Response:
    """Let an act change places with another one."""
    place, show = _led(city, show_id)
    said = load(PlayAt)
    try:
        sheets.play_at(reader(), show.id, said["artist_id"], said["position"], city_id=place.id, at=now())
        db.session.commit()
        flash(gettext("The acts have changed places."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(planning_words(refused), "bad")
    return _back(city, show_id)


def _printed(city: str, show_id: str, whose: Whose) -> str:
    place, show = _led(city, show_id)
    seen = sheets.printed(reader(), show, whose, at=moment())
    return render_template("lineups/sheet_printed.html", city=place, sheet=seen, whose=whose)


def _led(city: str, show_id: str) -> tuple[PublicCity, Show]:
    place = get_city(city)
    return place, led_show(reader(), show_id, city_id=place.id)


def _back(city: str, show_id: str) -> Response:
    return redirect(url_for("sheets.sheet", city=city, show_id=show_id), code=303)
