"""A party asks for a seat: up to five shows of one city, the dearest first, without knowing who plays or where.

An entry counts once its address has answered; somebody who is signed in has answered already. One party a person and
day, worldwide: the newest entry that counts takes the place of the one before. Until entries close it can be changed
and withdrawn freely. Nothing improves the odds: not when one enters, nor what else one gives or does.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import entries
from coordinator.disclosure.entries import OwnEntry, Wanted, Where
from coordinator.disclosure.people import enrol
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotAllowed, NotFound, Say
from coordinator.guests.draw_list import MOST_WISHES
from coordinator.guests.models import Draw, EntryState
from coordinator.people import accounts, attempts
from coordinator.people.models import Attempt, Role
from coordinator.people.readers import Reader
from coordinator.shows.leading import led_shows
from coordinator.shows.models import Show, ShowState

VERIFIED_WITHIN = timedelta(hours=48)
LETTER = "entry"  # the outbox's kind


def close_at(edition: Edition, city_id: str) -> datetime | None:
    """The instant at which entries for that city close: so many days before its first show begins; None without any."""
    return _before_the_first(edition, city_id, edition.entries_close_days)


def draw_at(edition: Edition, city_id: str) -> datetime | None:
    """The instant from which that city's draw may be held; None without any show."""
    return _before_the_first(edition, city_id, edition.draw_days)


def _before_the_first(edition: Edition, city_id: str, days: int) -> datetime | None:
    playing = (Show.edition_id == edition.id, Show.city_id == city_id, Show.state != ShowState.CANCELLED)
    first = db.session.scalar(select(func.min(Show.starts_at)).where(*playing))
    return first - timedelta(days=days) if first else None


def is_open(show: Show, edition: Edition, *, at: datetime) -> bool:
    """Whether a party may ask for this show at the instant `at`."""
    return show.state is ShowState.OPEN and _takes_entries(edition, show.city_id, at=at)


def ask(email: str, name: str, wanted: Wanted, *, origin: str, at: datetime) -> None:
    """Keep an entry that counts once the letter to `email` has been answered. Known and unknown addresses take the same
    work. Raises Invalid (`shows`), NotFound, Conflict (`closed`, `too_many_attempts`)."""
    where = _where(wanted.shows, at=at)
    attempts.take(Attempt.LETTER, attempts.visitor(email, origin), at=at)
    entry_id = entries.put((name, email), where, wanted, at=at)
    jobs.enqueue(LETTER, person_id=None, subject=entry_id, dedupe_key=f"{LETTER}|{entry_id}", due_at=at)


def enter(reader: Reader, wanted: Wanted, *, at: datetime) -> None:
    """Enter at once, for somebody who is signed in. Raises as `ask` does, and NotAllowed for a stranger."""
    if reader.id is None:
        raise NotAllowed
    where = _where(wanted.shows, at=at)
    _count(entries.put(reader.id, where, wanted, at=at), reader.id)


def find_unverified(token: str, *, at: datetime) -> OwnEntry | None:
    """The entry that a letter asks to verify; None once that is done or over."""
    found = entries.of_letter(token)
    if found is None or found.state is not EntryState.UNVERIFIED or not may_change(found, at=at):
        return None
    return found


def verify(token: str, *, at: datetime) -> str | None:
    """Let the entry of a letter count; the id of its person, for one caller only, or None once that is done or over."""
    found = find_unverified(token, at=at)
    if found is None or found.asked_by is None:
        return None
    name, email = found.asked_by
    person_id = enrol(email, name=name)
    _count(found.id, person_id)
    return person_id


def change(reader: Reader, entry_id: str, wanted: Wanted, *, at: datetime) -> None:
    """Ask for something else in the same city. Raises NotFound, Invalid (`shows`), Conflict (`closed`)."""
    entry = entries.own_entry(reader, entry_id, held=True)
    if not may_change(entry, at=at):
        raise Conflict("closed")
    if _where(wanted.shows, at=at) != entry.where:
        raise Invalid({"shows": [Say("All of them are to be in one city.")]})
    entries.change(entry, wanted)


def withdraw(reader: Reader, entry_id: str, *, at: datetime) -> None:
    """Take an entry back before entries close; nothing of it stays. Raises NotFound, Conflict (`closed`)."""
    entry = entries.own_entry(reader, entry_id, held=True)
    if not may_change(entry, at=at):
        raise Conflict("closed")
    entries.drop(entry.id)


def tidy(at: datetime) -> None:
    """Forget entries whose letters nobody answered in time."""
    entries.drop_unverified(at - VERIFIED_WITHIN)


def open_city(reader: Reader, edition: Edition, city_id: str, *, at: datetime) -> int:
    """Let guests ask for the planned shows of a city; how many those are. A second time changes nothing. Raises
    NotFound for who does not lead it, Conflict (`closed`) where it is too late."""
    shows = [show for show in led_shows(reader, edition_id=edition.id, city_id=city_id) if _is_planned(show)]
    if shows and not _takes_entries(edition, city_id, at=at):
        raise Conflict("closed")
    for show in shows:
        show.state = ShowState.OPEN
    return len(shows)


def _is_planned(show: Show) -> bool:
    return show.state is ShowState.PLANNED


def _count(entry_id: str, person_id: str) -> None:
    entries.count(entries.get(entry_id), person_id)
    accounts.grant(Role.GUEST, person_id)


def _takes_entries(edition: Edition, city_id: str, *, at: datetime) -> bool:
    """Until entries close, and never again once the list of the draw is published, whatever is planned anew."""
    closes = close_at(edition, city_id)
    return closes is not None and at < closes and db.session.get(Draw, (edition.id, city_id)) is None


def may_change(entry: OwnEntry, *, at: datetime) -> bool:
    """Whether an entry can still be changed, verified or taken back at the instant `at`."""
    return _takes_entries(db.session.get_one(Edition, entry.where.edition_id), entry.where.city_id, at=at)


def _where(show_ids: Sequence[str], *, at: datetime) -> Where:
    """The draw that these shows are part of. Raises Invalid (`shows`), NotFound, Conflict (`closed`)."""
    if not show_ids:
        raise Invalid({"shows": [Say("Choose at least one show.")]})
    if len(set(show_ids)) != len(show_ids) or len(show_ids) > MOST_WISHES:
        raise Invalid({"shows": [Say("Choose up to five different shows.")]})
    shows = db.session.scalars(select(Show).where(Show.id.in_(show_ids))).all()
    if len(shows) != len(show_ids):
        raise NotFound
    places = {Where(show.edition_id, show.city_id) for show in shows}
    if len(places) != 1:
        raise Invalid({"shows": [Say("All of them are to be in one city.")]})
    where = places.pop()
    edition = db.session.get_one(Edition, where.edition_id)
    if not all(is_open(show, edition, at=at) for show in shows):
        raise Conflict("closed")
    return where
