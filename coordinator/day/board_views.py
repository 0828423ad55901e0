"""The board of the global team: shows and cities by their next deadline, notes from shift to shift, troubles."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, has_request_context, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.day import deadlines, shifts, troubles, words
from coordinator.day.schemas import NewTrouble, Note, TroubleStep
from coordinator.db import db
from coordinator.disclosure import city_requests
from coordinator.disclosure.desk import State
from coordinator.disclosure.leads import names_of_leads
from coordinator.editions.calendar import every
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid
from coordinator.frame import asked_edition, current_edition, find_asked_edition
from coordinator.joining import notes
from coordinator.lineups import alarms, doors, readiness
from coordinator.lineups.readiness_words import task_words
from coordinator.shows.listing import counts
from coordinator.web import GLOBAL, audience, form_token, load, reader, say_faults
from coordinator.wording import when

bp = Blueprint("board", __name__)
FIRST = 12  # cities and shows that stand above the fold of the board
TEAM = frozenset({"board", "announcements", "leaks", "remedies", "elsewhere"})  # blueprints: each page is of an edition
Page = Response | str | tuple[str, int]


@bp.app_context_processor
def said() -> dict[str, object]:
    """What the board says, for every template."""
    return {
        "show_due_word": words.show_due_word,
        "lack_words": words.lack_words,
        "trouble_word": words.state_words,
        "person_words": words.person_words,
        "editions_to_choose": every,
        "missing_words": lambda one: [task_words(step, one.city.slug) for step in readiness.missing(one)],
    }


@bp.app_url_defaults
def stay_in_the_edition(endpoint: str, values: dict[str, Any]) -> None:
    """Let links, forms and ways back keep the edition that a page of the team was asked for."""
    asked = request.args.get("edition") if has_request_context() and request.blueprint in TEAM else None
    if asked and endpoint.partition(".")[0] in TEAM:
        values.setdefault("edition", asked)


@bp.get("/global/")
@audience(GLOBAL)
def everywhere() -> str:
    """What wants somebody, the shows and the cities whose deadlines come first, and the last note."""
    edition, at = find_asked_edition(), now()
    cities = readiness.everywhere(reader(), edition, at=at) if edition else ()
    risen, closed = ((one.risen(reader(), edition_id=edition.id, at=at) if edition else ()) for one in (alarms, doors))
    wanting = [one for one in cities if one.wants_somebody]
    told = troubles.told(reader(), edition) if edition else ()
    told_notes = shifts.notes(reader(), edition) if edition else ()
    return render_template(
        "day/board.html",
        edition=edition,
        is_current=edition == current_edition(),
        at=at,
        left=troubles.left_open(reader(), edition, at=at) if edition else (),
        first=wanting[:FIRST],
        wanting=wanting[FIRST:],
        others=[one for one in cities if not one.wants_somebody],
        alarms=risen,
        doors=closed,
        shows=(deadlines.by_deadline(reader(), edition, at=at) if edition else ())[:FIRST],
        troubles=[one for one in told if one.trouble.last.state is not State.SOLVED],
        note=told_notes[0] if told_notes else None,
        unread=_unread(edition, [one.city.id for one in cities]) if edition else {},
        waiting_cities=city_requests.waiting(edition.id) if edition else 0,
    )


@bp.get("/global/shows")
@audience(GLOBAL)
def shows() -> str:
    """Every show that is not over, the next deadline first."""
    edition, at = asked_edition(), now()
    lines = deadlines.by_deadline(reader(), edition, at=at)
    lacking = request.args.get("only") == "lacking"
    chosen = [line for line in lines if line.late or not lacking]
    return render_template("day/shows.html", edition=edition, shows=chosen, lacking=lacking, at=at)


@bp.get("/global/handover")
@audience(GLOBAL)
def handover() -> str:
    """The notes of the shifts, and the form for the next one."""
    return _handover({}, {})


@bp.post("/global/handover")
@audience(GLOBAL)
def hand_over() -> Page:
    """Leave a note."""
    edition = asked_edition()
    try:
        form = load(Note)
        shifts.hand_over(reader(), edition, form["zone"], form["words"], form=form["form"], at=now())
        db.session.commit()
    except Invalid as refused:
        return _handover(request.form, say_faults(refused)), 422
    flash(gettext("Your note stands first now. Rest well."), "good")
    return redirect(url_for("board.handover"), code=303)


@bp.get("/global/troubles")
@audience(GLOBAL)
def trouble() -> str:
    """Every trouble and its course, what is open first."""
    return _troubles(request.args, {})


@bp.post("/global/troubles")
@audience(GLOBAL)
def write_down() -> Page:
    """Write a trouble down."""
    edition = asked_edition()
    try:
        form = load(NewTrouble)
        made = troubles.write_down(reader(), edition, **form, at=now())
        db.session.commit()
    except Invalid as refused:
        return _troubles(request.form, say_faults(refused)), 422
    flash(gettext("Written down. It is open until somebody takes it in hand."), "good")
    return redirect(url_for("board.trouble", _anchor=f"trouble-{made}"), code=303)


@bp.post("/global/troubles/<trouble_id>")
@audience(GLOBAL)
def say_of_trouble(trouble_id: str) -> Page:
    """Say how a trouble stands now; from a page that is older than the last step nothing is changed."""
    typed = {"words": request.form.get("words", ""), "of": trouble_id}
    try:
        form = load(TroubleStep)
        state = State(form.pop("state"))
        troubles.say(reader(), trouble_id, state, form.pop("words"), **form, at=now())
        db.session.commit()
    except Invalid as refused:
        return _troubles(typed, {trouble_id: [" ".join(part) for part in say_faults(refused).values()]}), 422
    except Conflict as refused:
        db.session.rollback()
        facts = {"name": refused.facts["by"], "when": when(refused.facts["when"], "UTC")}  # type: ignore[arg-type]
        stale = gettext(
            "%(name)s has changed it meanwhile (%(when)s UTC). Read what stands there now; your words are kept below.",
            **facts,
        )
        return _troubles(typed, {trouble_id: [stale]}), 409
    flash(gettext("Said."), "good")
    return redirect(url_for("board.trouble", _anchor=f"trouble-{trouble_id}"), code=303)


def _unread(edition: Edition, city_ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """City → the names of its leads and deputies who have not read all their notes."""
    return names_of_leads(reader(), notes.slow_leads(edition.id, city_ids), at=now())


def _handover(typed: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    edition, at = asked_edition(), now()
    among = shifts.zones(edition, at=at)
    return render_template(
        "day/handover.html",
        edition=edition,
        notes=shifts.notes(reader(), edition),
        zones=among,
        zone=typed.get("zone") or shifts.of_the_evening(among, at=at) or "",
        typed=typed.get("words", ""),
        form=typed.get("form") or form_token(),
        faults=faults,
        at=at,
    )


def _troubles(typed: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    edition = asked_edition()
    return render_template(
        "day/troubles.html",
        edition=edition,
        troubles=troubles.told(reader(), edition),
        team=troubles.team(reader()),
        cities=counts(edition.id),
        states=list(State),
        typed={name: typed.get(name, "") for name in ("city", "show", "words", "of")},
        form=typed.get("form") or form_token(),
        faults=faults,
        me=reader().id,
    )
