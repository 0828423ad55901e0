"""Sealed tables of a door: who stands there, who has come in, who waits before it.

As with `sealed`, only `disclosure` imports this, and the gate keeps everybody else's SQL away.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, one_of
from coordinator.disclosure.columns import ciphertext
from coordinator.door.models import DoorRole, Way


class SealedDoorPerson(Base):
    """Somebody who stands at the door of a show. `called` is a cipher text of what the others there call her. A host
    stands there as the host of a room (`space_id`): no more once the show has moved to another one."""

    __tablename__ = "sec_door_people"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    role: Mapped[DoorRole] = mapped_column(one_of(DoorRole))
    called: Mapped[str] = ciphertext("{show_id} {person_id}")
    space_id: Mapped[str | None] = mapped_column(ForeignKey("spaces.id"))
    named_at: Mapped[datetime]


class SealedDoorCount(Base):
    """How many people are in. Whoever lets anybody in or out holds this row; the database lets no room overflow."""

    __tablename__ = "sec_door_counts"
    __table_args__ = (CheckConstraint("inside >= 0 AND inside <= capacity", name="inside"),)

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    capacity: Mapped[int]
    inside: Mapped[int]
    closed_at: Mapped[datetime | None]  # since when nobody else is let in


class SealedPresence(Base):
    """How many of a party are in: of an entry, of a host's own guest, or of somebody who is on no list (their ids)."""

    __tablename__ = "sec_presences"
    __table_args__ = (CheckConstraint("inside >= 0 AND inside <= people", name="inside"),)

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[int]
    inside: Mapped[int]


class SealedAdmission(Base):
    """People let in or out, as a phone at the door said it: `client_id` is its own, so that what is sent twice counts
    once. Of `people` so many were `counted`: fewer where another phone had let them in already, or nothing was free.
    `at` is the moment at the door. `reason` is a cipher text, of somebody who is on no list."""

    __tablename__ = "sec_admissions"
    __table_args__ = (CheckConstraint("counted >= 0 AND counted <= people", name="counted"),)

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(primary_key=True)
    party_id: Mapped[str]
    way: Mapped[Way] = mapped_column(one_of(Way))
    people: Mapped[int]
    counted: Mapped[int]
    by_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    reason: Mapped[str | None] = ciphertext("{show_id} {client_id}")
    undone_at: Mapped[datetime | None]


class SealedStandingBy(Base):
    """A party of the waiting list that stands before the door."""

    __tablename__ = "sec_standing_by"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    entry_id: Mapped[str] = mapped_column(
        ForeignKey("sec_entries.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    here_at: Mapped[datetime]
