"""Letters about what leads decided, as jobs of the outbox: that, a city and one link; why, stays with the leads."""

from datetime import datetime

from coordinator.artists.models import Application
from coordinator.cities.models import City
from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure import changes, doors, reviewed
from coordinator.jobs import Job
from coordinator.people.letters import post
from coordinator.reviews import spaces
from coordinator.reviews.applications import LETTERS
from coordinator.spaces.models import Space, SpaceState
from coordinator.web import settings


def send_decided(job: Job, at: datetime) -> None:
    """Tell who speaks for an act what was decided about it, as long as that stands."""
    wish = db.session.get(Application, job.subject, populate_existing=True)
    if wish is None or LETTERS.get(wish.state) != job.kind or reviewed.contact_of(wish) != job.person_id:
        return
    city = db.session.get_one(City, wish.city_id)
    link = f"{site_address(settings())}/artist/acts/{wish.artist_id}"
    post(job, "application_decided", {"state": wish.state.value, "city": city.name, "link": link}, at=at)


def send_of_space(job: Job, at: datetime) -> None:
    """Tell a host what was decided about her space, as it stands; nothing where she has closed her door since, or has
    taken the space back."""
    space = db.session.get_one(Space, job.subject, populate_existing=True)
    decided = space.state in (SpaceState.APPROVED, SpaceState.SUSPENDED) and doors.find(space.id) is None
    if not decided or changes.host_of(space.id) != job.person_id:
        return
    approved = space.state is SpaceState.APPROVED
    facts = {"taken": approved, "again": approved and job.kind == spaces.OPENED}
    city = db.session.get_one(City, space.city_id)
    link = f"{site_address(settings())}/host/{space.id}"
    post(job, "space_decided", {**facts, "city": city.name, "link": link}, at=at)


JOBS = {
    **dict.fromkeys(LETTERS.values(), send_decided),
    **dict.fromkeys((spaces.DECIDED, spaces.OPENED), send_of_space),
}
