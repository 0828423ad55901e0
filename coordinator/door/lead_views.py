"""Who stands at the door of a show, for the lead who names them."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.door import naming
from coordinator.door.schemas import Doorkeeping, HostsDoor
from coordinator.door.words import naming_refusal
from coordinator.errors import Conflict, Invalid
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, LEAD, audience, form_token, load, reader, say_faults

bp = Blueprint("doorkeepers", __name__)
Page = Response | str | tuple[str, int]


@bp.get("/lead/<city>/shows/<show_id>/door")
@audience(LEAD, GLOBAL)
def page(city: str, show_id: str) -> str:
    """Who stands at the door, and the form that names somebody."""
    return _page(city, show_id, {})


@bp.post("/lead/<city>/shows/<show_id>/door")
@audience(LEAD, GLOBAL)
def name(city: str, show_id: str) -> Page:
    """Name somebody by e-mail. The answer does not tell whether the address is known."""
    show = _led(city, show_id)
    try:
        said = load(Doorkeeping)
        email, role = said.pop("email"), said.pop("role")
        naming.name(reader(), show, email, role, **said, origin=request.remote_addr or "", at=now())
        db.session.commit()
    except Invalid as refused:
        return _page(city, show_id, say_faults(refused)), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as refused:
        db.session.rollback()
        status = HTTPStatus.TOO_MANY_REQUESTS if refused.reason == "too_many_attempts" else HTTPStatus.CONFLICT
        return _page(city, show_id, {"email": [naming_refusal(refused)]}), status
    return _named(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/door/host")
@audience(LEAD, GLOBAL)
def name_host(city: str, show_id: str) -> Page:
    """Let the host answer for her own door."""
    show = _led(city, show_id)
    try:
        naming.name_host(reader(), show, **load(HostsDoor), at=now())
        db.session.commit()
    except Invalid as refused:
        faults = {"host_called": [said for texts in say_faults(refused).values() for said in texts]}
        return _page(city, show_id, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as refused:
        db.session.rollback()
        return _page(city, show_id, {"host_called": [naming_refusal(refused)]}), HTTPStatus.CONFLICT
    return _named(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/door/<person_id>/off")
@audience(LEAD, GLOBAL)
def take_off(city: str, show_id: str, person_id: str) -> Response:
    """Take somebody off the door."""
    naming.take_off(reader(), _led(city, show_id), person_id)
    db.session.commit()
    flash(gettext("Taken off. From now on this person's phone opens nothing."), "good")
    return redirect(url_for("doorkeepers.page", city=city, show_id=show_id), code=HTTPStatus.SEE_OTHER)


def _named(city: str, show_id: str) -> Response:
    flash(gettext("Named. A letter with the way in is under way."), "good")
    return redirect(url_for("doorkeepers.page", city=city, show_id=show_id), code=HTTPStatus.SEE_OTHER)


def _led(city: str, show_id: str) -> Show:
    return led_show(reader(), show_id, city_id=get_city(city).id)


def _page(city: str, show_id: str, faults: dict[str, list[str]]) -> str:
    place, at = get_city(city), now()
    show, people = naming.doorkeepers_of(reader(), show_id, city_id=place.id, at=at)
    needs, typed = naming.needs_at(reader(), show, at=at), request.form if faults else {}
    return render_template(
        "door/people.html",
        city=place,
        show=show,
        people=people,
        needs=needs,
        absent=naming.absent_at(reader(), show, at=at),
        typed=typed,
        form=typed.get("form") or form_token(),
        faults=faults,
    )
