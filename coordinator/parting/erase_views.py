"""The page on which somebody erases herself, and what is there afterwards."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale, gettext
from marshmallow import EXCLUDE, Schema, fields, pre_load
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict, Invalid
from coordinator.fields import wrong
from coordinator.parting import erasing, letters
from coordinator.people.proof_pages import find_refusal, proof_wanted
from coordinator.web import PUBLIC, SIGNED_IN, audience, forgetting, load, reader, say_faults

bp = Blueprint("erase", __name__)
Page = Response | str | tuple[str, int]


def _ticked(said: str) -> None:
    if said != "yes":
        raise wrong("Tick this, so that nobody is erased by a slip of the finger.")


class ForGood(Schema):
    """The form: one tick, and what shows that it is she."""

    class Meta:
        """A browser's password store sends the address along."""

        unknown = EXCLUDE

    sure = fields.String(required=True, validate=_ticked)

    @pre_load
    def unticked(self, said: dict[str, str], **_: Any) -> dict[str, str]:
        """A box without a tick is not sent at all."""
        return {"sure": "", **said}


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application send the letters about leaving."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)


@bp.get("/account/erase")
@audience(SIGNED_IN)
def page() -> Page:
    """What goes, what stays and why."""
    return _page({})


@bp.post("/account/erase")
@audience(SIGNED_IN)
def erase() -> Page:
    """Erase me."""
    try:
        load(ForGood)
        if (refused := find_refusal(request.form)) is not None:
            return _page(refused[0]), refused[1]
        erasing.erase(reader(), at=now(), locale=str(get_locale()))
        db.session.commit()
    except Invalid as refused_input:
        return _page(say_faults(refused_input)), 422
    except Conflict:
        db.session.rollback()
        return _page({"sure": [_last_words()]}), 409
    session.clear()
    return forgetting(redirect(url_for("erase.gone"), code=303))


@bp.get("/goodbye")
@audience(PUBLIC)
def gone() -> str:
    """It is done."""
    return render_template("parting/gone.html")


def _last_words() -> str:
    said: str = gettext("You are the last one of the global team: invite another first, so that somebody answers.")
    return said


def _page(faults: Mapping[str, list[str]]) -> str:
    ahead = erasing.look_ahead(reader(), at=now())
    return render_template("parting/erase.html", ahead=ahead, proof=proof_wanted(), faults=faults)
