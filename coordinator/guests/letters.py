"""Letters to guests, as jobs of the outbox. None names an address or an act."""

from datetime import datetime

from coordinator.config import site_address
from coordinator.disclosure import entries
from coordinator.disclosure.people import find_person
from coordinator.guests import drawing, seats
from coordinator.guests import entries as entering
from coordinator.jobs import Job
from coordinator.mail.letters import Recipient
from coordinator.people import accounts
from coordinator.people.letters import post
from coordinator.people.readers import Customs
from coordinator.web import settings


def send_entry(job: Job, at: datetime) -> None:
    """Ask the mailbox that an entry named whether it means it, as long as that would count."""
    token = entries.letter_token(job.subject)
    entry = entering.find_unverified(token, at=at)
    if entry is None or entry.asked_by is None:
        return
    asked = entry.asked_by
    known = find_person(asked.email)
    to = Recipient(asked.name, asked.email, accounts.customs_of(known) if known else Customs(locale=asked.locale))
    hours = int(entering.VERIFIED_WITHIN.total_seconds() // 3600)
    post(
        job,
        entering.LETTER,
        {"link": f"{site_address(settings())}/entries/verify/{token}", "hours": hours},
        at=at,
        to=to,
    )


def send_seat(job: Job, at: datetime) -> None:
    """Ask whoever was drawn to confirm, as long as that can be done."""
    entry = entries.find(job.subject)
    if entry is not None and seats.is_asked(entry, at=at):
        post(job, seats.LETTER, {"link": f"{site_address(settings())}/entries/", "until": entry.confirm_by}, at=at)


JOBS = {entering.LETTER: send_entry, seats.LETTER: send_seat}
ROUNDS = [entering.tidy, drawing.close_due, seats.lapse_due, seats.open_access_due]
