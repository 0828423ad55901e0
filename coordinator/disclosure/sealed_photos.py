"""Sealed tables of photos: what is on them may tell where a home is. Only `disclosure` imports this."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id
from coordinator.disclosure.columns import ciphertext


class SealedPhoto(Base):
    """A photo of something. `subject_id` is that of a space, a draft too, or of what else `subject` names.

    `words` is a cipher text: what is on it, for who cannot see it; of nothing said, the cipher text of nothing. A
    room's is shown to its visitors from `seen_at` on, when a lead has looked at it.
    """

    __tablename__ = "sec_photos"
    __table_args__ = (Index("ix_sec_photos_subject", "subject", "subject_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    subject: Mapped[str]  # a word of photos.Subject
    subject_id: Mapped[str]
    position: Mapped[int]  # in their order; numbers may be missing
    words: Mapped[str] = ciphertext("{id}")
    sent_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class SealedPicture(Base):
    """A photo in one size. `body` is a cipher text of the picture; the sides are those of it, in pixels."""

    __tablename__ = "sec_pictures"

    photo_id: Mapped[str] = mapped_column(ForeignKey("sec_photos.id"), primary_key=True)
    side: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # the longer one
    width: Mapped[int]
    height: Mapped[int]
    body: Mapped[bytes] = ciphertext("{photo_id}.{side}")
