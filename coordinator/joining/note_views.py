"""Training notes: a lead reads them and ticks each, the global team adds what this edition needs."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from marshmallow import Schema
from werkzeug.wrappers import Response

from coordinator.catalogues import languages
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import leaks
from coordinator.errors import Conflict, Invalid
from coordinator.fields import Choice, Lines, Text
from coordinator.frame import current_edition, the_edition
from coordinator.joining import notes
from coordinator.joining.note_words import clock, note_title, readers, secrecy
from coordinator.joining.notes import Note
from coordinator.people.models import Role
from coordinator.shows.leading import led_city
from coordinator.web import GLOBAL, LEAD, audience, load, reader, say_faults

bp = Blueprint("notes", __name__)
Page = Response | str | tuple[str, int]
LONG = 4_000  # signs


class Ticked(Schema):
    """A note that was read; `seen`: its mark on the page that was sent."""

    note = Choice([str(note) for note in Note], required=True)
    seen = Text(required=True, most=40)


@bp.app_context_processor
def said() -> dict[str, object]:
    """How many notes the reader has not read, for pages of leads."""
    return {"notes_left": _left}


def _left() -> int:
    edition, who = current_edition(), reader()
    return notes.left(who.id, edition.id) if edition and who.id and who.has(Role.LEAD) else 0


@bp.get("/lead/<city>/notes")
@audience(LEAD, GLOBAL)
def page(city: str) -> str:
    """All notes, as they are for this edition."""
    return _page(city)


@bp.post("/lead/<city>/notes")
@audience(LEAD, GLOBAL)
def tick(city: str) -> Page:
    """I have read one."""
    led_city(reader(), city)
    form = load(Ticked)
    try:
        notes.tick(reader(), the_edition().id, Note(form["note"]), seen=form["seen"], at=now())
        db.session.commit()
    except Conflict:
        db.session.rollback()
        return _page(city, changed=form["note"]), 409
    return redirect(url_for("notes.page", city=city, _anchor=_next(form["note"])), code=303)


@bp.get("/global/notes")
@audience(GLOBAL)
def additions() -> Page:
    """What is added to a note for this edition, in each language."""
    leaks.refuse_others(reader())
    wanted = request.args.get("note", "")
    return _additions(Note(wanted) if wanted in set(Note) else Note.ACTS, {}, {})


@bp.post("/global/notes")
@audience(GLOBAL)
def add() -> Page:
    """Add to a note."""
    leaks.refuse_others(reader())
    edition, note = the_edition(), Note(load(_schema())["note"])
    try:
        form = load(_schema())
        words = {code: form[f"words_{code}"] for code in languages()}
        notes.add(reader(), edition, note, words, seen=form["seen"])
        db.session.commit()
    except Invalid as refused:
        return _additions(note, request.form, say_faults(refused)), 422
    except Conflict:
        db.session.rollback()
        said = gettext("Somebody else has changed it meanwhile. What you typed is below; send it again if it is right.")
        return _additions(note, request.form, {"seen": [said]}), 409
    flash(gettext("Added. Leads are asked to read this note once more."), "good")
    return redirect(url_for("notes.additions", note=note), code=303)


def _schema() -> type[Schema]:
    said = {f"words_{code}": Lines(load_default="", most=LONG) for code in languages()}
    made: type[Schema] = Schema.from_dict({**Ticked().fields, **said})
    return made


def _next(note: str) -> str:
    """The note after that one, where a reader goes on."""
    every = list(Note)
    after = every.index(Note(note)) + 1
    return f"note-{every[after]}" if after < len(every) else "notes"


def _page(city: str, *, changed: str = "") -> str:
    place, edition, who = led_city(reader(), city), the_edition(), str(reader().id)
    added = notes.additions(edition.id)
    return render_template(
        "joining/notes.html",
        city=place,
        notes=[(note, note_title(note), notes.added_for(added[note], _language())) for note in Note],
        marks={note: notes.mark(added[note]) for note in Note},
        read=notes.read_by([who], edition.id)[who],
        leads=reader().leads(place.id),
        readers=readers(),
        secrecy=secrecy(),
        clock=clock(edition),
        changed=changed,
    )


def _additions(note: Note, typed: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    edition = current_edition()
    said = notes.additions(edition.id)[note] if edition else {}
    stands = {code: said.get(code, "") for code in sorted(languages())}
    return render_template(
        "joining/additions.html",
        note=note,
        notes=[(one, note_title(one)) for one in Note],
        typed={code: typed.get(f"words_{code}", text) for code, text in stands.items()},
        stands=stands,
        seen=notes.mark(said),
        faults=faults,
    )


def _language() -> str:
    return str(get_locale().language)
