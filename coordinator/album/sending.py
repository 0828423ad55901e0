"""Somebody who was there sends a picture of the evening, and says who is on it and what it may be used for.

From the last set on, and for thirty days. Everyone who is named is asked, the host always: it is her home. Acts are
named by their slot, so that nobody learns a name by sending.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator import jobs
from coordinator.album.models import Shown
from coordinator.db import db
from coordinator.disclosure import album_standing, consents, shots, tickets
from coordinator.disclosure.consents import Asked
from coordinator.disclosure.photos import Made
from coordinator.disclosure.shots import Film, Sent
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.people import attempts
from coordinator.people.models import Attempt
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

LETTER = "shot_asked"  # the outbox's kind
LASTS = timedelta(days=30)  # after the end of a show, for sending
MOST = 12  # pictures of one person of a show
MOST_PEOPLE = 8  # named besides the acts


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody on a picture: how she is called, and how she is reached: by an address, by the code of her ticket, or
    not at all (“”), when the lead has her word on paper."""

    called: str = field(repr=False)
    reach: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Who:
    """Who is on a picture: the acts of these slots (1 to 3), the sender herself, other people."""

    acts: tuple[int, ...] = ()
    myself: bool = False
    people: tuple[Named, ...] = ()

    @property
    def is_nobody(self) -> bool:
        """Whether nobody is named."""
        return not (self.acts or self.myself or self.people)


def evening(reader: Reader, show_id: str) -> Show:
    """A show of which the reader may send pictures. Raises NotFound for whoever was not there."""
    show = db.session.get(Show, show_id)
    if show is None or not album_standing.was_there(reader, show):
        raise NotFound
    return show


def is_open(show: Show, *, at: datetime) -> bool:
    """Whether pictures of it are taken: from its end on, for thirty days. By the plan alone: whether a last act has
    begun late would tell a host how many there were."""
    return show.ends_at <= at < show.ends_at + LASTS


def open_in(city_id: str, *, at: datetime) -> Sequence[Show]:
    """The shows of a city, of whatever edition, of which pictures are taken, the latest first; for who leads it."""
    these = (Show.city_id == city_id, Show.ends_at <= at, Show.ends_at > at - LASTS, Show.state != ShowState.CANCELLED)
    return db.session.scalars(select(Show).where(*these).order_by(Show.ends_at.desc(), Show.id)).all()


def refuse(reader: Reader, show: Show, sent: Sent, who: Who, *, at: datetime) -> None:
    """Raise what `send` would, as far as that can be said before a picture is opened; nothing where it came already."""
    if shots.is_kept(sent.form, by=str(reader.id)):
        return
    if not is_open(show, at=at):
        raise Conflict("not_now")
    if not who.is_nobody and sent.is_empty:
        raise Invalid({"nobody": [Say("Either nobody can be recognised, or name who is on it; not both.")]})
    if who.is_nobody and not sent.is_empty:
        raise Invalid({"people": [Say("Name everyone who can be recognised, or say that nobody can.")]})
    if shots.count(str(reader.id), show.id) >= MOST:
        raise Conflict("too_many_shots", most=MOST)
    _people(show, who.people, locale=None)


def send(
    reader: Reader,
    show_id: str,
    sent: Sent,
    who: Who,
    made: Sequence[Made] | Film,
    *,
    origin: str,
    locale: str | None,
    at: datetime,
) -> str | None:
    """Keep a picture and have everyone asked; its id, or None where this opening of the form has brought it already.
    Who sends it says yes for herself. Raises NotFound as `evening`, Invalid (`nobody`, `people`), and Conflict:
    `not_now`, `too_many_shots`, `too_many_attempts`."""
    show = evening(reader, show_id)
    refuse(reader, show, sent, who, at=at)
    asked = _asked(str(reader.id), show, who, locale)
    shot_id = shots.keep(show.id, sent, made, by=str(reader.id), at=at)
    if shot_id is None:
        return None
    for one in asked:
        if one.email:
            _count(reader, one.email, origin, at=at)
        mine = one.person_id == reader.id
        consent_id = consents.ask(shot_id, one, agreed=sent.uses if mine else None, at=at)
        if not mine and (one.person_id or one.email):
            key = f"{LETTER}|{consent_id}"
            jobs.enqueue(LETTER, person_id=one.person_id, subject=consent_id, dedupe_key=key, due_at=at)
    return shot_id


def _count(reader: Reader, email: str, origin: str, *, at: datetime) -> None:
    """Letters to others are slowed down by who reads them and by who sends them."""
    for account in (email, str(reader.id)):
        attempts.take(Attempt.SHOWN, attempts.visitor(account, origin), at=at)


def _asked(own: str, show: Show, who: Who, locale: str | None) -> Sequence[Asked]:
    """Everyone once: the host first."""
    speaks = album_standing.contacts(show) if who.acts else {}
    everyone = [
        Asked(Shown.HOST, album_standing.host(show)),
        *(Asked(Shown.ACT, speaks.get(slot), called=str(slot)) for slot in sorted(set(who.acts))),
        *([Asked(Shown.MYSELF, own)] if who.myself else []),
        *_people(show, who.people, locale),
    ]
    found: dict[str, Asked] = {}
    for number, one in enumerate(everyone):
        key = one.person_id or (consents.mailbox(one.email) if one.email else str(number))
        found.setdefault(key, one)
    return list(found.values())


def _people(show: Show, named: Collection[Named], locale: str | None) -> Sequence[Asked]:
    """Raises Invalid (`people`) for a code that is none of that evening."""
    found: list[Asked] = []
    faults: list[Say] = []
    for number, one in enumerate(named, start=1):
        if "@" in one.reach:
            found.append(Asked(Shown.OTHER, None, one.called, one.reach, locale))
        elif not one.reach:
            found.append(Asked(Shown.OTHER, None, one.called))
        elif guest := tickets.find_guest(show.id, one.reach):
            found.append(Asked(Shown.GUEST, guest, one.called))
        else:
            faults.append(
                Say("Person %(number)d: this is neither an e-mail address nor a ticket of that evening.", number=number)
            )
    if faults:
        raise Invalid({"people": faults})
    return found
