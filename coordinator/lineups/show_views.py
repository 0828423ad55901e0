"""One show under the lead's hand: its slots, who would fit, and the buttons that place, clear and take over."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict
from coordinator.lineups import assignment, filling
from coordinator.lineups.candidates import candidates
from coordinator.lineups.offer_views import offer_board
from coordinator.lineups.schemas import AssignArtist
from coordinator.lineups.views import card_of
from coordinator.lineups.words import against_words, refusal_words
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, LEAD, audience, load, reader

bp = Blueprint("lineup", __name__)
SHOWN = 40  # candidates of each kind on a page; a name finds the others


@bp.get("/lead/<city>/shows/<show_id>")
@audience(LEAD, GLOBAL)
def show(city: str, show_id: str) -> str:
    """The show's slots beside those who would fit."""
    place, row = _led(city, show_id)
    wanted = request.args.get("q", "").strip()
    found = candidates(reader(), row, at=now())
    asked = offer_board(row, found, at=now())
    folded = wanted.casefold()
    fitting, others = (
        [one for one in several if folded in one.act_name.casefold() or folded in " ".join(one.genres).casefold()]
        for several in (found.fitting, found.others)
    )
    return render_template(
        "lineups/show.html",
        city=place,
        card=card_of(reader(), row, at=now()),
        fitting=fitting[:SHOWN],
        others=others[:SHOWN],
        counts=(len(fitting), len(others)),
        q=wanted,
        asked=asked,
        against_words=against_words,
    )


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>")
@audience(LEAD, GLOBAL)
def assign(city: str, show_id: str, position: int) -> Response:
    """Place an act."""
    _, row = _led(city, show_id)
    artist_id = load(AssignArtist)["artist_id"]
    with _spoken():
        assignment.assign(reader(), row.id, position, artist_id, at=now())
        db.session.commit()
        flash(gettext("Placed in slot %(position)s.", position=position), "good")
    return _back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/clear")
@audience(LEAD, GLOBAL)
def clear(city: str, show_id: str, position: int) -> Response:
    """Empty a slot."""
    _, row = _led(city, show_id)
    with _spoken():
        assignment.clear(reader(), row.id, position)
        db.session.commit()
        flash(gettext("Slot %(position)s is empty.", position=position), "good")
    return _back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/proposal")
@audience(LEAD, GLOBAL)
def take_over(city: str, show_id: str) -> Response:
    """Make the lineup what the latest proposal says."""
    _, row = _led(city, show_id)
    with _spoken():
        filling.fill(reader(), row, filling.proposed(reader(), row, at=now()), at=now())
        db.session.commit()
        flash(gettext("The proposal is taken over."), "good")
    return _back(city, show_id)


@contextmanager
def _spoken() -> Iterator[None]:
    """Turn what the rules refuse into a sentence on the next page; nothing of the block stays then."""
    try:
        yield
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")


def _led(city: str, show_id: str) -> tuple[PublicCity, Show]:
    place = get_city(city)
    return place, led_show(reader(), show_id, city_id=place.id)


def _back(city: str, show_id: str) -> Response:
    return redirect(url_for("lineup.show", city=city, show_id=show_id), code=303)
