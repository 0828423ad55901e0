"""Erasing a person: what is deleted, and what stays without her because an evening or somebody else's work hangs on it.

Her row stays as a number without a name, so that what once referred to her still refers to somebody: nobody any more.
A test names the tables that neither list knows nor a reviewed list of those that stay as they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, Table, and_, delete, select, update

from coordinator.answers.models import AnswerTime
from coordinator.artists.models import Application, Artist
from coordinator.cities.models import Area, City
from coordinator.db import Base, db, random_id
from coordinator.disclosure import cipher, consents, erased_rows, own_acts, shots
from coordinator.disclosure.columns import place
from coordinator.disclosure.erased_rows import Listed
from coordinator.disclosure.kept_answers import asked_by, asked_of
from coordinator.disclosure.kept_parts import Scope
from coordinator.disclosure.own_data import scope_of
from coordinator.disclosure.people import NO_ADDRESS
from coordinator.disclosure.sealed import (
    SealedArtist,
    SealedLeg,
    SealedMember,
    SealedPerson,
    SealedSpace,
    SealedVeto,
)
from coordinator.disclosure.sealed_accounts import (
    SealedEmailChange,
    SealedFeed,
    SealedFormerAddress,
    SealedRecoveryCode,
    SealedSecondStep,
)
from coordinator.disclosure.sealed_acts import SealedActForm
from coordinator.disclosure.sealed_after import SealedFeedback, SealedNoShow
from coordinator.disclosure.sealed_album import SealedClip, SealedConsent, SealedHandout
from coordinator.disclosure.sealed_answers import SealedAnswer, SealedAsked, SealedVote
from coordinator.disclosure.sealed_board import (
    SealedCancellation,
    SealedOutside,
    SealedOverride,
    SealedReserve,
    SealedVersion,
)
from coordinator.disclosure.sealed_door import SealedAdmission, SealedDoorPerson, SealedPresence, SealedStandingBy
from coordinator.disclosure.sealed_doubles import SealedDouble
from coordinator.disclosure.sealed_evenings import SealedIncident, SealedKeeping, SealedOwnGuest
from coordinator.disclosure.sealed_guests import (
    SealedEntrant,
    SealedEntry,
    SealedPlusOne,
    SealedReading,
    SealedVoid,
    SealedWish,
)
from coordinator.disclosure.sealed_hosts import (
    SealedChange,
    SealedForm,
    SealedHostVeto,
    SealedLetCome,
    SealedNews,
    SealedQuestion,
)
from coordinator.disclosure.sealed_hours import SealedHourNote
from coordinator.disclosure.sealed_joining import SealedCityRequest, SealedRequestWord
from coordinator.disclosure.sealed_letters import SealedLetterReminder, SealedLetterSign
from coordinator.disclosure.sealed_photos import SealedPhoto, SealedPicture
from coordinator.disclosure.sealed_reviews import SealedRemark, SealedReview
from coordinator.disclosure.sealed_tickets import SealedTicket
from coordinator.gate import granted
from coordinator.jobs import Outbox
from coordinator.joining.models import NoteReading
from coordinator.letters.models import Collector
from coordinator.people.models import WAYS_IN, CheckIn, Person, PersonRole, SignInAttempt, StoppedLetter
from coordinator.spaces.models import Space

_PLAIN = {"synchronize_session": False}
NOTHING = "–"
SAID_NO_MORE = "…"  # where words of hers stood that others read
Whose = Callable[[Scope], ColumnElement[bool]]


def _about(who: Scope) -> tuple[str, ...]:
    """Of what others said something: her spaces, and the applications of her acts."""
    wishes = select(Application.id).where(Application.artist_id.in_(who.acts))
    return (*who.spaces, *db.session.scalars(wishes))


def _requests(who: Scope) -> Select[str]:
    return select(SealedCityRequest.id).where(SealedCityRequest.person_id == who.person)


def _entries(who: Scope) -> Select[str]:
    return select(SealedEntry.id).where(SealedEntry.person_id == who.person)


def _asked(who: Scope) -> Select[str]:
    """Her questions, and those to her acts."""
    return select(SealedAsked.id).where(asked_by(who) | asked_of(who))


DELETED: tuple[tuple[type[Base], Whose], ...] = (
    *((one, lambda who, of=one: of.person_id == who.person) for one in WAYS_IN),
    (SignInAttempt, lambda who: SignInAttempt.account.in_(who.attempts)),
    (PersonRole, lambda who: PersonRole.person_id == who.person),
    (SealedHourNote, lambda who: SealedHourNote.by_id == who.person),
    (NoteReading, lambda who: NoteReading.person_id == who.person),
    (CheckIn, lambda who: CheckIn.person_id == who.person),
    (Outbox, lambda who: Outbox.person_id == who.person),
    (StoppedLetter, lambda who: StoppedLetter.person_id == who.person),
    (SealedVote, lambda who: SealedVote.voter_key.in_(who.asks) | SealedVote.asked_id.in_(_asked(who))),
    (SealedAnswer, lambda who: SealedAnswer.asked_id.in_(_asked(who))),
    (SealedAsked, lambda who: asked_by(who) | asked_of(who)),
    (AnswerTime, lambda who: AnswerTime.artist_id.in_(who.acts)),
    *((one, lambda who, of=one: of.person_key.in_(who.letters)) for one in (SealedLetterSign, SealedLetterReminder)),
    (SealedRequestWord, lambda who: SealedRequestWord.request_id.in_(_requests(who))),
    (SealedCityRequest, lambda who: SealedCityRequest.person_id == who.person),
    (Collector, lambda who: Collector.person_id == who.person),
    (SealedNoShow, lambda who: SealedNoShow.entry_id.in_(_entries(who)) | (SealedNoShow.witness_id == who.person)),
    (SealedFeedback, lambda who: SealedFeedback.person_id == who.person),
    (SealedTicket, lambda who: SealedTicket.entry_id.in_(_entries(who))),
    (SealedDoorPerson, lambda who: SealedDoorPerson.person_id == who.person),
    (SealedStandingBy, lambda who: SealedStandingBy.entry_id.in_(_entries(who))),
    (SealedPresence, lambda who: SealedPresence.party_id.in_(_entries(who))),
    (SealedReading, lambda who: SealedReading.entry_id.in_(_entries(who))),
    (SealedWish, lambda who: SealedWish.entry_id.in_(_entries(who))),
    (SealedEntrant, lambda who: SealedEntrant.entry_id.in_(_entries(who))),
    (SealedLetCome, lambda who: SealedLetCome.entry_id.in_(_entries(who))),
    (SealedVoid, lambda who: SealedVoid.entry_id.in_(_entries(who))),
    (SealedPlusOne, lambda who: SealedPlusOne.entry_id.in_(_entries(who)) | (SealedPlusOne.person_id == who.person)),
    (SealedEntry, lambda who: SealedEntry.person_id == who.person),
    (SealedRecoveryCode, lambda who: SealedRecoveryCode.person_id == who.person),
    (SealedSecondStep, lambda who: SealedSecondStep.person_id == who.person),
    (SealedEmailChange, lambda who: SealedEmailChange.person_id == who.person),
    (SealedFeed, lambda who: SealedFeed.person_id == who.person),
    (SealedFormerAddress, lambda who: SealedFormerAddress.person_id == who.person),
    (SealedConsent, lambda who: (SealedConsent.person_id == who.person) | SealedConsent.mailbox.in_(who.shown)),
    (SealedClip, lambda who: SealedClip.shot_id.in_(who.shots)),
    (SealedPicture, lambda who: SealedPicture.photo_id.in_(who.photos)),
    (SealedPhoto, lambda who: SealedPhoto.id.in_(who.photos)),
    (SealedIncident, lambda who: SealedIncident.space_id.in_(who.spaces)),
    (SealedKeeping, lambda who: SealedKeeping.space_id.in_(who.spaces)),
    (SealedForm, lambda who: SealedForm.host_id == who.person),
    (SealedChange, lambda who: SealedChange.space_id.in_(who.spaces)),
    (SealedHostVeto, lambda who: SealedHostVeto.space_id.in_(who.spaces)),
    (SealedQuestion, lambda who: SealedQuestion.space_id.in_(who.spaces)),
    (SealedOwnGuest, lambda who: SealedOwnGuest.space_id.in_(who.spaces)),
    (SealedActForm, lambda who: SealedActForm.contact_id == who.person),
    (SealedDouble, lambda who: SealedDouble.first_id.in_(who.acts) | SealedDouble.second_id.in_(who.acts)),
    (SealedNews, lambda who: SealedNews.space_id.in_(who.spaces)),
    (SealedReserve, lambda who: SealedReserve.space_id.in_(who.spaces)),
    (SealedLeg, lambda who: SealedLeg.artist_id.in_(who.acts)),
    (SealedMember, lambda who: SealedMember.artist_id.in_(who.acts) | SealedMember.member.in_(who.members)),
    (SealedVeto, lambda who: SealedVeto.artist_id.in_(who.acts) | SealedVeto.space_id.in_(who.spaces)),
    (SealedVeto, lambda who: SealedVeto.other_artist_id.in_(who.acts)),
    (SealedReview, lambda who: (SealedReview.reviewer_id == who.person) | SealedReview.subject_id.in_(_about(who))),
    (SealedRemark, lambda who: SealedRemark.subject_id.in_(_about(who))),
)


@dataclass(frozen=True, slots=True)
class Blank:
    """A table whose rows stay without what she said: which rows are hers, and what stands there instead."""

    table: type[Base]
    mine: Whose
    instead: Callable[[Row[*tuple[object, ...]]], Mapping[str, object]]


def _nobody(row: Row[*tuple[object, ...]]) -> Mapping[str, object]:
    """No name, and an address that no mail ever goes to."""
    seal, email = cipher.current(), f"{random_id()}{NO_ADDRESS}"
    sealed = {"email": seal.seal(email, f"sec_people.email|{row.person_id}"), "email_index": seal.index(email, "email")}
    return {"name": seal.seal("", f"sec_people.name|{row.person_id}"), **sealed}


def _no_home(row: Row[*tuple[object, ...]]) -> Mapping[str, object]:
    """A room somewhere in its area."""
    there = select(Area.latitude, Area.longitude).join(Space, Space.area_id == Area.id).where(Space.id == row.space_id)
    latitude, longitude = db.session.execute(there).one()
    said = {"name": NOTHING, "address": NOTHING, "point": f"{latitude!r},{longitude!r}"}
    seal = cipher.current()
    sealed = {column: seal.seal(text, f"sec_spaces.{column}|{row.space_id}") for column, text in said.items()}
    return {"reference": random_id(), **sealed}


def _no_base(row: Row[*tuple[object, ...]]) -> Mapping[str, object]:
    """An act somewhere in the city it counted to."""
    wish = (Application.artist_id == row.artist_id) & (Application.city_id == City.id)
    there = select(City.latitude, City.longitude).join(Application, wish).order_by(Application.id).limit(1)
    latitude, longitude = db.session.execute(there).one()
    said = {"point": f"{latitude!r},{longitude!r}", "refugee_background": ""}
    seal = cipher.current()
    sealed = {column: seal.seal(text, f"sec_artists.{column}|{row.artist_id}") for column, text in said.items()}
    return {"reference": random_id(), **sealed}


def _unsaid(table: str, name: str) -> Callable[[Row[*tuple[object, ...]]], Mapping[str, object]]:
    """Words of hers that others read: that there were some stays."""
    column = Base.metadata.tables[table].columns[name]
    return lambda row: {name: cipher.current().seal(SAID_NO_MORE, place(column, row._asdict()))}


def _same(**values: object) -> Callable[[Row[*tuple[object, ...]]], Mapping[str, object]]:
    return lambda _row: values


BLANKED = (
    Blank(
        Person,
        lambda who: Person.id == who.person,
        _same(password_hash=None, locale=None, by_browser=False, zone=None, units=None, second_step_at=None),
    ),
    Blank(SealedPerson, lambda who: SealedPerson.person_id == who.person, _nobody),
    Blank(SealedSpace, lambda who: SealedSpace.host_id == who.person, _no_home),
    Blank(SealedArtist, lambda who: SealedArtist.contact_id == who.person, _no_base),
    Blank(Artist, lambda who: Artist.id.in_(who.acts), _same(act_name=NOTHING, links=[])),
    Blank(Application, lambda who: Application.artist_id.in_(who.acts), _same(rating=0.0)),
    Blank(SealedRemark, lambda who: SealedRemark.said_by == who.person, _unsaid("sec_remarks", "words")),
    Blank(
        SealedAdmission,
        lambda who: (SealedAdmission.by_id == who.person) & SealedAdmission.reason.is_not(None),
        _unsaid("sec_admissions", "reason"),
    ),
    Blank(
        SealedOverride,
        lambda who: SealedOverride.said_by == who.person,
        _unsaid("sec_overrides", "reason"),
    ),
    Blank(
        SealedVersion,
        lambda who: (SealedVersion.opened_by == who.person) & SealedVersion.opened_because.is_not(None),
        _unsaid("sec_versions", "opened_because"),
    ),
    Blank(SealedQuestion, lambda who: SealedQuestion.asked_by == who.person, _unsaid("sec_host_questions", "words")),
    Blank(
        SealedChange,
        lambda who: (SealedChange.said_by == who.person) & SealedChange.words.is_not(None),
        _unsaid("sec_space_changes", "words"),
    ),
    Blank(
        SealedRequestWord,
        lambda who: SealedRequestWord.said_by == who.person,
        _unsaid("sec_city_request_words", "words"),
    ),
    Blank(SealedVoid, lambda who: SealedVoid.said_by == who.person, _unsaid("sec_voids", "words")),
    Blank(
        SealedCancellation,
        lambda who: SealedCancellation.said_by == who.person,
        _unsaid("sec_cancellations", "reason"),
    ),
    Blank(
        SealedHandout,
        lambda who: SealedHandout.given_by == who.person,
        _unsaid("sec_handouts", "said"),
    ),
    Blank(
        SealedOutside,
        lambda who: SealedOutside.said_by == who.person,
        _unsaid("sec_outside_times", "reason"),
    ),
)


def erase(person_id: str, *, at: datetime) -> None:
    """Erase a person for good. What is still to come, evenings and offers, has been dealt with before."""
    who = scope_of(person_id)
    _note_rows(who, at=at)
    own_acts.forget_people(who.members)
    shots.take_down(consents.shots_of(person_id, who.shown), at=at)
    with granted("erase a person"):
        for table, mine in DELETED:
            db.session.execute(delete(table).where(mine(who)), execution_options=_PLAIN)
        for blank in BLANKED:
            _write_over(blank, who)


def _note_rows(who: Scope, *, at: datetime) -> None:
    """Let no list bring back what it named of hers."""
    spaces = select(SealedSpace.edition_id, SealedSpace.reference).where(SealedSpace.host_id == who.person)
    acts = select(SealedArtist.edition_id, SealedArtist.reference).where(SealedArtist.contact_id == who.person)
    with granted("rows of lists that name her"):
        rows = {Listed.SPACE: db.session.execute(spaces).all(), Listed.ACT: db.session.execute(acts).all()}
    for listed, found in rows.items():
        for edition_id, reference in found:
            erased_rows.note(listed, edition_id, reference, at=at)


def _write_over(blank: Blank, who: Scope) -> None:
    table: Table = blank.table.__table__  # type: ignore[assignment]
    key = list(table.primary_key.columns)
    for row in db.session.execute(select(*key).where(blank.mine(who))).all():
        this = and_(*(column == value for column, value in zip(key, row, strict=True)))
        db.session.execute(update(blank.table).where(this).values(blank.instead(row)), execution_options=_PLAIN)
