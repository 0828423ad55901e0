"""Pages on which host and lead say something to each other of a space: vetoes, questions, answers."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import host_vetoes, own_spaces
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.hosting import change_views, closing, standing_ready, talking
from coordinator.hosting.pages import space_page
from coordinator.hosting.schemas import Answered, Asked, Linked, NotWith
from coordinator.hosting.words import change_words
from coordinator.people import tries
from coordinator.people.models import Attempt
from coordinator.people.words import conflict_status
from coordinator.shows.planning import get_space
from coordinator.spaces.models import Space
from coordinator.web import GLOBAL, HOST, LEAD, audience, load, reader, say_faults

bp = Blueprint("talk", __name__)
Page = Response | tuple[str, int]


@bp.get("/host/<space_id>/not-with")
@audience(HOST)
def not_with(space_id: str) -> str:
    """Whom the host does not want in her home, in her own words."""
    return _not_with(space_id, {})


@bp.post("/host/<space_id>/not-with")
@audience(HOST)
def veto(space_id: str) -> Page:
    """Say whom the host does not want."""
    here = url_for("talk.not_with", space_id=space_id)
    said = gettext("Kept. Only the lead of your city reads it.")
    return _done(
        lambda: _counted(lambda: talking.veto(reader(), space_id, **load(NotWith), at=now())),
        said,
        here,
        lambda faults: _not_with(space_id, faults),
    )


@bp.post("/host/<space_id>/not-with/<veto_id>/forget")
@audience(HOST)
def forget(space_id: str, veto_id: str) -> Page:
    """Take it back."""
    here = url_for("talk.not_with", space_id=space_id)
    return _done(lambda: talking.forget(reader(), space_id, veto_id), gettext("Taken back."), here)


@bp.post("/host/<space_id>/ready/<show_id>/decline")
@audience(HOST)
def not_ready(space_id: str, show_id: str) -> Page:
    """Say that her space cannot stand ready for an evening."""
    here = url_for("hosting.space", space_id=space_id)
    said = gettext("Your lead is told. Your space does not stand ready then.")
    return _done(lambda: standing_ready.decline(reader(), space_id, show_id, at=now()), said, here)


@bp.post("/host/<space_id>/questions/<question_id>")
@audience(HOST)
def answer(space_id: str, question_id: str) -> Page:
    """Answer the lead."""
    here = url_for("hosting.space", space_id=space_id)
    return _done(
        lambda: _counted(lambda: talking.answer(reader(), space_id, question_id, load(Answered)["answer"], at=now())),
        gettext("Sent to your lead. Thank you."),
        here,
        lambda faults: _answer_again(space_id, question_id, faults),
    )


@bp.post("/lead/<city>/spaces/<space_id>/questions")
@audience(LEAD, GLOBAL)
def ask(city: str, space_id: str) -> Page:
    """Ask the host something."""
    space = _led(city, space_id)
    said = gettext("Asked. The host gets a letter, and finds it on her page until she has answered.")
    return _done(
        lambda: talking.ask(reader(), space, **load(Asked), at=now()),
        said,
        _changes(city, space_id),
        lambda faults: change_views.page(get_city(city), space, typed=_typed("words", "form"), faults=faults),
    )


@bp.post("/lead/<city>/spaces/<space_id>/questions/<question_id>/seen")
@audience(LEAD, GLOBAL)
def see(city: str, space_id: str, question_id: str) -> Page:
    """Mark an answer as seen."""
    space = _led(city, space_id)
    said = gettext("Marked as seen.")
    return _done(lambda: talking.see(reader(), space, question_id, at=now()), said, _changes(city, space_id))


@bp.post("/lead/<city>/spaces/<space_id>/not-with/<veto_id>")
@audience(LEAD, GLOBAL)
def settle(city: str, space_id: str, veto_id: str) -> Page:
    """Say which act a veto means, or that it means none."""
    space = _led(city, space_id)
    if request.form.get("do") == "dismiss":
        said = gettext("Dismissed. The host does not learn of it.")
        return _done(lambda: talking.dismiss(reader(), space, veto_id, at=now()), said, _changes(city, space_id))
    said = gettext("Linked. That act is not placed there from now on; the host does not learn of it.")
    typed = {"veto": veto_id, "act": _sent("act")}
    return _done(
        lambda: talking.link(reader(), space, veto_id, load(Linked)["act"], at=now()),
        said,
        _changes(city, space_id),
        lambda faults: change_views.page(get_city(city), space, typed=typed, faults=faults),
    )


def _counted(act: Callable[[], None]) -> None:
    """Say something to a lead, who gets a letter: not over and over."""
    act()
    tries.count(Attempt.WORDS)


def _done(act: Callable[[], None], said: str, after: str, again: Callable[..., str] | None = None) -> Page:
    try:
        act()
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        faults = say_faults(refused)
        if again is not None:
            return again(faults), 422
        flash(" ".join(text for texts in faults.values() for text in texts), "bad")
    except Conflict as refused:
        db.session.rollback()
        if again is not None:
            return again({"words": [change_words(refused)]}), conflict_status(refused)
        flash(change_words(refused), "bad")
    else:
        flash(said, "good")
    return redirect(after, code=303)


def _answer_again(space_id: str, question_id: str, faults: dict[str, list[str]]) -> str:
    form = own_spaces.own_form(reader(), space_id)
    typed = {"question": question_id, "answer": _sent("answer")}
    return space_page(form, closing.standing(reader(), form, at=now()), typed=typed, faults=faults)


def _sent(name: str) -> str:
    return request.form.get(name, "")


def _typed(*names: str) -> dict[str, str]:
    return {name: _sent(name) for name in names}


def _not_with(space_id: str, faults: dict[str, list[str]]) -> str:
    form = own_spaces.own_form(reader(), space_id)
    if form.space is None:
        raise NotFound
    typed, vetoes = _typed("words", "email"), host_vetoes.own(space_id)
    return render_template("spaces/not_with.html", form=form, vetoes=vetoes, typed=typed, faults=faults)


def _led(city: str, space_id: str) -> Space:
    return get_space(reader(), space_id, city_id=get_city(city).id)


def _changes(city: str, space_id: str) -> str:
    return url_for("changes.of_space", city=city, space_id=space_id)
