"""Sealed tables behind a lead's board: steps that can be undone, rules overridden, versions of a lineup, twin rooms.

As with `sealed`, only `disclosure` imports this, and the gate keeps everybody else's SQL away.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id
from coordinator.disclosure.columns import ciphertext


class SealedStep(Base):
    """One thing a lead did to lineups of a city. `number` counts up within edition and city: what is newer than the
    last number a page has seen is what others did since.

    `changes` is a list under "slots": {show, position, before, after}, acts by id, None for an empty slot.
    """

    __tablename__ = "sec_steps"
    __table_args__ = (UniqueConstraint("edition_id", "city_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"))
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"))
    number: Mapped[int]
    kind: Mapped[str]  # a word: assigned, cleared, moved, swapped, taken, undone, redone, locked, unlocked, planned
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone_by: Mapped[str | None] = mapped_column(ForeignKey("sec_steps.id"))  # the step that took it back


class SealedOverride(Base):
    """A lead's reason for placing an act against a rule that may be overridden. The reason is a cipher text."""

    __tablename__ = "sec_overrides"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str] = ciphertext("{show_id}|{artist_id}|{rule}")
    said_by: Mapped[str]
    said_at: Mapped[datetime]


class SealedVersion(Base):
    """A lineup as it was locked, for good: version 1, 2, … of a show. The current lock is `sec_locks`."""

    __tablename__ = "sec_versions"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[str] = mapped_column(ForeignKey("artists.id"))
    second_id: Mapped[str] = mapped_column(ForeignKey("artists.id"))
    third_id: Mapped[str] = mapped_column(ForeignKey("artists.id"))
    locked_at: Mapped[datetime]
    locked_by: Mapped[str]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[str | None]
    opened_because: Mapped[str | None] = ciphertext("{show_id}.{number}")  # a cipher text


class SealedTwin(Base):
    """Two rooms, one bill: `twin_id` has no slots of its own; the acts of `show_id` play there too, rotated by one."""

    __tablename__ = "sec_twins"
    __table_args__ = (CheckConstraint("show_id <> twin_id", name="two_shows"),)

    twin_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), unique=True)


class SealedReserve(Base):
    """The space that stands ready for a show in case its own falls away. One space may stand ready for several."""

    __tablename__ = "sec_reserves"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)


class SealedCancellation(Base):
    """Why a show was cancelled, for the leads of its city. The reason is a cipher text."""

    __tablename__ = "sec_cancellations"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    reason: Mapped[str] = ciphertext("{show_id}")
    said_by: Mapped[str]
    said_at: Mapped[datetime]


class SealedOutside(Base):
    """Why a show takes place outside the times that its host offers, for the leads of its city. A cipher text."""

    __tablename__ = "sec_outside_times"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    reason: Mapped[str] = ciphertext("{show_id}")
    said_by: Mapped[str]
    said_at: Mapped[datetime]
