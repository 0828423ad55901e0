"""Areas that the homes of a host have had: one offered again, or whose pin is moved a little, keeps its area."""

from collections.abc import Sequence

from sqlalchemy import select, union

from coordinator.db import db
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.gate import granted
from coordinator.spaces.models import Space


def of_host(space_id: str, city_id: str) -> Sequence[str]:
    """The ids of the areas in a city that the homes of that space's host have, in whatever edition: its own first. They
    say nothing that is not public, but whose they are."""
    mine = union(
        select(SealedForm.host_id).where(SealedForm.space_id == space_id),
        select(SealedSpace.host_id).where(SealedSpace.space_id == space_id),
    )
    wanted = (
        select(Space.area_id)
        .join(SealedSpace, SealedSpace.space_id == Space.id)
        .where(SealedSpace.host_id.in_(mine), Space.city_id == city_id)
        .order_by(Space.id != space_id, Space.id)
    )
    with granted("areas of a host's homes"):
        return list(dict.fromkeys(db.session.scalars(wanted)))
