"""Letters to guests, as jobs of the outbox. None names an address or an act."""

from datetime import datetime

from coordinator.config import site_address
from coordinator.disclosure import entries
from coordinator.disclosure.people import find_person
from coordinator.guests import drawing
from coordinator.guests import entries as entering
from coordinator.jobs import Job
from coordinator.mail.letters import Recipient
from coordinator.people import accounts
from coordinator.people.letters import post
from coordinator.people.readers import UNCHOSEN
from coordinator.web import settings


def send_entry(job: Job, at: datetime) -> None:
    """Ask the mailbox that an entry named whether it means it, as long as that would count."""
    token = entries.letter_token(job.subject)
    entry = entering.find_unverified(token, at=at)
    if entry is None or entry.asked_by is None:
        return
    name, email = entry.asked_by
    known = find_person(email)
    to = Recipient(name, email, accounts.customs_of(known) if known else UNCHOSEN)
    hours = int(entering.VERIFIED_WITHIN.total_seconds() // 3600)
    post(
        job,
        entering.LETTER,
        {"link": f"{site_address(settings())}/entries/verify/{token}", "hours": hours},
        at=at,
        to=to,
    )


JOBS = {entering.LETTER: send_entry}
ROUNDS = [entering.tidy, drawing.close_due]
