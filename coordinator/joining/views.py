"""A city joins by a form: asked for by anybody, confirmed by the address, changed and taken back by who asked."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator import overtaking
from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import city_requests
from coordinator.disclosure.city_requests import Request
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.frame import current_edition, the_edition
from coordinator.joining import asking, joined, letters, words
from coordinator.joining.pages import (
    asked_as,
    asked_of,
    form_page,
    namesakes_of,
    own_name,
    own_page,
)
from coordinator.joining.schemas import CityWish, NewCity, StrangersCity
from coordinator.people.entering import Letter, enter_by_letter
from coordinator.people.words import conflict_status
from coordinator.web import PUBLIC, SIGNED_IN, audience, form_token, load, reader, say_faults

bp = Blueprint("joining", __name__)
Page = Response | str | tuple[str, int]


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application write about joining, and forget what nobody confirmed."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)
    state.app.extensions.setdefault("coordinator.rounds", []).extend(letters.ROUNDS)


@bp.app_context_processor
def said() -> dict[str, object]:
    """What pages say of joining, for every template; public lists ask which cities prepare, and whether others can."""
    return {
        "request_word": words.state_words,
        "takes_cities": lambda: joined.takes_cities(current_edition(), at=now()),
        "preparing": _preparing,
        "my_cities": _my_cities,
    }


def _preparing() -> object:
    edition = current_edition()
    return joined.preparing(edition.id) if edition else ()


def _my_cities() -> object:
    edition = current_edition()
    return city_requests.own(reader(), edition.id) if edition and reader().id else ()


@bp.get("/cities/join")
@audience(PUBLIC)
def page() -> str:
    """The form; once no city can join, that."""
    if not joined.takes_cities(current_edition(), at=now()):
        return render_template("joining/closed.html")
    return form_page({"city": request.args.get("q", "")[:120]}, {})


@bp.post("/cities/join")
@audience(PUBLIC)
def ask() -> Page:
    """Ask for a city. To a stranger the answer does not tell whether the address is known."""
    edition = the_edition()
    origin, typed = request.remote_addr or "", request.form
    try:
        if reader().id is not None:
            form = load(NewCity)
            asked = asked_of(form, **own_name())
            token = form["form"] or form_token()
            made = asking.ask_signed_in(reader(), edition, asked, form=token, origin=origin, at=now())
            db.session.commit()
            flash(_confirmed(), "good")
            return redirect(_to(made), code=303)
        form = load(StrangersCity)
        asked = asked_of(form, name=form["name"], email=form["email"])
        asking.ask(edition, asked, form=form["form"] or form_token(), origin=origin, at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        faults = say_faults(refused)
        return form_page(typed, faults, namesakes=namesakes_of(typed.get("city", ""))), 422
    except Conflict as refused:
        db.session.rollback()
        return _not_asked(refused)
    return redirect(url_for("joining.sent"), code=303)


@bp.get("/cities/join/sent")
@audience(PUBLIC)
def sent() -> str:
    """What happens next, the same for every address."""
    hours, outbox = int(asking.VERIFIED_WITHIN.total_seconds() // 3600), "mail.outbox" in current_app.view_functions
    return render_template("joining/sent.html", hours=hours, outbox=outbox)


@bp.get("/cities/join/<token>")
@audience(PUBLIC)
def show_letter(token: str) -> Page:
    """A button. Looking does not confirm: mail scanners look, too."""
    found = asking.find_unverified(token, at=now())
    if found is None:
        return render_template("joining/over.html"), 410
    return render_template("joining/verify.html", found=found, token=token)


@bp.post("/cities/join/<token>")
@audience(PUBLIC)
def verify(token: str) -> Page:
    """Let the team read it. Whoever reads the mailbox is who asks, and signed in."""

    def act() -> tuple[str, str] | None:
        done = asking.verify(token, at=now())
        return (done[0], _to(done[1])) if done else None

    return enter_by_letter(act, Letter(_confirmed(), words.refusal_words, "joining/over.html"))


@bp.get("/joining/")
@audience(SIGNED_IN)
def mine() -> str:
    """The cities that the reader has asked for."""
    edition = current_edition()
    found = city_requests.own(reader(), edition.id) if edition else ()
    return render_template("joining/mine.html", found=found)


@bp.get("/joining/<request_id>")
@audience(SIGNED_IN)
def own(request_id: str) -> str:
    """One of them, and the form to say it anew."""
    return own_page(city_requests.get_own(reader(), request_id), {}, {})


@bp.post("/joining/<request_id>")
@audience(SIGNED_IN)
def change(request_id: str) -> Page:
    """Say it anew, and answer what the team has asked."""
    found = city_requests.get_own(reader(), request_id)
    try:
        form = load(CityWish)
        asked = asked_as(found, form)
        asking.change(reader(), request_id, asked, answer=form["answer"], seen=form["seen"], at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return own_page(found, request.form, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        return own_page(_now(found), request.form, {}, refused=words.refusal_words(refused)), 409
    flash(gettext("Kept. The team reads it as it stands now."), "good")
    return redirect(url_for("joining.own", request_id=request_id), code=303)


@bp.post("/joining/<request_id>/withdraw")
@audience(SIGNED_IN)
def withdraw(request_id: str) -> Page:
    """Take it back."""
    found = city_requests.get_own(reader(), request_id)
    try:
        asking.withdraw(reader(), request_id)
        db.session.commit()
    except Conflict as refused:
        db.session.rollback()
        return own_page(_now(found), {}, {}, refused=words.refusal_words(refused)), 409
    overtaking.note_dropped(request_id)
    flash(_taken_back(), "good")
    return redirect(url_for("joining.mine"), code=303)


def _taken_back() -> str:
    return str(gettext("Taken back; nothing of it is kept. You can ask again."))


def _gone(_refused: NotFound) -> Page:
    """For who has taken a request back in this browser and presses once more; there is no such page for others."""
    return overtaking.gone("request_id", _taken_back(), url_for("joining.mine"))


bp.register_error_handler(NotFound, _gone)


def _now(found: Request) -> Request:
    return city_requests.get_own(reader(), found.id)


def _to(request_id: str) -> str:
    return url_for("joining.own", request_id=request_id) if request_id else url_for("joining.mine")


def _confirmed() -> str:
    return str(gettext("The global team reads it now. You hear from us by letter; until then you can change it."))


def _not_asked(refused: Conflict) -> Page:
    if refused.reason == "joined":
        said = gettext("%(city)s joins already.", city=str(refused.facts["name"]))
        return form_page(request.form, {"city": [said]}, taken=get_city(str(refused.facts["slug"]))), 409
    if refused.reason == "asked_already":
        flash(words.refusal_words(refused), "warn")
        return redirect(_to(str(refused.facts["of"])), code=303)
    if refused.reason == "closed":
        return render_template("joining/closed.html"), 409
    name = "email" if reader().id is None else "city"
    return form_page(request.form, {name: [words.refusal_words(refused)]}), conflict_status(refused)
