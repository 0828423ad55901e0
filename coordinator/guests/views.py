"""Pages of guests: an entry is asked for, verified by its address, looked at, changed and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale, gettext, ngettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import own_tokens, plus_ones
from coordinator.disclosure.entries import AskedBy, OwnEntry
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.frame import current_edition
from coordinator.guests import after, entries, letters, seats
from coordinator.guests.pages import (
    Typed,
    enterable,
    entry_card,
    entry_form,
    filled,
    find_present,
    joined_card,
    locales,
    typed_of,
    what_was_typed,
)
from coordinator.guests.schemas import EntryForm, SeenSeat, StrangersEntry
from coordinator.guests.words import keeping_words, refusal_words
from coordinator.people.entering import Letter, enter_by_letter, remember_where
from coordinator.shows.listing import get_show
from coordinator.shows.models import Show
from coordinator.web import (
    GLOBAL,
    LEAD,
    PUBLIC,
    SIGNED_IN,
    audience,
    form_token,
    load,
    moment,
    reader,
    say_faults,
)

bp = Blueprint("guests", __name__)
Page = Response | str | tuple[str, int]


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application ask entrants to verify, and forget who did not."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)
    state.app.extensions.setdefault("coordinator.rounds", []).extend(letters.ROUNDS)


@bp.get("/shows/<show_id>/enter")
@audience(PUBLIC)
def entry_for(show_id: str) -> Page:
    """The form, with this show as the first wish; of who has entered already as the next one."""
    show, edition = _show(show_id)
    if not entries.is_open(show, edition, at=now()):
        return _closed(show_id)
    present = find_present(reader(), show, at=now())
    if present is not None and not present.is_open:
        flash(refusal_words(Conflict("void" if present.void else "listed_elsewhere")), "warn")
        return redirect(url_for("shows.show", show_id=show_id))
    typed = filled(show, present, enterable(edition, show.city_id))
    return _form(show, edition, replace(typed, form=form_token()), {})


@bp.post("/shows/<show_id>/enter")
@audience(PUBLIC)
def ask(show_id: str) -> Page:
    """Ask for a seat. To a stranger the answer does not tell whether the address is known."""
    show, edition = _show(show_id)
    try:
        if reader().id is not None:
            return _enter_at_once()
        form = load(StrangersEntry)
        origin = request.remote_addr or ""
        by = AskedBy(form["name"], form["email"], form["locale"] or str(get_locale()))
        entries.ask(by, form["wanted"], form=form["form"] or form_token(), origin=origin, at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _form(show, edition, what_was_typed(), say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        if refused.reason == "too_many_attempts":
            return _form(show, edition, what_was_typed(), {"email": [refusal_words(refused)]}), 429
        if refused.reason == "entered_since":
            return _form(show, edition, what_was_typed(), {"present": [refusal_words(refused)]}), 409
        flash(refusal_words(refused), "bad")
        return redirect(url_for("shows.show", show_id=show_id), code=303)
    remember_where(url_for("guests.mine"))
    return redirect(url_for("guests.asked", show_id=show_id), code=303)


@bp.get("/shows/<show_id>/enter/sent")
@audience(PUBLIC)
def asked(show_id: str) -> str:
    """What happens next, the same for every address; and the way back to the form, should that have had a slip."""
    hours, outbox = int(entries.VERIFIED_WITHIN.total_seconds() // 3600), "mail.outbox" in current_app.view_functions
    return render_template("guests/asked.html", show=get_show(show_id), hours=hours, outbox=outbox)


@bp.get("/entries/")
@audience(SIGNED_IN)
def mine() -> str:
    """My entries, and what happens when."""
    mine, joined = own.own_entries(reader()), plus_ones.joined(reader())
    cards = [replace(entry_card(entry, at=now()), token=own_tokens.own_token(reader(), entry.id)) for entry in mine]
    cards += [joined_card(entry, at=now()) for entry in joined]
    over = {card.entry.id for card in cards if after.find_evening(reader(), card.entry.id, at=moment())}
    return render_template("guests/mine.html", cards=cards, over=over)


@bp.get("/entries/verify/<token>")
@audience(PUBLIC)
def show_letter(token: str) -> Page:
    """A button. Looking does not verify: mail scanners look, too."""
    entry = entries.find_unverified(token, at=now())
    if entry is None:
        return render_template("guests/verify_over.html"), 410
    return render_template("guests/verify.html", card=entry_card(entry, at=now()), token=token)


@bp.post("/entries/verify/<token>")
@audience(PUBLIC)
def verify(token: str) -> Page:
    """Let the entry count. Whoever reads the mailbox is its guest, and signed in."""

    def act() -> tuple[str, str] | None:
        person_id = entries.verify(token, at=now())
        return (person_id, url_for("guests.mine")) if person_id else None

    return enter_by_letter(act, Letter(_entered(), refusal_words, "guests/verify_over.html"))


@bp.get("/entries/<entry_id>/change")
@audience(SIGNED_IN)
def change_form(entry_id: str) -> Page:
    """The form with what was asked for."""
    entry = own.own_entry(reader(), entry_id)
    return _change_form(entry, typed_of(entry.wanted), {})


@bp.post("/entries/<entry_id>/change")
@audience(SIGNED_IN)
def change(entry_id: str) -> Page:
    """Ask for something else with the same entry."""
    try:
        entries.change(reader(), entry_id, load(EntryForm)["wanted"], at=now())
        db.session.commit()
        flash(gettext("Changed. It counts as if you had asked for this at first."), "good")
    except Invalid as refused:
        db.session.rollback()
        page = _change_form(own.own_entry(reader(), entry_id), what_was_typed(), say_faults(refused))
        return (page, 422) if isinstance(page, str) else page
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")
    return redirect(url_for("guests.mine"), code=303)


@bp.get("/entries/<entry_id>/withdraw")
@audience(SIGNED_IN)
def ask_to_withdraw(entry_id: str) -> str:
    """Ask once more before an entry is taken back."""
    return render_template("guests/withdraw.html", card=entry_card(own.own_entry(reader(), entry_id), at=now()))


@bp.post("/entries/<entry_id>/withdraw")
@audience(SIGNED_IN)
def withdraw(entry_id: str) -> Response:
    """Take an entry back."""
    try:
        entries.withdraw(reader(), entry_id, at=now())
        db.session.commit()
        flash(gettext("Taken back. You can enter again until entries close."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")
    return redirect(url_for("guests.mine"), code=303)


@bp.post("/entries/<entry_id>/confirm")
@audience(SIGNED_IN)
def confirm(entry_id: str) -> Response:
    """Say yes to a seat."""
    mine = own.own_entry(reader(), entry_id)
    try:
        seats.confirm(reader(), mine.id, sees=load(SeenSeat)["sees"], at=now())
        db.session.commit()
        flash(gettext("Confirmed. You learn the address days before the evening, here and nowhere else."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")
    return redirect(url_for("guests.mine"), code=303)


@bp.post("/entries/<entry_id>/release")
@audience(SIGNED_IN)
def release(entry_id: str) -> Response:
    """Give a seat back, or a place on the waiting list."""
    try:
        seats.release(reader(), entry_id, at=now())
        db.session.commit()
        flash(_given_back(entry_id), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(keeping_words(refused), "bad")
    return redirect(url_for("guests.mine"), code=303)


@bp.post("/lead/<city>/entries")
@audience(LEAD, GLOBAL)
def open_city(city: str) -> Response:
    """Let guests ask for the planned shows of a city."""
    place, edition = get_city(city), current_edition()
    if edition is None:
        raise NotFound
    try:
        shows = entries.open_city(reader(), edition, place.id, at=now())
        db.session.commit()
        flash(ngettext("%(num)s show is open to guests.", "%(num)s shows are open to guests.", shows), "good")
    except Conflict:
        db.session.rollback()
        flash(gettext("It is too late for entries: they would be closed already."), "bad")
    return redirect(url_for("planning.plan", city=city), code=303)


def _enter_at_once() -> Response:
    form = load(EntryForm)
    seen = form["instead_of"] or ""  # of a form without it: nothing
    entries.enter(reader(), form["wanted"], at=now(), locale=form["locale"] or None, instead_of=seen)
    db.session.commit()
    flash(_entered(), "good")
    return redirect(url_for("guests.mine"), code=303)


def _given_back(entry_id: str) -> str:
    if own.own_entry(reader(), entry_id).seat is None:
        return str(gettext("You are off the waiting list. Thank you for telling us."))
    return str(gettext("Given back. Thank you: somebody who waits is asked at once."))


def _entered() -> str:
    return str(gettext("You are in the draw. Nothing more is to be done until it has been held."))


def _show(show_id: str) -> tuple[Show, Edition]:
    show = db.session.get(Show, show_id)
    if show is None:
        raise NotFound
    return show, db.session.get_one(Edition, show.edition_id)


def _closed(show_id: str) -> Response:
    flash(gettext("Entries for this show are not open."), "warn")
    return redirect(url_for("shows.show", show_id=show_id), code=303)


def _form(show: Show, edition: Edition, typed: Typed, faults: Mapping[str, Sequence[str]]) -> str:
    closes = entries.close_at(edition, show.city_id)
    shows = enterable(edition, show.city_id)
    if closes is None or not shows:
        raise NotFound
    first = sorted(shows, key=lambda each: each.id != show.id)
    action = url_for("guests.ask", show_id=show.id)
    present = find_present(reader(), show, at=now())
    return entry_form(first, typed, action=action, closes=closes, faults=faults, locales=locales(), present=present)


def _change_form(entry: OwnEntry, typed: Typed, faults: Mapping[str, Sequence[str]]) -> Response | str:
    card = entry_card(entry, at=now())
    if not card.is_open:
        flash(gettext("Entries for this city are closed; what you asked for stands."), "warn")
        return redirect(url_for("guests.mine"), code=303)
    edition = db.session.get_one(Edition, entry.where.edition_id)
    shows = enterable(edition, entry.where.city_id)
    action = url_for("guests.change", entry_id=entry.id)
    return entry_form(shows, typed, action=action, closes=card.closes, faults=faults, is_change=True)
