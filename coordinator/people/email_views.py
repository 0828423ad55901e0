"""Pages of another e-mail address: asking for it, taking that back, and what the letters to both mailboxes open."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.people import identity
from coordinator.errors import Conflict, Invalid
from coordinator.people import email_change
from coordinator.people.email_change import Came
from coordinator.people.proof_pages import find_refusal, proof_wanted
from coordinator.people.schemas import OtherEmail
from coordinator.people.words import too_many_tries
from coordinator.web import PUBLIC, SIGNED_IN, audience, load, reader, say_faults

bp = Blueprint("email", __name__)
Page = Response | str | tuple[str, int]


@bp.after_request
def keep_no_copy(response: Response) -> Response:
    """Browsers and proxies keep none of these pages: links and addresses are one person's."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/account/email")
@audience(SIGNED_IN)
def page() -> Page:
    """Where my letters go, and the address that waits to be confirmed."""
    return _page({}, {})


@bp.post("/account/email")
@audience(SIGNED_IN)
def ask() -> Page:
    """Wish for another address. The answer is the same whoever has it."""
    try:
        form = load(OtherEmail)
        origin = request.remote_addr or ""
        email_change.refuse_vain(reader(), form["email"], origin=origin, at=now())
        if (refused := find_refusal(form)) is not None:
            return _page(request.form, refused[0]), refused[1]
        email_change.ask(reader(), form["email"], origin=origin, at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _page(request.form, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        return _page(request.form, {"email": [too_many_tries(refused)]}), 429
    flash(gettext("Two letters are on their way. Open the link in both."), "good")
    return redirect(url_for("email.page"), code=303)


@bp.post("/account/email/undo")
@audience(SIGNED_IN)
def undo() -> Response:
    """Take my wish back."""
    email_change.undo(reader())
    db.session.commit()
    flash(gettext("Taken back. Everything stays as it is."), "good")
    return redirect(url_for("email.page"), code=303)


@bp.get("/account/email/<token>")
@audience(PUBLIC)
def show(token: str) -> Page:
    """What the letter asks. Looking confirms nothing: mail scanners look, too."""
    asked = email_change.find_asked(token, at=now())
    if asked is None:
        return render_template("people/email_over.html"), 410
    return render_template("people/email_asked.html", token=token, asked=asked)


@bp.post("/account/email/<token>")
@audience(PUBLIC)
def confirm(token: str) -> Page:
    """Yes, from the mailbox of that letter."""
    came = email_change.confirm(token, at=now())
    db.session.commit()
    if came is None:
        return render_template("people/email_over.html"), 410
    return render_template("people/email_answered.html", came=came), 409 if came is Came.TAKEN else 200


@bp.post("/account/email/<token>/not-me")
@audience(PUBLIC)
def refuse(token: str) -> Page:
    """Stop it, from the old mailbox."""
    stopped = email_change.refuse(token, at=now())
    db.session.commit()
    if not stopped:
        return render_template("people/email_over.html"), 410
    return render_template("people/email_answered.html", came="stopped")


def _page(values: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    return render_template(
        "people/email.html",
        email=identity(reader().id or "").email,
        pending=email_change.pending(reader(), at=now()),
        proof=proof_wanted(),
        values={"email": values.get("email", "")},
        faults=faults,
    )
