"""Finding the point of a host's address with the configured service: a job, because the service takes its time."""

from datetime import datetime

from sqlalchemy import select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import own_spaces
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.errors import NotFound
from coordinator.geo.configured import configured_geocoding
from coordinator.geo.geocoding import Address
from coordinator.jobs import Job, Outbox
from coordinator.people.readers import Reader
from coordinator.spaces import registration
from coordinator.web import settings

FIND = "find_address"  # the outbox's kind


def ask(form: OwnForm, host_id: str, *, at: datetime) -> None:
    """Have the address looked up, where a service is configured and the host has placed no pin yet."""
    if settings().geocoder != "offline" and not form.said["pinned"]:
        key = f"{FIND}|{form.space_id}|{at:%Y%m%dT%H%M%S}"
        jobs.enqueue(FIND, person_id=host_id, subject=form.space_id, dedupe_key=key, due_at=at)


def is_looking(form: OwnForm) -> bool:
    """Whether a service is still to say where the address is, and the host has placed no pin meanwhile."""
    waits = select(Outbox.id).where(Outbox.kind == FIND, Outbox.subject == form.space_id, Outbox.done_at.is_(None))
    return not form.said.get("pinned") and db.session.scalar(waits.limit(1)) is not None


def address_of(form: OwnForm) -> Address:
    """The address as a geocoder is asked for it."""
    town = registration.town_of(form)
    return Address(form.said.get("street", ""), town.name if town else "", town.country if town else "")


def find(job: Job, at: datetime) -> None:
    """Keep the point of an address that is still the one meant, unless the host was quicker with a pin."""
    host = Reader(job.person_id)
    try:
        asked = address_of(own_spaces.own_form(host, job.subject))
        db.session.commit()
        found = configured_geocoding(settings()).find(asked)
        form = own_spaces.own_form(host, job.subject, held=True)
    except NotFound:  # taken back since
        return
    if found is not None and found.precision != "town" and not form.said.get("pinned") and address_of(form) == asked:
        where = {"latitude": found.latitude, "longitude": found.longitude}
        own_spaces.keep(host, form, {**form.said, **where}, at=at)


JOBS = {FIND: find}
