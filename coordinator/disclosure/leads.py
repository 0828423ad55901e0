"""Who leads a city, by name and address: told to its leads, its deputies and the global team."""

from collections.abc import Collection, Mapping
from datetime import datetime

from coordinator.disclosure import audit
from coordinator.disclosure.people import Identity, identities
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.errors import NotFound
from coordinator.people.readers import Reader


def lead_names(reader: Reader, person_ids: Collection[str], *, city_id: str, at: datetime) -> Mapping[str, Identity]:
    """Person id → name and address of those who answer for the city. Raises NotFound for everybody else."""
    if not may_see(Fact.LEAD_NAME, relation(reader, city_id=city_id), Phase.PLANNED):
        raise NotFound
    audit.record(reader, [Fact.LEAD_NAME], of=[city_id] if person_ids else [], at=at)
    return identities(person_ids)
