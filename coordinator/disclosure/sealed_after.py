"""Sealed tables of an evening as it happens and after it: which act has begun, what guests say, who did not come.

As with `sealed`, only `disclosure` imports this, and the gate keeps everybody else's SQL away.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base
from coordinator.disclosure.columns import ciphertext


class SealedStarted(Base):
    """When the act in a slot of a show began to play, as its door marked it."""

    __tablename__ = "sec_started"
    __table_args__ = (CheckConstraint("position BETWEEN 1 AND 3", name="position"),)

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    marked_by: Mapped[str]


class SealedFeedback(Base):
    """What somebody who was there says of the evening. `words` is a cipher text; `for_host`: its host may read it."""

    __tablename__ = "sec_feedback"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    words: Mapped[str] = ciphertext("{show_id} {person_id}")
    for_host: Mapped[bool]
    said_at: Mapped[datetime]


class SealedNoShow(Base):
    """That somebody at the door, or the host, saw that a party did not come. It takes two of them to be so."""

    __tablename__ = "sec_no_shows"

    entry_id: Mapped[str] = mapped_column(ForeignKey("sec_entries.id", ondelete="CASCADE"), primary_key=True)
    witness_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    seen_at: Mapped[datetime]
