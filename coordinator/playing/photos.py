"""An act shows itself in one photo, which another one replaces."""

from collections.abc import Sequence
from datetime import datetime

from coordinator.artists.models import ApplicationState
from coordinator.disclosure import act_photos, own_acts, photos
from coordinator.disclosure.photos import Made, Subject
from coordinator.errors import Conflict
from coordinator.people.readers import Reader


def show(reader: Reader, artist_id: str, pictures: Sequence[Sequence[Made]], *, words: str, at: datetime) -> None:
    """Keep a picture instead of the one that is there, or without one say what is on that. Raises NotFound for
    everybody but who speaks for the act, Conflict (`withdrawn`)."""
    act = own_acts.own_act(reader, artist_id, held=True)
    if act.state is ApplicationState.WITHDRAWN:
        raise Conflict("withdrawn")
    if photos.fresh(Subject.ACT, artist_id, pictures[:1]):
        photos.drop_all(Subject.ACT, artist_id)
        photos.add(Subject.ACT, artist_id, pictures[:1], at=at)
    kept = act_photos.own(act)
    if kept is not None and kept.words != words:
        photos.describe(kept.id, words)


def take_away(reader: Reader, artist_id: str) -> None:
    """Take the photo away; where there is none nothing changes. Raises NotFound as `show` does."""
    own_acts.own_act(reader, artist_id, held=True)
    photos.drop_all(Subject.ACT, artist_id)
