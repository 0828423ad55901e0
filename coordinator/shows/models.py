"""Shows: what anybody may know of an evening. Nothing here is derived from a lineup or an address."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, one_of, random_id
from coordinator.editions.models import Edition
from coordinator.spaces.models import Kind

LATER_REVEALS = (48, 24, 12, 6)  # hours before the start that an address can be kept back until


class ShowState(StrEnum):
    """Where a show stands. Whether its lineup is complete or locked is sealed, and no state of these."""

    PLANNED = "planned"
    OPEN = "open"
    DRAWN = "drawn"
    REVEALED = "revealed"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Show(Base):
    """One evening in one space. `local_start` is wall time in `zone`; `starts_at` and `ends_at` are its instants."""

    __tablename__ = "shows"
    __table_args__ = (
        UniqueConstraint("space_id", "starts_at"),
        UniqueConstraint("id", "starts_at", "ends_at"),  # slots refer to it, so that a moved show moves them along
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), index=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("areas.id"), index=True)
    state: Mapped[ShowState] = mapped_column(one_of(ShowState), default=ShowState.PLANNED)
    kind: Mapped[Kind] = mapped_column(one_of(Kind))
    capacity: Mapped[int]
    listed_seats: Mapped[int | None]  # its capacity in the list of its draw, once that is published, or fewer since
    step_free: Mapped[bool]
    local_start: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reveal_hours: Mapped[int | None]  # before its start, once a leak has made it tell its address later; None: as usual
    letter_minutes: Mapped[int] = mapped_column(default=0, server_default="0")  # of letters before its first act

    @property
    def begins_at(self) -> datetime:
        """The instant from which its room is full of guests: when letters begin, where they do, else its start."""
        return self.starts_at - timedelta(minutes=self.letter_minutes)


def hours_before(edition: Edition, later: int | None) -> int:
    """How many hours before its start a show tells its address: what its edition says, or fewer since a leak (`later`).
    Never after the door's bell."""
    hours = edition.reveal_hours if later is None else min(later, edition.reveal_hours)
    return max(hours, edition.doorbell_hours)
