"""What is kept of a host: her rooms, what she says of them, their photos, the shows there."""

from coordinator.disclosure.kept_parts import HASH, TEAM, YOU, Part
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_evenings import SealedIncident, SealedKeeping, SealedKept, SealedOwnGuest
from coordinator.disclosure.sealed_hosts import (
    SealedChange,
    SealedDoor,
    SealedForm,
    SealedHostVeto,
    SealedNews,
    SealedQuestion,
)
from coordinator.disclosure.sealed_photos import SealedPhoto, SealedPicture
from coordinator.shows.models import Show
from coordinator.spaces.models import Space

_OF_HOMES = ("name", "address", "point")

PARTS = (
    Part(
        "spaces",
        Space,
        lambda who: Space.id.in_(who.spaces),
        (
            *("id", "edition_id", "city_id", "area_id", "state", "kind", "capacity", "step_free"),
            *("has", "stage_people", "curfew", "languages"),
        ),
    ),
    Part(
        "homes",
        SealedSpace,
        lambda who: SealedSpace.host_id == who.person,
        ("space_id", "edition_id", "reference", "name", "address", "point"),
        {"host_id": YOU["person_id"]},
    ),
    Part(
        "forms",
        SealedForm,
        lambda who: SealedForm.host_id == who.person,
        ("space_id", "edition_id", "said", "begun_at"),
        {"host_id": YOU["person_id"]},
    ),
    Part(
        "closed_doors",
        SealedDoor,
        lambda who: SealedDoor.space_id.in_(who.spaces),
        ("space_id", "closed_at", "before", "shows", "asked_at"),
    ),
    Part(
        "news_of_evenings",
        SealedNews,
        lambda who: SealedNews.space_id.in_(who.spaces),
        ("id", "space_id", "show_id", "news", "starts_at", "ends_at", "before_starts_at", "before_ends_at", "said_at"),
    ),
    Part(
        "space_changes",
        SealedChange,
        lambda who: SealedChange.space_id.in_(who.spaces),
        ("id", "space_id", "step", "said_at", "before", "after", "state", "seen_at", "words"),
        {"said_by": TEAM},
    ),
    Part(
        "seats_kept",
        SealedKept,
        lambda who: SealedKept.space_id.in_(who.spaces),
        ("show_id", "space_id", "guests", "neighbours", "said_at"),
    ),
    Part(
        "own_guests",
        SealedOwnGuest,
        lambda who: SealedOwnGuest.space_id.in_(who.spaces),
        ("show_id", "space_id", "is_neighbour", "position", "name", "needs"),
        {"id": "of the row alone"},
    ),
    Part(
        "not_in_my_home",
        SealedHostVeto,
        lambda who: SealedHostVeto.space_id.in_(who.spaces),
        ("id", "space_id", "words", "email", "said_at"),
        dict.fromkeys(("artist_id", "settled_at"), "would tell whether an act takes part") | {"mailbox": HASH},
    ),
    Part(
        "questions_of_leads",
        SealedQuestion,
        lambda who: SealedQuestion.space_id.in_(who.spaces),
        ("id", "space_id", "asked_at", "words", "answer", "answered_at"),
        {"asked_by": "somebody's duty, and she has a name to protect as well", "seen_at": "of the lead's work alone"},
    ),
    Part(
        "reports",
        SealedIncident,
        lambda who: SealedIncident.space_id.in_(who.spaces),
        ("id", "show_id", "space_id", "kind", "words", "sent_at", "settled_at"),
        {"settled_by": TEAM},
    ),
    Part(
        "keepings",
        SealedKeeping,
        lambda who: SealedKeeping.space_id.in_(who.spaces),
        ("space_id", "stays", "erased_at"),
    ),
    Part(
        "photos",
        SealedPhoto,
        lambda who: SealedPhoto.id.in_(who.photos),
        ("id", "subject", "subject_id", "position", "words", "sent_at", "seen_at"),
    ),
    Part(
        "pictures",
        SealedPicture,
        lambda who: SealedPicture.photo_id.in_(who.photos),
        ("photo_id", "side", "width", "height", "body"),
    ),
    Part(
        "shows",
        Show,
        lambda who: Show.space_id.in_(who.spaces),
        (
            *(
                "id",
                "edition_id",
                "space_id",
                "city_id",
                "area_id",
                "state",
                "kind",
                "capacity",
                "listed_seats",
                "step_free",
            ),
            *("local_start", "zone", "starts_at", "ends_at", "reveal_hours", "letter_minutes"),
        ),
    ),
)
