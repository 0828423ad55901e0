"""Forms of a door's page: what works without a script, and what a supervisor alone does."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.db import db
from coordinator.disclosure import doorkeepers
from coordinator.disclosure.doorkeepers import Standing
from coordinator.door import absent, acts, checking, waiting
from coordinator.door.checking import Said
from coordinator.door.models import Way
from coordinator.door.schemas import Through, Unlisted
from coordinator.door.words import door_refusal, said_words
from coordinator.errors import Conflict, Invalid
from coordinator.web import SIGNED_IN, audience, load, moment, reader, say_faults

bp = Blueprint("door_forms", __name__)
Told = tuple[str, str]  # what is said then, and how it is to look


@bp.post("/door/<show_id>/parties/<party_id>/<any('in','out'):way>")
@audience(SIGNED_IN)
def let_through(show_id: str, party_id: str, way: str) -> Response:
    """Let people of a party in or out."""

    def do(standing: Standing) -> Told:
        form = load(Through)
        at = moment()
        said = Said(form["client_id"], party_id, Way(way), form["people"], at)
        return said_words(checking.let_through(standing, said, at=at), way)

    return _done(show_id, do)


@bp.post("/door/<show_id>/undo/<client_id>")
@audience(SIGNED_IN)
def undo(show_id: str, client_id: str) -> Response:
    """Take back what was said."""
    return _done(show_id, lambda standing: said_words(checking.undo(standing, client_id, at=moment()), "undo"))


@bp.post("/door/<show_id>/unlisted")
@audience(SIGNED_IN)
def let_in_unlisted(show_id: str) -> Response:
    """Let in somebody who is on no list."""

    def do(standing: Standing) -> Told:
        checking.refuse_stewards(standing)
        form = load(Unlisted)
        let_in = checking.let_in_unlisted(standing, form["client_id"], form["people"], form["reason"], at=moment())
        return said_words(let_in, "in")

    return _done(show_id, do)


@bp.post("/door/<show_id>/close")
@audience(SIGNED_IN)
def close(show_id: str) -> Response:
    """Let nobody else in."""

    def do(standing: Standing) -> Told:
        checking.close(standing, at=moment())
        return gettext("Closed: nobody else is let in."), "warn"

    return _done(show_id, do)


@bp.post("/door/<show_id>/open")
@audience(SIGNED_IN)
def open_again(show_id: str) -> Response:
    """Let people in again."""

    def do(standing: Standing) -> Told:
        checking.open_again(standing)
        return gettext("Open again."), "good"

    return _done(show_id, do)


@bp.post("/door/<show_id>/acts/<int:position>/<any('start','undo'):what>")
@audience(SIGNED_IN)
def mark_act(show_id: str, position: int, what: str) -> Response:
    """Mark that an act begins, or take that back."""

    def do(standing: Standing) -> Told:
        if what == "undo":
            acts.undo(standing, position, at=moment())
            return gettext("Undone."), "good"
        acts.start(standing, position, at=moment())
        return gettext("Marked."), "good"

    return _done(show_id, do)


@bp.post("/door/<show_id>/parties/<party_id>/<any('missed','unsaid'):word>")
@audience(SIGNED_IN)
def bear_witness(show_id: str, party_id: str, word: str) -> Response:
    """Say that a party did not come, or take that word back."""

    def do(standing: Standing) -> Told:
        if word == "unsaid":
            absent.take_back(standing, party_id)
            return gettext("Taken back."), "good"
        absent.say(standing, checking.look(standing, at=moment()), party_id, at=moment())
        return gettext("Noted."), "good"

    return _done(show_id, do)


@bp.post("/door/<show_id>/waiting")
@audience(SIGNED_IN)
def note_waiting(show_id: str) -> Response:
    """Note somebody of the waiting list who stands before the door."""

    def do(standing: Standing) -> Told:
        waiting.note(standing, request.form.get("who", "")[:100], at=moment())
        return gettext("Noted: she waits before the door."), "good"

    return _done(show_id, do)


@bp.post("/door/<show_id>/waiting/<entry_id>/in")
@audience(SIGNED_IN)
def let_in_waiting(show_id: str, entry_id: str) -> Response:
    """Let in who waits and whose turn it is."""
    client_id = request.form.get("client_id", "")[:64]
    return _done(show_id, lambda standing: said_words(waiting.let_in(standing, client_id, entry_id, at=moment()), "in"))


def _done(show_id: str, do: Callable[[Standing], Told]) -> Response:
    """Do it at that door, and say there what came of it or why it is refused."""
    standing = doorkeepers.standing(reader(), show_id, at=moment())
    try:
        told = do(standing)
        db.session.commit()
    except Conflict as refused:
        db.session.rollback()
        told = door_refusal(refused), "bad"
    except Invalid as refused:
        db.session.rollback()
        told = " ".join(part for said in say_faults(refused).values() for part in said), "bad"
    flash(*told)
    return redirect(url_for("door.page", show_id=show_id), code=HTTPStatus.SEE_OTHER)
