"""What is kept of who asks acts and votes, and of who answers for one."""

from sqlalchemy import ColumnElement, select

from coordinator.answers.models import AnswerTime
from coordinator.disclosure.kept_parts import HASH, YOU, Part, Scope
from coordinator.disclosure.sealed_answers import SealedAnswer, SealedAsked, SealedVote


def asked_by(who: Scope) -> ColumnElement[bool]:
    """Her questions: those of her account, and those with which her address was left."""
    return SealedAsked.asker_key.in_(who.asks) | SealedAsked.email_key.in_(who.letters)


def asked_of(who: Scope) -> ColumnElement[bool]:
    """The questions to her acts."""
    hers = select(AnswerTime.id).where(AnswerTime.artist_id.in_(who.acts))
    return SealedAsked.time_id.in_(hers)


PARTS = (
    Part(
        "answer_times",
        AnswerTime,
        lambda who: AnswerTime.artist_id.in_(who.acts),
        (
            *("artist_id", "edition_id", "zone", "local_from", "local_until", "starts_at", "ends_at", "state"),
            *("because", "proposed_at", "settled_at"),
        ),
        dict.fromkeys(("id", "version"), "of the row alone"),
    ),
    Part(
        "questions_to_acts",
        SealedAsked,
        asked_by,
        ("time_id", "words", "state", "because", "asked_at", "email", "locale"),
        {
            **dict.fromkeys(("id", "version"), "of the row alone"),
            "into_id": "somebody else’s question, which asks the same",
            "asker_key": HASH,
            "email_key": HASH,
            "person_id": YOU["person_id"],
            "votes_before": "how many others want it answered stands on the page",
        },
    ),
    Part(
        "answers_of_acts",
        SealedAnswer,
        lambda who: SealedAnswer.asked_id.in_(select(SealedAsked.id).where(asked_of(who))),
        ("asked_id", "words", "link", "state", "because", "written_at"),
        {"version": "of the row alone"},
    ),
    Part(
        "votes_for_questions",
        SealedVote,
        lambda who: SealedVote.voter_key.in_(who.asks),
        ("asked_id", "voted_at"),
        {"voter_key": HASH},
    ),
)
