"""Who leads a city, by name and address, told to its leads, its deputies and the global team; and who ever did."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from coordinator.db import db
from coordinator.disclosure import audit
from coordinator.disclosure.people import Identity, identities
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import Disclosure
from coordinator.errors import NotFound
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


def lead_names(reader: Reader, person_ids: Collection[str], *, city_id: str, at: datetime) -> Mapping[str, Identity]:
    """Person id → name and address of those who answer for the city. Raises NotFound for everybody else."""
    if not may_see(Fact.LEAD_NAME, relation(reader, city_id=city_id), Phase.PLANNED):
        raise NotFound
    audit.record(reader, [Fact.LEAD_NAME], of=[city_id] if person_ids else [], at=at)
    return identities(person_ids)


def names_of_leads(
    reader: Reader, by_city: Mapping[str, Collection[str]], *, at: datetime
) -> Mapping[str, Sequence[str]]:
    """City → the names of these people, who answer for it. Raises NotFound for everybody but those who may know them in
    all of these cities. One statement besides the audit's."""
    if not all(may_see(Fact.LEAD_NAME, relation(reader, city_id=city), Phase.PLANNED) for city in by_city):
        raise NotFound
    audit.record(reader, [Fact.LEAD_NAME], of=sorted(city for city, people in by_city.items() if people), at=at)
    known = identities({person for people in by_city.values() for person in people})
    return {city: sorted(known[one].name or known[one].email for one in people) for city, people in by_city.items()}


def has_led(reader: Reader, city_id: str) -> bool:
    """Whether that reader ever learnt of a city what its leads alone do: its matching, its readiness, or a lineup."""
    shows = select(Show.id).where(Show.city_id == city_id)
    of_city = Disclosure.fact.in_([str(Fact.MATCHING), str(Fact.READINESS)]) & (Disclosure.subject == city_id)
    of_show = (Disclosure.fact == str(Fact.LINEUP)) & Disclosure.subject.in_(shows)
    line = (Disclosure.reader_id == reader.id) & or_(of_city, of_show)
    return db.session.scalar(select(Disclosure.id).where(line).limit(1)) is not None
