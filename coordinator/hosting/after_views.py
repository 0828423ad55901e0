"""After the evening, for its host: thanks, a report, and whether what she said is kept or erased."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator import pictures
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import feedback, host_letters, incidents, own_evenings, own_spaces
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.errors import Conflict, Invalid
from coordinator.hosting import afterwards, erasing, reporting
from coordinator.hosting.schemas import EraseNow, KeepOrErase, Report
from coordinator.hosting.words import after_refusal
from coordinator.people import tries
from coordinator.people.models import Attempt
from coordinator.people.words import conflict_status
from coordinator.web import HOST, audience, load, reader, say_faults, sent_files, takes

bp = Blueprint("after", __name__)
Page = Response | str | tuple[str, int]


@bp.record_once
def offer_rounds(state: BlueprintSetupState) -> None:
    """Let workers of the application thank hosts, and erase what is due."""
    state.app.extensions.setdefault("coordinator.rounds", []).extend([*afterwards.ROUNDS, *erasing.ROUNDS])


@bp.get("/host/<space_id>/evening/<show_id>/after")
@audience(HOST)
def after(space_id: str, show_id: str) -> str:
    """Thanks, and a form to report something."""
    return _after_page(space_id, show_id)


@bp.post("/host/<space_id>/evening/<show_id>/after")
@takes(pictures.MOST_REQUEST)
@audience(HOST)
def report(space_id: str, show_id: str) -> Page:
    """Report damage or an incident. Photos are made anew before anything is written."""
    own_evenings.get_show_reported(own_spaces.own_form(reader(), space_id), show_id)
    try:
        said = load(Report)
        files = sent_files("photos")
        tries.count(Attempt.WORDS)
        if files:
            tries.count(Attempt.PHOTOS)
        db.session.commit()
        shown = pictures.take(files, field="photos") if files else ()
        kind = incidents.Kind(said["kind"])
        reporting.report(reader(), space_id, show_id, kind, said["words"], shown, at=now())
        db.session.commit()
    except Invalid as refused:
        return _after_page(space_id, show_id, faults=say_faults(refused)), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as refused:
        db.session.rollback()
        return _after_page(space_id, show_id, faults={"words": [after_refusal(refused)]}), conflict_status(refused)
    flash(gettext("Thank you. The lead of your city has a letter and gets in touch."), "good")
    return redirect(url_for("after.after", space_id=space_id, show_id=show_id), code=HTTPStatus.SEE_OTHER)


@bp.get("/host/<space_id>/keep")
@audience(HOST)
def keep(space_id: str) -> Page:
    """What will be erased, and when."""
    form = own_spaces.own_form(reader(), space_id)
    if form.space is None:
        return redirect(url_for("hosting.space", space_id=space_id))
    return _keep_page(form, {})


@bp.post("/host/<space_id>/keep")
@audience(HOST)
def choose(space_id: str) -> Page:
    """Stay for the next edition, or not."""
    try:
        stays = load(KeepOrErase)["stays"]
    except Invalid as refused:
        return _keep_again(space_id, say_faults(refused))
    return _done(space_id, lambda: erasing.choose(reader(), space_id, stays=stays), gettext("Kept."))


@bp.post("/host/<space_id>/erase")
@audience(HOST)
def erase_now(space_id: str) -> Page:
    """Erase what was said, now."""
    try:
        load(EraseNow)
    except Invalid:
        return _keep_again(space_id, {"sure": [gettext("Tick that you are sure, then erase.")]})
    erased = gettext("Erased. Thank you for having opened your door.")
    return _done(space_id, lambda: erasing.erase_now(reader(), space_id, at=now()), erased)


def _keep_again(space_id: str, faults: Mapping[str, Sequence[str]]) -> Page:
    form = own_spaces.own_form(reader(), space_id)
    if form.space is None:
        return redirect(url_for("hosting.space", space_id=space_id), code=HTTPStatus.SEE_OTHER)
    return _keep_page(form, faults), HTTPStatus.UNPROCESSABLE_ENTITY


def _keep_page(form: OwnForm, faults: Mapping[str, Sequence[str]]) -> str:
    return render_template("spaces/keep.html", form=form, keeping=erasing.keeping(form, at=now()), faults=faults)


def _done(space_id: str, do: Callable[[], None], said: str) -> Response:
    """Do it, say so or why not, and go back to the page."""
    try:
        do()
        db.session.commit()
        flash(said, "good")
    except Conflict as refused:
        db.session.rollback()
        flash(after_refusal(refused), "bad")
    return redirect(url_for("after.keep", space_id=space_id), code=HTTPStatus.SEE_OTHER)


def _after_page(space_id: str, show_id: str, *, faults: Mapping[str, Sequence[str]] | None = None) -> str:
    """The page; `faults` after a report could not be taken, with what was typed."""
    form = own_spaces.own_form(reader(), space_id)
    show = own_evenings.get_show_reported(form, show_id)
    is_over, is_here = now() >= show.ends_at, show.space_id == form.space_id
    return render_template(
        "spaces/after.html",
        form=form,
        show=show,
        is_over=is_over,
        came=host_letters.came(form, show) if is_over and is_here else 0,
        erased_at=afterwards.forgets_at(str(reader().id), space_id, at=now()),
        may_report=reporting.may_report(show, at=now()),
        reports=incidents.own(form, show),
        said=feedback.for_host([show.id]),
        typed=request.form,
        kinds=pictures.ACCEPTED,
        most_at_once=pictures.MOST_AT_ONCE,
        faults=faults or {},
    )
