"""Pages about oneself: signing in and out, the account, its password."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale, gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import feeds
from coordinator.disclosure.addressees import Addressee
from coordinator.disclosure.people import identity
from coordinator.errors import Conflict, Invalid
from coordinator.languages import customs, locale_choices, locale_name, locale_of_browser, zone_choices
from coordinator.people import accounts, email_change, known_passwords, letters, passwords, proving, sessions, stopping
from coordinator.people import sign_in as signing_in
from coordinator.people.entering import enter, exists, find_page, first_page, open_session, remember_where, wanted
from coordinator.people.proving import Proof
from coordinator.people.schemas import HowIRead, NewPassword, SignIn, WantedLetters
from coordinator.people.words import too_many_tries, topic_words
from coordinator.web import PUBLIC, SIGNED_IN, audience, error_page, forgetting, load, reader, say_faults, settings
from coordinator.wording import own_zone

bp = Blueprint("people", __name__)

Page = Response | str | tuple[str, int]


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application send the letters about accounts, and forget what nobody answered."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)
    state.app.extensions.setdefault("coordinator.rounds", []).extend(letters.ROUNDS)


@bp.after_request
def keep_no_copy(response: Response) -> Response:
    """Browsers and proxies keep none of these pages: links and accounts are one person's."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/sign-in")
@audience(PUBLIC)
def sign_in() -> Page:
    """The form; who is signed in already goes on."""
    if reader().id is not None:
        return redirect(first_page())
    return _sign_in_form({"email": "", "next": request.args.get("next", "")}, {})


@bp.post("/sign-in")
@audience(PUBLIC)
def ask() -> Page:
    """Send a link, or check the password that came along. The answer does not tell whether the address is known."""
    try:
        form = load(SignIn)
        return _by_password(form) if form["password"] else _by_link(form)
    except Invalid as refused:
        return _sign_in_form(request.form, say_faults(refused)), 422
    except Conflict as refused:
        return _sign_in_form(request.form, {"email": [too_many_tries(refused)]}), 429


@bp.get("/sign-in/sent")
@audience(PUBLIC)
def sent() -> str:
    """What happens next."""
    return render_template("people/sent.html", outbox="mail.outbox" in current_app.view_functions)


@bp.get("/sign-in/<token>")
@audience(PUBLIC)
def show_link(token: str) -> Page:
    """A button. Looking does not use the link up: mail scanners look, too."""
    if not signing_in.is_usable(token, at=now()):
        return render_template("people/link_spent.html"), 410
    return render_template("people/link.html", token=token)


@bp.post("/sign-in/<token>")
@audience(PUBLIC)
def use_link(token: str) -> Page:
    """Open a session, once. Who has not chosen how she reads gets letters in this browser's language from now on."""
    opened = signing_in.use_link(token, at=now())
    if opened is None:
        db.session.rollback()
        return render_template("people/link_spent.html"), 410
    accounts.read_in(opened.person_id, str(get_locale()))
    db.session.commit()
    remember_where(opened.onwards or wanted())
    return redirect(enter(opened.person_id, by_link=True))


@bp.post("/sign-out")
@audience(PUBLIC)
def sign_out() -> Response:
    """End this session, here and not only in this browser: a copy of its cookie opens nothing."""
    sessions.end(current_user.get_id() or "")
    db.session.commit()
    session.clear()
    return forgetting(redirect("/"))


@bp.get("/account")
@audience(SIGNED_IN)
def account() -> str:
    """Who I am and what I may do."""
    return _account_page({})


@bp.post("/account/reading")
@audience(SIGNED_IN)
def set_customs() -> Page:
    """How I read: locale, zone, units."""
    try:
        chosen = load(HowIRead)
    except Invalid as refused:
        return _account_page(say_faults(refused)), 422
    accounts.set_customs(reader(), chosen)
    accounts.read_in(str(reader().id), locale_of_browser())
    db.session.commit()
    flash(gettext("Saved. Pages and letters are written so from now on."), "good")
    return redirect(url_for("people.account"), code=303)


@bp.post("/account/password")
@audience(SIGNED_IN)
def set_password() -> Page:
    """A first or another password. All other sessions end."""
    try:
        form = load(NewPassword)
        known_passwords.check(form["password"], about_her=_about_me())
        _check_present(form["current"])
    except Invalid as refused:
        return _account_page(say_faults(refused)), 422
    except Conflict as refused:
        return _account_page({"current": [too_many_tries(refused)]}), 429
    hashed = passwords.hashed(form["password"])
    accounts.set_password_hash(reader(), hashed, at=now())
    db.session.commit()
    open_session(reader().id or "")
    flash(gettext("Your new password is set. Everywhere else you are signed out."), "good")
    return redirect(url_for("people.account"))


@bp.post("/account/letters")
@audience(SIGNED_IN)
def choose_letters() -> Page:
    """What I get letters about."""
    stopping.choose(current_user.behind, load(WantedLetters)["topics"], at=now())
    db.session.commit()
    flash(gettext("Saved. Letters that you need come all the same."), "good")
    return redirect(url_for("people.account"), code=303)


@bp.post("/account/once-more")
@audience(SIGNED_IN)
def once_more() -> Page:
    """Send me a link to sign in with once more, for what takes a fresh session."""
    try:
        own = Addressee(
            identity(reader().id or "").email, onwards=find_page(request.form.get("next", "")), locale=str(get_locale())
        )
        signing_in.ask_for_link(own, origin=_origin(), at=now())
        db.session.commit()
    except Conflict as refused:
        return error_page(429, too_many_tries(refused))
    return redirect(url_for("people.sent"), code=303)


@bp.post("/account/sign-out-everywhere")
@audience(SIGNED_IN)
def sign_out_everywhere() -> Response:
    """End all of my sessions, this one included, and the private link of my calendar: whoever has a device of mine may
    have that too."""
    accounts.end_sessions(reader(), at=now())
    feeds.drop(str(reader().id))
    db.session.commit()
    session.clear()
    flash(gettext("You are signed out on all your devices."), "good")
    return forgetting(redirect(url_for("people.sign_in")))


def _about_me() -> tuple[str, ...]:
    """What others know of the reader, and of the site."""
    own = identity(reader().id or "")
    return own.name, own.email, settings().public_url


def _check_present(current: str) -> None:
    """Raise Invalid (`current`) unless it is the reader's password, or she has none or came in by a link just now, and
    Conflict after too many."""
    kept = accounts.find_password_hash(reader())
    if kept is None or _proven_until() is not None:
        return
    who = proving.count(reader(), Proof.PASSWORD, origin=_origin(), at=now())
    db.session.commit()  # hashing takes a while, and nobody shall wait for it
    proving.check(reader(), Proof.PASSWORD, current, who=who, kept=kept, at=now())


def _proven_until() -> datetime | None:
    """Until when the link that opened this session stands for the present password; None: it does not."""
    return proving.proven_until(current_user.get_id() or "", at=now())


def _by_link(form: Mapping[str, str]) -> Response:
    asked = Addressee(form["email"], onwards=find_page(form["next"]), locale=str(get_locale()))
    signing_in.ask_for_link(asked, origin=_origin(), at=now())
    db.session.commit()
    remember_where(form["next"])
    return redirect(url_for("people.sent"))


def _by_password(form: Mapping[str, str]) -> Response:
    candidate = signing_in.begin_with_password(form["email"], origin=_origin(), at=now())
    db.session.commit()  # hashing takes a while, and nobody shall wait for it
    person_id = signing_in.finish_with_password(candidate, form["password"])
    db.session.commit()
    remember_where(form["next"])
    return redirect(enter(person_id))


def _account_page(faults: Mapping[str, list[str]]) -> str:
    held = [
        (role, role.page if role.page and exists(role.page) else None) for role in accounts.roles_of(reader().id or "")
    ]
    own, stopped = identity(reader().id or ""), stopping.stopped(reader())
    locale = get_locale()
    facts = {
        "customs": customs(),
        "locales": locale_choices(),
        "of_browser": locale_name(locale_of_browser()),
        "zones": zone_choices(str(locale)),
        "pending": email_change.pending(reader(), at=now()),
        "name": own.name,
        "email": own.email,
        "held": held,
        "second_step": current_user.has_second_step,
        "wants_second_step": current_user.reader != current_user.behind,
        "topics": [
            (topic, topic_words(topic), topic not in stopped) for topic in stopping.offered(current_user.behind)
        ],
        "has_password": bool(accounts.find_password_hash(reader())),
        "proven_until": _proven_until(),
        "fresh_minutes": int(proving.FRESH.total_seconds() // 60),
        "own_zone": own_zone() or "UTC",
    }
    return render_template("people/account.html", faults=faults, **facts)


def _sign_in_form(values: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    shown = {"email": values.get("email", ""), "next": values.get("next", "")}
    return render_template("people/sign_in.html", values=shown, faults=faults)


def _origin() -> str:
    return request.remote_addr or ""
