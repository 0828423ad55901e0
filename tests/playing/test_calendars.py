"""An act's calendar, read back by another parser and line by line: right times in every zone, and nothing told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject

from coordinator.calendars import AROUND, timezone_of
from coordinator.disclosure.offers import OfferState
from coordinator.disclosure.own_offers import Evening, OwnOffer
from coordinator.playing.calendars import calendar_of
from coordinator.spaces.models import Kind

LINK = "https://doors.example.org/artist/"
START = datetime(2026, 9, 20, 17, 30, tzinfo=UTC)
ZONES = (
    "Europe/Berlin",
    "Africa/Lagos",
    "America/New_York",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Europe/Dublin",
)


def _evening(start: datetime, zone: str) -> Evening:
    return Evening(
        "show",
        "city",
        "Secretville",
        "Hidden Hill",
        latitude=52.5,
        longitude=13.4,
        local_start=start.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        zone=zone,
        starts_at=start,
        ends_at=start + timedelta(minutes=150),
        kind=Kind.LIVING_ROOM,
        seats=20,
        step_free=True,
        has=("piano",),
        stage_people=4,
        curfew=None,
    )


def _offer(start: datetime = START, zone: str = "Europe/Berlin", **said: Any) -> OwnOffer:
    made = OwnOffer(
        "offer",
        "f" * 64,
        OfferState.CONFIRMED,
        "artist",
        "Unheard Thunder",
        set_minutes=25,
        mode="car",
        position=2,
        offered_for=start,
        offered_at=START - timedelta(days=30),
        expires_at=START - timedelta(days=27),
        answered_at=START - timedelta(days=29),
        own_city="Secretville",
        own_zone=zone,
        evening=_evening(start, zone),
        again=None,
        again_position=3,
        speed_kmh=None,
    )
    return replace(made, **said)


def _text(*offers: OwnOffer) -> str:
    return calendar_of(offers, title="An evening", link=LINK).decode()


def _lines(text: str) -> list[str]:
    """Unfolded (RFC 5545, 3.1)."""
    return text.replace("\r\n ", "").split("\r\n")[:-1]


@pytest.mark.parametrize("zone", ZONES)
def test_clocks_are_told_as_they_go_all_around_the_evening(zone: str) -> None:
    """By hand: what is written of the zone gives the offset that the zone has, at every hour of 400 days."""
    there, first, last = ZoneInfo(zone), START - AROUND, START + AROUND
    rows = _observances(timezone_of(zone, first, last).to_ical().decode())
    hours = [first + timedelta(hours=number) for number in range(int((last - first) / timedelta(hours=1)))]

    found = [next(offset for onset, offset in reversed(rows) if onset <= hour) for hour in hours]

    assert found == [hour.astimezone(there).utcoffset() for hour in hours]


def _observances(text: str) -> list[tuple[datetime, timedelta]]:
    """From which instant (its wall time by the offset before) which offset counts."""
    found, values = [], dict[str, str]()
    for line in _lines(text):
        name, _, value = line.partition(":")
        values[name] = value
        if name == "END" and value in {"STANDARD", "DAYLIGHT"}:
            before, after = (_offset(values[side]) for side in ("TZOFFSETFROM", "TZOFFSETTO"))
            wall = datetime.strptime(values["DTSTART"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            found.append((wall - before, after))
    assert all(one[0] < other[0] for one, other in pairwise(found))
    return found


def _offset(said: str) -> timedelta:
    sign = -1 if said[0] == "-" else 1
    return sign * timedelta(hours=int(said[1:3]), minutes=int(said[3:5]))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "start",
    [
        START,
        datetime(2026, 10, 3, 15, 29, tzinfo=UTC),  # Lord Howe's clocks go half an hour ahead at 15:30
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # Berlin shows 02:30 twice that night: the first one
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # and the second
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),  # New York's first 01:30
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # over Berlin's gap
        datetime(2027, 2, 7, 2, 0, tzinfo=UTC),  # Casablanca in the night before Ramadan
    ],
)
def test_another_parser_reads_the_same_instants(zone: str, start: datetime) -> None:
    text = _text(_offer(start, zone))

    event = vobject.readOne(text).vevent

    assert event.dtstart.value.astimezone(UTC) == start
    assert event.dtend.value.astimezone(UTC) == start + timedelta(minutes=150)


def test_what_the_standard_demands_stands_in_the_file() -> None:
    offers = [_offer(), _offer(zone="America/New_York", uid="a" * 64, state=OfferState.OFFERED)]
    text = calendar_of(offers, title="Ein Abend – " + "ü" * 60, link=LINK)
    lines = _lines(text.decode())

    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert text.count(b"\n") == text.count(b"\r\n") > 0
    assert lines[:5] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Coordinator//Evenings//EN", *lines[3:5]]
    assert lines[-1] == "END:VCALENDAR"
    assert _nested(lines) == {"VCALENDAR": 1, "VTIMEZONE": 2, "VEVENT": 2}
    for event in _components(lines, "VEVENT"):
        names = [line.partition(":")[0].partition(";")[0] for line in event]
        once = ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "LAST-MODIFIED", "URL", "CLASS"]
        assert [names.count(name) for name in once] == [1] * len(once)
        assert not {"RRULE", "ATTENDEE", "ORGANIZER", "LOCATION", "GEO", "VALARM"} & set(names)
        assert all(line.endswith("Z") for line in event if line.startswith(("DTSTAMP", "LAST-MODIFIED")))
    zones = {line.partition(":")[2] for line in lines if line.startswith("TZID:")}
    used = {line.partition("TZID=")[2].partition(":")[0] for line in lines if "TZID=" in line}
    assert used == zones == {"Europe/Berlin", "America/New_York"}
    assert len({line for line in lines if line.startswith("UID:")}) == 2


def _nested(lines: list[str]) -> dict[str, int]:
    """How often each component but observances stands there; every END fits its BEGIN."""
    open_, counts = list[str](), dict[str, int]()
    for line in lines:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_.append(value)
            counts[value] = counts.get(value, 0) + 1
        if name == "END":
            assert open_.pop() == value
    assert open_ == []
    assert counts.pop("STANDARD") > 0
    assert counts.pop("DAYLIGHT") > 0
    return counts


def _components(lines: list[str], kind: str) -> list[list[str]]:
    begins = [number for number, line in enumerate(lines) if line == f"BEGIN:{kind}"]
    ends = [number for number, line in enumerate(lines) if line == f"END:{kind}"]
    return [lines[one + 1 : other] for one, other in zip(begins, ends, strict=True)]


def test_no_name_no_place_and_no_act_stand_in_it() -> None:
    text = _text(_offer(), _offer(state=OfferState.OFFERED, uid="b" * 64), _offer(state=OfferState.DECLINED))

    told = ("Secretville", "Hidden", "Thunder", "52.5", "piano", "show", "artist:", "LOCATION", "GEO", "2 of 3")
    assert [word for word in told if word in text.replace(LINK, "")] == []
    assert ("SUMMARY:An evening" in text, LINK in text) == (True, True)


@pytest.mark.parametrize(
    ("state", "status", "sequence", "transparent"),
    [
        (OfferState.OFFERED, "TENTATIVE", "0", "TRANSPARENT"),
        (OfferState.CONFIRMED, "CONFIRMED", "1", "OPAQUE"),
        (OfferState.DECLINED, "CANCELLED", "2", "TRANSPARENT"),
        (OfferState.LAPSED, "CANCELLED", "2", "TRANSPARENT"),
        (OfferState.WITHDRAWN, "CANCELLED", "2", "TRANSPARENT"),
    ],
)
def test_an_entry_follows_its_offer(state: OfferState, status: str, sequence: str, transparent: str) -> None:
    event = vobject.readOne(_text(_offer(state=state))).vevent

    assert (event.status.value, event.sequence.value, event.transp.value) == (status, sequence, transparent)
    assert event.uid.value == "f" * 64


def test_an_evening_that_was_moved_is_taken_back_where_it_stood() -> None:
    moved = replace(_evening(START + timedelta(hours=2), "Europe/Berlin"))

    event = vobject.readOne(_text(_offer(state=OfferState.WITHDRAWN, evening=moved))).vevent

    assert (event.status.value, event.dtstart.value.astimezone(UTC)) == ("CANCELLED", START)


def test_an_offer_lapses_at_its_deadline_whoever_noticed_when() -> None:
    before, after = (
        _text(_offer(state=OfferState.LAPSED, answered_at=noticed)) for noticed in (None, START - timedelta(days=2))
    )

    assert before == after
    assert f"DTSTAMP:{START - timedelta(days=27):%Y%m%dT%H%M%SZ}" in before


def test_a_calendar_of_nothing_is_still_a_calendar() -> None:
    found = vobject.readOne(_text())

    assert (hasattr(found, "vevent"), found.vtimezone.tzid.value) == (False, "Etc/UTC")
