"""What is kept of doors: where somebody stands, whom she let in, how her own party came in. Nobody else's name."""

from sqlalchemy import Select, select

from coordinator.disclosure.kept_parts import YOU, Part, Scope
from coordinator.disclosure.sealed_door import SealedAdmission, SealedDoorPerson, SealedPresence, SealedStandingBy
from coordinator.disclosure.sealed_guests import SealedEntry


def _entries(who: Scope) -> Select[str]:
    return select(SealedEntry.id).where(SealedEntry.person_id == who.person)


PARTS = (
    Part(
        "doors",
        SealedDoorPerson,
        lambda who: SealedDoorPerson.person_id == who.person,
        ("show_id", "role", "called", "space_id", "named_at"),
        {"person_id": YOU["person_id"]},
    ),
    Part(
        "let_in_by_you",
        SealedAdmission,
        lambda who: SealedAdmission.by_id == who.person,
        ("show_id", "way", "people", "counted", "at", "received_at", "reason", "undone_at"),
        {"client_id": "of the row alone", "party_id": "somebody else's", "by_id": YOU["person_id"]},
    ),
    Part(
        "how_you_came_in",
        SealedPresence,
        lambda who: SealedPresence.party_id.in_(_entries(who)),
        ("show_id", "party_id", "people", "inside"),
    ),
    Part(
        "standing_by",
        SealedStandingBy,
        lambda who: SealedStandingBy.entry_id.in_(_entries(who)),
        ("show_id", "entry_id", "here_at"),
    ),
)
