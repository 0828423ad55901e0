"""Letters about accounts, as jobs of the outbox. The token of a link is made here and only kept in the letter."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from coordinator import jobs
from coordinator.cities.models import City
from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure import addressees, email_changes
from coordinator.disclosure.email_changes import End
from coordinator.disclosure.people import NO_ADDRESS, identity
from coordinator.jobs import Job
from coordinator.mail.letters import Envelope, Recipient, compose
from coordinator.mail.sending import send, tidy
from coordinator.people import accounts, email_change, newcomers, requests, sign_in, stopping
from coordinator.people.deputies import LETTER as DEPUTY_LETTER
from coordinator.people.models import Person, PersonRole, Purpose, Role, SignInLink, Topic
from coordinator.people.notices import Changed
from coordinator.web import settings

_tidied: dict[Path, date] = {}  # folder → the day on which this process looked through it last


def link_address(token: str) -> str:
    """The whole address of a one-time link."""
    return f"{site_address(settings())}/sign-in/{token}"


def send_sign_in(job: Job, at: datetime) -> None:
    """Send a link to the address of the job, if it is somebody's. The link is committed before the letter leaves: it
    works even if this worker dies right after, and nobody waits for the mail server."""
    asked = addressees.find(job.subject)
    person_id = newcomers.find_or_enrol(asked) if asked else None
    if asked and person_id:
        token = sign_in.mint(person_id, Purpose.SIGN_IN, at=at, onwards=asked.onwards)
        minutes = int(sign_in.LIVES[Purpose.SIGN_IN].total_seconds() // 60)
        to = _recipient(person_id, asked.locale)
        post(job, "sign_in", {"link": link_address(token), "minutes": minutes}, at=at, to=to)
    addressees.drop(job.subject)


def post(
    job: Job,
    kind: str,
    facts: Mapping[str, object],
    *,
    at: datetime,
    to: Recipient | None = None,
    stop: str | None = None,
) -> None:
    """Send the person of the job a letter of that kind, or `to` another address; `stop`: the address that stops such
    letters. The transaction ends before it leaves, so that nobody waits for the mail server."""
    _send(kind, Envelope(settings().mail_from, to or _recipient(job.person_id), job.id, at, stop), facts)


def post_unless_stopped(job: Job, kind: str, facts: Mapping[str, object], topic: Topic, *, at: datetime) -> None:
    """The same about something that one may do without: not to who has stopped such letters, else with what stops
    them."""
    if stopping.wants(job.person_id, topic):
        stop = f"{site_address(settings())}/stop-letters/{stopping.token_of(stopping.Stop(job.person_id, topic))}"
        _send(kind, Envelope(settings().mail_from, _recipient(job.person_id), job.id, at, stop), facts)


def _send(kind: str, envelope: Envelope, facts: Mapping[str, object]) -> None:
    """Send it, unless the list that brought somebody had no address for her, or she has erased herself since."""
    if envelope.recipient.email.endswith(NO_ADDRESS):
        return
    letter = compose(kind, envelope, facts)
    db.session.commit()
    send(letter, mail_url=settings().mail_url, outbox=settings().folder / "outbox")


def send_deputy(job: Job, at: datetime) -> None:
    """Tell the person of the job that she is a deputy of its city, unless she is none any more. Who has never been
    here gets a link that opens her account, as an invitation does."""
    held = (PersonRole.person_id == job.person_id, PersonRole.role == Role.LEAD, PersonRole.deputy.is_(True))
    city = db.session.scalar(
        select(City).join(PersonRole, PersonRole.city_id == City.id).where(City.id == job.subject, *held)
    )
    if city is None:
        return
    link = f"{site_address(settings())}/lead/{city.slug}/"
    days = sign_in.LIVES[Purpose.INVITE].days
    if fresh := not _was_here(job.person_id):
        link = link_address(sign_in.mint(job.person_id, Purpose.INVITE, at=at))
    post(job, "deputy", {"link": link, "city": city.name, "fresh": fresh, "days": days}, at=at)


def send_email_ask(job: Job, at: datetime) -> None:
    """Ask the mailbox of an old or a new address whether to change, as long as that is open. To the new one, which may
    be anybody's, no name is told."""
    change = email_changes.of_id(job.subject, since=at - email_change.LASTS)
    if change is None:
        return
    end = End.OLD if job.kind == email_change.TO_OLD else End.NEW
    link = f"{site_address(settings())}/account/email/{email_change.token_of(change.change_id, end)}"
    facts = {"link": link, "until": change.asked_at + email_change.LASTS}
    to = Recipient("", change.email, accounts.customs_of(job.person_id)) if end is End.NEW else None
    post(job, job.kind, facts, at=at, to=to)


def send_changed(job: Job, at: datetime) -> None:
    """Tell somebody what was changed about her account."""
    post(job, "account_changed", {"what": job.kind, "link": f"{site_address(settings())}/account"}, at=at)


def _was_here(person_id: str) -> bool:
    """Whether the person has a password, or has used a link."""
    used = select(SignInLink.person_id).where(SignInLink.person_id == person_id, SignInLink.used_at.is_not(None))
    kept = select(Person.id).where(Person.id == person_id, Person.password_hash.is_not(None))
    return any(db.session.scalar(query.limit(1)) is not None for query in (used, kept))


def _recipient(person_id: str, unless_chosen: str | None = None) -> Recipient:
    """A person, by her own customs; `unless_chosen` is the locale in which she asked for the letter."""
    known, chosen = identity(person_id), accounts.customs_of(person_id)
    return Recipient(known.name, known.email, replace(chosen, locale=chosen.locale or unless_chosen))


JOBS = {sign_in.LETTER: send_sign_in, DEPUTY_LETTER: send_deputy}
JOBS |= dict.fromkeys((email_change.TO_OLD, email_change.TO_NEW), send_email_ask)
JOBS |= {str(what): send_changed for what in Changed}


def tidy_letters(at: datetime) -> None:
    """Forget letters as long as their jobs: those that lie in the folder of one's own machine. It may be a large one,
    so that each process looks through it once a day."""
    folder, today = settings().folder / "outbox", at.date()
    if _tidied.get(folder) != today:
        tidy(at - jobs.KEPT, outbox=folder)
        _tidied[folder] = today


ROUNDS = [email_change.tidy, sign_in.tidy, requests.forget, jobs.prune, tidy_letters]
