"""The page behind the link of a reminder: say yes to them, see what is left to say, stop them. Who has the link reads
the mailbox."""

from flask import Blueprint, render_template
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.letters import letters, reading, reminding
from coordinator.web import PUBLIC, audience

bp = Blueprint("letter_reminders", __name__)
Page = str | tuple[str, int]
GONE = 410


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application remind, and forget whom nobody reminds any more. A mail program that stops
    reminders has not seen the page and knows no token of its forms: the link's own has to do."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)
    state.app.extensions.setdefault("coordinator.rounds", []).extend(reminding.ROUNDS)
    state.app.extensions["csrf"].exempt(stop)


@bp.after_request
def keep_no_copy(response: Response) -> Response:
    """Browsers and proxies keep none of these pages: the link is one person's."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/letters/reminders/<token>")
@audience(PUBLIC)
def page(token: str) -> Page:
    """What is left to say, and buttons. Looking does nothing: mail scanners look, too."""
    return _page(token)


@bp.post("/letters/reminders/<token>")
@audience(PUBLIC)
def say_yes(token: str) -> Page:
    """Have her reminded. Pressed again, the page says the same."""
    reminding.say_yes(token, at=now())
    db.session.commit()
    return _page(token)


@bp.post("/letters/reminders/<token>/stop")
@audience(PUBLIC)
def stop(token: str) -> str:
    """Forget the address. No redirect: a mail program follows none. The answer is the same for every link."""
    reminding.stop(token)
    db.session.commit()
    return render_template("letters/reminders_over.html", stopped=True)


def _page(token: str) -> Page:
    known = reminding.behind(token, at=now())
    if known is None:
        return render_template("letters/reminders_over.html", stopped=False), GONE
    found, of = known
    waiting = reminding.own_cases(found, of.edition_id)
    told = reading.public_cases(of.edition_id, str(get_locale().language))
    return render_template(
        "letters/reminders.html",
        token=token,
        section=of,
        is_asked=found.confirmed_at is None,
        cases=[one for one in told if one.id in waiting],
    )
