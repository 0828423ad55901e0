"""Entries for programs: asked for, looked at and taken back through what the pages of guests go through."""

from flask import Blueprint, Response, jsonify, url_for

from coordinator import problems
from coordinator.api.answering import address, described
from coordinator.api.bearing import bearer, for_one_alone, is_first, sent
from coordinator.api.entry_schemas import Entry
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure.entries import OwnEntry, Wanted
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.guests import entries
from coordinator.guests.models import EntryState
from coordinator.guests.pages import entry_card
from coordinator.guests.schemas import EntryForm
from coordinator.guests.words import refusal_words
from coordinator.people.models import TokenScope
from coordinator.web import SIGNED_IN, audience, reader, say
from coordinator.wording import iso

bp = Blueprint("api_entries", __name__, url_prefix="/api/v1")
WITH_A_SEAT = (EntryState.WON, EntryState.CONFIRMED)
GONE = Say("This was asked for before, and has been changed or taken back since.")
bp.after_request(for_one_alone)


@bp.post("/entries")
@bearer(TokenScope.ENTRIES)
@audience(SIGNED_IN)
@described("Ask for a seat", EntryForm, Entry)
def enter() -> Response:
    """One party a person and day: where another entry of hers gives way, `instead_of` has to be its id. Shows are of
    one city, the dearest first."""
    asked = sent(EntryForm)
    try:
        if is_first():
            seen = asked["instead_of"] or ""
            entries.enter(reader(), asked["wanted"], at=now(), locale=asked["locale"] or None, instead_of=seen)
        mine = _mine(asked["wanted"])
        db.session.commit()
    except NotFound:
        raise Invalid({"shows": [Say("One of these shows is not there.")]}) from None
    except Conflict as refused:
        return _too_late(refused)
    if mine is None:
        return problems.answer(409, say(GONE))
    answer = jsonify(_told(mine))
    answer.status_code, answer.headers["Location"] = 201, url_for("api_entries.entry", entry_id=mine.id)
    return answer


@bp.get("/entries/<entry_id>")
@bearer(TokenScope.ENTRIES)
@audience(SIGNED_IN)
@described("An entry of one's own, as it stands", None, Entry)
def entry(entry_id: str) -> Response:
    """What the page “My entries” shows of it: neither an address nor an act."""
    return jsonify(_told(own.own_entry(reader(), entry_id)))


@bp.delete("/entries/<entry_id>")
@bearer(TokenScope.ENTRIES)
@audience(SIGNED_IN)
@described("Take an entry back", None, None)
def take_back(entry_id: str) -> Response:
    """Until entries close; nothing of it stays. A seat is given back on the page."""
    try:
        if is_first():
            entries.withdraw(reader(), entry_id, at=now())
        db.session.commit()
    except Conflict as refused:
        return _too_late(refused)
    return Response(status=204)


def _mine(wanted: Wanted) -> OwnEntry | None:
    """The reader's entry for these shows; None where it was changed or taken back since it was asked for."""
    return next((one for one in own.own_entries(reader()) if one.wanted.shows == wanted.shows), None)


def _too_late(refused: Conflict) -> Response:
    db.session.rollback()
    return problems.answer(409, refusal_words(refused))


def _told(mine: OwnEntry) -> dict[str, object]:
    card = entry_card(mine, at=now())
    seat = card.seat.id if card.seat and card.state in WITH_A_SEAT else None
    by = mine.confirm_by if seat and card.state is EntryState.WON else None
    told: dict[str, object] = Entry().dump(
        {
            "id": mine.id,
            "city": card.city.slug,
            "edition": card.edition,
            "shows": list(mine.wanted.shows),
            "people": mine.wanted.people,
            "state": str(card.state),
            "closes_at": iso(card.closes),
            "may_change": card.is_open,
            "seat": seat,
            "confirm_by": iso(by) if by else None,
            "url": address("guests.mine"),
        }
    )
    return told
