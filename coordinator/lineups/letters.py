"""Letters about offers, empty slots and closed doors, as jobs of the outbox. Each looks anew whether it still holds.

They name no act, no room and no address: a deadline, a city for those who lead it, and one link; the page decides.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Application
from coordinator.cities.models import City
from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure import alarms as open_alarms
from coordinator.disclosure import doors as closed_doors
from coordinator.disclosure import offers, own_acts
from coordinator.disclosure.offers import Offer, OfferState
from coordinator.jobs import Job
from coordinator.lineups import alarms, asking, doors, leaving, rechecking
from coordinator.lineups.problem import ACTS
from coordinator.people.letters import post, post_unless_stopped
from coordinator.people.models import PersonRole, Role, Topic
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Space
from coordinator.web import settings


def send_offer(job: Job, at: datetime) -> None:
    """“Action required”: ask or remind an act, as long as it has not answered."""
    offer = offers.find(job.subject, at=at)
    if offer is None or offer.state is not OfferState.OFFERED:
        return
    job, again = _to_contact(job, offer), job.kind == asking.REMINDER
    facts = {"until": offer.expires_at, "zone": _own_zone(offer), "again": again, "link": page_address("/artist/")}
    facts["changed"] = _asked_before(offer, at)
    if again:
        post_unless_stopped(job, "offer", facts, Topic.REMINDERS, at=at)
    else:
        post(job, "offer", facts, at=at)


def send_over(job: Job, at: datetime) -> None:
    """Tell an act that its offer was withdrawn, or has lapsed, unless it has a newer one for the evening."""
    offer = offers.find(job.subject, at=at)
    if offer is not None and not offer.is_live and not _is_asked_anew(offer, at):
        lapsed = offer.state is OfferState.LAPSED
        stays = not lapsed and offer.artist_id in offers.bills([offer.show_id])[offer.show_id].values()
        facts = {"lapsed": lapsed, "stays": stays, "link": page_address("/artist/")}
        post(_to_contact(job, offer), "offer_over", facts, at=at)


def send_changed(job: Job, at: datetime) -> None:
    """Tell an act that something it may know of its evening changed, unless it is asked again since."""
    offer = offers.find(job.subject, at=at)
    if offer is not None and offer.is_live:
        confirmed = offer.state is OfferState.CONFIRMED
        facts = {"confirmed": confirmed, "link": page_address("/artist/")}
        post_unless_stopped(_to_contact(job, offer), "evening_changed", facts, Topic.CHANGES, at=at)


def send_slot_open(job: Job, at: datetime) -> None:
    """Tell a lead that an act left, unless somebody filled the slot already."""
    offer = offers.find(job.subject, at=at)
    if offer is None or len(offers.bills([offer.show_id])[offer.show_id]) == ACTS:
        return
    show = db.session.get_one(Show, offer.show_id)
    if may_know(job.person_id, show.city_id):
        post(job, "slot_open", {"state": offer.state, **_where(show)}, at=at)


def send_slot_left(job: Job, at: datetime) -> None:
    """Tell a lead that an act left before it was asked, unless somebody filled the slot already."""
    show = db.session.get_one(Show, job.subject)
    if len(offers.bills([show.id])[show.id]) < ACTS and may_know(job.person_id, show.city_id):
        post(job, "slot_open", {"state": "unasked", **_where(show)}, at=at)


def send_misfit(job: Job, at: datetime) -> None:
    """Tell a lead that an act of a bill fits no more, as long as there is one."""
    show = db.session.get_one(Show, job.subject)
    if not may_know(job.person_id, show.city_id):
        return
    lead = Reader(job.person_id, frozenset({(Role.LEAD, show.city_id)}))
    if rechecking.misfits(lead, show, at=at):
        post(job, "misfit", _where(show), at=at)


def send_alarm(job: Job, at: datetime) -> None:
    """Tell whom an alarm has come to, as long as the slot is empty."""
    alarm = open_alarms.find_open(job.subject, at=at)
    if alarm is not None and may_know(job.person_id, alarm.show.city_id):
        hours = int((at - alarms.counts_from(alarm)).total_seconds() // 3600)
        post(job, "alarm", {"hours": max(hours, 1), **_where(alarm.show)}, at=at)


def send_door(job: Job, at: datetime) -> None:
    """Tell who leads a city that a host has closed her door or asks for it to be opened, as long as that holds."""
    space, door = db.session.get_one(Space, job.subject), closed_doors.find(job.subject)
    if door is not None and may_know(job.person_id, space.city_id):
        shows = len(doors.coming([space.id], at=at)[space.id])
        city = db.session.get_one(City, space.city_id)
        link = page_address(f"/lead/{city.slug}/doors/{space.id}")
        post(job, job.kind, {"city": city.name, "shows": shows, "link": link}, at=at)


def send_door_opened(job: Job, at: datetime) -> None:
    """Tell who leads a city that a host has opened her door again, unless it is closed by now."""
    space = db.session.get_one(Space, job.subject)
    if closed_doors.find(job.subject) is None and may_know(job.person_id, space.city_id):
        city = db.session.get_one(City, space.city_id)
        link = page_address(f"/lead/{city.slug}/spaces/{space.id}")
        post(job, job.kind, {"city": city.name, "link": link}, at=at)


JOBS = {
    asking.OFFER: send_offer,
    asking.REMINDER: send_offer,
    asking.OVER: send_over,
    asking.CHANGED: send_changed,
    leaving.LETTER: send_slot_open,
    leaving.LETTER_OF_SHOW: send_slot_left,
    rechecking.LETTER: send_misfit,
    alarms.LETTER: send_alarm,
    doors.LETTER: send_door,
    doors.ASKED: send_door,
    doors.OPENED: send_door_opened,
}


def page_address(path: str) -> str:
    """The whole address of a page of the site."""
    return f"{site_address(settings())}{path}"


def _to_contact(job: Job, offer: Offer) -> Job:
    """The job for who speaks for the act by now: since it was enqueued the act may have become one with another."""
    return replace(job, person_id=offer.contact_id)


def _own_zone(offer: Offer) -> str:
    """The zone of the town in which the act lives; of one that has not said where, of the city it counts to."""
    home = own_acts.homes([offer.artist_id]).get(offer.artist_id)
    if home is not None:
        return home[1]
    wish = (Application.artist_id == offer.artist_id) & (Application.edition_id == Show.edition_id)
    joined = select(City.zone).join(Application, Application.city_id == City.id).join(Show, wish)
    return db.session.scalars(joined.where(Show.id == offer.show_id)).one()


def _asked_before(offer: Offer, at: datetime) -> bool:
    """Whether the act was asked for this evening before it changed."""
    mine = [one for one in offers.of_shows([offer.show_id], at=at) if one.artist_id == offer.artist_id]
    last = mine[mine.index(offer) - 1] if offer in mine[1:] else None
    return last is not None and last.state is OfferState.WITHDRAWN and not last.by_act


def _is_asked_anew(offer: Offer, at: datetime) -> bool:
    return any(one.is_live and one.artist_id == offer.artist_id for one in offers.of_shows([offer.show_id], at=at))


def _where(show: Show) -> dict[str, object]:
    city = db.session.get_one(City, show.city_id)
    return {"city": city.name, "link": page_address(f"/lead/{city.slug}/shows/{show.id}")}


def may_know(person_id: str, city_id: str) -> bool:
    """Whether the person still leads the city, or belongs to the global team."""
    lead = (PersonRole.role == Role.LEAD) & (PersonRole.city_id == city_id)
    mine = select(PersonRole.id).where(PersonRole.person_id == person_id, lead | (PersonRole.role == Role.GLOBAL))
    return db.session.scalar(mine.limit(1)) is not None
