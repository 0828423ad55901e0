"""The campaign team's pages of sections: through whom letters go, and until when."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from coordinator.db import db
from coordinator.disclosure.people import identities
from coordinator.errors import Conflict, Invalid
from coordinator.languages import zone_choices
from coordinator.letters import collecting, sections, words
from coordinator.letters.reading import Running, get_campaign
from coordinator.letters.schemas import SectionFacts
from coordinator.letters.sections import Through
from coordinator.web import CAMPAIGN, audience, form_token, load, reader, say_faults

bp = Blueprint("letter_sections", __name__)
Page = Response | str | tuple[str, int]
_FIELDS = ("name", "country", "zone", "mail_by", "report_by")


@bp.get("/campaign/sections/new")
@audience(CAMPAIGN)
def new() -> str:
    """The form of a new section."""
    return _page(None, {"form": form_token(), "seen": 0}, {})


@bp.post("/campaign/sections")
@audience(CAMPAIGN)
def add() -> Page:
    """Add it; the same form sent again is the same section."""
    running = _running()
    try:
        said = load(SectionFacts)
        sections.add(reader(), running.edition_id, said["form"] or form_token(), said)
        db.session.commit()
    except Invalid as refused:
        return _page(None, request.form, say_faults(refused)), 422
    return _saved()


@bp.get("/campaign/sections/<section_id>")
@audience(CAMPAIGN)
def section(section_id: str) -> str:
    """A section, to be changed."""
    kept = sections.through(section_id)
    return _page(kept, _said(kept), {})


@bp.post("/campaign/sections/<section_id>")
@audience(CAMPAIGN)
def change(section_id: str) -> Page:
    """Keep it."""
    edition_id = sections.through(section_id).edition_id
    try:
        said = load(SectionFacts)
        sections.change(reader(), edition_id, section_id, said, seen=int(said["seen"]))
        db.session.commit()
    except Invalid as refused:
        return _page(sections.through(section_id), request.form, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        kept = sections.through(section_id)
        return _page(kept, request.form, {}, overtaken=words.refusal_words(refused.reason)), 409
    return _saved()


def _running() -> Running:
    """The campaign to which a section is added: that of the edition that the address names."""
    return get_campaign(request.args.get("edition"))


def _saved() -> Response:
    flash(gettext("Saved."), "good")
    return redirect(url_for("cases.board"), code=303)


def _said(kept: Through) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in _FIELDS} | {"form": "", "seen": kept.version}


def _page(
    kept: Through | None, typed: Mapping[str, Any], faults: Mapping[str, list[str]], *, overtaken: str = ""
) -> str:
    shown = {name: typed.get(name, "") for name in (*_FIELDS, "form", "seen")}
    return render_template(
        "letters/section.html",
        section=kept,
        running=_running() if kept is None else None,
        typed=shown | ({"seen": kept.version} if kept else {}),
        faults=faults,
        zones=zone_choices(str(get_locale())),
        overtaken=overtaken,
        collectors=list(identities(collecting.collectors(reader(), kept.id)).values()) if kept else (),
    )
