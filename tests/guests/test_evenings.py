"""A guest's evening: the address on time and never early, for who has a seat, and gone with it."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator import db as database
from coordinator import web
from coordinator.clock import instant
from coordinator.db import db
from coordinator.disclosure import doors, guest_evenings, photos, room_photos, voids
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats as counted
from coordinator.disclosure.entries import Where
from coordinator.disclosure.people import identity
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.policy import Phase
from coordinator.disclosure.sealed import Disclosure
from coordinator.errors import NotFound
from coordinator.guests import revealing, seats, voiding
from coordinator.guests.models import Because, EntryState
from coordinator.jobs import Outbox
from coordinator.people import commands
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import SpaceState
from tests.guests.entering import guests, held, open_shows, says_yes
from tests.guests.test_seats import entry_id, state
from tests.guests.test_tickets import confirmed
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, text_of
from tests.pictures.files import a_photo, taken

ADDRESS = "12 Example Street"
ABOUT_A_SEAT = ("Your address is ready", "Your ticket")  # subjects
EARLY = timedelta(seconds=1)


def path(reader: Reader) -> str:
    """The page of the reader's evening."""
    return f"/entries/{entry_id(reader)}/evening"


def at_hour(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Let pages think that it is then."""
    monkeypatch.setattr("coordinator.guests.evening_views.moment", lambda: at)


def address_of(reader: Reader, at: datetime) -> str | None:
    """What the reader may read at that instant."""
    return guest_evenings.evening(reader, entry_id(reader), at=at).visit.address


def test_the_page_tells_the_area_then_the_address_and_then_nothing_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    client = signed_in(app.test_client(), str(mia.id))
    turns = [show.starts_at - timedelta(hours=72), show.ends_at + timedelta(hours=12)]

    seen = []
    for at in (turns[0] - EARLY, turns[0], show.starts_at, turns[1] - EARLY, turns[1]):
        at_hour(monkeypatch, at)
        answer = client.get(path(mia))
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        seen.append((ADDRESS in answer.text, "geo:52.5" in answer.text))

    assert seen == [(False, False), (True, True), (True, True), (True, True), (False, False)]


def test_each_thing_that_is_told_is_written_down_without_its_value(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    address_of(mia, show.starts_at - timedelta(hours=73))
    before = db.session.scalars(select(Disclosure.fact).where(Disclosure.reader_id == mia.id)).all()

    address_of(mia, show.starts_at)

    told = select(Disclosure.fact).where(Disclosure.reader_id == mia.id, Disclosure.subject == show.id)
    assert before == []
    assert set(db.session.scalars(told)) == {"street_address", "exact_point", "welcome", "doorbell"}


@pytest.mark.usefixtures("alike")
def test_nobody_else_finds_the_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    at_hour(monkeypatch, show.starts_at)
    other = signed_in(app.test_client(), a_person("other@example.org"))

    answers = [other.get(path(mia)), other.get("/entries/nothing/evening"), app.test_client().get(path(mia))]

    assert [answer.status_code for answer in answers] == [404, 404, 302]
    assert answers[0].data == answers[1].data
    for reader in (STRANGER, Reader(a_person("other@example.org"))):
        with pytest.raises(NotFound):
            guest_evenings.evening(reader, entry_id(mia), at=show.starts_at)


@pytest.mark.parametrize("how", ["given back", "called off", "door closed", "time to confirm over"])
def test_a_lost_seat_and_a_closed_door_end_it_at_once_for_page_and_letter(
    app: Flask, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    at = show.starts_at - timedelta(hours=2)
    at_hour(monkeypatch, at)
    client = signed_in(app.test_client(), str(mia.id))
    assert ADDRESS in client.get(path(mia)).text
    revealing.reveal_due(at)
    db.session.commit()

    if how == "given back":
        seats.release(mia, entry_id(mia), at=at)
    elif how == "called off":
        db.session.get_one(Show, show.id).state = ShowState.CANCELLED
    elif how == "door closed":
        doors.close(show.space_id, before=SpaceState.APPROVED, shows=[show.id], at=at)
    else:
        counted.leave(entry_id(mia), EntryState.LAPSED, at=at)
    db.session.commit()

    answer = client.get(path(mia))
    assert answer.status_code == (200 if how in {"called off", "door closed"} else 302)
    assert ADDRESS not in client.get(path(mia), follow_redirects=True).text
    assert [letter for letter in letters(at=at) if letter["Subject"] == "Your address is ready"] == []


def test_one_letter_says_that_it_is_ready_and_no_more(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    opens = show.starts_at - timedelta(hours=72)
    letters(at=opens)

    def sent(at: datetime) -> list[str]:
        revealing.reveal_due(at)
        db.session.commit()
        return [text_of(one) for one in letters(at=at) if one["Subject"] == "Your address is ready"]

    early, told, again = sent(opens - EARLY), sent(opens), sent(opens + timedelta(hours=1))

    assert (early, len(told), again) == ([], 1, [])
    assert f"http://localhost{path(mia)}" in told[0]
    assert [word for word in (ADDRESS, "52.5", "Hanna", "Berlin") if word in told[0]] == []


def test_who_lost_her_seat_and_has_another_is_told_once_more_of_address_and_ticket(app: Flask) -> None:
    (show,) = open_shows(1)
    show.capacity = 1
    db.session.commit()
    both = guests(show, count=2)
    draw = held(show).draw
    mia, tom = sorted(both, key=lambda one: state(one) is not EntryState.WON)
    opens, hour = show.starts_at - timedelta(hours=72), timedelta(hours=1)
    where = Where(show.edition_id, show.city_id)

    def sent(at: datetime) -> list[str]:
        revealing.reveal_due(at)
        db.session.commit()
        mine = [one for one in letters(at=at) if identity(str(mia.id)).email in str(one["To"])]
        return sorted(str(one["Subject"]) for one in mine if one["Subject"] in ABOUT_A_SEAT)

    says_yes(mia, at=draw.due_at)
    first = sent(opens)
    voiding.void(CONSOLE, where, own.own_entries(mia)[0].public_id, Because.TWICE, "Twice.", at=opens + hour)
    (kept,) = voids.of_city(CONSOLE, where, at=opens + hour)
    voiding.undo(CONSOLE, where, kept.id, at=opens + hour)
    seats.release(tom, entry_id(tom), at=opens + 2 * hour)
    waits = sent(opens + 2 * hour)
    says_yes(mia, at=opens + 3 * hour)

    assert (first, waits, sent(opens + 3 * hour)) == (list(ABOUT_A_SEAT), [], list(ABOUT_A_SEAT))
    assert sent(opens + 4 * hour) == []


def test_who_confirms_late_is_told_too_and_past_the_start_nobody_is(app: Flask) -> None:
    show, _, _ = open_shows()
    confirmed(show)

    revealing.reveal_due(show.starts_at)
    db.session.commit()

    assert [one for one in letters(at=show.starts_at) if one["Subject"] == "Your address is ready"] == []
    assert len(guest_evenings.untold(revealing.LETTER, at=show.starts_at - EARLY)) == 1


def test_who_has_not_confirmed_reads_nothing(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show)

    with pytest.raises(NotFound):
        guest_evenings.evening(mia, entry_id(mia), at=show.starts_at)


@pytest.mark.parametrize(
    ("zone", "wall"),
    [
        ("Europe/Berlin", "2027-03-28T19:30"),  # the night before has an hour less
        ("Europe/Berlin", "2026-10-25T19:30"),  # an hour more
        ("Pacific/Auckland", "2027-04-04T19:30"),  # +13 the day before
        ("Pacific/Pago_Pago", "2027-01-02T23:30"),  # -11
        ("Pacific/Kiritimati", "2027-01-02T00:30"),  # +14, beyond the date line
    ],
)
def test_seventy_two_hours_are_seventy_two_hours_wherever_clocks_change(app: Flask, zone: str, wall: str) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    show.local_start, show.zone = datetime.fromisoformat(wall), zone
    show.starts_at = instant(show.local_start, zone)
    show.ends_at = show.starts_at + timedelta(hours=2)
    db.session.commit()
    opens = show.starts_at.astimezone(UTC) - timedelta(hours=72)

    told = [address_of(mia, at) for at in (opens - EARLY, opens, show.ends_at + timedelta(hours=12))]

    assert told == [None, ADDRESS, None]


@pytest.mark.parametrize("hours", [-1, 1])
def test_of_two_clocks_the_one_that_is_behind_counts(app: Flask, monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    opens = show.starts_at - timedelta(hours=72)
    monkeypatch.setattr(web, "now", lambda: opens)
    monkeypatch.setattr(database, "server_clock", lambda: opens + timedelta(hours=hours))

    at = web.moment()

    assert address_of(mia, at) == (None if hours < 0 else ADDRESS)
    assert at == min(opens, opens + timedelta(hours=hours))


@pytest.mark.parametrize(("behind", "sent"), [(0, 1), (1, 0)])
def test_a_worker_whose_clock_is_fast_has_nobody_told_early(
    app: Flask, monkeypatch: pytest.MonkeyPatch, behind: int, sent: int
) -> None:
    show, _, _ = open_shows()
    confirmed(show)
    opens = show.starts_at - timedelta(hours=72)
    monkeypatch.setattr(web, "now", lambda: opens)
    monkeypatch.setattr(database, "server_clock", lambda: opens - timedelta(hours=behind))

    commands.go_round(app)

    ready = select(Outbox.id).where(Outbox.kind == revealing.LETTER)
    assert len(db.session.scalars(ready).all()) == sent


def test_the_server_of_the_database_tells_its_own_time(app: Flask) -> None:
    there = database.server_clock()

    assert there is None or abs(there - datetime.now(UTC)) < timedelta(hours=12)
    assert (there is None) == (db.engine.dialect.name == "sqlite")


def test_the_bell_comes_three_hours_before_and_goes_at_the_end(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)

    phases = [
        guest_evenings.evening(mia, entry_id(mia), at=show.starts_at + timedelta(hours=hours)).phase
        for hours in (-4, -3, 0, 3)
    ]

    assert phases == [Phase.REVEALED, Phase.DOORBELL, Phase.LIVE, Phase.ENDED]


def test_photos_of_the_room_open_with_the_address_and_close_with_the_seat(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    photos.add(Subject.SPACE, show.space_id, taken(a_photo()), at=show.starts_at - timedelta(days=20))
    photo = photos.of(Subject.SPACE, show.space_id)[0].id
    photos.see(Subject.SPACE, show.space_id, [photo], at=show.starts_at - timedelta(days=20))
    early, told = show.starts_at - timedelta(hours=72) - EARLY, show.starts_at - timedelta(hours=72)

    def sees(reader: Reader, at: datetime) -> bool:
        try:
            return bool(room_photos.picture(reader, photo, 480, at=at))
        except NotFound:
            return False

    seen = [sees(mia, early), sees(mia, told), sees(Reader(a_person("else@example.org")), told)]
    seats.release(mia, entry_id(mia), at=told)

    assert (seen, sees(mia, told)) == ([False, True, False], False)
