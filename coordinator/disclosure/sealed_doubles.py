"""Sealed table of doubles: two applications that look like one act, and what was said of them. Only `disclosure`
imports this."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base


class SealedDouble(Base):
    """What was said of two acts, the smaller id first. `state` is a word of `doubles.State`.

    `kept_id` is the act that stays, or is to; `first_yes_at` and `second_yes_at` since when who speaks for either
    agrees; `takes`: words of `merging.Choice`.
    """

    __tablename__ = "sec_doubles"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="in_order"),
        CheckConstraint("kept_id IN (first_id, second_id)", name="one_of_them"),
    )

    first_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), primary_key=True)
    second_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), primary_key=True, index=True)
    state: Mapped[str]
    kept_id: Mapped[str | None] = mapped_column(ForeignKey("artists.id"))
    said_by: Mapped[str]
    said_at: Mapped[datetime]
    first_yes_at: Mapped[datetime | None]
    second_yes_at: Mapped[datetime | None]
    takes: Mapped[list[str]] = mapped_column(default=list)
