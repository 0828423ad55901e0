"""Answer Time for who speaks for an act: proposing an hour, and answering."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.answers import hours, replying, settling, words
from coordinator.answers.schemas import Reply, Version, Wished
from coordinator.answers.settling import Wish
from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict, Invalid
from coordinator.web import ARTIST, audience, load, moment, reader, say_faults

bp = Blueprint("act_answers", __name__)
Page = Response | str | tuple[str, int]


@bp.get("/artist/answers")
@audience(ARTIST)
def mine() -> str:
    """The reader's acts, and when each answers."""
    return render_template("answers/mine.html", mine=hours.own(reader(), at=moment()), at=moment())


@bp.get("/artist/answers/acts/<artist_id>")
@audience(ARTIST)
def hour(artist_id: str) -> Page:
    """The form for the hour of an act."""
    return _form(artist_id, {}, {})


@bp.post("/artist/answers/acts/<artist_id>")
@audience(ARTIST)
def propose(artist_id: str) -> Page:
    """Propose one."""
    try:
        said = load(Wished)
        wish = Wish(said["day"], said["begins"], said["ends"])
        settling.propose(reader(), artist_id, wish, seen=int(said["seen"]), at=moment())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _form(artist_id, request.form, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        return _form(artist_id, request.form, {}, refused=words.refusal_words(refused.reason)), 409
    flash(gettext("Proposed. You get a letter once the global team has answered."), "good")
    return redirect(url_for("act_answers.mine"), code=303)


@bp.get("/artist/answers/<time_id>")
@audience(ARTIST)
def desk(time_id: str) -> str:
    """The questions to an act, and what it has answered."""
    return _desk(time_id)


@bp.post("/artist/answers/<time_id>/off")
@audience(ARTIST)
def call_off(time_id: str) -> Response:
    """Take back what was proposed, or call off what was agreed."""
    hours.own_hour(reader(), time_id, at=moment())  # before the form: whose it is not learns nothing
    seen = int(load(Version)["seen"])
    return _did(lambda: settling.take_back(reader(), time_id, seen=seen, at=moment()), gettext("Called off."))


@bp.post("/artist/answers/<time_id>/on")
@audience(ARTIST)
def restore(time_id: str) -> Response:
    """Undo that it was called off."""
    hours.own_hour(reader(), time_id, at=moment())
    seen = int(load(Version)["seen"])
    said = gettext("It takes place as agreed.")
    return _did(lambda: settling.restore(reader(), time_id, seen=seen, at=moment()), said)


@bp.post("/artist/answers/questions/<asked_id>")
@audience(ARTIST)
def answer(asked_id: str) -> Page:
    """Answer a question; somebody reads it before everybody does."""
    one = replying.get_question(reader(), asked_id, at=moment())
    try:
        said = load(Reply)
        link, seen = said["link"], int(said["seen"])
        replying.write(reader(), asked_id, said["words"], link, seen=seen, at=moment())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _desk(one.time_id, typing=asked_id, typed=request.form, faults=say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        why = words.refusal_words(refused.reason)
        return _desk(one.time_id, typing=asked_id, typed=request.form, refused=why), 409
    flash(gettext("Kept. Somebody of the global team reads it, then everybody can."), "good")
    return redirect(url_for("act_answers.desk", time_id=one.time_id, _anchor=f"q-{asked_id}"), code=303)


@bp.post("/artist/answers/questions/<asked_id>/down")
@audience(ARTIST)
def take_down(asked_id: str) -> Response:
    """Take an answer down at once."""
    said = gettext("Taken down. Nobody sees it any more.")
    return _answered(lambda: replying.take_down(reader(), asked_id, at=now()), asked_id, said)


@bp.post("/artist/answers/questions/<asked_id>/up")
@audience(ARTIST)
def put_back(asked_id: str) -> Response:
    """Undo that."""
    said = gettext("Your answer is public again.")
    return _answered(lambda: replying.put_back(reader(), asked_id, at=now()), asked_id, said)


def _did(act: Callable[[], None], said: str) -> Response:
    try:
        act()
        db.session.commit()
        flash(said, "good")
    except Conflict as refused:
        db.session.rollback()
        flash(words.refusal_words(refused.reason), "bad")
    return redirect(url_for("act_answers.mine"), code=303)


def _answered(act: Callable[[], str], asked_id: str, said: str) -> Response:
    try:
        time_id = act()
        db.session.commit()
        flash(said, "good")
    except Conflict as refused:
        db.session.rollback()
        flash(words.refusal_words(refused.reason), "bad")
        time_id = replying.get_question(reader(), asked_id, at=moment()).time_id
    return redirect(url_for("act_answers.desk", time_id=time_id, _anchor=f"q-{asked_id}"), code=303)


def _form(artist_id: str, typed: Mapping[str, str], faults: Mapping[str, list[str]], *, refused: str = "") -> str:
    at = moment()
    one = hours.own_one(reader(), artist_id, at=at)
    kept = one.hour
    usual = {"day": "", "begins": "19:00", "ends": "20:00"}
    if kept:
        begins, ends = kept.local_from, kept.local_until
        usual = {"day": f"{begins:%Y-%m-%d}", "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
    return render_template(
        "answers/hour.html",
        one=one,
        is_open=one.is_open(at),
        typed={name: typed.get(name, text) for name, text in usual.items()},
        seen=kept.version if kept else 0,
        faults=faults,
        refused=refused,
    )


def _desk(
    time_id: str,
    *,
    typing: str = "",
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, list[str]] | None = None,
    refused: str = "",
) -> str:
    at = moment()
    found = hours.own_hour(reader(), time_id, at=at)
    return render_template(
        "answers/act.html",
        hour=found,
        questions=replying.questions(reader(), time_id, at=at),
        may_write=found.takes_answers(at),
        is_live=found.shows_answers(at),
        typing=typing,
        typed=typed or {},
        faults=faults or {},
        refused=refused,
        most=replying.ANSWER,
        editable=replying.EDITABLE,
    )
