"""Letters between hosts and leads, as jobs of the outbox: a city and one link; what was said the page tells."""

from datetime import datetime

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import changes, host_news, host_vetoes, incidents, questions, reserves
from coordinator.disclosure.changes import ChangeState
from coordinator.disclosure.host_news import News
from coordinator.hosting import afterwards, changing, reporting, standing_ready, talking
from coordinator.jobs import Job
from coordinator.lineups.letters import may_know, page_address
from coordinator.people.letters import post, post_unless_stopped
from coordinator.people.models import Topic
from coordinator.shows import host_news as news
from coordinator.shows.models import Show
from coordinator.spaces.models import Space


def send_changed(job: Job, at: datetime) -> None:
    """Tell a lead that a host has said something anew, as long as she has not looked at it."""
    change = changes.find(job.subject)
    if change is None or not change.is_open:
        return
    space = db.session.get_one(Space, change.space_id)
    if may_know(job.person_id, space.city_id):
        city = db.session.get_one(City, space.city_id)
        link = page_address(f"/lead/{city.slug}/spaces/{space.id}/changes")
        waits = change.state is ChangeState.WAITING
        post(job, job.kind, {"city": city.name, "waits": waits, "link": link}, at=at)


def send_settled(job: Job, at: datetime) -> None:
    """Tell a host what became of a change that waited."""
    change = changes.find(job.subject)
    if change is not None and changes.host_of(change.space_id) == job.person_id:
        taken = change.state is ChangeState.TAKEN
        post(job, job.kind, {"taken": taken, "link": page_address(f"/host/{change.space_id}")}, at=at)


def send_incident(job: Job, at: datetime) -> None:
    """Tell who answers for the city of a report that nobody has dealt with."""
    city_id = incidents.city_of_open(job.subject)
    if city_id is not None and may_know(job.person_id, city_id):
        city = db.session.get_one(City, city_id)
        link = page_address(f"/lead/{city.slug}/reports/{job.subject}")
        post(job, job.kind, {"city": city.name, "link": link}, at=at)


def send_veto(job: Job, at: datetime) -> None:
    """Tell a lead that a host has said whom she does not want, as long as there is one to look at."""
    if any(one.is_open for one in host_vetoes.of_space(job.subject)):
        _to_lead(job, db.session.get_one(Space, job.subject), at=at)


def send_answered(job: Job, at: datetime) -> None:
    """Tell a lead that a host has answered her, as long as nobody has seen it."""
    question = questions.find(job.subject)
    if question is not None and question.is_new:
        _to_lead(job, db.session.get_one(Space, question.space_id), at=at)


def send_news(job: Job, at: datetime) -> None:
    """Tell a host what is new about an evening in her space, unless there is newer by now."""
    told = host_news.find_newest(job.subject)
    if told is None or changes.host_of(told.space_id) != job.person_id:
        return
    show = db.session.get_one(Show, told.show_id)
    begins = (told.before or told.now)[0] if told.news is News.ELSEWHERE else told.now[0]
    link = page_address(f"/host/{told.space_id}#news")
    post(job, job.kind, {"news": str(told.news), "until": begins, "zone": show.zone, "link": link}, at=at)


def send_no_reserve(job: Job, at: datetime) -> None:
    """Tell a lead that a host cannot stand ready, as long as nobody else does."""
    show = db.session.get_one(Show, job.subject)
    if show.id not in reserves.of_shows([show.id]) and may_know(job.person_id, show.city_id):
        city = db.session.get_one(City, show.city_id)
        post(job, job.kind, {"city": city.name, "link": page_address(f"/lead/{city.slug}/reserves")}, at=at)


def send_asked(job: Job, at: datetime) -> None:
    """“Action required”: tell a host that her lead asks something, as long as she has not answered."""
    question = questions.find(job.subject)
    if question is not None and question.answered_at is None and changes.host_of(question.space_id) == job.person_id:
        post(job, job.kind, {"link": page_address(f"/host/{question.space_id}")}, at=at)


def send_thanks(job: Job, at: datetime) -> None:
    """Thank a host for her evening, as long as that is news."""
    told = afterwards.thanks(job.person_id, job.subject, at=at)
    if told is not None:
        link = page_address(f"/host/{told.show.space_id}/evening/{told.show.id}/after")
        facts = {"came": told.came, "until": told.erased_at, "link": link}
        post_unless_stopped(job, job.kind, facts, Topic.AFTERWARDS, at=at)


def send_erasing(job: Job, at: datetime) -> None:
    """Tell a host that her home is to be erased, as long as it is, and how she stays."""
    until = afterwards.forgets_at(job.person_id, job.subject, at=at)
    if until is not None:
        post(job, job.kind, {"until": until, "link": page_address(f"/host/{job.subject}/keep")}, at=at)


def _to_lead(job: Job, space: Space, *, at: datetime) -> None:
    if may_know(job.person_id, space.city_id):
        city = db.session.get_one(City, space.city_id)
        link = page_address(f"/lead/{city.slug}/spaces/{space.id}/changes")
        post(job, job.kind, {"city": city.name, "link": link}, at=at)


JOBS = {
    reporting.LETTER: send_incident,
    afterwards.THANKS: send_thanks,
    afterwards.ERASING: send_erasing,
    changing.LETTER: send_changed,
    changing.SETTLED: send_settled,
    news.LETTER: send_news,
    standing_ready.LETTER: send_no_reserve,
    talking.VETO: send_veto,
    talking.ASK: send_asked,
    talking.ANSWERED: send_answered,
}
