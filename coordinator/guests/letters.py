"""Letters to guests, as jobs of the outbox. None names an address or an act."""

from dataclasses import replace
from datetime import datetime

from coordinator.cities.listing import public_city
from coordinator.cities.models import City
from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure import drawing as drawn
from coordinator.disclosure import entries, guest_evenings, moves, plus_ones
from coordinator.disclosure.people import find_person, identity
from coordinator.disclosure.seats import HOLDS
from coordinator.editions.models import Edition
from coordinator.guests import (
    after,
    agreeing,
    changes,
    drawing,
    in_vain,
    linking,
    overdue,
    parties,
    promoting,
    revealing,
    seats,
    shrinking,
    turnouts,
    uninvited,
    voiding,
)
from coordinator.guests import entries as entering
from coordinator.guests import plus_ones as naming
from coordinator.guests.models import Draw, EntryState, PlusOneState
from coordinator.jobs import Job
from coordinator.lineups import relocating
from coordinator.lineups.letters import may_know
from coordinator.mail.letters import Recipient, one_line
from coordinator.people import accounts
from coordinator.people.letters import post, post_unless_stopped
from coordinator.people.models import Topic
from coordinator.people.readers import Customs, Reader
from coordinator.shows.listing import get_show
from coordinator.shows.models import Show
from coordinator.spaces.words import kind_word
from coordinator.web import settings


def send_entry(job: Job, at: datetime) -> None:
    """Ask the mailbox that an entry named whether it means it, as long as that would count."""
    token = entries.letter_token(job.subject)
    entry = entering.find_unverified(token, at=at)
    if entry is None or entry.asked_by is None:
        return
    asked = entry.asked_by
    to = Recipient(asked.name, asked.email, _reads(asked.email, asked.locale))
    hours = int(entering.VERIFIED_WITHIN.total_seconds() // 3600)
    post(
        job,
        entering.LETTER,
        {"link": f"{site_address(settings())}/entries/verify/{token}", "hours": hours},
        at=at,
        to=to,
    )


def _reads(email: str, unless_chosen: str | None) -> Customs:
    """How whoever has an address reads: as she has chosen, else in the language in which she is written to."""
    known = find_person(email)
    chosen = accounts.customs_of(known) if known else Customs()
    return replace(chosen, locale=chosen.locale or unless_chosen)


def send_seat(job: Job, at: datetime) -> None:
    """Ask whoever was drawn to confirm, as long as that can be done."""
    entry = entries.find(job.subject)
    if entry is not None and seats.is_asked(entry, at=at):
        alone = entry.wanted.people > 1 and not plus_ones.has_second(entry.id)
        name_by = naming.named_by(entry) if alone else None
        draw = db.session.get_one(Draw, (entry.where.edition_id, entry.where.city_id))
        told = {"until": entry.confirm_by, "name_by": name_by, "head": linking.head_of(draw)}
        facts = {"link": f"{site_address(settings())}/entries/", **told}
        post(job, promoting.LETTER, facts, at=at)


def send_plus_one(job: Job, at: datetime) -> None:
    """Ask the mailbox that a party's guest has named, as long as a yes would count."""
    token = plus_ones.letter_token(job.subject)
    asked = naming.find_asked(token, at=at)
    if asked is None:
        return
    named, entry = asked
    to = Recipient(named.name, named.email, _reads(named.email, named.locale))
    facts = {
        "link": f"{site_address(settings())}/entries/plus-one/{token}",
        "by": one_line(identity(entry.person_id or "").name),
        "until": naming.named_by(entry),
    }
    post(job, naming.LETTER, facts, at=at, to=to)


def send_missing(job: Job, at: datetime) -> None:
    """Remind the guest of a party of two that nobody has said yes to coming with her, as long as somebody still can."""
    entry = entries.find(job.subject)
    if entry is None or entry.state not in HOLDS or plus_ones.has_second(entry.id):
        return
    if naming.may_name(entry, at=at) and seats.is_ahead(entry, at=at):
        named = plus_ones.of_entries([entry.id]).get(entry.id)
        waits = named is not None and named.state is PlusOneState.ASKED
        facts = {"waits": waits, "who": one_line(named.name) if named else "", "until": naming.named_by(entry)}
        post(job, naming.MISSING, {"link": f"{site_address(settings())}/entries/", **facts}, at=at)


def send_said(job: Job, at: datetime) -> None:
    """Tell the guest of a party where its second stands, unless she has named another one since, or it is over."""
    named = plus_ones.find(job.subject)
    if named is None or named.state is PlusOneState.ASKED:
        return
    if seats.is_news(entries.find(named.entry_id), at=at):
        facts = {"link": f"{site_address(settings())}/entries/", "who": one_line(named.name), "state": named.state}
        post(job, parties.SAID, facts, at=at)


def send_over(job: Job, at: datetime) -> None:
    """Tell a party's second person that she is in it no longer, or that it has no seat, if that is so and its evening
    is to come."""
    mine = {entry.id: entry for entry in plus_ones.joined(Reader(job.person_id))}
    entry = mine.get(job.subject)
    gone = entry is None or entry.state in (*seats.GONE, EntryState.WAITLISTED)
    if gone and seats.is_news(entry or entries.find(job.subject), at=at):
        waited = entry is not None and entry.state in seats.GONE and entry.seat is None
        facts = {"link": f"{site_address(settings())}/entries/", "is_in": entry is not None, "waited": waited}
        post(job, parties.OVER, facts, at=at)


def send_ticket(job: Job, at: datetime) -> None:
    """Bring a guest to her ticket, as long as she has the seat and the evening is to come."""
    entry = entries.find(job.subject)
    if entry is not None and entry.state is EntryState.CONFIRMED and seats.is_ahead(entry, at=at):
        post(job, seats.TICKET, {"link": f"{site_address(settings())}/entries/{entry.id}/ticket"}, at=at)


def thank_all(job: Job, at: datetime) -> None:
    """Have everybody thanked who was at a show."""
    after.thank_all(job.subject, at=at)


def send_thanks(job: Job, at: datetime) -> None:
    """Thank somebody for an evening, as long as that is news and her page says who played."""
    told = after.find_evening(Reader(job.person_id), job.subject, at=at)
    if told is not None and after.is_news(db.session.get_one(Show, told.show_id), at=at):
        facts = {"link": f"{site_address(settings())}/entries/{told.entry_id}/after"}
        post_unless_stopped(job, after.LETTER, facts, Topic.AFTERWARDS, at=at)


def send_ready(job: Job, at: datetime) -> None:
    """Tell somebody that her address is ready, as long as she may read it and the show is to come."""
    if guest_evenings.may_read(job.subject, job.person_id, at=at):
        post(job, revealing.LETTER, {"link": f"{site_address(settings())}/entries/{job.subject}/evening"}, at=at)


def send_changed(job: Job, at: datetime) -> None:
    """Tell somebody what is different about a show that she has asked for or has a seat at, if that still concerns
    her. Only what everybody may know."""
    said = changes.still_to_say(job.subject, job.person_id, at=at)
    if said is None:
        return
    show, aspects = said
    public = get_show(show.id)
    entry = entries.find(job.subject.split("|")[1])
    facts = {
        "link": f"{site_address(settings())}/entries/",
        "show": public,
        "aspects": [str(aspect) for aspect in aspects],
        "kind": kind_word(show.kind),
        "has_seat": entry is not None and entry.state in HOLDS,
        "may_change": entry is not None and entering.may_change(entry, at=at),
    }
    post(job, changes.LETTER, facts, at=at)


def send_listed(job: Job, at: datetime) -> None:
    """Send a guest her line of the published list and what it hangs on, while nobody can know yet what decides."""
    entry = entries.find(job.subject)
    said = drawing.own_line(entry) if entry is not None else None
    if entry is None or said is None or at >= said.due_at or entry.state is EntryState.VOID:
        return
    city, edition = db.session.get_one(City, entry.where.city_id), db.session.get_one(Edition, entry.where.edition_id)
    facts = {
        "link": f"{site_address(settings())}/draws/{edition.slug}/{city.slug}",
        "city": public_city(city).name,
        "line": said.line,
        "root": said.root,
        "source": said.source,
        "until": said.due_at,
    }
    post(job, drawing.LISTED, facts, at=at)


def send_waits(job: Job, at: datetime) -> None:
    """Tell a guest that she was not drawn and waits, with her place, unless that has changed."""
    entry = entries.find(job.subject)
    if entry is None or entry.state is not EntryState.WAITLISTED or not seats.is_news(entry, at=at):
        return
    place, city = drawn.place_of(entry.id), public_city(db.session.get_one(City, entry.where.city_id))
    if place is not None:
        facts = {"link": f"{site_address(settings())}/entries/", "place": place, "city": city.name}
        post(job, seats.WAITS, facts, at=at)


def send_waited(job: Job, at: datetime) -> None:
    """Tell somebody that she waited in vain, while that is news and she is of that party."""
    entry = entries.find(job.subject)
    if entry is None or not in_vain.is_news(entry, at=at):
        return
    if (entry.id, job.person_id) in ((entry.id, entry.person_id), *plus_ones.seconds([entry.id])):
        city = public_city(db.session.get_one(City, entry.where.city_id))
        facts = {"link": f"{site_address(settings())}/entries/", "city": city.name}
        post_unless_stopped(job, in_vain.LETTER, facts, Topic.AFTERWARDS, at=at)


def send_lost(job: Job, at: datetime) -> None:
    """Tell a guest that she has lost her seat and waits again, unless that has changed."""
    entry = entries.find(job.subject)
    if entry is None or entry.state is not EntryState.WAITLISTED or not seats.is_news(entry, at=at):
        return
    place, city = drawn.place_of(entry.id), public_city(db.session.get_one(City, entry.where.city_id))
    post(
        job,
        shrinking.LETTER,
        {"link": f"{site_address(settings())}/entries/", "place": place, "city": city.name},
        at=at,
    )


def send_void(job: Job, at: datetime) -> None:
    """Tell a guest that her entry is void, if it still is."""
    entry = entries.find(job.subject)
    if entry is not None and entry.state is EntryState.VOID and seats.is_news(entry, at=at):
        post(job, voiding.LETTER, {"link": f"{site_address(settings())}/entries/"}, at=at)


def send_void_said(job: Job, at: datetime) -> None:
    """Tell whoever else answers for a city that an entry there was made void, or counts again."""
    city_id, _, what = job.subject.partition("|")
    city = public_city(db.session.get_one(City, city_id))
    link = f"{site_address(settings())}/lead/{city.slug}/voids"
    post(job, voiding.SAID, {"link": link, "city": city.name, "undone": what == voiding.UNDONE}, at=at)


def send_waiting_draw(job: Job, at: datetime) -> None:
    """Ask somebody to hold a draw, if nobody has meanwhile; not who has typed what somebody else has to type, too."""
    edition_id, city_id = job.subject.split("|")
    typed = agreeing.typed(Reader(job.person_id), edition_id, city_id)
    if overdue.is_waiting(job.subject, at=at) and (typed.by_others or not typed.own):
        edition, city = db.session.get_one(Edition, edition_id), public_city(db.session.get_one(City, city_id))
        link = f"{site_address(settings())}/draws/{edition.slug}/{city.slug}"
        post(job, overdue.LETTER, {"link": link, "city": city.name, "second": typed.by_others}, at=at)


def send_moved(job: Job, at: datetime) -> None:
    """Tell somebody with a seat that her show moved, unless it has again since, or she has lost the seat; who has to
    say yes anew, until when."""
    move_id, _, entry_id = job.subject.partition("|")
    entry, show_id = entries.find(entry_id), moves.is_latest(move_id)
    if show_id is None or entry is None or (entry_id, job.person_id) not in moves.holders(show_id):
        return
    if seats.is_ahead(entry, at=at):
        confirmed = entry.state is EntryState.CONFIRMED
        page = f"/entries/{entry_id}/evening" if confirmed else "/entries/"
        until = entry.confirm_by if seats.is_asked(entry, at=at) else None
        post(job, job.kind, {"link": f"{site_address(settings())}{page}", "until": until}, at=at)


def send_uninvited(job: Job, at: datetime) -> None:
    """Tell who answers for a city that a host does not want somebody who has entered, if nobody has decided."""
    match = uninvited.find(job.subject, at=at)
    if match is not None and may_know(job.person_id, match.where.city_id):
        city = public_city(db.session.get_one(City, match.where.city_id))
        link = f"{site_address(settings())}/lead/{city.slug}/voids"
        post(job, uninvited.LETTER, {"link": link, "city": city.name}, at=at)


JOBS = {entering.LETTER: send_entry, promoting.LETTER: send_seat, naming.LETTER: send_plus_one}
JOBS |= {naming.MISSING: send_missing, parties.SAID: send_said, parties.OVER: send_over, revealing.LETTER: send_ready}
JOBS |= {relocating.MOVED: send_moved}
JOBS |= {seats.TICKET: send_ticket, after.ROUND: thank_all, after.LETTER: send_thanks}
JOBS |= {drawing.LISTED: send_listed, changes.LETTER: send_changed, seats.WAITS: send_waits}
JOBS |= {shrinking.LETTER: send_lost, in_vain.LETTER: send_waited}
JOBS |= {voiding.LETTER: send_void, voiding.SAID: send_void_said, overdue.LETTER: send_waiting_draw}
JOBS |= {uninvited.LETTER: send_uninvited}
ROUNDS = [entering.tidy, drawing.close_due, seats.lapse_due, seats.part_due, seats.open_access_due, seats.fill_due]
ROUNDS += [naming.remind_due, naming.forget_due, changes.tell_due, revealing.reveal_due, overdue.tell_due]
ROUNDS += [uninvited.tell_due, turnouts.publish_due, in_vain.tell_due]
