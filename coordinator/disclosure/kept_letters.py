"""What is kept of who writes letters: what she signed up for, where to remind her, what she
reported for others, and where she may."""

from coordinator.disclosure.kept_parts import HASH, YOU, Part
from coordinator.disclosure.sealed_letters import SealedLetterReminder, SealedLetterSign
from coordinator.letters.models import Collector, LetterAction

PARTS = (
    Part(
        "letters_signed_for",
        SealedLetterSign,
        lambda who: SealedLetterSign.person_key.in_(who.letters),
        ("case_id", "channel", "step", "is_group", "said_at"),
        {"person_key": HASH},
    ),
    Part(
        "letters_reminded_of",
        SealedLetterReminder,
        lambda who: SealedLetterReminder.person_key.in_(who.letters),
        ("section_id", "said", "asked_at", "confirmed_at"),
        {"id": "of the row alone", "person_key": HASH, "letter_hash": HASH},
    ),
    Part(
        "letters_reported",
        LetterAction,
        lambda who: LetterAction.by_id == who.person,
        ("case_id", "section_id", "city_id", "show_id", "channel", "step", "why", "amount", "reason", "said_at"),
        {
            "by_id": YOU["person_id"],
            **dict.fromkeys(("id", "once_key", "edition_id", "corrects_id"), "of the row alone"),
        },
    ),
    Part(
        "letters_collected_for",
        Collector,
        lambda who: Collector.person_id == who.person,
        ("section_id", "named_at"),
        kept_back=YOU,
    ),
)
