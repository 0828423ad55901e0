"""Towns as somebody types them into a form, for whoever is signed in."""

from flask import Blueprint, Response, jsonify, request
from flask_babel import get_locale

from coordinator.cities import towns
from coordinator.geo.gazetteer import gazetteer
from coordinator.spaces.words import visitors_read
from coordinator.web import SIGNED_IN, audience

bp = Blueprint("towns", __name__)


@bp.app_context_processor
def words() -> dict[str, object]:
    """What visitors read of a home, for every template."""
    return {"visitors_read": visitors_read}


@bp.get("/towns.json")
@audience(SIGNED_IN)
def known() -> Response:
    """Names of towns that begin with what was typed."""
    found = towns.suggestions(gazetteer(), request.args.get("q", "")[:120], locale=str(get_locale()))
    return jsonify({"towns": found})
