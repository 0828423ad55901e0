"""Cities that have joined an edition. Who asked for them, and why, is sealed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base


class RequestState(StrEnum):
    """Where a request to join stands. One that is taken back is gone."""

    UNVERIFIED = "unverified"  # its address has not answered yet: nobody reads it
    WAITING = "waiting"
    ASKED = "asked"  # the team has asked something back
    ACCEPTED = "accepted"
    DECLINED = "declined"


OPEN = (RequestState.WAITING, RequestState.ASKED)  # states in which it can be changed, taken back and decided


class JoinedCity(Base):
    """A city that takes part in an edition, from before its first show is planned. Public."""

    __tablename__ = "joined_cities"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    joined_at: Mapped[datetime]


class NoteAddition(Base):
    """What the global team adds to a note for leads, for one edition and in one language (a code such as “de”)."""

    __tablename__ = "lead_note_additions"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    note: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]


class NoteReading(Base):
    """That somebody has read a note, and what the team had added to it then (`mark`)."""

    __tablename__ = "lead_note_readings"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    note: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[str]
    read_at: Mapped[datetime]
