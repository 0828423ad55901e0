"""Answer Time for the global team: hours to agree to, questions and answers to read before everybody does."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.answers import giveaways, hours, moderating, settling, words
from coordinator.answers.models import AnswerState, AskedState, Because, TimeState
from coordinator.answers.moderating import Step
from coordinator.answers.schemas import AnswerSettled, AskedSettled, HourSettled, Version
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import asked
from coordinator.errors import Conflict, Invalid
from coordinator.web import GLOBAL, audience, load, reader, say_faults

bp = Blueprint("answers_desk", __name__)
Page = Response | str | tuple[str, int]


@bp.get("/global/answers")
@audience(GLOBAL)
def overview() -> str:
    """Every Answer Time, those that wait for a word first."""
    found = hours.desk(reader(), at=now())
    waiting = asked.waiting([one.id for one in found])
    return render_template("answers/overview.html", hours=found, waiting=waiting)


@bp.get("/global/answers/<time_id>")
@audience(GLOBAL)
def desk(time_id: str) -> str:
    """One of them: what waits to be read, with what to look at twice, and all that was settled."""
    return _desk(time_id)


@bp.post("/global/answers/<time_id>")
@audience(GLOBAL)
def settle_hour(time_id: str) -> Page:
    """Agree to an hour, or not."""

    def act() -> str:
        form = load(HourSettled)
        because = Because(form["because"]) if form["because"] else None
        state, seen = TimeState(form["to"]), int(form["seen"])
        settling.settle(reader(), time_id, state, because=because, seen=seen, at=now())
        return time_id

    return _did(act, time_id)


@bp.post("/global/answers/<time_id>/off")
@audience(GLOBAL)
def call_off(time_id: str) -> Page:
    """Call one off."""
    return _did(lambda: _ended(time_id), time_id)


@bp.post("/global/answers/<time_id>/on")
@audience(GLOBAL)
def restore(time_id: str) -> Page:
    """Undo that."""

    def act() -> str:
        settling.restore(reader(), time_id, seen=int(load(Version)["seen"]), at=now())
        return time_id

    return _did(act, time_id)


@bp.post("/global/answers/questions/<asked_id>")
@audience(GLOBAL)
def settle(asked_id: str) -> Page:
    """Let a question through, or not; take it down; take either back."""
    time_id = moderating.get_question(reader(), asked_id).time_id

    def act() -> str:
        form = load(AskedSettled)
        because = Because(form["because"]) if form["because"] else None
        step = Step(AskedState(form["to"]), because, form["into"])
        return moderating.settle(reader(), asked_id, step, seen=int(form["seen"]), at=now())

    return _did(act, time_id, anchor=f"q-{asked_id}")


@bp.post("/global/answers/questions/<asked_id>/answer")
@audience(GLOBAL)
def settle_answer(asked_id: str) -> Page:
    """The same of the answer to it."""
    time_id = moderating.get_question(reader(), asked_id).time_id

    def act() -> str:
        form = load(AnswerSettled)
        because = Because(form["because"]) if form["because"] else None
        state, seen = AnswerState(form["to"]), int(form["seen"])
        return moderating.settle_answer(reader(), asked_id, state, because=because, seen=seen, at=now())

    return _did(act, time_id, anchor=f"q-{asked_id}")


def _ended(time_id: str) -> str:
    settling.call_off(reader(), time_id, seen=int(load(Version)["seen"]), at=now())
    return time_id


def _did(act: Callable[[], str], time_id: str, *, anchor: str | None = None) -> Page:
    """Do it and go back; where somebody was quicker, or a reason is missing, the page as it is now says so."""
    try:
        act()
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        said = " ".join(part for parts in say_faults(refused).values() for part in parts)
        return _desk(time_id, refused=said), 422
    except Conflict as refused:
        db.session.rollback()
        return _desk(time_id, refused=words.refusal_words(refused.reason)), 409
    flash(gettext("Done. It can be taken back below."), "good")
    return redirect(url_for("answers_desk.desk", time_id=time_id, _anchor=anchor), code=303)


def _desk(time_id: str, *, refused: str = "") -> str:
    hour = hours.desk_one(reader(), time_id, at=now())
    questions = moderating.questions(reader(), time_id)
    names = giveaways.known()
    return render_template(
        "answers/desk.html",
        hour=hour,
        unread=[one for one in questions if one.state is AskedState.WAITING],
        unread_answers=[one for one in questions if one.answer and one.answer.state is AnswerState.WAITING],
        public=[one for one in questions if one.state is AskedState.APPROVED],
        rest=[one for one in questions if one.state not in (AskedState.WAITING, AskedState.APPROVED)],
        by_id={one.id: one for one in questions},
        marks=lambda text: giveaways.marks(text, names),
        refused=refused,
        why_question=words.reasons(words.OF_QUESTIONS),
        why_answer=words.reasons(words.OF_ANSWERS),
        why_hour=words.reasons(words.OF_HOURS),
    )
