"""The global team decides which cities join: it accepts, asks back or declines. Of two at once one is first."""

from datetime import datetime

from sqlalchemy import select

from coordinator import jobs
from coordinator.cities.models import City
from coordinator.cities.registering import register
from coordinator.cities.whereabouts import Place
from coordinator.db import db
from coordinator.disclosure import city_requests
from coordinator.disclosure.city_requests import Request
from coordinator.disclosure.people import enrol
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, Say
from coordinator.joining import joined
from coordinator.joining.models import OPEN, RequestState
from coordinator.people import accounts, deputies
from coordinator.people.models import Role
from coordinator.people.readers import Reader

QUESTION, ACCEPTED, DECLINED = "city_question", "city_accepted", "city_declined"  # the outbox's kinds


def accept(reader: Reader, request_id: str, *, seen: int, at: datetime) -> City:
    """Let the city take part with its own zone, its lead be invited, and her co-lead be a deputy. Raises NotFound for
    everybody but the team, and Conflict: `decided`, `changed` where it is not as on the page that was sent (`seen`: its
    version)."""
    found = _held(reader, request_id, seen=seen, at=at)
    edition = db.session.get_one(Edition, found.edition_id, with_for_update=True)  # of two that register a city, one
    place = Place(**found.asked.town)
    city = register([place])[place.id]
    joined.join(edition.id, city.id, at=at)
    person_id = str(found.person_id)
    accounts.grant(Role.LEAD, person_id, city_id=city.id)
    if found.asked.colead_email and enrol(found.asked.colead_email, name=found.asked.colead_name) != person_id:
        deputies.name_deputy(reader, found.asked.colead_email, city_id=city.id, origin=found.id, at=at)
    city_requests.settle(found, RequestState.ACCEPTED, by=reader.id, city_id=city.id, at=at)
    _write_to(found, ACCEPTED, at=at)
    return city


def ask_back(reader: Reader, request_id: str, words: str, *, seen: int, at: datetime) -> None:
    """Ask her something first; she answers on her page. Raises as `accept` does, and Invalid (`words`)."""
    _refuse_silence(words)
    found = _held(reader, request_id, seen=seen, at=at)
    city_requests.say(found, words, is_team=True, by=str(reader.id), at=at)
    city_requests.ask_back(found)
    _write_to(found, QUESTION, at=at)


def decline(reader: Reader, request_id: str, words: str, *, seen: int, at: datetime) -> None:
    """Say no, with a reason that she reads. Raises as `ask_back` does."""
    _refuse_silence(words)
    found = _held(reader, request_id, seen=seen, at=at)
    city_requests.say(found, words, is_team=True, by=str(reader.id), at=at)
    city_requests.settle(found, RequestState.DECLINED, by=reader.id, city_id=None, at=at)
    _write_to(found, DECLINED, at=at)


def city_of(found: Request) -> City | None:
    """The city that a request is about, if it has ever taken part in an edition."""
    return db.session.scalar(select(City).where(City.place_id == found.asked.place_id))


def _held(reader: Reader, request_id: str, *, seen: int, at: datetime) -> Request:
    found = city_requests.get_for_team(reader, request_id, at=at, held=True)
    if found.state not in OPEN:
        raise Conflict("decided")
    if found.version != seen:
        raise Conflict("changed")
    return found


def _refuse_silence(words: str) -> None:
    if not words:
        raise Invalid({"words": [Say("Write a sentence or two: she reads it.")]})


def _write_to(found: Request, kind: str, *, at: datetime) -> None:
    key = f"{kind}|{found.id}|{found.version}"
    jobs.enqueue(kind, person_id=found.person_id, subject=found.id, dedupe_key=key, due_at=at)
