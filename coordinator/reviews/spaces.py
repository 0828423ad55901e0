"""Review of spaces by the leads of their city: which there are, and which are approved or suspended."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import changes, doors, own_spaces, reviewed, room_photos
from coordinator.errors import Conflict, NotFound
from coordinator.people.readers import Reader
from coordinator.reviews import judging
from coordinator.reviews.judging import Subject, Verdict
from coordinator.spaces.models import Space, SpaceState
from coordinator.spaces.registration import is_middle

DECISIONS: Mapping[SpaceState, tuple[SpaceState, ...]] = {
    SpaceState.SUBMITTED: (SpaceState.APPROVED, SpaceState.SUSPENDED),
    SpaceState.APPROVED: (SpaceState.SUSPENDED,),
    SpaceState.SUSPENDED: (SpaceState.APPROVED,),
}
"""What a lead may make of a space; a draft and a withdrawn one are the host's."""
DECIDED, OPENED = "space_decided", "space_opened"  # the outbox's kinds


def spaces_of(reader: Reader, *, edition_id: str, city_id: str, state: SpaceState) -> Sequence[Space]:
    """The spaces of a city in that state, by id. Raises NotFound unless the reader leads it."""
    judging.refuse_others(reader, city_id)
    here = (Space.edition_id == edition_id, Space.city_id == city_id, Space.state == state)
    return db.session.scalars(select(Space).where(*here).order_by(Space.id)).all()


def counts(edition_id: str, city_id: str) -> Counter[SpaceState]:
    """How many spaces of the city there are in each state."""
    here = (Space.edition_id == edition_id) & (Space.city_id == city_id)
    rows = db.session.execute(select(Space.state, func.count()).where(here).group_by(Space.state))
    return Counter({row[0]: row[1] for row in rows})


def led_space(reader: Reader, space_id: str, *, city_id: str) -> Space:
    """A space of that city, for its lead. Raises NotFound for everybody else, and for another city's space."""
    judging.refuse_others(reader, city_id)
    space = db.session.get(Space, space_id)
    if space is None or space.city_id != city_id:
        raise NotFound
    return space


def subject_of(space: Space) -> Subject:
    """The space as something to be judged."""
    return Subject(space.id, space.city_id)


def decide(reader: Reader, space: Space, verdict: Verdict, *, at: datetime) -> None:
    """Approve or suspend a space, with words that are kept. Its shows stay as they are.

    Raises NotFound, and Conflict: those of `judging.refuse_hasty`, `consequences` (`count`: shows that it touches, when
    the decider was told of another number), `decided_meanwhile` (`state`), `no_such_decision`, `door_closed`,
    `pin_open`.
    """
    judging.refuse_hasty(reader, subject_of(space), verdict, at=at)
    before, after = (judging.word(SpaceState, said) for said in (verdict.seen, verdict.state))
    if after not in DECISIONS.get(before, ()):
        raise Conflict("no_such_decision")
    if after is SpaceState.APPROVED and is_middle(own_spaces.described(reader, space, at=at)):
        raise Conflict("pin_open")
    touched = reviewed.bookings_of_space(reader, space, at=at).count if after is SpaceState.SUSPENDED else 0
    if touched != verdict.aware and touched:
        raise Conflict("consequences", count=touched)
    this = update(Space).where(Space.id == space.id, Space.state == before).values(state=after).returning(Space.id)
    if db.session.scalar(this, execution_options={"synchronize_session": False}) is None:
        raise Conflict("decided_meanwhile", state=db.session.scalar(select(Space.state).where(Space.id == space.id)))
    kind = OPENED if _open_if_asked(space) else DECIDED
    judging.keep(reader, subject_of(space), verdict, at=at)
    _tell(kind, space, at=at)


def show_photos(reader: Reader, space: Space, photo_ids: Collection[str], *, at: datetime) -> int:
    """Let visitors of a space see these photos of it, as its lead has; how many were new. Raises NotFound for who does
    not lead the city, Conflict `own`."""
    judging.refuse_involved(reader, subject_of(space))
    return room_photos.show(reader, space, photo_ids, at=at)


def _open_if_asked(space: Space) -> bool:
    """Approving a space opens a door that its host has closed where she asks for that; else it stays hers to open.
    Whether there was one."""
    door = doors.find(space.id)
    if door is None:
        return False
    if door.asked_at is None:
        raise Conflict("door_closed")
    doors.open_again(space.id)
    return True


def _tell(kind: str, space: Space, *, at: datetime) -> None:
    """Have the host get a letter; what stands is looked up as it is sent."""
    key = f"{kind}|{space.id}|{at:%Y%m%dT%H%M%S%f}"
    jobs.enqueue(kind, person_id=changes.host_of(space.id), subject=space.id, dedupe_key=key, due_at=at)
