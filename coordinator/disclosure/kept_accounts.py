"""What is kept of a person for her account: how she signs in and reads, her roles, her letters."""

from coordinator.disclosure.kept_parts import HASH, YOU, Part
from coordinator.disclosure.sealed import SealedPerson
from coordinator.disclosure.sealed_accounts import (
    SealedEmailChange,
    SealedFeed,
    SealedFormerAddress,
    SealedRecoveryCode,
)
from coordinator.jobs import Outbox
from coordinator.people.models import (
    ApiRequest,
    ApiToken,
    CheckIn,
    OpenSession,
    Person,
    PersonRole,
    SignInAttempt,
    SignInLink,
    StoppedLetter,
)

PARTS = (
    Part(
        "account",
        Person,
        lambda who: Person.id == who.person,
        ("id", "locale", "by_browser", "zone", "units", "second_step_at"),
        kept_back={"password_hash": "nobody can read a password from it, and whoever had it could guess"},  # nosec B105 # says why it is kept back
    ),
    Part(
        "identity",
        SealedPerson,
        lambda who: SealedPerson.person_id == who.person,
        ("name", "email"),
        YOU | {"email_index": HASH},
    ),
    Part(
        "email_change",
        SealedEmailChange,
        lambda who: SealedEmailChange.person_id == who.person,
        ("email", "asked_at", "old_at", "new_at"),
        YOU | {"change_id": "names the letters about it", "old_hash": HASH, "new_hash": HASH},
    ),
    Part(
        "former_addresses",
        SealedFormerAddress,
        lambda who: SealedFormerAddress.person_id == who.person,
        ("left_at",),
        kept_back=YOU | {"email_index": HASH},
    ),
    Part(
        "roles",
        PersonRole,
        lambda who: PersonRole.person_id == who.person,
        ("role", "city_id", "deputy"),
        kept_back=YOU | {"id": "of the row alone"},
    ),
    Part(
        "check_ins",
        CheckIn,
        lambda who: CheckIn.person_id == who.person,
        ("edition_id", "city_id", "hours", "at"),
        kept_back=YOU,
    ),
    Part(
        "sessions",
        OpenSession,
        lambda who: OpenSession.person_id == who.person,
        ("begun_at", "seen_at", "awaits_code", "by_link"),
        kept_back=YOU | {"token_hash": HASH},
    ),
    Part(
        "tokens",
        ApiToken,
        lambda who: ApiToken.person_id == who.person,
        ("name", "scopes", "made_at", "expires_at", "used_on"),
        kept_back=YOU | {"id": "of the row alone", "token_hash": HASH},
    ),
    Part(
        "requests_of_programs",
        ApiRequest,
        lambda who: ApiRequest.person_id == who.person,
        ("at",),
        kept_back=YOU | {"key": HASH, "said": HASH},
    ),
    Part(
        "links",
        SignInLink,
        lambda who: SignInLink.person_id == who.person,
        ("purpose", "expires_at", "used_at", "onwards"),
        kept_back=YOU | {"token_hash": HASH},
    ),
    Part(
        "letters_stopped",
        StoppedLetter,
        lambda who: StoppedLetter.person_id == who.person,
        ("topic", "at"),
        kept_back=YOU,
    ),
    Part(
        "attempts_to_sign_in",
        SignInAttempt,
        lambda who: SignInAttempt.account.in_(who.attempts),
        ("what", "at"),
        kept_back={"id": "of the row alone", "account": HASH, "origin": HASH},
    ),
    Part(
        "recovery_codes",
        SealedRecoveryCode,
        lambda who: SealedRecoveryCode.person_id == who.person,
        ("used_at",),
        kept_back=YOU | {"code_hash": HASH},
    ),
    Part(
        "calendar_link",
        SealedFeed,
        lambda who: SealedFeed.person_id == who.person,
        ("created_at",),
        kept_back=YOU | {"token_hash": HASH},
    ),
    Part(
        "letters",
        Outbox,
        lambda who: (Outbox.person_id == who.person) & Outbox.done_at.is_not(None),
        ("kind", "due_at", "done_at"),
        kept_back=YOU
        | {
            "id": "of the row alone",
            "subject": "an id of what it was about, which the letter itself does not tell",
            "dedupe_key": "keeps a letter from being sent twice",
            **dict.fromkeys(("leased_until", "attempts", "failed"), "how the sending went"),
        },
    ),
)
