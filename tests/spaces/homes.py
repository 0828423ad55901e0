"""A rooftop in Lagos whose host has described it herself, approved, with a show and its people around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, text

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_spaces
from coordinator.editions.models import Edition
from coordinator.gate import granted
from coordinator.jobs import Outbox
from coordinator.lineups import adding
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows import host_news
from coordinator.shows.models import Show
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Space, SpaceState
from coordinator.spaces.registration import Step
from tests.campaign.builders import LAGOS, a_city, an_edition
from tests.lineups.evenings import lead_of, waiting
from tests.people.builders import a_person, signed_in
from tests.spaces.offers import ROOFTOP, a_host, answered, begun


@dataclass
class Rooftop:
    """The space by its id, its show from 19:00 to 21:30 in a month, and browsers of its host and its lead."""

    edition: Edition
    space_id: str
    show: Show
    host: FlaskClient
    lead: FlaskClient
    host_reader: Reader
    lead_reader: Reader

    @property
    def space(self) -> Space:
        """As it stands."""
        return db.session.get_one(Space, self.space_id, populate_existing=True)

    @property
    def said(self) -> own_spaces.Said:
        """What its host says of it, as it stands."""
        return own_spaces.own_form(self.host_reader, self.space_id).said

    def say(self, step: Step, other: Mapping[str, str | list[str]] = MappingProxyType({}), *, aware: int = 0) -> str:
        """Answer a step as at first but for some fields; the page that follows."""
        kept = {name: text for name, text in {**self.typed(step), **other}.items() if text != ""}
        address = f"/host/{self.space_id}/steps/{step}?aware={aware}"
        return self.host.post(address, data=kept, follow_redirects=True).text

    def typed(self, step: Step) -> dict[str, str | list[str]]:
        """What was answered at first."""
        return ROOFTOP[step] if step is not Step.TIMES else times_on(self.edition)


def times_on(edition: Edition) -> dict[str, str | list[str]]:
    """One evening of the edition's day."""
    return {"day": [edition.date.isoformat()], "opens": ["18:00"], "closes": ["23:30"], "languages": "en, yo"}


def a_rooftop(app: Flask, *, with_show: bool = True) -> Rooftop:
    """One. Without a show its show is called off before it begins."""
    edition, lagos = an_edition(day=(now() + timedelta(days=30)).date()), a_city(LAGOS)
    host_id = a_person("ade@example.org", name="Ade")
    host = signed_in(app.test_client(), host_id)
    space_id = begun(host)
    answered(host, space_id, *(step for step in Step if step is not Step.TIMES))
    host.post(f"/host/{space_id}/steps/times", data=times_on(edition))
    host.post(f"/host/{space_id}/submit")
    db.session.get_one(Space, space_id).state = SpaceState.APPROVED
    evening = Evening(datetime.combine(edition.date, time(19)), 150)
    show = adding.add(CONSOLE, edition, lagos.id, Booking(space_id, evening), at=now())
    db.session.flush()
    lead = lead_of(show)
    db.session.execute(delete(Outbox).where(Outbox.kind == host_news.LETTER))  # that is another test's
    if not with_show:
        with granted("no news of a show that is none"):
            db.session.execute(text("DELETE FROM sec_host_news"))
        db.session.delete(show)
    db.session.commit()
    browser = signed_in(app.test_client(), str(lead.id))
    return Rooftop(edition, space_id, show, host, browser, a_host(host_id), lead)


def told() -> list[tuple[str, str]]:
    """Kind and person of the jobs that wait and are in somebody's name: letters, and alarms that rise."""
    return [(kind, person) for kind, person in waiting() if person]
