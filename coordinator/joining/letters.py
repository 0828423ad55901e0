"""Letters about a city that wants to join: to who asks for it, and to the team."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure import city_requests
from coordinator.disclosure.people import find_person
from coordinator.jobs import Job
from coordinator.joining import asking, deciding
from coordinator.joining.models import RequestState
from coordinator.mail.letters import Recipient, one_line
from coordinator.people import accounts, sign_in
from coordinator.people.letters import link_address, post
from coordinator.people.models import PersonRole, Purpose, Role
from coordinator.people.readers import Customs
from coordinator.web import settings


def send_verify(job: Job, at: datetime) -> None:
    """Ask the mailbox that a request named whether it means it, as long as that would count."""
    token = city_requests.letter_token(job.subject)
    found = asking.find_unverified(token, at=at)
    if found is None:
        return
    known = find_person(found.asked.email)
    chosen = accounts.customs_of(known) if known else Customs()
    customs = replace(chosen, locale=chosen.locale or found.asked.locale)
    to = Recipient(found.asked.name, found.asked.email, customs)
    hours = int(asking.VERIFIED_WITHIN.total_seconds() // 3600)
    facts = {"link": f"{_site()}/cities/join/{token}", "hours": hours, "city": found.asked.label}
    post(job, asking.LETTER, facts, at=at, to=to)


def send_arrived(job: Job, at: datetime) -> None:
    """Tell one of the team that a city waits, as long as it does and she is of the team."""
    found = city_requests.find(job.subject)
    team = select(PersonRole.id).where(PersonRole.person_id == job.person_id, PersonRole.role == Role.GLOBAL)
    if found is not None and found.is_open and db.session.scalar(team.limit(1)) is not None:
        post(job, asking.ARRIVED, {"link": f"{_site()}/global/joining"}, at=at)


def send_question(job: Job, at: datetime) -> None:
    """Tell who asked that the team would like to know something."""
    found = city_requests.find(job.subject)
    if found is not None and found.state is RequestState.ASKED:
        facts = {"link": f"{_site()}/joining/{found.id}", "city": found.asked.label}
        post(job, deciding.QUESTION, facts, at=at)


def send_accepted(job: Job, at: datetime) -> None:
    """Invite the lead of a new city by a link that opens her notes, unless she leads it no more."""
    found = city_requests.find(job.subject)
    if found is None or found.city_id is None or found.person_id is None:
        return
    city = db.session.get_one(City, found.city_id)
    held = select(PersonRole.id).where(PersonRole.person_id == found.person_id, PersonRole.city_id == city.id)
    if db.session.scalar(held.limit(1)) is None:
        return
    onwards = f"/lead/{city.slug}/notes"
    link = link_address(sign_in.mint(found.person_id, Purpose.INVITE, at=at, onwards=onwards))
    days = sign_in.LIVES[Purpose.INVITE].days
    post(job, deciding.ACCEPTED, {"link": link, "city": city.name, "days": days}, at=at)


def send_declined(job: Job, at: datetime) -> None:
    """Tell who asked that her city does not join this time, and why."""
    found = city_requests.find(job.subject)
    if found is not None and found.state is RequestState.DECLINED and found.words:
        words = one_line(found.words[-1].words)
        facts = {"link": f"{_site()}/joining/{found.id}", "city": found.asked.label, "words": words}
        post(job, deciding.DECLINED, facts, at=at)


def _site() -> str:
    return site_address(settings())


JOBS = {
    asking.LETTER: send_verify,
    asking.ARRIVED: send_arrived,
    deciding.QUESTION: send_question,
    deciding.ACCEPTED: send_accepted,
    deciding.DECLINED: send_declined,
}
ROUNDS = [asking.tidy]
