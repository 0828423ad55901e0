"""What is kept of a guest: her entries, what she asked for, that her address counts, and her tickets."""

from sqlalchemy import Select, select

from coordinator.disclosure.kept_parts import HASH, TEAM, YOU, Part, Scope
from coordinator.disclosure.sealed_after import SealedFeedback, SealedNoShow
from coordinator.disclosure.sealed_guests import (
    SealedEntrant,
    SealedEntry,
    SealedPlusOne,
    SealedReading,
    SealedVoid,
    SealedWish,
)
from coordinator.disclosure.sealed_tickets import SealedTicket


def _entries(who: Scope) -> Select[str]:
    return select(SealedEntry.id).where(SealedEntry.person_id == who.person)


def _joined(who: Scope) -> Select[str]:
    return select(SealedPlusOne.entry_id).where(SealedPlusOne.person_id == who.person)


_SECOND = {"id": "a number", "letter_hash": HASH, "fingerprint": HASH}
PARTS = (
    Part(
        "entries",
        SealedEntry,
        lambda who: SealedEntry.person_id == who.person,
        (
            "id",
            "edition_id",
            "city_id",
            "state",
            "people",
            "access",
            "token",
            "public_id",
            "asked_at",
            "rank",
            "place",
            "show_id",
            "pool",
            "confirm_by",
            "left_at",
            "feigned_show_id",
            "feigned_people",
            "feigned_until",
        ),
        {
            "person_id": YOU["person_id"],
            "letter_hash": HASH,
            "asked_by": "your name and address while nobody knew whether they are yours; empty since",
        },
    ),
    Part(
        "wishes",
        SealedWish,
        lambda who: SealedWish.entry_id.in_(_entries(who)),
        ("entry_id", "position", "show_id"),
    ),
    Part(
        "entrants",
        SealedEntrant,
        lambda who: SealedEntrant.entry_id.in_(_entries(who)) | SealedEntrant.entry_id.in_(_joined(who)),
        ("day", "entry_id"),
        kept_back={"fingerprint": HASH},
    ),
    Part(
        "feedback",
        SealedFeedback,
        lambda who: SealedFeedback.person_id == who.person,
        ("show_id", "words", "for_host", "said_at"),
        YOU,
    ),
    Part(
        "new_addresses_read",
        SealedReading,
        lambda who: SealedReading.entry_id.in_(_entries(who)),
        ("move_id", "entry_id", "read_at"),
    ),
    Part(
        "no_shows",
        SealedNoShow,
        lambda who: SealedNoShow.entry_id.in_(_entries(who)),
        ("entry_id", "seen_at"),
        kept_back={"witness_id": "who saw it: they stood at a door, and have a name to protect"},
    ),
    Part(
        "tickets",
        SealedTicket,
        lambda who: SealedTicket.entry_id.in_(_entries(who)),
        ("entry_id", "code", "made_at"),
        {"code_index": HASH},
    ),
    Part(
        "made_void",
        SealedVoid,
        lambda who: SealedVoid.entry_id.in_(_entries(who)),
        ("entry_id", "because", "words", "said_at", "undone_at"),
        {"id": "a number", "said_by": TEAM},
    ),
    Part(
        "named_to_come_with_you",
        SealedPlusOne,
        lambda who: SealedPlusOne.entry_id.in_(_entries(who)),
        ("entry_id", "state", "said", "named_at"),
        {**_SECOND, "person_id": "who it is, is theirs to tell"},
    ),
    Part(
        "parties_you_come_with",
        SealedPlusOne,
        lambda who: SealedPlusOne.person_id == who.person,
        ("entry_id", "state", "said", "named_at"),
        {**_SECOND, "person_id": YOU["person_id"]},
    ),
)
