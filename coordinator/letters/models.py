"""What a letter campaign is made of: its cases with their words, and the sections that the letters go through.

Nothing here is sealed: a case that is open is public. Its words are deleted as it is withdrawn.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, one_of, random_id

LANGUAGES = (
    *("am", "ar", "az", "be", "bn", "de", "el", "en", "es", "fa", "fr", "ha", "he", "hi", "hu", "id", "it", "ja", "km"),
    *("ko", "ku", "lo", "ms", "my", "ne", "nl", "pl", "ps", "pt", "ro", "ru", "si", "so", "sr", "sw", "ta", "th", "tr"),
    *("uk", "ur", "uz", "vi", "zh"),
)
"""ISO 639-1 codes of the languages that a case can be told in, and that letters can be written in."""


class CaseState(StrEnum):
    """Where a case stands. What is withdrawn stays so: its words are gone."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class LetterCampaign(Base):
    """The letters that are written beside an edition."""

    __tablename__ = "letter_campaigns"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    name: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(index=True)


class Section(Base):
    """Whom letters go through in a country. Both days end at midnight on the clocks of `zone`; `mail_told` and
    `report_told` are what they were as people were last reminded of them."""

    __tablename__ = "letter_sections"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("letter_campaigns.edition_id"))
    name: Mapped[str]
    country: Mapped[str]  # ISO 3166 code; "" for all countries without a section of their own
    zone: Mapped[str]  # IANA
    mail_by: Mapped[date]
    report_by: Mapped[date]
    mail_told: Mapped[date | None]
    report_told: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Case(Base):
    """A person, or some, for whom letters are written. `version` counts what was saved of it."""

    __tablename__ = "letter_cases"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("letter_campaigns.edition_id"), index=True)
    state: Mapped[CaseState] = mapped_column(one_of(CaseState), default=CaseState.DRAFT)
    country: Mapped[str]  # ISO 3166 code of where they are
    addressee: Mapped[str]  # who is written to: name and office
    address: Mapped[str]  # by post, line by line
    languages: Mapped[list[str]]  # that the addressee reads, the best first
    version: Mapped[int] = mapped_column(default=1)
    begun_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # closed, or withdrawn


class CaseText(Base):
    """What a case says in one language. `asks`, `dos` and `donts` are points, one a line."""

    __tablename__ = "letter_case_texts"

    case_id: Mapped[str] = mapped_column(ForeignKey("letter_cases.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    story: Mapped[str]
    asks: Mapped[str]
    dos: Mapped[str]
    donts: Mapped[str]
    safety: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class Channel(StrEnum):
    """By which way a letter goes; each is counted apart."""

    PAPER = "paper"
    ONLINE = "online"


class Step(StrEnum):
    """What was done, each counted apart. Letters are `reported` by a section and `verified` by the campaign team."""

    PLEDGED = "pledged"
    WRITTEN = "written"
    HANDED_OVER = "handed_over"
    MAILED = "mailed"
    REPORTED = "reported"
    VERIFIED = "verified"


class Why(StrEnum):
    """Why a line stands in the ledger."""

    SAID = "said"
    RETURNED = "returned"  # by the post: a line of less than nothing
    CORRECTED = "corrected"  # another line, which stays as it is


class LetterAction(Base):
    """A line of the ledger, which the database only adds to. It names no writer; `by_id` is a collector or the team."""

    __tablename__ = "letter_actions"
    __table_args__ = (
        Index("ix_letter_actions_section_id", "section_id", "said_at"),
        Index("ix_letter_actions_edition_id", "edition_id", "said_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    once_key: Mapped[str] = mapped_column(unique=True)  # of the form: sent again, it is the same line
    edition_id: Mapped[str] = mapped_column(ForeignKey("letter_campaigns.edition_id"))
    case_id: Mapped[str] = mapped_column(ForeignKey("letter_cases.id"))
    section_id: Mapped[str] = mapped_column(ForeignKey("letter_sections.id"))
    city_id: Mapped[str | None] = mapped_column(ForeignKey("cities.id"))
    show_id: Mapped[str | None] = mapped_column(ForeignKey("shows.id"))
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    step: Mapped[Step] = mapped_column(one_of(Step))
    why: Mapped[Why] = mapped_column(one_of(Why))
    amount: Mapped[int]
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("letter_actions.id"), index=True)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    reason: Mapped[str | None]
    said_at: Mapped[datetime]


class Dimension(StrEnum):
    """What a number is counted by. `CELL` is of a case, a section and a city at once, and told to nobody."""

    EDITION = "edition"
    CASE = "case"
    COUNTRY = "country"
    SECTION = "section"
    CITY = "city"
    CELL = "cell"


class LetterTally(Base):
    """A sum of the ledger, kept up in the transaction that adds a line. It lies in several shards, so that those who
    write at once do not wait for each other; whoever reads adds them up."""

    __tablename__ = "letter_tallies"

    edition_id: Mapped[str] = mapped_column(ForeignKey("letter_campaigns.edition_id"), primary_key=True)
    dimension: Mapped[Dimension] = mapped_column(one_of(Dimension), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(one_of(Channel), primary_key=True)
    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pledged: Mapped[int]
    written: Mapped[int]
    handed_over: Mapped[int]
    mailed: Mapped[int]
    reported: Mapped[int]
    verified: Mapped[int]


class Collector(Base):
    """Somebody who may report letters of a section, many at once."""

    __tablename__ = "letter_collectors"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    section_id: Mapped[str] = mapped_column(ForeignKey("letter_sections.id"), primary_key=True)
    named_at: Mapped[datetime]
