"""A host's own door on her pages: close it, open it again, or ask for that."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_spaces
from coordinator.errors import Conflict
from coordinator.hosting import closing
from coordinator.people.words import too_many_tries
from coordinator.spaces.words import refusal_words
from coordinator.web import HOST, audience, reader

bp = Blueprint("doors", __name__)


@bp.get("/host/<space_id>/close")
@audience(HOST)
def ask_to_close(space_id: str) -> Response | str:
    """What happens when the door is closed, for who wants to know before she presses; where there is none to close, the
    space as it stands."""
    form = own_spaces.own_form(reader(), space_id)
    standing = closing.standing(reader(), form, at=now())
    if not standing.may_close:
        return redirect(url_for("hosting.space", space_id=space_id))
    return render_template("spaces/close.html", form=form, standing=standing)


@bp.post("/host/<space_id>/close")
@audience(HOST)
def close(space_id: str) -> Response:
    """Close the door."""
    return _done(closing.close, space_id, gettext("Your door is closed. Nobody is told your address any more."))


@bp.post("/host/<space_id>/open")
@audience(HOST)
def open_again(space_id: str) -> Response:
    """Open the door again."""
    opened = partial(closing.open_again, origin=request.remote_addr or "")
    return _done(opened, space_id, gettext("Your door is open again, and all is as it was."))


@bp.post("/host/<space_id>/ask-to-open")
@audience(HOST)
def ask(space_id: str) -> Response:
    """Ask the lead to open the door again."""
    return _done(closing.ask, space_id, gettext("Your lead is asked. You find her answer here."))


def _done(act: Callable[..., None], space_id: str, said: str) -> Response:
    try:
        act(reader(), space_id, at=now())
        db.session.commit()
        flash(said, "good")
    except Conflict as refused:
        db.session.rollback()
        flash(_refusal_words(refused), "bad")
    return redirect(url_for("hosting.space", space_id=space_id, _anchor="door"), code=303)


def _refusal_words(refused: Conflict) -> str:
    """Why not; where others have opened theirs too often, how long to wait."""
    return too_many_tries(refused) if refused.facts.get("of") in ("origin", "all") else refusal_words(refused)
