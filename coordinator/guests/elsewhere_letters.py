"""Letters about seats elsewhere, as jobs of the outbox: to guests, to who comes along, to who leads there. None names
an address or an act."""

from datetime import datetime

from coordinator.config import site_address
from coordinator.guests import elsewhere
from coordinator.jobs import Job
from coordinator.lineups.letters import may_know
from coordinator.people.letters import post
from coordinator.shows.listing import get_show
from coordinator.web import settings


def send_elsewhere(job: Job, at: datetime) -> None:
    """Tell a guest that she may have a seat elsewhere, or who comes along that her party has one, while that is so."""
    entry_id, to_show, *taken = job.subject.split("|")
    if elsewhere.is_news(entry_id, to_show, taken=bool(taken), at=at):
        facts = {"city": get_show(to_show).city.name, "taken": bool(taken)}
        post(job, elsewhere.LETTER, {"link": f"{site_address(settings())}/entries/", **facts}, at=at)


def send_coming(job: Job, at: datetime) -> None:
    """Tell who leads a city that guests of another show may come to one of hers."""
    show = get_show(job.subject)
    if at < show.starts_at and may_know(job.person_id, show.city.id):
        link = f"{site_address(settings())}/lead/{show.city.slug}/plan"
        post(job, elsewhere.COMING, {"link": link, "city": show.city.name}, at=at)


JOBS = {elsewhere.LETTER: send_elsewhere, elsewhere.COMING: send_coming}
