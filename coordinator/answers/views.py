"""Answer Time for everybody: which acts answer when, what they are asked and say, asking and voting."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from coordinator.answers import asking, forgetting, hours, letters, replying, words
from coordinator.answers.asking import Question
from coordinator.answers.schemas import Ask, Vote
from coordinator.answers.visitors import visitor
from coordinator.db import db
from coordinator.errors import Conflict, Invalid
from coordinator.people.words import conflict_status, too_often
from coordinator.web import PUBLIC, audience, form_token, load, moment, reader, say_faults

bp = Blueprint("answers", __name__)
Page = Response | str | tuple[str, int]


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application send these letters, and forget who asked."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)
    state.app.extensions.setdefault("coordinator.rounds", []).extend(forgetting.ROUNDS)


@bp.app_context_processor
def names() -> dict[str, object]:
    """What states and reasons are called, for every template."""
    return {
        "hour_words": words.hour_words,
        "stage_words": words.stage_words,
        "time_state": words.time_state_words,
        "asked_state": words.asked_state_words,
        "answer_state": words.answer_state_words,
        "turned_down_words": words.turned_down_words,
        "kind_words": words.kind_words,
        "host_of": replying.host_of,
    }


@bp.get("/answers/")
@audience(PUBLIC)
def front() -> str:
    """Who answers, and when."""
    at = moment()
    found = hours.public(at=at)
    coming = [one for one in found if one.ends_at > at]
    return render_template("answers/front.html", coming=coming, past=[one for one in found if one not in coming])


@bp.get("/answers/<time_id>")
@audience(PUBLIC)
def page(time_id: str) -> str:
    """One of them: its hour, what is answered, what is asked."""
    return _page(time_id, {}, {})


@bp.post("/answers/<time_id>/questions")
@audience(PUBLIC)
def ask(time_id: str) -> Page:
    """Ask something; it is public once somebody has read it."""
    try:
        form = load(Ask)
        locale = str(get_locale())
        question = Question(form["words"], form["form"], form["email"], locale, form["tell"])
        asking.ask(time_id, question, visitor(remember=True), at=moment())
        db.session.commit()
    except Invalid as refused:
        return _page(time_id, request.form, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        flash(_why(refused), "bad")
        return _page(time_id, request.form, {}), conflict_status(refused)
    flash(gettext("Thank you. Somebody reads it first; then it stands here, and everybody can vote for it."), "good")
    return redirect(url_for("answers.page", time_id=time_id), code=303)


@bp.post("/answers/questions/<asked_id>/vote")
@audience(PUBLIC)
def vote(asked_id: str) -> Page:
    """Want a question answered, or no longer."""
    wants = load(Vote)["wants"]
    return _did(asked_id, lambda: asking.vote(asked_id, visitor(remember=True), wants=wants, at=moment()), "")


@bp.post("/answers/questions/<asked_id>/back")
@audience(PUBLIC)
def take_back(asked_id: str) -> Page:
    """Take one's own question back."""
    said = gettext("Taken back. Nobody sees your question any more.")
    return _did(asked_id, lambda: asking.take_back(asked_id, visitor()), said)


@bp.post("/answers/questions/<asked_id>/again")
@audience(PUBLIC)
def ask_again(asked_id: str) -> Page:
    """Ask it after all."""
    said = gettext("Asked again. Somebody reads it first.")
    return _did(asked_id, lambda: asking.ask_again(asked_id, visitor(), at=moment()), said)


def _did(asked_id: str, act: Callable[[], str], said: str) -> Page:
    """Do it and go back to the question."""
    try:
        time_id = act()
        db.session.commit()
    except Conflict as refused:
        db.session.rollback()
        flash(_why(refused), "bad")
        return redirect(url_for("answers.page", time_id=asking.time_of(asked_id)), code=303)
    if said:
        flash(said, "good")
    return redirect(url_for("answers.page", time_id=time_id, _anchor=f"q-{asked_id}"), code=303)


def _why(refused: Conflict) -> str:
    return too_often(refused) if refused.reason == "too_many_attempts" else words.refusal_words(refused.reason)


def _page(time_id: str, typed: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    at = moment()
    usual = {"words": "", "email": "", "tell": "yes" if not typed else ""}
    return render_template(
        "answers/page.html",
        page=asking.page(time_id, visitor(), at=at),
        typed={name: typed.get(name, text) for name, text in usual.items()},
        form=typed.get("form") or form_token(),
        faults=faults,
        has_account=reader().id is not None,
        most=asking.QUESTION,
    )
