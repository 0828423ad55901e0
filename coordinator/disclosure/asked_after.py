"""What is forgotten after an Answer Time: who asked and who voted, and every word that did not become public."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from coordinator.answers.models import AnswerState, AnswerTime, AskedState
from coordinator.db import db
from coordinator.disclosure import asked
from coordinator.disclosure.sealed_answers import SealedAnswer, SealedAsked, SealedVote
from coordinator.gate import granted

NOBODY = ""  # in place of the fingerprint of who asked
AT_ONCE = 20


def due(before: datetime) -> Sequence[str]:
    """Some of the Answer Times that ended before an instant and of which somebody is still known."""
    known = select(SealedAsked.time_id).where(SealedAsked.asker_key != NOBODY)
    over = (AnswerTime.ends_at <= before, AnswerTime.id.in_(known))
    with granted("Answer Times to be forgotten"):
        return db.session.scalars(select(AnswerTime.id).where(*over).order_by(AnswerTime.id).limit(AT_ONCE)).all()


def forget(time_id: str) -> None:
    """Keep of one what is public, with its numbers, and nobody's name under it."""
    everything = asked.of_time(time_id)
    public = [one for one in everything if one.state is AskedState.APPROVED]
    of_it = select(SealedAsked.id).where(SealedAsked.time_id == time_id)
    gone = of_it.where(SealedAsked.state != AskedState.APPROVED)
    unread = SealedAnswer.state != AnswerState.APPROVED
    with granted("forget who asked and voted"):
        db.session.execute(delete(SealedVote).where(SealedVote.asked_id.in_(of_it)), execution_options=asked.PLAIN)
        answers = SealedAnswer.asked_id.in_(gone) | (SealedAnswer.asked_id.in_(of_it) & unread)
        db.session.execute(delete(SealedAnswer).where(answers), execution_options=asked.PLAIN)
        db.session.execute(delete(SealedAsked).where(SealedAsked.id.in_(gone)), execution_options=asked.PLAIN)
        nobody = {"asker_key": NOBODY, "person_id": None, "email": None, "email_key": None, "locale": None}
        for one in public:
            this = update(SealedAsked).where(SealedAsked.id == one.id).values(votes_before=one.votes, **nobody)
            db.session.execute(this, execution_options=asked.PLAIN)
