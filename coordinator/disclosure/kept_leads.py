"""What is kept of a lead: scores and words she gave, what she did to lineups; never whose lineups they are."""

from coordinator.disclosure.kept_parts import LEADS, YOU, Part
from coordinator.disclosure.sealed import SealedLock, SealedProposal
from coordinator.disclosure.sealed_board import (
    SealedCancellation,
    SealedOutside,
    SealedOverride,
    SealedStep,
    SealedVersion,
)
from coordinator.disclosure.sealed_desk import SealedAnnouncement, SealedHandover, SealedTroubleStep
from coordinator.disclosure.sealed_guests import SealedElsewhere, SealedVoid
from coordinator.disclosure.sealed_hosts import SealedChange, SealedLetCome, SealedQuestion
from coordinator.disclosure.sealed_leaks import SealedLeakStep
from coordinator.disclosure.sealed_reviews import SealedRemark, SealedReview

_YOU, _THEIRS = YOU["person_id"], "whose home it is about, is theirs to tell"
_TOLD_OF_PROPOSALS = ("edition_id", "city_id", "made_at", "asked_by")

PARTS = (
    Part(
        "scores_given",
        SealedReview,
        lambda who: SealedReview.reviewer_id == who.person,
        ("subject_id", "score", "words", "given_at"),
        {"reviewer_id": YOU["person_id"]},
    ),
    Part(
        "remarks",
        SealedRemark,
        lambda who: SealedRemark.said_by == who.person,
        ("subject_id", "said_at", "words", "decided"),
        {"id": "of the row alone", "said_by": YOU["person_id"]},
    ),
    Part(
        "steps_as_a_lead",
        SealedStep,
        lambda who: SealedStep.made_by == who.person,
        ("edition_id", "city_id", "number", "kind", "made_at"),
        kept_back={"id": "of the row alone", "made_by": YOU["person_id"], "changes": LEADS, "undone_by": "another row"},
    ),
    Part(
        "reasons_for_exceptions",
        SealedOverride,
        lambda who: SealedOverride.said_by == who.person,
        ("rule", "reason", "said_at"),
        {"said_by": YOU["person_id"], "show_id": LEADS, "artist_id": LEADS},
    ),
    Part(
        "lineups_locked",
        SealedLock,
        lambda who: SealedLock.locked_by == who.person,
        ("show_id", "locked_at"),
        kept_back={"locked_by": YOU["person_id"], **dict.fromkeys(("first_id", "second_id", "third_id"), LEADS)},
    ),
    Part(
        "lineups_opened",
        SealedVersion,
        lambda who: SealedVersion.opened_by == who.person,
        ("show_id", "number", "opened_at", "opened_because"),
        {
            "opened_by": YOU["person_id"],
            "locked_at": "of another step",
            "locked_by": "of another step",
            **dict.fromkeys(("first_id", "second_id", "third_id"), LEADS),
        },
    ),
    Part(
        "shows_called_off",
        SealedCancellation,
        lambda who: SealedCancellation.said_by == who.person,
        ("show_id", "reason", "said_at"),
        {"said_by": YOU["person_id"]},
    ),
    Part(
        "shows_outside_the_times_offered",
        SealedOutside,
        lambda who: SealedOutside.said_by == who.person,
        ("show_id", "reason", "said_at"),
        {"said_by": YOU["person_id"]},
    ),
    Part(
        "proposals_asked_for",
        SealedProposal,
        lambda who: SealedProposal.asked_by == who.person,
        ("edition_id", "city_id", "made_at"),
        kept_back={
            "asked_by": YOU["person_id"],
            **dict.fromkeys(
                (column.name for column in SealedProposal.__table__.columns if column.name not in _TOLD_OF_PROPOSALS),
                LEADS,
            ),
        },
    ),
    Part(
        "entries_made_void",
        SealedVoid,
        lambda who: SealedVoid.said_by == who.person,
        ("because", "words", "said_at", "undone_at"),
        {"id": "of the row alone", "entry_id": "whose it is, is theirs to tell", "said_by": YOU["person_id"]},
    ),
    Part(
        "let_come",
        SealedLetCome,
        lambda who: SealedLetCome.said_by == who.person,
        ("said_at",),
        {
            **dict.fromkeys(("veto_id", "entry_id"), "whom a host does not want, and who comes, are theirs to tell"),
            "said_by": _YOU,
        },
    ),
    Part(
        "steps_after_leaks",
        SealedLeakStep,
        lambda who: (
            (SealedLeakStep.asked_by == who.person)
            | (SealedLeakStep.done_by == who.person)
            | (SealedLeakStep.dropped_by == who.person)
        ),
        ("edition_id", "city_id", "show_id", "hours", "asked_at", "done_at", "dropped_at"),
        {
            "id": "of the row alone",
            "meant": "a word for which shows it was about",
            **dict.fromkeys(("asked_by", "done_by", "dropped_by"), "you, or somebody of the team"),
        },
    ),
    Part(
        "notes_to_the_next_shift",
        SealedHandover,
        lambda who: SealedHandover.said_by == who.person,
        ("edition_id", "zone", "words", "said_at"),
        {"id": "of the row alone", "said_by": _YOU},
    ),
    Part(
        "announcements",
        SealedAnnouncement,
        lambda who: (SealedAnnouncement.written_by == who.person) | (SealedAnnouncement.settled_by == who.person),
        ("edition_id", "city_id", "zone", "words", "written_at", "settled_at", "is_sent"),
        {
            "id": "of the row alone",
            "written_by": "you, or somebody of the team",
            "settled_by": "you, or somebody of the team",
        },
    ),
    Part(
        "seats_offered_elsewhere",
        SealedElsewhere,
        lambda who: (SealedElsewhere.offered_by == who.person) | (SealedElsewhere.agreed_by == who.person),
        ("show_id", "to_show_id", "offered_at", "ended_at"),
        {"offered_by": "you, or somebody of the team", "agreed_by": "you, or somebody who leads there"},
    ),
    Part(
        "troubles",
        SealedTroubleStep,
        lambda who: (SealedTroubleStep.said_by == who.person) | (SealedTroubleStep.owner_id == who.person),
        ("number", "state", "said_at"),
        {
            "trouble_id": "of another row",
            "words": "may name other people's homes and acts, and stay with the team",
            "owner_id": "you, or somebody of the team",
            "said_by": "you, or somebody of the team",
        },
    ),
    Part(
        "questions_to_hosts",
        SealedQuestion,
        lambda who: SealedQuestion.asked_by == who.person,
        ("words", "asked_at", "answered_at", "seen_at"),
        {**dict.fromkeys(("id", "space_id", "answer"), _THEIRS), "asked_by": _YOU},
    ),
    Part(
        "words_to_hosts",
        SealedChange,
        lambda who: SealedChange.said_by == who.person,
        ("words", "said_at", "state", "seen_at"),
        {**dict.fromkeys(("id", "space_id", "step", "before", "after"), _THEIRS), "said_by": _YOU},
    ),
)
