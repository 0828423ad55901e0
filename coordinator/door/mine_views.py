"""The doors at which somebody is to stand: when, where as soon as it is told, and the way to the page of each."""

from flask import Blueprint, render_template
from flask.blueprints import BlueprintSetupState

from coordinator.disclosure import door_places
from coordinator.door import letters
from coordinator.door.words import role_words
from coordinator.web import SIGNED_IN, audience, moment, reader

bp = Blueprint("doors_of_mine", __name__)


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application tell who is to stand at a door."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)


@bp.app_context_processor
def words() -> dict[str, object]:
    """How roles at a door are called."""
    return {"door_role_words": role_words()}


@bp.get("/door/")
@audience(SIGNED_IN)
def mine() -> str:
    """My doors."""
    return render_template("door/mine.html", doors=door_places.own_doors(reader(), at=moment()))
