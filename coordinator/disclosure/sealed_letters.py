"""Sealed: who has signed up for which case, by fingerprints; and where to write to who wants to be reminded."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id
from coordinator.disclosure.columns import ciphertext


class SealedLetterSign(Base):
    """That a mailbox, by its keyed fingerprint, has done a step for a case by a channel, alone or for a group. It keeps
    the same from counting twice, and leads to no line of the ledger."""

    __tablename__ = "sec_letter_signs"

    person_key: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("letter_cases.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    is_group: Mapped[bool] = mapped_column(primary_key=True)
    said_at: Mapped[datetime]


class SealedLetterReminder(Base):
    """That somebody wants to be reminded of the days of a section. `said` is a cipher text of a JSON object: her
    address and the language she asked in. `letter_hash` is that of the link in her letters. Nobody reminds her before
    the address has answered (`confirmed_at`); the row goes with the last day to report."""

    __tablename__ = "sec_letter_reminders"
    __table_args__ = (UniqueConstraint("section_id", "person_key"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    section_id: Mapped[str] = mapped_column(ForeignKey("letter_sections.id"))
    person_key: Mapped[str] = mapped_column(index=True)
    said: Mapped[str] = ciphertext("{id}")
    letter_hash: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
