"""A host says something anew of a space that is approved already.

Where no show is touched by it, it holds at once, and the lead is told. Where one is, the host is told what follows, and
it waits until the lead takes it over: nothing is dropped, nobody is thrown out, and no act hears of it before.

Fewer seats than guests were drawn for hold at once where nobody loses one by it. Else the lead reads first who would,
and decides: the number stays, the show moves, or the last in the order of the draw wait again (`guests.shrinking`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from coordinator import jobs
from coordinator.cities.registering import NameArea
from coordinator.disclosure import changes, own_spaces
from coordinator.disclosure.changes import Change, ChangeState
from coordinator.disclosure.entries import Where
from coordinator.disclosure.own_spaces import OwnForm, Said
from coordinator.errors import Conflict, NotFound
from coordinator.guests import entries, shrinking
from coordinator.guests.shrinking import Outlook
from coordinator.hosting.consequences import PLACE, Consequence, Follows, consequences
from coordinator.intake import assign_changed
from coordinator.lineups import alarms, changed_evening, doors, moving, relocating, steps
from coordinator.lineups.adding import PLANNED
from coordinator.lineups.objections import hold_bill
from coordinator.people.readers import Reader
from coordinator.shows.leading import refuse_others
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import hold_spaces
from coordinator.spaces import registration
from coordinator.spaces.models import Space, SpaceState
from coordinator.spaces.registration import LISTED, PHOTOS, Step

PAUSE = timedelta(minutes=10)  # before a letter of what holds already: more may follow
LETTER, SETTLED = "space_changed", "change_settled"  # the outbox's kinds
DRAWN = (ShowState.DRAWN, ShowState.REVEALED, ShowState.LIVE, ShowState.ENDED)  # its seats are given to guests


def save(
    reader: Reader, space_id: str, step: Step, answers: Said, *, aware: int = 0, name_area: NameArea, at: datetime
) -> tuple[OwnForm, ChangeState | None]:
    """Keep the answers of one step in whatever state a space is; the form as it stands then, and what became of the
    change, where the space was decided about before and anything is different.

    Raises NotFound for everybody but the host, Invalid and Conflict as `registration.save` does, and Conflict:
    `consequences` (`follow`: what it means) unless the host is `aware` of so many, `other_city`.
    """
    form = own_spaces.own_form(reader, space_id, held=True)
    shows = doors.coming([space_id], at=at)[space_id]
    if form.space is None or not _is_decided(form, shows):
        return registration.save(reader, space_id, answers, name_area=name_area, at=at), None
    if form.state is SpaceState.WITHDRAWN:
        raise Conflict("taken_back")
    space = _held(form.space)
    form = own_spaces.own_form(reader, space_id)  # as it is now that nobody else changes it
    said = {**form.said, **answers}
    if said == form.said:
        return form, None
    if answers.get("pinned"):
        registration.refuse_pin(said)
    _refuse_elsewhere(replace(form, said=said), space, name_area)
    follow = _touched(shows, form.said, said, at=at)
    if follow and len(follow) != aware:
        raise Conflict("consequences", follow=follow)
    if follow:
        wait_for_lead(space, step, form.said, said, at=at)
        return form, ChangeState.WAITING
    shrinking.shrink(_drawn(shows), said["capacity"], seen="", at=at)
    _apply(reader, replace(form, said=said), space, shows, by=str(reader.id), name_area=name_area, at=at)
    _note_on(space, step, form.said, said, at=at)
    return own_spaces.own_form(reader, space_id), ChangeState.TOLD


def tell_photos(form: OwnForm, before: Mapping[str, str], after: Mapping[str, str], *, at: datetime) -> None:
    """Tell the lead that a room she has decided about shows itself in other photos (id → what is on it). The form is
    held by the caller."""
    shows = doors.coming([form.space_id], at=at)[form.space_id]
    if form.space is None or form.state is SpaceState.WITHDRAWN or before == after or not _is_decided(form, shows):
        return
    was, now = ({PHOTOS: dict(photos)} for photos in (before, after))
    _note_on(form.space, PHOTOS, was, now, at=at)


def wait_for_lead(space: Space, step: str, before: Said, after: Said, *, at: datetime) -> None:
    """Keep a change that waits for the lead, who is told. The space is held by the caller."""
    _tell_lead(space, changes.note(space.id, step, before, after, state=ChangeState.WAITING, at=at), at=at)


def lower_at_once(space: Space, shows: Sequence[Show], capacity: int, *, at: datetime) -> bool:
    """Give a list's smaller number of seats to these shows where nobody loses one by it, and tell the lead; whether
    that was so. The space is held by the caller, who writes its own number."""
    drawn = [show for show in _drawn(shows) if capacity < show.capacity]
    listed = any(capacity < show.capacity for show in shows if show.state not in DRAWN)
    if listed or not all(one.is_harmless for one in shrinking.outlooks(drawn, capacity, at=at)):
        return False
    if not drawn:
        return True
    shrinking.shrink(drawn, capacity, seen="", at=at)
    for show in drawn:
        show.capacity = capacity
    _note_on(space, LISTED, {"capacity": space.capacity}, {"capacity": capacity}, at=at)
    return True


def drop(reader: Reader, space_id: str, change_id: str, *, at: datetime) -> None:
    """Take a change that waits back. Raises NotFound for everybody but the host, Conflict `settled_already`."""
    _held(_own(reader, space_id))
    change = _waiting(change_id, space_id)
    if change.step == LISTED:
        raise NotFound
    changes.settle(change.id, ChangeState.DROPPED, at=at)


def follows(change: Change, *, at: datetime) -> Sequence[Consequence]:
    """What taking a change over means as things stand."""
    host = Reader(changes.host_of(change.space_id))
    said = own_spaces.own_form(host, change.space_id).said
    return consequences(doors.coming([change.space_id], at=at)[change.space_id], said, {**said, **change.answers})


def seats_lost(reader: Reader, change: Change, *, at: datetime) -> Sequence[Outlook]:
    """What taking a change over means for guests who were drawn, show by show, for the lead of the city. Raises
    NotFound for everybody else."""
    if "capacity" not in change.answers:
        return ()
    shows = doors.coming([change.space_id], at=at)[change.space_id]
    return shrinking.told(reader, _drawn(shows), change.answers["capacity"], at=at)


def take_over(
    reader: Reader, change_id: str, space: Space, *, seen: str = "", name_area: NameArea, at: datetime
) -> int:
    """Let a change hold: the space and its shows are as its host says from now on, and acts hear what they may. How
    many parties lost their seats by it: those that the lead has `seen` (`shrinking.seen_of`).

    Raises NotFound for who does not lead the city, and Conflict: `settled_already`, `listed_there` (`seats`) where the
    list of a draw that is still to come has more, `other_city`, and as `shrinking.shrink` does.
    """
    refuse_others(reader, space.city_id)
    host = Reader(changes.host_of(space.id))
    own_spaces.own_form(host, space.id, held=True)
    _held(space)
    form = own_spaces.own_form(host, space.id)  # as it is now that nobody else changes it
    change = _waiting(change_id, space.id)
    shows = doors.coming([space.id], at=at)[space.id]
    form = replace(form, said={**form.said, **change.answers})
    _refuse_listed(shows, form.said["capacity"], _fixed(space, at=at))
    if PLACE & change.answers.keys():
        _refuse_elsewhere(form, space, name_area)
    lost = shrinking.shrink(_drawn(shows), form.said["capacity"], seen=seen, at=at)
    _apply(host, form, space, shows, by=str(reader.id), name_area=name_area, at=at)
    changes.settle(change.id, ChangeState.TAKEN, at=at)
    _tell_host(change, host, at=at)
    return lost


def decline(reader: Reader, change_id: str, space: Space, *, words: str = "", at: datetime) -> None:
    """Leave it as it was; the host reads her lead's `words`. Raises as `take_over` does."""
    refuse_others(reader, space.city_id)
    _held(space)
    change = _waiting(change_id, space.id)
    changes.settle(change.id, ChangeState.DECLINED, words=words, by=reader.id, at=at)
    _tell_host(change, Reader(changes.host_of(space.id)), at=at)


def see(reader: Reader, space: Space, change_ids: Collection[str], *, at: datetime) -> None:
    """Mark changes that hold already as seen. Raises NotFound for who does not lead the city."""
    refuse_others(reader, space.city_id)
    for change in changes.told(reader, space, at=at):
        if change.id in change_ids and change.state is ChangeState.TOLD and change.is_open:
            changes.settle(change.id, ChangeState.TOLD, at=at)


def _apply(
    host: Reader, form: OwnForm, space: Space, shows: Sequence[Show], *, by: str, name_area: NameArea, at: datetime
) -> None:
    """Write what the host says now, and what her shows say of the room; tell acts what they may know of it."""
    fixed = _fixed(space, at=at)
    evenings = [(pair := moving.pair_of(show), changed_evening.seen_by_acts(pair)) for show in shows]
    for pair, _ in evenings:
        hold_bill(pair)
    with relocating.told_to_guests(shows, at=at):
        registration.put(host, form, name_area=name_area, at=at)
        for show, (pair, before) in zip(shows, evenings, strict=True):
            said = {"kind": space.kind, "step_free": space.step_free, "area_id": space.area_id}
            stays = show.state in fixed and show.capacity < space.capacity
            seats = {} if stays else {"capacity": min(space.capacity, show.listed_seats or space.capacity)}
            with steps.noted(by, pair, PLANNED, at=at):
                assign_changed(show, said | seats)
                changed_evening.renew(pair, before, cleared=(), by=by, at=at)


def _is_decided(form: OwnForm, shows: Sequence[Show]) -> bool:
    """Whether the lead has decided about a space, or plans with it all the same."""
    return form.state not in registration.OPEN or bool(shows)


def _own(reader: Reader, space_id: str) -> Space:
    form = own_spaces.own_form(reader, space_id, held=True)
    if form.space is None:
        raise NotFound
    return form.space


def _held(space: Space) -> Space:
    return hold_spaces([space.id], edition_id=space.edition_id, city_id=space.city_id)[space.id]


def _waiting(change_id: str, space_id: str) -> Change:
    change = changes.find(change_id)
    if change is None or change.space_id != space_id:
        raise NotFound
    if change.state is not ChangeState.WAITING:
        raise Conflict("settled_already")
    return change


def _drawn(shows: Sequence[Show]) -> Sequence[Show]:
    return [show for show in shows if show.state in DRAWN]


def _touched(shows: Sequence[Show], before: Said, after: Said, *, at: datetime) -> Sequence[Consequence]:
    """What follows, but for fewer seats at shows that are drawn where nobody loses one."""
    found = consequences(shows, before, after)
    looks = shrinking.outlooks(_drawn(shows), after["capacity"], at=at)
    harmless = {one.show.id for one in looks if one.is_harmless}
    return tuple(one for one in found if one.follows is not Follows.SEATS or one.show.id not in harmless)


def _refuse_listed(shows: Sequence[Show], capacity: int, fixed: Collection[ShowState]) -> None:
    listed = (show.capacity for show in shows if show.state in fixed and show.state not in DRAWN)
    seats = max(listed, default=0)
    if seats > capacity:
        raise Conflict("listed_there", seats=seats)


def _fixed(space: Space, *, at: datetime) -> Collection[ShowState]:
    """The states of shows in a space whose seats are given to guests, or stated in the list of the draw; where no list
    is published, none will be before the transaction ends."""
    stays_open = entries.stays_open(Where(space.edition_id, space.city_id), at=at)
    return DRAWN if stays_open else (*DRAWN, ShowState.OPEN)


def _refuse_elsewhere(form: OwnForm, space: Space, name_area: NameArea) -> None:
    """A town of another lead."""
    if registration.public_place(form, name_area)["city_id"] != space.city_id:
        raise Conflict("other_city")


def _note_on(space: Space, step: str, before: Said, after: Said, *, at: datetime) -> None:
    """Note what holds already; what follows soon after is one change with it, and has one letter."""
    change_id = changes.note_on(space.id, step, before, after, at=at)
    if change_id is not None:
        _tell_lead(space, change_id, at=at + PAUSE)


def _tell_lead(space: Space, change_id: str, *, at: datetime) -> None:
    for person_id in alarms.told_at(alarms.Level.LEAD, space, at=at):
        key = f"{LETTER}|{change_id}|{person_id}"
        jobs.enqueue(LETTER, person_id=person_id, subject=change_id, dedupe_key=key, due_at=at)


def _tell_host(change: Change, host: Reader, *, at: datetime) -> None:
    if change.step == LISTED:  # not hers
        return
    key = f"{SETTLED}|{change.id}"
    jobs.enqueue(SETTLED, person_id=str(host.id), subject=change.id, dedupe_key=key, due_at=at)
