"""Editions: one row for each campaign day, with its clock."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id


class Edition(Base):
    """A campaign day, the only one on its date. Its clock is counted from each show's start T: days and hours before,
    or hours after the end."""

    __tablename__ = "editions"
    __table_args__ = (Index("uq_editions_date", "date", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    date: Mapped[date]  # the local day, everywhere
    embargo_ends_at: Mapped[datetime | None]  # when the last set in the last zone is over
    entries_close_days: Mapped[int] = mapped_column(default=10)
    draw_days: Mapped[int] = mapped_column(default=9)
    confirm_hours: Mapped[int] = mapped_column(default=48)
    lock_days: Mapped[int] = mapped_column(default=5)
    reveal_hours: Mapped[int] = mapped_column(default=72)
    plus_one_hours: Mapped[int] = mapped_column(default=72)  # by then the second of a party has said yes
    doorbell_hours: Mapped[int] = mapped_column(default=3)
    forget_hours: Mapped[int] = mapped_column(default=12)
    offer_hours: Mapped[int] = mapped_column(default=72)  # an act has to answer an offer; less near the day
    cities_close_days: Mapped[int] = mapped_column(default=21, server_default="21")  # no other city joins from then on
    artist_terms: Mapped[str | None]  # expenses or fee, said before an act applies; None: the sentence of the house
    cause: Mapped[str] = mapped_column(default="", server_default="")  # what the day is for, in a line
    partners: Mapped[str] = mapped_column(default="", server_default="")  # who helps, a line each
    hashtag: Mapped[str] = mapped_column(default="", server_default="")  # without its #


class EditionText(Base):
    """What an edition says of itself on the front page, in one language (a code such as “de”)."""

    __tablename__ = "edition_texts"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
