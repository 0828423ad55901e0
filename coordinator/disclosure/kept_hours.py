"""What is kept of who gave hours: each line, and what she noted of it."""

from coordinator.disclosure.kept_parts import YOU, Part
from coordinator.disclosure.sealed_hours import SealedHourLine, SealedHourNote

PARTS = (
    Part(
        "hours_given",
        SealedHourLine,
        lambda who: SealedHourLine.by_id == who.person,
        ("id", "edition_id", "city_id", "task", "day", "minutes", "corrects_id", "said_at"),
        {
            "by_id": YOU["person_id"],
            "once_key": "keeps a form from counting twice",
            "number": "where it stands among those of others",
        },
    ),
    Part(
        "notes_on_hours",
        SealedHourNote,
        lambda who: SealedHourNote.by_id == who.person,
        ("line_id", "words"),
        {"by_id": YOU["person_id"]},
    ),
)
