"""Erasing what a host said of her home. What refers to the space finds its public row, a place that is the middle of
its area, and nothing else.

Distances to acts go too: from three of them and the homes of those acts a place could be found again. The audit stays;
it has no values. So do the numbers of seats that a host kept, which the record of the draw states.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, exists, insert, or_, select, update

from coordinator.cities.models import Area
from coordinator.db import db
from coordinator.disclosure import cipher, erased_rows, photos
from coordinator.disclosure.erased_rows import Listed
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.sealed import SealedProposed, SealedSpace, SealedVeto
from coordinator.disclosure.sealed_after import SealedFeedback
from coordinator.disclosure.sealed_board import SealedOutside, SealedReserve
from coordinator.disclosure.sealed_door import SealedAdmission, SealedDoorPerson, SealedPresence, SealedStandingBy
from coordinator.disclosure.sealed_evenings import SealedIncident, SealedKeeping, SealedOwnGuest
from coordinator.disclosure.sealed_hosts import SealedChange, SealedForm, SealedHostVeto, SealedNews, SealedQuestion
from coordinator.disclosure.sealed_reviews import SealedRemark, SealedReview
from coordinator.gate import granted
from coordinator.shows.models import Show
from coordinator.spaces.models import Space

_AT_THE_DOOR = (SealedDoorPerson, SealedAdmission, SealedPresence)  # how many came in stays
PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


def stays(space_id: str) -> bool:
    """Whether the host of that space has chosen to stay for the next edition."""
    with granted("whether a host stays"):
        return bool(db.session.scalar(select(SealedKeeping.stays).where(SealedKeeping.space_id == space_id)))


def erased_at(form: OwnForm) -> datetime | None:
    """When what was said of that space was erased."""
    with granted("whether a space was erased"):
        return db.session.scalar(select(SealedKeeping.erased_at).where(SealedKeeping.space_id == form.space_id))


def choose(form: OwnForm, *, stays: bool) -> None:
    """Keep what the host has chosen, over what she chose before. The space is held by the caller."""
    _put(form.space_id, {"stays": stays})


def due(edition_id: str, *, most: int) -> Sequence[Space]:
    """Up to so many spaces of an edition of which something is still there and whose host does not stay, held to the
    end of the transaction: those that have not been erased, or have said something since, and those of which a report
    has been dealt with since. What somebody else holds is left for the next time."""
    with granted("spaces to erase"):
        return db.session.scalars(_due(edition_id).limit(most)).all()


def forget_distances(edition_id: str) -> None:
    """Take away what proposals for an edition said, far and near: a show may have moved since, so no room's own."""
    shows = select(Show.id).where(Show.edition_id == edition_id)
    with granted("distances in proposals"):
        db.session.execute(delete(SealedProposed).where(SealedProposed.show_id.in_(shows)), execution_options=PLAIN)


def forget_doors(edition_id: str) -> None:
    """Take away who stood at the doors of an edition, who waited before them, who let whom in, and the names of hosts'
    own guests: they were of one evening, also where the host stays for the next. How many came in stays."""
    shows = select(Show.id).where(Show.edition_id == edition_id)
    tables = (*_AT_THE_DOOR, SealedStandingBy, SealedOwnGuest)
    left = or_(*(exists().where(table.show_id.in_(shows)) for table in tables))
    with granted("doors to forget"):
        for table in tables if db.session.scalar(select(left)) else ():
            db.session.execute(delete(table).where(table.show_id.in_(shows)), execution_options=PLAIN)


def drafts(edition_id: str, *, most: int) -> Sequence[str]:
    """Ids of up to so many drafts of an edition that were never sent."""
    unsent = ~exists().where(SealedSpace.space_id == SealedForm.space_id)
    wanted = select(SealedForm.space_id).where(SealedForm.edition_id == edition_id, unsent).limit(most)
    with granted("drafts to erase"):
        return db.session.scalars(wanted.order_by(SealedForm.begun_at, SealedForm.space_id)).all()


def erase_draft(space_id: str) -> None:
    """Take away a draft with its photos."""
    photos.drop_all(Subject.SPACE, space_id)
    with granted("erase a draft"):
        db.session.execute(delete(SealedForm).where(SealedForm.space_id == space_id))


def erase(space: Space, *, at: datetime) -> None:
    """Take away place, name, words, photos, own guests, vetoes, what leads said of the space, and reports that have
    been dealt with. Again it does the same. The space is held by the caller."""
    shows = db.session.scalars(select(Show.id).where(Show.space_id == space.id)).all()
    photos.drop_all(Subject.SPACE, space.id)
    with granted("reports to erase"):
        settled = (SealedIncident.space_id == space.id, SealedIncident.settled_at.is_not(None))
        reports = db.session.scalars(select(SealedIncident.id).where(*settled)).all()
        reference = db.session.scalar(select(SealedSpace.reference).where(SealedSpace.space_id == space.id))
    for report in reports:
        photos.drop_all(Subject.INCIDENT, report)
    if reference is not None and reference != space.id:
        erased_rows.note(Listed.SPACE, space.edition_id, reference, at=at)
    with granted("erase a space"):
        for gone in (
            delete(SealedForm).where(SealedForm.space_id == space.id),
            delete(SealedChange).where(SealedChange.space_id == space.id),
            delete(SealedHostVeto).where(SealedHostVeto.space_id == space.id),
            delete(SealedQuestion).where(SealedQuestion.space_id == space.id),
            delete(SealedNews).where(SealedNews.space_id == space.id),
            delete(SealedReserve).where(SealedReserve.space_id == space.id),
            delete(SealedVeto).where(SealedVeto.space_id == space.id),
            delete(SealedReview).where(SealedReview.subject_id == space.id),
            delete(SealedRemark).where(SealedRemark.subject_id == space.id),
            delete(SealedOwnGuest).where(SealedOwnGuest.space_id == space.id),
            delete(SealedProposed).where(SealedProposed.show_id.in_(shows)),
            delete(SealedOutside).where(SealedOutside.show_id.in_(shows)),
            delete(SealedFeedback).where(SealedFeedback.show_id.in_(shows)),
            *(delete(table).where(table.show_id.in_(shows)) for table in _AT_THE_DOOR),
            delete(SealedIncident).where(SealedIncident.id.in_(reports)),
        ):
            db.session.execute(gone, execution_options=PLAIN)
        db.session.execute(
            update(SealedSpace).where(SealedSpace.space_id == space.id).values(_nothing(space)), execution_options=PLAIN
        )
    _put(space.id, {"erased_at": at})


def _due(edition_id: str) -> Select[Space]:
    left = exists().where(SealedIncident.space_id == Space.id, SealedIncident.settled_at.is_not(None))
    return (
        select(Space)
        .outerjoin(SealedKeeping, SealedKeeping.space_id == Space.id)
        .where(Space.edition_id == edition_id, SealedKeeping.stays.is_not(True))
        .where(SealedKeeping.erased_at.is_(None) | left | exists().where(SealedForm.space_id == Space.id))
        .order_by(Space.id)
        .with_for_update(of=Space, key_share=True, skip_locked=True)
    )


def _nothing(space: Space) -> dict[str, str]:
    """What stands in the place of a place: the middle of the public area, and no words."""
    area, seal = db.session.get_one(Area, space.area_id), cipher.current()
    said = {"name": "", "address": "", "point": f"{area.latitude!r},{area.longitude!r}"}
    sealed = {column: seal.seal(text, f"sec_spaces.{column}|{space.id}") for column, text in said.items()}
    return {"reference": space.id, **sealed}


def _put(space_id: str, values: dict[str, object]) -> None:
    written = update(SealedKeeping).where(SealedKeeping.space_id == space_id).values(values)
    with granted("keep what becomes of a space"):
        if db.session.scalar(written.returning(SealedKeeping.space_id), execution_options=PLAIN) is None:
            db.session.execute(insert(SealedKeeping), [{"space_id": space_id, "stays": False, **values}])
