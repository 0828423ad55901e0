"""Pages of tokens: which programs act for the reader, a new one, an end to one."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict, Invalid
from coordinator.people import tokens
from coordinator.people.models import TokenScope
from coordinator.people.proof_pages import find_refusal, proof_wanted
from coordinator.people.schemas import NewToken
from coordinator.web import SIGNED_IN, audience, form_token, load, reader, say_faults

bp = Blueprint("tokens", __name__)
Page = Response | str | tuple[str, int]


@bp.after_request
def keep_no_copy(response: Response) -> Response:
    """Browsers and proxies keep none of these pages: one of them shows a token."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/account/tokens")
@audience(SIGNED_IN)
def page() -> str:
    """My tokens, without the words themselves, and the form for another."""
    return _page({}, form=form_token())


@bp.post("/account/tokens")
@audience(SIGNED_IN)
def make() -> Page:
    """A new token, shown this once."""
    try:
        wanted = load(NewToken)
    except Invalid as refused:
        return _page(say_faults(refused), form=request.form.get("form", "")), 422
    if (unproven := find_refusal(request.form)) is not None:
        return _page(unproven[0], form=request.form.get("form", "")), unproven[1]
    try:
        about = {"days": wanted["days"], "form": wanted["form"] or form_token(), "at": now()}
        token = tokens.make(reader(), wanted["name"], wanted["scopes"], **about)
        db.session.commit()
    except Conflict:
        db.session.rollback()
        said = gettext("You have %(most)s tokens, which is the most. Take one back first.", most=tokens.MOST)
        return _page({"name": [said]}, form=form_token()), 409
    if token is None:
        flash(gettext("This token is made already, and is shown once. If you have not kept it, make another."), "warn")
        return redirect(url_for("tokens.page"), code=303)
    return render_template("people/token.html", token=token, name=wanted["name"])


@bp.post("/account/tokens/<token_id>/revoke")
@audience(SIGNED_IN)
def revoke(token_id: str) -> Response:
    """Take a token back."""
    tokens.revoke(reader(), token_id)
    db.session.commit()
    flash(gettext("Taken back: it opens nothing any more."), "good")
    return redirect(url_for("tokens.page"), code=303)


def _page(faults: Mapping[str, list[str]], *, form: str) -> str:
    facts = {"tokens": tokens.own(reader()), "lifetimes": tokens.LIFETIMES, "at": now(), "words": _words()}
    return render_template("people/tokens.html", form=form, faults=faults, proof=proof_wanted(), **facts)


def _words() -> Mapping[str, str]:
    """What each scope lets a program do."""
    return {TokenScope.ENTRIES: gettext("Entries: ask for seats, look at what was asked for, take it back")}
