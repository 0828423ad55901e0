"""Editions, for the global team: all of them, a new one copied from another, the clock and the words of one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from marshmallow import Schema
from werkzeug.wrappers import Response

from coordinator.campaign import settling
from coordinator.campaign.settling import CLOCK, SAID, Settings
from coordinator.catalogues import languages
from coordinator.clock import now
from coordinator.db import db
from coordinator.editions import texts
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid
from coordinator.fields import Text, Whole
from coordinator.shows.schemas import IsoDay
from coordinator.web import GLOBAL, audience, load, reader, say_faults
from coordinator.wording import language

bp = Blueprint("editions", __name__)
Page = Response | str | tuple[str, int]
DAYS = frozenset({"cities_close_days", "entries_close_days", "draw_days", "lock_days"})
LONG = 2_000  # signs


class NewEdition(Schema):
    """A new edition, copied from another (its slug) or from none (blank)."""

    slug = Text(required=True, most=60)
    name = Text(required=True, most=100)
    day = IsoDay(required=True)
    of = Text(load_default="", most=60)


def _clock_word(name: str) -> str:
    words: dict[str, str] = {
        "cities_close_days": gettext("Other cities can join until, days before the day"),
        "entries_close_days": gettext("Entries close, days before a show"),
        "draw_days": gettext("Guests are drawn, days before"),
        "confirm_hours": gettext("Guests answer within hours"),
        "lock_days": gettext("Lineups are locked, days before"),
        "reveal_hours": gettext("Guests learn the address, hours before"),
        "plus_one_hours": gettext("Who comes along has said yes, hours before"),
        "doorbell_hours": gettext("Guests learn how the door is found, hours before"),
        "forget_hours": gettext("The address is gone again, hours after"),
        "offer_hours": gettext("Acts answer within hours"),
    }
    return words[name]


@bp.app_template_global()
def said_word(name: str) -> str:
    """What is asked for in a field of what the edition says."""
    words: dict[str, str] = {
        "cause": gettext("Cause, in a line"),
        "hashtag": gettext("Hashtag"),
        "partners": gettext("Partners, a line each"),
        "artist_terms": gettext("Expenses or fee, as acts are told before they apply"),
    }
    return words[name]


@bp.app_template_global()
def front_page_word(code: str) -> str:
    """What is asked for in the field of its words in a language."""
    return str(gettext("On the front page, in %(language)s", language=language(code)))


@bp.get("/global/editions")
@audience(GLOBAL)
def overview() -> str:
    """All editions, and the form for a new one."""
    return _overview({}, {})


@bp.post("/global/editions")
@audience(GLOBAL)
def copy() -> Page:
    """A new edition."""
    try:
        form = load(NewEdition)
        day = date.fromisoformat(form["day"])
        made = settling.copy(reader(), form["slug"], name=form["name"], day=day, of=form["of"])
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        faults = say_faults(refused)
        faults["day"] = [*faults.get("day", ()), *faults.pop("date", ())]
        return _overview(request.form, {name: said for name, said in faults.items() if said}), 422
    flash(gettext("Made. Look at its clock and its words before anybody else does."), "good")
    return redirect(url_for("editions.edition", edition=made.slug), code=303)


@bp.get("/global/editions/<edition>")
@audience(GLOBAL)
def edition(edition: str) -> str:
    """The clock and the words of one."""
    return _page(settling.get(reader(), edition), {}, {})


@bp.post("/global/editions/<edition>")
@audience(GLOBAL)
def settle(edition: str) -> Page:
    """Set them."""
    found = settling.get(reader(), edition)
    try:
        settling.settle(reader(), edition, _said(load(_schema())), at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _page(found, request.form, say_faults(refused)), 422
    except Conflict:
        db.session.rollback()
        return _page(found, request.form, {}, overtaken=True), 409
    flash(gettext("Set."), "good")
    return redirect(url_for("editions.edition", edition=edition), code=303)


def _schema() -> type[Schema]:
    clock = {name: Whole(least=1, most=60 if name in DAYS else 1_000, required=True) for name in CLOCK}
    said = {name: Text(load_default="", most=LONG) for name in (*SAID, *(f"words_{code}" for code in languages()))}
    made: type[Schema] = Schema.from_dict({**clock, **said, "seen": Text(required=True, most=40)})
    return made


def _said(form: Mapping[str, Any]) -> Settings:
    words = {code: form[f"words_{code}"] for code in languages()}
    said = {name: _as_set(name, form[name]) for name in SAID}
    return Settings({name: int(form[name]) for name in CLOCK}, said, words, form["seen"])


def _overview(typed: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    found = settling.editions(reader())
    usual = {"slug": "", "name": "", "day": "", "of": found[0].slug if found else ""}
    form = {name: typed.get(name, value) for name, value in usual.items()}
    return render_template("campaign/editions.html", editions=found, form=form, faults=faults)


def _page(found: Edition, typed: Mapping[str, str], faults: Mapping[str, list[str]], *, overtaken: bool = False) -> str:
    """The form; after something else was set meanwhile (`overtaken`) with what stands now, over what was typed. A form
    that has not been told so keeps the mark of what it showed."""
    stands, now_marked = _stands(found), settling.mark(found)
    return render_template(
        "campaign/edition.html",
        this=found,
        clock=[(name, _clock_word(name)) for name in CLOCK],
        runs=settling.is_running(found, at=now()),
        languages=sorted(languages()),
        labels={name: _clock_word(name) for name in CLOCK},
        form={name: typed.get(name, value) for name, value in stands.items()},
        seen=now_marked if overtaken else typed.get("seen", now_marked),
        overtaken=overtaken,
        kept=_differing(stands, typed) if overtaken else (),
        faults=faults,
    )


def _stands(found: Edition) -> dict[str, str]:
    """What is set, as the fields of the form have it."""
    told = texts.all_of(found.id)
    set_now = {name: str(getattr(found, name) or "") for name in (*CLOCK, *SAID)}
    return set_now | {f"words_{code}": told.get(code, "") for code in languages()}


def _as_set(name: str, typed: str) -> str:
    return typed.lstrip("#") if name == "hashtag" else typed


def _differing(stands: Mapping[str, str], typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is set otherwise than it was typed: question and answer, in the order of the form."""
    asked = {name: said_word(name) for name in SAID} | {
        f"words_{code}": front_page_word(code) for code in sorted(languages())
    }
    asked |= {name: _clock_word(name) for name in CLOCK}
    return [
        (words, stands[name] or gettext("nothing"))
        for name, words in asked.items()
        if stands[name].split() != _as_set(name, typed.get(name, stands[name])).split()
    ]
