"""Artists and their applications. Who speaks for an act, where it lives and who plays in it is sealed."""

from datetime import time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, one_of, random_id


class ApplicationState(StrEnum):
    """Where an application stands in its review."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Artist(Base):
    """An act. The first of `genres` is the main one; `people` is how many stand on the stage."""

    __tablename__ = "artists"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    act_name: Mapped[str]
    genres: Mapped[list[str]] = mapped_column(default=list)
    people: Mapped[int] = mapped_column(default=1)
    languages: Mapped[list[str]] = mapped_column(default=list)
    links: Mapped[list[str]] = mapped_column(default=list)


class Application(Base):
    """An act's wish to play at an edition. Times are wall time at the show's place; a later day where until < from."""

    __tablename__ = "applications"
    __table_args__ = (
        UniqueConstraint("edition_id", "artist_id"),
        CheckConstraint("max_shows IN (1, 2)", name="max_shows"),
        CheckConstraint("travel_km >= 0", name="travel_km"),
        CheckConstraint("mode IN ('car', 'transit', 'bicycle', 'foot')", name="mode"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), index=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), index=True)  # the nearest that takes part
    state: Mapped[ApplicationState] = mapped_column(one_of(ApplicationState), default=ApplicationState.SUBMITTED)
    travel_km: Mapped[float] = mapped_column(default=30.0)
    mode: Mapped[str] = mapped_column(default="car", server_default="car")  # a word of lineups.problem.Mode
    free_from: Mapped[time | None]
    free_until: Mapped[time | None]
    max_shows: Mapped[int] = mapped_column(default=1)
    set_minutes: Mapped[int] = mapped_column(default=25)
    rating: Mapped[float] = mapped_column(default=0.0)  # 0 to 5
    needs: Mapped[list[str]] = mapped_column(default=list)  # words of lineups.problem.Need
