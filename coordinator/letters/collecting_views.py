"""The page of a collector: report letters of a section, take off what came back, correct a line."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.letters import collecting, lines, reading, words
from coordinator.letters.collecting import Batch
from coordinator.letters.lines import Chosen
from coordinator.letters.models import Channel, Step
from coordinator.letters.reading import Running
from coordinator.letters.schemas import Batched, Corrected
from coordinator.people.models import Role
from coordinator.shows.listing import counts
from coordinator.web import CAMPAIGN, SIGNED_IN, audience, form_token, load, reader, say_faults

bp = Blueprint("collecting", __name__)
Page = Response | str | tuple[str, int]
SHOWN = 10  # lines; the others have a page of their own


@bp.get("/letters/collect")
@audience(SIGNED_IN)
def page() -> str:
    """The form, and what was reported lately."""
    return _page({}, {})


@bp.post("/letters/collect")
@audience(SIGNED_IN)
def report() -> Page:
    """Count a batch; `step` may be what the post brought back, and, for the team, that it is verified."""
    running, _ = own_campaign()
    try:
        said = load(Batched)
        batch = Batch(
            said["form"] or form_token(),
            said["case"],
            said["section"],
            said["city"] or None,
            Channel(said["channel"]),
            int(said["number"]),
            bool(said["another"]),
        )
        _take(batch, said["step"])
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _page(request.form, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        flash(words.late_words(refused.reason), "bad")
        return _page(request.form, {}, asks=refused.reason == "alike"), 409
    flash(gettext("Counted. Thank you."), "good")
    return redirect(url_for("collecting.page", edition=running.edition_slug), code=303)


@bp.get("/letters/collect/<line_id>")
@audience(SIGNED_IN)
def line(line_id: str) -> str:
    """A line, to be corrected by another."""
    return _line_page(line_id, {}, {})


@bp.post("/letters/collect/<line_id>")
@audience(SIGNED_IN)
def correct(line_id: str) -> Page:
    """Add the line that corrects it."""
    found, _ = collecting.get_line(reader(), line_id)
    running = reading.get_running(found.edition_id)
    try:
        said = load(Corrected)
        once = said["form"] or form_token()
        collecting.correct(reader(), line_id, int(said["number"]), said["reason"], once=once, at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _line_page(line_id, request.form, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        flash(words.late_words(refused.reason), "bad")
        return _line_page(line_id, request.form, {}), 409
    flash(gettext("Corrected. The line from before stays beside it."), "good")
    return redirect(url_for("collecting.page", edition=running.edition_slug), code=303)


def _take(batch: Batch, step: str) -> None:
    if step == "returned":
        collecting.give_back(reader(), batch, at=now())
    elif step == Step.VERIFIED:
        collecting.verify(reader(), batch, at=now())
    else:
        collecting.report(reader(), batch, Step(step), at=now())


def own_campaign() -> tuple[Running, list[Running]]:
    """The campaign of the edition that the address names, else the last one, of those in which the reader reports; and
    the others of these. Raises NotFound where she reports in none, or not in that one."""
    every, slug = collecting.own_campaigns(reader()), request.args.get("edition")
    chosen = [one for one in every if not slug or one.edition_slug == slug]
    if not chosen:
        raise NotFound
    return chosen[0], [one for one in every if one != chosen[0]]


def _page(typed: Mapping[str, str], faults: Mapping[str, list[str]], *, asks: bool = False) -> str:
    running, others = own_campaign()
    mine = collecting.own_sections(reader(), running.edition_id)
    told = reading.public_cases(running.edition_id, str(get_locale().language))
    usual = {
        "form": form_token(),
        "case": "",
        "section": "",
        "city": "",
        "channel": "paper",
        "step": "mailed",
        "number": "",
    }
    newest, _ = lines.page(reader(), running.edition_id, Chosen(), most=SHOWN)
    titles = {one.id: one.title for one in told}
    return render_template(
        "letters/collect.html",
        running=running,
        others=others,
        case_rows=list(titles.items()),
        titles=titles,
        sections=mine,
        city_rows=[(place.id, place.name) for place, _ in counts(running.edition_id)],
        steps=words.batch_steps(is_team=reader().has(Role.CAMPAIGN)),
        lines=[(one, titles.get(one.case_id, gettext("A withdrawn case")), words.line_words(one)) for one in newest],
        names={one.id: one.name for one in mine},
        typed={name: typed.get(name, text) for name, text in usual.items()},
        faults=faults,
        asks=asks,
    )


def _line_page(line_id: str, typed: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    found, number = collecting.get_line(reader(), line_id)
    usual = {"form": form_token(), "number": str(number), "reason": ""}
    return render_template(
        "letters/line.html",
        line=found,
        running=reading.get_running(found.edition_id),
        said=words.line_words(found),
        number=number,
        typed={name: typed.get(name, text) for name, text in usual.items()},
        faults=faults,
    )


@bp.post("/campaign/sections/<section_id>/collectors")
@audience(CAMPAIGN)
def name(section_id: str) -> Page:
    """Let somebody report for a section, by her address; or end it."""
    form = request.form
    if form.get("person"):
        collecting.take_off(reader(), section_id, form["person"])
        flash(gettext("She reports for this section no more."), "good")
    elif "@" in form.get("email", ""):
        collecting.name(reader(), section_id, form["email"], at=now())
        flash(
            gettext("She can report letters now: tell her to sign in with that address and to open “Collect letters”."),
            "good",
        )
    else:
        flash(gettext("That is no e-mail address; one like name@example.org would be."), "bad")
    db.session.commit()
    return redirect(url_for("letter_sections.section", section_id=section_id), code=303)
