"""How ready cities are, for their leads and the global team; checking in; who leads a city and who deputises."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.leads import lead_names
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid
from coordinator.frame import the_edition
from coordinator.lineups import doors, readiness, rechecking
from coordinator.lineups.readiness_words import check_in_words, due_word, passed_words, task_words
from coordinator.people import deputies
from coordinator.people.rolls import roll
from coordinator.people.schemas import Deputy
from coordinator.people.words import too_many_tries
from coordinator.shows import check_ins
from coordinator.shows.check_ins import Charge
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, LEAD, audience, load, reader, say

bp = Blueprint("readiness", __name__)
Page = Response | str | tuple[str, int]


@bp.app_context_processor
def words() -> dict[str, object]:
    """What deadlines and tasks are called, for every template."""
    return {"due_word": due_word, "task_words": task_words, "passed_words": passed_words}


@bp.get("/lead/<city>/readiness")
@audience(LEAD, GLOBAL)
def city(city: str) -> str:
    """Figures, deadlines, and what to do next."""
    place, at, edition = get_city(city), now(), the_edition()
    ready = readiness.of_city(reader(), edition, place, at=at)
    may_name = deputies.may_name(reader(), city_id=place.id)
    return render_template(
        "lineups/readiness.html",
        city=place,
        ready=ready,
        steps=readiness.steps(ready, str(reader().id), may_name=may_name, at=at),
        doors=doors.ringing(reader(), edition_id=edition.id, city_id=place.id, at=at),
        unfit=_unfit(place, edition, at=at),
        at=at,
        **check_in_box(ready.charge),
    )


@bp.post("/lead/<city>/check-in")
@audience(LEAD, GLOBAL)
def check_in(city: str) -> Response:
    """Say “I am here”."""
    place = get_city(city)
    try:
        check_ins.check_in(reader(), the_edition(), place.id, at=now())
        db.session.commit()
        flash(gettext("Thank you, we know that you are there."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(check_in_words(refused, place.zone), "warn")
    return redirect(url_for("readiness.city", city=city), code=303)


@bp.get("/lead/<city>/team")
@audience(LEAD, GLOBAL)
def team(city: str) -> str:
    """Who leads the city, and who deputises."""
    return _team_page(get_city(city), {})


@bp.post("/lead/<city>/team")
@audience(LEAD, GLOBAL)
def name_deputy(city: str) -> Page:
    """Name a deputy. The answer does not tell whether the address is known."""
    place = get_city(city)
    try:
        email, origin = load(Deputy)["email"], request.remote_addr or ""
        deputies.name_deputy(reader(), email, city_id=place.id, origin=origin, at=now())
        db.session.commit()
    except Invalid as refused:
        return _team_page(place, {name: [say(one) for one in said] for name, said in refused.faults.items()}), 422
    except Conflict as conflict:
        db.session.rollback()
        if conflict.reason == "too_many_attempts":
            return _team_page(place, {"email": [too_many_tries(conflict)]}), 429
        said = gettext("Who has this address leads the city already. Name somebody else.")
        return _team_page(place, {"email": [said]}), 409
    flash(gettext("Named. A letter with the way in is under way."), "good")
    return redirect(url_for("readiness.team", city=city), code=303)


@bp.post("/lead/<city>/team/<person_id>/release")
@audience(LEAD, GLOBAL)
def release_deputy(city: str, person_id: str) -> Response:
    """End a deputy's rights."""
    deputies.release_deputy(reader(), person_id, city_id=get_city(city).id)
    db.session.commit()
    flash(gettext("Released. From now on this person sees no more of the city than others do."), "good")
    return redirect(url_for("readiness.team", city=city), code=303)


def _unfit(place: PublicCity, edition: Edition, *, at: datetime) -> list[tuple[Show, str]]:
    """The shows of a city on whose bill an act fits no more, each with their names in one."""
    found = rechecking.misfits_of_city(reader(), edition_id=edition.id, city_id=place.id, at=at)
    return [(show, ", ".join(one.who.act_name for one in misfits)) for show, misfits in found]


def check_in_box(charge: Charge) -> dict[str, object]:
    """What `_check_in.html` is made of: who answers for the city, and whether the reader has something to say."""
    day, at = charge.day, now()
    return {"charge": charge, "to_say": day.to_say(str(reader().id), at=at), "coming": day.next_turn(at)}


def _team_page(place: PublicCity, faults: dict[str, list[str]]) -> str:
    people = roll(place.id)
    known = lead_names(reader(), [*people.leads, *people.deputies], city_id=place.id, at=now())
    return render_template(
        "lineups/team.html",
        city=place,
        leads=[known[person] for person in people.leads],
        deputies=sorted((known[person] for person in people.deputies), key=lambda one: one.email),
        may_name=deputies.may_name(reader(), city_id=place.id),
        typed=request.form.get("email", ""),
        faults=faults,
    )
