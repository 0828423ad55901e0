"""Sealed tables of reviews: scores given blind, what leads say to each other afterwards, and what was decided.

As with `sealed`, only `disclosure` imports this, and the gate keeps everybody else's SQL away.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id
from coordinator.disclosure.columns import ciphertext


class SealedReview(Base):
    """A lead's score (1 to 5) of a space or an application (`subject_id`), before seeing the others'."""

    __tablename__ = "sec_reviews"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="score"),)

    subject_id: Mapped[str] = mapped_column(primary_key=True)
    reviewer_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    score: Mapped[int]
    words: Mapped[str] = ciphertext("{subject_id} {reviewer_id}")  # a cipher text
    given_at: Mapped[datetime]


class SealedRemark(Base):
    """Something said among leads about a space or an application; `decided` is the state it was given with that."""

    __tablename__ = "sec_remarks"
    __table_args__ = (Index("ix_sec_remarks_subject", "subject_id", "said_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    subject_id: Mapped[str]
    said_by: Mapped[str]
    said_at: Mapped[datetime]
    words: Mapped[str] = ciphertext("{id}")  # a cipher text
    decided: Mapped[str | None]
