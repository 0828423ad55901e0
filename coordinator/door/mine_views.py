"""The doors at which somebody is to stand: when, where as soon as it is told, and the way to the page of each."""

from flask import Blueprint, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext

from coordinator.clock import now
from coordinator.disclosure import door_places, doorkeepers
from coordinator.door import letters
from coordinator.door.words import role_words
from coordinator.frame import Link, offer_link
from coordinator.people.readers import Reader
from coordinator.web import SIGNED_IN, audience, moment, reader

bp = Blueprint("doors_of_mine", __name__)


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application tell who is to stand at a door."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)


@bp.record_once
def offer_way(state: BlueprintSetupState) -> None:
    """Let the navigation lead there whoever has a door to come."""
    offer_link(state, _way)


def _way(reader: Reader) -> Link | None:
    has_one = doorkeepers.stands_somewhere(reader, at=now())
    return Link(gettext("My doors"), url_for("doors_of_mine.mine")) if has_one else None


@bp.app_context_processor
def words() -> dict[str, object]:
    """How roles at a door are called."""
    return {"door_role_words": role_words()}


@bp.get("/door/")
@audience(SIGNED_IN)
def mine() -> str:
    """My doors."""
    return render_template("door/mine.html", doors=door_places.own_doors(reader(), at=moment()))
