"""An Answer Time: the hours in which an act answers. What is asked, answered and voted is sealed until it is public.

Nothing here follows from a lineup: whether, where or when an act plays leaves no trace in these rows.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, one_of, random_id


class TimeState(StrEnum):
    """Where an Answer Time stands. Everybody sees it once it is agreed, and that it was called off after that."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"  # by the act, before it was agreed
    OFF = "off"


class AskedState(StrEnum):
    """Where a question stands; only an approved one is public."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    MERGED = "merged"  # into another that asks the same
    DOWN = "down"  # it was public
    TAKEN_BACK = "taken_back"  # by who asked


class AnswerState(StrEnum):
    """Where an answer stands; only an approved one is public, and not before its hour."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"  # to the act, with a reason
    DOWN = "down"  # by the team
    TAKEN_DOWN = "taken_down"  # by the act itself


class Because(StrEnum):
    """Why a question is not let through, or an answer goes back: one of these, so that each reads it in her language
    and no moderator writes what she knows."""

    EVENING = "evening"  # it names an evening, a place or who plays
    PRIVATE = "private"
    UNKIND = "unkind"
    ADVERT = "advert"
    BESIDE = "beside"  # about something else
    HOUR = "hour"  # of an Answer Time: another hour would suit
    OTHER = "other"


class AnswerTime(Base):
    """When an act answers: `local_from` and `local_until` are wall times in `zone`, with their instants. `version`
    counts what was changed. One per act, and an act is one of an edition."""

    __tablename__ = "answer_times"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), unique=True)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    zone: Mapped[str]  # IANA, of the city that the act applied to
    local_from: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    local_until: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[TimeState] = mapped_column(one_of(TimeState), default=TimeState.PROPOSED)
    because: Mapped[Because | None] = mapped_column(one_of(Because))
    version: Mapped[int] = mapped_column(default=1)
    proposed_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
