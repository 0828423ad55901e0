"""The seats of a show as the published list of its draw has them: they hold from then on, wherever it takes place.

In a larger room there are no more of them: guests were drawn for so many, and whoever came beside them would come
outside the draw. A smaller room is refused.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.shows.models import Show


def hold_lists(city_ids: Collection[str]) -> None:
    """Let no list of these cities be published before the transaction ends (`guests.drawing` takes the same rows for
    itself alone). To be held before any show is, as there."""
    held = select(City.id).where(City.id.in_(city_ids)).order_by(City.id).with_for_update(read=True)
    db.session.execute(held).all()


def listed_seats(show_ids: Collection[str]) -> Mapping[str, int]:
    """Show id → its seats in the list of its draw; shows that no list names are left out."""
    known = select(Show.id, Show.listed_seats).where(Show.id.in_(show_ids), Show.listed_seats.is_not(None))
    return {row.id: row.listed_seats for row in db.session.execute(known)}
