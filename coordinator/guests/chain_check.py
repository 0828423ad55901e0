"""Whether a published chain follows from its list and result: each seat went on from who had it to who was next.

No database: whoever has the three files finds out. A link is right where its entry stood as it says (had that seat, or
waited, or was void), and where nobody who waited before it in the order of the draw, and would have fitted, was passed
over. Where a room turned out smaller, the last in that order lose their seats, but for who fits into what a pair before
her leaves over. Two things nobody can see from outside, and no link is held against: whether a pair had become one
person, and who stood at a door.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from coordinator.errors import Say
from coordinator.guests.chain import NOBODY, Link, What
from coordinator.guests.draw import Drawn
from coordinator.guests.draw_list import DrawList, Entry, Pool

MOST_FAULTS = 20  # links that are named
_NOT_SO = "The entry did not stand as this link says."


class _Stands(Enum):
    WAITS = 1
    SEATED = 2
    GONE = 3
    VOID = 4
    ADMITTED = 5


@dataclass(slots=True)
class _Party:
    """An entry and where it stands after the links so far; a seat has a show, its people and a pool."""

    entry: Entry
    stands: _Stands
    show: str = NOBODY
    people: int = 0
    pool: Pool = Pool.GENERAL


class _Seats:
    """What is free, and who stands where."""

    def __init__(self, drawn: DrawList, order: Sequence[Drawn]) -> None:
        self.free = {(show, Pool.GENERAL): each.general for show, each in drawn.seats.items()}
        self.free |= {(show, Pool.ACCESS): each.access for show, each in drawn.seats.items()}
        self.welcome: dict[str, int] = {}  # show → seats that guests of other shows have
        self.parties: dict[str, _Party] = {}
        self.lines: dict[str, list[_Party]] = {}
        self.lost: dict[str, list[tuple[_Party, int]]] = {}  # show → who lost how many seats while its room shrinks
        for one in order:
            party = _Party(one.entry, _Stands.VOID if one.is_void else _Stands.WAITS)
            self.parties[one.entry.id] = party
            for show in one.entry.wishes:
                self.lines.setdefault(show, []).append(party)
            if one.show and one.pool:
                self.sit(party, one.show, one.entry.people, one.pool)

    def sit(self, party: _Party, show: str, people: int, pool: Pool) -> None:
        """Seat a party."""
        party.stands, party.show, party.people, party.pool = _Stands.SEATED, show, people, pool
        self.free[show, pool] -= people

    def rise(self, party: _Party, people: int, stands: _Stands) -> None:
        """Let so many of a party's seats be free again."""
        self.free[party.show, party.pool] += people
        party.people -= people
        party.stands = stands

    def passed_over(self, party: _Party, show: str, pool: Pool) -> bool:
        """Whether somebody who waits before that party would have fitted into what is free of that pool."""
        free = self.free[show, pool]
        for other in self._before(party, show):
            may = pool is Pool.GENERAL or other.entry.pool is Pool.ACCESS
            if may and other.stands is _Stands.WAITS and other.entry.people <= free:
                return True
        return False

    def is_waited_for(self, show: str) -> bool:
        """Whether somebody waits for what is free of everybody's seats there, and would fit."""
        free = self.free[show, Pool.GENERAL]
        line = self.lines.get(show, ())
        return any(one.stands is _Stands.WAITS and one.entry.people <= free for one in line)

    def seated_after(self, party: _Party, show: str) -> int:
        """How many people drawn after that party have everybody's seats at this show."""
        people = 0
        for other in reversed(self.lines[show]):
            if other is party:
                break
            if other.stands is _Stands.SEATED and (other.show, other.pool) == (show, Pool.GENERAL):
                people += other.people
        return people

    def _before(self, party: _Party, show: str) -> Iterator[_Party]:
        for other in self.lines.get(show, ()):
            if other is party:
                return
            yield other


def faults_in(links: Sequence[Link], drawn: DrawList, order: Sequence[Drawn]) -> dict[str, list[Say]]:
    """What in a chain does not follow (line → why)."""
    seats, found = _Seats(drawn, order), dict[str, list[Say]]()
    for link in links:
        said = _follow(seats, link)
        if said is not None and len(found) < MOST_FAULTS:
            found[f"line {link.number}"] = [said]
    return found


def _follow(seats: _Seats, link: Link) -> Say | None:
    """Let a link happen; why it cannot have."""
    if link.what in _OF_SEATS:
        return _move(seats, link)
    if link.what in _OF_OTHERS:
        return _OF_OTHERS[link.what](seats, link)
    party = seats.parties.get(link.entry)
    if party is None:
        return Say("No such entry is in the list.")
    return _STEPS[link.what](seats, party, link)


def _move(seats: _Seats, link: Link) -> Say | None:
    """Access seats are opened for everybody, or seats of everybody's are no more."""
    pool = _OF_SEATS[link.what]
    if link.entry != NOBODY or not 0 < link.people <= seats.free.get((link.show, pool), 0):
        return Say("So many of these seats were not free.")
    seats.free[link.show, pool] -= link.people
    if link.what is What.OPENED:
        seats.free[link.show, Pool.GENERAL] += link.people
        return None
    left = seats.free[link.show, pool]
    lost = seats.lost.pop(link.show, [])
    spared = any(seats.seated_after(party, link.show) + left >= people for party, people in lost)
    return Say("An entry lost a seat that it could have kept.") if spared else None


def _welcome(seats: _Seats, link: Link) -> Say | None:
    """Guests of another show have seats that nobody waits for."""
    if link.entry != NOBODY or not 0 < link.people <= seats.free.get((link.show, Pool.GENERAL), 0):
        return Say("So many of these seats were not free.")
    waited_for = seats.is_waited_for(link.show)
    seats.free[link.show, Pool.GENERAL] -= link.people
    seats.welcome[link.show] = seats.welcome.get(link.show, 0) + link.people
    return Say("Somebody who would have fitted waited for these seats.") if waited_for else None


def _return(seats: _Seats, link: Link) -> Say | None:
    """Such seats are free again."""
    if link.entry != NOBODY or not 0 < link.people <= seats.welcome.get(link.show, 0):
        return Say("So many of these seats were not given to guests of another show.")
    seats.welcome[link.show] -= link.people
    seats.free[link.show, Pool.GENERAL] += link.people
    return None


def _give_back(seats: _Seats, party: _Party, link: Link) -> Say | None:
    if (party.stands, party.show, party.people) != (_Stands.SEATED, link.show, link.people):
        return Say(_NOT_SO)
    seats.rise(party, link.people, _Stands.GONE)
    return None


def _lose(seats: _Seats, party: _Party, link: Link) -> Say | None:
    said = _give_back(seats, party, link)
    if said is None:
        party.stands = _Stands.WAITS
    return said


def _lose_last(seats: _Seats, party: _Party, link: Link) -> Say | None:
    said = _lose(seats, party, link)
    if said is not None:
        return said
    seats.lost.setdefault(link.show, []).append((party, link.people))
    is_last = seats.seated_after(party, link.show) < link.people
    return None if is_last else Say("Somebody who was drawn after this entry kept a seat.")


def _part(seats: _Seats, party: _Party, link: Link) -> Say | None:
    if (party.stands, party.show, party.people, link.people) != (_Stands.SEATED, link.show, 2, 1):
        return Say(_NOT_SO)
    seats.rise(party, 1, _Stands.SEATED)
    return None


def _promote(seats: _Seats, party: _Party, link: Link) -> Say | None:
    fits = 0 < link.people <= party.entry.people
    if party.stands is not _Stands.WAITS or link.show not in party.entry.wishes or not fits:
        return Say(_NOT_SO)
    pools = (Pool.ACCESS, Pool.GENERAL) if party.entry.pool is Pool.ACCESS else (Pool.GENERAL,)
    pool = next((pool for pool in pools if seats.free.get((link.show, pool), 0) >= link.people), None)
    if pool is None:
        return Say("There were not so many seats free.")
    passed = seats.passed_over(party, link.show, pool)
    seats.sit(party, link.show, link.people, pool)
    return Say("Somebody who would have fitted was drawn before.") if passed else None


def _void(seats: _Seats, party: _Party, link: Link) -> Say | None:
    if party.stands is _Stands.WAITS and link.show == NOBODY:
        party.stands = _Stands.VOID
        return None
    said = _give_back(seats, party, link)
    if said is None:
        party.stands = _Stands.VOID
    return said


def _to(after: _Stands, *before: _Stands) -> Callable[[_Seats, _Party, Link], Say | None]:
    def step(_: _Seats, party: _Party, link: Link) -> Say | None:
        if party.stands not in before or link.show != NOBODY:
            return Say(_NOT_SO)
        party.stands = after
        return None

    return step


def _admit(_: _Seats, party: _Party, link: Link) -> Say | None:
    is_so = party.stands is _Stands.WAITS and link.show in party.entry.wishes
    if not is_so or not 0 < link.people <= party.entry.people:
        return Say(_NOT_SO)
    party.stands = _Stands.ADMITTED
    return None


_OF_SEATS: Mapping[What, Pool] = {What.OPENED: Pool.ACCESS, What.FEWER: Pool.GENERAL}
_OF_OTHERS: Mapping[What, Callable[[_Seats, Link], Say | None]] = {What.WELCOMED: _welcome, What.RETURNED: _return}
_STEPS: Mapping[What, Callable[[_Seats, _Party, Link], Say | None]] = {
    What.RELEASED: _give_back,
    What.LAPSED: _give_back,
    What.LOST: _lose_last,
    What.UNASKED: _lose,
    What.PARTED: _part,
    What.PROMOTED: _promote,
    What.ADMITTED: _admit,
    What.VOID: _void,
    What.RESTORED: _to(_Stands.WAITS, _Stands.VOID, _Stands.ADMITTED),
    What.LEFT: _to(_Stands.GONE, _Stands.WAITS),
}
