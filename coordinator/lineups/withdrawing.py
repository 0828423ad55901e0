"""An act takes its application back: its offers end, its slots fall empty, its leads get to know; all or nothing."""

from datetime import datetime

from coordinator.artists.models import Application, ApplicationState
from coordinator.db import db
from coordinator.disclosure import offers, standby
from coordinator.disclosure.offers import OfferState
from coordinator.disclosure.own_offers import speaks_for
from coordinator.errors import NotFound
from coordinator.lineups.holding import hold_with_shows
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
    shows = hold_with_shows([wish.artist_id], edition_id=wish.edition_id)
    if wish.state is ApplicationState.WITHDRAWN:
        return False
    for show in shows:
        _leave(show, wish.artist_id, by=str(reader.id), at=at)
    standby.hold(wish.city_id)
    standby.drop(wish.edition_id, wish.artist_id)
    wish.state = ApplicationState.WITHDRAWN
    return True


def _leave(show: Show, artist_id: str, *, by: str, at: datetime) -> None:
    for offer in offers.of_shows([show.id], at=at):
        if offer.artist_id == artist_id and offer.kept in offers.LIVE:
            ended = OfferState.LAPSED if offer.state is OfferState.LAPSED else OfferState.WITHDRAWN
            leave(show, offer, ended, by=by, at=at)
    leave_unasked(show, artist_id, by=by, at=at)
