"""Seats elsewhere, for the global team: which shows near by have room for the guests of one in trouble, and what
follows from offering it."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import public_city
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.day import helping, marks, outlooks, remedies, remedy_words
from coordinator.day.schemas import EndElsewhere, OfferElsewhere
from coordinator.db import db
from coordinator.disclosure import elsewhere as kept
from coordinator.errors import Conflict, Invalid
from coordinator.guests import elsewhere
from coordinator.guests.words import elsewhere_words
from coordinator.lineups.listed import CHANGED
from coordinator.lineups.plan_words import planning_words
from coordinator.shows import listing
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, audience, load, reader, say_faults

bp = Blueprint("elsewhere", __name__)
Page = Response | str | tuple[str, int]


@bp.get("/global/shows/<show_id>/elsewhere")
@audience(GLOBAL)
def offering(show_id: str) -> str:
    """Where there is room, and what was offered."""
    return _page(helping.get_show(reader(), show_id), {})


@bp.post("/global/shows/<show_id>/elsewhere")
@audience(GLOBAL)
def offer(show_id: str) -> Page:
    """Offer its guests seats at another show."""
    meant = helping.get_show(reader(), show_id)
    try:
        said = load(OfferElsewhere)
        helping.offer_elsewhere(reader(), meant.id, **said, at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _page(meant, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        words = planning_words if refused.reason == CHANGED else elsewhere_words
        return _page(meant, {"refused": [words(refused)]}), 409
    flash(gettext("Offered. Each guest with a seat gets a letter and decides for herself."), "good")
    return redirect(url_for("elsewhere.offering", show_id=show_id), code=303)


@bp.post("/global/shows/<show_id>/elsewhere/<other_id>/end")
@audience(GLOBAL)
def end(show_id: str, other_id: str) -> Page:
    """Offer it no more."""
    meant = helping.get_show(reader(), show_id)
    try:
        helping.end_elsewhere(reader(), meant.id, other_id, **load(EndElsewhere), at=now())
        db.session.commit()
    except Conflict as refused:
        db.session.rollback()
        return _page(meant, {"refused": [planning_words(refused)]}), 409
    flash(gettext("Offered no more. Whoever has taken a seat there keeps it."), "good")
    return redirect(url_for("elsewhere.offering", show_id=show_id), code=303)


def _page(show: Show, faults: Mapping[str, Sequence[str]]) -> str:
    at = now()
    offered = kept.of_show(reader(), show.id)
    before = {one.to_show: one for one in offered}
    standing = {one.to_show for one in offered if not one.has_ended}
    guests = outlooks.guests_of(reader(), show)
    found = [room for room in elsewhere.rooms(reader(), show, at=at) if room.show.id not in standing]
    return render_template(
        "day/elsewhere.html",
        show=show,
        city=public_city(db.session.get_one(City, show.city_id)),
        guests=guests,
        follows=remedy_words.elsewhere_lines(guests),
        rooms=[
            (
                room,
                remedies.leads_of(reader(), room.show.city, at=at),
                marks.of_offering(show, guests, room, before.get(room.show.id)),
            )
            for room in found
        ],
        offered=[(one, listing.get_show(one.to_show), marks.of_offered(one)) for one in offered],
        taken=kept.taken(standing),
        faults=faults,
    )
