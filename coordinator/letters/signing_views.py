"""Signing up for a case without an account, and saying what became of the letter."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.people import identity
from coordinator.errors import Conflict, Invalid
from coordinator.letters import reading, signing, words
from coordinator.letters.models import Channel, Step
from coordinator.letters.schemas import Signing
from coordinator.letters.sections import sections
from coordinator.letters.signing import Signed
from coordinator.letters.views import withdrawn
from coordinator.people.words import conflict_status, too_often
from coordinator.web import PUBLIC, audience, load, reader, say_faults

bp = Blueprint("signing", __name__)
bp.register_error_handler(Conflict, withdrawn)
Page = Response | str | tuple[str, int]


@bp.get("/letters/cases/<case_id>/sign")
@audience(PUBLIC)
def page(case_id: str) -> Page:
    """The form, for a show where one is named."""
    return _page(case_id, request.args, {})


@bp.post("/letters/cases/<case_id>/sign")
@audience(PUBLIC)
def sign(case_id: str) -> Page:
    """Count it, once; the answer is the same whether it counted before."""
    try:
        said = load(Signing)
        signing.sign(case_id, _signed(said), origin=request.remote_addr or "", at=now(), by=reader())
        db.session.commit()
    except Invalid as refused:
        return _page(case_id, request.form, say_faults(refused)), 422
    except Conflict as refused:
        if refused.reason == "withdrawn":
            raise
        db.session.rollback()
        late = refused.reason == "too_many_attempts"
        flash(too_often(refused) if late else words.late_words(refused.reason), "bad")
        return _page(case_id, request.form, {}), conflict_status(refused)
    flash(words.thanks(Step(said["step"]), remind=said["remind"]), "good")
    return redirect(url_for("letters.case", case_id=case_id), code=303)


def _signed(said: Mapping[str, Any]) -> Signed:
    return Signed(
        said["email"],
        Step(said["step"]),
        Channel(said["channel"]),
        int(said["people"]),
        section_id=said["section"] or None,
        show_id=said["show"] or None,
        remind=bool(said["remind"]),
        locale=str(get_locale()),
    )


def _page(case_id: str, typed: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    case = reading.get_case(case_id, str(get_locale().language))
    table = signing.find_table(typed.get("show"))
    own = identity(str(reader().id)).email if reader().id else ""
    usual = {
        "email": own,
        "step": "pledged",
        "channel": "paper",
        "people": "1",
        "section": "",
        "show": "",
        "remind": "",
    }
    return render_template(
        "letters/sign.html",
        case=case,
        table=table,
        choices=[(one.id, one.name) for one in sections(case.edition_id)],
        steps=[(step, words.own_step(step)) for step in signing.OWN_STEPS if case.is_open or step is not Step.PLEDGED],
        typed={name: typed.get(name, text) for name, text in usual.items()},
        faults=faults,
    )
