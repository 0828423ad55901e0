"""The sealed tables of hours that volunteers gave."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, one_of, random_id
from coordinator.disclosure.columns import ciphertext
from coordinator.hours.models import Task


class SealedHourLine(Base):
    """A line of the ledger of hours, which the database only adds to. A line that corrects another one may be of less
    than nothing. `number` counts the lines of an edition, in the order in which they were kept."""

    __tablename__ = "sec_hour_lines"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    once_key: Mapped[str] = mapped_column(unique=True)  # of the form: sent again, it is the same line
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"))
    number: Mapped[int]
    city_id: Mapped[str | None] = mapped_column(ForeignKey("cities.id"), index=True)
    task: Mapped[Task] = mapped_column(one_of(Task))
    day: Mapped[date]  # as she says it, on whichever clock
    minutes: Mapped[int]
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("sec_hour_lines.id"), index=True)
    by_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    said_at: Mapped[datetime]


class SealedHourNote(Base):
    """What somebody noted of a line, for herself; it goes when she has herself erased, the line stays."""

    __tablename__ = "sec_hour_notes"

    line_id: Mapped[str] = mapped_column(ForeignKey("sec_hour_lines.id"), primary_key=True)
    by_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str] = ciphertext("{line_id}")
