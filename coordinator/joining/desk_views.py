"""Cities that want to join, for the global team: read, accepted, asked back, declined."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import city_requests
from coordinator.disclosure.people import identity
from coordinator.errors import Conflict, Invalid
from coordinator.frame import current_edition
from coordinator.joining import deciding, joined, words
from coordinator.joining.schemas import Verdict
from coordinator.people.rolls import rolls
from coordinator.web import GLOBAL, audience, load, reader, say_faults

bp = Blueprint("joining_desk", __name__)
Page = Response | str | tuple[str, int]


@bp.get("/global/joining")
@audience(GLOBAL)
def overview() -> str:
    """Every request whose address has answered, what is open first."""
    edition, at = current_edition(), now()
    found = city_requests.for_team(reader(), edition.id, at=at) if edition else ()
    return render_template(
        "joining/desk.html",
        open=[one for one in reversed(found) if one.is_open],
        settled=[one for one in found if not one.is_open],
        closes=joined.closes_at(edition) if edition else None,
        taking=joined.taking_part(edition.id) if edition else (),
    )


@bp.get("/global/joining/<request_id>")
@audience(GLOBAL)
def read(request_id: str) -> str:
    """One of them, with the cities around it and where the edition stands."""
    return _page(request_id, {}, {})


@bp.post("/global/joining/<request_id>/accept")
@audience(GLOBAL)
def accept(request_id: str) -> Page:
    """Let the city join."""

    def go(form: Mapping[str, object]) -> str:
        city = deciding.accept(reader(), request_id, seen=int(str(form["seen"])), at=now())
        return str(gettext("%(city)s joins. Its lead gets her invitation now.", city=city.name))

    return _decided(request_id, go)


@bp.post("/global/joining/<request_id>/ask")
@audience(GLOBAL)
def ask_back(request_id: str) -> Page:
    """Ask something first."""

    def go(form: Mapping[str, object]) -> str:
        deciding.ask_back(reader(), request_id, str(form["words"]), seen=int(str(form["seen"])), at=now())
        return str(gettext("Asked. She gets a letter, and answers on her page."))

    return _decided(request_id, go)


@bp.post("/global/joining/<request_id>/decline")
@audience(GLOBAL)
def decline(request_id: str) -> Page:
    """Say no."""

    def go(form: Mapping[str, object]) -> str:
        deciding.decline(reader(), request_id, str(form["words"]), seen=int(str(form["seen"])), at=now())
        return str(gettext("Declined. She gets a letter with your reason."))

    return _decided(request_id, go)


def _decided(request_id: str, go: Callable[[Mapping[str, object]], str]) -> Page:
    city_requests.get_for_team(reader(), request_id, at=now())
    try:
        done = go(load(Verdict))
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _page(request_id, request.form, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        return _page(request_id, request.form, {}, refused=words.refusal_words(refused)), 409
    flash(done, "good")
    return redirect(url_for("joining_desk.read", request_id=request_id), code=303)


def _page(request_id: str, typed: Mapping[str, str], faults: Mapping[str, Sequence[str]], *, refused: str = "") -> str:
    found = city_requests.get_for_team(reader(), request_id, at=now())
    edition, city = current_edition(), deciding.city_of(found)
    town = found.asked.town
    return render_template(
        "joining/read.html",
        found=found,
        email=identity(str(found.person_id)).email,
        reach=joined.NEAR_KM,
        near=joined.near(found.edition_id, town["latitude"], town["longitude"]),
        taking=joined.taking_part(found.edition_id),
        closes=joined.closes_at(edition) if edition else None,
        leads=len(rolls([city.id])[city.id].leads) if city else 0,
        words=typed.get("words", ""),
        faults=faults,
        refused=refused,
    )
