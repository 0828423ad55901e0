"""The sealed tables of accounts: the key of somebody's second step, and the codes for the day her phone is gone."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base
from coordinator.disclosure.columns import ciphertext


class SealedSecondStep(Base):
    """The key that an app and we share. `last_step` is the time step of the newest code taken: none is taken twice."""

    __tablename__ = "sec_second_steps"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    secret: Mapped[str] = ciphertext("{person_id}")
    last_step: Mapped[int] = mapped_column(default=0)


class SealedRecoveryCode(Base):
    """A code that works once instead of the app's. Only its hash is kept."""

    __tablename__ = "sec_recovery_codes"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)  # SHA-256, hex
    used_at: Mapped[datetime | None]


class SealedEmailChange(Base):
    """Another e-mail address that a person has asked for; it is hers once whoever reads either mailbox has confirmed.

    `email` is a cipher text. Of the two tokens in the letters only hashes are kept.
    """

    __tablename__ = "sec_email_changes"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    change_id: Mapped[str] = mapped_column(unique=True)  # jobs name it: a letter about an earlier wish says nothing
    email: Mapped[str] = ciphertext("{person_id}")
    asked_at: Mapped[datetime] = mapped_column(index=True)
    old_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256, hex
    new_hash: Mapped[str] = mapped_column(unique=True)
    old_at: Mapped[datetime | None]  # when that end confirmed
    new_at: Mapped[datetime | None]


class SealedFormerAddress(Base):
    """An address that was a person's until she changed it, as its keyed fingerprint: a list that still has it means
    her, whoever reads that mailbox now."""

    __tablename__ = "sec_former_addresses"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    email_index: Mapped[str] = mapped_column(primary_key=True)
    left_at: Mapped[datetime]


class SealedAddressee(Base):
    """An address to write to that is nobody's account as far as the one who asks can tell; gone once that is done.

    `said` is a cipher text of a JSON object (`addressees.Addressee`).
    """

    __tablename__ = "sec_addressees"

    id: Mapped[str] = mapped_column(primary_key=True)
    said: Mapped[str] = ciphertext("{id}")
    asked_at: Mapped[datetime] = mapped_column(index=True)


class SealedFeed(Base):
    """The private link under which a person's own calendar asks for her evenings. Only its hash is kept."""

    __tablename__ = "sec_feeds"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256, hex
    created_at: Mapped[datetime]


class SealedErasedRow(Base):
    """That a home or an act was erased which a list had named: a keyed fingerprint of edition, list and row."""

    __tablename__ = "sec_erased_rows"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime]
