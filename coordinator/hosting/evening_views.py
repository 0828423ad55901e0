"""A host's evening: when she has to be ready, her own guests, and a sheet to print that names no act."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import zip_longest

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_evenings, own_guests, own_spaces
from coordinator.disclosure.own_guests import NEIGHBOURS, Kept, OwnGuest
from coordinator.errors import Conflict, Invalid
from coordinator.hosting import closing, evenings, reporting
from coordinator.hosting.schemas import KeepSeats
from coordinator.hosting.words import evening_refusal, visitors_told
from coordinator.web import HOST, audience, load, moment, reader, say_faults

bp = Blueprint("evenings", __name__)
Page = Response | str | tuple[str, int]


@bp.get("/host/<space_id>/evening")
@audience(HOST)
def page(space_id: str) -> str:
    """The evenings in a host's space."""
    form = own_spaces.own_form(reader(), space_id)
    return render_template(
        "spaces/evening.html",
        form=form,
        evenings=evenings.evenings(reader(), form, at=moment()),
        standing=closing.standing(reader(), form, at=now()),
        lost=[show for show in own_evenings.shows_lost(form) if reporting.may_report(show, at=now())],
        visitors=visitors_told(form),
    )


@bp.get("/host/<space_id>/evening/<show_id>/sheet")
@audience(HOST)
def sheet(space_id: str, show_id: str) -> str:
    """One evening to print. It names no act, whoever may know by now: it may lie about."""
    form = own_spaces.own_form(reader(), space_id)
    show = own_evenings.get_show(form, show_id)
    return render_template(
        "spaces/evening_printed.html",
        form=form,
        evening=evenings.evening(reader(), form, show, at=moment()),
        expected=own_guests.expected(form, show),
        visitors=visitors_told(form),
    )


@bp.get("/host/<space_id>/evening/<show_id>/guests")
@audience(HOST)
def guests(space_id: str, show_id: str) -> str:
    """Her own guests, and passes for neighbours."""
    return _guests_page(space_id, show_id)


@bp.post("/host/<space_id>/evening/<show_id>/guests")
@audience(HOST)
def keep_seats(space_id: str, show_id: str) -> Page:
    """Keep seats, and names for them."""
    try:
        said = load(KeepSeats)
        wanted = None if said["guests"] is None else Kept(said["guests"], said["neighbours"] or 0)
        evenings.keep_seats(reader(), space_id, show_id, wanted, said["names"], at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        faults = say_faults(refused)
        return _guests_page(space_id, show_id, typed=request.form, faults=faults), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as refused:
        db.session.rollback()
        flash(evening_refusal(refused), "bad")
        return _guests_page(space_id, show_id, typed=request.form), HTTPStatus.CONFLICT
    flash(gettext("Kept."), "good")
    return redirect(url_for("evenings.guests", space_id=space_id, show_id=show_id), code=HTTPStatus.SEE_OTHER)


def _guests_page(
    space_id: str,
    show_id: str,
    *,
    typed: MultiDict[str, str] | None = None,
    faults: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """The page; `typed` and `faults` after something could not be kept."""
    form = own_spaces.own_form(reader(), space_id)
    show = own_evenings.get_show(form, show_id)
    seen = evenings.evening(reader(), form, show, at=moment())
    known = own_guests.expected(form, show)
    return render_template(
        "spaces/own_guests.html",
        form=form,
        evening=seen,
        numbers={
            name: typed.get(name) if typed and name in typed else getattr(seen.kept, name)
            for name in ("guests", "neighbours")
        },
        rows=_rows("guest", known.guests, seen.kept.guests, typed),
        neighbour_rows=_rows("neighbour", known.neighbours, seen.kept.neighbours, typed),
        most_neighbours=NEIGHBOURS,
        faults=faults or {},
    )


def _rows(who: str, known: Sequence[OwnGuest], seats: int, typed: MultiDict[str, str] | None) -> list[tuple[str, str]]:
    """Name and needs for each seat that is kept: what was typed, else what is known."""
    if typed is not None:
        said = list(zip_longest(typed.getlist(f"{who}_name"), typed.getlist(f"{who}_needs"), fillvalue=""))
    else:
        said = [(one.name, one.needs) for one in known]
    return said + [("", "")] * (seats - len(said))
