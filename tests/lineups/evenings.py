"""A show that is locked, its acts asked, and people around it: for tests of offers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from coordinator.db import db
from coordinator.disclosure import offers as kept
from coordinator.disclosure.offers import Offer
from coordinator.disclosure.people import find_person
from coordinator.editions.models import Edition
from coordinator.jobs import Outbox
from coordinator.lineups import assignment, locking, offers
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from tests.campaign.builders import Town, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.people.builders import a_person


@dataclass
class AskedShow:
    """A show with three acts and three more that would fit; `at` is when it was locked."""

    edition: Edition
    show: Show
    acts: list[str]
    lead: Reader
    at: datetime

    def offer(self, number: int) -> Offer:
        """The newest offer of an act for this show, by the act's number (0 to 5)."""
        every = kept.of_shows([self.show.id], at=self.at)
        return [offer for offer in every if offer.artist_id == self.acts[number]][-1]

    def states(self, *, at: datetime | None = None) -> dict[int, str]:
        """Position → state, as the lead sees it."""
        seen = offers.states(self.lead, [self.show.id], at=at or self.at)[self.show.id]
        return {position: str(state) for position, state in seen.items()}


def lead_of(show: Show, email: str = "lead@example.org", *, deputy: bool = False) -> Reader:
    """A lead of the show's city, with an account."""
    person = a_person(email)
    accounts.grant(Role.LEAD, person, city_id=show.city_id, deputy=deputy)
    return Reader(person, frozenset({(Role.LEAD, show.city_id)}))


def contact_of(act: int) -> Reader:
    """Who speaks for an act, by its number."""
    person = find_person(f"act-A{act}@example.org")
    assert person is not None
    return Reader(person, frozenset({(Role.ARTIST, None)}))


def a_filled_show(town: Town | None = None, *, before: timedelta = timedelta(days=30)) -> AskedShow:
    """Three acts in their slots, not locked; `at` lies so long before the start."""
    edition, city = an_edition(), a_city(town)
    (show,) = spaces_taken(edition, city, a_space())
    acts = artists_taken(edition, city, *(an_artist(f"A{n}", rating=3.0 - n / 10) for n in range(6)))
    at = show.starts_at - before
    for position, act in enumerate(acts[:3], start=1):
        assignment.assign(CONSOLE, show.id, position, act, at=at)
    return AskedShow(edition, show, acts, lead_of(show), at)


def an_asked_show(town: Town | None = None, *, before: timedelta = timedelta(days=30)) -> AskedShow:
    """The same, locked by its lead."""
    evening = a_filled_show(town, before=before)
    locking.lock(evening.lead, evening.show.id, at=evening.at)
    db.session.commit()
    return evening


def waiting() -> list[tuple[str, str]]:
    """Kind and person of the jobs that wait, in order of their time."""
    rows = db.session.query(Outbox).where(Outbox.done_at.is_(None)).order_by(Outbox.due_at, Outbox.kind, Outbox.id)
    return [(row.kind, row.person_id or "") for row in rows]
