"""An act takes its application back: its offers end, its slots fall empty, its leads get to know; all or nothing."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Application, ApplicationState
from coordinator.db import db
from coordinator.disclosure import engagements, offers, standby
from coordinator.disclosure.offers import OfferState
from coordinator.disclosure.own_offers import speaks_for
from coordinator.errors import NotFound
from coordinator.lineups.leaving import leave, leave_unasked
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


def withdraw(reader: Reader, application_id: str, *, at: datetime) -> bool:
    """Take an application back, whatever its state; whether there was one to take back: a second time changes nothing.

    Evenings that are over stay as they were. Raises NotFound for everybody but who speaks for the act.
    """
    wish = db.session.get(Application, application_id)
    if wish is None or not speaks_for(reader, wish.artist_id):
        raise NotFound
    shows = _hold_shows(wish)
    if wish.state is ApplicationState.WITHDRAWN:
        return False
    for show in shows:
        _leave(show, wish.artist_id, by=str(reader.id), at=at)
    standby.hold(wish.city_id)
    standby.drop(wish.edition_id, wish.artist_id)
    wish.state = ApplicationState.WITHDRAWN
    return True


def _hold_shows(wish: Application) -> Collection[Show]:
    """The shows of an act, held together with it. Shows come before acts, so that nobody waits in a circle; where it
    was placed at another one before it was held, all are let go and it begins anew."""
    while True:
        shows = _shows(wish)
        held = db.session.begin_nested()
        engagements.hold_all(shows, ())
        engagements.hold_act(wish.artist_id, edition_id=wish.edition_id)
        if {show.id for show in _shows(wish)} <= {show.id for show in shows}:
            held.commit()
            return shows
        held.rollback()


def _shows(wish: Application) -> Collection[Show]:
    """Where the act holds a slot or has an offer."""
    ids = {one.show_id for one in engagements.engagements([wish.artist_id], edition_id=wish.edition_id)}
    ids |= offers.shows_of(wish.artist_id)
    chosen = select(Show).where(Show.id.in_(ids), Show.edition_id == wish.edition_id).order_by(Show.starts_at, Show.id)
    return db.session.scalars(chosen).all()


def _leave(show: Show, artist_id: str, *, by: str, at: datetime) -> None:
    for offer in offers.of_shows([show.id], at=at):
        if offer.artist_id == artist_id and offer.kept in offers.LIVE:
            ended = OfferState.LAPSED if offer.state is OfferState.LAPSED else OfferState.WITHDRAWN
            leave(show, offer, ended, by=by, at=at)
    leave_unasked(show, artist_id, by=by, at=at)
