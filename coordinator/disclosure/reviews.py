"""Reviews of spaces and applications: scores given blind, what is said among leads afterwards, and what was decided.

`panel` is the only way from a reader to them: until she has given her own score the others' are not even read, and of
her own home or band she never learns anything. Use-cases decide who may write.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, select, update

from coordinator.artists.models import Application, Artist
from coordinator.db import db, random_id
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.deposits import fingerprint
from coordinator.disclosure.people import Identity, identities, identity
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedArtist, SealedMember, SealedPerson, SealedSpace
from coordinator.disclosure.sealed_reviews import SealedRemark, SealedReview
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.people.readers import Reader


@dataclass(frozen=True, slots=True)
class Score:
    """What a lead thinks of a space or an application, 1 to 5 and in words."""

    name: str
    score: int
    words: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said among leads; `decided` is the state that was given with it."""

    name: str
    words: str
    said_at: datetime
    decided: str | None


@dataclass(frozen=True, slots=True)
class Panel:
    """What a reader may know of a review. `mine` None: not scored yet, and so all the rest is absent."""

    is_own: bool = False
    mine: Score | None = None
    others: tuple[Score, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def scores(self) -> int:
        """How many have scored, the reader among them."""
        return len(self.others) + (self.mine is not None)


def panel(reader: Reader, subject_id: str, *, city_id: str, at: datetime) -> Panel:
    """The review of a space or application of that city as the reader may see it. Raises NotFound for strangers."""
    if not may_see(Fact.REVIEW, relation(reader, city_id=city_id), Phase.PLANNED):
        raise NotFound
    if involved(subject_id, [str(reader.id)]):
        return Panel(is_own=True)
    if subject_id not in scored_by(reader, [subject_id]):
        return Panel()
    with granted("a review"):
        given = _scores(subject_id)
        remarks = _remarks(subject_id)
    audit.record(reader, [Fact.REVIEW], of=[subject_id], at=at)
    mine = given.pop(str(reader.id))
    return Panel(mine=mine, others=tuple(given.values()), remarks=remarks)


def scored_by(reader: Reader, subject_ids: Collection[str]) -> dict[str, int]:
    """Subject → the reader's own score, of those she has scored."""
    mine = (SealedReview.reviewer_id == reader.id) & SealedReview.subject_id.in_(subject_ids)
    with granted("a reader's own scores"):
        rows = db.session.execute(select(SealedReview.subject_id, SealedReview.score).where(mine))
        return {row.subject_id: row.score for row in rows}


def own_subjects(reader: Reader, *, edition_id: str) -> frozenset[str]:
    """The spaces that the reader hosts and the applications of acts she speaks for or plays in, by id.

    Members are known by the fingerprints of names or addresses alone; the reader's are compared with them.
    """
    if reader.id is None or reader.id == "console":
        return frozenset()
    hosted = select(SealedSpace.space_id).where(SealedSpace.host_id == reader.id, SealedSpace.edition_id == edition_id)
    plays = exists().where(SealedMember.artist_id == Artist.id, SealedMember.member.in_(_prints(identity(reader.id))))
    hers = (
        select(Application.id)
        .join(Artist, Artist.id == Application.artist_id)
        .join(SealedArtist, SealedArtist.artist_id == Artist.id)
        .where(Application.edition_id == edition_id, (SealedArtist.contact_id == reader.id) | plays)
    )
    with granted("a reader's own homes and bands"):
        return frozenset(db.session.scalars(hosted.union_all(hers)))


def involved(subject_id: str, person_ids: Collection[str]) -> frozenset[str]:
    """Those of these people to whom that space or application is their own. Three statements."""
    people = {person: _prints(known) for person, known in identities(person_ids).items()}
    act = select(Application.artist_id).where(Application.id == subject_id)
    host = select(SealedSpace.host_id).where(SealedSpace.space_id == subject_id)
    contact = select(SealedArtist.contact_id).where(SealedArtist.artist_id.in_(act))
    members = select(SealedMember.member).where(SealedMember.artist_id.in_(act))
    with granted("whose home or band it is"):
        theirs = set(db.session.scalars(host.union_all(contact)))
        prints = set(db.session.scalars(members))
    return frozenset(person for person, own in people.items() if person in theirs or prints.intersection(own))


def give(subject_id: str, reviewer_id: str, *, score: int, words: str, at: datetime) -> None:
    """Write a score down. A reviewer's first one stays."""
    sealed = cipher.current().seal(words, _bound(subject_id, reviewer_id))
    whose: dict[str, Any] = {"subject_id": subject_id, "reviewer_id": reviewer_id}
    with granted("give a score"):
        insert_once(SealedReview, score=score, words=sealed, given_at=at, **whose)


def say(
    subject_id: str, *, by: str, words: str, at: datetime, decided: str | None = None, form: str | None = None
) -> None:
    """Write down what somebody said, with the state it was `decided` to be where it was a decision. The same from one
    opening of a form (`form`; None: it comes from none) is said once."""
    said = f"{form}\n{subject_id}\n{by}\n{words}"
    key = random_id() if form is None else cipher.current().id_of_said(said, "a remark")
    row: dict[str, Any] = {"id": key, "subject_id": subject_id, "said_by": by, "said_at": at, "decided": decided}
    sealed = cipher.current().seal(words, f"sec_remarks.words|{key}")
    with granted("say something of a review"):
        insert_once(SealedRemark, **row, words=sealed)


def hand_over(subject_id: str, into: str) -> None:
    """Let what leads said of the one be said of the other; of who scored both the score of the other stays."""
    seal, columns = cipher.current(), SealedReview.__table__.columns
    with granted("reviews of what is another"):
        scored = set(db.session.scalars(select(SealedReview.reviewer_id).where(SealedReview.subject_id == into)))
        given = db.session.execute(select(*columns).where(SealedReview.subject_id == subject_id)).all()
        rows = [
            {
                **row._mapping,
                "subject_id": into,
                "words": seal.seal(seal.open(row.words, _bound(subject_id, who)), _bound(into, who)),
            }
            for row in given
            if (who := row.reviewer_id) not in scored
        ]
        moved = SealedReview.reviewer_id.in_([row["reviewer_id"] for row in rows])
        db.session.execute(delete(SealedReview).where(SealedReview.subject_id == subject_id, moved))
        if rows:
            db.session.execute(insert(SealedReview), rows)
        said = update(SealedRemark).where(SealedRemark.subject_id == subject_id)
        db.session.execute(said.values(subject_id=into), execution_options={"synchronize_session": False})


def _scores(subject_id: str) -> dict[str, Score]:
    columns = (SealedReview.reviewer_id, SealedPerson.name, SealedReview.score, SealedReview.words)
    rows = db.session.execute(
        select(*columns, SealedReview.given_at)
        .join(SealedPerson, SealedPerson.person_id == SealedReview.reviewer_id)
        .where(SealedReview.subject_id == subject_id)
        .order_by(SealedReview.given_at, SealedReview.reviewer_id)
    )
    seal = cipher.current()
    return {
        who: Score(
            seal.open(name, f"sec_people.name|{who}"), score, seal.open(words, _bound(subject_id, who)), given_at
        )
        for who, name, score, words, given_at in rows
    }


def _remarks(subject_id: str) -> tuple[Remark, ...]:
    rows = db.session.execute(
        select(*SealedRemark.__table__.columns, SealedPerson.name)
        .outerjoin(SealedPerson, SealedPerson.person_id == SealedRemark.said_by)
        .where(SealedRemark.subject_id == subject_id)
        .order_by(SealedRemark.said_at, SealedRemark.id)
    )
    seal = cipher.current()
    return tuple(
        Remark(
            seal.open(row.name, f"sec_people.name|{row.said_by}") if row.name else "",
            seal.open(row.words, f"sec_remarks.words|{row.id}"),
            row.said_at,
            row.decided,
        )
        for row in rows
    )


def _prints(known: Identity) -> Sequence[str]:
    return [fingerprint(said) for said in (known.name, known.email) if said.strip()]


def _bound(subject_id: str, reviewer_id: str) -> str:
    return f"sec_reviews.words|{subject_id} {reviewer_id}"
