"""Sealed tables of a host's evening: the seats she keeps, and for whom. Only `disclosure` imports this."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id
from coordinator.disclosure.columns import ciphertext


class SealedKept(Base):
    """How many seats of a show its host keeps outside the draw. The numbers are declared in the draw's record.

    `space_id` is the room in which she has it: a show that moves to another leaves them behind.
    """

    __tablename__ = "sec_kept_seats"
    __table_args__ = (CheckConstraint("guests >= 0 AND neighbours >= 0", name="not_negative"),)

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)
    guests: Mapped[int]
    neighbours: Mapped[int]
    said_at: Mapped[datetime]


class SealedOwnGuest(Base):
    """Somebody whom a host expects, and what that guest needs to get in. Both are cipher texts, “” sealed too."""

    __tablename__ = "sec_own_guests"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), index=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)  # the room of the host who asked them
    is_neighbour: Mapped[bool]
    position: Mapped[int]
    name: Mapped[str] = ciphertext("{id}")
    needs: Mapped[str] = ciphertext("{id}")


class SealedIncident(Base):
    """What a host reports of an evening: damage, or something that happened. `words` is a cipher text."""

    __tablename__ = "sec_incidents"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), index=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)  # where it was, wherever the show is now
    kind: Mapped[str]  # a word of incidents.Kind
    words: Mapped[str] = ciphertext("{id}")
    sent_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]


class SealedKeeping(Base):
    """What becomes of a space after its edition: whether its host stays for the next one, and when it was erased."""

    __tablename__ = "sec_keepings"

    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), primary_key=True)
    stays: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]
