"""The letter about an announcement, as a job of the outbox: that there is word, and one link; the page decides."""

from datetime import datetime

from coordinator.config import site_address
from coordinator.day import announcing
from coordinator.jobs import Job
from coordinator.people.letters import post
from coordinator.web import settings


def send_announcement(job: Job, at: datetime) -> None:
    """Tell a lead that there is word from the global team, as long as it is for her. The link names the edition, since
    the site may have turned to the next one as she opens it."""
    edition = announcing.still_for(job.person_id, job.subject)
    if edition is not None:
        link = f"{site_address(settings())}/announcements?edition={edition.slug}"
        post(job, announcing.LETTER, {"link": link}, at=at)


JOBS = {announcing.LETTER: send_announcement}
