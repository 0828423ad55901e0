"""Letters about leaving, as jobs of the outbox: a last one to who is gone, and one to who has her city now."""

from datetime import datetime

from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure import addressees
from coordinator.jobs import Job
from coordinator.mail.letters import Recipient
from coordinator.mail.sending import forget
from coordinator.parting import erasing
from coordinator.people.letters import post
from coordinator.people.models import PersonRole, Role
from coordinator.people.readers import Customs
from coordinator.web import settings


def send_erased(job: Job, at: datetime) -> None:
    """A last letter, without a name. Once it has left its address is forgotten, too; of letters in the folder of one's
    own machine it is the only one that stays."""
    gone = addressees.find(job.subject)
    if gone is None:
        return
    forget(gone.email, outbox=settings().folder / "outbox")
    to = Recipient("", gone.email, Customs(gone.locale, gone.zone))
    post(job, "erased", {"link": f"{site_address(settings())}/"}, at=at, to=to)
    addressees.drop(job.subject)


def send_left(job: Job, at: datetime) -> None:
    """Tell somebody that a city has no lead any more, or one lead fewer, and is with her, unless she left as well."""
    city = db.session.get_one(City, job.subject)
    led = (PersonRole.role == Role.LEAD) & (PersonRole.city_id == city.id)
    mine = select(PersonRole.id).where(PersonRole.person_id == job.person_id, led | (PersonRole.role == Role.GLOBAL))
    if db.session.scalar(mine.limit(1)) is not None:
        link = f"{site_address(settings())}/lead/{city.slug}/readiness"
        post(job, "lead_left", {"city": city.name, "link": link}, at=at)


JOBS = {erasing.ERASED: send_erased, erasing.LEFT: send_left}
