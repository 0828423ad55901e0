"""A show in trouble, for the global team: what can be done, then for each way what follows, and the button that does
it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, public_city
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.day import helping, marks, outlooks, remedies, remedy_words, troubles
from coordinator.day.schemas import CallInto, IntoReserve
from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid
from coordinator.lineups.plan_words import planning_words
from coordinator.lineups.problem import ACTS
from coordinator.shows.models import Show
from coordinator.shows.schemas import CallOff, SplitShow
from coordinator.web import GLOBAL, audience, load, reader, say_faults

bp = Blueprint("remedies", __name__)
Page = Response | str | tuple[str, int]
Faults = Mapping[str, Sequence[str]]


@bp.app_context_processor
def said() -> dict[str, object]:
    """What pages of remedies say, for every template."""
    return {"room_line": remedy_words.room_line, "leaving_words": remedy_words.leaving_words}


@bp.get("/global/shows/<show_id>")
@audience(GLOBAL)
def show(show_id: str) -> str:
    """What can be done for a show; nothing is done by looking."""
    found = remedies.situation(reader(), show_id, at=now())
    edition = db.session.get_one(Edition, found.show.edition_id)
    return render_template(
        "day/show.html",
        edition=edition,
        one=found,
        guests=outlooks.guests_of(reader(), found.show),
        positions=range(1, ACTS + 1),
        troubles=[one for one in troubles.told(reader(), edition) if one.trouble.show_id == show_id],
    )


@bp.get("/global/shows/<show_id>/reserve")
@audience(GLOBAL)
def reserve(show_id: str) -> Page:
    """What moving it to its reserve would mean."""
    return _reserve(helping.get_show(reader(), show_id), {})


@bp.post("/global/shows/<show_id>/reserve")
@audience(GLOBAL)
def to_reserve(show_id: str) -> Page:
    """Move it there."""

    def go() -> str:
        count = helping.to_reserve(reader(), show_id, **load(IntoReserve), at=now())
        cleared = ngettext("%(num)s slot was cleared.", "%(num)s slots were cleared.", count) if count else ""
        return f"{gettext('It takes place in its reserve now.')} {cleared}".strip()

    return _done(show_id, go, _reserve)


@bp.get("/global/shows/<show_id>/split")
@audience(GLOBAL)
def splitting(show_id: str) -> str:
    """What splitting it would mean."""
    return _split(helping.get_show(reader(), show_id), {})


@bp.post("/global/shows/<show_id>/split")
@audience(GLOBAL)
def split(show_id: str) -> Page:
    """Split it."""

    def go() -> str:
        said = load(SplitShow)
        said.pop("reason")
        helping.split(reader(), show_id, said.pop("space_id"), **said, at=now())
        return str(gettext("The three acts play in two rooms now, in rotated order."))

    return _done(show_id, go, _split)


@bp.get("/global/shows/<show_id>/standby")
@audience(GLOBAL)
def standby(show_id: str) -> str:
    """Who could come instead, in the slot that the address names, and what that would mean."""
    return _standby(helping.get_show(reader(), show_id), {})


@bp.post("/global/shows/<show_id>/standby")
@audience(GLOBAL)
def call_in(show_id: str) -> Page:
    """Call that act in."""

    def go() -> str:
        form = load(CallInto)
        stands = helping.call_in(
            reader(),
            show_id,
            form["slot"],
            form["artist_id"],
            sees=form["instead_of"] or "",
            seen=form["seen"],
            at=now(),
        )
        return str(remedy_words.called_words(stands))

    return _done(show_id, go, _standby)


@bp.get("/global/shows/<show_id>/call-off")
@audience(GLOBAL)
def calling_off(show_id: str) -> str:
    """What calling it off would mean."""
    return _call_off(helping.get_show(reader(), show_id), {})


@bp.post("/global/shows/<show_id>/call-off")
@audience(GLOBAL)
def call_off(show_id: str) -> Page:
    """Call it off."""

    def go() -> str:
        helping.call_off(reader(), show_id, **load(CallOff), at=now())
        return str(gettext("The show is called off. Everybody whom it concerns is told."))

    return _done(show_id, go, _call_off)


def _done(show_id: str, act: Callable[[], str], again: Callable[[Show, Faults], Page]) -> Page:
    """Do it and go back to the show; what the rules refuse is said on the page `again`, as the show stands now."""
    try:
        said = act()
        db.session.commit()
    except (Invalid, Conflict) as refused:
        db.session.rollback()
        is_invalid = isinstance(refused, Invalid)
        faults = say_faults(refused) if isinstance(refused, Invalid) else {"refused": [planning_words(refused)]}
        page = again(helping.get_show(reader(), show_id), faults)
        return (page, 422 if is_invalid else 409) if isinstance(page, str) else page
    flash(said, "good")
    return redirect(url_for("remedies.show", show_id=show_id), code=303)


def _reserve(show: Show, faults: Faults) -> Page:
    found = outlooks.moving(reader(), show, at=now())
    if found is None:
        flash(gettext("No room stands ready for it. Choose one first."), "warn")
        return redirect(url_for("planning.reserve_spaces", city=_city(show).slug), code=303)
    against = say_faults(found.against) if found.against else {}
    return _way(
        "day/way_reserve.html",
        show,
        faults,
        found=found,
        seen=marks.of_moving(show, found),
        follows=remedy_words.moving_lines(show, found),
        needs_word="outside" in against,
        hinders=[text for name, texts in against.items() if name != "outside" for text in texts],
    )


def _split(show: Show, faults: Faults) -> str:
    found = outlooks.splitting_up(reader(), show, at=now())
    return _way(
        "day/way_split.html",
        show,
        faults,
        found=found,
        seen=marks.of_splitting(show, found),
        follows=remedy_words.split_lines(found),
        hinders=[planning_words(Conflict(found.refused))] if found.refused else [],
    )


def _standby(show: Show, faults: Faults) -> str:
    asked = request.values.get("slot", "")
    slot = int(asked) if asked in {str(number) for number in range(1, ACTS + 1)} else 1
    found = outlooks.calling_in(reader(), show, slot, at=now())
    follows, seen = remedy_words.calling_lines(show, found), marks.of_calling_in(show, found)
    return _way("day/way_standby.html", show, faults, found=found, seen=seen, follows=follows, hinders=[])


def _call_off(show: Show, faults: Faults) -> str:
    found = outlooks.ending(reader(), show, at=now())
    follows = remedy_words.ending_lines(found)
    twice = found.acts.partner is not None and not found.acts.is_twin
    hinders = [planning_words(Conflict("has_twin"))] if twice else []
    seen = marks.of_ending(show, found)
    return _way("day/way_call_off.html", show, faults, found=found, seen=seen, follows=follows, hinders=hinders)


def _way(template: str, show: Show, faults: Faults, **said: Any) -> str:
    """The page of one way; of a show that is over or called off none of them can be gone."""
    over = remedies.is_over(show, at=now())
    return render_template(template, show=show, city=_city(show), faults=faults, typed=request.form, over=over, **said)


def _city(show: Show) -> PublicCity:
    return public_city(db.session.get_one(City, show.city_id))
