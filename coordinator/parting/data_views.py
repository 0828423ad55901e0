"""Pages of one's own data: all of it as a file."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import looked as looking
from coordinator.disclosure.own_data import own_data
from coordinator.errors import Conflict
from coordinator.learnt_words import by_role, fact_words
from coordinator.people import tries
from coordinator.people.models import Attempt
from coordinator.people.proof_pages import find_refusal, proof_wanted
from coordinator.people.words import too_many_tries
from coordinator.web import SIGNED_IN, audience, reader
from coordinator.wording import own_zone

bp = Blueprint("data", __name__)
Page = Response | str | tuple[str, int]


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


@bp.get("/account/looked")
@audience(SIGNED_IN)
def looked() -> str:
    """Who has looked at what is kept of me, by role and day."""
    looks = looking.looks(reader(), zone=own_zone() or "UTC")
    told = [(one, by_role(one.roles, is_console=one.is_console), fact_words(one.fact)) for one in looks]
    return render_template("parting/looked.html", told=told)


def _page(faults: Mapping[str, list[str]]) -> str:
    return render_template("parting/export.html", proof=proof_wanted(), faults=faults)
