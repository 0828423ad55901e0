"""Keeping acts apart as a job: names are looked up, and whoever answers for a show where they meet is told."""

from datetime import datetime

from coordinator.artists import keeping_apart
from coordinator.jobs import Job
from coordinator.lineups import rechecking


def run(job: Job, at: datetime) -> None:
    """Look up the names of an edition anew; leads of shows where that changes something get to know."""
    for artist_id in sorted(keeping_apart.renew(job.subject)):
        rechecking.tell_leads(artist_id, edition_id=job.subject, at=at)


JOBS = {keeping_apart.RENEW: run}
