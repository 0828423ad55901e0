"""Naming who stands at the door of a show: by e-mail, or its host by her room. The city's lead does.

Whether an address was known is told to nobody. A letter brings the news, to somebody new with a link that opens an
account.
"""

from collections.abc import Sequence
from datetime import datetime

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import doorkeepers, guest_lists, host_vetoes, no_shows
from coordinator.disclosure.access_words import Access
from coordinator.disclosure.doorkeepers import STAYS, Doorkeeper
from coordinator.disclosure.people import enrol
from coordinator.door.models import DoorRole
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.people import attempts
from coordinator.people.models import Attempt
from coordinator.people.readers import Reader
from coordinator.shows.leading import led_show, refuse_others
from coordinator.shows.models import Show, ShowState

LETTER = "door"  # the outbox's kind


def name(
    reader: Reader, show: Show, email: str, role: DoorRole, *, called: str, origin: str, form: str = "", at: datetime
) -> None:
    """Let whoever has that address stand at the door, and have a letter sent, one for each opening of the form
    (`form`); again it changes role and name. `origin` is the network address. Raises NotFound unless the reader leads
    the city, Conflict: `show_over`, `too_many_attempts`, `not_wanted` for somebody whom the host does not want in her
    home."""
    _refuse(reader, show, at=at)
    if host_vetoes.is_named(show.space_id, email):
        raise Conflict("not_wanted")
    attempts.take(Attempt.LETTER, attempts.visitor(email, origin), at=at)
    person_id = enrol(email)
    doorkeepers.put(show, person_id, role, called, at=at)
    _tell(show, person_id, form, at=at)


def name_host(reader: Reader, show: Show, *, called: str, form: str, at: datetime) -> None:
    """Let the show's host answer for her own door, as long as the show is in her room. Raises as `name`."""
    _refuse(reader, show, at=at)
    host = doorkeepers.host_of(show)
    doorkeepers.put(show, host, DoorRole.SUPERVISOR, called, at=at, as_host=True)
    _tell(show, host, form, at=at)


def take_off(reader: Reader, show: Show, person_id: str) -> None:
    """End somebody's rights at the door, from the next request on. Where there is nobody, nothing changes. Raises
    NotFound as `name`."""
    refuse_others(reader, show.city_id)
    doorkeepers.take_off(show, person_id)


def doorkeepers_of(reader: Reader, show_id: str, *, city_id: str, at: datetime) -> tuple[Show, Sequence[Doorkeeper]]:
    """A show and who stands at its door. Raises NotFound as `name`."""
    show = led_show(reader, show_id, city_id=city_id)
    return show, doorkeepers.of_show(reader, show, at=at)


def needs_at(reader: Reader, show: Show, *, at: datetime) -> Sequence[Access] | None:
    """What its guests say of the access they need, for its lead while that is of use; else None."""
    return guest_lists.needs_of(reader, show, db.session.get_one(Edition, show.edition_id), at=at)


def absent_at(reader: Reader, show: Show, *, at: datetime) -> int | None:
    """How many of its parties did not come, as two at the door have said, for its lead once it is over; else None."""
    if show.state is ShowState.CANCELLED:
        return None
    return no_shows.count_of(reader, show, db.session.get_one(Edition, show.edition_id), at=at)


def is_still(show_id: str, person_id: str, *, at: datetime) -> Show | None:
    """The show, if the person is to stand at its door and it is not over: for the letter that says so."""
    show = db.session.get(Show, show_id)
    stands = show is not None and show in doorkeepers.doors_of(Reader(person_id), since=at - STAYS)
    return show if stands else None


def _refuse(reader: Reader, show: Show, *, at: datetime) -> None:
    refuse_others(reader, show.city_id)
    if at >= show.starts_at + STAYS or show.state is ShowState.CANCELLED:
        raise Conflict("show_over")


def _tell(show: Show, person_id: str, form: str, *, at: datetime) -> None:
    key = f"{LETTER}|{show.id}|{person_id}|{form}"  # named again on a page that is opened anew she gets another
    jobs.enqueue(LETTER, person_id=person_id, subject=show.id, dedupe_key=key, due_at=at)
