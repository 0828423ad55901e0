"""A lead gives a picture to the press, a partner or whoever writes for the campaign, and writes down to whom: should
somebody change her mind, that is who has to be told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from coordinator.album import published, seeing
from coordinator.album.models import Use
from coordinator.disclosure import audit, consents, handouts, shots
from coordinator.disclosure.handouts import Handout
from coordinator.disclosure.policy import Fact
from coordinator.disclosure.shots import Shot
from coordinator.errors import Conflict
from coordinator.people.readers import Reader
from coordinator.shows.leading import refuse_others

GIVEN = (Use.PRESS, Use.PARTNERS, Use.SOCIAL)


def give(reader: Reader, shot_id: str, use: Use, to: str, *, at: datetime) -> Shot:
    """Note that somebody is given a picture, once for each use. Raises NotFound for everybody but who leads the city,
    Conflict: `not_agreed` (not all say yes to it, or not any more), `embargo`."""
    found = seeing.seen(reader, shot_id, at=at)
    refuse_others(reader, found.show.city_id)
    shots.find(shot_id, held=True)
    if not published.may_be_given(found.shot, at=at):
        raise Conflict("embargo")
    if use not in consents.allowed(found.shot, consents.of_shots([shot_id]).get(shot_id, ())):
        raise Conflict("not_agreed")
    known = handouts.of_shots([shot_id]).get(shot_id, ())
    if not any((one.use, one.to.casefold(), one.recalled_at) == (use, to.casefold(), None) for one in known):
        handouts.give(shot_id, use, to, by=str(reader.id), at=at)
    return found.shot


def of_city(
    reader: Reader, city_id: str, *, at: datetime
) -> Sequence[tuple[seeing.Seen | None, Shot, Sequence[Handout]]]:
    """The pictures of a city with those to whom each was given, the latest first; one that was taken down only while
    somebody is on that list. Of every edition: who was given one is told of a change of mind months later, too. Raises
    NotFound for everybody but who leads the city."""
    refuse_others(reader, city_id)
    found = shots.of_city(city_id)[::-1]
    keys = [shot.id for shot in found]
    given: Mapping[str, Sequence[Handout]] = handouts.of_shots(keys)
    asked = consents.of_shots(keys)
    audit.record(reader, [Fact.SHOT], of=sorted({shot.show_id for shot in found}), at=at)
    return [
        (None if shot.down_at else seeing.as_seen(reader, shot, asked.get(shot.id, ())), shot, given.get(shot.id, ()))
        for shot in found
        if shot.down_at is None or shot.id in given
    ]


def city_of(shot_id: str) -> str:
    """The city of a picture. Raises NotFound for none."""
    return seeing.city_of(shots.find(shot_id))


def tell(reader: Reader, shot_id: str, handout_id: str, *, at: datetime) -> None:
    """Keep that somebody was told that she may not use a picture any more. Raises NotFound as `of_city`."""
    shot = shots.find(shot_id)
    city_id = seeing.city_of(shot)
    refuse_others(reader, city_id)
    if shot is not None and handout_id in {one.id for one in handouts.of_shots([shot.id]).get(shot.id, ())}:
        handouts.tell(handout_id, at=at)
