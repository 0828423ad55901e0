"""Somebody asks for her city to join, and to lead it. Nobody reads it before her address has answered.

The answer is the same whether the address is known, whether others have asked for that city, and whether somebody
leads it already: only what is public, that a city takes part, makes a difference.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import city_requests
from coordinator.disclosure.city_requests import Asked, Request
from coordinator.disclosure.people import enrol
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotAllowed, Say
from coordinator.joining import joined
from coordinator.joining.models import OPEN, RequestState
from coordinator.people import accounts, attempts
from coordinator.people.models import Attempt, Person
from coordinator.people.readers import Reader
from coordinator.people.rolls import rolls

VERIFIED_WITHIN = timedelta(hours=48)
DECLINED_KEPT = timedelta(days=90)
MOST = 3  # cities that one person asks for at a time
LETTER, ARRIVED = "city_verify", "city_arrived"  # the outbox's kinds


def ask(edition: Edition, asked: Asked, *, form: str, origin: str, at: datetime) -> None:
    """Keep a request of a stranger, and write to the address. `origin` is the network address; the same once more from
    one opening of the form (`form`) changes nothing. Raises Conflict: `closed`, `joined` (`slug`, `name`),
    `too_many_attempts`."""
    refuse_joined(edition, asked, at=at)
    for what in (Attempt.LETTER, Attempt.ASKING):
        attempts.take(what, attempts.visitor(asked.email, origin), at=at)
    key = city_requests.put_once(asked, edition.id, person_id=None, form=form, at=at)
    if key is not None:
        jobs.enqueue(LETTER, person_id=None, subject=key, dedupe_key=f"{LETTER}|{key}|{at.isoformat()}", due_at=at)


def ask_signed_in(reader: Reader, edition: Edition, asked: Asked, *, form: str, origin: str, at: datetime) -> str:
    """The same of somebody whose address has answered already; the id of the request, which waits at once ("": the same
    form had brought one that is settled since). Raises
    NotAllowed for a stranger, and Conflict as `ask` does, besides `asked_already` (`of`: an id), `too_many`."""
    if reader.id is None:
        raise NotAllowed
    refuse_joined(edition, asked, at=at)
    _hold(reader.id)
    open_ones = [one for one in city_requests.own(reader, edition.id) if one.is_open]
    key = city_requests.put_once(asked, edition.id, person_id=reader.id, form=form, at=at)
    if key is None:
        return next((one.id for one in open_ones if one.asked.place_id == asked.place_id), "")
    attempts.take(Attempt.WORDS, attempts.visitor(reader.id, origin), at=at)
    _refuse_more(open_ones, asked.place_id)
    _tell_team(key, at=at)
    return key


def find_unverified(token: str, *, at: datetime) -> Request | None:
    """The request that a letter asks about; None once that is done or over."""
    found = city_requests.of_letter(token)
    return found if found is not None and _waits_for_its_address(found, at=at) else None


def verify(token: str, *, at: datetime) -> tuple[str, str] | None:
    """Let the team read the request of a letter: its person and the id of the request she goes on to, which is the one
    before where she had asked for that city already. None once it is done or over. Raises Conflict (`too_many`)."""
    found = city_requests.of_letter(token, held=True)
    if found is None or not _waits_for_its_address(found, at=at):
        return None
    person_id = enrol(found.asked.email, name=found.asked.name)
    _hold(person_id)
    open_ones = [one for one in city_requests.own(Reader(person_id), found.edition_id) if one.is_open]
    try:
        _refuse_more(open_ones, found.asked.place_id)
    except Conflict as refused:
        if refused.reason != "asked_already":
            raise
        city_requests.drop(found.id)
        return person_id, str(refused.facts["of"])
    city_requests.verify(found.id, person_id)
    accounts.read_in(person_id, found.asked.locale)
    _tell_team(found.id, at=at)
    return person_id, found.id


def change(reader: Reader, request_id: str, asked: Asked, *, answer: str, seen: int, at: datetime) -> None:
    """Say it anew, of the same city, until it is decided; `answer`: to what the team has asked. Raises NotFound,
    Invalid (`answer`), and Conflict: `decided`, `changed` where it is not as on the page that was sent (`seen`: its
    version),
    unless it says the same already."""
    found = city_requests.get_own(reader, request_id, held=True)
    if found.state not in OPEN:
        raise Conflict("decided")
    if asked == found.asked and found.words and answer == found.words[-1].words:
        return  # the same form once more
    if seen != found.version and (asked != found.asked or answer):
        raise Conflict("changed")
    if found.state is RequestState.ASKED and not answer:
        raise Invalid({"answer": [Say("The team has asked you something: answer it here.")]})
    if asked == found.asked and not answer:
        return
    if answer:
        city_requests.say(found, answer, is_team=False, by=str(reader.id), at=at)
    city_requests.change(found, asked)


def withdraw(reader: Reader, request_id: str) -> None:
    """Take it back: nothing of it stays. Raises NotFound, Conflict (`decided`)."""
    found = city_requests.get_own(reader, request_id, held=True)
    if found.state not in OPEN:
        raise Conflict("decided")
    city_requests.drop(found.id)


def tidy(at: datetime) -> None:
    """Forget what no address answered for in time, and what was declined long ago."""
    city_requests.drop_older(unverified=at - VERIFIED_WITHIN, declined=at - DECLINED_KEPT)


def refuse_joined(edition: Edition, asked: Asked, *, at: datetime) -> None:
    """Raise Conflict: `closed` once no city can join, `joined` for one that takes part."""
    if not joined.takes_cities(edition, at=at):
        raise Conflict("closed")
    city = joined.find(edition.id, asked.place_id)
    if city is not None:
        raise Conflict("joined", slug=city.slug, name=city.name)


def _waits_for_its_address(found: Request, *, at: datetime) -> bool:
    edition = db.session.get_one(Edition, found.edition_id)
    in_time = at < found.asked_at + VERIFIED_WITHIN and joined.takes_cities(edition, at=at)
    return found.state is RequestState.UNVERIFIED and in_time


def _refuse_more(open_ones: list[Request], place_id: int) -> None:
    for one in open_ones:
        if one.asked.place_id == place_id:
            raise Conflict("asked_already", of=one.id)
    if len(open_ones) >= MOST:
        raise Conflict("too_many")


def _hold(person_id: str) -> None:
    """Let this person ask for nothing else until this is over."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def _tell_team(request_id: str, *, at: datetime) -> None:
    for person_id in rolls([])[""].team:
        key = f"{ARRIVED}|{request_id}|{person_id}"
        jobs.enqueue(ARRIVED, person_id=person_id, subject=request_id, dedupe_key=key, due_at=at)
