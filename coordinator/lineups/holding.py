"""Acts held together with every show at which they play or are asked."""

from collections.abc import Collection

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import engagements, offers
from coordinator.shows.models import Show


def hold_with_shows(artist_ids: Collection[str], *, edition_id: str) -> Collection[Show]:
    """The shows of these acts, held together with them to the end of the transaction. Shows come before acts, so that
    nobody waits in a circle; where one was placed at another show before it was held, all are let go and it begins
    anew."""
    while True:
        shows = _shows(artist_ids, edition_id)
        held = db.session.begin_nested()
        engagements.hold_all(shows, ())
        for artist_id in sorted(artist_ids):
            engagements.hold_act(artist_id, edition_id=edition_id)
        if {show.id for show in _shows(artist_ids, edition_id)} <= {show.id for show in shows}:
            held.commit()
            return shows
        held.rollback()


def _shows(artist_ids: Collection[str], edition_id: str) -> Collection[Show]:
    """Where they hold a slot or have an offer."""
    ids = {one.show_id for one in engagements.engagements(artist_ids, edition_id=edition_id)}
    for artist_id in artist_ids:
        ids |= offers.shows_of(artist_id)
    chosen = select(Show).where(Show.id.in_(ids), Show.edition_id == edition_id).order_by(Show.starts_at, Show.id)
    return db.session.scalars(chosen).all()
