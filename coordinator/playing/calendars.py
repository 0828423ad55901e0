"""An act's evenings as a calendar (RFC 5545): when, and a link to the page that decides what may be known.

Calendars are shown on lock screens, shared with partners and copied to servers that nobody here knows. So an entry has
a word for its title and no place, no act and no name. What it is follows from its offer alone: an offer that waits is
tentative (the act was told of it, and sees what it clashes with before it answers), a yes is confirmed, and what is
over for whatever reason is cancelled, because calendars keep copies. Number and time of its last change are those of
the act's offer and answer, so that they tell nothing of what a lead does with the lineup meanwhile.

Zones are written out with the changes of clocks around the evenings: programs whose own tables are old, or that know no
zone of that name, tell the right time all the same.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard

from coordinator.clock import local, zone
from coordinator.disclosure.offers import OfferState
from coordinator.disclosure.own_offers import OwnOffer

AROUND = timedelta(days=200)  # before the first evening and after the last: a change each way is in it
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEP = timedelta(days=1)  # no zone has changed its clocks twice within a day
PRODUCT = "-//Coordinator//Evenings//EN"
STATES = {OfferState.OFFERED: ("TENTATIVE", 0), OfferState.CONFIRMED: ("CONFIRMED", 1)}
OVER = ("CANCELLED", 2)
"""State of an offer → status and sequence of its entry."""


def calendar_of(offers: Sequence[OwnOffer], *, title: str, link: str) -> bytes:
    """The evenings of these offers; `title` is what each is called, `link` the page that tells more."""
    made = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        made.add(name, value)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for name in sorted({offer.evening.zone for offer in offers}):
        starts = [offer.offered_for for offer in offers if offer.evening.zone == name]
        made.add_component(timezone_of(name, min(starts) - AROUND, max(starts) + AROUND))
    if not offers:
        made.add_component(timezone_of("Etc/UTC", EPOCH, EPOCH))  # a calendar without a component is none
    for offer in offers:
        made.add_component(_entry(offer, title=title, link=link))
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


def _entry(offer: OwnOffer, *, title: str, link: str) -> Event:
    status, sequence = STATES.get(offer.state, OVER)
    changed = _changed(offer)
    lasts = offer.evening.ends_at - offer.evening.starts_at
    entry = Event()
    entry.add("uid", offer.uid)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", sequence)
    for name, value in zip(("dtstart", "dtend"), _walls(offer.offered_for, lasts, offer.evening.zone), strict=True):
        entry.add(name, value)
    entry.add("summary", title)
    entry.add("description", link)
    entry.add("url", link)
    entry.add("status", status)
    entry.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
    entry.add("class", "PRIVATE")
    return entry


def _changed(offer: OwnOffer) -> datetime:
    """When the offer became what it is, to the second; one that lapsed did so at its deadline, whoever noticed when."""
    lapsed = offer.state is OfferState.LAPSED
    at = offer.expires_at if lapsed else offer.answered_at or offer.offered_at
    return at.replace(microsecond=0)


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
