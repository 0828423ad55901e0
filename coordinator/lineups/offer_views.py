"""Pages about final lineups: lock and open, versions, replacements, who stands by."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict
from coordinator.frame import the_edition
from coordinator.lineups import alarms, doors, letters, locking, offers, replacements, standby
from coordinator.lineups.answering import back, done, led, spoken
from coordinator.lineups.candidates import Candidates
from coordinator.lineups.locking import Told
from coordinator.lineups.offers import SlotOffer
from coordinator.lineups.replacements import Replacement
from coordinator.lineups.schemas import AssignArtist, OpenLineup, RankArtist, SeenBill
from coordinator.lineups.words import opened_words, refusal_words
from coordinator.shows.leading import led_city
from coordinator.shows.models import Show
from coordinator.web import GLOBAL, LEAD, audience, load, reader

bp = Blueprint("offers", __name__)
SHOWN = 60  # acts on the page of those who stand by; a name finds the others


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application tell acts and leads, let offers lapse and alarms rise."""
    for kinds in (offers.JOBS, alarms.JOBS, doors.JOBS, letters.JOBS):
        state.app.extensions.setdefault("coordinator.jobs", {}).update(kinds)


@bp.app_context_processor
def words() -> dict[str, object]:
    """Why a lineup was opened, for every template."""
    return {"opened_words": opened_words}


@dataclass(frozen=True, slots=True)
class OfferBoard:
    """What a show's page says of its offers: the slots, the newest version (None before the first), for each empty slot
    that an act left who could play instead, and the acts that have left the show for their own reasons."""

    slots: tuple[SlotOffer, ...]
    newest: Told | None
    replacements: tuple[Replacement, ...]
    refusing: frozenset[str]

    @property
    def left(self) -> tuple[SlotOffer, ...]:
        """The slots that an act left and nobody holds."""
        return tuple(slot for slot in self.slots if slot.state is not None and not slot.holds)


def offer_board(show: Show, found: Candidates, *, at: datetime) -> OfferBoard:
    """The offers of a show for its lead, with replacements from the candidates that were `found` for it."""
    slots = tuple(offers.on_show(reader(), show, at=at))
    ranks = standby.ranks(reader(), edition_id=show.edition_id, city_id=show.city_id, at=at)
    refusing = offers.refusing(reader(), show, at=at)
    instead = replacements.ranked(found.fitting, ranks, refusing)
    versions = locking.told_versions(reader(), show, at=at)
    return OfferBoard(slots, versions[0] if versions else None, tuple(instead), refusing)


@bp.post("/lead/<city>/shows/<show_id>/lock")
@audience(LEAD, GLOBAL)
def lock(city: str, show_id: str) -> Response:
    """Make the lineup final and ask its acts."""
    place, row = led(city, show_id)
    seen = load(SeenBill)["sees"]
    with spoken(place, row):
        number = locking.lock(reader(), row.id, seen=dict(enumerate(seen, start=1)), at=now())
        done(gettext("The lineup is locked as version %(number)s. Each act is asked by letter.", number=number))
    return back(city, show_id)


@bp.post("/lead/<city>/shows/<show_id>/unlock")
@audience(LEAD, GLOBAL)
def unlock(city: str, show_id: str) -> Response:
    """Open the lineup for changes, for a reason."""
    place, row = led(city, show_id)
    with spoken(place, row):
        locking.unlock(reader(), row.id, load(OpenLineup)["because"], at=now())
        db.session.commit()  # and what waits is kept: she opened the lineup to place it
        flash(gettext("The lineup is open for changes again."), "good")
    return back(city, show_id)


@bp.get("/lead/<city>/shows/<show_id>/versions")
@audience(LEAD, GLOBAL)
def versions(city: str, show_id: str) -> str:
    """Every version of a lineup, the newest first, with what changed and why it was opened."""
    place, row = led(city, show_id)
    told = locking.told_versions(reader(), row, at=now())
    return render_template("lineups/versions.html", city=place, show=row, versions=told, me=reader().id)


@bp.post("/lead/<city>/shows/<show_id>/slots/<int:position>/replacement")
@audience(LEAD, GLOBAL)
def replace(city: str, show_id: str, position: int) -> Response:
    """Place an act in the stead of one that left; with three acts the lineup is locked and the new one asked."""
    place, row = led(city, show_id)
    act = load(AssignArtist)["artist_id"]
    with spoken(place, row, keep=(act, (row.id, position), None)):
        locked = replacements.take(reader(), row.id, position, act, at=now())
        placed = gettext("Placed in slot %(position)s.", position=position)
        asked = gettext("The lineup is locked again and the new act is asked by letter.")
        done(f"{placed} {asked}" if locked else placed)
    return back(city, show_id)


@bp.get("/lead/<city>/standby")
@audience(LEAD, GLOBAL)
def standby_acts(city: str) -> str:
    """Who stands by, and who could."""
    place, edition = get_city(city), the_edition()
    wanted = request.args.get("q", "").strip()
    every = standby.acts(reader(), edition_id=edition.id, city_id=place.id, at=now())
    ranked = {act.rank: act for act in every if act.rank is not None}
    others = [act for act in every if act.rank is None and _is_meant(act, wanted)]
    return render_template(
        "lineups/standby.html", city=place, ranked=ranked, others=others[:SHOWN], count=len(others), q=wanted
    )


@bp.post("/lead/<city>/standby")
@audience(LEAD, GLOBAL)
def rank(city: str) -> Response:
    """Let an act stand by, or change its rank."""
    place, edition, form = led_city(reader(), city), the_edition(), load(RankArtist)
    here = {"edition_id": edition.id, "city_id": place.id, "instead_of": form["instead_of"]}
    try:
        standby.place(reader(), form["rank"], form["artist_id"], **here)
        db.session.commit()
        flash(gettext("The act stands by as number %(rank)s.", rank=form["rank"]), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(refusal_words(refused), "bad")
    return redirect(url_for("offers.standby_acts", city=city), code=303)


@bp.post("/lead/<city>/standby/drop")
@audience(LEAD, GLOBAL)
def drop(city: str) -> Response:
    """Let an act stand by no longer."""
    place, edition = led_city(reader(), city), the_edition()
    standby.drop(reader(), load(AssignArtist)["artist_id"], edition_id=edition.id, city_id=place.id)
    db.session.commit()
    flash(gettext("The act stands by no longer."), "good")
    return redirect(url_for("offers.standby_acts", city=city), code=303)


def _is_meant(act: standby.StandbyAct, wanted: str) -> bool:
    folded = wanted.casefold()
    return folded in act.act_name.casefold() or folded in " ".join(act.genres).casefold()
