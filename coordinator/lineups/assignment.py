"""A lead's hand on the lineup: put an act into a slot, empty it, hold it for the optimiser.

The database refuses what must never be; the rules that span several rows (members, vetoes, how often an act plays) are
checked here, in the transaction that writes, while everybody else who would touch the same acts or show waits.
"""

from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Application
from coordinator.db import db
from coordinator.disclosure import engagements, slots
from coordinator.disclosure.engagements import Engagement
from coordinator.disclosure.matching import WANTED
from coordinator.errors import Conflict, NotFound
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState


def assign(reader: Reader, show_id: str, position: int, artist_id: str, *, at: datetime) -> None:
    """Put an act into a slot (1 to 3) of a show the reader leads, in the stead of whoever held it.

    Raises NotFound for a show that is not the reader's or an act that does not want to play, and Conflict:
    `no_such_slot`, `slot_locked`, `show_locked`, `show_cancelled`, `already_at_show`, `plays_elsewhere`,
    `member_plays_elsewhere`, `enough_shows`, `vetoed`, `show_over`.
    """
    show = _led(reader, show_id)
    bandmates = engagements.sharing_members(artist_id, edition_id=show.edition_id)
    engagements.hold(show, {artist_id, *bandmates})
    wish = _wish(show, artist_id)
    _refuse_past(show, at)
    held = engagements.engagements({artist_id, *bandmates}, edition_id=show.edition_id)
    elsewhere = [one for one in held if one.show_id != show.id]
    _refuse_clashes(show, artist_id, elsewhere)
    if sum(one.artist_id == artist_id for one in elsewhere) >= wish.max_shows:
        raise Conflict("enough_shows", most=wish.max_shows)
    if any(one.artist_id in bandmates and one.position != position for one in held if one.show_id == show.id):
        raise Conflict("member_plays_elsewhere")
    if engagements.is_vetoed(artist_id, show=show, position=position):
        raise Conflict("vetoed")
    slots.put(show, position, artist_id)


def clear(reader: Reader, show_id: str, position: int) -> None:
    """Empty a slot. Raises NotFound, and Conflict: `show_locked`, `slot_locked`."""
    show = _led(reader, show_id)
    engagements.hold(show, ())
    slots.clear(show.id, position)


def hold(reader: Reader, show_id: str, position: int, *, held: bool) -> None:
    """Hold a slot's act against the optimiser and against clearing, or let it go. Raises NotFound."""
    slots.pin(_led(reader, show_id).id, position, locked=held)


def _led(reader: Reader, show_id: str) -> Show:
    show = db.session.get(Show, show_id)
    if show is None or not (reader.has(Role.GLOBAL) or reader.leads(show.city_id)):
        raise NotFound
    return show


def _wish(show: Show, artist_id: str) -> Application:
    wanted = (Application.edition_id == show.edition_id) & (Application.artist_id == artist_id)
    wish = db.session.scalar(select(Application).where(wanted, Application.state.in_(WANTED)))
    if wish is None:
        raise NotFound
    return wish


def _refuse_past(show: Show, at: datetime) -> None:
    if show.state is ShowState.CANCELLED:
        raise Conflict("show_cancelled")
    if at >= show.ends_at:
        raise Conflict("show_over")


def _refuse_clashes(show: Show, artist_id: str, elsewhere: list[Engagement]) -> None:
    """Nobody plays in two shows that overlap, neither the act nor one of its members with another act."""
    for one in elsewhere:
        if one.starts_at < show.ends_at and show.starts_at < one.ends_at:
            raise Conflict("plays_elsewhere" if one.artist_id == artist_id else "member_plays_elsewhere")
