"""How the forms of a board answer: with the show's page, with what was done or why not; and to a lead who lost the
city while she chose, what was not saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.lineups import meanwhile, unsaved
from coordinator.lineups.step_words import told_words
from coordinator.lineups.words import lost_words, refusal_words
from coordinator.people.models import Role
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show
from coordinator.web import error_page, only_read, reader, say

Place = tuple[str, int]  # show id, position


def led(city: str, show_id: str) -> tuple[PublicCity, Show]:
    """A city by its slug and a show of it that the reader leads. Raises NotFound."""
    place = get_city(city)
    return place, led_show(reader(), show_id, city_id=place.id)


def back(city: str, show_id: str) -> Response:
    """To the show's page, with those she looks for still sought. A board that is open has the page at once, and its
    address as `Content-Location`: one way to the server and back for a step, not two."""
    sought: dict[str, Any] = {name: request.args.get(name) or None for name in ("q", "need")}
    page = url_for("lineup.show", city=city, show_id=show_id, **sought)
    if "Board-After" not in request.headers:
        return redirect(page, code=303)
    db.session.rollback()  # what was done is saved; why it was not, is read: nobody has to wait while the page is made
    only_read()
    answer = make_response(current_app.view_functions["lineup.show"](city=city, show_id=show_id))
    answer.headers["Content-Location"] = page
    return answer


def done(said: str) -> None:
    """Save what was done, say so, and forget what could not be saved before."""
    db.session.commit()
    unsaved.drop()
    flash(said, "good")


@contextmanager
def spoken(place: PublicCity, row: Show, *, keep: tuple[str | None, Place, int | None] | None = None) -> Iterator[None]:
    """Turn what the rules refuse into a sentence on the next page; nothing of the block stays then.

    `keep`: the choice to keep in view: an act, the slot it was to play in, and the position it was to leave.
    """
    try:
        yield
    except Conflict as refused:
        say_why(refused, place, row.edition_id)
        if keep and keep[0]:
            unsaved.keep(refused, row.id, keep[0], keep[1], source=keep[2])
    except Invalid as refused:
        db.session.rollback()
        flash(" ".join(say(part) for parts in refused.faults.values() for part in parts), "bad")


def say_why(refused: Conflict, place: PublicCity, edition_id: str) -> None:
    """What happened meanwhile, where somebody's step explains the refusal, and what to do next."""
    db.session.rollback()
    cause = meanwhile.find_cause(reader(), refused, edition_id=edition_id, city_id=place.id, at=now())
    said = refusal_words(refused)
    if cause is not None:
        said = f"{told_words(cause.step, cause.rooms, zone=place.zone, at=now())}. {said}"
    flash(said, "bad")


def tell_who_lost_the_city(bp: Blueprint) -> None:
    """Let the forms of these views tell a lead who lost the city while she chose; to others there is no such page."""
    bp.register_error_handler(NotFound, _lost)


def _lost(_refused: NotFound) -> tuple[str, int]:
    said, args, form = "", request.view_args or {}, request.form
    place = _lost_city(str(args.get("city"))) if request.method == "POST" else None
    if place is not None:
        act = meanwhile.find_act_name(form.get("artist_id") or form.get("sees") or "")
        chosen = form.get("to_position") if "to_show" in form else args.get("position") or form.get("position")
        said = lost_words(place.name, act, chosen)
    return error_page(404, said)


def _lost_city(slug: str) -> PublicCity | None:
    try:
        place = get_city(slug)
    except NotFound:
        return None
    still = reader().leads(place.id) or reader().has(Role.GLOBAL)
    return place if not still and meanwhile.had_city(reader(), place.id) else None
