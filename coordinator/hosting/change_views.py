"""What hosts say anew: on its lead's pages to look at and decide about, and a host's way to take it back."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import changes, questions
from coordinator.disclosure.changes import Change, ChangeState
from coordinator.disclosure.reserves import space_names
from coordinator.errors import Conflict, NotFound
from coordinator.frame import current_edition
from coordinator.hosting import changing, talking
from coordinator.hosting.consequences import Consequence
from coordinator.hosting.naming import name_area
from coordinator.hosting.words import change_word, change_words, follows_words
from coordinator.shows.planning import get_space
from coordinator.spaces.models import Space
from coordinator.spaces.words import differences
from coordinator.web import GLOBAL, HOST, LEAD, audience, reader

bp = Blueprint("changes", __name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """A change with what is different in it, and what follows from taking it over."""

    change: Change
    differences: tuple[tuple[str, str, str], ...]
    follows: tuple[Consequence, ...]


@bp.app_context_processor
def words() -> dict[str, object]:
    """What follows from a change, for every template."""
    return {"follows_words": follows_words, "change_word": change_word}


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
    place, space = _led(city, space_id)
    found = changes.told(reader(), space, at=now())
    return render_template(
        "spaces/changes.html",
        city=place,
        space=space,
        name=space_names(reader(), [space], at=now())[space.id],
        changes=[_shown(change) for change in found],
        vetoes=talking.vetoes(reader(), space, at=now()),
        questions=questions.told(reader(), space, at=now()),
    )


@bp.post("/lead/<city>/spaces/<space_id>/changes")
@audience(LEAD, GLOBAL)
def decide(city: str, space_id: str) -> Response:
    """Take a change over, leave it as it was, or mark what holds already as seen."""
    _, space = _led(city, space_id)
    change_id = request.form.get("change", "")
    acts: dict[str, tuple[Callable[[], None], str]] = {
        "take": (
            lambda: changing.take_over(reader(), change_id, space, name_area=name_area, at=now()),
            gettext("Taken over. It holds from now on; the host is told."),
        ),
        "decline": (
            lambda: changing.decline(reader(), change_id, space, at=now()),
            gettext("Left as it was. The host is told."),
        ),
        "see": (
            lambda: changing.see(reader(), space, request.form.getlist("change"), at=now()),
            gettext("Marked as seen."),
        ),
    }
    if request.form.get("do") not in acts:
        raise NotFound
    return _done(*acts[request.form["do"]], url_for("changes.of_space", city=city, space_id=space_id))


@bp.post("/host/<space_id>/changes/<change_id>/drop")
@audience(HOST)
def drop(space_id: str, change_id: str) -> Response:
    """Take back what waits for the lead."""
    said = gettext("Taken back. All stays as it was.")
    after = url_for("hosting.space", space_id=space_id)
    return _done(lambda: changing.drop(reader(), space_id, change_id, at=now()), said, after)


def _done(act: Callable[[], None], said: str, after: str) -> Response:
    try:
        act()
        db.session.commit()
        flash(said, "good")
    except Conflict as refused:
        db.session.rollback()
        flash(change_words(refused), "bad")
    return redirect(after, code=303)


def _led(city: str, space_id: str) -> tuple[PublicCity, Space]:
    place = get_city(city)
    return place, get_space(reader(), space_id, city_id=place.id)


def _shown(change: Change) -> Shown:
    waits = change.state is ChangeState.WAITING
    follows = changing.follows(change, at=now()) if waits else ()
    return Shown(change, tuple(differences(change.before, change.after)), tuple(follows))
