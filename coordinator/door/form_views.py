"""Forms of a door's page: what works without a script, and what a supervisor alone does."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doorkeepers
from coordinator.disclosure.doorkeepers import Standing
from coordinator.door import absent, acts, checking, waiting
from coordinator.door.checking import Outcome, Said
from coordinator.door.models import Way
from coordinator.door.schemas import Through, Unlisted
from coordinator.door.words import absence_refusal, act_refusal, said_words, waiting_refusal
from coordinator.errors import Conflict, Invalid
from coordinator.web import SIGNED_IN, audience, load, moment, reader, say_faults

bp = Blueprint("door_forms", __name__)


@bp.post("/door/<show_id>/parties/<party_id>/<any('in','out'):way>")
@audience(SIGNED_IN)
def let_through(show_id: str, party_id: str, way: str) -> Response:
    """Let people of a party in or out."""

    def do(standing: Standing) -> Outcome:
        form = load(Through)
        said = Said(form["client_id"], party_id, Way(way), form["people"], now())
        return checking.let_through(standing, said, at=now())

    return _done(show_id, do, way)


@bp.post("/door/<show_id>/undo/<client_id>")
@audience(SIGNED_IN)
def undo(show_id: str, client_id: str) -> Response:
    """Take back what was said."""
    return _done(show_id, lambda standing: checking.undo(standing, client_id, at=now()), "undo")


@bp.post("/door/<show_id>/unlisted")
@audience(SIGNED_IN)
def let_in_unlisted(show_id: str) -> Response:
    """Let in somebody who is on no list."""

    def do(standing: Standing) -> Outcome:
        checking.refuse_stewards(standing)
        form = load(Unlisted)
        return checking.let_in_unlisted(standing, form["client_id"], form["people"], form["reason"], at=now())

    return _done(show_id, do, "in")


@bp.post("/door/<show_id>/close")
@audience(SIGNED_IN)
def close(show_id: str) -> Response:
    """Let nobody else in."""
    checking.close(_standing(show_id), at=now())
    db.session.commit()
    flash(gettext("Closed: nobody else is let in."), "warn")
    return _back(show_id)


@bp.post("/door/<show_id>/open")
@audience(SIGNED_IN)
def open_again(show_id: str) -> Response:
    """Let people in again."""
    checking.open_again(_standing(show_id))
    db.session.commit()
    flash(gettext("Open again."), "good")
    return _back(show_id)


@bp.post("/door/<show_id>/acts/<int:position>/<any('start','undo'):what>")
@audience(SIGNED_IN)
def mark_act(show_id: str, position: int, what: str) -> Response:
    """Mark that an act begins, or take that back."""
    standing = _standing(show_id)
    try:
        if what == "start":
            acts.start(standing, position, at=now())
        else:
            acts.undo(standing, position)
        db.session.commit()
        flash(gettext("Marked.") if what == "start" else gettext("Undone."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(act_refusal(refused), "bad")
    return _back(show_id)


@bp.post("/door/<show_id>/parties/<party_id>/<any('missed','unsaid'):word>")
@audience(SIGNED_IN)
def bear_witness(show_id: str, party_id: str, word: str) -> Response:
    """Say that a party did not come, or take that word back."""
    standing = _standing(show_id)
    try:
        if word == "missed":
            absent.say(standing, checking.look(standing, at=now()), party_id, at=now())
        else:
            absent.take_back(standing, party_id)
        db.session.commit()
        flash(gettext("Noted.") if word == "missed" else gettext("Taken back."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(absence_refusal(refused), "bad")
    return _back(show_id)


@bp.post("/door/<show_id>/waiting")
@audience(SIGNED_IN)
def note_waiting(show_id: str) -> Response:
    """Note somebody of the waiting list who stands before the door."""
    try:
        waiting.note(_standing(show_id), request.form.get("who", "")[:100], at=now())
        db.session.commit()
        flash(gettext("Noted: she waits before the door."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(waiting_refusal(refused), "bad")
    return _back(show_id)


@bp.post("/door/<show_id>/waiting/<entry_id>/in")
@audience(SIGNED_IN)
def let_in_waiting(show_id: str, entry_id: str) -> Response:
    """Let in who waits and whose turn it is."""
    client_id = request.form.get("client_id", "")[:64]
    return _done(show_id, lambda standing: waiting.let_in(standing, client_id, entry_id, at=now()), "in")


def _done(show_id: str, do: Callable[[Standing], Outcome], way: str) -> Response:
    standing = _standing(show_id)
    try:
        outcome = do(standing)
        db.session.commit()
        flash(*said_words(outcome, way))
    except Conflict as refused:
        db.session.rollback()
        flash(waiting_refusal(refused), "bad")
    except Invalid as refused:
        db.session.rollback()
        flash(" ".join(part for said in say_faults(refused).values() for part in said), "bad")
    return _back(show_id)


def _standing(show_id: str) -> Standing:
    return doorkeepers.standing(reader(), show_id, at=moment())


def _back(show_id: str) -> Response:
    found = request.form.get("q", "")[:100] or None
    return redirect(url_for("door.page", show_id=show_id, q=found), code=HTTPStatus.SEE_OTHER)
