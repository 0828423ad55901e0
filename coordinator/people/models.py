"""People without their names: roles, passwords, sign-in links. Names and addresses of people are sealed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, one_of, random_id


class Role(StrEnum):
    """What a person may be. A lead is one of a city; the others are not bound to one."""

    HOST = "host"
    ARTIST = "artist"
    LEAD = "lead"
    GUEST = "guest"
    GLOBAL = "global"
    CAMPAIGN = "campaign"


class Units(StrEnum):
    """What distances are told in."""

    KILOMETRES = "km"
    MILES = "mi"


class Person(Base):
    """Somebody with an account. Locale, zone and units are None as long as nobody has chosen any. Who has chosen to
    read as her browser does (`by_browser`) has in `locale` that of the last one, for letters alone."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    password_hash: Mapped[str | None]
    locale: Mapped[str | None]  # "en_DE"
    by_browser: Mapped[bool] = mapped_column(default=False, server_default=false())
    zone: Mapped[str | None]  # IANA
    units: Mapped[Units | None] = mapped_column(one_of(Units))
    second_step_at: Mapped[datetime | None]  # since when a code is asked for


class OpenSession(Base):
    """Somebody signed in on some device. Only the hash of its token is kept; without its row a cookie opens nothing."""

    __tablename__ = "open_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)  # SHA-256, hex
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime]  # when it was last used, to the hour
    awaits_code: Mapped[bool] = mapped_column(default=False)  # opens nothing but the page that asks for the code
    by_link: Mapped[bool] = mapped_column(default=False, server_default=false())  # of a letter that was asked for


class TokenScope(StrEnum):
    """What a token may do for its person."""

    ENTRIES = "entries"  # ask for seats, look at what was asked for, take it back


class ApiToken(Base):
    """A word by which a program acts for somebody, within its scopes. Only its hash is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256, hex
    name: Mapped[str]  # her own word for it
    scopes: Mapped[list[str]]  # words of TokenScope
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_on: Mapped[date | None]  # the day of UTC on which it was last used


class ApiRequest(Base):
    """That a program has sent something under a key of its own (`Idempotency-Key`), so that it is not done twice; kept
    for a day. Key and request are keyed fingerprints."""

    __tablename__ = "api_requests"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    said: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class PersonRole(Base):
    """A role held by a person, in a city where the role is bound to one. A deputy has a lead's rights, and steps in
    for a lead who falls silent."""

    __tablename__ = "person_roles"
    __table_args__ = (UniqueConstraint("person_id", "role", "city_id", postgresql_nulls_not_distinct=True),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))
    city_id: Mapped[str | None] = mapped_column(ForeignKey("cities.id"))
    deputy: Mapped[bool] = mapped_column(default=False)


class CheckIn(Base):
    """A lead's “I am here” so many hours before her city's first show. The first one counts."""

    __tablename__ = "check_ins"

    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    hours: Mapped[int] = mapped_column(primary_key=True)  # 48, 24 or 6
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class Purpose(StrEnum):
    """What a one-time link is for; it opens nothing else."""

    SIGN_IN = "sign_in"
    INVITE = "invite"


class SignInLink(Base):
    """A one-time link. Only the hash of its token is kept."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)  # SHA-256, hex
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    onwards: Mapped[str | None]  # the path on this site to go on to


WAYS_IN = (OpenSession, SignInLink, ApiToken, ApiRequest)
"""By what somebody, or a program of hers, acts as herself, and what such a program has sent: gone with her account."""


class Topic(StrEnum):
    """What letters are about that one may do without."""

    REMINDERS = "reminders"  # that an offer waits for an answer
    CHANGES = "small_changes"  # of an evening, where nothing is left to do
    CHECK_INS = "check_ins"  # whether a lead is there
    COLLECTING = "collecting"  # letters that a collector has not seen mailed or reported
    AFTERWARDS = "afterwards"  # an evening that is over: thanks to who was there or hosted, a last word to who waited
    QUESTIONS = "questions"  # that some wait for the hour that an act has agreed to


class StoppedLetter(Base):
    """Letters about something that a person does not want to have."""

    __tablename__ = "stopped_letters"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(one_of(Topic), primary_key=True)
    at: Mapped[datetime]


class Attempt(StrEnum):
    """What is not to be done over and over: tried by who wants to sign in, or sending somebody letters."""

    PASSWORD = "password"  # noqa: S105  # nosec B105 # a word, not a secret
    LETTER = "letter"
    ASKING = "asking"  # by such a letter, whether somebody means an entry, or comes along
    SHOWN = "shown"  # by such a letter, somebody on a picture
    CODE = "code"
    DOOR = "door"  # opening a closed one again
    PHOTOS = "photos"  # sending some, which are decoded one after another
    WORDS = "words"  # to who leads a city, who gets a letter
    DRAFT = "draft"  # beginning one
    EXPORT = "export"  # of all one's data
    SIGN = "sign"  # up for letters, without an account
    QUESTION = "question"  # put to an act, with an account or without
    VOTE = "vote"  # for one


class SignInAttempt(Base):
    """A wrong password, a letter asked for, photos sent: counted to slow down who goes on and on, kept for a day.

    Account and origin are keyed fingerprints of the address typed in (known or not; of who is signed in, the
    id) and of the network address.
    """

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_account", "account", "at"),
        Index("ix_sign_in_attempts_origin", "origin", "at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    what: Mapped[Attempt] = mapped_column(one_of(Attempt))
    account: Mapped[str]
    origin: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
