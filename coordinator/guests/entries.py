"""A party asks for a seat: up to five shows of one city, the dearest first, without knowing who plays or where.

An entry counts once its address has answered; somebody who is signed in has answered already. One party a person and
day, worldwide and in whichever edition: the newest entry that counts takes the place of the one before. Until entries
close it can be changed and withdrawn freely; who comes along still does where the new one is for two in the same city.
The odds are the same for all who ask for the same seats: neither when one
enters changes them, nor what else one gives or does.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from coordinator import jobs
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import entries, plus_ones
from coordinator.disclosure.entries import AskedBy, OwnEntry, Wanted, Where
from coordinator.disclosure.people import enrol, identity
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotAllowed, NotFound, Say
from coordinator.guests import parties
from coordinator.guests.draw_list import MOST_WISHES
from coordinator.guests.models import Draw, EntryState
from coordinator.people import accounts, attempts
from coordinator.people.models import Attempt, Role
from coordinator.people.readers import Reader
from coordinator.shows.leading import led_shows
from coordinator.shows.models import Show, ShowState

VERIFIED_WITHIN = timedelta(hours=48)
TRIES = 3  # another entry of the same mailbox may begin to count at the same moment
LETTER = "entry"  # the outbox's kind


def close_at(edition: Edition, city_id: str) -> datetime | None:
    """The instant at which entries for that city close: so many days before its first show begins; None without any."""
    first = _first(edition, city_id)
    return closes_before(first, edition) if first else None


def closes_before(first: datetime, edition: Edition) -> datetime:
    """The same, of a city whose first show begins at that instant."""
    return first - timedelta(days=edition.entries_close_days)


def draw_at(edition: Edition, city_id: str) -> datetime | None:
    """The instant from which that city's draw may be held; None without any show."""
    first = _first(edition, city_id)
    return draws_before(first, edition) if first else None


def draws_before(first: datetime, edition: Edition) -> datetime:
    """The same, of a city whose first show begins at that instant."""
    return first - timedelta(days=edition.draw_days)


def _first(edition: Edition, city_id: str) -> datetime | None:
    playing = (Show.edition_id == edition.id, Show.city_id == city_id, Show.state != ShowState.CANCELLED)
    return db.session.scalar(select(func.min(Show.starts_at)).where(*playing))


def is_open(show: Show, edition: Edition, *, at: datetime) -> bool:
    """Whether a party may ask for this show at the instant `at`."""
    return show.state is ShowState.OPEN and takes_entries(edition, show.city_id, at=at)


def ask(by: AskedBy, wanted: Wanted, *, form: str, origin: str, at: datetime) -> None:
    """Keep an entry that counts once the letter to that address has been answered. Known and unknown addresses take the
    same work; the same once more from one opening of the form (`form`) changes nothing. Raises Invalid (`shows`),
    NotFound, Conflict (`closed`, `too_many_attempts`)."""
    where = _where(wanted.shows, at=at)
    for what in (Attempt.LETTER, Attempt.ASKING):
        attempts.take(what, attempts.visitor(by.email, origin), at=at)
    entry_id = entries.put_once(by, where, wanted, form=form, at=at)
    if entry_id is not None:
        key = f"{LETTER}|{entry_id}|{at.isoformat()}"  # asked for once more after it was taken back is another letter
        jobs.enqueue(LETTER, person_id=None, subject=entry_id, dedupe_key=key, due_at=at)


def enter(
    reader: Reader, wanted: Wanted, *, at: datetime, locale: str | None = None, instead_of: str | None = None
) -> None:
    """Enter at once, for somebody who is signed in. The same once more changes nothing. Unless she has chosen how she
    reads it is `locale` from now on. `instead_of`: the id of the entry of which she was shown that it gives way, "" for
    none; None where nothing was shown. Raises as `ask` does, Conflict
    (`listed_elsewhere`) where she is in a draw whose list is published, (`void`) where her entry for that day was made
    void, (`entered_since`) where another one than she saw would give way, and NotAllowed for a stranger."""
    if reader.id is None:
        raise NotAllowed
    where = _where(wanted.shows, at=at)
    if not _is_entered(where, wanted, reader.id):
        _refuse_unseen(entries.day_of(where), reader, instead_of)
        _count(entries.put(reader.id, where, wanted, at=at), where, reader.id, at=at)
    accounts.read_in(reader.id, locale)


def find_unverified(token: str, *, at: datetime) -> OwnEntry | None:
    """The entry that a letter asks to verify; None once that is done or over."""
    found = entries.of_letter(token)
    return found if found and found.state is EntryState.UNVERIFIED and may_change(found, at=at) else None


def verify(token: str, *, at: datetime) -> str | None:
    """Let the entry of a letter count; the id of its person, for one caller only, or None once that is done or over.
    Raises Conflict: `listed_elsewhere` as `enter` does, `asked_since` where she asked for another one after it."""
    found = entries.of_letter(token, held=True)
    if found is None or found.asked_by is None or not stays_open(found.where, at=at):
        return None
    person_id = enrol(found.asked_by.email, name=found.asked_by.name)
    if any(_is_newer(one, found) for one in entries.counting(entries.day_of(found.where), person_id)):
        raise Conflict("asked_since")
    _count(found.id, found.where, person_id, at=at)
    accounts.read_in(person_id, found.asked_by.locale)
    return person_id


def change(reader: Reader, entry_id: str, wanted: Wanted, *, at: datetime) -> None:
    """Ask for something else in the same city. Raises NotFound, Invalid (`shows`), Conflict (`closed`, `void`)."""
    entry = entries.own_entry(reader, entry_id, held=True)
    if _where(wanted.shows, at=at) != entry.where:
        raise Invalid({"shows": [Say("All of them are to be in one city.")]})
    if entry.state is EntryState.VOID:
        raise Conflict("void")
    if wanted == entry.wanted:
        return
    if wanted.people == 1:
        parties.dissolve(entry.id, at=at)
    entries.change(entry, wanted)


def withdraw(reader: Reader, entry_id: str, *, at: datetime) -> None:
    """Take an entry back before entries close; nothing of it stays. Raises NotFound, Conflict (`closed`, `void`)."""
    entry = entries.own_entry(reader, entry_id, held=True)
    if entry.state is EntryState.VOID:
        raise Conflict("void")
    if not stays_open(entry.where, at=at):
        raise Conflict("closed")
    parties.dissolve(entry.id, at=at)
    entries.drop(entry.id)


def tidy(at: datetime) -> None:
    """Forget entries whose letters nobody answered in time."""
    entries.drop_unverified(at - VERIFIED_WITHIN)


def open_city(reader: Reader, edition: Edition, city_id: str, *, at: datetime) -> int:
    """Let guests ask for the planned shows of a city; how many those are. A second time changes nothing. Raises
    NotFound for who does not lead it, Conflict (`closed`) where it is too late."""
    shows = [show for show in led_shows(reader, edition_id=edition.id, city_id=city_id) if _is_planned(show)]
    if shows and not stays_open(Where(edition.id, city_id), at=at):
        raise Conflict("closed")
    for show in shows:
        show.state = ShowState.OPEN
    return len(shows)


def _is_planned(show: Show) -> bool:
    return show.state is ShowState.PLANNED


def _is_entered(where: Where, wanted: Wanted, person_id: str) -> bool:
    """Whether that person counts as the guest of an entry that asks for the same, and in no other."""
    day = entries.day_of(where)
    asked = [(entry.person_id, entry.where, entry.wanted) for entry in entries.counting(day, person_id)]
    return asked == [(person_id, where, wanted)]


def find_present(reader: Reader, day: date) -> OwnEntry | None:
    """The entry in which the reader counts on a day, as she knows it: her own, or one whose guest she comes with."""
    mine = (*entries.own_entries(reader), *plus_ones.joined(reader))
    return next((entry for entry in mine if entries.day_of(entry.where) == day), None)


def _refuse_unseen(day: date, reader: Reader, instead_of: str | None) -> None:
    present = find_present(reader, day)
    if instead_of is not None and instead_of != (present.id if present else ""):
        raise Conflict("entered_since")


def _is_newer(one: OwnEntry, found: OwnEntry) -> bool:
    """Whether the guest of `one` is who asked for what a letter is of, and asked for `one` later."""
    if one.person_id is None or found.asked_by is None or one.asked_at is None or found.asked_at is None:
        return False
    same = entries.mailbox(identity(one.person_id).email) == entries.mailbox(found.asked_by.email)
    return same and one.asked_at > found.asked_at


def _count(entry_id: str, where: Where, person_id: str, *, at: datetime) -> None:
    entry, day = entries.find(entry_id), entries.day_of(where)
    is_two = entry is not None and entry.wanted.people > 1
    for _ in range(TRIES):
        for before in entries.counting(day, person_id):
            if not stays_open(before.where, at=at):
                raise Conflict("listed_elsewhere")
            if before.state is EntryState.VOID:
                raise Conflict("void")
            keeps = is_two and before.where == where
            parties.take_out(before, person_id, at=at, instead=entry_id if keeps else None)
        if entries.count(entry_id, day, person_id):
            accounts.grant(Role.GUEST, person_id)
            return
    raise Conflict("entered_meanwhile")


def stays_open(where: Where, *, at: datetime) -> bool:
    """Whether entries for that city can be changed, and then to the end of the transaction: its list is not published
    before (`drawing` takes the same row for itself alone)."""
    db.session.execute(select(City.id).where(City.id == where.city_id).with_for_update(read=True))
    return takes_entries(db.session.get_one(Edition, where.edition_id), where.city_id, at=at)


def takes_entries(edition: Edition, city_id: str, *, at: datetime) -> bool:
    """Until entries close, and never again once the list of the draw is published, whatever is planned anew."""
    closes = close_at(edition, city_id)
    return closes is not None and at < closes and db.session.get(Draw, (edition.id, city_id)) is None


def may_change(entry: OwnEntry, *, at: datetime) -> bool:
    """Whether an entry can still be changed, verified or taken back at the instant `at`; never one that is void."""
    return entry.state is not EntryState.VOID and takes_entries(
        db.session.get_one(Edition, entry.where.edition_id), entry.where.city_id, at=at
    )


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
    if not stays_open(where, at=at) or any(show.state is not ShowState.OPEN for show in shows):
        raise Conflict("closed")
    return where
