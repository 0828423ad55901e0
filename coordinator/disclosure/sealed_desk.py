"""Sealed: what the global team writes down as the day goes on: notes from shift to shift, troubles and their course."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base
from coordinator.disclosure.columns import ciphertext


class SealedHandover(Base):
    """A note of a shift to the next one, in the evening of `zone`. Never changed, only followed by another."""

    __tablename__ = "sec_handovers"

    id: Mapped[str] = mapped_column(primary_key=True)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    zone: Mapped[str]
    words: Mapped[str] = ciphertext("{id}")
    said_by: Mapped[str]
    said_at: Mapped[datetime]


class SealedTrouble(Base):
    """Something that went wrong: with a show, in a city, or with the day as a whole (neither)."""

    __tablename__ = "sec_troubles"

    id: Mapped[str] = mapped_column(primary_key=True)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    city_id: Mapped[str | None] = mapped_column(ForeignKey("cities.id"))
    show_id: Mapped[str | None] = mapped_column(ForeignKey("shows.id"), index=True)
    opened_at: Mapped[datetime]


class SealedTroubleStep(Base):
    """What was said of a trouble, from 1 on: its state and whose it is since. The last one holds; a second one of a
    number is refused, so whoever saw an older page learns that it is one."""

    __tablename__ = "sec_trouble_steps"

    trouble_id: Mapped[str] = mapped_column(ForeignKey("sec_troubles.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    owner_id: Mapped[str | None]
    words: Mapped[str] = ciphertext("{trouble_id}.{number}")
    said_by: Mapped[str]
    said_at: Mapped[datetime]


class SealedAnnouncement(Base):
    """Words to the leads of a city, of a zone, or of all cities (neither). Not `settled_at`: it waits for somebody else
    of the team, who lets it leave (`is_sent`) or drops it."""

    __tablename__ = "sec_announcements"

    id: Mapped[str] = mapped_column(primary_key=True)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    city_id: Mapped[str | None] = mapped_column(ForeignKey("cities.id"))
    zone: Mapped[str | None]
    words: Mapped[str] = ciphertext("{id}")
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    is_sent: Mapped[bool] = mapped_column(default=False)
