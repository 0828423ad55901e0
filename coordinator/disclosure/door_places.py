"""Where a door is, for who is to stand there: in the phases in which the policy tells it, and else absent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from coordinator.cities.models import Area, City
from coordinator.db import db
from coordinator.disclosure import doorkeepers
from coordinator.disclosure.policy import Relation
from coordinator.disclosure.visits import Visit, sees_photos, visits
from coordinator.editions.models import Edition
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


@dataclass(frozen=True, slots=True)
class OwnDoor:
    """A door of the reader's. What is not told of its room yet is absent from `visit`; the page of the door is there
    from `opens_at` on, and is there now if `is_open`."""

    show: Show
    city: str
    area: str
    opens_at: datetime
    is_open: bool
    visit: Visit = field(repr=False)


def own_doors(reader: Reader, *, at: datetime) -> Sequence[OwnDoor]:
    """The doors at which the reader is to stand, until their pages are gone, in order of time."""
    shows = doorkeepers.doors_of(reader, since=at - doorkeepers.STAYS)
    rooms = visits(reader, [show.id for show in shows], lambda _: Relation.DOOR, at=at)
    return [_door(show, rooms[show.id], at=at) for show in shows]


def sees_room(reader: Reader, space_id: str, *, at: datetime) -> bool:
    """Whether the reader is to stand at a door of that room, and may see photos of it now."""
    shows = doorkeepers.doors_of(reader, since=at - doorkeepers.STAYS)
    return sees_photos([show.id for show in shows], space_id, lambda _: Relation.DOOR, at=at)


def _door(show: Show, room: Visit, *, at: datetime) -> OwnDoor:
    edition = db.session.get_one(Edition, show.edition_id)
    return OwnDoor(
        show,
        db.session.get_one(City, show.city_id).name,
        db.session.get_one(Area, show.area_id).name,
        doorkeepers.opens_at(show, edition),
        doorkeepers.is_open(show, edition, at=at),
        room,
    )
