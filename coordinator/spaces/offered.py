"""The times that a host offers her space at, and whether an evening lies within them. All are wall times at the space.

A space that a list brought has no such times: it is offered whenever it is asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coordinator.disclosure.own_spaces import Said

AROUND = timedelta(days=1)  # how far from the edition's day a show may begin: parties go on, and lunch concerts begin


@dataclass(frozen=True, slots=True)
class Offered:
    """From when to when a space is offered, naive; `closes` may be on the next day."""

    opens: datetime
    closes: datetime


def offered(said: Said) -> tuple[Offered, ...]:
    """The times of what a host says, in order."""
    return tuple(sorted((_row(row) for row in said.get("times", ())), key=lambda one: one.opens))


def is_near(times: Sequence[Offered], day: date) -> bool:
    """Whether one of these times begins on a day on which an evening can be planned: that of the edition, the one
    before or the one after."""
    return any(abs(one.opens.date() - day) <= AROUND for one in times)


def is_within(times: Sequence[Offered], begins: datetime, ends: datetime) -> bool:
    """Whether an evening lies within these times; those that touch or overlap count as one."""
    return not times or any(one.opens <= begins and ends <= one.closes for one in _joined(times))


def _row(row: dict[str, str]) -> Offered:
    opens, closes = (datetime.fromisoformat(f"{row['day']}T{row[side]}") for side in ("opens", "closes"))
    return Offered(opens, closes + timedelta(days=closes <= opens))


def _joined(times: Sequence[Offered]) -> Iterator[Offered]:
    now, *later = sorted(times, key=lambda one: one.opens)
    for one in later:
        if one.opens <= now.closes:
            now = Offered(now.opens, max(now.closes, one.closes))
        else:
            yield now
            now = one
    yield now
