"""Shows are created where the space, the day, the curfew and the clocks allow it, and in one space one at a time."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Invalid, NotFound
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking, Side, create, curfew_at, span_in
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import DAY, LAGOS, NOW, Town, a_city, a_space, an_edition, spaces_taken

pytestmark = pytest.mark.usefixtures("app")
APIA = Town(4035413, "Apia", "WS", -13.83333, -171.76666, 40_407, "Pacific/Apia")  # UTC+13
PAGO = Town(5881576, "Pago Pago", "AS", -14.27806, -170.7025, 12_576, "Pacific/Pago_Pago")  # UTC−11
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Berlin's changes of clocks
SKIPPED_DAY = date(2011, 12, 30)  # Apia went from one side of the date line to the other


def booking(
    space_id: str, hour: int, minute: int = 0, *, minutes: int = 120, day: date = DAY, side: Side | None = None
) -> Booking:
    return Booking(space_id, Evening(datetime.combine(day, time(hour, minute)), minutes), side)


def a_room(town: Town | None = None, *, day: date = DAY, **said: Any) -> tuple[Edition, Show]:
    """An edition, and a show from 19:30 to 22:00 in a room of that town."""
    edition = an_edition(day=day)
    (show,) = spaces_taken(edition, a_city(town), a_space(**said))
    return edition, show


def said(refused: pytest.ExceptionInfo[Invalid]) -> dict[str, list[str]]:
    return {field: [str(one) for one in every] for field, every in refused.value.faults.items()}


def test_a_second_show_is_created_in_a_room_and_the_embargo_waits_for_it() -> None:
    edition, show = a_room()

    made = create(CONSOLE, edition, show.city_id, booking(show.space_id, 22, 30, minutes=90), at=NOW)

    assert (made.starts_at, made.ends_at) == (
        datetime(2026, 9, 20, 20, 30, tzinfo=UTC),
        datetime(2026, 9, 20, 22, 0, tzinfo=UTC),
    )
    assert (made.capacity, made.kind, made.area_id) == (show.capacity, show.kind, show.area_id)
    assert edition.embargo_ends_at == made.ends_at


def test_a_second_click_has_no_second_effect() -> None:
    edition, show = a_room()

    first, second = (create(CONSOLE, edition, show.city_id, booking(show.space_id, 16), at=NOW) for _ in range(2))

    assert (first.id == second.id, len(db.session.scalars(select(Show)).all())) == (True, 2)


def test_two_shows_never_overlap_in_one_room_and_may_touch() -> None:
    edition, show = a_room()

    for hour in (18, 21):
        with pytest.raises(Invalid) as refused:
            create(CONSOLE, edition, show.city_id, booking(show.space_id, hour), at=NOW)
        assert said(refused) == {
            "space_id": ["Another show is in this space at 19:30. Take another time or another space."]
        }
    create(CONSOLE, edition, show.city_id, booking(show.space_id, 17, 30), at=NOW)
    create(CONSOLE, edition, show.city_id, booking(show.space_id, 22), at=NOW)


@pytest.mark.parametrize(
    ("curfew", "hour", "minutes", "expected"),
    [
        (
            time(23),
            21,
            121,
            "In this space it has to be quiet from 23:00 on: take 120 minutes at most, or begin earlier.",
        ),
        (
            time(0, 30),
            22,
            151,
            "In this space it has to be quiet from 00:30 on: take 150 minutes at most, or begin earlier.",
        ),
        (time(22), 23, 60, "In this space it has to be quiet from 22:00 on. Begin earlier."),
        (time(23), 1, 60, "In this space it has to be quiet from 23:00 on. Begin earlier."),
    ],
)
def test_an_evening_ends_before_the_curfew(curfew: time, hour: int, minutes: int, expected: str) -> None:
    edition, show = a_room(curfew=curfew, start=time(12), minutes=60)

    with pytest.raises(Invalid) as refused:
        create(CONSOLE, edition, show.city_id, booking(show.space_id, hour, minutes=minutes), at=NOW)

    assert said(refused) == {"minutes": [expected]}


def test_an_evening_may_end_at_the_curfew_to_the_minute() -> None:
    edition, show = a_room(curfew=time(0, 30), start=time(12), minutes=60)

    create(CONSOLE, edition, show.city_id, booking(show.space_id, 22, minutes=150), at=NOW)


def test_a_curfew_in_a_night_of_changing_clocks_counts_real_minutes() -> None:
    """Between 23:00 and 04:00 lie six hours in autumn and four in spring."""
    lengths = []
    for day in (AUTUMN, SPRING):
        wish = booking("s", 23, day=date.fromordinal(day.toordinal() - 1))
        span = span_in(wish, "Europe/Berlin")
        curfew = curfew_at(time(4), wish.evening.start, span, "Europe/Berlin")
        lengths.append((curfew - span.starts_at).total_seconds() / 3600)

    assert lengths == [6, 4]


@pytest.mark.parametrize(
    ("town", "day", "wish", "expected"),
    [
        (
            None,
            SPRING,
            (2, 30),
            "Clocks in Europe/Berlin skip 02:30 on 2026-03-29. The next time that there is: 03:00.",
        ),
        (None, SPRING, (2, 0), "Clocks in Europe/Berlin skip 02:00 on 2026-03-29. The next time that there is: 03:00."),
        (
            APIA,
            SKIPPED_DAY,
            (19, 30),
            "Clocks in Pacific/Apia skip 19:30 on 2011-12-30. The next time that there is: 2011-12-31 00:00.",
        ),
    ],
)
def test_a_time_that_clocks_skip_is_refused_with_the_next_one(
    town: Town | None, day: date, wish: tuple[int, int], expected: str
) -> None:
    edition, show = a_room(town, day=DAY)
    edition.date = day

    with pytest.raises(Invalid) as refused:
        create(
            CONSOLE, edition, show.city_id, booking(show.space_id, *wish, day=day), at=datetime(2011, 1, 1, tzinfo=UTC)
        )

    assert said(refused) == {"start": [expected]}


def test_of_a_time_shown_twice_the_lead_says_which_is_meant() -> None:
    edition, show = a_room(day=AUTUMN)

    with pytest.raises(Invalid) as refused:
        create(CONSOLE, edition, show.city_id, booking(show.space_id, 2, 30, day=AUTUMN), at=NOW)
    wish = booking(show.space_id, 2, 30, day=AUTUMN, minutes=45, side=Side.LATER)
    later = create(CONSOLE, edition, show.city_id, wish, at=NOW)

    assert said(refused) == {"side": ["Clocks in Europe/Berlin show 02:30 twice that night. Say which one is meant."]}
    assert later.starts_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("town", "starts"), [(APIA, 20 - 13), (PAGO, 20 + 11)])
def test_the_day_is_the_citys_own_on_either_side_of_the_date_line(town: Town, starts: int) -> None:
    edition, show = a_room(town, start=time(12), minutes=60)

    made = create(CONSOLE, edition, show.city_id, booking(show.space_id, 20), at=NOW)

    assert made.local_start == datetime.combine(DAY, time(20))
    assert (made.starts_at - datetime(2026, 9, 20, tzinfo=UTC)).total_seconds() == starts * 3600


def test_a_show_is_on_the_editions_day_or_one_beside_it_and_not_in_the_past() -> None:
    edition, show = a_room()
    days = [date.fromordinal(DAY.toordinal() + number) for number in (-2, -1, 1, 2)]

    refused = []
    for day in days:
        try:
            create(CONSOLE, edition, show.city_id, booking(show.space_id, 20, day=day), at=NOW)
        except Invalid as told:
            refused.append((day, *told.faults))
    with pytest.raises(Invalid, match="This time is over"):
        create(CONSOLE, edition, show.city_id, booking(show.space_id, 12), at=datetime(2026, 9, 20, 11, tzinfo=UTC))

    assert refused == [(days[0], "day"), (days[3], "day")]


def test_a_space_that_is_not_approved_has_no_show() -> None:
    edition, show = a_room()
    db.session.get_one(Space, show.space_id).state = SpaceState.SUSPENDED
    db.session.flush()

    with pytest.raises(Invalid, match="not approved"):
        create(CONSOLE, edition, show.city_id, booking(show.space_id, 12), at=NOW)


def test_a_cancelled_show_is_called_back_in_the_same_space_at_the_same_time() -> None:
    edition, show = a_room()
    show.state = ShowState.CANCELLED

    again = create(CONSOLE, edition, show.city_id, booking(show.space_id, 19, 30, minutes=150), at=NOW)

    assert (again.id, again.state) == (show.id, ShowState.PLANNED)


@pytest.mark.parametrize("reader", [STRANGER, Reader("p", frozenset({(Role.LEAD, "elsewhere")}))])
def test_nobody_but_the_citys_lead_creates_a_show(reader: Reader) -> None:
    edition, show = a_room()

    with pytest.raises(NotFound):
        create(reader, edition, show.city_id, booking(show.space_id, 12), at=NOW)


def test_a_lead_takes_no_space_of_another_city() -> None:
    edition, show = a_room()
    lagos = a_city(LAGOS)

    with pytest.raises(NotFound):
        create(CONSOLE, edition, lagos.id, booking(show.space_id, 12), at=NOW)
