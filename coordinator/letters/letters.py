"""Letters about letters, as jobs of the outbox: whether an address wants to be reminded, and the reminders. None names
a case: the page decides what may still be told."""

from dataclasses import replace
from datetime import datetime

from coordinator.config import site_address
from coordinator.disclosure import letter_reminders
from coordinator.disclosure.letter_reminders import Reminder
from coordinator.disclosure.people import find_person
from coordinator.jobs import Job
from coordinator.letters import reminding
from coordinator.letters.reading import get_running
from coordinator.letters.reminding import By
from coordinator.letters.sections import Through, through
from coordinator.mail.letters import Recipient
from coordinator.people import accounts
from coordinator.people.letters import post, post_unless_stopped
from coordinator.people.models import Topic
from coordinator.people.readers import Customs
from coordinator.web import settings


def send_asked(job: Job, at: datetime) -> None:
    """Ask an address whether it wants to be reminded, as long as that is open."""
    found = letter_reminders.find(job.subject)
    if found is None or found.confirmed_at is not None or at >= found.asked_at + reminding.CONFIRMED_WITHIN:
        return
    hours = int(reminding.CONFIRMED_WITHIN.total_seconds() // 3600)
    facts = {"link": _link(found), "hours": hours, "section": through(found.section_id).name}
    post(job, reminding.ASKED, facts, at=at, to=_recipient(found))


def send_all(job: Job, at: datetime) -> None:
    """Have letters written to all whom the day of a section concerns."""
    reminding.remind_all(job.subject, at=at)


def send_writer(job: Job, at: datetime) -> None:
    """Remind somebody of a day, as long as she has a letter that is not on its way."""
    known = reminding.find_due(job.subject, at=at)
    if known is not None:
        found, of, by = known
        link = _link(found)
        facts = {"link": link, "stops_here": True, **_facts(job, of, by)}
        post(job, reminding.WRITER, facts, at=at, to=_recipient(found), stop=f"{link}/stop")


def send_collector(job: Job, at: datetime) -> None:
    """Remind a collector of a day, as long as she is one and letters of hers wait."""
    of, by = reminding.read(job.subject)
    if reminding.is_time(of, by, at=at) and job.person_id in reminding.collectors(of, by):
        link = f"{site_address(settings())}/letters/collect?edition={get_running(of.edition_id).edition_slug}"
        facts = {"link": link, **_facts(job, of, by)}
        post_unless_stopped(job, reminding.COLLECTOR, facts, Topic.COLLECTING, at=at)


def _facts(job: Job, of: Through, by: By) -> dict[str, object]:
    day = of.mail_by if by is By.MAIL else of.report_by
    return {
        "section": of.name,
        "last_day": day,
        "reports": by is By.REPORT,
        "moved": reminding.is_moved(job.subject),
    }


def _link(found: Reminder) -> str:
    return f"{site_address(settings())}/letters/reminders/{letter_reminders.token_of(found.id)}"


def _recipient(found: Reminder) -> Recipient:
    """Her own customs where she has an account, else the language that she asked in."""
    known = find_person(found.email)
    chosen = accounts.customs_of(known) if known else Customs()
    return Recipient("", found.email, replace(chosen, locale=chosen.locale or found.locale))


JOBS = {
    reminding.ASKED: send_asked,
    reminding.DUE: send_all,
    reminding.WRITER: send_writer,
    reminding.COLLECTOR: send_collector,
}
