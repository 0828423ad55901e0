"""Who speaks for an act hears once that its address is ready, by the rules by which guests do."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from coordinator.db import db
from coordinator.disclosure import doors, own_places
from coordinator.lineups import offers
from coordinator.playing import revealing
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import SpaceState
from tests.lineups.evenings import AskedShow, an_asked_show, contact_of
from tests.people.mailbox import letters, text_of

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)


def _confirmed(*acts: int) -> AskedShow:
    evening = an_asked_show()
    for act in acts:
        offers.confirm(contact_of(act), evening.offer(act).id, at=evening.at)
    db.session.commit()
    letters(at=evening.at)
    return evening


def _sent(at: datetime) -> list[tuple[str, str]]:
    """Address and text of the letters that leave then."""
    revealing.reveal_due(at)
    db.session.commit()
    found = [one for one in letters(at=at) if one["Subject"] == "Your address is ready"]
    return [(str(one["To"]), text_of(one)) for one in found]


def test_one_letter_says_that_it_is_ready_to_each_act_that_has_said_yes_and_no_more() -> None:
    evening = _confirmed(0, 2)
    opens = evening.show.starts_at - 72 * HOUR

    early, told, again = _sent(opens - timedelta(seconds=1)), _sent(opens), _sent(opens + HOUR)

    assert (early, len(told), again) == ([], 2, [])
    for act, (to, text) in zip((0, 2), told, strict=True):
        assert (f"act-a{act}@example.org" in to, f"/artist/offers/{evening.offer(act).id}" in text) == (True, True)
        assert [word for word in ("Example Street", "52.5", "Berlin", "Hanna") if word in text] == []


def test_past_the_start_nobody_is_told() -> None:
    evening = _confirmed(0)

    late = _sent(evening.show.starts_at)
    key = own_places.untold(revealing.LETTER, at=evening.show.starts_at - HOUR)

    assert (late, key) == ([], [(evening.offer(0).id, contact_of(0).id)])


@pytest.mark.parametrize("how", ["taken back", "called off", "door closed", "time is up"])
def test_what_ended_before_the_letter_leaves_ends_the_letter(how: str) -> None:
    evening = _confirmed(0)
    show_id, at = evening.show.id, evening.show.starts_at - 2 * HOUR
    revealing.reveal_due(at)
    db.session.commit()

    if how == "taken back":
        offers.withdraw(contact_of(0), evening.offer(0).id, at=at)
    elif how == "called off":
        db.session.execute(update(Show).where(Show.id == show_id).values(state=ShowState.CANCELLED))
    elif how == "door closed":
        doors.close(evening.show.space_id, before=SpaceState.APPROVED, shows=[show_id], at=at)
    db.session.commit()

    assert _sent(evening.show.starts_at if how == "time is up" else at) == []


def test_of_a_closed_door_nobody_is_told_before_it_opens_again() -> None:
    evening = _confirmed(0)
    at = evening.show.starts_at - 2 * HOUR
    doors.close(evening.show.space_id, before=SpaceState.APPROVED, shows=[evening.show.id], at=at)
    closed = own_places.untold(revealing.LETTER, at=at)

    doors.open_again(evening.show.space_id)

    assert (closed, len(_sent(at))) == ([], 1)
