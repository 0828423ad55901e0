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
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.lineups import assignment, filling, meanwhile, rechecking, undoing, unsaved
from coordinator.lineups.candidates import Candidate, candidates
from coordinator.lineups.cards import card_of
from coordinator.lineups.levels import Objection
from coordinator.lineups.offer_views import offer_board
from coordinator.lineups.problem import Need
from coordinator.lineups.schemas import HoldSlot, KeepMisfit, MoveArtist, NumberedStep, PlaceArtist, SeenBill, SeenSlot
from coordinator.lineups.step_words import told_words
from coordinator.lineups.views import desk, the_edition
from coordinator.lineups.words import (
    genre_words,
    lost_words,
    misfit_words,
    moved_words,
    need_name,
    objections_in_words,
    refusal_words,
)
from coordinator.people.models import Role
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, LEAD, audience, error_page, load, local_path, reader, say_faults

bp = Blueprint("lineup", __name__)
bp.add_app_template_filter(need_name, "need_name")
Place = tuple[str, int]  # show id, position
SHOWN, SHOWN_OTHERS = 30, 20  # candidates on a page, and those who do not fit; a name finds the rest


@bp.get("/lead/<city>/shows/<show_id>")
@audience(LEAD, GLOBAL)
def show(city: str, show_id: str) -> str:
    """The show's slots beside those who would fit."""
    place, row = _led(city, show_id)
    wanted, need = request.args.get("q", "").strip(), request.args.get("need", "")
    found = candidates(reader(), row, at=now())
    asked = offer_board(row, found, at=now())
    fitting, others = (_sought(several, wanted, need) for several in (found.fitting, found.others))
    card = card_of(reader(), row, at=now())
    bill = {slot.name: found.on_bill.get(slot.artist_id or "", ()) for slot in card.slots if slot.name}
    against = objections_in_words()
    return render_template(
        "lineups/show.html",
        card=card,
        genres=found.on_bill,
        fitting=fitting[:SHOWN],
        others=others[:SHOWN_OTHERS],
        counts=(len(fitting), len(others)),
        q=wanted,
        need=need,
        needs=list(Need),
        asked=asked,
        warnings=found.warnings,
        misfits=rechecking.misfits(reader(), row, at=now()),
        misfit_words=misfit_words,
        unsaved=unsaved.find(row.id),
        set_aside=overrides.of_shows(reader(), [row]).get(row.id, ()),
        objection_words=against.__getitem__,
        genre_words=lambda one: genre_words(one.genres, bill),
        rule_words=lambda rule: against[Objection(rule)],
        **desk(place, the_edition(), opened=row),
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
    place, row = _led(city, show_id)
    form = load(PlaceArtist)
    act = form.pop("artist_id")
    with _spoken(place, row, keep=(act, (row.id, position), None)):
        assignment.assign(reader(), row.id, position, act, at=now(), **form)
        _done(gettext("Placed in slot %(position)s.", position=position))
    return _back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/clear")
@audience(LEAD, GLOBAL)
def clear(city: str, show_id: str, position: int) -> Response:
    """Empty a slot."""
    place, row = _led(city, show_id)
    sees = load(SeenSlot)["sees"]
    with _spoken(place, row):
        assignment.clear(reader(), row.id, position, sees=sees, at=now())
        _done(gettext("Slot %(position)s is empty.", position=position))
    return _back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/move")
@audience(LEAD, GLOBAL)
def move(city: str, show_id: str, position: int) -> Response:
    """Move an act to another slot of this city, and whoever is there to this one."""
    place, row = _led(city, show_id)
    form = load(MoveArtist)
    there = led_show(reader(), form["to_show"], city_id=place.id)
    chosen = form["to_position"] or assignment.find_empty(there)
    if chosen is None:
        flash(gettext("Three acts play there already. Open it to swap."), "bad")
        return _back(city, show_id)
    to, sees, page = (there.id, chosen), form["sees"], row.id
    with _spoken(place, row, keep=(sees, to, position)):
        seen = {"sees": sees, "instead_of": form["instead_of"] if form["to_position"] else ""}
        made = assignment.move(reader(), (row.id, position), to, reason=form["reason"], at=now(), **seen)
        _done(moved_words(to[1], swapped=any(step.kind == "swapped" for step in made)))
        page = there.id
    return _back(city, page)


@bp.post("/lead/<city>/shows/<show_id>/let-go")
@audience(LEAD, GLOBAL)
def let_go(city: str, show_id: str) -> Response:
    """Forget a choice that could not be saved."""
    _led(city, show_id)
    unsaved.drop()
    return _back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/hold")
@audience(LEAD, GLOBAL)
def hold(city: str, show_id: str, position: int) -> Response:
    """Hold an act against proposals and changes, or let it go."""
    _, row = _led(city, show_id)
    held = load(HoldSlot)["held"]
    assignment.hold(reader(), row.id, position, held=held, at=now())
    db.session.commit()
    said = gettext("Proposals leave this slot as it is.") if held else gettext("Proposals may change this slot again.")
    flash(said, "good")
    return _back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/keep")
@audience(LEAD, GLOBAL)
def keep(city: str, show_id: str) -> Response:
    """Let an act play although it fits no more, for a reason."""
    place, row = _led(city, show_id)
    form = load(KeepMisfit)
    try:
        with _spoken(place, row):
            kept = rechecking.keep(reader(), row.id, form["artist_id"], form["reason"], city_id=place.id, at=now())
            _done(gettext("It plays all the same.") if kept else gettext("It fits again; nothing was to be done."))
    except Invalid as refused:
        db.session.rollback()
        flash(" ".join(fault for faults in say_faults(refused).values() for fault in faults), "bad")
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
    place, row = _led(city, show_id)
    seen = load(SeenBill)["sees"]
    with _spoken(place, row):
        wanted = filling.proposed(reader(), row, at=now())
        filling.fill(reader(), row, wanted, seen=dict(enumerate(seen, start=1)), at=now())
        _done(gettext("The proposal is taken over."))
    return _back(city, show_id)


def _again(city: str, act: Callable[..., bool], said: str) -> Response:
    """Undo or redo on a city's board, and go back to the page it was asked from."""
    place, edition = get_city(city), the_edition()
    number = load(NumberedStep)["number"]
    try:
        done = act(reader(), number, edition_id=edition.id, city_id=place.id, at=now())
        _done(said if done else gettext("That is done already."))
    except Conflict as refused:
        _say_why(refused, place, edition.id)
    return redirect(local_path(request.args.get("next")) or url_for("lineups.board", city=city), code=303)


def _done(said: str) -> None:
    """Save what was done, say so, and forget what could not be saved before."""
    db.session.commit()
    unsaved.drop()
    flash(said, "good")


@contextmanager
def _spoken(
    place: PublicCity, row: Show, *, keep: tuple[str | None, Place, int | None] | None = None
) -> Iterator[None]:
    """Turn what the rules refuse into a sentence on the next page; nothing of the block stays then.

    `keep`: the choice to keep in view: an act, the slot it was to play in, and the position it was to leave.
    """
    try:
        yield
    except Conflict as refused:
        _say_why(refused, place, row.edition_id)
        if keep and keep[0]:
            unsaved.keep(refused, row.id, keep[0], keep[1], source=keep[2])


def _say_why(refused: Conflict, place: PublicCity, edition_id: str) -> None:
    """What happened meanwhile, where somebody's step explains the refusal, and what to do next."""
    db.session.rollback()
    cause = meanwhile.find_cause(reader(), refused, edition_id=edition_id, city_id=place.id, at=now())
    said = refusal_words(refused)
    if cause is not None:
        said = f"{told_words(cause.step, cause.rooms, zone=place.zone, at=now())}. {said}"
    flash(said, "bad")


@bp.errorhandler(NotFound)
def lost(_refused: NotFound) -> tuple[str, int]:
    """A lead who lost the city while she chose is told so, and what was not saved; to others there is no such page."""
    said, args, form = "", request.view_args or {}, request.form
    place = _lost_city(str(args.get("city"))) if request.method == "POST" else None
    if place is not None:
        act = meanwhile.find_act_name(form.get("artist_id") or form.get("sees") or "")
        chosen = form.get("to_position") if "to_show" in form else args.get("position")
        said = lost_words(place.name, act, chosen)
    return error_page(404, said)


def _lost_city(slug: str) -> PublicCity | None:
    try:
        place = get_city(slug)
    except NotFound:
        return None
    still = reader().leads(place.id) or reader().has(Role.GLOBAL)
    return place if not still and meanwhile.had_city(reader(), place.id) else None


def _led(city: str, show_id: str) -> tuple[PublicCity, Show]:
    place = get_city(city)
    return place, led_show(reader(), show_id, city_id=place.id)


def _back(city: str, show_id: str) -> Response:
    return redirect(url_for("lineup.show", city=city, show_id=show_id), code=303)
