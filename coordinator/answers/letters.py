"""Letters about Answer Time, as jobs of the outbox: an hour is agreed or not, questions wait, a question is answered.

None has a word of a question or an answer in it, nor a name: the page decides.
"""

from dataclasses import replace
from datetime import datetime

from coordinator.answers import hours
from coordinator.answers.asking import is_answered
from coordinator.answers.models import AnswerState, AnswerTime, AskedState, TimeState
from coordinator.answers.moderating import ANSWERED, READY
from coordinator.answers.settling import LETTER
from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure import asked
from coordinator.jobs import Job
from coordinator.mail.letters import Recipient
from coordinator.people.letters import post, post_unless_stopped
from coordinator.people.models import Topic
from coordinator.people.readers import UNCHOSEN
from coordinator.web import settings


def send_hour(job: Job, at: datetime) -> None:
    """Tell who speaks for an act how its hour stands, unless it stands otherwise by now."""
    time_id, _, version = job.subject.partition("|")
    row = db.session.get(AnswerTime, time_id, populate_existing=True)
    if row is None or str(row.version) != version or asked.speaker(row.artist_id) != job.person_id:
        return
    facts = {"state": str(row.state), "starts_at": row.starts_at, "zone": row.zone}
    post(job, "answer_time", {**facts, "link": f"{_site()}/artist/answers/{time_id}"}, at=at)


def send_ready(job: Job, at: datetime) -> None:
    """Tell her that questions wait, as long as there are some without an answer and the hour is to come."""
    row = db.session.get(AnswerTime, job.subject, populate_existing=True)
    if row is None or row.state is not TimeState.AGREED or at >= row.ends_at:
        return
    unanswered = (one for one in asked.of_time(row.id) if one.state is AskedState.APPROVED and one.answer is None)
    if asked.speaker(row.artist_id) == job.person_id and any(unanswered):
        facts = {"starts_at": row.starts_at, "zone": row.zone, "link": f"{_site()}/artist/answers/{row.id}"}
        post_unless_stopped(job, "questions_ready", facts, Topic.QUESTIONS, at=at)


def send_answered(job: Job, at: datetime) -> None:
    """Tell who asked that the answer is there, as long as everybody can read it; the address that she left for this is
    forgotten then."""
    asked_id, _, mine = job.subject.partition("|")
    one, hearer = asked.find(asked_id), asked.hearers(asked_id).get(mine)
    if one is None or hearer is None or one.answer is None or one.answer.state is not AnswerState.APPROVED:
        return
    hour = next((found for found in hours.public(at=at) if found.id == one.time_id), None)
    if hour is None or not is_answered(hour, one, at=at):
        return
    to = Recipient("", hearer.email, replace(UNCHOSEN, locale=hearer.locale)) if hearer.email else None
    facts = {"fresh": to is not None, "link": f"{_site()}/answers/{one.time_id}"}
    post(job, "question_answered", facts, at=at, to=to)
    asked.forget_hearer(mine)  # after it has left: a letter that fails is sent again


def _site() -> str:
    return site_address(settings())


JOBS = {LETTER: send_hour, READY: send_ready, ANSWERED: send_answered}
