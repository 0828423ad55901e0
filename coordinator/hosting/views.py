"""Pages of hosts: how somebody comes in, and how a space is offered step by step."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from coordinator import overtaking
from coordinator.artists import keeping_apart
from coordinator.cities import towns
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doors, own_spaces
from coordinator.disclosure.changes import ChangeState
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.frame import closed_words, current_edition
from coordinator.geo.configured import at_once
from coordinator.geo.gazetteer import gazetteer
from coordinator.geo.geocoding import Address
from coordinator.hosting import changing, closing, finding, letters
from coordinator.hosting.naming import name_area
from coordinator.hosting.pages import FORMS, gone, space_page, step_page, version_of
from coordinator.hosting.words import became_words, news_words
from coordinator.people import arriving, tries
from coordinator.people.beginning import begun
from coordinator.people.models import Attempt, Role
from coordinator.people.words import too_many_tries, too_often
from coordinator.spaces import registration
from coordinator.spaces.models import SpaceState
from coordinator.spaces.registration import Step
from coordinator.spaces.words import choices, refusal_words, step_word
from coordinator.web import (
    HOST,
    PUBLIC,
    SIGNED_IN,
    audience,
    load,
    reader,
    say_faults,
    settings,
    wrong_lines,
)

bp = Blueprint("hosting", __name__)
bp.register_error_handler(NotFound, gone)
Page = Response | str | tuple[str, int]


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application look addresses up, and write to hosts and leads."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(finding.JOBS | letters.JOBS)


@bp.app_context_processor
def words() -> dict[str, object]:
    """What steps and answers are called, for every template."""
    return {"step_word": step_word, "choices": choices, "news_words": news_words}


@bp.get("/host/")
@audience(PUBLIC)
def spaces() -> str:
    """A host's spaces; for whoever is none what it means to be one, and how to begin."""
    return _front({}, {})


@bp.post("/host/")
@audience(PUBLIC)
def come_in() -> Page:
    """Send a link to somebody who wants to offer a room. The answer does not tell whether the address is known."""
    return arriving.come_in(Role.HOST, url_for("hosting.spaces"), _front)


@bp.post("/host/new")
@audience(SIGNED_IN)
def begin() -> Response:
    """Begin a draft."""
    space_id = begun(registration.begin, words=_begin_words)
    if space_id is None:
        return redirect(url_for("hosting.spaces"), code=303)
    return redirect(url_for("hosting.step", space_id=space_id, step=Step.ROOM), code=303)


@bp.post("/host/<space_id>/again")
@audience(HOST)
def offer_again(space_id: str) -> Response:
    """Begin a draft with what was said of a space before."""
    new = begun(registration.begin_again, space_id, words=_begin_words)
    if new is None:
        return redirect(url_for("hosting.space", space_id=space_id), code=303)
    flash(gettext("What you said before stands below. Look it through, and answer what is open."), "good")
    return redirect(url_for("hosting.space", space_id=new), code=303)


@bp.get("/host/<space_id>")
@audience(HOST)
def space(space_id: str) -> str:
    """One space: where it stands, what was said, what is still open."""
    form = own_spaces.own_form(reader(), space_id)
    return space_page(form, closing.standing(reader(), form, at=now()))


@bp.get("/host/<space_id>/steps/<step>")
@audience(HOST)
def step(space_id: str, step: str) -> Page:
    """One step of the form."""
    form = own_spaces.own_form(reader(), space_id)
    chosen = _step(step)
    if chosen is Step.PIN and registration.town_of(form) is None:
        return redirect(url_for("hosting.step", space_id=space_id, step=Step.ADDRESS))
    return step_page(form, chosen)


@bp.post("/host/<space_id>/steps/<step>")
@audience(HOST)
def save_step(space_id: str, step: str) -> Page:
    """Keep a step and go on to the next one, or back to the whole when nothing is open."""
    chosen = _step(step)
    form = own_spaces.own_form(reader(), space_id)
    aware = request.args.get("aware", 0, type=int)
    try:
        answers = _answers(form, chosen)
        held = own_spaces.own_form(reader(), space_id, held=True)
        overtaking.refuse_overtaken(version_of(held, chosen), held.said, answers)
        kept, became = changing.save(reader(), space_id, chosen, answers, aware=aware, name_area=name_area, at=now())
        if became is ChangeState.WAITING:
            tries.count(Attempt.WORDS)
        if chosen is Step.ROOM and kept.said != form.said:
            keeping_apart.ask(kept.edition_id, at=now())
        if chosen is Step.ADDRESS:
            finding.ask(kept, str(reader().id), at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        lines = wrong_lines(refused)
        return step_page(form, chosen, typed=request.form, faults=say_faults(refused), lines=lines), 422
    except Conflict as refused:
        db.session.rollback()
        return _refused(space_id, chosen, refused)
    if became is not None:
        flash(became_words(became), "good")
    if "stay" in request.form:
        return redirect(url_for("hosting.step", space_id=space_id, step=chosen, _anchor="more"), code=303)
    return redirect(_after(kept, chosen), code=303)


@bp.post("/host/<space_id>/submit")
@audience(HOST)
def submit(space_id: str) -> Response:
    """Send the space to the lead of its city."""
    try:
        sent = registration.submit(reader(), space_id, name_area=name_area)
        keeping_apart.ask(sent.edition_id, at=now())
        db.session.commit()
        flash(gettext("Sent. Thank you for opening your door."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")
    return redirect(url_for("hosting.space", space_id=space_id), code=303)


@bp.get("/host/<space_id>/withdraw")
@audience(HOST)
def ask_to_withdraw(space_id: str) -> str:
    """Ask once more before a space is taken back."""
    return render_template("spaces/withdraw.html", form=own_spaces.own_form(reader(), space_id))


@bp.post("/host/<space_id>/withdraw")
@audience(HOST)
def withdraw(space_id: str) -> Response:
    """Take a space back where nothing hangs on it."""
    is_draft = own_spaces.own_form(reader(), space_id).space is None
    try:
        closing.withdraw(reader(), space_id, at=now())
        db.session.commit()
        if is_draft:
            overtaking.note_dropped(space_id)
        flash(gettext("Taken back. No reason needed; come again whenever you like."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")
    return redirect(url_for("hosting.spaces"), code=303)


@bp.get("/host/<space_id>/places.json")
@audience(HOST)
def places(space_id: str) -> Response:
    """Names of districts around the town of a space, for the map of its pin. They follow from the town alone."""
    town = registration.town_of(own_spaces.own_form(reader(), space_id))
    return jsonify({"places": towns.districts(gazetteer(), town.latitude, town.longitude) if town else []})


@bp.get("/host/<space_id>/looking.json")
@audience(HOST)
def looking(space_id: str) -> Response:
    """Whether a service still looks for the address of a space."""
    return jsonify({"waits": finding.is_looking(own_spaces.own_form(reader(), space_id))})


def _refused(space_id: str, step: Step, refused: Conflict) -> Page:
    """Why a step was not kept; what was typed stays."""
    form = own_spaces.own_form(reader(), space_id)
    if refused.reason == overtaking.OVERTAKEN:
        return step_page(form, step, typed=request.form, overtaken=True), 409
    if "follow" in refused.facts:
        return step_page(form, step, typed=request.form, follow=refused.facts["follow"]), 409  # type: ignore[arg-type]
    if refused.reason == "too_many_attempts":
        flash(too_often(refused), "bad")
        return step_page(form, step, typed=request.form), 429
    if refused.reason == "other_city":
        wrong = {"latitude" if step is Step.PIN else "city": [refusal_words(refused)]}
        return step_page(form, step, typed=request.form, faults=wrong), 422
    return overtaking.not_kept(refusal_words(refused), url_for("hosting.space", space_id=space_id))


def _begin_words(refused: Conflict) -> str:
    return too_many_tries(refused) if refused.reason == "too_many_attempts" else refusal_words(refused)


def _answers(form: OwnForm, step: Step) -> dict[str, Any]:
    """What the request says of a step. Raises Invalid."""
    said: dict[str, Any] = load(FORMS[step])
    if step is Step.PIN:
        return {**said, "pinned": True}
    if step is Step.TIMES:
        registration.refuse_times(said, db.session.get_one(Edition, form.edition_id).date)
    if step is not Step.ADDRESS:
        return said
    town = towns.town(gazetteer(), said["city"])
    found = at_once(settings()).find(Address(said["street"], town.name, town.country))
    exact = found is not None and found.precision != "town"
    point = (found.latitude, found.longitude) if found and exact else (town.latitude, town.longitude)
    called = towns.label(town, locale=str(get_locale()))
    return registration.address(form, said | {"city": called}, town, point)


def _after(form: OwnForm, step: Step) -> str:
    """The next step, or the whole space once nothing is open."""
    left = registration.open_steps(form.said)
    later = [one for one in left if list(Step).index(one) > list(Step).index(step)]
    if form.space is not None and step is Step.ADDRESS:  # where it is on the map goes by the pin alone
        return url_for("hosting.step", space_id=form.space_id, step=Step.PIN)
    if not left or step is Step.TIMES:
        return url_for("hosting.space", space_id=form.space_id)
    return url_for("hosting.step", space_id=form.space_id, step=(later or left)[0])


def _front(typed: Any, faults: dict[str, list[str]]) -> str:
    edition = current_edition()
    own = own_spaces.own_forms(reader(), edition.id) if edition and reader().has(Role.HOST) else ()
    earlier = own_spaces.earlier_forms(reader(), edition.id if edition else None) if reader().has(Role.HOST) else ()
    closed = doors.closed_since([form.space_id for form in own if form.state is SpaceState.SUSPENDED])
    facts: dict[str, Any] = {"typed": typed, "faults": faults, "draft": SpaceState.DRAFT, "closed": closed_words()}
    facts["doors_closed"] = frozenset(closed)
    return render_template("spaces/front.html", own=own, earlier=earlier, **facts)


def _step(said: str) -> Step:
    try:
        return Step(said)
    except ValueError:
        raise NotFound from None
