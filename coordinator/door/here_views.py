"""Who is on the waiting list, or comes with a party that is, says on her own phone that she stands before a door."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.db import db
from coordinator.disclosure import plus_ones, standing_by
from coordinator.door import waiting
from coordinator.door.words import door_refusal
from coordinator.errors import Conflict, NotFound
from coordinator.guests import in_vain
from coordinator.shows import listing
from coordinator.shows.models import Show
from coordinator.web import SIGNED_IN, audience, moment, reader

bp = Blueprint("standing_by", __name__)


@bp.get("/entries/<entry_id>/here")
@audience(SIGNED_IN)
def page(entry_id: str) -> Response | str:
    """The shows of an entry, and a button for each at whose door one may say so now. Whose party waits no more, or
    for what is over, reads on the page of her entries how that stands."""
    entry, at = plus_ones.party(reader(), entry_id), moment()
    waits_for = standing_by.own_waiting(reader(), entry_id)
    if not waits_for or in_vain.has_waited(entry, at=at):
        return redirect(url_for("guests.mine"))
    shows = [db.session.get_one(Show, show_id) for show_id in waits_for]
    return render_template(
        "door/here.html",
        entry=entry,
        shows=[(listing.get_show(show.id), waiting.is_time(show, at=at), at >= show.ends_at) for show in shows],
        here=standing_by.shows_here(reader(), entry_id),
        code=entry.public_id[: standing_by.SIGNS],
    )


@bp.post("/entries/<entry_id>/here/<show_id>")
@audience(SIGNED_IN)
def say_here(entry_id: str, show_id: str) -> Response:
    """Say so. Whose party waits no more by then is led to the page of her entries."""
    try:
        waiting.say_here(reader(), entry_id, show_id, at=moment())
        db.session.commit()
        flash(gettext("They know that you are there. Please stay near the door."), "good")
    except NotFound:
        db.session.rollback()
        if standing_by.own_waiting(reader(), plus_ones.party(reader(), entry_id).id):
            raise
    except Conflict as refused:
        db.session.rollback()
        flash(door_refusal(refused), "bad")
    return redirect(url_for("standing_by.page", entry_id=entry_id), code=HTTPStatus.SEE_OTHER)
