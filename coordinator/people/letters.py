"""Letters about accounts, as jobs of the outbox. The token of a link is made here and only kept in the letter."""

from datetime import datetime

from sqlalchemy import select

from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure.people import identity
from coordinator.jobs import Job
from coordinator.mail.letters import Envelope, Recipient, compose
from coordinator.mail.sending import send
from coordinator.people import sign_in
from coordinator.people.models import Person, Purpose
from coordinator.web import settings


def link_address(token: str) -> str:
    """The whole address of a one-time link."""
    return f"{site_address(settings())}/sign-in/{token}"


def send_sign_in(job: Job, at: datetime) -> None:
    """Send a link to the person of the job. The link is committed before the letter leaves: it works even if this
    worker dies right after, and nobody waits for the mail server."""
    token = sign_in.mint(job.person_id, Purpose.SIGN_IN, at=at)
    envelope = Envelope(settings().mail_from, _recipient(job.person_id), job.id, at)
    minutes = int(sign_in.LIVES[Purpose.SIGN_IN].total_seconds() // 60)
    letter = compose("sign_in", envelope, {"link": link_address(token), "minutes": minutes})
    db.session.commit()
    send(letter, mail_url=settings().mail_url, outbox=settings().folder / "outbox")


def _recipient(person_id: str) -> Recipient:
    known = identity(person_id)
    locale = db.session.scalar(select(Person.locale).where(Person.id == person_id))
    return Recipient(known.name, known.email, locale or "en")


JOBS = {sign_in.LETTER: send_sign_in}
