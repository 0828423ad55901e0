"""Pages of the leak desk: who learnt what of a show, telling addresses later, sealing anew. For the global team."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import gateway, leaks, reserves
from coordinator.disclosure.leaks import Step, Where
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.frame import asked_edition
from coordinator.leaks import delaying, rekeying, words
from coordinator.leaks.schemas import USUAL, Later
from coordinator.learnt_words import fact_words
from coordinator.shows.leading import led_shows
from coordinator.shows.listing import counts
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, audience, form_token, load, reader, say_faults

bp = Blueprint("leaks", __name__)
Page = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """A step as the desk tells it: in words, `settled` (as `Step.settled` has it), and what one that waits would do now
    (`ahead`), which may have `changed`; `hours` in words, and `asked` as the form that asks for it says them."""

    step: Step
    said: str
    slug: str
    hours: str
    asked: str
    settled: str
    ahead: delaying.Ahead | None

    @property
    def changed(self) -> bool:
        """Whether it would do something else than what it was asked for."""
        return self.ahead is not None and self.ahead.meant != self.step.meant


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application seal anew."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(rekeying.JOBS)


@bp.get("/global/leaks")
@audience(GLOBAL)
def desk() -> str:
    """What can be done, what was done, and the shows of a city to choose from."""
    edition, slug = asked_edition(), request.args.get("city", "")
    place = get_city(slug) if slug else None
    steps = leaks.steps(reader(), edition.id, at=now())
    return render_template(
        "leaks/desk.html",
        edition=edition,
        cities=counts(edition.id),
        place=place,
        shows=_shows_of(place, edition) if place else (),
        steps=[_told(one) for one in steps],
        me=reader().id,
    )


@bp.get("/global/leaks/shows/<show_id>")
@audience(GLOBAL)
def show(show_id: str) -> str:
    """Who has learnt what of a show and when, and what can be done for it."""
    meant = _show(show_id)
    told = leaks.unsealings(reader(), meant, at=now())
    return render_template(
        "leaks/show.html",
        edition=db.session.get_one(Edition, meant.edition_id),
        show=meant,
        place=db.session.get_one(City, meant.city_id),
        seen=gateway.lead_shows(reader(), [meant], at=now())[meant.id],
        told=[(one, words.who_words(one), fact_words(one.fact)) for one in told],
        reserve=reserves.of_shows([meant.id]).get(meant.id),
    )


@bp.get("/global/leaks/later")
@audience(GLOBAL)
def ask_later() -> str:
    """What telling addresses later would mean; nothing is done yet."""
    edition, chosen = asked_edition(), {name: request.args.get(name, "") for name in ("city", "show", "hours")}
    return _later(edition, chosen, {})


@bp.post("/global/leaks/later")
@audience(GLOBAL)
def later() -> Page:
    """Do it, or have it wait for somebody else of the team."""
    edition = asked_edition()
    try:
        form = load(Later)
        where, hours = _where(edition, form), _hours(form["hours"])
        is_done = delaying.ask(reader(), edition, where, hours, form=form["form"], at=now())
        db.session.commit()
    except Invalid as refused:
        return _later(edition, request.form, say_faults(refused)), 422
    except Conflict as refused:
        return _refused(refused)
    done, waits = gettext("Done. It holds from now on."), gettext("It waits for a second person of the global team.")
    flash(done if is_done else waits, "good" if is_done else "warn")
    return redirect(url_for("leaks.desk"), code=303)


@bp.post("/global/leaks/later/<step_id>")
@audience(GLOBAL)
def agree(step_id: str) -> Page:
    """Do what somebody else of the team has asked for."""
    return _settled(lambda: delaying.agree(reader(), step_id, at=now()), gettext("Done. It holds from now on."))


@bp.post("/global/leaks/later/<step_id>/drop")
@audience(GLOBAL)
def drop(step_id: str) -> Page:
    """Drop what waits, whoever has asked for it."""
    return _settled(lambda: delaying.drop(reader(), step_id, at=now()), gettext("Dropped. Nothing was done."))


@bp.get("/global/leaks/keys")
@audience(GLOBAL)
def keys() -> str:
    """What each key seals, what follows of sealing anew, and what only the operator can do."""
    return render_template("leaks/keys.html", keys=rekeying.keys(reader()))


@bp.post("/global/leaks/keys")
@audience(GLOBAL)
def seal_anew() -> Response:
    """Have a worker do it."""
    rekeying.begin(reader(), at=now())
    db.session.commit()
    flash(gettext("A worker has begun. Load this page again to see how far it is."), "good")
    return redirect(url_for("leaks.keys"), code=303)


def _settled(act: Callable[[], None], said: str) -> Response:
    try:
        act()
        db.session.commit()
    except Conflict as refused:
        return _refused(refused)
    flash(said, "good")
    return redirect(url_for("leaks.desk"), code=303)


def _refused(refused: Conflict) -> Response:
    db.session.rollback()
    flash(words.refused_words(refused), "warn")
    return redirect(url_for("leaks.desk"), code=303)


def _told(step: Step) -> Told:
    city = db.session.get_one(City, step.where.city_id) if step.where.city_id else None
    return Told(
        step,
        words.step_words(step, city.name if city else ""),
        city.slug if city else "",
        words.hours_words(step.hours),
        USUAL if step.hours is None else str(step.hours),
        step.settled(at=now()),
        delaying.ahead_of(reader(), step, at=now()),
    )


def _show(show_id: str) -> Show:
    leaks.refuse_others(reader())
    found = db.session.get(Show, show_id)
    if found is None:
        raise NotFound
    return found


def _shows_of(place: PublicCity, edition: Edition) -> list[tuple[Show, gateway.LeadShow]]:
    shows = led_shows(reader(), edition_id=edition.id, city_id=place.id)
    seen = gateway.lead_shows(reader(), shows, at=now())
    return [(one, seen[one.id]) for one in shows]


def _where(edition: Edition, form: Mapping[str, str]) -> Where:
    if form.get("show"):
        meant = _show(form["show"])
        return Where(edition.id, meant.city_id, meant.id)
    return Where(edition.id, get_city(form["city"]).id if form.get("city") else None)


def _hours(said: str) -> int | None:
    return None if said == USUAL else int(said)


def _later(edition: Edition, chosen: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    where = _where(edition, chosen)
    offered = delaying.choices(edition)
    said = chosen.get("hours", "")
    hours = int(said) if said in map(str, offered) else None
    told = said in {USUAL, *map(str, offered)}
    ahead = delaying.consequences(reader(), edition, where, hours, at=now()) if told else None
    return render_template(
        "leaks/later.html",
        edition=edition,
        chosen={name: chosen.get(name, "") for name in ("city", "show", "hours")},
        place=_city_of(where),
        options=[(str(one), words.hours_words(one)) for one in offered] + [(USUAL, words.hours_words(None))],
        when=words.hours_words(hours),
        ahead=ahead,
        form=chosen.get("form") or form_token(),
        faults=faults,
    )


def _city_of(where: Where) -> str:
    return db.session.get_one(City, where.city_id).name if where.city_id else ""
