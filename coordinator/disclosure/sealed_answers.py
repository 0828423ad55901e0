"""Sealed: what is asked of acts, by whom, what they answer, and who votes. What is public of it is told after somebody
has read it; until then a question may hold an address, and an answer an evening."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.answers.models import AnswerState, AskedState, Because
from coordinator.db import Base, one_of
from coordinator.disclosure.columns import ciphertext


class SealedAsked(Base):
    """A question. `asker_key` is a fingerprint of a person or of a browser; who wants to hear of the answer is a person
    (`person_id`) or has left an address (`email`, and `email_key` to find it), which goes with the letter."""

    __tablename__ = "sec_asked"
    __table_args__ = (Index("ix_sec_asked_time_id", "time_id", "asked_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    time_id: Mapped[str] = mapped_column(ForeignKey("answer_times.id"))
    words: Mapped[str] = ciphertext("{id}")
    state: Mapped[AskedState] = mapped_column(one_of(AskedState))
    because: Mapped[Because | None] = mapped_column(one_of(Because))
    into_id: Mapped[str | None]  # the question that it was merged into
    version: Mapped[int]
    asked_at: Mapped[datetime]
    asker_key: Mapped[str] = mapped_column(index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    email: Mapped[str | None] = ciphertext("{id}")
    email_key: Mapped[str | None] = mapped_column(index=True)
    locale: Mapped[str | None]  # that she asked in, for the letter
    votes_before: Mapped[int]  # of voters who are forgotten


class SealedAnswer(Base):
    """What an act says to a question: words, or the address of a video, or both."""

    __tablename__ = "sec_answers"

    asked_id: Mapped[str] = mapped_column(ForeignKey("sec_asked.id"), primary_key=True)
    words: Mapped[str] = ciphertext("{asked_id}")
    link: Mapped[str] = ciphertext("{asked_id}")
    state: Mapped[AnswerState] = mapped_column(one_of(AnswerState))
    because: Mapped[Because | None] = mapped_column(one_of(Because))
    version: Mapped[int]
    written_at: Mapped[datetime]


class SealedVote(Base):
    """That a person or a browser, by its fingerprint, wants a question answered."""

    __tablename__ = "sec_votes"

    asked_id: Mapped[str] = mapped_column(ForeignKey("sec_asked.id"), primary_key=True)
    voter_key: Mapped[str] = mapped_column(primary_key=True)
    voted_at: Mapped[datetime]
