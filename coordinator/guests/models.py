"""Draws, which are public, and words of entries. Whoever has an entry is sealed: a list of guests is a list of people
who will be at an address.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base


class EntryState(StrEnum):
    """Where an entry stands. Who withdraws before the draw leaves no row."""

    UNVERIFIED = "unverified"  # asked for with an address that has not answered yet
    ENTERED = "entered"
    WON = "won"
    WAITLISTED = "waitlisted"
    CONFIRMED = "confirmed"
    LET_IN = "let_in"  # from the waiting list, at a door: it waits for no seat any more, there or elsewhere
    LAPSED = "lapsed"
    RELEASED = "released"
    VOID = "void"  # taken out once the list is published, for a reason that its guest reads


class Because(StrEnum):
    """Why an entry is void, as everybody may know it."""

    TWICE = "twice"  # one person with more than one party
    SAFETY = "safety"
    ASKED = "asked"  # its guest wished so
    OTHER = "other"


class Help(StrEnum):
    """What helps somebody in a party, as its guest ticks it: a room can be made ready for that."""

    STEPS = "steps"  # no step on the way
    WHEELCHAIR = "wheelchair"  # room for one
    CHAIR = "chair"  # kept free near the door
    HEARING = "hearing"
    SIGHT = "sight"
    ANIMAL = "animal"  # that assists


class PlusOneState(StrEnum):
    """Where the second person of a party stands."""

    ASKED = "asked"
    CONSENTED = "consented"
    DECLINED = "declined"
    LEFT = "left"  # after having said yes
    LATE = "late"  # nobody had said yes in time: the party is one person


class Draw(Base):
    """The draw of a city: its list as published when entries closed (`draw_list`), and its result (`draw_result`) once
    it has been held. Both are there for everybody to read, and long: they are fetched only where they are asked for
    (`published`), while their hashes and the first line of the list are at hand."""

    __tablename__ = "draws"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    head: Mapped[str]  # the first line of the list
    root: Mapped[str]  # the hash of the list, 64 hex digits
    closed_at: Mapped[datetime]
    due_at: Mapped[datetime]  # from then on what decides is known
    result_root: Mapped[str | None]  # the hash of the result
    drawn_at: Mapped[datetime | None]
    # Behind all others: SQLite reads a row from its beginning.
    listed: Mapped[str] = mapped_column(deferred=True)
    result: Mapped[str | None] = mapped_column(deferred=True)


class DrawChoice(Base):
    """A lottery that was named to decide the draw of a city before entries close; without one drand does."""

    __tablename__ = "draw_choices"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    name: Mapped[str]
    drawn_at: Mapped[datetime]


class DrawNumbers(Base):
    """The numbers of a lottery as somebody has typed them (`randomness.canonical`): the draw is held once two have
    typed the same (`agreeing`)."""

    __tablename__ = "draw_numbers"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    said_by: Mapped[str] = mapped_column(primary_key=True)  # a person's id, or that of the console
    numbers: Mapped[str]
    said_at: Mapped[datetime]


class DrawLink(Base):
    """What happened to a seat after the draw, as published (`chain`): a line of the chain of its city."""

    __tablename__ = "draw_links"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # from 1
    line: Mapped[str]


class ListLink(Base):
    """What happened to an entry between a published list and its draw, as published (`between`): a line of the chain
    that begins with the list."""

    __tablename__ = "list_links"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # from 1
    line: Mapped[str]


class DrawTurnout(Base):
    """How many parties of a city had a seat in the end and how many came, as published (`turnouts`): parties, in steps
    of five; None where the numbers would tell of somebody."""

    __tablename__ = "draw_turnouts"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    counted_at: Mapped[datetime]
    seated: Mapped[int | None]
    came: Mapped[int | None]


class ToldShow(Base):
    """A show as its entrants know it: what they were last told, all of it public. `version` counts what they were told
    of changes."""

    __tablename__ = "told_shows"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    version: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    area_id: Mapped[str]
    step_free: Mapped[bool]
    kind: Mapped[str]
    capacity: Mapped[int]
    is_off: Mapped[bool]
