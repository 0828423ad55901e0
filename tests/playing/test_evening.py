"""What an act learns of its evening, and when: times, the way between two shows, the address; never who else plays."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from coordinator.artists.models import Application
from coordinator.cities.models import Area
from coordinator.db import db
from coordinator.disclosure import doors, photos, room_photos, twins
from coordinator.disclosure import own_spaces as forms
from coordinator.disclosure.own_offers import own_offers
from coordinator.disclosure.own_places import stands
from coordinator.disclosure.people import find_person, rename
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.sealed import Disclosure
from coordinator.disclosure.visits import Visit
from coordinator.errors import NotFound
from coordinator.geo.distance import km
from coordinator.lineups import assignment, locking, offers
from coordinator.lineups.problem import SPEED_KMH, Mode
from coordinator.lineups.sheets import sheet
from coordinator.lineups.travel import way_minutes
from coordinator.people import accounts
from coordinator.people.models import PersonRole, Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.playing.evening import MyOffer, my_evening, my_offer
from coordinator.shows.models import Show
from coordinator.spaces.models import SpaceState
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, lineup, spaces_taken
from tests.lineups.evenings import AskedShow, an_asked_show, contact_of, lead_of
from tests.people.builders import a_person, signed_in
from tests.pictures.files import a_photo, taken
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)


def _confirmed(*acts: int, **about: Any) -> AskedShow:
    """A locked show whose acts of these numbers have said yes."""
    evening = an_asked_show(**about)
    for act in acts:
        offers.confirm(contact_of(act), evening.offer(act).id, at=evening.at)
    return evening


def _mine(act: int, at: datetime) -> MyOffer:
    seen = my_evening(contact_of(act), at=at)
    (mine,) = (*seen.waiting, *seen.confirmed)
    return mine


def _walls(mine: MyOffer) -> tuple[str, str, str | None]:
    room = mine.rooms[0]
    return f"{room.begins:%H:%M}", f"{room.ends:%H:%M}", f"{room.load_in:%H:%M}" if room.load_in else None


def _say_minutes(evening: AskedShow, act: int, minutes: int) -> None:
    wish = db.session.scalars(select(Application).where(Application.artist_id == evening.acts[act])).one()
    wish.set_minutes = minutes
    db.session.flush()


def test_times_of_a_confirmed_act_are_those_of_the_sheet() -> None:
    evening = _confirmed(0, 1, 2)

    seen = [_walls(_mine(act, evening.at)) for act in range(3)]

    printed = sheet(CONSOLE, evening.show, at=evening.at)
    assert seen == [(f"{act.begins:%H:%M}", f"{act.ends:%H:%M}", f"{act.load_in:%H:%M}") for act in printed.acts]
    assert seen[0] == ("19:30", "19:55", "19:00")


def test_times_of_an_act_that_has_not_answered_tell_nothing_of_the_others_sets() -> None:
    evening = _confirmed(1)
    before = [_walls(_mine(act, evening.at)) for act in (1, 2)]

    _say_minutes(evening, 0, 40)

    after = [_walls(_mine(act, evening.at)) for act in (1, 2)]
    assert (before[1], before[1] == after[1]) == (("20:50", "21:15", None), True)
    assert (before[0], after[0]) == (("20:10", "20:35", "18:50"), ("20:25", "20:50", "18:50"))


def test_who_has_said_yes_notices_nothing_of_a_lineup_that_is_opened_and_changed() -> None:
    evening = _confirmed(0, before=60 * HOUR)
    before = my_evening(contact_of(0), at=evening.at)

    offers.decline(contact_of(1), evening.offer(1).id, at=evening.at)
    assignment.assign(CONSOLE, evening.show.id, 2, evening.acts[4], at=evening.at)

    assert (my_evening(contact_of(0), at=evening.at), len(lineup(evening.show))) == (before, 3)
    assert before.confirmed[0].rooms[0].place.address == "12 Example Street"


def test_the_address_is_told_from_the_reveal_to_the_morning_after_to_who_has_said_yes() -> None:
    evening = _confirmed(0)
    start, end = evening.show.starts_at, evening.show.ends_at

    def told(act: int, at: datetime) -> tuple[str | None, bool]:
        (offer,) = own_offers(contact_of(act), at=at)
        place = next((one.places[evening.show.id] for one in stands(contact_of(act), [offer], at=at).values()), None)
        return (place.address, place.point is not None) if place else (None, False)

    times = (start - 72 * HOUR - timedelta(seconds=1), start - 72 * HOUR, end + 11 * HOUR, end + 12 * HOUR)
    assert [told(0, at) for at in times] == [
        (None, False),
        ("12 Example Street", True),
        ("12 Example Street", True),
        (None, False),
    ]
    assert [told(1, at) for at in times] == [(None, False)] * 4


def test_every_address_told_to_an_act_is_written_down() -> None:
    evening = _confirmed(0)
    learnt = select(Disclosure.fact).where(Disclosure.reader_id == contact_of(0).id)
    counts = []

    for hours in (73, 72):
        my_evening(contact_of(0), at=evening.show.starts_at - hours * HOUR)
        counts.append(sorted(set(db.session.scalars(learnt))))

    assert counts == [["lead_name"], ["exact_point", "lead_name", "street_address", "welcome"]]


def test_how_the_door_is_found_comes_hours_before_and_what_visitors_meet_with_the_address() -> None:
    evening = _confirmed(0)
    host = Reader(find_person("host-S1@example.org"))
    form = forms.own_form(host, evening.show.space_id)
    said = {
        **form.said,
        "bell": "Ring at Nobody",
        "door_phone": "+49 30 5550100",
        "pets": "a parrot",
        "neighbours": "told",
    }
    forms.keep(host, form, said, at=evening.at)

    told = [_mine(0, evening.show.starts_at - hours * HOUR).rooms[0].place.said for hours in (73, 72, 3)]

    assert [set(one) for one in told] == [
        set(),
        {"pets", "capacity", "step_free"},
        {"pets", "capacity", "step_free", "bell", "door_phone"},
    ]
    assert (told[2]["bell"], told[2]["door_phone"]) == ("Ring at Nobody", "+49 30 5550100")


def test_photos_of_the_room_open_with_the_address_to_who_has_said_yes_and_close_with_the_door() -> None:
    evening = _confirmed(0, before=80 * HOUR)
    photos.add(Subject.SPACE, evening.show.space_id, taken(a_photo()), at=evening.at)
    (photo,) = photos.of(Subject.SPACE, evening.show.space_id)
    photos.see(Subject.SPACE, evening.show.space_id, [photo.id], at=evening.at)

    def looked(act: int, hours: int) -> tuple[bool, bool]:
        at = evening.show.starts_at - hours * HOUR
        try:
            opened = bool(room_photos.picture(contact_of(act), photo.id, 480, at=at))
        except NotFound:
            opened = False
        return bool(_mine(act, at).rooms[0].place.photos), opened

    assert [looked(0, hours) for hours in (73, 72, 1)] == [(False, False), (True, True), (True, True)]
    assert looked(1, 73) == (False, False)
    with pytest.raises(NotFound):
        room_photos.picture(contact_of(1), photo.id, 480, at=evening.show.starts_at - HOUR)
    doors.close(evening.show.space_id, before=SpaceState.APPROVED, shows=[evening.show.id], at=evening.at)
    assert looked(0, 72) == (False, False)


def test_a_closed_door_takes_the_address_back_from_who_plays_there() -> None:
    evening = _confirmed(0, before=60 * HOUR)
    before = _mine(0, evening.at)

    doors.close(evening.show.space_id, before=SpaceState.APPROVED, shows=[evening.show.id], at=evening.at)

    assert (before.rooms[0].place.address, _mine(0, evening.at).rooms[0].place) == ("12 Example Street", Visit())


def test_who_was_taken_off_the_bill_learns_nothing_more_and_plays_no_more() -> None:
    evening = _confirmed(0, before=60 * HOUR)
    locking.unlock(evening.lead, evening.show.id, "another act", at=evening.at)

    assignment.clear(evening.lead, evening.show.id, 1, at=evening.at)

    seen = my_evening(contact_of(0), at=evening.at)
    assert (seen.confirmed, [str(offer.state) for offer in seen.over]) == ((), ["withdrawn"])
    assert stands(contact_of(0), own_offers(contact_of(0), at=evening.at), at=evening.at) == {}


def test_nobody_reads_an_offer_that_is_not_ones_own_or_over() -> None:
    evening = _confirmed(0)
    offers.decline(contact_of(1), evening.offer(1).id, at=evening.at)

    mine, gaps = my_offer(contact_of(0), evening.offer(0).id, at=evening.at)
    for reader, act in ((contact_of(2), 0), (contact_of(1), 1), (evening.lead, 0), (CONSOLE, 0)):
        with pytest.raises(NotFound):
            my_offer(reader, evening.offer(act).id, at=evening.at)

    assert (mine.offer.id, list(gaps)) == (evening.offer(0).id, [])
    assert stands(contact_of(2), own_offers(contact_of(0), at=evening.at), at=evening.at) == {}


@pytest.fixture
def two_shows() -> list[Show]:
    """Two shows of one evening, 12 km apart, A0 at both; all locked."""
    edition, berlin = an_edition(), a_city()
    found = spaces_taken(edition, berlin, a_space("S1", start=time(17), minutes=90), a_space("S2", start=time(20)))
    north = Area(id="north", city_id=berlin.id, name="North", latitude=52.6324, longitude=13.41053, radius_m=900)
    db.session.add(north)
    db.session.flush()
    found[1].area_id = north.id
    acts = artists_taken(
        edition, berlin, an_artist("A0", max_shows=2, mode="bicycle"), *(an_artist(f"A{n}") for n in range(1, 5))
    )
    at = found[0].starts_at - 60 * HOUR
    for show, bill in zip(found, ((0, 1, 2), (0, 3, 4)), strict=True):
        for position, act in enumerate(bill, start=1):
            assignment.assign(CONSOLE, show.id, position, acts[act], at=at)
        locking.lock(CONSOLE, show.id, at=at)
    return found


def test_the_way_between_two_shows_is_told_from_area_to_area_before_the_places_are_known(two_shows: list[Show]) -> None:
    at = two_shows[0].starts_at - 60 * HOUR

    (gap,) = my_evening(contact_of(0), at=at).gaps

    areas = [db.session.get_one(Area, show.area_id) for show in two_shows]
    assert (gap.minutes, gap.is_exact, gap.is_tight) == (90, False, True)
    assert gap.distance_km == pytest.approx((areas[1].latitude - areas[0].latitude) * 111.3, rel=0.02)
    assert gap.way == pytest.approx((gap.distance_km or 0) / 12 * 60, abs=1)


def test_it_is_told_from_door_to_door_once_both_are_known_and_load_in_waits_for_the_way(two_shows: list[Show]) -> None:
    at = two_shows[0].starts_at - 60 * HOUR
    for waiting in my_evening(contact_of(0), at=at).waiting:
        offers.confirm(contact_of(0), waiting.offer.id, at=at)

    seen = my_evening(contact_of(0), at=at)

    (gap,) = seen.gaps
    assert (gap.is_exact, gap.distance_km) == (True, None)
    assert [_walls(mine)[2] for mine in seen.confirmed] == ["16:30", None]


def test_who_has_said_yes_learns_whom_to_ask_and_that_is_written_down(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = _confirmed(0)
    monkeypatch.setattr("coordinator.playing.evening_views.moment", lambda: evening.at)
    person_id = lead_of(evening.show).id
    elsewhere = a_city(LAGOS)
    accounts.grant(Role.LEAD, a_person("other@example.org"), city_id=elsewhere.id)
    rename(str(person_id), "Lea <b>Lead")
    db.session.commit()

    asked, said = (signed_in(app.test_client(), str(contact_of(act).id)) for act in (1, 0))
    pages = [one.get("/artist/").text for one in (asked, said)]
    pages.append(said.get(f"/artist/offers/{evening.offer(0).id}").text)

    assert [("Lea &lt;b&gt;Lead" in page, "mailto:lead@example.org" in page) for page in pages] == [
        (False, False),
        (True, True),
        (True, True),
    ]
    assert [page for page in pages if "other@example.org" in page] == []
    line = select(Disclosure.reader_id, Disclosure.subject).where(Disclosure.fact == "lead_name").distinct()
    assert [tuple(row) for row in db.session.execute(line)] == [(contact_of(0).id, evening.show.city_id)]


def test_a_city_without_a_lead_names_its_deputies_and_one_without_either_the_global_team() -> None:
    evening = _confirmed(0)
    db.session.execute(delete(PersonRole).where(PersonRole.role == Role.LEAD))
    alone = _mine(0, evening.at).leads
    deputy = lead_of(evening.show, "deputy@example.org", deputy=True)

    helped = [one.person_id for one in _mine(0, evening.at).leads]
    db.session.execute(delete(PersonRole).where(PersonRole.role == Role.LEAD))
    team = a_person("team@example.org")
    accounts.grant(Role.GLOBAL, team)

    assert (alone, helped) == ((), [deputy.id])
    assert [one.person_id for one in _mine(0, evening.at).leads] == [team]


def test_one_evening_and_two_take_the_same_statements(two_shows: list[Show]) -> None:
    at = two_shows[0].starts_at - 60 * HOUR
    counts = []

    for waiting in my_evening(contact_of(0), at=at).waiting:
        offers.confirm(contact_of(0), waiting.offer.id, at=at)
        with statements() as seen:
            stands(contact_of(0), own_offers(contact_of(0), at=at), at=at)
        counts.append(len([one for one in seen if "INSERT" not in one]))

    assert counts[0] == counts[1]


def test_two_rooms_with_one_bill_have_the_times_of_their_sheets_and_both_addresses() -> None:
    evening = _confirmed(0, 2, before=60 * HOUR)
    (twin,) = spaces_taken(evening.edition, a_city(), a_space("S2", address="99 Other Lane"))
    twins.pair(evening.show.id, twin.id)

    for act in (0, 2):
        rooms = _mine(act, evening.at).rooms
        printed = [
            next(one for one in sheet(CONSOLE, show, at=evening.at).acts if one.artist_id == evening.acts[act])
            for show in (evening.show, twin)
        ]

        assert [(room.position, room.begins, room.ends, room.load_in) for room in rooms] == [
            (one.position, one.begins, one.ends, one.load_in) for one in printed
        ]
        assert [room.place.address for room in rooms] == ["12 Example Street", "99 Other Lane"]


def test_the_way_between_two_rooms_of_one_bill_is_told_from_area_to_area_and_then_from_door_to_door() -> None:
    evening = _confirmed(0, before=80 * HOUR)
    (twin,) = spaces_taken(evening.edition, a_city(), a_space("S2"), north=0.02)
    twins.pair(evening.show.id, twin.id)

    asked, early, late = (
        _mine(act, evening.show.starts_at - hours * HOUR) for act, hours in ((1, 80), (0, 80), (0, 71))
    )

    told = [one.between for one in (asked, early, late)]
    assert None not in told
    assert [one.is_exact for one in told if one] == [False, False, True]
    centres = [db.session.get_one(Area, show.area_id) for show in (evening.show, twin)]
    here, there = ((one.latitude, one.longitude) for one in centres)
    away = None if here == there else km(*here, *there)
    assert [one.distance_km for one in told[:2] if one] == [away, away]
    assert told[2] is not None
    points = [degrees for room in late.rooms for degrees in room.place.point or ()]
    assert told[2].distance_km == pytest.approx(km(*points))
    first, second = sorted(late.rooms, key=lambda room: room.begins)
    assert told[2].minutes == (second.begins - first.ends).total_seconds() / 60
    assert told[2].way == way_minutes(told[2].distance_km or 0.0, speed=SPEED_KMH[Mode(told[2].mode)])


def test_the_sheet_of_a_bill_in_two_rooms_says_the_way(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    evening = _confirmed(0, before=60 * HOUR)
    (twin,) = spaces_taken(evening.edition, a_city(), a_space("S2"), north=0.02)
    twins.pair(evening.show.id, twin.id)
    db.session.commit()
    monkeypatch.setattr("coordinator.playing.evening_views.moment", lambda: evening.at)
    browser = signed_in(app.test_client(), str(contact_of(0).id))

    pages = [browser.get(path).text for path in ("/artist/", f"/artist/offers/{evening.offer(0).id}")]

    assert [page.count("From one room to the other you have") for page in pages] == [1, 1]
    assert ["from door to door, about" in page for page in pages] == [True, True]
