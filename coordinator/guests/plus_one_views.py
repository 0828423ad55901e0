"""Pages of a party's second person: named by its guest, asked by a letter, and what she answers."""

from collections.abc import Mapping, Sequence

from babel import Locale
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure.entries import AskedBy
from coordinator.disclosure.people import identity
from coordinator.errors import Conflict, Invalid
from coordinator.guests import plus_ones
from coordinator.guests.pages import entry_card
from coordinator.guests.schemas import PlusOne
from coordinator.guests.words import refusal_words
from coordinator.languages import DEFAULT, locale_choices
from coordinator.people.entering import Letter, enter_by_letter
from coordinator.web import PUBLIC, SIGNED_IN, audience, load, reader, say_faults

bp = Blueprint("plus_ones", __name__)
Page = Response | str | tuple[str, int]


@bp.get("/entries/<entry_id>/plus-one")
@audience(SIGNED_IN)
def name_form(entry_id: str) -> Page:
    """The form in which a guest names who comes with her."""
    return _form(entry_id, {})


@bp.post("/entries/<entry_id>/plus-one")
@audience(SIGNED_IN)
def name(entry_id: str) -> Page:
    """Have somebody asked. The answer does not tell whether the address is known, or counts in another party."""
    try:
        said = load(PlusOne)
        who = AskedBy(said["name"], said["email"], said["locale"] or str(get_locale()))
        plus_ones.name(reader(), entry_id, who, origin=request.remote_addr or "", at=now())
        db.session.commit()
        flash(gettext("We have written to that address. You read here what comes of it."), "good")
    except Invalid as refused:
        db.session.rollback()
        page = _form(entry_id, say_faults(refused))
        return (page, 422) if isinstance(page, str) else page
    except Conflict as refused:
        db.session.rollback()
        if refused.reason == "too_many_attempts":
            page = _form(entry_id, {"email": [refusal_words(refused)]})
            return (page, 429) if isinstance(page, str) else page
        flash(refusal_words(refused), "bad")
    return redirect(url_for("guests.mine"), code=303)


@bp.post("/entries/<entry_id>/plus-one/remove")
@audience(SIGNED_IN)
def name_nobody(entry_id: str) -> Response:
    """Take back whom one has named."""
    try:
        plus_ones.name_nobody(reader(), entry_id, at=now())
        db.session.commit()
        flash(gettext("Taken back. You can name somebody else."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")
    return redirect(url_for("guests.mine"), code=303)


@bp.post("/entries/<entry_id>/leave")
@audience(SIGNED_IN)
def leave(entry_id: str) -> Response:
    """Come along no more."""
    plus_ones.leave(reader(), entry_id, at=now())
    db.session.commit()
    flash(gettext("You come along no more. Thank you for telling us."), "good")
    return redirect(url_for("guests.mine"), code=303)


@bp.get("/entries/plus-one/<token>")
@audience(PUBLIC)
def show_letter(token: str) -> Page:
    """Two buttons. Looking answers nothing: mail scanners look, too."""
    asked = plus_ones.find_asked(token, at=now())
    if asked is None:
        return render_template("guests/verify_over.html"), 410
    named, entry = asked
    by = identity(entry.person_id or "").name
    card = entry_card(entry, at=now())
    return render_template("guests/plus_one.html", card=card, named=named, by=by, token=token)


@bp.post("/entries/plus-one/<token>")
@audience(PUBLIC)
def consent(token: str) -> Page:
    """Say yes. Whoever reads the mailbox is the person, and signed in."""

    def act() -> tuple[str, str] | None:
        person_id = plus_ones.consent(token, at=now())
        return (person_id, url_for("guests.mine")) if person_id else None

    said = gettext("You come along. All that is to be known of the evening is here when it is time.")
    return enter_by_letter(act, Letter(said, refusal_words, "guests/verify_over.html"))


@bp.post("/entries/plus-one/<token>/decline")
@audience(PUBLIC)
def decline(token: str) -> Page:
    """Say no."""
    said = plus_ones.decline(token, at=now())
    db.session.commit()
    return render_template("guests/declined.html") if said else (render_template("guests/verify_over.html"), 410)


def _form(entry_id: str, faults: Mapping[str, Sequence[str]]) -> Response | str:
    entry = own.own_entry(reader(), entry_id)
    card = entry_card(entry, at=now())
    if card.named_by is None:
        alone = gettext("You come alone. Until entries close you can change that in your entry.")
        flash(alone if entry.wanted.people == 1 else gettext("It is too late to name somebody."), "warn")
        return redirect(url_for("guests.mine"), code=303)
    locale = get_locale() or Locale.parse(DEFAULT)
    return render_template(
        "guests/name.html",
        card=card,
        typed=request.form,
        faults=faults,
        locales=locale_choices(),
        locale=request.form.get("locale") or str(locale),
    )
