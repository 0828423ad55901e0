"""Sealed tables of guests: who would like to come, where, and what they need.

As with `sealed`, only `disclosure` imports this, and the gate keeps everybody else's SQL away.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, one_of, random_id
from coordinator.disclosure.columns import ciphertext
from coordinator.guests.models import Because, EntryState, PlusOneState


class SealedEntry(Base):
    """A party's entry for one city of an edition. Until its address has answered, `asked_by` (a cipher text of name and
    address) stands for the person.

    `token` is a cipher text of the 16 random bytes (hex) that its public id in the draw is a hash of, `access` one of
    whether they need an access seat, and what they say of it. `letter_hash` is that of the link that verifies it.
    """

    __tablename__ = "sec_entries"
    __table_args__ = (CheckConstraint("people IN (1, 2)", name="people"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    asked_by: Mapped[str | None] = ciphertext("{id}")
    state: Mapped[EntryState] = mapped_column(one_of(EntryState))
    people: Mapped[int]
    access: Mapped[str] = ciphertext("{id}")
    token: Mapped[str] = ciphertext("{id}")
    public_id: Mapped[str] = mapped_column(unique=True)
    letter_hash: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    rank: Mapped[str | None]  # in the draw, 64 hex digits
    place: Mapped[int | None]  # in the order of its draw, from 1
    show_id: Mapped[str | None] = mapped_column(ForeignKey("shows.id"), index=True)  # where it sits, or was let in
    pool: Mapped[str | None]  # of which seats: a word of guests.draw_list.Pool
    confirm_by: Mapped[datetime | None]
    left_at: Mapped[datetime | None]  # when it lost the seat it had last
    # Whoever has a seat kept for access needs that nobody may know of waits, as far as anybody can see: when it is her
    # turn for a seat elsewhere, that one is shown as hers (so many people) until the time to say yes is over.
    feigned_show_id: Mapped[str | None] = mapped_column(ForeignKey("shows.id"))
    feigned_people: Mapped[int | None]
    feigned_until: Mapped[datetime | None]  # None with a show: it has been shown to lapse


class SealedWish(Base):
    """A show that an entry is for. Position 1 is the dearest."""

    __tablename__ = "sec_wishes"
    __table_args__ = (
        UniqueConstraint("entry_id", "show_id"),
        CheckConstraint("position BETWEEN 1 AND 5", name="position"),
    )

    entry_id: Mapped[str] = mapped_column(ForeignKey("sec_entries.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), index=True)


class SealedEntrant(Base):
    """A person in an entry that counts: by the keyed fingerprint of her address once a day, worldwide.

    The day is that of the entry's edition, a local date everywhere: two shows on it are on one day however many hours
    lie between them, and a show past midnight, or on the eve, belongs to the day of its edition. A day has one
    edition.
    """

    __tablename__ = "sec_entrants"

    day: Mapped[date] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("sec_entries.id", ondelete="CASCADE"), index=True)


class SealedPlusOne(Base):
    """The second person of a party, named by its guest. `said` is a cipher text of her name, and while she is asked of
    her address; once she has said yes she has a `person_id`, and the `fingerprint` under which she is an entrant.
    """

    __tablename__ = "sec_plus_ones"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    entry_id: Mapped[str] = mapped_column(ForeignKey("sec_entries.id", ondelete="CASCADE"), unique=True)
    state: Mapped[PlusOneState] = mapped_column(one_of(PlusOneState))
    said: Mapped[str] = ciphertext("{id}")
    letter_hash: Mapped[str] = mapped_column(unique=True)
    named_at: Mapped[datetime]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    fingerprint: Mapped[str | None]


class SealedVoid(Base):
    """That an entry was made void: why in a word that is public, and in words (a cipher text) for its guest and those
    who lead; kept also once it was undone."""

    __tablename__ = "sec_voids"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    entry_id: Mapped[str] = mapped_column(ForeignKey("sec_entries.id", ondelete="CASCADE"), index=True)
    because: Mapped[Because] = mapped_column(one_of(Because))
    words: Mapped[str] = ciphertext("{id}")
    said_by: Mapped[str]
    said_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class SealedAccessRecord(Base):
    """Who of a draw needs an access seat (`guests.access_record`): a cipher text; its hash stands in the list."""

    __tablename__ = "sec_access_records"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    record: Mapped[str] = ciphertext("{edition_id}|{city_id}")


class SealedSeats(Base):
    """How many seats of a show are free, of those for people with access needs and of the others. The database lets no
    seat be given twice."""

    __tablename__ = "sec_seats"
    __table_args__ = (CheckConstraint("free >= 0", name="free"),)

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    pool: Mapped[str] = mapped_column(primary_key=True)
    free: Mapped[int]


class SealedMove(Base):
    """That a show moved after its guests were drawn; `anew`: who had said yes to it has to say so again."""

    __tablename__ = "sec_moves"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), index=True)
    moved_at: Mapped[datetime]
    anew: Mapped[bool]


class SealedReading(Base):
    """When a party opened the address of a show that had moved."""

    __tablename__ = "sec_readings"

    move_id: Mapped[str] = mapped_column(ForeignKey("sec_moves.id"), primary_key=True)
    entry_id: Mapped[str] = mapped_column(
        ForeignKey("sec_entries.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    read_at: Mapped[datetime]


class SealedElsewhere(Base):
    """That guests of a show may have seats at another one: who of the global team has offered it, who leads there and
    has agreed (nobody where it has no lead), until it was ended."""

    __tablename__ = "sec_elsewhere"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    to_show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    offered_by: Mapped[str]
    agreed_by: Mapped[str | None]
    offered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
