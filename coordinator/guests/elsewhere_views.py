"""A guest takes a seat at another show instead of her own, which is in trouble."""

from flask import Blueprint, flash, redirect, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.errors import Conflict
from coordinator.guests import elsewhere, elsewhere_letters
from coordinator.guests.schemas import ElsewhereForm
from coordinator.guests.words import elsewhere_words
from coordinator.web import SIGNED_IN, audience, load, reader

bp = Blueprint("instead", __name__)


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application tell guests and leads of seats elsewhere."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(elsewhere_letters.JOBS)


@bp.post("/entries/<entry_id>/elsewhere")
@audience(SIGNED_IN)
def take(entry_id: str) -> Response:
    """Have the seat instead of one's own."""
    mine = own.own_entry(reader(), entry_id)
    try:
        elsewhere.take(reader(), mine.id, load(ElsewhereForm)["show"], at=now())
        db.session.commit()
        flash(gettext("It is yours, and confirmed. Your old seat is given back."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(elsewhere_words(refused), "bad")
    return redirect(url_for("guests.mine"), code=303)
