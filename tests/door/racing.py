"""What phones at a door say at the same moment, each to a process of its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from sqlalchemy.exc import IntegrityError

from coordinator.db import db
from coordinator.disclosure import counts, doorkeepers
from coordinator.disclosure.counts import Count
from coordinator.door import checking
from coordinator.door.checking import Said
from coordinator.door.models import Way
from coordinator.errors import Conflict
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.lineups import racers


def let_all_in(show_id: str, person_id: str, parties: list[str], at: datetime) -> None:
    """Let in one party after another, each in a transaction of its own. Raises Conflict (`twice`) if the database had
    to refuse that somebody comes in a second time: only where nothing is held."""
    refused = 0
    for party in parties:
        standing = doorkeepers.standing(Reader(person_id), show_id, at=at)
        said = Said(f"{person_id}-{party}", party, Way.IN, 1, at)
        try:
            checking.let_through(standing, said, at=at)
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            refused += 1
    if refused:
        raise Conflict("twice")


def let_all_in_unguarded(show_id: str, person_id: str, parties: list[str], at: datetime) -> None:
    """The same without holding the door: all look before any writes, and believe what they saw."""
    with _nothing_held():
        let_all_in(show_id, person_id, parties, at)


@contextmanager
def _nothing_held() -> Iterator[None]:
    meet, read = racers._MEET_AGAIN[0].wait, counts.inside
    seen: dict[str, Mapping[str, int]] = {}

    def look(show: Show) -> Count:
        seen.clear()
        return counts.count(show)

    def all_look(show_id: str) -> Mapping[str, int]:
        if show_id not in seen:
            seen[show_id] = read(show_id)
            db.session.commit()  # nobody waits for who has looked
            meet(racers.PATIENCE)
        return seen[show_id]

    with patch.object(counts, "hold", look), patch.object(counts, "inside", all_look):
        yield
