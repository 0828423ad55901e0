"""Letters about who answers for a city, as jobs of the outbox: a city, a time and one link; the page decides."""

from datetime import datetime

from coordinator.cities.models import City
from coordinator.config import site_address
from coordinator.db import db
from coordinator.jobs import Job
from coordinator.people.letters import post, post_unless_stopped
from coordinator.people.models import Topic
from coordinator.shows import calling
from coordinator.web import settings


def send_call(job: Job, at: datetime) -> None:
    """“Action required”: ask a lead to say that she is here, or tell who has the city now."""
    due = calling.still_to_say(job, at)
    if due is None:
        return
    city_id, turn = due
    city = db.session.get_one(City, city_id)
    link = f"{site_address(settings())}/lead/{city.slug}/readiness"
    facts = {"city": city.name, "until": turn.due_at, "zone": city.zone, "link": link}
    if job.kind == calling.ASK:
        post_unless_stopped(job, job.kind, facts, Topic.CHECK_INS, at=at)
    else:
        post(job, job.kind, facts, at=at)


JOBS = {calling.ASK: send_call, calling.PASSED: send_call}
ROUNDS = [calling.call]
