"""Sealed tables of hosts: what they say of their homes, step by step, beyond the public row; doors they have closed.

As with `sealed`, only `disclosure` imports this, and the gate keeps everybody else's SQL away.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base
from coordinator.disclosure.columns import ciphertext


class SealedForm(Base):
    """A host's answers. `space_id` is that of the space it becomes once it is submitted; before there is no such row.

    `said` is a cipher text of a JSON object (`spaces.registration` has its names).
    """

    __tablename__ = "sec_space_forms"

    space_id: Mapped[str] = mapped_column(primary_key=True)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    host_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    said: Mapped[str] = ciphertext("{space_id}")
    begun_at: Mapped[datetime]


class SealedDoor(Base):
    """A door that its host has closed; no row: it is open.

    `before` is the state of the space until then, `shows` are those that were to take place there: once one of them has
    moved or is called off, the lead has acted. `asked_at`: since when the host would like the lead to open it again.
    """

    __tablename__ = "sec_closed_doors"

    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), primary_key=True)
    closed_at: Mapped[datetime]
    before: Mapped[str]
    shows: Mapped[list[str]]
    asked_at: Mapped[datetime | None]


class SealedChange(Base):
    """One step that a host said anew after her space was approved: all she said before it and after it, as cipher texts
    of JSON objects.

    `state`: "told" (it holds at once), "waiting" for the lead, then "taken", "declined" or "dropped" by the host.
    `seen_at`: when a lead marked it as seen, or settled it; `words`: what she (`said_by`) said to leaving it, a
    cipher text.
    """

    __tablename__ = "sec_space_changes"

    id: Mapped[str] = mapped_column(primary_key=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)
    step: Mapped[str]
    said_at: Mapped[datetime]
    before: Mapped[str] = ciphertext("{id}")
    after: Mapped[str] = ciphertext("{id}")
    state: Mapped[str]
    seen_at: Mapped[datetime | None]
    words: Mapped[str | None] = ciphertext("{id}")
    said_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))


class SealedHostVeto(Base):
    """Whom a host does not want in her home, in her words (a cipher text). The lead has linked them to an act
    (`artist_id`), or dismissed them (`settled_at` alone); the host learns neither. `email`, a cipher text too, is where
    she knows it that of somebody who might come as a guest, and `mailbox` the keyed fingerprint an entrant has."""

    __tablename__ = "sec_host_vetoes"

    id: Mapped[str] = mapped_column(primary_key=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)
    words: Mapped[str] = ciphertext("{id}")
    said_at: Mapped[datetime]
    artist_id: Mapped[str | None] = mapped_column(ForeignKey("artists.id"))
    settled_at: Mapped[datetime | None]
    email: Mapped[str | None] = ciphertext("{id}")
    mailbox: Mapped[str | None] = mapped_column(index=True)


class SealedLetCome(Base):
    """That a lead lets a party come although its host does not want somebody in it."""

    __tablename__ = "sec_let_come"

    veto_id: Mapped[str] = mapped_column(ForeignKey("sec_host_vetoes.id", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[str] = mapped_column(
        ForeignKey("sec_entries.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    said_by: Mapped[str]
    said_at: Mapped[datetime]


class SealedQuestion(Base):
    """Something that a lead asks a host to change or to find out, and her answer; both are cipher texts."""

    __tablename__ = "sec_host_questions"

    id: Mapped[str] = mapped_column(primary_key=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)
    asked_by: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    asked_at: Mapped[datetime]
    words: Mapped[str] = ciphertext("{id}")
    answer: Mapped[str | None] = ciphertext("{id}")
    answered_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]


class SealedNews(Base):
    """What a host was told of an evening in her space, by word of `host_news.News`: from when to when it was at first
    (None: nothing else stood) and is now, instants."""

    __tablename__ = "sec_host_news"

    id: Mapped[str] = mapped_column(primary_key=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), index=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), index=True)
    news: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    before_starts_at: Mapped[datetime | None]
    before_ends_at: Mapped[datetime | None]
    said_at: Mapped[datetime]
