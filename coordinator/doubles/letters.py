"""Letters about two applications that look like one act, as jobs of the outbox: a city and one link, never a name."""

from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Application
from coordinator.cities.models import City
from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure import doubles, reviewed
from coordinator.disclosure.merged import State
from coordinator.doubles import asking, merging
from coordinator.jobs import Job
from coordinator.people.letters import post
from coordinator.people.readers import Reader
from coordinator.web import settings


def send_asked(job: Job, at: datetime) -> None:
    """Ask who speaks for an act whether it is one with another application, as long as that is open."""
    _post(job, "double_asked", State.ASKED, "/one", at=at)


def send_merged(job: Job, at: datetime) -> None:
    """Tell who speaks for an act that two applications are one now."""
    _post(job, "acts_merged", State.MERGED, "", at=at)


def _post(job: Job, kind: str, state: State, below: str, *, at: datetime) -> None:
    wish = db.session.scalars(select(Application).where(Application.artist_id == job.subject)).one_or_none()
    if wish is None or job.person_id is None or reviewed.contact_of(wish) != job.person_id:
        return
    told = doubles.of_act(Reader(job.person_id), wish.artist_id)
    if told is None or told[1].state is not state:
        return
    city = db.session.get_one(City, wish.city_id)
    link = f"{site_address(settings())}/artist/acts/{wish.artist_id}{below}"
    post(job, kind, {"city": city.name, "link": link}, at=at)


JOBS = {asking.LETTER: send_asked, merging.LETTER: send_merged}
