"""What is kept of pictures of evenings: those that somebody sent, those that she is on, and what she has agreed to."""

from coordinator.disclosure.kept_parts import HASH, TEAM, YOU, Part
from coordinator.disclosure.sealed_album import SealedClip, SealedConsent, SealedHandout, SealedShot

PARTS = (
    Part(
        "pictures_of_evenings",
        SealedShot,
        lambda who: SealedShot.id.in_(who.shots),
        ("id", "show_id", "medium", "said", "uses", "is_empty", "sent_at", "down_at"),
        {
            "sent_by": YOU["person_id"],
            "seconded_by": "who it was; that somebody looked is what matters to you",
            "once_key": "of the row alone",
        },
    ),
    Part(
        "clips_of_evenings",
        SealedClip,
        lambda who: SealedClip.shot_id.in_(who.shots),
        ("shot_id", "width", "height", "seconds", "body"),
    ),
    Part(
        "asked_about_pictures",
        SealedConsent,
        lambda who: (SealedConsent.person_id == who.person) | SealedConsent.mailbox.in_(who.shown),
        ("shot_id", "asked_as", "said", "agreed", "asked_at", "answered_at"),
        {"id": "of the row alone", "letter_hash": HASH, "mailbox": HASH, "noted_by": TEAM} | YOU,
    ),
    Part(
        "pictures_given_by_you",
        SealedHandout,
        lambda who: SealedHandout.given_by == who.person,
        ("shot_id", "use", "given_at", "recalled_at", "told_at"),
        {"id": "of the row alone", "said": "names somebody else", "given_by": YOU["person_id"]},
    ),
)
