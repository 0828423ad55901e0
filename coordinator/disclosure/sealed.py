"""The sealed tables. Imported only inside `disclosure`; the gate keeps everybody else's SQL away from them.

Names, addresses and points are kept as cipher texts (see `cipher`). Slots stay plain, because the database itself must
refuse a lineup that cannot be: positions outside 1 to 3, an act twice at a show, an act in two shows at once (an
exclusion constraint on PostgreSQL, triggers on SQLite, both in the migrations), a lock on fewer than three acts.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id
from coordinator.disclosure.columns import ciphertext


class SealedPerson(Base):
    """Who a person is. `email_index` is the keyed fingerprint of the normalised address."""

    __tablename__ = "sec_people"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    name: Mapped[str] = ciphertext("{person_id}")
    email: Mapped[str] = ciphertext("{person_id}")
    email_index: Mapped[str] = mapped_column(unique=True)


class SealedSpace(Base):
    """Where a space is and whose. `reference` is the host's or the lead's own id for it in spreadsheets."""

    __tablename__ = "sec_spaces"
    __table_args__ = (UniqueConstraint("edition_id", "reference"),)

    space_id: Mapped[str] = mapped_column(ForeignKey("spaces.id"), primary_key=True)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"))
    reference: Mapped[str]
    host_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = ciphertext("{space_id}")
    address: Mapped[str] = ciphertext("{space_id}")
    point: Mapped[str] = ciphertext("{space_id}")  # "latitude,longitude"


class SealedArtist(Base):
    """Who speaks for an act and where its home is."""

    __tablename__ = "sec_artists"
    __table_args__ = (UniqueConstraint("edition_id", "reference"),)

    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), primary_key=True)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"))
    reference: Mapped[str]
    contact_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    point: Mapped[str] = ciphertext("{artist_id}")
    refugee_background: Mapped[str] = ciphertext("{artist_id}")


class SealedMember(Base):
    """A person who plays in an act, as a fingerprint: equal ones are one person in two bands."""

    __tablename__ = "sec_members"

    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), primary_key=True)
    member: Mapped[str] = mapped_column(primary_key=True, index=True)


class SealedLeg(Base):
    """Another base of an act, from one instant to another: where it lives while it tours."""

    __tablename__ = "sec_legs"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime]
    point: Mapped[str] = ciphertext(
        "{artist_id} {starts_at:%Y-%m-%dT%H:%M}"
    )  # "latitude,longitude", bound to artist and start


class SealedVeto(Base):
    """“Not with”: an act and a space, or two acts. Kept to leads."""

    __tablename__ = "sec_vetoes"
    __table_args__ = (
        UniqueConstraint("artist_id", "space_id", "other_artist_id", "said_by", postgresql_nulls_not_distinct=True),
        CheckConstraint("(space_id IS NULL) <> (other_artist_id IS NULL)", name="one_side"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), index=True)
    space_id: Mapped[str | None] = mapped_column(ForeignKey("spaces.id"), index=True)
    other_artist_id: Mapped[str | None] = mapped_column(ForeignKey("artists.id"))
    said_by: Mapped[str]  # "artist" or "host"


class SealedSlot(Base):
    """An act in a slot. Start and end are the show's; the database copies every change of them here."""

    __tablename__ = "sec_slots"
    __table_args__ = (
        UniqueConstraint("show_id", "artist_id"),
        CheckConstraint("position BETWEEN 1 AND 3", name="position"),
        ForeignKeyConstraint(
            ["show_id", "starts_at", "ends_at"], ["shows.id", "shows.starts_at", "shows.ends_at"], onupdate="CASCADE"
        ),
    )

    show_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    locked: Mapped[bool] = mapped_column(default=False)


class SealedLock(Base):
    """A locked lineup: exactly three distinct acts, each holding a slot of the show for as long as the lock stands."""

    __tablename__ = "sec_locks"
    __table_args__ = (
        *(
            ForeignKeyConstraint(["show_id", act], ["sec_slots.show_id", "sec_slots.artist_id"])
            for act in ("first_id", "second_id", "third_id")
        ),
        CheckConstraint(
            "first_id <> second_id AND second_id <> third_id AND first_id <> third_id", name="three_distinct"
        ),
    )

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    first_id: Mapped[str]
    second_id: Mapped[str]
    third_id: Mapped[str]
    locked_at: Mapped[datetime]
    locked_by: Mapped[str]


class SealedProposal(Base):
    """What the optimiser suggested for a whole edition, one city (`city_id`) or some of its shows, with its proof.

    `status`: "waiting" or "running" while there is no answer, with what was told on the way; "failed"; then that of the
    plan. `print` is the question's fingerprint: the same question asked again has the same answer.
    """

    __tablename__ = "sec_proposals"
    __table_args__ = (Index("uq_sec_proposals_print", "print", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    city_id: Mapped[str | None] = mapped_column(ForeignKey("cities.id"), index=True)
    made_at: Mapped[datetime]
    seed: Mapped[int]
    status: Mapped[str]
    objective: Mapped[float]
    bound: Mapped[float]
    solver: Mapped[str]
    complete_bound: Mapped[int | None]  # the most of its shows that can be complete
    print: Mapped[str | None]
    asked_by: Mapped[str | None]
    asked_for: Mapped[list[str] | None]  # ids of shows; none: all of the city
    shows_done: Mapped[int | None]
    shows_total: Mapped[int | None]
    gap_now: Mapped[float | None]
    told_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]


class SealedProposed(Base):
    """One slot of a proposal: an act with the reasons for it, or a gap with the reason why (`facts`).

    `before_id` held the slot when the proposal was made (it may have left the edition since), and `before_rule` is the
    rule that it broke there, if it is to go for one.
    """

    __tablename__ = "sec_proposed"

    proposal_id: Mapped[str] = mapped_column(ForeignKey("sec_proposals.id"), primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    artist_id: Mapped[str | None] = mapped_column(ForeignKey("artists.id"))
    distance_km: Mapped[float | None]
    reason: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before_id: Mapped[str | None]
    before_rule: Mapped[str | None]


class SealedSolving(Base):
    """A day, or a city's part of it, that several workers solve together; gone once its plan is put together."""

    __tablename__ = "sec_solvings"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    city_id: Mapped[str | None] = mapped_column(ForeignKey("cities.id"))
    seed: Mapped[int]
    seconds: Mapped[float | None]  # longest search for one part


class SealedPart(Base):
    """Shows that are solved by themselves. `print` is the problem's fingerprint; `answer` is None until then."""

    __tablename__ = "sec_parts"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    solving_id: Mapped[str] = mapped_column(ForeignKey("sec_solvings.id"), index=True)
    shows: Mapped[list[str]]
    print: Mapped[str]
    answer: Mapped[dict[str, Any] | None]


class Disclosure(Base):
    """The audit: who learnt which kind of fact about what, when. Never the value. The database refuses to change it."""

    __tablename__ = "disclosures"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    at: Mapped[datetime]
    reader_id: Mapped[str]  # a person, or "console"
    fact: Mapped[str]
    subject: Mapped[str]  # a show, space or edition


class AuditLink(Base):
    """That a line of the audit was the `number`th, and a keyed hash over it and the link before (`audit_chain`). The
    database refuses to change it."""

    __tablename__ = "audit_links"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_id: Mapped[str] = mapped_column(ForeignKey("disclosures.id"), unique=True)
    hash: Mapped[str]
