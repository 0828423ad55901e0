"""Time: the only place that asks what time it is, and where wall time and zone become an instant.

An *instant* is an aware datetime in UTC; a *wall time* is a naive datetime read off a clock in an IANA zone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coordinator.errors import Invalid, Say

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """The present instant (UTC, aware); inside `stopped` the one at which the clock stands."""
    return _stopped.get() or datetime.now(UTC)


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Let the clock of this context stand at the instant `at`: a rehearsal plays an edition by it. Other threads and
    requests have the real one."""
    token = _stopped.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(token)


def is_stopped() -> bool:
    """Whether the clock of this context stands, so that nothing here is of the present."""
    return _stopped.get() is not None


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises Invalid for a name the time-zone database does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fault = Say("“%(name)s” is no IANA time zone; “Europe/Berlin” would be.", name=name)
        raise Invalid({"zone": [fault]}) from None


def instant(wall: datetime, zone_name: str, *, fold: int | None = None) -> datetime:
    """The UTC instant at which clocks in `zone_name` show `wall`.

    Raises Invalid when clocks skip that time (the spring gap), and when they show it twice and `fold`
    (0 the earlier, 1 the later) does not say which.
    """
    there = zone(zone_name)
    earlier, later = (wall.replace(tzinfo=there, fold=side).astimezone(UTC) for side in (0, 1))
    if earlier == later:
        return earlier
    facts = {"zone": zone_name, "time": wall.time(), "day": wall.date()}
    if earlier > later:
        fault = Say("Clocks in %(zone)s skip %(time)s on %(day)s; take a time after the change.", **facts)
        raise Invalid({"start": [fault]})
    if fold is None:
        twice = "Clocks in %(zone)s show %(time)s twice on %(day)s; say whether the earlier or the later is meant."
        fault = Say(twice, **facts)
        raise Invalid({"start": [fault]})
    return later if fold else earlier


def first_shown(wall: datetime, zone_name: str) -> datetime:
    """The first wall time from `wall` on that clocks in `zone_name` show: itself, or the end of the gap it lies in.

    Gaps are of half an hour, an hour, or a whole day where a country changes its side of the date line.
    """
    there = zone(zone_name)
    before, after = (wall.replace(tzinfo=there, fold=side).utcoffset() for side in (0, 1))
    if before is None or after is None or before >= after:
        return wall
    skipped = wall.replace(tzinfo=there, fold=0).astimezone(UTC)
    latest, earliest = skipped, skipped - (after - before)
    while latest - earliest > timedelta(seconds=1):
        middle = earliest + (latest - earliest) / 2
        changed = middle.astimezone(there).utcoffset() == after
        earliest, latest = (earliest, middle) if changed else (middle, latest)
    return latest.astimezone(there).replace(tzinfo=None, second=0, microsecond=0)


def local(at: datetime, zone_name: str) -> datetime:
    """The wall time (aware, in its zone) that clocks in `zone_name` show at the instant `at`."""
    return at.astimezone(zone(zone_name))
