"""Entries against check-ins, published city by city once the campaign is over everywhere.

A draw that follows from its list can still have a list with guests in it whom nobody knows. Those would have seats and
never come. So beside each draw stands how many parties had said yes to a seat and how many of them came in: counted
once, when no phone at a door can tell of anybody any more, and kept as it is published, so that nobody who leaves later
is seen in a number that changes.

Nobody is to be told from it. The numbers are rounded to five, and left out where fewer than twenty parties had seats,
or where a door that had guests let nobody in on this site: it may have kept its count on paper, or have been closed for
a reason that is its host's own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from coordinator.db import db
from coordinator.disclosure import turnouts
from coordinator.disclosure.entries import Where
from coordinator.disclosure.turnouts import Turnout
from coordinator.editions.models import Edition
from coordinator.guests.draw_list import Pool
from coordinator.guests.linking import hides
from coordinator.guests.models import Draw, DrawTurnout
from coordinator.once import insert_once

LATE = timedelta(hours=12)  # after the last show of all: a phone keeps what it has not sent for six
STEP = 5  # parties
LEAST = 20


def publish_due(at: datetime) -> None:
    """Publish the numbers of every draw whose campaign has been over for a while at the instant `at`."""
    for draw in _over(at):
        counted = turnouts.of_city(Where(draw.edition_id, draw.city_id), _pools(draw))
        seated, came = _told(counted)
        insert_once(
            DrawTurnout,
            edition_id=draw.edition_id,
            city_id=draw.city_id,
            counted_at=at,
            seated=seated,
            came=came,
        )


def find(edition_id: str, city_id: str) -> DrawTurnout | None:
    """What is published of a city; its numbers are None where they would tell of somebody."""
    return db.session.get(DrawTurnout, (edition_id, city_id))


def _over(at: datetime) -> Sequence[Draw]:
    there = exists().where(DrawTurnout.edition_id == Draw.edition_id, DrawTurnout.city_id == Draw.city_id)
    wanted = select(Draw).join(Edition, Edition.id == Draw.edition_id)
    is_over = (Draw.result_root.is_not(None), Edition.embargo_ends_at <= at - LATE, ~there)
    return db.session.scalars(wanted.where(*is_over).order_by(Draw.edition_id, Draw.city_id)).all()


def _pools(draw: Draw) -> Sequence[str]:
    return [Pool.GENERAL] if hides(draw) else [Pool.GENERAL, Pool.ACCESS]


def _told(shows: Sequence[Turnout]) -> tuple[int | None, int | None]:
    seated = sum(show.seated for show in shows)
    if seated < LEAST or any(show.came == 0 for show in shows):
        return None, None
    return _coarse(seated), _coarse(sum(show.came for show in shows))


def _coarse(count: int) -> int:
    return STEP * ((count + STEP // 2) // STEP)
