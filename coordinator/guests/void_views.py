"""A lead's page of entries that are void: what was decided, and how one is made so."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import uninvited as unwanted
from coordinator.disclosure import voids
from coordinator.disclosure.entries import Where
from coordinator.errors import Conflict, Invalid
from coordinator.frame import current_edition, the_edition
from coordinator.guests import drawing, uninvited, voiding
from coordinator.guests.models import Because
from coordinator.guests.schemas import VoidForm, WordsForGuest
from coordinator.guests.words import access_words, because_words, help_word, refusal_words
from coordinator.web import GLOBAL, LEAD, audience, load, reader, say_faults

bp = Blueprint("voids", __name__)
Page = Response | str | tuple[str, int]


@bp.app_context_processor
def words() -> dict[str, object]:
    """What reasons and needs are called, for every template."""
    return {"because_words": because_words, "help_word": help_word, "access_words": access_words}


@bp.get("/lead/<city>/voids")
@audience(LEAD, GLOBAL)
def city(city: str) -> str:
    """What is void in a city, and the form."""
    return _page(get_city(city), {})


@bp.post("/lead/<city>/voids")
@audience(LEAD, GLOBAL)
def void(city: str) -> Page:
    """Make an entry void."""
    place = get_city(city)
    try:
        said = load(VoidForm)
        voiding.void(reader(), _where(place), said["line"], said["because"], said["words"], at=now())
        db.session.commit()
        flash(gettext("It is void. Its guest and everybody who leads with you get a letter."), "good")
    except Invalid as refused:
        db.session.rollback()
        return _page(place, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")
    return redirect(url_for("voids.city", city=city), code=303)


@bp.post("/lead/<city>/voids/<void_id>/undo")
@audience(LEAD, GLOBAL)
def undo(city: str, void_id: str) -> Response:
    """Let an entry count again."""
    try:
        voiding.undo(reader(), _where(get_city(city)), void_id, at=now())
        db.session.commit()
        flash(gettext("It counts again."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")
    return redirect(url_for("voids.city", city=city), code=303)


@bp.post("/lead/<city>/voids/not-wanted/<veto_id>/<entry_id>/<any('come', 'out'):what>")
@audience(LEAD, GLOBAL)
def decide(city: str, veto_id: str, entry_id: str, what: str) -> Page:
    """Say whether a party may come with somebody in it whom the host does not want."""
    place = get_city(city)
    where, this = _where(place), (veto_id, entry_id)
    try:
        if what == "come":
            uninvited.let_come(reader(), where, *this, at=now())
        else:
            uninvited.keep_out(reader(), where, *this, load(WordsForGuest)["words"], at=now())
        db.session.commit()
        flash(_decided(what), "good")
    except Invalid as refused:
        db.session.rollback()
        return _page(place, say_faults(refused), about=this), 422
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")
    return redirect(url_for("voids.city", city=city), code=303)


def _decided(what: str) -> str:
    words: dict[str, str] = {
        "come": gettext("The party comes. Neither it nor the host learns that you were asked."),
        "out": gettext("It is void. Its guest and everybody who leads with you get a letter."),
    }
    return words[what]


def _page(place: PublicCity, faults: Mapping[str, Sequence[str]], *, about: tuple[str, str] | None = None) -> str:
    """`about`: the veto and the entry that what was typed is of; None is the form for any line."""
    where, edition = _where(place), current_edition()
    found = drawing.find_draw(edition, place.id) if edition else None
    interest = voiding.has_interest(reader(), where)
    return render_template(
        "guests/voids.html",
        city=place,
        meant=edition,
        voids=voids.of_city(reader(), where, at=now()),
        is_decided=found is not None and not found.result and now() >= found.draw.due_at,
        is_held=found is not None and bool(found.result),
        has_interest=interest,
        unwanted=() if interest else unwanted.open_in(reader(), where, at=now()),
        is_listed=found is not None,
        about=about,
        reasons=[("", gettext("Choose one")), *((reason, because_words(reason)) for reason in Because)],
        typed=request.form,
        faults=faults,
    )


def _where(place: PublicCity) -> Where:
    return Where(the_edition().id, place.id)
