"""Review of applications by the leads of the city they count to: who wants to play, and who is accepted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from coordinator import jobs
from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.db import db
from coordinator.disclosure import reviewed
from coordinator.errors import Conflict, NotFound
from coordinator.people.readers import Reader
from coordinator.reviews import judging
from coordinator.reviews.judging import Subject, Verdict

_REVIEWED = (
    ApplicationState.SUBMITTED,
    ApplicationState.ACCEPTED,
    ApplicationState.WAITLISTED,
    ApplicationState.DECLINED,
)
DECISIONS: Mapping[ApplicationState, tuple[ApplicationState, ...]] = {
    before: tuple(after for after in _REVIEWED if after not in {before, ApplicationState.SUBMITTED})
    for before in _REVIEWED
}
"""What a lead may make of an application; a draft and a withdrawn one are the artist's."""
LETTERS: Mapping[ApplicationState, str] = {
    state: f"act_{state}" for state in _REVIEWED if state is not ApplicationState.SUBMITTED
}
"""A decision → the outbox's kind of the letter that tells the act."""


def applications_of(
    reader: Reader, *, edition_id: str, city_id: str, state: ApplicationState
) -> Sequence[tuple[Application, Artist]]:
    """The applications that count to a city in that state, with their acts, by name. Raises NotFound unless the reader
    leads it."""
    judging.refuse_others(reader, city_id)
    here = (Application.edition_id == edition_id, Application.city_id == city_id, Application.state == state)
    rows = db.session.execute(
        select(Application, Artist)
        .join(Artist, Artist.id == Application.artist_id)
        .where(*here)
        .order_by(Artist.act_name, Application.id)
    )
    return [(row.Application, row.Artist) for row in rows]


def counts(edition_id: str, city_id: str) -> Counter[ApplicationState]:
    """How many applications of the city there are in each state."""
    here = (Application.edition_id == edition_id) & (Application.city_id == city_id)
    rows = db.session.execute(select(Application.state, func.count()).where(here).group_by(Application.state))
    return Counter({row[0]: row[1] for row in rows})


def led_application(reader: Reader, application_id: str, *, city_id: str) -> tuple[Application, Artist]:
    """An application with its act, for the lead of the city it counts to. Raises NotFound for everybody else, and for
    another city's application."""
    judging.refuse_others(reader, city_id)
    found = db.session.get(Application, application_id)
    if found is None or found.city_id != city_id:
        raise NotFound
    return found, db.session.get_one(Artist, found.artist_id)


def subject_of(application: Application) -> Subject:
    """The application as something to be judged."""
    return Subject(application.id, application.city_id)


def decide(reader: Reader, application: Application, verdict: Verdict, *, at: datetime) -> None:
    """Accept, waitlist or decline an application, with words that are kept. Slots that the act holds stay until they
    are cleared.

    Raises NotFound, and Conflict as `spaces.decide` does.
    """
    judging.refuse_hasty(reader, subject_of(application), verdict, at=at)
    before, after = (judging.word(ApplicationState, said) for said in (verdict.seen, verdict.state))
    if after not in DECISIONS.get(before, ()):
        raise Conflict("no_such_decision")
    kept = after is ApplicationState.ACCEPTED
    touched = 0 if kept else reviewed.bookings_of_act(reader, application, at=at).count
    if touched != verdict.aware and touched:
        raise Conflict("consequences", count=touched)
    this = (Application.id == application.id) & (Application.state == before)
    written = update(Application).where(this).values(state=after).returning(Application.id)
    if db.session.scalar(written, execution_options={"synchronize_session": False}) is None:
        now = select(Application.state).where(Application.id == application.id)
        raise Conflict("decided_meanwhile", state=db.session.scalar(now))
    judging.keep(reader, subject_of(application), verdict, at=at)
    _tell(application, after, at=at)


def _tell(application: Application, state: ApplicationState, *, at: datetime) -> None:
    """Have who speaks for the act get a letter; whether the decision still stands is looked up as it is sent."""
    key = f"{LETTERS[state]}|{application.id}|{at:%Y%m%dT%H%M%S%f}"
    contact = reviewed.contact_of(application)
    jobs.enqueue(LETTERS[state], person_id=contact, subject=application.id, dedupe_key=key, due_at=at)
