"""Proposals on a lead's pages: ask for one, see what it would change, take it over; and what an act here would cost."""

from collections.abc import Collection
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import proposing
from coordinator.disclosure.proposing import Head
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.frame import the_edition
from coordinator.lineups import proposal_words, questions
from coordinator.lineups.insisting import insist
from coordinator.lineups.lacking import lacking
from coordinator.lineups.previewing import Preview, Stand, preview
from coordinator.lineups.schemas import AskFor, ChosenShows
from coordinator.lineups.taking_over import take_over
from coordinator.lineups.words import against_words
from coordinator.shows.leading import led_city, led_show, led_shows
from coordinator.web import GLOBAL, LEAD, audience, load, reader

bp = Blueprint("proposals", __name__)
LISTED = 8  # proposals on the page
SILENT = timedelta(minutes=10)  # a search that tells nothing for so long has come to grief
STAYS = (Stand.FINAL, Stand.OVER, Stand.SAME)


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application answer proposals."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(questions.JOBS)


@bp.get("/lead/<city>/proposals")
@audience(LEAD, GLOBAL)
def overview(city: str) -> str:
    """What can be asked for, what was asked for lately, and what would complete most shows."""
    place, edition = get_city(city), the_edition()
    shows = led_shows(reader(), edition_id=edition.id, city_id=place.id)
    heads = proposing.recent(reader(), edition_id=edition.id, city_id=place.id, most=LISTED)
    rooms = proposing.rooms(reader(), shows, at=now())
    newest = next((head for head in heads if not head.asked_for and not head.is_open and not head.has_failed), None)
    return render_template(
        "lineups/proposals.html",
        city=place,
        shows=[show for show in shows if show.ends_at > now() and show.id in rooms],
        rooms=rooms,
        heads=heads,
        under_way=any(head.is_open and not _silent(head) for head in heads),
        advice=_advice_beyond(place, edition, newest),
        progress_words=proposal_words.progress_words,
        silent=_silent,
    )


@bp.post("/lead/<city>/proposals")
@audience(LEAD, GLOBAL)
def ask(city: str) -> Response:
    """Ask for the whole city or for the ticked shows; a small question is answered at once."""
    place, edition, form = led_city(reader(), city), the_edition(), load(AskFor)
    try:
        chosen = None if form["all"] else form["show"]
        asked = questions.ask(reader(), edition.id, city_id=place.id, shows=chosen, at=now())
    except Conflict as refused:
        flash(proposal_words.conflict_words(refused), "bad")
        return redirect(url_for("proposals.overview", city=city), code=303)
    db.session.commit()  # others may write while the optimiser thinks
    if asked.may_be_answered_at_once:
        questions.answer(asked, asked.solved(), at=now())
        db.session.commit()
    return redirect(url_for("proposals.look", city=city, proposal_id=asked.head.id), code=303)


@bp.get("/lead/<city>/proposals/<proposal_id>")
@audience(LEAD, GLOBAL)
def look(city: str, proposal_id: str) -> str:
    """What the proposal would change, or how far it is."""
    place = get_city(city)
    seen = _seen(place, the_edition(), proposal_id)
    if seen.head.is_open or seen.head.has_failed:
        return render_template(
            "lineups/proposal_open.html",
            city=place,
            head=seen.head,
            silent=_silent(seen.head),
            progress_words=proposal_words.progress_words,
        )
    return _previewed(place, seen, {one.show.id for one in seen.shows if one.may_be_taken})


@bp.post("/lead/<city>/proposals/<proposal_id>")
@audience(LEAD, GLOBAL)
def take(city: str, proposal_id: str) -> Response | tuple[str, int]:
    """Take the ticked shows over, all or nothing."""
    place, edition = led_city(reader(), city), the_edition()
    ticked = load(ChosenShows)["show"]
    about = {"edition_id": edition.id, "city_id": place.id}
    try:
        count = take_over(reader(), proposal_id, **about, shows=ticked, at=now())
        db.session.commit()
    except Conflict as refused:
        db.session.rollback()
        seen = _seen(place, edition, proposal_id)
        return _previewed(place, seen, ticked, refused=proposal_words.conflict_words(refused)), 409
    if count:
        told = ngettext("%(num)s lineup is taken over.", "%(num)s lineups are taken over.", count)
        flash(told, "good")
    else:
        flash(gettext("Nothing was ticked that is not so already."), "warn")
    return redirect(url_for("proposals.look", city=city, proposal_id=proposal_id), code=303)


@bp.get("/lead/<city>/shows/<show_id>/acts/<artist_id>")
@audience(LEAD, GLOBAL)
def act(city: str, show_id: str, artist_id: str) -> str:
    """Why not this act here, and what it would cost."""
    place = get_city(city)
    show = led_show(reader(), show_id, city_id=place.id)
    told = insist(reader(), show, artist_id, at=now())
    return render_template(
        "lineups/act.html",
        city=place,
        show=show,
        told=told,
        against_words=against_words,
        cost=proposal_words.cost_words(told),
        moves=proposal_words.moves_words(told),
        certainty=proposal_words.certainty_words(told),
    )


def _seen(place: PublicCity, edition: Edition, proposal_id: str) -> Preview:
    return preview(reader(), proposal_id, edition_id=edition.id, city_id=place.id, at=now())


def _previewed(place: PublicCity, seen: Preview, ticked: Collection[str], *, refused: str = "") -> str:
    return render_template(
        "lineups/proposal.html",
        city=place,
        seen=seen,
        changing=seen.standing(Stand.CHANGES, Stand.STALE),
        staying=seen.standing(*STAYS),
        stale=seen.standing(Stand.STALE),
        ticked=ticked,
        refused=refused,
        advice=_advice(place, seen),
        words=proposal_words,
    )


def _advice_beyond(place: PublicCity, edition: Edition, newest: Head | None) -> list[str] | None:
    """What is lacking beyond the newest proposal for the whole city; None without one, and where it is out of date."""
    seen = _seen(place, edition, newest.id) if newest else None
    return None if seen is None or seen.standing(Stand.STALE) else _advice(place, seen)


def _advice(place: PublicCity, seen: Preview) -> list[str]:
    found = lacking(reader(), seen, city_id=place.id, at=now())
    return [
        proposal_words.advice_words(one, city=place.name, acts=found.acts, rooms=found.rooms) for one in found.advice
    ]


def _silent(head: Head) -> bool:
    """Whether a search has told nothing for so long that nobody need wait for it."""
    told: datetime | None = head.told_at
    return head.is_open and (told is None or now() - told > SILENT)
