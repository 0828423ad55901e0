"""The letter to an act whose address is ready, as a job of the outbox. It names none: that stands behind the link."""

from datetime import datetime

from coordinator.config import site_address
from coordinator.disclosure import own_places
from coordinator.jobs import Job
from coordinator.people.letters import post
from coordinator.playing import revealing
from coordinator.web import settings


def send_ready(job: Job, at: datetime) -> None:
    """Tell who speaks for an act that the address is ready, as long as she may read it and the show is to come."""
    if own_places.may_read(job.subject, job.person_id, at=at):
        post(job, "address_ready", {"link": f"{site_address(settings())}/artist/offers/{job.subject}"}, at=at)


JOBS = {revealing.LETTER: send_ready}
