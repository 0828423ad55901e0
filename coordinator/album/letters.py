"""Letters of the album, as jobs of the outbox: the question to whoever is on a picture, and to a lead that something
she gave away is taken back. None says who is on it, or where it was taken."""

from dataclasses import replace
from datetime import datetime

from coordinator.album import consenting, forgetting, sending
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import consents
from coordinator.disclosure.people import find_person
from coordinator.jobs import Job
from coordinator.lineups.letters import may_know, page_address
from coordinator.mail.letters import Recipient, one_line
from coordinator.people import accounts
from coordinator.people.letters import post
from coordinator.people.readers import Customs


def send_asked(job: Job, at: datetime) -> None:
    """Ask somebody about a picture, as long as it is there and she has not answered."""
    found = consenting.find_open(job.subject)
    if found is None:
        return
    who = found.consent.who
    city = db.session.get_one(City, found.show.city_id)
    link = page_address(f"/album/answers/{consents.token_of(found.consent.id)}")
    to = None if who.person_id else Recipient(one_line(who.called), who.email, _reads(who.email, who.locale))
    post(job, sending.LETTER, {"link": link, "city": city.name}, at=at, to=to)


def send_recall(job: Job, at: datetime) -> None:
    """Tell who answers for a city that somebody may not use a picture any more."""
    if may_know(job.person_id, job.subject):
        city = db.session.get_one(City, job.subject)
        post(job, forgetting.LETTER, {"link": page_address(f"/lead/{city.slug}/album"), "city": city.name}, at=at)


def _reads(email: str, unless_chosen: str | None) -> Customs:
    """How whoever has an address reads: as she has chosen, else as whoever named her does."""
    known = find_person(email)
    chosen = accounts.customs_of(known) if known else Customs()
    return replace(chosen, locale=chosen.locale or unless_chosen)


JOBS = {sending.LETTER: send_asked, forgetting.LETTER: send_recall}
