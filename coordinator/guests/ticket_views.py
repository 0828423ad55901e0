"""A guest's ticket: a page that says how it stands, a sheet to print, the evening for her calendar. None of them names
the address or an act, and what the square says is the code alone."""

import hashlib
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from coordinator.calendars import Evening, Status, calendar_of
from coordinator.clock import now
from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure import door_words, plus_ones, tickets
from coordinator.disclosure.people import identity
from coordinator.disclosure.tickets import Ticket
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.paper.sheets import Sheet, ticket_pdf
from coordinator.shows import listing
from coordinator.shows.listing import PublicShow
from coordinator.shows.models import Show, ShowState
from coordinator.squares import square
from coordinator.web import SIGNED_IN, audience, moment, reader, settings
from coordinator.wording import long_day, time_of_day, zone_name

bp = Blueprint("tickets", __name__)


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A ticket with its show and whom it is for."""

    ticket: Ticket
    show: PublicShow
    name: str

    @property
    def is_off(self) -> bool:
        """Whether the show is cancelled: the ticket opens nothing."""
        return self.show.state is ShowState.CANCELLED


@bp.get("/entries/<entry_id>/ticket")
@audience(SIGNED_IN)
def ticket(entry_id: str) -> BaseResponse | str:
    """How the ticket stands, and its square. Whose party has none (any more) is led to what became of her seat."""
    card = _find_card(entry_id)
    if card is None:
        return _to_entries()
    over = now() >= card.show.ends_at
    return render_template(
        "guests/ticket.html", card=card, square=square(card.ticket.code), over=over, words=_words(card)
    )


def _words(card: TicketCard) -> str | None:
    """The words of the hour, where it is time for them."""
    show = db.session.get_one(Show, card.show.id)
    edition = db.session.get_one(Edition, show.edition_id)
    return door_words.for_guest(reader(), show, edition, at=moment())


@bp.get("/entries/<entry_id>/ticket.pdf")
@audience(SIGNED_IN)
def paper(entry_id: str) -> BaseResponse:
    """The ticket to print."""
    card = _find_card(entry_id)
    if card is None:
        return _to_entries()
    response = Response(ticket_pdf(_sheet(card)), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="ticket.pdf"'
    return response


@bp.get("/entries/<entry_id>/evening.ics")
@audience(SIGNED_IN)
def calendar(entry_id: str) -> BaseResponse:
    """The evening, to take into a calendar by hand."""
    card = _find_card(entry_id)
    if card is None:
        return _to_entries()
    link = f"{site_address(settings())}/entries/"
    body = calendar_of([_evening(card)], title=gettext("An evening"), link=link)
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="evening.ics"'
    return response


@bp.post("/entries/<entry_id>/ticket")
@audience(SIGNED_IN)
def renew(entry_id: str) -> BaseResponse:
    """Another code instead of the one that the form shows."""
    if _find_card(entry_id) is None:
        return _to_entries()
    changed = tickets.renew(reader(), entry_id, instead_of=request.form.get("code", ""), at=now())
    db.session.commit()
    said = gettext("This is your new code. Tickets with the one before open no door any more.")
    flash(said if changed else gettext("This is your code; it was renewed already."), "good")
    return redirect(url_for("tickets.ticket", entry_id=entry_id), code=303)


def _find_card(entry_id: str) -> TicketCard | None:
    """The ticket of the reader's party; None while that has none. Raises NotFound for everybody else."""
    try:
        mine = tickets.own_ticket(reader(), entry_id)
    except NotFound:
        plus_ones.party(reader(), entry_id)
        return None
    return TicketCard(mine, listing.get_show(mine.show_id), identity(str(reader().id)).name)


def _to_entries() -> BaseResponse:
    flash(gettext("There is no ticket for this entry now. Here is how it stands."), "warn")
    return redirect(url_for("guests.mine"), code=303)


def _sheet(card: TicketCard) -> Sheet:
    show = card.show
    place = show.city.name if show.area.name == show.city.name else f"{show.city.name}, {show.area.name}"
    people = gettext("For one person") if card.ticket.people == 1 else gettext("For two people")
    start = f"{time_of_day(show.local_start)} ({zone_name(show.local_start, show.zone)})"
    notes = (
        gettext("This show is cancelled: please do not go there.")
        if card.is_off
        else gettext("Show this square at the door, on paper or on your phone, or read out what stands below it."),
        gettext("Where it is you learn on the page “My entries”, and nowhere else. Please tell nobody."),
        gettext("Whoever shows this sheet first comes in with it. If you lose it, ask for a new code on that page."),
    )
    return Sheet(
        title=gettext("An evening"),
        name=card.name,
        lines=(long_day(show.local_start), start, place, people),
        code=card.ticket.code,
        notes=notes,
        language=str(get_locale()).replace("_", "-"),
        made_at=now(),
    )


def _evening(card: TicketCard) -> Evening:
    """Its number is the minute in which the file is made, so that one taken after a show has moved, was called off or
    stands again outruns the one before: strict calendars take no other (RFC 5545, 3.8.7.4)."""
    at = now()
    status, number = Status.CANCELLED if card.is_off else Status.CONFIRMED, int(at.timestamp()) // 60
    uid = hashlib.sha256(f"evening|{card.ticket.entry_id}".encode()).hexdigest()
    lasts = card.show.ends_at - card.show.starts_at
    return Evening(uid, status, number, at, starts_at=card.show.starts_at, lasts=lasts, zone=card.show.zone)
