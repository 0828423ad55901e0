"""Spaces as far as anybody may know them. Address, point, host and the space's own name are sealed."""

from datetime import time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, one_of, random_id


class Kind(StrEnum):
    """What sort of room it is."""

    LIVING_ROOM = "living room"
    ROOFTOP = "rooftop"
    GARDEN = "garden"
    LOFT = "loft"
    SHOP = "shop"
    GALLERY = "gallery"
    OFFICE = "office"
    STUDIO = "studio"
    OTHER = "other"


class SpaceState(StrEnum):
    """Where a space stands in its review."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Space(Base):
    """A room offered for an edition. `stage_people` None: no limit said; `curfew` is wall time, after midnight too."""

    __tablename__ = "spaces"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), index=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("areas.id"), index=True)
    state: Mapped[SpaceState] = mapped_column(one_of(SpaceState), default=SpaceState.SUBMITTED)
    kind: Mapped[Kind] = mapped_column(one_of(Kind))
    capacity: Mapped[int]
    step_free: Mapped[bool]
    has: Mapped[list[str]] = mapped_column(default=list)  # words of lineups.problem.Need
    stage_people: Mapped[int | None]
    curfew: Mapped[time | None]
    languages: Mapped[list[str]] = mapped_column(default=list, server_default="[]")  # what its audience speaks
