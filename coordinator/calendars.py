"""Calendars (RFC 5545) of evenings: when, and a link to the page that decides what may be known.

Calendars are shown on lock screens, shared with partners and copied to servers that nobody here knows. So an entry has
a word for its title and no place, no act and no name.

Zones are written out with the changes of clocks around the evenings: programs whose own tables are old, or that know no
zone of that name, tell the right time all the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard

from coordinator.clock import local, zone

AROUND = timedelta(days=200)  # before the first evening and after the last: a change each way is in it
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEP = timedelta(days=1)  # no zone has changed its clocks twice within a day
PRODUCT = "-//Coordinator//Evenings//EN"


class Status(StrEnum):
    """How sure an evening is."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Evening:
    """An evening in a calendar: what it is called there, its status with the number and instant of its last change,
    the instant at which it starts, how long it lasts, and the IANA zone it is in."""

    uid: str
    status: Status
    sequence: int
    changed_at: datetime
    starts_at: datetime
    lasts: timedelta
    zone: str


def calendar_of(evenings: Sequence[Evening], *, title: str, link: str) -> bytes:
    """These evenings; `title` is what each is called, `link` the page that tells more."""
    made = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        made.add(name, value)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for name in sorted({evening.zone for evening in evenings}):
        starts = [evening.starts_at for evening in evenings if evening.zone == name]
        made.add_component(timezone_of(name, min(starts) - AROUND, max(starts) + AROUND))
    if not evenings:
        made.add_component(timezone_of("Etc/UTC", EPOCH, EPOCH))  # a calendar without a component is none
    for evening in evenings:
        made.add_component(_entry(evening, title=title, link=link))
    return bytes(made.to_ical())


def timezone_of(name: str, first: datetime, last: datetime) -> Timezone:
    """The IANA zone of that name from one instant to another: what its clocks show at first, and each change.

    An observance begins at the wall time that clocks showed until then, as RFC 5545 (3.6.5) wants it.
    """
    there = zone(name)
    found = Timezone()
    found.add("tzid", name)
    found.add_component(_observance(first.astimezone(UTC), there, before=_offset(first, there)))
    for change in _changes(first, last, there):
        found.add_component(_observance(change, there, before=_offset(change - timedelta(seconds=1), there)))
    return found


def _entry(evening: Evening, *, title: str, link: str) -> Event:
    changed = evening.changed_at.replace(microsecond=0)
    entry = Event()
    entry.add("uid", evening.uid)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", evening.sequence)
    walls = _walls(evening.starts_at, evening.lasts, evening.zone)
    for name, value in zip(("dtstart", "dtend"), walls, strict=True):
        entry.add(name, value)
    entry.add("summary", title)
    entry.add("description", link)
    entry.add("url", link)
    entry.add("status", str(evening.status))
    entry.add("transp", "OPAQUE" if evening.status is Status.CONFIRMED else "TRANSPARENT")
    entry.add("class", "PRIVATE")
    return entry


def _walls(start: datetime, lasts: timedelta, zone_name: str) -> tuple[datetime, datetime]:
    """Start and end as wall times in their zone; both in UTC where one is the second of two that look alike, because a
    wall time means the first one there."""
    walls = local(start, zone_name), local(start + lasts, zone_name)
    return (start, start + lasts) if any(wall.fold for wall in walls) else walls


def _observance(at: datetime, there: ZoneInfo, *, before: timedelta) -> Component:
    now = at.astimezone(there)
    found: Component = TimezoneDaylight() if now.dst() else TimezoneStandard()
    found.add("dtstart", (at + before).replace(tzinfo=None))
    found.add("tzoffsetfrom", before)
    found.add("tzoffsetto", _offset(at, there))
    found.add("tzname", now.tzname())
    return found


def _changes(first: datetime, last: datetime, there: ZoneInfo) -> Iterator[datetime]:
    """The instants between two others from which clocks show something else."""
    at = first.astimezone(UTC)
    while at < last:
        if _offset(at, there) != _offset(at + STEP, there):
            yield _change(at, at + STEP, there)
        at += STEP


def _change(early: datetime, late: datetime, there: ZoneInfo) -> datetime:
    """The second in which the offset becomes what it is at `late`."""
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        early, late = (middle, late) if _offset(middle, there) == _offset(early, there) else (early, middle)
    return late.replace(microsecond=0)


def _offset(at: datetime, there: ZoneInfo) -> timedelta:
    return at.astimezone(there).utcoffset() or timedelta()
