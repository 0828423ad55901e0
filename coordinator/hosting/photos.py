"""A host shows her room: photos are added, described, put in order and taken away. Her lead hears of it once she has
decided about the room; of the order she does not."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from coordinator.disclosure import own_spaces, photos, room_photos
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.photos import Made, Subject
from coordinator.errors import Conflict, NotFound
from coordinator.hosting import changing
from coordinator.people.readers import Reader
from coordinator.spaces.models import SpaceState

MOST = 8  # of one room
SHOWN_IN = (SpaceState.DRAFT, SpaceState.SUBMITTED, SpaceState.APPROVED)  # states in which more may be added


class Deed(StrEnum):
    """What can be done with a photo."""

    DESCRIBE = "describe"
    EARLIER = "earlier"
    LATER = "later"
    REMOVE = "remove"


def may_add(form: OwnForm) -> bool:
    """Whether somebody is there to look at more photos of it."""
    return form.state in SHOWN_IN


def add(reader: Reader, space_id: str, pictures: Sequence[Sequence[Made]], *, at: datetime) -> int:
    """Add pictures behind those that are there, all of them or none, and none that is there already; how many of them
    are new. Raises NotFound for everybody but the host, Conflict: `not_now`, `too_many_photos` (`most`, `left`)."""
    form = own_spaces.own_form(reader, space_id, held=True)
    if not may_add(form):
        raise Conflict("not_now")
    new = photos.fresh(Subject.SPACE, space_id, pictures)
    left = MOST - photos.count(Subject.SPACE, space_id)
    if len(new) > left:
        raise Conflict("too_many_photos", most=MOST, left=left)
    before = _shown(form)
    photos.add(Subject.SPACE, space_id, pictures, at=at)
    changing.tell_photos(form, before, _shown(form), at=at)
    return len(new)


def change(reader: Reader, space_id: str, photo_id: str, deed: Deed, *, words: str, stood: int, at: datetime) -> None:
    """Keep what is said of a photo and do that with it; other words of it are shown once the lead has looked, like a
    new photo. It moves only from where it `stood` (1, 2, …), or a form that is sent twice moved it two places. Raises
    NotFound for everybody but the host, and for a photo that is not of this space unless it is to go anyway."""
    form = own_spaces.own_form(reader, space_id, held=True)
    before = _shown(form)
    if photo_id not in before:
        if deed is Deed.REMOVE:
            return
        raise NotFound
    if deed is Deed.REMOVE:
        photos.drop([photo_id])
    elif words != before[photo_id]:
        photos.describe(photo_id, words)
    order = list(before)
    if deed in (Deed.EARLIER, Deed.LATER) and order.index(photo_id) + 1 == stood:
        photos.put_in_order(_moved(order, photo_id, -1 if deed is Deed.EARLIER else 1))
    changing.tell_photos(form, before, _shown(form), at=at)


def _shown(form: OwnForm) -> dict[str, str]:
    """Id → what is on it, of the photos of a space in their order."""
    return {photo.id: photo.words for photo in room_photos.own(form)}


def _moved(order: list[str], one: str, by: int) -> list[str]:
    """The same order with one of them a place on; the first stays first, the last last."""
    rest = [other for other in order if other != one]
    place = min(max(order.index(one) + by, 0), len(rest))
    return [*rest[:place], one, *rest[place:]]
