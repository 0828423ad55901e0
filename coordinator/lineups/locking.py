"""A lineup is made final, and opened again. Each lock is a numbered version, and only a lock asks the acts to play."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import alarms, engagements, slots, twins, versions
from coordinator.disclosure.versions import Version
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.lineups import asking, rechecking, steps
from coordinator.lineups.objections import hold_bill
from coordinator.people.readers import Reader
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show, ShowState


@dataclass(frozen=True, slots=True)
class Change:
    """What a version made different from the one before: an act that `came` to a slot (`before` None), went (`now`
    None), or moved."""

    act_name: str
    before: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A version as a lead reads it: the acts in order, and the changes since the one before (none for the first)."""

    version: Version
    acts: tuple[str, ...]
    changes: tuple[Change, ...]


def lock(reader: Reader, show_id: str, *, at: datetime, seen: Mapping[int, str | None] | None = None) -> int:
    """Make the lineup final and ask its acts; the version's number.

    `seen`: position → whom she saw there, whom alone she wants to be asked. Raises NotFound for who does not lead the
    show's city, and Conflict: `changed_meanwhile`, `not_three_acts`, `show_locked`, `show_cancelled`, `show_over`,
    `twin_show`; with the `act`, the code of an `Objection` that blocks.
    """
    show = _held(reader, show_id)
    bill = hold_bill([show])
    if show.state is ShowState.CANCELLED:
        raise Conflict("show_cancelled", show=show_id)
    if at >= show.ends_at:
        raise Conflict("show_over")
    if show_id in slots.locked_shows([show_id]):
        raise Conflict("show_locked", show=show_id)
    _refuse_changed(show_id, bill, seen or {})
    rechecking.refuse_blocked(reader, show, at=at)
    by = str(reader.id)
    slots.lock(show.id, by=by, at=at)
    number = versions.add(show.id, by=by, at=at)
    asking.ask(show, number, by=by, at=at)
    alarms.end(show.id, at=at)
    steps.note(by, [show], "locked", before={}, after={}, at=at)
    return number


def _refuse_changed(show_id: str, bill: Mapping[int, str], seen: Mapping[int, str | None]) -> None:
    for position, act in seen.items():
        if bill.get(position) != act:
            raise Conflict("changed_meanwhile", show=show_id, position=position)


def unlock(reader: Reader, show_id: str, because: str, *, at: datetime) -> None:
    """Open the lineup for changes again; the reason is kept with the version. Who stays on the bill keeps
    its offer.

    An open one stays as it is. Raises NotFound, Invalid (`because`) without a reason, and Conflict:
    `twin_show`.
    """
    show = _held(reader, show_id)
    if not because:
        said = Say("Say in a few words why you open it: it is kept with the version, for the leads of your city only.")
        raise Invalid({"because": [said]})
    if show.id in slots.locked_shows([show.id]):
        release(show, because, by=str(reader.id), at=at)
        steps.note(str(reader.id), [show], "unlocked", before={}, after={}, at=at)


def release(show: Show, because: str, *, by: str, at: datetime) -> None:
    """Take the lock away and end the version. The show is held by the caller."""
    slots.unlock(show.id)
    versions.end(show.id, by=by, because=because, at=at)


def ask_anew(show: Show, *, by: str, at: datetime) -> None:
    """Ask the acts of a locked lineup again whose evening has moved; an open one asks at its next lock. The show is
    held by the caller."""
    if show.id in slots.locked_shows([show.id]):
        asking.ask(show, versions.newest(show.id), by=by, at=at)


def told_versions(reader: Reader, show: Show, *, at: datetime) -> Sequence[Told]:
    """The versions of a show, the newest first, for its lead. Raises NotFound for everybody else."""
    found = versions.of_show(reader, show, at=at)
    names = _names({act for version in found for act in version.acts})
    before = (None, *found)
    told = [
        Told(version, tuple(names[act] for act in version.acts), _changes(last, version, names) if last else ())
        for last, version in zip(before, found, strict=False)
    ]
    return told[::-1]


def _changes(last: Version, version: Version, names: Mapping[str, str]) -> tuple[Change, ...]:
    then, now = (dict(zip(one.acts, (1, 2, 3), strict=True)) for one in (last, version))
    acts = dict.fromkeys((*version.acts, *last.acts))
    return tuple(Change(names[act], then.get(act), now.get(act)) for act in acts if then.get(act) != now.get(act))


def _names(artist_ids: set[str]) -> dict[str, str]:
    rows = db.session.execute(select(Artist.id, Artist.act_name).where(Artist.id.in_(artist_ids)))
    return {row.id: row.act_name for row in rows}


def _held(reader: Reader, show_id: str) -> Show:
    found = db.session.get(Show, show_id)
    if found is None:
        raise NotFound
    show = led_show(reader, show_id, city_id=found.city_id)
    engagements.hold(show, ())
    if twins.kept([show.id])[show.id].is_twin:
        raise Conflict("twin_show")
    return show
