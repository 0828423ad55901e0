"""The sealed envelopes of a show: hashes for everybody, and what is in them once everybody may know who played."""

from flask import Blueprint, Response, jsonify, render_template
from flask.blueprints import BlueprintSetupState

from coordinator.db import db
from coordinator.disclosure import envelopes
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.shows import envelopes as sealing
from coordinator.shows import listing
from coordinator.shows.models import Show
from coordinator.web import PUBLIC, audience, moment

bp = Blueprint("envelopes", __name__)


@bp.record_once
def offer_rounds(state: BlueprintSetupState) -> None:
    """Let workers of the application seal what is due."""
    state.app.extensions.setdefault("coordinator.rounds", []).extend(sealing.ROUNDS)


@bp.get("/shows/<show_id>/envelopes")
@audience(PUBLIC)
def page(show_id: str) -> str:
    """The envelopes, and how anybody checks them."""
    show, edition = _show(show_id)
    found = envelopes.of_show(show, edition, at=moment())
    return render_template(
        "shows/envelopes.html",
        show=listing.get_show(show_id),
        envelopes=found,
        is_open=envelopes.opened(show, edition, at=moment()) is not None,
        instants=[at for at in sealing.instants(show, edition)[len(found) :] if at > moment()],
        opens=edition.embargo_ends_at,
    )


@bp.get("/shows/<show_id>/envelopes.json")
@audience(PUBLIC)
def record(show_id: str) -> Response:
    """The same for programs. `content` and `names` are null until the envelopes open."""
    show, edition = _show(show_id)
    told = envelopes.opened(show, edition, at=moment())
    rows = [
        {"number": one.number, "sealed_at": one.sealed_at.isoformat(), "hash": one.digest, "content": one.content}
        for one in envelopes.of_show(show, edition, at=moment())
    ]
    return jsonify(
        {
            "v": envelopes.VERSION,
            "show": show.id,
            "opens_at": edition.embargo_ends_at.isoformat() if edition.embargo_ends_at else None,
            "envelopes": rows,
            "names": dict(told.names) if told else None,
            "played": list(told.played) if told else None,
        }
    )


def _show(show_id: str) -> tuple[Show, Edition]:
    show = db.session.get(Show, show_id)
    if show is None:
        raise NotFound
    return show, db.session.get_one(Edition, show.edition_id)
