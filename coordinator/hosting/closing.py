"""Close my door: a host lets nobody in any more, at any time and for no reason she has to say.

From that instant nobody but she and who leads her city is told where it is (`disclosure.policy`), nothing new is
planned there, and her lead is alarmed (`lineups.doors`). What everybody sees of a show there stays as it is until the
lead has acted: that a door was closed is nobody's business. For the same reason entries go on in public; the draw and
the door ask the clock of the show, as everything does that tells an address.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import doors, own_spaces
from coordinator.disclosure.doors import Door
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.errors import Conflict
from coordinator.lineups import doors as alarmed
from coordinator.people import attempts
from coordinator.people.attempts import Visitor
from coordinator.people.models import Attempt
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import hold_spaces
from coordinator.spaces import registration
from coordinator.spaces.models import Space, SpaceState


@dataclass(frozen=True, slots=True)
class Standing:
    """How a space stands for its host: its closed door (None: open), how many shows are still to take place there,
    whether the lead has acted since it was closed, whether its host has opened doors too often within a day, and
    whether there is a door at all: a draft has none."""

    has_door: bool = False
    door: Door | None = None
    shows: int = 0
    has_acted: bool = False
    too_often: bool = False

    @property
    def may_close(self) -> bool:
        """Whether there is a door, and it is open."""
        return self.has_door and self.door is None

    @property
    def may_leave(self) -> bool:
        """Whether the door is closed and nothing is to take place behind it, so that the host can take it back."""
        return self.door is not None and not self.shows

    @property
    def may_open(self) -> bool:
        """Whether the host can open the door again by herself."""
        return self.door is not None and not self.has_acted and not self.too_often


def standing(reader: Reader, form: OwnForm, *, at: datetime) -> Standing:
    """How that host's space stands."""
    if form.space is None or form.state is SpaceState.WITHDRAWN:
        return Standing()
    door = doors.find(form.space_id)
    shows = len(alarmed.coming([form.space_id], at=at)[form.space_id])
    if door is None:
        return Standing(True, None, shows)
    refused = attempts.find_refusal(Attempt.DOOR, _opener(reader), at=at)
    too_often = refused is not None and refused.facts["of"] == "account"  # else it is a matter of minutes
    return Standing(True, door, shows, has_acted=_has_acted(door), too_often=too_often)


def close(reader: Reader, space_id: str, *, at: datetime) -> None:
    """Close a door. Again it changes nothing.

    Raises NotFound for everybody but the host, Conflict `no_door` for a draft and for what was taken back.
    """
    space = _held(reader, space_id)
    if doors.find(space_id) is not None:
        return
    shows = alarmed.coming([space_id], at=at)[space_id]
    doors.close(space_id, before=space.state, shows=[show.id for show in shows], at=at)
    space.state = SpaceState.SUSPENDED
    alarmed.ring(space, at=at)


def open_again(reader: Reader, space_id: str, *, at: datetime, origin: str = "") -> None:
    """Open a door again, from a network address (`origin`): all is as it was. An open one stays open. Raises as `close`
    does, and Conflict: `acted_already` once the lead has moved a show or called one off, `too_many_attempts` after too
    many within a day, each of which writes to her: then she can be asked. To close it is never too often."""
    space = _held(reader, space_id)
    door = doors.find(space_id)
    if door is None:
        return
    if _has_acted(door):
        raise Conflict("acted_already")
    attempts.take(Attempt.DOOR, _opener(reader, origin), at=at)
    doors.open_again(space_id)
    space.state = door.before
    alarmed.tell_opened(space, at=at)


def withdraw(reader: Reader, space_id: str, *, at: datetime) -> None:
    """Take a space back for good: a draft, one that waits for its lead, or one whose door is closed and in which
    nothing is to take place; again it changes nothing. Raises NotFound, Conflict as `registration.withdraw`
    does and `shows_there`."""
    is_back = own_spaces.own_form(reader, space_id, held=True).state is SpaceState.WITHDRAWN
    if is_back or doors.find(space_id) is None:
        registration.withdraw(reader, space_id)
        return
    space = _held(reader, space_id)
    if alarmed.coming([space_id], at=at)[space_id]:
        raise Conflict("shows_there")
    space.state = SpaceState.WITHDRAWN


def ask(reader: Reader, space_id: str, *, at: datetime) -> None:
    """Ask the lead to open a door again. Once more it changes nothing. Raises as `close` does."""
    space = _held(reader, space_id)
    if doors.ask(space_id, at=at):
        alarmed.tell_asked(space, at=at)


def _held(reader: Reader, space_id: str) -> Space:
    """The host's space, to the end of the transaction hers alone. Raises Conflict `no_door` where it has none."""
    form = own_spaces.own_form(reader, space_id, held=True)
    if form.space is None:
        raise Conflict("no_door")
    space = hold_spaces([space_id], edition_id=form.edition_id, city_id=form.space.city_id)[space_id]
    if space.state is SpaceState.WITHDRAWN:
        raise Conflict("no_door")
    return space


def _opener(reader: Reader, origin: str = "") -> Visitor:
    return attempts.visitor(str(reader.id), origin)


def _has_acted(door: Door) -> bool:
    """Whether a show that was to take place there has moved, or is called off."""
    there = (Show.space_id == door.space_id) & (Show.state != ShowState.CANCELLED) & Show.id.in_(door.shows)
    return len(db.session.scalars(select(Show.id).where(there)).all()) < len(door.shows)
