"""What hosts say anew: on its lead's pages to look at and decide about, and a host's way to take it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import changes, questions, reserves
from coordinator.disclosure.changes import Change, ChangeState
from coordinator.disclosure.reserves import space_names
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.frame import current_edition
from coordinator.guests import shrinking
from coordinator.guests.shrinking import Outlook
from coordinator.hosting import changing, talking
from coordinator.hosting.consequences import Consequence
from coordinator.hosting.naming import name_area
from coordinator.hosting.schemas import Decision
from coordinator.hosting.words import (
    change_word,
    change_words,
    decided_words,
    follows_words,
    losing_words,
    seating_words,
)
from coordinator.lineups import plan_pages
from coordinator.shows.planning import get_space
from coordinator.spaces.models import Space
from coordinator.spaces.words import differences
from coordinator.web import GLOBAL, HOST, LEAD, audience, form_token, load, reader, say_faults

bp = Blueprint("changes", __name__)
Page = Response | tuple[str, int]
Faults = Mapping[str, Sequence[str]]
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Shown:
    """A change with what is different in it, and what follows from taking it over: for shows, and for their guests. Of
    the shows that would lose seats `ready` has those with a space that stands ready and is large enough (id → its id),
    `moves` what the form says that moves them there."""

    change: Change
    differences: tuple[tuple[str, str, str], ...]
    follows: tuple[Consequence, ...] = ()
    seats: tuple[Outlook, ...] = ()
    ready: Mapping[str, Space] = field(default_factory=dict)
    moves: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """What its lead sees of whom it concerns."""
        return shrinking.seen_of(self.seats)

    @property
    def losing(self) -> int:
        """How many parties would lose their seats."""
        return sum(len(one.losing) for one in self.seats)

    @property
    def is_harmless(self) -> bool:
        """Whether nobody loses a seat, and all fit who keep theirs."""
        return all(one.is_harmless for one in self.seats)


@bp.app_context_processor
def words() -> dict[str, object]:
    """What follows from a change, for every template."""
    return {
        "follows_words": follows_words,
        "change_word": change_word,
        "seating_words": seating_words,
        "losing_words": losing_words,
    }


@bp.get("/lead/<city>/changes")
@audience(LEAD, GLOBAL)
def overview(city: str) -> str:
    """The spaces whose hosts have said something that the lead has not looked at."""
    place, edition = get_city(city), current_edition()
    if edition is None:
        raise NotFound
    ids = changes.open_spaces(reader(), edition_id=edition.id, city_id=place.id)
    spaces = [get_space(reader(), key, city_id=place.id) for key in ids]
    names = space_names(reader(), spaces, at=now())
    return render_template("spaces/changed.html", city=place, spaces=spaces, names=names)


@bp.get("/lead/<city>/spaces/<space_id>/changes")
@audience(LEAD, GLOBAL)
def of_space(city: str, space_id: str) -> str:
    """What a host says: whom she does not want, answers, and what she has said anew, before and after."""
    return page(*_led(city, space_id))


def page(place: PublicCity, space: Space, *, typed: Mapping[str, str] = NOTHING, faults: Faults = NOTHING) -> str:
    """What a host says, with what could not be taken: words to her (`change` names a change), or a question."""
    shown = [_shown(change, place.id) for change in changes.told(reader(), space, at=now())]
    rooms = {one.id: one for change in shown for one in change.ready.values()}
    names = space_names(reader(), [space, *rooms.values()], at=now())
    return render_template(
        "spaces/changes.html",
        city=place,
        space=space,
        name=names[space.id],
        names=names,
        changes=shown,
        typed={"change": "", "words": "", **typed},
        form=typed.get("form") or form_token(),
        faults=faults,
        at=now(),
        vetoes=talking.vetoes(reader(), space, at=now()),
        questions=questions.told(reader(), space, at=now()),
    )


@bp.post("/lead/<city>/spaces/<space_id>/changes")
@audience(LEAD, GLOBAL)
def decide(city: str, space_id: str) -> Page:
    """Take a change over, leave it as it was, or mark what holds already as seen."""
    place, space = _led(city, space_id)
    try:
        said = load(Decision)
    except Invalid as refused:
        return page(place, space, typed=request.form, faults=say_faults(refused)), 422
    do, seen, words, ids = (said[name] for name in ("do", "seen", "words", "change"))
    change_id = ids[0] if ids else ""
    acts: dict[str, Callable[[], int | None]] = {
        "take": lambda: changing.take_over(reader(), change_id, space, seen=seen, name_area=name_area, at=now()),
        "decline": lambda: changing.decline(reader(), change_id, space, words=words, at=now()),
        "see": lambda: changing.see(reader(), space, ids, at=now()),
    }
    if do not in acts:
        raise NotFound
    after = url_for("changes.of_space", city=city, space_id=space_id)
    return _done(acts[do], lambda lost: decided_words(do, lost or 0), after)


@bp.post("/host/<space_id>/changes/<change_id>/drop")
@audience(HOST)
def drop(space_id: str, change_id: str) -> Response:
    """Take back what waits for the lead."""
    said = gettext("Taken back. All stays as it was.")
    after = url_for("hosting.space", space_id=space_id)
    return _done(lambda: changing.drop(reader(), space_id, change_id, at=now()), lambda _: said, after)


def _done(act: Callable[[], int | None], said: Callable[[int | None], str], after: str) -> Response:
    try:
        done = act()
        db.session.commit()
        flash(said(done), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(change_words(refused), "bad")
    return redirect(after, code=303)


def _led(city: str, space_id: str) -> tuple[PublicCity, Space]:
    place = get_city(city)
    return place, get_space(reader(), space_id, city_id=place.id)


def _shown(change: Change, city_id: str) -> Shown:
    different = tuple(differences(change.before, change.after))
    if change.state is not ChangeState.WAITING:
        return Shown(change, different)
    follows, seats = changing.follows(change, at=now()), changing.seats_lost(reader(), change, at=now())
    ready = _ready(seats, city_id)
    moves = {one.show.id: plan_pages.booked(one.show) for one in seats if one.show.id in ready}
    moves = {key: said | {"space_id": ready[key].id} for key, said in moves.items()}
    return Shown(change, different, tuple(follows), tuple(seats), ready, moves)


def _ready(seats: Sequence[Outlook], city_id: str) -> Mapping[str, Space]:
    """Show id → the space that stands ready for it, where all who have a seat find one there."""
    kept = reserves.of_shows([one.show.id for one in seats])
    found = {
        one.show.id: get_space(reader(), kept[one.show.id], city_id=city_id) for one in seats if one.show.id in kept
    }
    return {
        one.show.id: found[one.show.id] for one in seats if one.show.id in found and _holds(found[one.show.id], one)
    }


def _holds(space: Space, one: Outlook) -> bool:
    return space.capacity >= one.show.capacity
