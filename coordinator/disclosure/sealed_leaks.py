"""Sealed: what the global team did after a leak."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id


class SealedLeakStep(Base):
    """That addresses are to be told `hours` before their shows (None: as their edition does): of one show, of a city,
    or of the whole edition (neither). Neither `done_at` nor `dropped_at`: it waits for somebody else of the team.
    `meant`: what it would have done as it was asked for, as one word."""

    __tablename__ = "sec_leak_steps"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    city_id: Mapped[str | None] = mapped_column(ForeignKey("cities.id"))
    show_id: Mapped[str | None] = mapped_column(ForeignKey("shows.id"))
    hours: Mapped[int | None]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    done_by: Mapped[str | None]
    done_at: Mapped[datetime | None]
    meant: Mapped[str] = mapped_column(default="", server_default="")
    dropped_by: Mapped[str | None]
    dropped_at: Mapped[datetime | None]
