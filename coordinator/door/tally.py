"""How many of a party are in, by what was said of it and still stands, in the order in which it happened at the door.

The count kept in the database is always this one, in whatever order phones told it and things were undone. The script
of the page counts the same way (`static/door/list.js`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from coordinator.disclosure.counts import Admission
from coordinator.door.models import Way


def standing(said: Iterable[Admission]) -> list[Admission]:
    """What nobody has undone, in order."""
    return sorted((one for one in said if one.undone_at is None), key=_place)


def inside(people: int, said: Iterable[Admission]) -> int:
    """How many of a party of `people` are in by that: never more than there are, never fewer than nobody."""
    total = 0
    for one in standing(said):
        total = min(total + one.counted, people) if one.way is Way.IN else max(total - one.counted, 0)
    return total


def before(people: int, said: Iterable[Admission], one: Admission) -> int:
    """How many were in when that was said."""
    return inside(people, (each for each in said if _place(each) < _place(one)))


def came_again(people: int, said: Sequence[Admission]) -> list[Admission]:
    """Those by which somebody of the party was let in who was in already."""
    entering = [one for one in standing(said) if one.way is Way.IN]
    return [one for one in entering if before(people, said, one) + one.people > people]


def left_out(people: int, said: Sequence[Admission], one: Admission) -> int:
    """How many of those who were let in then had no place in the room, and were not counted."""
    return max(min(one.people, people - before(people, said, one)) - one.counted, 0) if one.way is Way.IN else 0


def without(said: Iterable[Admission], undone: Admission) -> list[Admission]:
    """What stands once one of it is undone. Whom another phone had let in as well, and so had not counted, that
    one counts now."""
    freed, kept = undone.counted if undone.way is Way.IN else 0, []
    for one in standing(each for each in said if each.client_id != undone.client_id):
        more = min(freed, one.people - one.counted) if one.way is Way.IN else 0
        freed -= more
        kept.append(replace(one, counted=one.counted + more))
    return kept


def _place(one: Admission) -> tuple[object, str]:
    return one.at, one.client_id
