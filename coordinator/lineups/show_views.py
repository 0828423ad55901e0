"""One show under the lead's hand: its slots, who would fit, and the buttons that place, clear and take over."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import overrides
from coordinator.errors import Conflict, NotFound
from coordinator.frame import current_edition
from coordinator.lineups import assignment, filling, undoing
from coordinator.lineups.candidates import Candidate, candidates
from coordinator.lineups.cards import card_of
from coordinator.lineups.levels import Objection
from coordinator.lineups.offer_views import offer_board
from coordinator.lineups.problem import Need
from coordinator.lineups.schemas import HoldSlot, MoveArtist, NumberedStep, PlaceArtist
from coordinator.lineups.views import desk, the_edition
from coordinator.lineups.words import need_name, objection_words, refusal_words
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, LEAD, audience, load, local_path, reader

bp = Blueprint("lineup", __name__)
bp.add_app_template_filter(need_name, "need_name")
SHOWN = 40  # candidates of each kind on a page; a name finds the others


@bp.get("/lead/<city>/shows/<show_id>")
@audience(LEAD, GLOBAL)
def show(city: str, show_id: str) -> str:
    """The show's slots beside those who would fit."""
    place, row = _led(city, show_id)
    wanted, need = request.args.get("q", "").strip(), request.args.get("need", "")
    found = candidates(reader(), row, at=now())
    asked = offer_board(row, found, at=now())
    fitting, others = (_sought(several, wanted, need) for several in (found.fitting, found.others))
    return render_template(
        "lineups/show.html",
        card=card_of(reader(), row, at=now()),
        fitting=fitting[:SHOWN],
        others=others[:SHOWN],
        counts=(len(fitting), len(others)),
        q=wanted,
        need=need,
        needs=list(Need),
        asked=asked,
        warnings=found.warnings,
        set_aside=overrides.of_shows(reader(), [row]).get(row.id, ()),
        objection_words=objection_words,
        rule_words=lambda rule: objection_words(Objection(rule)),
        **desk(place, the_edition()),
    )


def _sought(several: Sequence[Candidate], wanted: str, need: str) -> list[Candidate]:
    """Those whose name or genre has these letters, and who need that, where it is said."""
    folded = wanted.casefold()
    return [
        one
        for one in several
        if (folded in one.act_name.casefold() or folded in " ".join(one.genres).casefold())
        and (not need or need in one.needs)
    ]


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>")
@audience(LEAD, GLOBAL)
def assign(city: str, show_id: str, position: int) -> Response:
    """Place an act."""
    _, row = _led(city, show_id)
    form = load(PlaceArtist)
    with _spoken():
        assignment.assign(reader(), row.id, position, form.pop("artist_id"), at=now(), **form)
        db.session.commit()
        flash(gettext("Placed in slot %(position)s.", position=position), "good")
    return _back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/clear")
@audience(LEAD, GLOBAL)
def clear(city: str, show_id: str, position: int) -> Response:
    """Empty a slot."""
    _, row = _led(city, show_id)
    with _spoken():
        assignment.clear(reader(), row.id, position, at=now())
        db.session.commit()
        flash(gettext("Slot %(position)s is empty.", position=position), "good")
    return _back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/move")
@audience(LEAD, GLOBAL)
def move(city: str, show_id: str, position: int) -> Response:
    """Move an act to another slot of this city, and whoever is there to this one."""
    place, row = _led(city, show_id)
    form = load(MoveArtist)
    there = led_show(reader(), form["to_show"], city_id=place.id)
    with _spoken():
        to = (there.id, form["to_position"])
        assignment.move(reader(), (row.id, position), to, at=now(), reason=form["reason"])
        db.session.commit()
        flash(gettext("Moved to slot %(position)s.", position=to[1]), "good")
    return _back(city, there.id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/hold")
@audience(LEAD, GLOBAL)
def hold(city: str, show_id: str, position: int) -> Response:
    """Hold an act against proposals and changes, or let it go."""
    _, row = _led(city, show_id)
    held = load(HoldSlot)["held"]
    assignment.hold(reader(), row.id, position, held=held)
    db.session.commit()
    said = gettext("Proposals leave this slot as it is.") if held else gettext("Proposals may change this slot again.")
    flash(said, "good")
    return _back(city, show_id)


@bp.post("/lead/<city>/undo")
@audience(LEAD, GLOBAL)
def undo(city: str) -> Response:
    """Take the reader's last step back."""
    return _again(city, undoing.undo, gettext("Your last step is taken back."))


@bp.post("/lead/<city>/redo")
@audience(LEAD, GLOBAL)
def redo(city: str) -> Response:
    """Do again what was taken back."""
    return _again(city, undoing.redo, gettext("The step is done again."))


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


def _again(city: str, act: Callable[..., bool], said: str) -> Response:
    """Undo or redo on a city's board, and go back to the page it was asked from."""
    place, edition = get_city(city), current_edition()
    if edition is None:
        raise NotFound
    number = load(NumberedStep)["number"]
    with _spoken():
        done = act(reader(), number, edition_id=edition.id, city_id=place.id, at=now())
        db.session.commit()
        flash(said if done else gettext("That is done already."), "good")
    return redirect(local_path(request.args.get("next")) or url_for("lineups.board", city=city), code=303)


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
