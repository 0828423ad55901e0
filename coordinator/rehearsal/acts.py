"""The acts of a rehearsal: they answer offers or let them lapse, and some fall away, on the day as well."""

from datetime import datetime
from functools import partial

from coordinator.db import db
from coordinator.disclosure import rehearsed
from coordinator.disclosure.rehearsed import Asked
from coordinator.lineups import offers
from coordinator.people.readers import Reader
from coordinator.rehearsal.stage import DAY, HOUR, MINUTE, Stage
from coordinator.shows.models import Show

ASKED, NO, SILENT = 16, 5, 11  # of so many who are asked the fifth says no, the eleventh nothing, the others yes
FALLS_AWAY = 56  # of so many who have said yes two fall away: one within the last hours, one before
LAST = 10 * HOUR


def follow(stage: Stage, at: datetime) -> None:
    """Have the acts that were asked make up their minds."""
    for offer in rehearsed.asked("offered"):
        if offer.expires_at > at and stage.is_new(f"offer|{offer.id}"):
            _think(stage, offer, at)


def _think(stage: Stage, offer: Asked, at: datetime) -> None:
    stage.asked += 1
    lot = stage.asked % ASKED
    when = max(stage.within(at + MINUTE, offer.expires_at, minutes=15), at + 5 * MINUTE)
    if when < offer.expires_at and lot != SILENT:
        stage.agenda.put(when, partial(_say_no if lot == NO else _say_yes, stage, offer))


def _say_yes(stage: Stage, offer: Asked, at: datetime) -> None:
    offers.confirm(Reader(offer.contact_id), offer.id, at=at)
    stage.figures["offers_confirmed"] += 1
    if stage.figures["offers_confirmed"] % FALLS_AWAY in (3, FALLS_AWAY // 2):
        start = db.session.get_one(Show, offer.show_id).starts_at
        on_the_day = stage.figures["offers_confirmed"] % FALLS_AWAY == 3
        first, last = (start - LAST, start - HOUR) if on_the_day else (at + HOUR, start - DAY)
        if (when := stage.within(max(first, at + MINUTE), last)) > at:
            stage.agenda.put(when, partial(_fall_away, stage, offer))


def _say_no(stage: Stage, offer: Asked, at: datetime) -> None:
    offers.decline(Reader(offer.contact_id), offer.id, at=at)
    stage.figures["offers_declined"] += 1


def _fall_away(stage: Stage, offer: Asked, at: datetime) -> None:
    if offer.id not in {one.id for one in rehearsed.asked("confirmed")}:
        return
    show = db.session.get_one(Show, offer.show_id)
    offers.withdraw(Reader(offer.contact_id), offer.id, at=at)
    what = "act_fell_away_today" if at > show.starts_at - LAST - MINUTE else "act_fell_away"
    stage.tell(at, what, show.city_id)
