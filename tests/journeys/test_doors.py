"""A host after her room is approved: she reads what others see, changes a thing, closes her door; her lead acts."""

from collections.abc import Iterator
from datetime import datetime, time

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_spaces
from coordinator.disclosure.people import find_person
from coordinator.editions.models import Edition
from coordinator.lineups import adding
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows import reserves
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Space, SpaceState
from tests.browsing import Watched
from tests.journeys.conftest import LiveSite, Open, a_live_site
from tests.journeys.hands import Keyboard, Mouse, Thumb
from tests.journeys.test_hosts import come_in, offer

pytestmark = pytest.mark.browser
HANDS: dict[str, type[Mouse]] = {"desk": Keyboard, "phone": Thumb}


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own: shows of these journeys would change what others count."""
    with a_live_site(tmp_path_factory.mktemp("doors")) as site:
        yield site


def approved_with_a_show(site: LiveSite, email: str) -> str:
    """The lead approves the host's rooftop and plans an evening in it, with a reserve; the space's id."""
    with site.app.app_context():
        edition = db.session.scalars(select(Edition).where(Edition.slug.startswith("open-doors-2"))).one()
        lagos = db.session.scalars(select(City).where(City.name == "Lagos")).one()
        host = Reader(find_person(email))
        space_id = own_spaces.own_forms(host, edition.id)[-1].space_id
        db.session.get_one(Space, space_id).state = SpaceState.APPROVED
        evening = Evening(datetime.combine(edition.date, time(11)), 90)  # when other rooms are free
        adding.add(CONSOLE, edition, lagos.id, Booking(space_id, evening, outside="agreed"), at=now())
        reserves.pair_all(CONSOLE, edition_id=edition.id, city_id=lagos.id, at=now())
        db.session.commit()
    return space_id


class Host:
    """A host with her hands; on every page axe finds nothing, where there is JavaScript to run it."""

    def __init__(self, watched: Watched, hand: Mouse | None) -> None:
        self.watched = watched
        self.page = watched.page
        self.hand = hand

    def press(self, name: str, role: str = "button") -> None:
        """Press what is called so; first of all look whether everybody can use the page."""
        target = self.page.get_by_role("main").get_by_role(role, name=name).first  # type: ignore[arg-type]
        if self.hand is None:
            target.click()
        else:
            assert self.watched.faults() == []
            self.hand.press(target)

    def reads(self, words: str) -> None:
        """See that it stands there."""
        expect(self.page.get_by_text(words).first).to_be_visible()


def changes_and_closes(host: Host, space: str) -> None:
    """Read what others see, have fewer guests, name somebody, close the door."""
    host.page.goto(space)
    host.reads("an evening is planned in it")
    host.press("What others see of your home", "link")
    expect(host.page.get_by_role("region", name="once the address is told").first).to_contain_text(
        "7 Rooftop Road", use_inner_text=True
    )

    host.page.goto(f"{space}/steps/guests")
    host.page.get_by_label("How many guests").fill("10")
    host.press("Save and go on")
    host.reads("It is planned for 25 guests; 10 seats are offered.")
    host.press("Send it to my lead")
    host.reads("Your lead has it.")
    host.page.goto(space)
    host.reads("Waits for your lead")

    host.press("Not in my home", "link")
    host.page.get_by_label("A person or an act").fill("My former neighbour")
    host.press("Keep it")
    host.reads("My former neighbour")

    host.page.goto(space)
    host.press("Close my door")
    host.reads("Your door is closed")
    host.page.goto(f"{space}/seen")
    expect(host.page.get_by_role("region", name="once the address is told").first).not_to_contain_text(
        "7 Rooftop Road", use_inner_text=True
    )


def moves_to_the_reserve(lead: Host, space_id: str, url: str) -> None:
    """From the alarm on the board to the room that stands ready; what the host has said is looked at on the way."""
    lead.page.goto(f"{url}/lead/lagos/spaces/{space_id}/changes")
    lead.reads("My former neighbour")
    lead.reads("25 at most")
    lead.press("It means no act here")
    lead.reads("Dismissed.")
    lead.page.goto(f"{url}/lead/lagos/")
    link = lead.page.locator(f'.alarms a[href$="/doors/{space_id}"]')
    link.click()
    lead.page.wait_for_url(f"**/doors/{space_id}")
    lead.press("Move the show to")
    lead.page.wait_for_url("**/plan")
    lead.reads("The show is at")
    lead.page.goto(f"{url}/lead/lagos/doors/{space_id}")
    lead.reads("there is nothing left to move")


def asks_and_takes_back(host: Host, space: str) -> None:
    """Too late to open it herself; then she would rather not any more."""
    host.page.goto(space)
    host.reads("The lead has acted")
    host.press("Ask to open it again")
    host.reads("You have asked the lead")
    host.press("Take it back", "link")
    host.reads("Take it back?")
    host.press("Take it back")
    host.reads("Taken back.")
    host.page.goto(space)
    host.reads("You have taken it back")
    assert host.hand is None or host.watched.faults() == []


def test_a_host_closes_her_door_and_the_lead_moves_the_show(opened: Open, live_site: LiveSite, size: str) -> None:
    email = f"door-{size}@example.org"
    watched = come_in(opened, live_site, email, size=size)
    offer(watched, arrows=True)
    space_id = approved_with_a_show(live_site, email)
    host, space = Host(watched, HANDS[size](watched)), f"{live_site.url}/host/{space_id}"

    changes_and_closes(host, space)
    leading = opened("", size=size, role=Role.LEAD)
    moves_to_the_reserve(Host(leading, HANDS[size](leading)), space_id, live_site.url)
    asks_and_takes_back(host, space)

    told = [one for one in (*watched.said, *leading.said) if "409 (CONFLICT)" not in one]  # a question, not a fault
    assert told == []


def test_all_of_it_works_without_javascript(opened: Open, live_site: LiveSite) -> None:
    email = "door-plain@example.org"
    watched = come_in(opened, live_site, email, java_script_enabled=False)
    offer(watched, arrows=False)
    space_id = approved_with_a_show(live_site, email)
    host, space = Host(watched, None), f"{live_site.url}/host/{space_id}"

    changes_and_closes(host, space)
    leading = opened("", role=Role.LEAD, java_script_enabled=False)
    moves_to_the_reserve(Host(leading, None), space_id, live_site.url)
    asks_and_takes_back(host, space)
