"""A lead's hand on lineups: put acts into slots, empty, move and swap them, hold one for the optimiser.

The database refuses what must never be; the rules of `levels` are checked here, in the transaction that writes, while
everybody else who would touch the same acts or shows waits.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Application
from coordinator.db import db
from coordinator.disclosure import engagements, matching, overrides, slots
from coordinator.disclosure import steps as kept
from coordinator.disclosure.matching import WANTED
from coordinator.disclosure.steps import Slots, Step
from coordinator.errors import Conflict, NotFound
from coordinator.lineups import steps
from coordinator.lineups.levels import Level, Objection, objections, place_of
from coordinator.lineups.proposals import problem_of
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

Wanted = Mapping[tuple[str, int], str | None]
"""(show id, position) → artist id, None for an empty slot."""


def assign(
    reader: Reader,
    show_id: str,
    position: int,
    artist_id: str,
    *,
    at: datetime,
    instead_of: str | None = None,
    reason: str = "",
) -> None:
    """Put an act into a slot (1 to 3) of a show the reader leads, in the stead of whoever held it.

    `instead_of`: who she saw in the slot (an id, "" for nobody; None: whoever it is). `reason`: why a rule that may be
    set aside is. Raises as `rearrange` does; `already_at_show` where the act is on the bill.
    """
    seen = None if instead_of is None else {(show_id, position): instead_of or None}
    rearrange(reader, {(show_id, position): artist_id}, "assigned", at=at, seen=seen, reason=reason)


def clear(reader: Reader, show_id: str, position: int, *, at: datetime) -> None:
    """Empty a slot; an empty one stays so. Raises as `rearrange` does."""
    rearrange(reader, {(show_id, position): None}, "cleared", at=at)


def move(reader: Reader, here: tuple[str, int], there: tuple[str, int], *, at: datetime, reason: str = "") -> None:
    """Move the act of one slot (show id, position) to another; whoever is there comes here. Raises as `rearrange` does,
    and Conflict `nobody_there` where there is no act to move."""
    show_ids = sorted({here[0], there[0]})
    for show_id in show_ids:
        _led(reader, show_id)
    now = kept.standing(show_ids)
    if here not in now:
        raise Conflict("nobody_there")
    seen = {here: now.get(here), there: now.get(there)}
    wanted = {there: now[here], here: now.get(there)}
    rearrange(reader, wanted, "swapped" if there in now else "moved", at=at, seen=seen, reason=reason)


def hold(reader: Reader, show_id: str, position: int, *, held: bool) -> None:
    """Hold a slot's act against the optimiser and against clearing, or let it go. Raises NotFound."""
    slots.pin(_led(reader, show_id).id, position, locked=held)


def rearrange(
    reader: Reader,
    wanted: Wanted,
    kind: str,
    *,
    at: datetime,
    seen: Wanted | None = None,
    reason: str = "",
    insisted: bool = False,
) -> list[Step]:
    """Make these slots what is `wanted`, all or nothing, and note it as a step of that kind.

    `seen`: what the reader saw there. `insisted`: reasons given before for the same acts at the same shows count again.
    Raises NotFound for a show that is not the reader's or an act that does not want to play, and Conflict:
    `needs_reason` (with `rules`), `changed_meanwhile`, the code of an `Objection` that blocks, `already_at_show`,
    `no_such_slot`, `slot_locked`, `show_locked`, `show_cancelled`, `show_over`, `twin_show`.
    """
    shows = [_led(reader, show_id) for show_id in sorted({show_id for show_id, _ in wanted})]
    acts = {act for act in wanted.values() if act is not None}
    bands = acts | engagements.all_sharing_members(acts, edition_id=shows[0].edition_id)
    engagements.hold_all(shows, bands)
    _refuse_strangers(shows[0], acts)
    for show in shows:
        _refuse_past(show, at)
    slots.refuse_final([show.id for show in shows], list(wanted))
    before = kept.standing([show.id for show in shows])
    if seen is not None and any(before.get(slot) != act for slot, act in seen.items()):
        raise Conflict("changed_meanwhile")
    after = {slot: act for slot, act in {**before, **wanted}.items() if act is not None}
    changed = {slot: act for slot, act in wanted.items() if before.get(slot) != act}
    _refuse_twice(after)
    set_aside = _objected(reader, shows, before, after, bands, reason=reason, insisted=insisted, at=at)
    slots.rewrite(shows, changed)
    for (show_id, act), reasons in set_aside.items():
        overrides.put(show_id, act, reasons, by=str(reader.id), at=at)
    return steps.note(str(reader.id), shows, kind, before=before, after=after, at=at)


def _objected(
    reader: Reader,
    shows: list[Show],
    before: Slots,
    after: Slots,
    bands: set[str],
    *,
    reason: str,
    insisted: bool,
    at: datetime,
) -> dict[tuple[str, str], dict[str, str]]:
    """(show id, artist id) → rule → why it is set aside, of the acts that are new at a show. Raises Conflict."""
    stood = {(show_id, act) for (show_id, _), act in before.items()}
    new = sorted((show_id, act) for (show_id, _), act in after.items() if (show_id, act) not in stood)
    if not new:
        return {}
    at_shows = [show.id for show in shows]
    city = shows[0].city_id
    rows = matching.day(reader, shows[0].edition_id, city_id=city, at=at, acts_at=(bands, at_shows))
    problem = problem_of(rows)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for show_id, act in new:
        place = place_of(problem, show_id, after, leave=act)
        against = objections(place, place.day.artist_row[act])
        _refuse_blocked(against)
        known = overrides.find(show_id, act) if insisted else {}
        rules = [one.value for one in against if one.level is Level.OVERRIDE]
        missing = [rule for rule in rules if not (reason or known.get(rule))]
        if missing:
            raise Conflict("needs_reason", rules=missing, artist=act)
        found[show_id, act] = {rule: reason or known[rule] for rule in rules}
    return found


def _refuse_blocked(against: tuple[Objection, ...]) -> None:
    for one in against:
        if one.level is Level.BLOCK:
            raise Conflict(one.value)


def _refuse_twice(after: Slots) -> None:
    bill = [(show_id, act) for (show_id, _), act in after.items()]
    if len(bill) != len(set(bill)):
        raise Conflict("already_at_show")


def _led(reader: Reader, show_id: str) -> Show:
    show = db.session.get(Show, show_id)
    if show is None or not (reader.has(Role.GLOBAL) or reader.leads(show.city_id)):
        raise NotFound
    return show


def _refuse_strangers(show: Show, acts: set[str]) -> None:
    """Only acts that want to play at the edition are placed."""
    wanted = (Application.edition_id == show.edition_id) & Application.artist_id.in_(acts)
    wish = select(Application.artist_id).where(wanted, Application.state.in_(WANTED))
    if set(db.session.scalars(wish)) != acts:
        raise NotFound


def _refuse_past(show: Show, at: datetime) -> None:
    if show.state is ShowState.CANCELLED:
        raise Conflict("show_cancelled")
    if at >= show.ends_at:
        raise Conflict("show_over")
