"""What acts are asked and what they answer: kept sealed, for use-cases that have checked who asks.

Only words, states and numbers are told; who asked is told to nobody. What becomes public was read by somebody before.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Row, case, delete, func, select, update

from coordinator.answers.models import AnswerState, AskedState, Because
from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.letter_signs import person_key
from coordinator.disclosure.sealed import SealedArtist
from coordinator.disclosure.sealed_answers import SealedAnswer, SealedAsked, SealedVote
from coordinator.gate import granted
from coordinator.once import insert_if_new, insert_once

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


@dataclass(frozen=True, slots=True)
class Answer:
    """What an act says to a question: words, a link (https), or both."""

    words: str
    link: str
    state: AnswerState
    because: Because | None
    version: int
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, how many want it answered, and its answer."""

    id: str
    time_id: str
    words: str
    state: AskedState
    because: Because | None
    into_id: str | None
    version: int
    asked_at: datetime
    votes: int
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: her fingerprint, and by which of the two ways she wants to hear of the answer, if at all."""

    key: str
    person_id: str | None = None
    email: str | None = field(default=None, repr=False)
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Hearer:
    """Who wants to hear of an answer."""

    person_id: str | None
    email: str | None = field(repr=False)
    locale: str | None


def asker_key(who: str) -> str:
    """The fingerprint of who asks and votes: `person|id`, or `browser|token`."""
    return cipher.current().index(who, "asks and votes")


def put(time_id: str, words: str, asker: Asker, *, form: str, at: datetime) -> bool:
    """Keep a question, once for one opening of a form (`form`); whether it is new."""
    key = cipher.current().index(f"{form}\n{time_id}\n{asker.key}\n{words}", "asked")[:26]
    seal = cipher.current()
    with granted("ask an act"):
        return insert_if_new(
            SealedAsked,
            id=key,
            time_id=time_id,
            words=seal.seal(words, f"sec_asked.words|{key}"),
            state=AskedState.WAITING,
            because=None,
            into_id=None,
            version=1,
            asked_at=at,
            asker_key=asker.key,
            person_id=asker.person_id,
            email=seal.seal(asker.email, f"sec_asked.email|{key}") if asker.email else None,
            email_key=person_key(asker.email) if asker.email else None,
            locale=asker.locale,
            votes_before=0,
        )


def of_time(time_id: str) -> Sequence[Asked]:
    """All that an act is asked in one Answer Time, what most want answered first, then what was asked first. Two
    statements."""
    found = _read(SealedAsked.time_id == time_id)
    return sorted(found, key=lambda one: (-one.votes, one.asked_at, one.id))


def find(asked_id: str) -> Asked | None:
    """One of them."""
    return next(iter(_read(SealedAsked.id == asked_id)), None)


def by(keys: Collection[str], time_id: str) -> frozenset[str]:
    """The questions in one Answer Time that somebody with these fingerprints has asked."""
    mine = select(SealedAsked.id).where(SealedAsked.time_id == time_id, SealedAsked.asker_key.in_(keys))
    with granted("one's own questions"):
        return frozenset(db.session.scalars(mine)) if keys else frozenset()


def settle(one: Asked, state: AskedState, *, because: Because | None = None, into_id: str | None = None) -> bool:
    """Let a question stand otherwise; whether it was still as `one` says. Of two at once one is first."""
    this = (SealedAsked.id == one.id, SealedAsked.version == one.version)
    values = {"state": state, "because": because, "into_id": into_id, "version": one.version + 1}
    with granted("settle a question"):
        changed = update(SealedAsked).where(*this).values(values).returning(SealedAsked.id)
        return db.session.execute(changed, execution_options=PLAIN).first() is not None


def write(asked_id: str, words: str, link: str, *, seen: int, at: datetime) -> bool:
    """Keep what an act says to a question, over the version that it saw (0: none); whether that was still it."""
    said = {
        name: cipher.current().seal(text, f"sec_answers.{name}|{asked_id}")
        for name, text in (("words", words), ("link", link))
    }
    values = {**said, "state": AnswerState.WAITING, "because": None, "version": seen + 1, "written_at": at}
    with granted("answer a question"):
        if not seen:
            return insert_if_new(SealedAnswer, asked_id=asked_id, **values)
        this = (SealedAnswer.asked_id == asked_id, SealedAnswer.version == seen)
        changed = update(SealedAnswer).where(*this).values(values).returning(SealedAnswer.asked_id)
        return db.session.execute(changed, execution_options=PLAIN).first() is not None


def settle_answer(one: Asked, state: AnswerState, *, because: Because | None = None) -> bool:
    """Let its answer stand otherwise; whether it was still as `one` says."""
    if one.answer is None:
        return False
    this = (SealedAnswer.asked_id == one.id, SealedAnswer.version == one.answer.version)
    values = {"state": state, "because": because, "version": one.answer.version + 1}
    with granted("settle an answer"):
        changed = update(SealedAnswer).where(*this).values(values).returning(SealedAnswer.asked_id)
        return db.session.execute(changed, execution_options=PLAIN).first() is not None


def vote(asked_id: str, key: str, *, at: datetime) -> None:
    """Count somebody for a question, once."""
    with granted("vote for a question"):
        insert_once(SealedVote, asked_id=asked_id, voter_key=key, voted_at=at)


def unvote(asked_id: str, keys: Collection[str]) -> None:
    """Take it back."""
    theirs = delete(SealedVote).where(SealedVote.asked_id == asked_id, SealedVote.voter_key.in_(keys))
    with granted("take a vote back"):
        db.session.execute(theirs, execution_options=PLAIN)


def voted(keys: Collection[str], time_id: str) -> frozenset[str]:
    """The questions in one Answer Time that somebody with these fingerprints has voted for."""
    mine = select(SealedVote.asked_id).join(SealedAsked, SealedAsked.id == SealedVote.asked_id)
    with granted("one's own votes"):
        wanted = mine.where(SealedAsked.time_id == time_id, SealedVote.voter_key.in_(keys))
        return frozenset(db.session.scalars(wanted)) if keys else frozenset()


def waiting(time_ids: Collection[str]) -> Mapping[str, int]:
    """Answer Time → how many questions and answers of it wait for somebody to read them. Two statements."""
    asked = select(SealedAsked.time_id, func.count()).where(
        SealedAsked.time_id.in_(time_ids), SealedAsked.state == AskedState.WAITING
    )
    said = (
        select(SealedAsked.time_id, func.count())
        .join(SealedAnswer, SealedAnswer.asked_id == SealedAsked.id)
        .where(SealedAsked.time_id.in_(time_ids), SealedAnswer.state == AnswerState.WAITING)
    )
    found: Counter[str] = Counter()
    with granted("what waits to be read"):
        for wanted in (asked, said):
            for time_id, number in db.session.execute(wanted.group_by(SealedAsked.time_id)):
                found[time_id] += number
    return found


def hearers(asked_id: str) -> Mapping[str, Hearer]:
    """Question → who wants to hear of its answer: who asked it, and who asked one that was merged into it."""
    merged = (SealedAsked.into_id == asked_id) & (SealedAsked.state == AskedState.MERGED)
    columns = (SealedAsked.id, SealedAsked.person_id, SealedAsked.email, SealedAsked.locale)
    with granted("who wants to hear of an answer"):
        rows = db.session.execute(select(*columns).where((SealedAsked.id == asked_id) | merged)).all()
    seal = cipher.current()
    return {
        row.id: Hearer(
            row.person_id, seal.open(row.email, f"sec_asked.email|{row.id}") if row.email else None, row.locale
        )
        for row in rows
        if row.person_id or row.email
    }


def speaker(artist_id: str) -> str | None:
    """The id of who speaks for an act, for a letter to her."""
    with granted("who speaks for an act"):
        return db.session.scalar(select(SealedArtist.contact_id).where(SealedArtist.artist_id == artist_id))


def forget_hearer(asked_id: str) -> None:
    """Forget who wanted to hear of an answer, and the address that was left for it: the letter has left."""
    nobody = {"person_id": None, "email": None, "email_key": None, "locale": None}
    gone = update(SealedAsked).where(SealedAsked.id == asked_id).values(nobody)
    with granted("forget an address"):
        db.session.execute(gone, execution_options=PLAIN)


def _read(which: ColumnElement[bool]) -> Sequence[Asked]:
    columns = (
        *(SealedAsked.id, SealedAsked.time_id, SealedAsked.words, SealedAsked.state, SealedAsked.because),
        *(SealedAsked.into_id, SealedAsked.version, SealedAsked.asked_at, SealedAsked.votes_before),
    )
    answer = (SealedAnswer.words.label("said"), SealedAnswer.link, SealedAnswer.state.label("said_state"))
    rest = (
        SealedAnswer.because.label("said_because"),
        SealedAnswer.version.label("said_version"),
        SealedAnswer.written_at,
    )
    joined = select(*columns, *answer, *rest).outerjoin(SealedAnswer, SealedAnswer.asked_id == SealedAsked.id)
    with granted("read what acts are asked"):
        rows = db.session.execute(joined.where(which).order_by(SealedAsked.asked_at, SealedAsked.id)).all()
    votes = _votes({row.time_id for row in rows})
    return [_asked(row, votes[row.id]) for row in rows]


def _votes(time_ids: Collection[str]) -> Counter[str]:
    """Question → how many have voted for it or one that was merged into it, each once."""
    top = case((SealedAsked.state == AskedState.MERGED, SealedAsked.into_id), else_=SealedAsked.id).label("top")
    counted = select(top, func.count(SealedVote.voter_key.distinct()))
    joined = counted.join(SealedVote, SealedVote.asked_id == SealedAsked.id)
    with granted("count votes"):
        rows = db.session.execute(joined.where(SealedAsked.time_id.in_(time_ids)).group_by(top)).all()
    return Counter({asked_id: number for asked_id, number in rows if asked_id})


def _asked(row: Row[*tuple[object, ...]], votes: int) -> Asked:
    seal = cipher.current()
    answer = None
    if row.said is not None:
        said = seal.open(row.said, f"sec_answers.words|{row.id}"), seal.open(row.link, f"sec_answers.link|{row.id}")
        answer = Answer(*said, row.said_state, row.said_because, row.said_version, row.written_at)
    return Asked(
        row.id,
        row.time_id,
        seal.open(row.words, f"sec_asked.words|{row.id}"),
        row.state,
        row.because,
        row.into_id,
        row.version,
        row.asked_at,
        votes + row.votes_before,
        answer,
    )
