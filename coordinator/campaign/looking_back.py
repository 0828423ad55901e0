"""An evening of the demonstration that is over, with pictures: two to which everyone on them has said yes, and one
about which somebody is still to answer. All of it goes through the use-cases, each at the instant at which it would
have happened."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator import painting, pictures
from coordinator.album import consenting, sending
from coordinator.album.models import Shown, Use
from coordinator.album.sending import Named, Who
from coordinator.artists.listing import ListedArtist
from coordinator.campaign.importing import take_artists, take_spaces
from coordinator.campaign.opening import open_edition
from coordinator.cities.models import City
from coordinator.cities.registering import NameArea
from coordinator.cities.siting import Sited
from coordinator.db import db
from coordinator.disclosure import album_standing, consents, slots
from coordinator.disclosure.deposits import artist_ids
from coordinator.disclosure.shots import Sent
from coordinator.lineups import locking
from coordinator.lineups.problem import ACTS
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from coordinator.spaces.listing import ListedSpace

SLUG, NAME = "open-doors-rehearsal", "Open Doors, the rehearsal"
AGO = timedelta(days=8)
HOUR = timedelta(hours=1)
SHOWN = (
    (
        "Somebody plays alone beside bookshelves, in the light of a lamp; six listen, seen from behind",
        "Very near",
        (2,),
    ),
    ("Two people play in the light of a lamp; six listen, seen from behind", "The last song", (1,)),
    ("Three people play beside bookshelves", "", (2, 3)),
)
"""What is on each picture, its caption, and which acts; the last one waits for an answer."""


def three_apart(acts: Iterable[ListedArtist]) -> Sequence[ListedArtist]:
    """The first three acts that may share an evening: no member of one in another, no main genre twice; fewer where
    there are no three."""
    found: list[ListedArtist] = []
    for act in acts:
        beside = [one for one in found if one.genres[:1] == act.genres[:1] or set(one.members) & set(act.members)]
        if not beside and len(found) < ACTS:
            found.append(act)
    return found


def look_back(
    space: ListedSpace, acts: Sequence[ListedArtist], city: City, *, name_area: NameArea, at: datetime
) -> None:
    """Let an evening have been in that room, with these three acts, some days before the instant `at`."""
    edition = open_edition(SLUG, name=NAME, day=(at - AGO).date())
    point = (space.latitude or 0.0, space.longitude or 0.0)
    take_spaces(edition, [Sited(replace(space, space_id="R1", curfew=None), city, *point)], name_area=name_area, at=at)
    rows = [
        replace(act, artist_id=f"R{number}", needs=(), free_from=None, free_until=None)
        for number, act in enumerate(acts)
    ]
    take_artists(edition, [Sited(act, city, act.latitude or point[0], act.longitude or point[1]) for act in rows])
    show = db.session.scalars(select(Show).where(Show.edition_id == edition.id)).one()
    known = artist_ids(edition.id)
    for position, row in enumerate(rows, start=1):
        slots.put(show, position, known[row.artist_id])
    locking.lock(CONSOLE, show.id, at=show.starts_at - timedelta(days=5))
    for number, (words, caption, played) in enumerate(SHOWN):
        _send(show, number, Sent(words, caption, (Use.SITE, Use.PRESS), is_empty=False, form=f"demo-{number}"), played)


def _send(show: Show, number: int, sent: Sent, acts: tuple[int, ...]) -> None:
    """The host sends it the evening after; all but whom the last one asks have answered."""
    at = show.ends_at + HOUR
    host = Reader(album_standing.host(show))
    (made,) = pictures.take([io.BytesIO(painting.evening(number))], field="file")
    who = Who(acts=acts, people=(Named("Noor", "noor@example.org"),))
    shot_id = sending.send(host, show.id, sent, who, made, origin="", locale=None, at=at)
    waits = number == len(SHOWN) - 1
    for one in consents.of_shots([shot_id or ""]).get(shot_id or "", ()):
        if one.agreed is None and not (waits and one.who.asked_as is Shown.OTHER):
            consenting.answer(consents.token_of(one.id), [Use.SITE, Use.PRESS], at=at + HOUR)
