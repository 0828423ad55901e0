"""The letter to who is to stand at a door, as a job of the outbox. It names no address: that stands behind the link."""

from datetime import datetime

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.door import naming
from coordinator.jobs import Job
from coordinator.people import sign_in
from coordinator.people.letters import link_address, post
from coordinator.people.models import Purpose

MINE = "/door/"


def send_named(job: Job, at: datetime) -> None:
    """Tell the person of the job that she is to stand at a door, unless she is not any more; with a link that signs her
    in once."""
    show = naming.is_still(job.subject, job.person_id, at=at)
    if show is None:
        return
    token = sign_in.mint(job.person_id, Purpose.INVITE, at=at, onwards=MINE)
    facts = {
        "link": link_address(token),
        "days": sign_in.LIVES[Purpose.INVITE].days,
        "until": show.starts_at,
        "zone": show.zone,
        "city": db.session.get_one(City, show.city_id).name,
    }
    post(job, naming.LETTER, facts, at=at)


JOBS = {naming.LETTER: send_named}
