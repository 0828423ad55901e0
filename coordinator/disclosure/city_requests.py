"""Requests of cities to join: written and read for who asked, and for the global team once her address has answered."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.people import normalised
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed_joining import SealedCityRequest, SealedRequestWord
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.joining.models import OPEN, RequestState
from coordinator.people.readers import Reader

_PLAIN = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody says: of herself, of the city (`town`: as the gazetteer knows it, `label`: as it is called), why,
    how many rooms and acts she thinks of, and who would lead it with her (both blank: nobody)."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    languages: str
    town: Mapping[str, Any]
    label: str
    why: str
    rooms: int
    acts: int
    colead_name: str = field(default="", repr=False)
    colead_email: str = field(default="", repr=False)
    locale: str | None = None

    @property
    def place_id(self) -> int:
        """GeoNames' number of the city."""
        return int(self.town["id"])


@dataclass(frozen=True, slots=True)
class Word:
    """A question of the team, an answer, or the reason for a decision."""

    is_team: bool
    words: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands; `words` in their order."""

    id: str
    edition_id: str
    person_id: str | None
    asked: Asked
    state: RequestState
    version: int
    asked_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    city_id: str | None
    words: tuple[Word, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state in OPEN


def put_once(asked: Asked, edition_id: str, *, person_id: str | None, form: str, at: datetime) -> str | None:
    """Keep a request, one for one opening of the form (`form`): its id, None where that has brought exactly this
    before. That of a person waits for the team at once, any other for its address to answer."""
    said = json.dumps([form, person_id, edition_id, asdict(asked)], sort_keys=True)
    key = cipher.current().id_of_said(said, "a city asked for")
    row = {
        "id": key,
        "edition_id": edition_id,
        "place_id": asked.place_id,
        "person_id": person_id,
        "said": _sealed(key, asked),
        "state": RequestState.WAITING if person_id else RequestState.UNVERIFIED,
        "version": 1,
        "letter_hash": _hash(letter_token(key)),
        "asked_at": at,
    }
    try:
        with db.session.begin_nested(), granted("keep a request to join"):
            db.session.execute(insert(SealedCityRequest), [row])
    except IntegrityError:
        return None
    return key


def letter_token(request_id: str) -> str:
    """The token in the letter that asks whether she means it: a letter sent twice has the same link both times."""
    return cipher.current().index(request_id, "verify a request to join")


def of_letter(token: str, *, held: bool = False) -> Request | None:
    """The request that a letter with that token is about; with `held` nobody else changes it before the transaction
    ends."""
    return next(iter(_read(SealedCityRequest.letter_hash == _hash(token), held=held)), None)


def find(request_id: str, *, held: bool = False) -> Request | None:
    """The one with that id, for letters and for use-cases that have checked who asks."""
    return next(iter(_read(SealedCityRequest.id == request_id, held=held)), None)


def own(reader: Reader, edition_id: str) -> Sequence[Request]:
    """The reader's own of an edition, the newest first."""
    mine = SealedCityRequest.person_id == (reader.id or "")
    return _read(mine, SealedCityRequest.edition_id == edition_id)


def get_own(reader: Reader, request_id: str, *, held: bool = False) -> Request:
    """One of the reader's own. Raises NotFound for everybody else."""
    mine = SealedCityRequest.person_id == (reader.id or "")
    found = _read(mine, SealedCityRequest.id == request_id, held=held)
    if not found:
        raise NotFound
    return found[0]


def for_team(reader: Reader, edition_id: str, *, at: datetime) -> Sequence[Request]:
    """All of an edition whose address has answered, the newest first. Raises NotFound for everybody but the team."""
    _refuse_others(reader)
    found = _read(SealedCityRequest.edition_id == edition_id, SealedCityRequest.state != RequestState.UNVERIFIED)
    audit.record(reader, [Fact.LEAD_NAME], of=[one.id for one in found], at=at)
    return found


def get_for_team(reader: Reader, request_id: str, *, at: datetime, held: bool = False) -> Request:
    """One of them. Raises NotFound for everybody but the team, and for one that nobody may read yet."""
    _refuse_others(reader)
    found = find(request_id, held=held)
    if found is None or found.state is RequestState.UNVERIFIED:
        raise NotFound
    audit.record(reader, [Fact.LEAD_NAME], of=[found.id], at=at)
    return found


def waiting(edition_id: str) -> int:
    """How many wait for the team, for use-cases that have checked who asks."""
    waits = (SealedCityRequest.edition_id == edition_id, SealedCityRequest.state == RequestState.WAITING)
    with granted("how many cities wait"):
        return db.session.scalar(select(func.count()).where(*waits)) or 0


def verify(request_id: str, person_id: str) -> None:
    """Let one wait for the team: its address has answered."""
    _write(request_id, person_id=person_id, state=RequestState.WAITING)


def change(found: Request, asked: Asked) -> None:
    """Keep what she says now; it waits for the team again. The request is held by the caller."""
    said = _sealed(found.id, asked)
    _write(found.id, said=said, state=RequestState.WAITING, version=found.version + 1)


def ask_back(found: Request) -> None:
    """Let one wait for an answer. The request is held by the caller."""
    _write(found.id, state=RequestState.ASKED, version=found.version + 1)


def settle(found: Request, state: RequestState, *, by: str | None, city_id: str | None, at: datetime) -> None:
    """Decide it, and forget who would lead with her: whom that is told has been told. The request is held by the
    caller."""
    said = _sealed(found.id, replace(found.asked, colead_name="", colead_email=""))
    told = {"state": state, "settled_by": by, "settled_at": at, "city_id": city_id}
    _write(found.id, said=said, version=found.version + 1, **told)


def say(found: Request, words: str, *, is_team: bool, by: str, at: datetime) -> None:
    """Add words to it. The request is held by the caller."""
    number = len(found.words) + 1
    sealed = cipher.current().seal(words, f"sec_city_request_words.words|{found.id}|{number}")
    row = {"request_id": found.id, "number": number, "is_team": is_team, "said_by": by, "said_at": at}
    with granted("say something of a request to join"):
        db.session.execute(insert(SealedRequestWord), [row | {"words": sealed}])


def drop(request_id: str) -> None:
    """Take one away: nothing of it stays."""
    _drop_where(SealedCityRequest.id == request_id)


def drop_older(*, unverified: datetime, declined: datetime) -> None:
    """Forget those asked for before `unverified` that no address answered for, and those declined before `declined`."""
    silent = (SealedCityRequest.state == RequestState.UNVERIFIED) & (SealedCityRequest.asked_at < unverified)
    refused = (SealedCityRequest.state == RequestState.DECLINED) & (SealedCityRequest.settled_at < declined)
    _drop_where(silent | refused)


def drop_of(email: str) -> None:
    """Forget those that were asked for with an address and never answered, however it was written, and whom others
    named by it to lead with them."""
    for one in _read(true()):
        if one.person_id is None and normalised(one.asked.email) == normalised(email):
            drop(one.id)
        elif normalised(one.asked.colead_email) == normalised(email):
            _write(one.id, said=_sealed(one.id, replace(one.asked, colead_name="", colead_email="")))


def _refuse_others(reader: Reader) -> None:
    if not may_see(Fact.AUDIT, relation(reader, city_id=""), Phase.PLANNED):  # the team alone
        raise NotFound


def _drop_where(which: ColumnElement[bool]) -> None:
    with granted("forget requests to join"):
        ids = db.session.scalars(select(SealedCityRequest.id).where(which)).all()
        if not ids:
            return
        gone = delete(SealedRequestWord).where(SealedRequestWord.request_id.in_(ids))
        db.session.execute(gone, execution_options=_PLAIN)
        db.session.execute(delete(SealedCityRequest).where(SealedCityRequest.id.in_(ids)), execution_options=_PLAIN)


def _write(request_id: str, **values: object) -> None:
    changed = update(SealedCityRequest).where(SealedCityRequest.id == request_id).values(values)
    with granted("change a request to join"):
        db.session.execute(changed, execution_options=_PLAIN)


def _read(*which: ColumnElement[bool], held: bool = False) -> Sequence[Request]:
    newest = (SealedCityRequest.asked_at.desc(), SealedCityRequest.id)
    wanted = select(SealedCityRequest.__table__).where(*which).order_by(*newest)
    spoken = select(SealedRequestWord.__table__).order_by(SealedRequestWord.request_id, SealedRequestWord.number)
    with granted("read requests to join"):
        rows = db.session.execute(wanted.with_for_update() if held else wanted).all()
        ids = [row.id for row in rows]
        words = db.session.execute(spoken.where(SealedRequestWord.request_id.in_(ids))).all() if ids else []
    said: dict[str, list[Word]] = {}
    for one in words:
        text = cipher.current().open(one.words, f"sec_city_request_words.words|{one.request_id}|{one.number}")
        said.setdefault(one.request_id, []).append(Word(one.is_team, text, one.said_at))
    return [_request(row, said.get(row.id, ())) for row in rows]


def _request(row: Any, words: Sequence[Word]) -> Request:
    asked = Asked(**json.loads(cipher.current().open(row.said, f"sec_city_requests.said|{row.id}")))
    told = (row.state, row.version, row.asked_at, row.settled_at, row.settled_by, row.city_id)
    return Request(row.id, row.edition_id, row.person_id, asked, *told, words=tuple(words))


def _sealed(key: str, asked: Asked) -> str:
    return cipher.current().seal(json.dumps(asdict(asked)), f"sec_city_requests.said|{key}")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
