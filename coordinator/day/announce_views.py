"""Announcements: the global team writes and lets out, leads read."""

from collections.abc import Callable, Collection, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext, ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.day import announcing, letters
from coordinator.day.schemas import NewAnnouncement
from coordinator.db import db
from coordinator.disclosure.announcements import Reach
from coordinator.errors import Conflict, Invalid
from coordinator.frame import asked_edition, find_asked_edition
from coordinator.joining import joined
from coordinator.web import GLOBAL, LEAD, audience, form_token, load, reader, say_faults

bp = Blueprint("announcements", __name__)
Page = Response | str | tuple[str, int]
NAMED = 6  # cities without a lead that are named


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application tell leads that there is word."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)


@bp.get("/global/announcements")
@audience(GLOBAL)
def desk_page() -> str:
    """What waits for a second pair of eyes, what has left, and the form for a new one."""
    return _desk({}, {})


@bp.post("/global/announcements")
@audience(GLOBAL)
def write() -> Page:
    """Write one; it waits."""
    edition = asked_edition()
    try:
        form = load(NewAnnouncement)
        reach = announcing.reach_of(edition, city=form["city"], zone=form["zone"])
        announcing.write(reader(), edition, reach, form["words"], form=form["form"], at=now())
        db.session.commit()
    except Invalid as refused:
        return _desk(request.form, say_faults(refused)), 422
    flash(gettext("It waits until somebody else of the team has read it."), "warn")
    return redirect(url_for("announcements.desk_page"), code=303)


@bp.post("/global/announcements/<announcement_id>/send")
@audience(GLOBAL)
def let_out(announcement_id: str) -> Response:
    """Let one leave that somebody else has written."""

    def go() -> str:
        count = announcing.let_out(reader(), announcement_id, at=now())
        if not count:
            return str(gettext("Nobody leads there now, so no letter leaves. Whoever comes to lead there reads it."))
        return str(ngettext("%(num)s letter leaves now.", "%(num)s letters leave now.", count))

    return _settled(go)


@bp.post("/global/announcements/<announcement_id>/drop")
@audience(GLOBAL)
def drop(announcement_id: str) -> Response:
    """Drop one before it leaves."""

    def go() -> str:
        announcing.drop(reader(), announcement_id, at=now())
        return str(gettext("Dropped. Nobody gets it."))

    return _settled(go)


@bp.get("/announcements")
@audience(LEAD, GLOBAL)
def told() -> str:
    """What the global team has told the reader's cities."""
    edition = find_asked_edition()
    found = announcing.told(reader(), edition) if edition else ()
    names = _names({one.reach.city_id for one in found})
    return render_template("day/announcements.html", announcements=found, names=names)


def _settled(act: Callable[[], str]) -> Response:
    refusals = {
        "own": gettext("You have written it yourself. Somebody else of the team has to read it first."),
        "sent": gettext("It has left already; its letters leave once."),
        "dropped": gettext("It has been dropped; nobody gets it."),
    }
    try:
        said = act()
        db.session.commit()
        flash(said, "good")
    except Conflict as refused:
        db.session.rollback()
        flash(refusals[refused.reason], "warn")
    return redirect(url_for("announcements.desk_page"), code=303)


def _desk(typed: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    edition = asked_edition()
    found = announcing.written(reader(), edition)
    waiting = [one for one in found if one.settled_at is None]
    reached = [(one, announcing.reached(edition, one.reach)) for one in waiting]
    without = {city for _, told in reached for city in told.leaderless[:NAMED]}
    names = _names({*without, *(one.reach.city_id for one in found)})
    return render_template(
        "day/announce.html",
        edition=edition,
        waiting=[(one, told, [names[city] for city in told.leaderless[:NAMED]]) for one, told in reached],
        settled=[one for one in found if one.settled_at is not None],
        names=names,
        cities=[one.city for one in joined.taking_part(edition.id)],
        zones=announcing.zones(edition, at=now()),
        everybody=len(announcing.reached(edition, Reach()).people),
        typed={name: typed.get(name, "") for name in ("city", "zone", "words")},
        form=typed.get("form") or form_token(),
        faults=faults,
        me=reader().id,
    )


def _names(city_ids: Collection[str | None]) -> Mapping[str, str]:
    """City id → its name."""
    wanted = City.id.in_({one for one in city_ids if one})
    return {row.id: row.name for row in db.session.execute(select(City.id, City.name).where(wanted))}
