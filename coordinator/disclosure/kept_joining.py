"""What is kept of who asked for a city to join, and of who of the team spoke about it."""

from coordinator.disclosure.kept_parts import HASH, YOU, Part
from coordinator.disclosure.sealed_joining import SealedCityRequest, SealedRequestWord
from coordinator.joining.models import NoteReading

PARTS = (
    Part(
        "cities_asked_for",
        SealedCityRequest,
        lambda who: SealedCityRequest.person_id == who.person,
        ("said", "edition_id", "place_id", "state", "asked_at", "settled_at", "city_id"),
        YOU
        | {
            "id": "of the row alone",
            "version": "of the row alone",
            "letter_hash": HASH,
            "settled_by": "who of the team it was; what was decided is what matters to you",
        },
    ),
    Part(
        "words_about_joining",
        SealedRequestWord,
        lambda who: SealedRequestWord.said_by == who.person,
        ("words", "said_at", "is_team"),
        {"request_id": "of another row", "number": "of the row alone", "said_by": YOU["person_id"]},
    ),
    Part(
        "notes_read",
        NoteReading,
        lambda who: NoteReading.person_id == who.person,
        ("edition_id", "note", "read_at"),
        YOU | {"mark": "stands for what the team had added to the note by then"},
    ),
)
