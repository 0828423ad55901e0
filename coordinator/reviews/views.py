"""A lead's review of spaces and applications: what can be asked for, and what can be done."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext, ngettext
from marshmallow import Schema
from werkzeug.wrappers import Response

from coordinator.artists.models import Application, ApplicationState
from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import reviewed
from coordinator.errors import Conflict, Invalid
from coordinator.reviews import applications as applying
from coordinator.reviews import judging, letters, pages
from coordinator.reviews import spaces as reviewing
from coordinator.reviews.judging import Verdict
from coordinator.reviews.pages import Looked
from coordinator.reviews.schemas import Decide, DecideSpace, GiveScore, SayRemark, SeenPhotos
from coordinator.reviews.words import application_state_word, need_word, review_words, space_state_word
from coordinator.spaces.models import Space, SpaceState
from coordinator.web import GLOBAL, LEAD, audience, load, reader, say_faults

bp = Blueprint("reviews", __name__)
Page = Response | str | tuple[str, int]


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application send letters about decisions."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)


@bp.app_context_processor
def words() -> dict[str, object]:
    """What states and needs are called, for every template."""
    return {
        "space_state_word": space_state_word,
        "application_state_word": application_state_word,
        "need_word": need_word,
    }


@bp.get("/lead/<city>/spaces")
@audience(LEAD, GLOBAL)
def spaces(city: str) -> str:
    """The spaces of the city in one state, by name."""
    place, edition, state = get_city(city), pages.edition_id(), pages.wanted(SpaceState.SUBMITTED)
    found = reviewing.spaces_of(reader(), edition_id=edition, city_id=place.id, state=state)
    names = reviewed.space_names(reader(), found, at=now())
    rows = [
        (one.id, url_for("reviews.space", city=city, space_id=one.id), names[one.id], {"space": one})
        for one in sorted(found, key=lambda one: (names[one.id].casefold(), one.id))
    ]
    tabs = pages.tabs_of(SpaceState, state, reviewing.counts(edition, place.id), space_state_word)
    return pages.list_page(place, "spaces", pages.rows_of(edition, rows), tabs)


@bp.get("/lead/<city>/applications")
@audience(LEAD, GLOBAL)
def applications(city: str) -> str:
    """The applications that count to the city in one state, by the name of the act."""
    place, edition, state = get_city(city), pages.edition_id(), pages.wanted(ApplicationState.SUBMITTED)
    found = applying.applications_of(reader(), edition_id=edition, city_id=place.id, state=state)
    rows = [
        (
            wish.id,
            url_for("reviews.application", city=city, application_id=wish.id),
            act.act_name,
            {"wish": wish, "act": act},
        )
        for wish, act in found
    ]
    tabs = pages.tabs_of(ApplicationState, state, applying.counts(edition, place.id), application_state_word)
    return pages.list_page(place, "applications", pages.rows_of(edition, rows), tabs)


@bp.get("/lead/<city>/spaces/<space_id>")
@audience(LEAD, GLOBAL)
def space(city: str, space_id: str) -> str:
    """One space under review."""
    return pages.page(pages.look_at_space(city, space_id, at=now()), at=now())


@bp.get("/lead/<city>/applications/<application_id>")
@audience(LEAD, GLOBAL)
def application(city: str, application_id: str) -> str:
    """One application under review."""
    return pages.page(pages.look_at_application(city, application_id, at=now()), at=now())


@bp.post("/lead/<city>/spaces/<space_id>/score")
@audience(LEAD, GLOBAL)
def score_space(city: str, space_id: str) -> Page:
    """Give the reader's score of a space."""
    return _taken(lambda: pages.look_at_space(city, space_id, at=now()), GiveScore, _score)


@bp.post("/lead/<city>/applications/<application_id>/score")
@audience(LEAD, GLOBAL)
def score_application(city: str, application_id: str) -> Page:
    """Give the reader's score of an application."""
    return _taken(lambda: pages.look_at_application(city, application_id, at=now()), GiveScore, _score)


@bp.post("/lead/<city>/spaces/<space_id>/remarks")
@audience(LEAD, GLOBAL)
def remark_on_space(city: str, space_id: str) -> Page:
    """Say something about a space to the others who scored it."""
    return _taken(lambda: pages.look_at_space(city, space_id, at=now()), SayRemark, _remark)


@bp.post("/lead/<city>/applications/<application_id>/remarks")
@audience(LEAD, GLOBAL)
def remark_on_application(city: str, application_id: str) -> Page:
    """Say something about an application to the others who scored it."""
    return _taken(lambda: pages.look_at_application(city, application_id, at=now()), SayRemark, _remark)


@bp.post("/lead/<city>/spaces/<space_id>/decision")
@audience(LEAD, GLOBAL)
def decide_space(city: str, space_id: str) -> Page:
    """Approve or suspend a space."""

    def decide(_looked: Looked, form: dict[str, Any]) -> str:
        verdict = Verdict(**{name: said for name, said in form.items() if name != "photo"})
        chosen = db.session.get_one(Space, space_id)
        reviewing.decide(reader(), chosen, verdict, at=now())
        if form["state"] == SpaceState.APPROVED:
            reviewing.show_photos(reader(), chosen, form["photo"], at=now())
        said: str = gettext("Decided: %(state)s.", state=space_state_word(SpaceState(form["state"])))
        return said

    return _taken(lambda: pages.look_at_space(city, space_id, at=now()), DecideSpace, decide)


@bp.post("/lead/<city>/spaces/<space_id>/photos")
@audience(LEAD, GLOBAL)
def show_photos(city: str, space_id: str) -> Page:
    """Let visitors of a space see photos that came since it was decided about."""

    def show(_looked: Looked, form: dict[str, Any]) -> str:
        chosen = db.session.get_one(Space, space_id)
        shown = reviewing.show_photos(reader(), chosen, form["photo"], at=now())
        said: str = ngettext(
            "%(num)s photo more is shown to who learns the address.",
            "%(num)s photos more are shown to who learns the address.",
            shown,
        )
        return said

    return _taken(lambda: pages.look_at_space(city, space_id, at=now()), SeenPhotos, show)


@bp.post("/lead/<city>/applications/<application_id>/decision")
@audience(LEAD, GLOBAL)
def decide_application(city: str, application_id: str) -> Page:
    """Accept, waitlist or decline an application."""

    def decide(_looked: Looked, form: dict[str, Any]) -> str:
        applying.decide(reader(), db.session.get_one(Application, application_id), Verdict(**form), at=now())
        said: str = gettext("Decided: %(state)s.", state=application_state_word(ApplicationState(form["state"])))
        return said

    return _taken(lambda: pages.look_at_application(city, application_id, at=now()), Decide, decide)


def _taken(look: Callable[[], Looked], schema: type[Schema], do: Callable[[Looked, dict[str, Any]], str]) -> Page:
    """Do what a form asks for and go back to the page; where it cannot be taken, the page with what was typed."""
    looked = look()
    try:
        said = do(looked, load(schema))
        db.session.commit()
    except Invalid as refused:
        return pages.page(looked, at=now(), typed=request.form, faults=say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        flash(review_words(refused), "bad")
        return pages.page(look(), at=now(), typed=request.form), 409
    flash(said, "good")
    return redirect(looked.url, code=303)


def _score(looked: Looked, form: dict[str, Any]) -> str:
    first = judging.score(reader(), looked.subject, form["score"], words=form["words"], at=now())
    kept: str = gettext("Your score is kept. Below is what the others think.")
    stays: str = gettext("You have scored this before; your first score stays.")
    return kept if first else stays


def _remark(looked: Looked, form: dict[str, Any]) -> str:
    judging.remark(reader(), looked.subject, **form, at=now())
    said: str = gettext("Said. The others who scored this see it.")
    return said
