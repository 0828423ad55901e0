"""How somebody comes by who is perhaps nobody yet: name and address, and a letter that leads on. Known and unknown
addresses are answered alike."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from flask_babel import get_locale
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.addressees import Addressee
from coordinator.errors import Conflict, Invalid
from coordinator.people import sign_in
from coordinator.people.entering import remember_where
from coordinator.people.models import Role
from coordinator.people.schemas import Newcomer
from coordinator.people.words import too_many_tries
from coordinator.web import load, say_faults

Again = Callable[[Any, dict[str, list[str]]], str]
"""The page with the form once more: what was typed, and field → what is wrong with it."""


def come_in(role: Role, onwards: str, again: Again) -> Response | tuple[str, int]:
    """Send a link on to the path `onwards` to whoever the form names; who is new has that role from then on."""
    try:
        form = load(Newcomer)
        came = Addressee(form["email"], form["name"], role, onwards, str(get_locale()))
        sign_in.ask_for_link(came, origin=request.remote_addr or "", at=now())
        db.session.commit()
    except Invalid as refused:
        return again(request.form, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        return again(request.form, {"email": [too_many_tries(refused)]}), 429
    remember_where(onwards)
    return redirect(url_for("people.sent"), code=303)
