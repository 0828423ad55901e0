"""Four phones at one door, each with a process of its own, let in the same parties at the same moment."""

from pathlib import Path

import pytest
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import counts
from coordinator.door.models import Way
from tests.door.racing import let_all_in, let_all_in_unguarded
from tests.door.standing import a_doorkeeper, confirmed
from tests.guests.entering import open_shows
from tests.guests.test_seats import entry_id
from tests.lineups.racers import several_racers

PHONES, PARTIES = 4, 6


@pytest.mark.parametrize("is_guarded", [True, False])
def test_nobody_is_let_in_twice_and_without_the_guard_the_database_has_to_refuse_it(
    app: Flask, db_url: str, tmp_path: Path, *, is_guarded: bool
) -> None:
    (show,) = open_shows(1)
    parties = [entry_id(guest) for guest in confirmed(show, count=PARTIES)]
    keepers = [a_doorkeeper(show, f"keeper-{number}@example.org") for number in range(PHONES)]
    show_id, at = show.id, show.starts_at
    act = let_all_in if is_guarded else let_all_in_unguarded

    with several_racers(db_url, tmp_path, count=PHONES) as race:
        ends = race(*((act, show_id, keeper.id, parties, at) for keeper in keepers))

    db.session.rollback()
    said = [one for one in counts.admissions(show_id) if one.way is Way.IN]
    assert ("twice" not in ends) is is_guarded
    assert counts.inside(show_id) == dict.fromkeys(parties, 1)  # the database sees to that by itself
    assert sum(one.counted for one in said) == PARTIES
    assert (len(said) == PHONES * PARTIES) is is_guarded  # what the others said is kept, and counts nothing
