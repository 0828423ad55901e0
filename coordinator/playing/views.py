"""Pages of those who want to play: how somebody comes in, and how an act applies step by step."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale, gettext, ngettext
from werkzeug.wrappers import Response

from coordinator import overtaking
from coordinator.artists import applying
from coordinator.artists.applying import Step
from coordinator.artists.depositing import idle_legs
from coordinator.artists.models import ApplicationState
from coordinator.artists.words import act_choices, act_step_word, apply_refusal_words, terms_of
from coordinator.cities import towns
from coordinator.cities.whereabouts import as_json
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_acts
from coordinator.disclosure.own_acts import OwnAct
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.frame import closed_words, current_edition
from coordinator.geo.gazetteer import gazetteer
from coordinator.lineups import withdrawing
from coordinator.people import arriving
from coordinator.people.beginning import begun
from coordinator.people.models import Role
from coordinator.people.words import too_often
from coordinator.playing import keeping, letters, revealing
from coordinator.playing.pages import FORMS, act_page, edition_of, gone, note_change, step_page, version_of
from coordinator.web import (
    ARTIST,
    PUBLIC,
    SIGNED_IN,
    audience,
    load,
    reader,
    say_faults,
    wrong_lines,
)

bp = Blueprint("playing", __name__)
bp.register_error_handler(NotFound, gone)
Page = Response | str | tuple[str, int]
STAYS = ("preview", "more")  # what a button of a step that keeps it shows beneath


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application keep acts apart, and tell them when their addresses are ready."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(keeping.JOBS | letters.JOBS)
    state.app.extensions.setdefault("coordinator.rounds", []).extend(revealing.ROUNDS)


@bp.app_context_processor
def words() -> dict[str, object]:
    """What steps and answers are called, and the reader's own acts, for every template."""
    said = {"act_step_word": act_step_word, "act_choices": act_choices, "closed_words": closed_words}
    return {**said, "my_acts": _my_acts, "earlier_acts": _earlier_acts}


@bp.get("/artist/apply")
@audience(PUBLIC)
def apply() -> str:
    """What it means to play, and how to begin."""
    return _front({}, {})


@bp.post("/artist/apply")
@audience(PUBLIC)
def come_in() -> Page:
    """Send a link to somebody who wants to play. The answer does not tell whether the address is known."""
    return arriving.come_in(Role.ARTIST, url_for("playing.apply"), _front)


@bp.post("/artist/acts/new")
@audience(SIGNED_IN)
def begin() -> Response:
    """Begin a draft."""
    artist_id = begun(applying.begin, words=apply_refusal_words)
    if artist_id is None:
        return redirect(url_for("playing.apply"), code=303)
    return redirect(url_for("playing.step", artist_id=artist_id, act_step=Step.ACT), code=303)


@bp.post("/artist/acts/<artist_id>/again")
@audience(ARTIST)
def apply_again(artist_id: str) -> Response:
    """Begin a draft with what an act said before."""
    new = begun(applying.begin_again, artist_id, words=apply_refusal_words)
    if new is None:
        return redirect(url_for("playing.act", artist_id=artist_id), code=303)
    flash(gettext("What you said before stands below. Look it through, and answer what is open."), "good")
    return redirect(url_for("playing.act", artist_id=new), code=303)


@bp.get("/artist/acts/<artist_id>")
@audience(ARTIST)
def act(artist_id: str) -> str:
    """One act: where it stands, what was said, what is still open."""
    return act_page(own_acts.own_act(reader(), artist_id))


@bp.get("/artist/acts/<artist_id>/steps/<act_step>")
@audience(ARTIST)
def step(artist_id: str, act_step: str) -> Page:
    """One step of the form."""
    found = own_acts.own_act(reader(), artist_id)
    chosen = _step(act_step)
    if chosen is Step.REACH and applying.town_of(found.said) is None:
        return redirect(url_for("playing.step", artist_id=artist_id, act_step=Step.HOME))
    return step_page(found, chosen, asks=chosen is Step.LEGS and "meant" in request.args)


@bp.post("/artist/acts/<artist_id>/steps/<act_step>")
@audience(ARTIST)
def save_step(artist_id: str, act_step: str) -> Page:
    """Keep a step and go on to the next one, or back to the whole when nothing is open."""
    chosen = _step(act_step)
    found = own_acts.own_act(reader(), artist_id)
    try:
        answers = _answers(found, chosen)
        held = own_acts.own_act(reader(), artist_id, held=True)
        overtaking.refuse_overtaken(version_of(held, chosen), held.said, answers)
        kept = applying.save(reader(), artist_id, answers, at=now())
        note_change(found, kept, chosen)
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        page = step_page(found, chosen, typed=request.form, faults=say_faults(refused), lines=wrong_lines(refused))
        return page, 422
    except Conflict as refused:
        db.session.rollback()
        return _refused(artist_id, chosen, refused)
    if chosen is Step.PEOPLE and kept.said.get("people") != found.said.get("people"):
        count = kept.said["people"]
        flash(ngettext("That makes %(num)s person on stage.", "That makes %(num)s people on stage.", count), "good")
    if chosen is Step.LEGS and any(map(_is_ambiguous, request.form.getlist("city"))):
        return redirect(url_for("playing.step", artist_id=artist_id, act_step=chosen, meant="which"), code=303)
    if (stay := request.form.get("stay")) in STAYS:
        return redirect(url_for("playing.step", artist_id=artist_id, act_step=chosen, _anchor=stay), code=303)
    if chosen is Step.LEGS and "knows" not in request.args and _has_idle_legs(kept):
        again = url_for("playing.step", artist_id=artist_id, act_step=chosen, knows="idle", _anchor="legs")
        return redirect(again, code=303)
    return redirect(_after(kept, chosen), code=303)


@bp.post("/artist/acts/<artist_id>/submit")
@audience(ARTIST)
def submit(artist_id: str) -> Response:
    """Send the application."""
    try:
        applying.submit(reader(), artist_id, at=now())
        db.session.commit()
        flash(gettext("Sent. Thank you for offering to play."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(apply_refusal_words(refused), "bad")
        if refused.reason == "terms_changed":
            return redirect(url_for("playing.step", artist_id=artist_id, act_step=Step.TERMS), code=303)
    return redirect(url_for("playing.act", artist_id=artist_id), code=303)


@bp.get("/artist/acts/<artist_id>/withdraw")
@audience(ARTIST)
def ask_to_withdraw(artist_id: str) -> str:
    """Ask once more before an application is taken back."""
    return render_template("artists/act_withdraw.html", act=own_acts.own_act(reader(), artist_id))


@bp.post("/artist/acts/<artist_id>/withdraw")
@audience(ARTIST)
def withdraw(artist_id: str) -> Response:
    """Take a draft back, or an application with every slot that the act holds."""
    found = own_acts.own_act(reader(), artist_id)
    if found.application is None:
        applying.discard(reader(), artist_id)
        overtaking.note_dropped(artist_id)
    else:
        withdrawing.withdraw(reader(), found.application.id, at=now())
    db.session.commit()
    flash(gettext("Taken back. No reason needed; come again whenever you like."), "good")
    return redirect(url_for("playing.apply"), code=303)


@bp.get("/artist/acts/<artist_id>/places.json")
@audience(ARTIST)
def places(artist_id: str) -> Response:
    """Names of districts around the town of an act, for the map of its pin. They follow from the town alone."""
    town = applying.town_of(own_acts.own_act(reader(), artist_id).said)
    return jsonify({"places": towns.districts(gazetteer(), town.latitude, town.longitude) if town else []})


def _refused(artist_id: str, step: Step, refused: Conflict) -> Page:
    """Why a step was not kept; what was typed stays."""
    found = own_acts.own_act(reader(), artist_id)
    if refused.reason == overtaking.OVERTAKEN:
        return step_page(found, step, typed=request.form, overtaken=True), 409
    if refused.reason == "too_many_attempts":
        flash(too_often(refused), "bad")
        return step_page(found, step, typed=request.form), 429
    return overtaking.not_kept(apply_refusal_words(refused), url_for("playing.act", artist_id=artist_id))


def _answers(found: OwnAct, step: Step) -> dict[str, Any]:
    """What the request says of a step. Raises Invalid."""
    said: dict[str, Any] = load(FORMS[step])
    if step is Step.HOME:
        town = towns.town(gazetteer(), said["city"])
        return applying.home(found, town) | {"city": towns.label(town, locale=str(get_locale()))}
    if step is Step.LEGS:
        legs = [_leg(number, one) for number, one in enumerate(said["legs"], start=1)]
        return {"legs": applying.with_pins(found, legs)}
    if step is Step.TERMS:
        return {"terms": _agreed(said["seen"], terms_of(edition_of(found)))}
    return said


def _leg(number: int, said: dict[str, str]) -> dict[str, Any]:
    try:
        town = towns.town(gazetteer(), said["city"])
    except Invalid:
        fault = "Line %(number)d: we know no town of that name. Try its English name, or a bigger town nearby."
        raise Invalid({"legs": [Say(fault, number=number)]}) from None
    return said | {"city": towns.label(town, locale=str(get_locale())), "town": as_json(town)}


def _has_idle_legs(act: OwnAct) -> bool:
    return bool(idle_legs(act.said["legs"], edition_of(act).date))


def _is_ambiguous(typed: str) -> bool:
    """Whether other towns may be meant by what was typed, which tells less than the label of the one that was taken."""
    place, locale = gazetteer().find(typed), str(get_locale())
    if place is None or typed.strip() == towns.label(place, locale=locale):
        return False
    return bool(towns.others(gazetteer(), place, locale=locale))


def _agreed(seen: str, terms: str) -> str:
    """The words that are agreed to. Raises Invalid (`consent`) where they are others than those that were shown."""
    if seen.split() != terms.split():
        raise Invalid({"consent": [Say("This has changed since you opened the page. Read it again, then agree.")]})
    return terms


def _after(found: OwnAct, step: Step) -> str:
    """The next step, or the whole act once nothing is open."""
    left = applying.open_steps(found)
    later = [one for one in left if list(Step).index(one) > list(Step).index(step)]
    if not left or step is Step.TERMS:
        return url_for("playing.act", artist_id=found.artist_id)
    return url_for("playing.step", artist_id=found.artist_id, act_step=(later or left)[0])


def _front(typed: Any, faults: dict[str, list[str]]) -> str:
    edition = current_edition()
    terms = terms_of(edition) if edition else ""
    own = _my_acts()
    return render_template(
        "artists/apply.html", own=own, typed=typed, faults=faults, terms=terms, closed=closed_words()
    )


def _my_acts() -> tuple[OwnAct, ...]:
    """The reader's acts, those she has taken back last."""
    edition = current_edition()
    own = own_acts.own_acts(reader(), edition.id) if edition and reader().has(Role.ARTIST) else ()
    return tuple(sorted(own, key=lambda one: one.state is ApplicationState.WITHDRAWN))


def _earlier_acts() -> Sequence[OwnAct]:
    """The reader's acts of the other editions."""
    edition = current_edition()
    return own_acts.earlier_acts(reader(), edition.id if edition else None) if reader().has(Role.ARTIST) else ()


def _step(said: str) -> Step:
    try:
        return Step(said)
    except ValueError:
        raise NotFound from None
