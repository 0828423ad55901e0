"""Pages of the second step: a code when signing in; setting it up, new recovery codes, taking it away."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.people import identity
from coordinator.errors import Conflict, Invalid
from coordinator.people import second_step, totp
from coordinator.people.entering import first_page, open_session, who_waits
from coordinator.people.principal import is_privileged
from coordinator.people.schemas import Code
from coordinator.people.words import too_many_tries
from coordinator.squares import square
from coordinator.web import PUBLIC, SIGNED_IN, audience, load, reader, say_faults, settings

bp = Blueprint("second_step", __name__)
Page = Response | str | tuple[str, int]


@bp.after_request
def keep_no_copy(response: Response) -> Response:
    """Browsers and proxies keep none of these pages: they hold keys and codes."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/sign-in/code")
@audience(PUBLIC)
def ask() -> Page:
    """The form for a code, for who has shown a link or a password."""
    if who_waits() is None:
        return redirect(url_for("people.sign_in"))
    return render_template("people/code.html", faults={})


@bp.post("/sign-in/code")
@audience(PUBLIC)
def sign_in() -> Page:
    """Take the code and open the session."""
    person_id = who_waits()
    if person_id is None:
        return redirect(url_for("people.sign_in"))
    if (refused := _refusal(person_id)) is not None:
        faults, status = refused
        return render_template("people/code.html", faults=faults), status
    return redirect(open_session(person_id))


@bp.get("/account/second-step")
@audience(SIGNED_IN)
def page() -> Page:
    """Whether I give a code when I sign in; a key that waits to be confirmed."""
    return _page({})


@bp.post("/account/second-step/begin")
@audience(SIGNED_IN)
def begin() -> Page:
    """Make a key for my app."""
    try:
        second_step.begin(reader())
        db.session.commit()
    except Conflict:
        return _on_already()
    return redirect(url_for("second_step.page"), code=303)


@bp.post("/account/second-step/confirm")
@audience(SIGNED_IN)
def confirm() -> Page:
    """Show that my app has the key; from now on it is asked for. Everywhere else I am signed out."""
    if second_step.find_key(reader()) is None:
        return _on_already() if second_step.is_on(_own()) else redirect(url_for("second_step.page"), code=303)
    if (refused := _refusal(_own())) is not None:
        return _page(refused[0]), refused[1]
    try:
        codes = second_step.turn_on(reader(), at=now())
    except Conflict:
        return _on_already()
    open_session(_own())
    return _codes_page(codes)


@bp.post("/account/second-step/codes")
@audience(SIGNED_IN)
def renew_codes() -> Page:
    """Eight new recovery codes; those before work no more."""
    if (refused := _refusal(_own())) is not None:
        return _page(refused[0]), refused[1]
    codes = second_step.renew_codes(reader(), at=now())
    db.session.commit()
    return _codes_page(codes)


@bp.post("/account/second-step/remove")
@audience(SIGNED_IN)
def remove() -> Page:
    """Take my second step away."""
    if (refused := _refusal(_own())) is not None:
        return _page(refused[0]), refused[1]
    second_step.remove(_own(), at=now())
    db.session.commit()
    flash(gettext("Your second step is taken away. You can set one up again at any time."), "good")
    return redirect(url_for("second_step.page"), code=303)


def _refusal(person_id: str) -> tuple[Mapping[str, list[str]], int] | None:
    """Why the code of this request is not taken, and the status that says so; None if it was taken."""
    try:
        said = load(Code)["code"]
        who = second_step.count_attempt(person_id, origin=request.remote_addr or "", at=now())
        db.session.commit()  # it counts whatever comes of it
        second_step.check(person_id, said, who=who, at=now())
    except Invalid as refused:
        return say_faults(refused), 422
    except Conflict as refused:
        return {"code": [too_many_tries(refused)]}, 429
    return None


def _page(faults: Mapping[str, list[str]]) -> str:
    key = second_step.find_key(reader())
    account = identity(_own()).email
    address = totp.address(key, account=account, issuer="Coordinator") if key else ""
    return render_template(
        "people/second_step.html",
        on=second_step.is_on(_own()),
        required=settings().second_step_required and is_privileged(current_user.behind),
        groups=[key[start : start + 4] for start in range(0, len(key), 4)] if key else (),
        address=address,
        square=square(address) if key else "",
        left=second_step.codes_left(reader()),
        faults=faults,
    )


def _codes_page(codes: tuple[str, ...]) -> str:
    return render_template("people/recovery_codes.html", codes=codes, onwards=first_page())


def _on_already() -> Response:
    db.session.rollback()
    flash(gettext("Your second step is set up already."), "good")
    return redirect(url_for("second_step.page"), code=303)


def _own() -> str:
    return reader().id or ""
