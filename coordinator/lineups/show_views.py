"""One show under the lead's hand: its slots, who would fit, and the buttons that place, clear and take over."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.disclosure import overrides
from coordinator.errors import Conflict
from coordinator.frame import the_edition
from coordinator.lineups import assignment, filling, rechecking, undoing, unsaved
from coordinator.lineups.answering import back, done, led, say_why, spoken
from coordinator.lineups.candidates import Candidate, candidates
from coordinator.lineups.cards import card_of
from coordinator.lineups.levels import Objection
from coordinator.lineups.offer_views import offer_board
from coordinator.lineups.problem import Need
from coordinator.lineups.schemas import HoldSlot, KeepMisfit, MoveArtist, NumberedStep, PlaceArtist, SeenBill, SeenSlot
from coordinator.lineups.views import desk
from coordinator.lineups.words import (
    genre_words,
    misfit_words,
    moved_words,
    need_name,
    needs_words,
    objections_in_words,
)
from coordinator.shows.leading import led_city, led_show
from coordinator.ways import local_path
from coordinator.web import GLOBAL, LEAD, audience, load, reader

bp = Blueprint("lineup", __name__)
bp.add_app_template_filter(need_name, "need_name")
SHOWN, SHOWN_OTHERS = 30, 20  # candidates on a page, and those who do not fit; a name finds the rest


@bp.get("/lead/<city>/shows/<show_id>")
@audience(LEAD, GLOBAL)
def show(city: str, show_id: str) -> str:
    """The show's slots beside those who would fit."""
    place, row = led(city, show_id)
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
        has=found.has,
        needs_words=needs_words,
        asked=asked,
        warnings=found.warnings,
        misfits=found.misfits,
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
    place, row = led(city, show_id)
    form = load(PlaceArtist)
    act = form.pop("artist_id")
    with spoken(place, row, keep=(act, (row.id, position), None)):
        assignment.assign(reader(), row.id, position, act, at=now(), **form)
        done(gettext("Placed in slot %(position)s.", position=position))
    return back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/clear")
@audience(LEAD, GLOBAL)
def clear(city: str, show_id: str, position: int) -> Response:
    """Empty a slot."""
    place, row = led(city, show_id)
    sees = load(SeenSlot)["sees"]
    with spoken(place, row):
        assignment.clear(reader(), row.id, position, sees=sees, at=now())
        done(gettext("Slot %(position)s is empty.", position=position))
    return back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/move")
@audience(LEAD, GLOBAL)
def move(city: str, show_id: str, position: int) -> Response:
    """Move an act to another slot of this city, and whoever is there to this one."""
    place, row = led(city, show_id)
    form = load(MoveArtist)
    there = led_show(reader(), form["to_show"], city_id=place.id)
    chosen = form["to_position"] or assignment.find_empty(there)
    if chosen is None:
        flash(gettext("Three acts play there already. Open it to swap."), "bad")
        return back(city, show_id)
    to, sees, page = (there.id, chosen), form["sees"], row.id
    with spoken(place, row, keep=(sees, to, position)):
        seen = {"sees": sees, "instead_of": form["instead_of"] if form["to_position"] else ""}
        made = assignment.move(reader(), (row.id, position), to, reason=form["reason"], at=now(), **seen)
        done(moved_words(to[1], swapped=any(step.kind == "swapped" for step in made)))
        page = there.id
    return back(city, page)


@bp.post("/lead/<city>/shows/<show_id>/let-go")
@audience(LEAD, GLOBAL)
def let_go(city: str, show_id: str) -> Response:
    """Forget a choice that could not be saved."""
    led(city, show_id)
    unsaved.drop()
    return back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/hold")
@audience(LEAD, GLOBAL)
def hold(city: str, show_id: str, position: int) -> Response:
    """Hold an act against proposals and changes, or let it go."""
    place, row = led(city, show_id)
    form = load(HoldSlot)
    kept, let_go = gettext("Proposals leave this slot as it is."), gettext("Proposals may change this slot again.")
    with spoken(place, row):
        assignment.hold(reader(), row.id, position, at=now(), **form)
        done(kept if form["held"] else let_go)
    return back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/keep")
@audience(LEAD, GLOBAL)
def keep(city: str, show_id: str) -> Response:
    """Let an act play although it fits no more, for a reason."""
    place, row = led(city, show_id)
    form = load(KeepMisfit)
    with spoken(place, row):
        kept = rechecking.keep(reader(), row.id, form["artist_id"], form["reason"], city_id=place.id, at=now())
        done(gettext("It plays all the same.") if kept else gettext("It fits again; nothing was to be done."))
    return back(city, show_id)


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
    place, row = led(city, show_id)
    seen = load(SeenBill)["sees"]
    with spoken(place, row):
        wanted = filling.proposed(reader(), row, at=now())
        filling.fill(reader(), row, wanted, seen=dict(enumerate(seen, start=1)), at=now())
        done(gettext("The proposal is taken over."))
    return back(city, show_id)


def _again(city: str, act: Callable[..., bool], said: str) -> Response:
    """Undo or redo on a city's board, and go back to the page it was asked from."""
    place, edition = led_city(reader(), city), the_edition()
    number = load(NumberedStep)["number"]
    try:
        new = act(reader(), number, edition_id=edition.id, city_id=place.id, at=now())
        done(said if new else gettext("That is done already."))
    except Conflict as refused:
        say_why(refused, place, edition.id)
    return redirect(local_path(request.args.get("next")) or url_for("lineups.board", city=city), code=303)
