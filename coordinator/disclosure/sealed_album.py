"""Sealed tables of the album: pictures of evenings, who is on them, what each of them has agreed to. A picture tells
who played, and may tell where. Only `disclosure` imports this."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id
from coordinator.disclosure.columns import ciphertext


class SealedShot(Base):
    """A photo or a clip of an evening. `said`: what is on it, and a caption; `uses`: what it was sent for, in words of
    album.models.Use with blanks between. Where nobody can be recognised (`is_empty`) somebody else says so as well
    (`seconded_by`). What is taken down (`down_at`) has neither picture, words nor names any more."""

    __tablename__ = "sec_shots"
    __table_args__ = (Index("ix_sec_shots_show_id", "show_id", "sent_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"))
    sent_by: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    medium: Mapped[str]  # a word of album.models.Medium
    said: Mapped[str] = ciphertext("{id}")
    uses: Mapped[str]
    is_empty: Mapped[bool]
    seconded_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    once_key: Mapped[str] = mapped_column(unique=True)  # of one opening of a form: twice sent is once kept
    sent_at: Mapped[datetime]
    down_at: Mapped[datetime | None]


class SealedConsent(Base):
    """Somebody who is asked about a picture, and the uses that she has agreed to (`agreed`, None: no answer yet).

    `person_id`: with an account; `mailbox`: a keyed fingerprint of the address she was named by. `said`: how she is
    called and her address. `asked_as`: a word of album.models.Shown. `letter_hash`: SHA-256 of the token in her letter.
    `noted_by`: who has a paper with her name on it.
    """

    __tablename__ = "sec_consents"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    shot_id: Mapped[str] = mapped_column(ForeignKey("sec_shots.id"), index=True)
    asked_as: Mapped[str]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    mailbox: Mapped[str | None] = mapped_column(index=True)
    said: Mapped[str] = ciphertext("{id}")
    letter_hash: Mapped[str] = mapped_column(unique=True)
    agreed: Mapped[str | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    noted_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))


class SealedClip(Base):
    """A clip without anything but its pictures and sound: `body`, a cipher text of an MP4; sides in pixels."""

    __tablename__ = "sec_clips"

    shot_id: Mapped[str] = mapped_column(ForeignKey("sec_shots.id"), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    seconds: Mapped[int]
    body: Mapped[bytes] = ciphertext("{shot_id}")


class SealedHandout(Base):
    """A picture given to somebody for a use: `said`, who that is. Taken back (`recalled_at`), she is to be told; the
    lead says when she has (`told_at`)."""

    __tablename__ = "sec_handouts"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    shot_id: Mapped[str] = mapped_column(ForeignKey("sec_shots.id"), index=True)
    use: Mapped[str]
    said: Mapped[str] = ciphertext("{id}")
    given_by: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    given_at: Mapped[datetime]
    recalled_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
