"""Letting people in and out, as phones at the door say it: at once, or later, when they have a network again.

What is said has an id of the phone's own, so that it counts once however often it arrives. Two phones that let the same
party in while neither knew of the other count it once, and both are told. The room never holds more than it may.
What is counted follows from what was said and stands, in whatever order it was told and undone (`tally`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from coordinator.db import random_id
from coordinator.disclosure import counts, guest_lists, standing_by
from coordinator.disclosure.counts import Admission, Count
from coordinator.disclosure.doorkeepers import STAYS, Standing
from coordinator.disclosure.guest_lists import Party
from coordinator.door import tally
from coordinator.door.models import PartyKind, Way
from coordinator.errors import Conflict, NotFound
from coordinator.guests import admitting

LATE = timedelta(minutes=15)  # after the start: who has not come by then is not expected any more
EXPECTED = (PartyKind.TICKET, PartyKind.OWN)


class Result(StrEnum):
    """What became of what a phone said."""

    DONE = "done"
    ALREADY = "already"  # all of them, or some, had been let in before
    FULL = "full"
    KEPT = "kept"  # the seats that are free are those of people who are still expected
    OVER = "over"  # it was said after the door's time
    CLOSED = "closed"  # a supervisor had closed the door to more people
    UNKNOWN = "unknown"  # there is no such party (any more)
    NOT_YOURS = "not_yours"  # only a supervisor undoes what others did


@dataclass(frozen=True, slots=True)
class Said:
    """People of a party let in or out at the instant `at` of the phone's clock."""

    client_id: str
    party_id: str
    way: Way
    people: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of those so many were counted."""

    client_id: str
    result: Result
    counted: int = 0


@dataclass(frozen=True, slots=True)
class Present:
    """A party as it stands, with all that was said of it in order."""

    party: Party
    inside: int
    said: tuple[Admission, ...]

    @property
    def missing(self) -> int:
        """How many of it have not come in and still may."""
        return 0 if self.party.kind is PartyKind.GONE else max(self.party.people - self.inside, 0)

    @property
    def is_doubtful(self) -> bool:
        """Whether the same people were let in twice, and nobody has undone one of the two."""
        return bool(tally.came_again(self.party.people, self.said))

    @property
    def are_several(self) -> bool:
        """Whether more than one person let them in."""
        return len({one.by_id for one in tally.standing(self.said) if one.way is Way.IN}) > 1

    @property
    def left_out(self) -> int:
        """How many were let in when the room was full, by a phone that did not know, and are not counted."""
        return sum(tally.left_out(self.party.people, self.said, one) for one in tally.standing(self.said))


@dataclass(frozen=True, slots=True)
class Door:
    """A door with everybody who comes. `expected`: how many of them have not come yet."""

    count: Count
    parties: tuple[Present, ...]

    @property
    def expected(self) -> int:
        """How many who have a place are not in."""
        return sum(one.missing for one in self.parties if one.party.kind in EXPECTED)


def look(standing: Standing, *, at: datetime) -> Door:
    """The door as it stands."""
    inside, said = counts.inside(standing.show.id), counts.admissions(standing.show.id)
    found = guest_lists.parties(standing, at=at)
    return Door(
        counts.count(standing.show),
        tuple(
            Present(party, inside.get(party.id, 0), tuple(one for one in said if one.party_id == party.id))
            for party in found
        ),
    )


def free(standing: Standing, door: Door, *, at: datetime) -> int:
    """How many more may come in who are not expected: until a quarter of an hour after the start the others have their
    places, then whoever is there first."""
    kept = door.expected if at < standing.show.starts_at + LATE else 0
    return max(door.count.room - kept, 0)


def let_through(standing: Standing, said: Said, *, at: datetime) -> Outcome:
    """Let people of a party in or out. The same again changes nothing, and has the same answer."""
    held = counts.hold(standing.show)
    known = counts.find(standing.show.id, said.client_id)
    if known is not None:
        return _outcome(standing, known)
    moment = min(said.at, at)  # a phone's clock may be fast
    if moment >= standing.show.starts_at + STAYS:
        return Outcome(said.client_id, Result.OVER)
    party = _party(standing, said.party_id, at=at)
    if party is None or (said.way is Way.IN and not party.may_come_in(moment)):
        return Outcome(said.client_id, Result.UNKNOWN)
    if said.way is Way.IN and any(moment >= since for since in (held.closed_at, standing.closed_at) if since):
        return Outcome(said.client_id, Result.CLOSED)
    earlier = counts.of_party(standing.show.id, party.id)
    done = Admission(said.client_id, party.id, said.way, said.people, 0, standing.person_id, moment)
    done = _counted(standing, _after_all_at_once(done, earlier), earlier, party=party, room=held.room)
    _write(standing, done, party.people, at=at)
    return _outcome(standing, done)


def undo(standing: Standing, client_id: str, *, at: datetime) -> Outcome:
    """Take back what was said: one's own, or as a supervisor anybody's; who came in from the waiting list waits again.
    A second time changes nothing. That people went out is not taken back while there is no room for them (FULL)."""
    held = counts.hold(standing.show)
    known = counts.find(standing.show.id, client_id)
    if known is None:
        return Outcome(client_id, Result.UNKNOWN)
    if known.by_id != standing.person_id and not standing.is_supervisor:
        return Outcome(client_id, Result.NOT_YOURS)
    if known.undone_at is None:
        said, people = counts.of_party(standing.show.id, known.party_id), counts.size(standing.show.id, known.party_id)
        left = tally.without(said, known)
        if tally.inside(people, left) - tally.inside(people, said) > held.room:
            return Outcome(client_id, Result.FULL)
        counts.undo(standing.show.id, client_id, at=at)
        counts.recount(standing.show.id, left)
        _settle(standing, known.party_id, people)
        _let_wait_again(standing, known.party_id, at=at)
    return Outcome(client_id, Result.DONE, known.counted)


def let_in_unlisted(standing: Standing, client_id: str, people: int, reason: str, *, at: datetime) -> Outcome:
    """Let in somebody who is on no list, for a reason, where seats are free. Raises NotFound for a steward."""
    refuse_stewards(standing)
    held = counts.hold(standing.show)
    known = counts.find(standing.show.id, client_id)
    if known is not None:
        return _outcome(standing, known)
    if held.closed_at is not None:
        return Outcome(client_id, Result.CLOSED)
    if free(standing, look(standing, at=at), at=at) < people:
        return Outcome(client_id, Result.FULL if held.room < people else Result.KEPT)
    by = standing.person_id
    done = Admission(client_id, random_id(), Way.IN, people, people, by, at, reason=reason)
    _write(standing, done, people, at=at)
    return _outcome(standing, done)


def close(standing: Standing, *, at: datetime) -> None:
    """Let nobody else in. A second time changes nothing. Raises NotFound for a steward."""
    refuse_stewards(standing)
    if counts.hold(standing.show).closed_at is None:
        counts.close(standing.show, at)


def open_again(standing: Standing) -> None:
    """Let people in again. Raises NotFound for a steward."""
    refuse_stewards(standing)
    counts.hold(standing.show)
    counts.close(standing.show, None)


def refuse_stewards(standing: Standing) -> None:
    """Raise NotFound for who does not answer for the door."""
    if not standing.is_supervisor:
        raise NotFound


def admit(standing: Standing, client_id: str, party: Party, *, at: datetime) -> Outcome:
    """Let in a whole party for which there is room; the door is held by the caller, who knows. Raises Conflict
    (`no_room`)."""
    held = counts.count(standing.show)
    if held.room < party.people:
        raise Conflict("no_room")
    done = Admission(client_id, party.id, Way.IN, party.people, party.people, standing.person_id, at)
    _write(standing, done, party.people, at=at)
    return _outcome(standing, done)


def _let_wait_again(standing: Standing, party_id: str, *, at: datetime) -> None:
    """Put a party of the waiting list back into the line before the door, once all is undone that let it in."""
    show_id = standing.show.id
    said = (one for one in counts.admissions(show_id) if one.party_id == party_id and one.way is Way.IN)
    if all(one.undone_at is not None for one in said) and admitting.admit_not(party_id, show_id, at=at):
        counts.forget(show_id, party_id)
        standing_by.put(show_id, party_id, at=at)


def _party(standing: Standing, party_id: str, *, at: datetime) -> Party | None:
    """Who comes, or had a seat before."""
    listed = (one for one in guest_lists.parties(standing, at=at) if one.id == party_id)
    return next(listed, None) or guest_lists.find_gone(standing, party_id)


def _after_all_at_once(done: Admission, earlier: Sequence[Admission]) -> Admission:
    """The same a moment later than all that is known of that very instant, so that what was told first stays first."""
    taken, at = {one.at for one in earlier}, done.at
    while at in taken:
        at += timedelta(microseconds=1)
    return replace(done, at=at)


def _counted(
    standing: Standing, done: Admission, earlier: Sequence[Admission], *, party: Party, room: int
) -> Admission:
    """The same with as many counted as there are at that moment, and of those who come in as there is room for."""
    inside = tally.before(party.people, earlier, done)
    most = min(done.people, party.people - inside if done.way is Way.IN else inside)
    here = counts.inside(standing.show.id).get(party.id, 0)
    tried = (replace(done, counted=number) for number in range(max(most, 0), 0, -1))
    fits = (one for one in tried if tally.inside(party.people, [*earlier, one]) - here <= room)
    return next(fits, done)


def _write(standing: Standing, done: Admission, people: int, *, at: datetime) -> None:
    counts.add(standing.show.id, done, at=at)
    _settle(standing, done.party_id, people)


def _settle(standing: Standing, party_id: str, people: int) -> None:
    """Count a party by what stands."""
    show_id = standing.show.id
    change = tally.inside(people, counts.of_party(show_id, party_id)) - counts.inside(show_id).get(party_id, 0)
    counts.move(show_id, party_id, change, people=people)


def _outcome(standing: Standing, done: Admission) -> Outcome:
    """Fewer were counted because there was no room, or else because the others were in already."""
    said, people = counts.of_party(standing.show.id, done.party_id), counts.size(standing.show.id, done.party_id)
    if done.way is Way.OUT or done.counted == done.people:
        return Outcome(done.client_id, Result.DONE, done.counted)
    is_full = tally.left_out(people, said, done) > 0
    return Outcome(done.client_id, Result.FULL if is_full else Result.ALREADY, done.counted)
