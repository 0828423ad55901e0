"""What it means for the shows in a space that its host says something anew: told before anything is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from coordinator.disclosure.own_spaces import Said
from coordinator.shows.models import Show
from coordinator.shows.planning import curfew_at, is_offered
from coordinator.shows.scheduling import Span
from coordinator.spaces.registration import NEEDS, lacks_promise

PLACE = frozenset({"street", "town", "latitude", "longitude"})


class Follows(StrEnum):
    """What follows for a show."""

    PLACE = "place"  # it is somewhere else
    SEATS = "seats"  # fewer than are planned
    STEPS = "steps"  # one no longer gets in without a step
    LESS = "less"  # something that acts may need is gone
    MORE = "more"  # what acts said yes to is another
    CURFEW = "curfew"  # it ends too late
    TIMES = "times"  # it is not offered then any more
    PROMISE = "promise"  # the landlord, or the second adult


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows for a show; `seats` (planned, and offered now) and `needs` where it is about those."""

    follows: Follows
    show: Show
    seats: tuple[int, int] = (0, 0)
    needs: tuple[str, ...] = ()


def consequences(shows: Sequence[Show], before: Said, after: Said) -> tuple[Consequence, ...]:
    """What it means for these shows that their host said `before` and says `after`, show by show."""
    return tuple(one for show in shows for one in _of_show(show, before, after))


def _of_show(show: Show, before: Said, after: Said) -> Iterator[Consequence]:
    if any(name in before and before[name] != after.get(name) for name in PLACE):
        yield Consequence(Follows.PLACE, show)
    if after["capacity"] < show.capacity:
        yield Consequence(Follows.SEATS, show, seats=(show.capacity, after["capacity"]))
    if before.get("step_free") and not after.get("step_free"):
        yield Consequence(Follows.STEPS, show)
    yield from _of_acts(show, before, after)
    if _ends_late(show, after) and not _ends_late(show, before):
        yield Consequence(Follows.CURFEW, show)
    if _is_offered(show, before) and not _is_offered(show, after):
        yield Consequence(Follows.TIMES, show)
    if lacks_promise(after) and not lacks_promise(before):
        yield Consequence(Follows.PROMISE, show)


def _of_acts(show: Show, before: Said, after: Said) -> Iterator[Consequence]:
    gone = tuple(need for need in NEEDS if before.get(need) and not after.get(need))
    stage, smaller = (said.get("stage_people") for said in (before, after))
    if gone or (smaller is not None and (stage is None or smaller < stage)):
        yield Consequence(Follows.LESS, show, needs=gone)
    elif any(bool(before.get(name)) != bool(after.get(name)) for name in (*NEEDS, "step_free")) or stage != smaller:
        yield Consequence(Follows.MORE, show)


def _ends_late(show: Show, said: Said) -> bool:
    if not said.get("curfew"):
        return False
    span = Span(show.starts_at, show.ends_at, twice=False)
    return show.ends_at > curfew_at(time.fromisoformat(said["curfew"]), show.local_start, span, show.zone)


def _is_offered(show: Show, said: Said) -> bool:
    """Whether the show lies in one of the times that are offered, all of them wall times of its city."""
    minutes = round((show.ends_at - show.starts_at).total_seconds() / 60)
    return is_offered(said, show.local_start, minutes, letters=show.starts_at - show.begins_at)
