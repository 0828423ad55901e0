"""The page of a door for a phone: whole, as a shell that works without a network, and what its script asks for."""

from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, render_template, request
from flask_wtf.csrf import generate_csrf
from marshmallow import ValidationError

from coordinator.db import db
from coordinator.disclosure import doorkeepers
from coordinator.disclosure.doorkeepers import STAYS, Standing
from coordinator.door import checking, pages, snapshots
from coordinator.door.checking import Outcome, Result, Said
from coordinator.door.models import Way
from coordinator.door.schemas import Steps
from coordinator.guests.words import access_words
from coordinator.web import PUBLIC, SIGNED_IN, audience, moment, reader

bp = Blueprint("door", __name__)
CAMERA = "geolocation=(), camera=(self), microphone=()"


@bp.get("/door/<show_id>")
@audience(SIGNED_IN)
def page(show_id: str) -> Response:
    """The list with its forms; the script of the page takes them over."""
    at = moment()
    return _with_camera(pages.page(_standing(show_id, at), found="", at=at))


@bp.post("/door/<show_id>/find")
@audience(SIGNED_IN)
def find(show_id: str) -> Response:
    """The same with those alone who were looked for. A name or a code stands in no address: histories keep those, and
    so do the logs of whatever stands between."""
    at = moment()
    told = pages.page(_standing(show_id, at), found=request.form.get("q", "")[:100], at=at)
    db.session.commit()  # who has looked at the list
    return _with_camera(told)


@bp.get("/door/<show_id>/shell")
@audience(SIGNED_IN)
def shell(show_id: str) -> Response:
    """The same page without anybody on it: a browser keeps it for when there is no network."""
    return _with_camera(pages.shell(_standing(show_id, moment())))


@bp.get("/door/<show_id>/snapshot")
@audience(SIGNED_IN)
def snapshot(show_id: str) -> Response:
    """What the phone keeps."""
    at = moment()
    _let_nobody_else_speak()
    return _told(_standing(show_id, at), [], at=at)


@bp.get("/door/<show_id>/sheet")
@audience(SIGNED_IN)
def sheet(show_id: str) -> str:
    """The list on paper."""
    at = moment()
    standing = _standing(show_id, at)
    door = checking.look(standing, at=at)
    return render_template("door/sheet.html", standing=standing, door=door, final_at=pages.final_at(standing), at=at)


@bp.post("/door/<show_id>/steps")
@audience(SIGNED_IN)
def take_steps(show_id: str) -> tuple[Response, int] | Response:
    """Take what a phone says, in its order. The same again changes nothing. Once the door is over it takes what was
    pressed before, and tells nothing new."""
    at = moment()
    _let_nobody_else_speak()
    standing = doorkeepers.sending(reader(), show_id, at=at)
    try:
        steps = Steps().load(request.get_json(silent=True) or {})["steps"]
    except ValidationError as refused:
        return jsonify(errors=str(refused.messages)), HTTPStatus.UNPROCESSABLE_ENTITY
    outcomes = []
    for step in steps:
        outcomes.append(_taken(standing, step, at=at))
        db.session.commit()
    return _told(standing, outcomes, at=at)


@bp.get("/door/worker.js")
@audience(PUBLIC)
def worker() -> Response:
    """The service worker: it has to lie where it works."""
    lies = Path(current_app.static_folder or "", "door", "worker.js")
    return Response(lies.read_text(encoding="utf-8"), mimetype="text/javascript")


def _standing(show_id: str, at: datetime) -> Standing:
    return doorkeepers.standing(reader(), show_id, at=at)


def _let_nobody_else_speak() -> None:
    """A phone says whose page asks: somebody else may have signed in on it since that was opened, and what is pressed
    on a page counts as said by whom it belongs to, or not at all."""
    if request.headers.get("X-Door-Person", reader().id) != reader().id:
        abort(HTTPStatus.CONFLICT)


def _taken(standing: Standing, step: dict[str, Any], *, at: datetime) -> Outcome:
    if step["kind"] == "undo":
        if min(step["at"], at) >= standing.show.starts_at + STAYS:  # a phone's clock may be fast
            return Outcome(step["id"], Result.OVER)
        return checking.undo(standing, step["of"], at=at)
    said = Said(step["id"], step["party"], Way(step["kind"]), step["people"], step["at"])
    return checking.let_through(standing, said, at=at)


def _told(standing: Standing, outcomes: list[Outcome], *, at: datetime) -> Response:
    results = [{"id": one.client_id, "result": str(one.result), "counted": one.counted} for one in outcomes]
    is_open = doorkeepers.is_open(standing.show, standing.edition, at=at)
    snapshot = snapshots.snapshot(standing, needs=access_words, at=at) if is_open else None
    live = pages.live(standing, at=at) if is_open else ""  # shown, and never kept: acts stand in it
    return jsonify(results=results, token=generate_csrf(), snapshot=snapshot, live=live)


def _with_camera(text: str) -> Response:
    found = make_response(text)
    found.headers["Permissions-Policy"] = CAMERA
    return found
