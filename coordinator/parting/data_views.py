"""Pages of one's own data: all of it as a file."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.own_data import own_data
from coordinator.errors import Conflict
from coordinator.people import tries
from coordinator.people.models import Attempt
from coordinator.people.proof_pages import find_refusal, proof_wanted
from coordinator.people.words import too_many_tries
from coordinator.web import SIGNED_IN, audience, reader

bp = Blueprint("data", __name__)
Page = Response | str | tuple[str, int]


@bp.after_request
def keep_no_copy(response: Response) -> Response:
    """Browsers and proxies keep no copy of what is all about one person."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/account/export")
@audience(SIGNED_IN)
def page() -> Page:
    """What the file holds and what not, and the button."""
    return _page({})


@bp.post("/account/export")
@audience(SIGNED_IN)
def download() -> Page:
    """The file. Its name tells nobody whose it is."""
    if (refused := find_refusal(request.form)) is not None:
        return _page(refused[0]), refused[1]
    try:
        tries.count(Attempt.EXPORT)
    except Conflict as too_often:
        return _page({"proof": [too_many_tries(too_often)]}), HTTPStatus.TOO_MANY_REQUESTS
    text = json.dumps(own_data(reader(), at=now()), ensure_ascii=False, indent=2)
    db.session.commit()
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(text + "\n", mimetype="application/json", headers=headers)


def _page(faults: Mapping[str, list[str]]) -> str:
    return render_template("parting/export.html", proof=proof_wanted(), faults=faults)
