"""Sealed tables of offers: a slot put to an act, who stands by, and alarms that somebody has to answer.

As with `sealed`, only `disclosure` imports this, and the gate keeps everybody else's SQL away.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id

LIVE = text("state IN ('offered', 'confirmed')")


class SealedOffer(Base):
    """A slot put to an act by a version of the lineup. `state`: offered → confirmed | declined | lapsed | withdrawn.

    An offer past `expires_at` that is still “offered” has lapsed, whether or not a job has said so yet; one made for
    another `starts_at` than the show's is void.
    """

    __tablename__ = "sec_offers"
    __table_args__ = (
        Index("uq_sec_offers_live", "show_id", "artist_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        CheckConstraint("position BETWEEN 1 AND 3", name="position"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), index=True)
    position: Mapped[int]
    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), index=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(default="offered")
    starts_at: Mapped[datetime]  # of the show, when it was offered
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]


class SealedStandby(Base):
    """Acts that stand by in a city, first to third."""

    __tablename__ = "sec_standby"
    __table_args__ = (
        UniqueConstraint("edition_id", "city_id", "artist_id"),
        CheckConstraint("rank BETWEEN 1 AND 3", name="rank"),
    )

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), index=True)


class SealedAlarm(Base):
    """A slot that fell empty close to its show. Who is asked next follows from the time since `raised_at`."""

    __tablename__ = "sec_alarms"
    __table_args__ = (
        Index(
            "uq_sec_alarms_open",
            "show_id",
            "position",
            unique=True,
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), index=True)
    position: Mapped[int]
    raised_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
