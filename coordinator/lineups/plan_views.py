"""Planning a city on its lead's pages: create, move, split, join and call off shows; spaces that stand ready."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict, Invalid
from coordinator.frame import the_edition
from coordinator.lineups import adding, calling_off, doors, plan_pages, twins
from coordinator.lineups.city_plan import city_plan
from coordinator.lineups.moving import move
from coordinator.lineups.plan_pages import Faults
from coordinator.lineups.plan_words import act_needs, called_off_words, offered_words, planning_words, whose_words
from coordinator.shows import reserves
from coordinator.shows.leading import led_show, refuse_others
from coordinator.shows.models import Show
from coordinator.shows.schemas import BookSpace, CallOff, MoveShow, PairReserve, SplitShow
from coordinator.web import GLOBAL, LEAD, audience, load, reader, say_faults
from coordinator.wording import time_of_day

bp = Blueprint("planning", __name__)
Page = Response | str | tuple[str, int]


@bp.app_context_processor
def words() -> dict[str, object]:
    """What planning says, for every template."""
    said = (act_needs, called_off_words, offered_words, whose_words)
    return {word.__name__: word for word in said}


@bp.get("/lead/<city>/plan")
@audience(LEAD, GLOBAL)
def plan(city: str) -> str:
    """The city's shows, and approved spaces without one."""
    place, edition = _city(city), the_edition()
    seen = city_plan(reader(), edition_id=edition.id, city_id=place.id, at=now())
    closed = doors.ringing(reader(), edition_id=edition.id, city_id=place.id, at=now())
    return render_template("shows/plan.html", city=place, plan=seen, doors=closed, at=now())


@bp.get("/lead/<city>/plan/new")
@audience(LEAD, GLOBAL)
def new(city: str) -> str:
    """The form for a new show."""
    edition = the_edition()
    usual = {"day": edition.date.isoformat(), "start": "19:30", "minutes": "150"}
    return plan_pages.new(get_city(city), edition.id, {**usual, "space_id": request.args.get("space", "")}, {})


@bp.post("/lead/<city>/plan/new")
@audience(LEAD, GLOBAL)
def create(city: str) -> Page:
    """Create a show."""
    place, edition = _city(city), the_edition()

    def book() -> str:
        show = adding.add(reader(), edition, place.id, load(BookSpace)["booking"], at=now())
        said: str = gettext("The show is planned for %(time)s.", time=time_of_day(show.local_start))
        return said

    return _answered(
        book,
        url_for("planning.plan", city=city),
        lambda faults, _: plan_pages.new(place, edition.id, request.form, faults),
    )


@bp.get("/lead/<city>/shows/<show_id>/move")
@audience(LEAD, GLOBAL)
def moving(city: str, show_id: str) -> str:
    """The form to move a show."""
    place, show = _led(city, show_id)
    form = plan_pages.booked(show)
    return plan_pages.move(place, show, form | {"space_id": request.args.get("space", form["space_id"])}, {})


@bp.post("/lead/<city>/shows/<show_id>/move")
@audience(LEAD, GLOBAL)
def move_show(city: str, show_id: str) -> Page:
    """Move a show."""
    place, show = _led(city, show_id)

    def go() -> str:
        said = load(MoveShow)
        moved = move(reader(), show.id, said.pop("booking"), city_id=place.id, at=now(), **said)
        cleared = len(moved.cleared)
        told = gettext("The show is at %(time)s now.", time=f"{moved.show.local_start:%H:%M}")
        return (
            f"{told} {ngettext('%(num)s slot was cleared.', '%(num)s slots were cleared.', cleared)}"
            if cleared
            else told
        )

    return _answered(
        go,
        url_for("planning.plan", city=city),
        lambda faults, refused: plan_pages.move(place, show, request.form, faults, refused),
    )


@bp.get("/lead/<city>/shows/<show_id>/split")
@audience(LEAD, GLOBAL)
def splitting(city: str, show_id: str) -> str:
    """The form to split a show into two rooms."""
    return plan_pages.split(*_led(city, show_id), {})


@bp.post("/lead/<city>/shows/<show_id>/split")
@audience(LEAD, GLOBAL)
def split(city: str, show_id: str) -> Page:
    """Split a show."""
    place, show = _led(city, show_id)

    def go() -> str:
        said = load(SplitShow)
        twins.split(reader(), show.id, said.pop("space_id"), city_id=place.id, at=now(), **said)
        return str(gettext("The three acts play in two rooms now, in rotated order."))

    return _answered(
        go,
        url_for("planning.plan", city=city),
        lambda faults, refused: plan_pages.split(place, show, faults, refused),
    )


@bp.post("/lead/<city>/shows/<show_id>/join")
@audience(LEAD, GLOBAL)
def join(city: str, show_id: str) -> Page:
    """Give the second room of a pair up."""
    place, show = _led(city, show_id)

    def go() -> str:
        twins.join(reader(), show.id, city_id=place.id, at=now())
        return str(gettext("The acts play in one room again; the show in the second one is called off."))

    return _answered(go, url_for("planning.plan", city=city), None)


@bp.get("/lead/<city>/shows/<show_id>/cancel")
@audience(LEAD, GLOBAL)
def cancelling(city: str, show_id: str) -> str:
    """What calling a show off would mean."""
    return plan_pages.cancel(*_led(city, show_id), {})


@bp.post("/lead/<city>/shows/<show_id>/cancel")
@audience(LEAD, GLOBAL)
def cancel(city: str, show_id: str) -> Page:
    """Call a show off."""
    place, show = _led(city, show_id)

    def go() -> str:
        freed = calling_off.call_off(reader(), show.id, **load(CallOff), city_id=place.id, at=now())
        told = gettext("The show is called off.")
        return (
            f"{told} {ngettext('%(num)s act is free again.', '%(num)s acts are free again.', len(freed))}"
            if freed
            else told
        )

    return _answered(
        go, url_for("planning.plan", city=city), lambda faults, refused: plan_pages.cancel(place, show, faults, refused)
    )


@bp.get("/lead/<city>/reserves")
@audience(LEAD, GLOBAL)
def reserve_spaces(city: str) -> str:
    """Shows without a space that stands ready, with the nearest that could; then those with one."""
    place, edition = _city(city), the_edition()
    found = reserves.reserved(reader(), edition_id=edition.id, city_id=place.id, at=now())
    return render_template(
        "shows/plan_reserves.html",
        city=place,
        without=[one for one in found if one.reserve is None],
        paired=[one for one in found if one.reserve is not None],
    )


@bp.post("/lead/<city>/reserves")
@audience(LEAD, GLOBAL)
def pair(city: str) -> Page:
    """Let a space stand ready for a show, or none."""
    place = _city(city)

    def go() -> str:
        said = load(PairReserve)
        reserves.pair(reader(), said["show_id"], said["space_id"] or None, city_id=place.id, at=now())
        return str(
            gettext("The space stands ready, and its host is told.")
            if said["space_id"]
            else gettext("No space stands ready now.")
        )

    return _answered(go, url_for("planning.reserve_spaces", city=city), None)


@bp.post("/lead/<city>/reserves/all")
@audience(LEAD, GLOBAL)
def pair_all(city: str) -> Page:
    """Take the first suggestion for every show that has none."""
    place, edition = _city(city), the_edition()

    def go() -> str:
        count = reserves.pair_all(reader(), edition_id=edition.id, city_id=place.id, at=now())
        return str(ngettext("%(num)s show has a reserve now.", "%(num)s shows have a reserve now.", count))

    return _answered(go, url_for("planning.reserve_spaces", city=city), None)


def _answered(act: Callable[[], str], after: str, again: Callable[[Faults, Conflict | None], str] | None) -> Page:
    """Do it, say so on the page `after`; what the rules refuse is said on the form `again`, which keeps what was
    typed, or without one on the page `after`."""
    try:
        said = act()
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        if again is None:
            raise
        return again(say_faults(refused), None), 422
    except Conflict as refused:
        db.session.rollback()
        if again is not None:
            return again({"refused": [planning_words(refused)]}, refused), 409
        flash(planning_words(refused), "bad")
    else:
        flash(said, "good")
    return redirect(after, code=303)


def _city(city: str) -> PublicCity:
    place = get_city(city)
    refuse_others(reader(), place.id)
    return place


def _led(city: str, show_id: str) -> tuple[PublicCity, Show]:
    place = get_city(city)
    return place, led_show(reader(), show_id, city_id=place.id)
