"""Pages that stop letters: with one press from the mail program (RFC 8058), or with one on the page behind the link."""

from flask import Blueprint, render_template
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.people import stopping
from coordinator.people.words import topic_words
from coordinator.web import PUBLIC, audience, error_page

bp = Blueprint("stop", __name__)
Page = Response | str | tuple[str, int]


@bp.after_request
def keep_no_copy(response: Response) -> Response:
    """Browsers and proxies keep none of these pages: the link is one person's."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/stop-letters/<token>")
@audience(PUBLIC)
def ask(token: str) -> Page:
    """A button. Looking stops nothing: mail scanners look, too."""
    what = stopping.find(token)
    if what is None:
        return error_page(404, "")
    words = topic_words(what.topic)
    return render_template(
        "people/stop.html", token=token, words=words, done=not stopping.wants(what.person_id, what.topic)
    )


@bp.post("/stop-letters/<token>")
@audience(PUBLIC)
def stop(token: str) -> Page:
    """Stop them. No redirect: a mail program follows none."""
    what = stopping.find(token)
    if what is None:
        return error_page(404, "")
    stopping.stop(what, at=now())
    db.session.commit()
    return render_template("people/stop.html", token=token, words=topic_words(what.topic), done=True)


@bp.record_once
def take_from_mail_programs(state: BlueprintSetupState) -> None:
    """A mail program presses without having seen the page and knows no token of its forms: the link's own has to do."""
    state.app.extensions["csrf"].exempt(stop)
