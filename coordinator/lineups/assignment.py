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
from coordinator.lineups.problem import ACTS
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


def clear(reader: Reader, show_id: str, position: int, *, at: datetime, sees: str | None = None) -> None:
    """Empty a slot; an empty one stays so. `sees`: who she saw in it, as in `assign`. Raises as `rearrange` does."""
    seen = None if sees is None else {(show_id, position): sees or None}
    rearrange(reader, {(show_id, position): None}, "cleared", at=at, seen=seen)


def move(
    reader: Reader,
    here: tuple[str, int],
    there: tuple[str, int],
    *,
    at: datetime,
    sees: str | None = None,
    instead_of: str | None = None,
    reason: str = "",
) -> list[Step]:
    """Move the act of one slot (show id, position) to another of the same city; whoever is there comes here.

    `sees`: whom she saw here; nothing happens where that act is there already. `instead_of`: whom she saw there ("" for
    nobody, None: whoever it is). Raises as `rearrange` does, and Conflict `nobody_there` where there is no act to move.
    """
    show_ids = sorted({here[0], there[0]})
    if len({_led(reader, show_id).city_id for show_id in show_ids}) != 1:
        raise NotFound
    now = kept.standing(show_ids)
    if sees and now.get(there) == sees:
        return []
    if here not in now:
        raise Conflict("nobody_there", **_place(here))
    if sees and now[here] != sees:
        raise Conflict("changed_meanwhile", **_place(here))
    if instead_of is not None and now.get(there, "") != instead_of:
        raise Conflict("changed_meanwhile", **_place(there))
    wanted = {there: now[here], here: now.get(there)}
    seen = {slot: now.get(slot) for slot in wanted}
    return rearrange(reader, wanted, "swapped" if there in now else "moved", at=at, seen=seen, reason=reason)


def find_empty(show: Show) -> int | None:
    """The first slot of a led show that nobody has."""
    now = kept.standing([show.id])
    return next((position for position in range(1, ACTS + 1) if (show.id, position) not in now), None)


def hold(reader: Reader, show_id: str, position: int, *, held: bool, at: datetime, sees: str | None = None) -> None:
    """Hold a slot's act against the optimiser and against clearing, or let it go; of what is so already nothing is
    noted. `sees` as in `clear`. Raises NotFound, and Conflict: `nobody_there`, `changed_meanwhile`."""
    show, here = _led(reader, show_id), (show_id, position)
    engagements.hold_all([show], ())
    now = kept.standing([show_id])
    if here not in now:
        raise Conflict("nobody_there", **_place(here))
    if sees is not None:
        refuse_changed(now, {here: sees or None})
    if slots.pin(show.id, position, locked=held):
        steps.note(str(reader.id), [show], "held" if held else "let_go", before={}, after={}, at=at)


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

    `seen`: what the reader saw there; where all is as wanted already, it does not count, and there is no step.
    `insisted`: reasons given before for the same acts at the same shows count again. Raises NotFound for a show that is
    not the reader's or an act that never applied, and Conflict, with ids of what it is about: `needs_reason` (with
    `rules`), `changed_meanwhile`, the code of an `Objection` that blocks, `act_left`, `already_at_show`,
    `no_such_slot`, `slot_locked`, `show_locked`, `show_cancelled`, `show_over`, `twin_show`.
    """
    shows = [_led(reader, show_id) for show_id in sorted({show_id for show_id, _ in wanted})]
    acts = {act for act in wanted.values() if act is not None}
    bands = acts | engagements.all_sharing_members(acts, edition_id=shows[0].edition_id)
    engagements.hold_all(shows, bands)
    before = kept.standing([show.id for show in shows])
    changed = {slot: act for slot, act in wanted.items() if before.get(slot) != act}
    if not changed:
        return []
    _refuse_strangers(shows[0], acts)
    for show in shows:
        _refuse_past(show, at)
    slots.refuse_final([show.id for show in shows], list(wanted))
    refuse_changed(before, seen or {})
    after = {slot: act for slot, act in {**before, **wanted}.items() if act is not None}
    _refuse_twice(after)
    set_aside = _objected(reader, shows, before, after, bands, reason=reason, insisted=insisted, at=at)
    slots.rewrite(shows, changed)
    for (show_id, act), reasons in set_aside.items():
        overrides.put(show_id, act, reasons, by=str(reader.id), at=at)
    return steps.note(str(reader.id), shows, kind, before=before, after=after, at=at)


def refuse_changed(now: Slots, seen: Wanted) -> None:
    """Raise Conflict `changed_meanwhile`, with the slot, where the slots are not as they were seen."""
    for slot, act in seen.items():
        if now.get(slot) != act:
            raise Conflict("changed_meanwhile", **_place(slot))


def _place(slot: tuple[str, int]) -> dict[str, object]:
    return {"show": slot[0], "position": slot[1]}


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
    bill = {where: [act for (show_id, _), act in after.items() if show_id == where] for where in at_shows}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for show_id, act in new:
        place = place_of(problem, show_id, bill, leave=act)
        against = objections(place, place.day.artist_row[act])
        _refuse_blocked(against, show_id, act)
        known = overrides.find(show_id, act) if insisted else {}
        rules = [one.value for one in against if one.level is Level.OVERRIDE]
        missing = [rule for rule in rules if not (reason or known.get(rule))]
        if missing:
            raise Conflict("needs_reason", rules=missing, show=show_id, artist=act)
        found[show_id, act] = {rule: reason or known[rule] for rule in rules}
    return found


def _refuse_blocked(against: tuple[Objection, ...], show_id: str, act: str) -> None:
    for one in against:
        if one.level is Level.BLOCK:
            raise Conflict(one.value, show=show_id, artist=act)


def _refuse_twice(after: Slots) -> None:
    bill: set[tuple[str, str]] = set()
    for (show_id, _), act in after.items():
        if (show_id, act) in bill:
            raise Conflict("already_at_show", show=show_id, artist=act)
        bill.add((show_id, act))


def _led(reader: Reader, show_id: str) -> Show:
    show = db.session.get(Show, show_id)
    if show is None or not (reader.has(Role.GLOBAL) or reader.leads(show.city_id)):
        raise NotFound
    return show


def _refuse_strangers(show: Show, acts: set[str]) -> None:
    """Only acts that want to play at the edition are placed."""
    applied = (Application.edition_id == show.edition_id) & Application.artist_id.in_(acts)
    found = db.session.execute(select(Application.artist_id, Application.state).where(applied))
    states = {row.artist_id: row.state for row in found}
    if states.keys() != acts:
        raise NotFound
    for act in sorted(acts):
        if states[act] not in WANTED:
            raise Conflict("act_left", show=show.id, artist=act)


def _refuse_past(show: Show, at: datetime) -> None:
    if show.state is ShowState.CANCELLED:
        raise Conflict("show_cancelled", show=show.id)
    if at >= show.ends_at:
        raise Conflict("show_over", show=show.id)
