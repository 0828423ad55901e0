"""The campaign team's pages: the campaign, its cases, and what happens to them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.frame import current_edition, the_edition
from coordinator.letters import cases, reading, sections, words
from coordinator.letters.kept import WORDS, Draft, Words
from coordinator.letters.models import LANGUAGES
from coordinator.letters.reading import Running
from coordinator.letters.schemas import Campaign, CaseFacts, CaseWords
from coordinator.web import CAMPAIGN, audience, form_token, load, reader, say_faults

bp = Blueprint("cases", __name__)
Page = Response | str | tuple[str, int]


@bp.app_context_processor
def names() -> dict[str, object]:
    """What languages and countries are called, for every template."""
    return {
        "language_name": words.language_name,
        "own_name": words.own_name,
        "languages_list": words.languages_list,
        "direction_of": words.direction,
        "land": words.land,
        "case_state": words.state_words,
    }


@bp.get("/campaign/")
@audience(CAMPAIGN)
def board() -> str:
    """The campaigns that go on, or that of an edition: their cases, how they stand, and their sections; without one, a
    form to begin it."""
    every, edition = reading.campaigns(), request.args.get("edition")
    can_begin = _can_begin(every)
    if not every or (can_begin and request.args.get("new") is not None):
        return _beginning({})
    shown = [reading.get_campaign(edition)] if edition else reading.still_running(now())
    return render_template(
        "letters/board.html",
        campaigns=[(one, cases.drafts(reader(), one.edition_id), sections.sections(one.edition_id)) for one in shown],
        others=[one for one in every if one not in shown],
        can_begin=can_begin,
    )


@bp.post("/campaign/")
@audience(CAMPAIGN)
def begin() -> Page:
    """Have letters written beside the current edition."""
    edition = the_edition()
    try:
        cases.begin_campaign(reader(), edition, load(Campaign)["name"], at=now())
        db.session.commit()
    except Invalid as refused:
        return _beginning(say_faults(refused)), 422
    return redirect(url_for("cases.board"), code=303)


@bp.get("/campaign/cases/new")
@audience(CAMPAIGN)
def new() -> str:
    """The form of a new case."""
    return _facts_page(None, {"form": form_token(), "seen": 0, "languages": ["en"]}, {})


@bp.post("/campaign/cases")
@audience(CAMPAIGN)
def make() -> Page:
    """Begin a case; the same form sent again is the same case."""
    running = _running()
    try:
        said = load(CaseFacts)
        case_id = said["form"] or form_token()
        cases.begin(reader(), running.edition_id, case_id, said, at=now())
        db.session.commit()
    except Invalid as refused:
        return _facts_page(None, _typed(CaseFacts), say_faults(refused)), 422
    return redirect(url_for("cases.case", case_id=case_id), code=303)


@bp.get("/campaign/cases/<case_id>")
@audience(CAMPAIGN)
def case(case_id: str) -> str:
    """A case: to whom, in which words, how it stands and what can be done."""
    kept = cases.get_draft(reader(), case_id)
    return render_template("letters/case_team.html", case=kept, choices=words.language_choices())


@bp.get("/campaign/cases/<case_id>/facts")
@audience(CAMPAIGN)
def facts(case_id: str) -> str:
    """To whom letters of a case go."""
    kept = cases.get_draft(reader(), case_id)
    return _facts_page(kept, _facts_of(kept), {})


@bp.post("/campaign/cases/<case_id>/facts")
@audience(CAMPAIGN)
def save_facts(case_id: str) -> Page:
    """Keep it."""

    def again(faults: Mapping[str, list[str]], said: str = "") -> str:
        kept = cases.get_draft(reader(), case_id)
        return _facts_page(kept, _typed(CaseFacts), faults, overtaken=said)

    def act() -> None:
        said = load(CaseFacts)
        cases.save_facts(reader(), case_id, said, seen=int(said["seen"]))

    return _kept(case_id, act, again)


@bp.get("/campaign/cases/<case_id>/words")
@audience(CAMPAIGN)
def told(case_id: str) -> str:
    """What a case says in the language that is asked for."""
    kept = cases.get_draft(reader(), case_id)
    return _words_page(kept, kept.told_in(_language()), {})


@bp.post("/campaign/cases/<case_id>/words")
@audience(CAMPAIGN)
def save_words(case_id: str) -> Page:
    """Keep it."""
    language = _language()

    def again(faults: Mapping[str, list[str]], said: str = "") -> str:
        kept = cases.get_draft(reader(), case_id)
        typed = Words(
            language, **{name: request.form.get(name, "") for name in WORDS}, version=kept.told_in(language).version
        )
        return _words_page(kept, typed, faults, overtaken=said)

    def act() -> None:
        said = load(CaseWords)
        typed = Words(language, **{name: said[name] for name in WORDS})
        cases.save_words(reader(), case_id, typed, seen=int(said["seen"]))

    return _kept(case_id, act, again)


@bp.get("/campaign/cases/<case_id>/preview")
@audience(CAMPAIGN)
def preview(case_id: str) -> str:
    """What everybody will read, in the language that is asked for."""
    kept = cases.get_draft(reader(), case_id)
    if not kept.texts:
        raise NotFound
    shown = reading.told_of(kept, request.args.get("language", ""))
    return render_template(
        "letters/case.html", case=shown, running=reading.get_running(kept.edition_id), is_preview=True
    )


@bp.post("/campaign/cases/<case_id>/open")
@audience(CAMPAIGN)
def open_case(case_id: str) -> Response:
    """Let everybody read it."""
    said = gettext("Open. Everybody can read it now, and sign up.")
    return _done(case_id, lambda: cases.open_case(reader(), case_id, at=now()), said)


@bp.post("/campaign/cases/<case_id>/close")
@audience(CAMPAIGN)
def close(case_id: str) -> Response:
    """Let nobody sign up any more."""
    said = gettext("Closed. It can still be read; nobody signs up any more.")
    return _done(case_id, lambda: cases.close(reader(), case_id, at=now()), said)


@bp.get("/campaign/cases/<case_id>/withdraw")
@audience(CAMPAIGN)
def ask_to_withdraw(case_id: str) -> str:
    """What withdrawing means, asked once more."""
    return render_template("letters/withdraw.html", case=cases.get_draft(reader(), case_id))


@bp.post("/campaign/cases/<case_id>/withdraw")
@audience(CAMPAIGN)
def withdraw(case_id: str) -> Response:
    """Take it back, at once and for good."""
    said = gettext("Withdrawn. Nothing of the case is told any more, and its words are deleted.")
    return _done(case_id, lambda: cases.withdraw(reader(), case_id, at=now()), said)


def _running() -> Running:
    """The campaign in which a case is begun: that of the edition that the address names."""
    return reading.get_campaign(request.args.get("edition"))


def _can_begin(every: Sequence[Running]) -> bool:
    """Whether the current edition has no campaign yet; others may still go on."""
    edition = current_edition()
    return edition is not None and edition.id not in {one.edition_id for one in every}


def _beginning(faults: Mapping[str, list[str]]) -> str:
    return render_template(
        "letters/begin.html", campaigns=reading.still_running(now()), typed=request.form, faults=faults
    )


def _language() -> str:
    """The one that the address or the form names. Raises NotFound for one that no case is told in."""
    said = request.values.get("language", "en")
    if said not in LANGUAGES:
        raise NotFound
    return str(said)


def _facts_of(kept: Draft) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in cases.FACTS} | {"seen": kept.version, "form": ""}


def _typed(form: type[CaseFacts]) -> dict[str, Any]:
    typed: dict[str, Any] = {name: request.form.get(name, "") for name in form().fields}
    return typed | {"languages": request.form.getlist("languages")}


def _facts_page(
    kept: Draft | None, typed: Mapping[str, Any], faults: Mapping[str, list[str]], *, overtaken: str = ""
) -> str:
    return render_template(
        "letters/facts.html",
        case=kept,
        running=_running() if kept is None else None,
        typed=dict(typed) | ({"seen": kept.version} if kept else {}),
        faults=faults,
        choices=words.language_choices(),
        overtaken=overtaken,
    )


def _words_page(kept: Draft, typed: Words, faults: Mapping[str, list[str]], *, overtaken: str = "") -> str:
    return render_template("letters/words.html", case=kept, typed=typed, faults=faults, overtaken=overtaken)


def _kept(case_id: str, act: Callable[[], None], again: Callable[..., str]) -> Page:
    """Do it and go back to the case, or show the form `again` with what was typed."""
    try:
        act()
        db.session.commit()
    except Invalid as refused:
        return again(say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        if refused.reason == cases.OVERTAKEN:
            return again({}, words.refusal_words(refused.reason)), 409
        flash(words.refusal_words(refused.reason), "bad")
        return redirect(url_for("cases.case", case_id=case_id), code=303)
    flash(gettext("Saved."), "good")
    return redirect(url_for("cases.case", case_id=case_id), code=303)


def _done(case_id: str, act: Callable[[], None], said: str) -> Response:
    try:
        act()
        db.session.commit()
        flash(said, "good")
    except Conflict as refused:
        db.session.rollback()
        flash(words.refusal_words(refused.reason), "bad")
    return redirect(url_for("cases.case", case_id=case_id), code=303)
