"""Several parties, each at a browser of her own, from entry to one door, as the clock goes by: one that wins and
names who comes along, one that gives its seats back, one that waits and is asked for them, and one that stands before
the door. In a city whose clocks change between the reveal and the show, and in one whose clocks never do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doorkeepers
from coordinator.door.models import DoorRole
from coordinator.guests.verifying import verify_draw
from coordinator.shows.models import Show
from tests.browsing import Watched
from tests.campaign.builders import Town
from tests.guests.entering import edition_of
from tests.journeys.conftest import LiveSite, Open
from tests.journeys.ways import ACTS, ADDRESSES, EARLY, HOUR, SECOND, Clock, Way, by_our_clock, hold_draw, way_of
from tests.people.builders import a_person

pytestmark = pytest.mark.browser
NAMES = ("Gül", "Noa", "Tomás", "Ida")  # all ask for two seats of four


@dataclass(frozen=True)
class Party:
    """Who asked, and her browser."""

    name: str
    watched: Watched

    @property
    def mail(self) -> str:
        """Her address."""
        return f"{NAMES.index(self.name)}@example.org"

    @property
    def page(self) -> Page:
        """What she looks at."""
        return self.watched.page

    def entries(self, way: Way) -> str:
        """What her own page says."""
        self.page.goto(f"{way.site.url}/entries/")
        return self.page.get_by_role("main").inner_text()


@pytest.fixture
def live_site(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveSite]:
    """A site with a show for four in that city, whose clock is ours."""
    with by_our_clock(town, tmp_path, monkeypatch, also=_sue_stands_there, capacity=4) as site:
        yield site


def _sue_stands_there(show: Show) -> None:
    doorkeepers.put(show, a_person("sue@example.org", name="Sue"), DoorRole.SUPERVISOR, "Sue", at=now())


def _enter(opened: Open, way: Way, name: str) -> Party:
    party = Party(name, opened(f"/shows/{way.show_id}/enter", size="phone"))
    page = party.page
    page.get_by_label("Your name").fill(name)
    page.get_by_label("We are two").check()
    page.get_by_label("E-mail").fill(party.mail)
    page.get_by_role("button", name="Ask for a seat").click()
    page.wait_for_url("**/enter/sent")
    way.site.deliver()
    way.follow(page, party.mail, "")
    page.get_by_role("button", name="Yes, that is me").click()
    page.wait_for_url("**/entries/")
    return party


def _names(opened: Open, way: Way, party: Party, second: str) -> Watched:
    """She names who comes along, who says yes in her own browser."""
    party.entries(way)
    party.page.get_by_role("link", name="Name them").click()
    party.page.get_by_label("Their name").fill(second)
    party.page.get_by_label("Their own e-mail").fill(f"{second}@example.org")
    party.page.get_by_role("button", name="Ask them").click()
    way.site.deliver()
    friend = opened("/outbox", size="phone")
    way.follow(friend.page, f"{second}@example.org", "asks whether you come along")
    friend.page.get_by_role("button", name="Yes, I come along").click()
    return friend


def _code(party: Party, way: Way) -> str:
    party.entries(way)
    party.page.get_by_role("link", name="Your ticket").click()
    return party.page.locator(".ticket .code").inner_text()


def _one_comes(door: Watched, name: str, code: str) -> None:
    """One of a party of two comes in, by the code that she shows."""
    door.page.get_by_label("First name or code").fill(code)
    door.page.keyboard.press("Enter")
    expect(door.page.locator("#answer")).to_have_text(re.compile("^Found: .*, 2 people$"))
    row = door.page.locator(".party", has=door.page.get_by_text(name))
    row.get_by_role("button", name="1 in").click()


def _verified(way: Way, page: Page, folder: Path) -> str:
    """What the command says of the published files, of which the last tells what happened since."""
    with way.site.app.app_context():
        show = db.session.get_one(Show, way.show_id)
        city = db.session.get_one(City, show.city_id).slug
        place = f"{way.site.url}/draws/{edition_of(show).slug}/{city}"
    names = []
    for name in ("list.txt", "result.txt", "chain.txt"):
        (folder / name).write_bytes(page.request.get(f"{place}/{name}").body())
        names.append(str(folder / name))
    said = CliRunner().invoke(verify_draw, [*names[:2], "--chain", names[2]])
    assert said.exit_code == 0, said.output
    return said.output


def test_winners_who_waits_and_who_stands_before_the_door_come_to_one_evening(
    opened: Open, live_site: LiveSite, town: Town, tmp_path: Path
) -> None:
    way, address = way_of(live_site), ADDRESSES[town.name]

    way.wait(way.starts_at - EARLY)
    parties = [_enter(opened, way, name) for name in NAMES]
    assert ["You are in the draw." in party.entries(way) for party in parties] == [True] * 4

    way.wait(way.starts_at - timedelta(days=10))
    way.wait(hold_draw(way) + HOUR)
    drawn = [party for party in parties if "You were drawn" in party.entries(way)]
    waits = [party for party in parties if "You are on the waiting list" in party.entries(way)]
    assert (len(drawn), len(waits)) == (2, 2)
    wins, gives = drawn
    friend = _names(opened, way, wins, "Bea")
    wins.entries(way)
    wins.page.get_by_role("button", name="Yes, we come").click()
    gives.entries(way)
    gives.page.get_by_role("button", name="Give it back").click()
    way.wait(Clock.at + HOUR)
    asked = [party for party in waits if "You were drawn" in party.entries(way)]
    assert len(asked) == 1
    (next_, last) = asked[0], next(party for party in waits if party is not asked[0])
    way.follow(next_.page, next_.mail, "you were drawn")
    next_.page.get_by_role("button", name="Yes, we come").click()
    _names(opened, way, next_, "Kim")

    way.wait(way.starts_at - timedelta(hours=72) - SECOND)
    assert [line for party in parties for line in way.letters(party.page, party.mail) if "address" in line] == []
    way.wait(way.starts_at - timedelta(hours=72))
    told = [any("address is ready" in line for line in way.letters(one.page, one.mail)) for one in parties]
    assert told == [party in (wins, next_) for party in parties]
    for party in (wins, next_):
        way.follow(party.page, party.mail, "address is ready")
        expect(party.page.get_by_text(address).first).to_be_visible()
    for party in (gives, last):
        assert address not in party.entries(way)

    way.wait(way.starts_at - HOUR / 2)
    codes = [_code(party, way) for party in (wins, next_)]
    last.entries(way)
    last.page.get_by_role("link", name="I am here").click()
    last.page.get_by_role("button", name="I am here").click()
    expect(last.page.get_by_text("You are called in the order of the draw.")).to_be_visible()
    door = opened("/door/", size="phone", role="sue@example.org")
    door.page.clock.set_fixed_time(Clock.at)
    door.page.goto(f"{live_site.url}/door/{way.show_id}")
    assert door.eventually("document.querySelector('#door').dataset.ready") == "kept", door.said
    for number, (party, code) in enumerate(zip((wins, next_), codes, strict=True), start=1):
        _one_comes(door, party.name, code)
        assert door.eventually(f"document.querySelector('[data-count=inside]').textContent === '{number}'")
    expect(door.page.locator("#network")).to_contain_text("all sent", use_inner_text=True)
    door.page.reload()
    expect(door.page.locator("#live .waits li")).to_have_count(1)
    expect(door.page.locator(".waits").get_by_role("button", name="Let in")).to_have_count(0)
    way.wait(way.starts_at + timedelta(minutes=15))
    door.page.clock.set_fixed_time(Clock.at)
    door.page.reload()
    expect(door.page.locator(".waits li").first).to_contain_text(f"1. {last.name}", use_inner_text=True)
    assert door.faults() == []
    door.page.locator(".waits").get_by_role("button", name="Let in").click()
    door.page.get_by_text("from the waiting list").first.wait_for()
    inside = "document.querySelector('[data-count=inside]').textContent"
    assert door.eventually(f"{inside} === '3'")  # for two, but nobody has said yes to come along: one
    assert "You were let in from the waiting list." in last.entries(way)

    way.wait(way.ends_at)
    for one in (wins, next_):
        one.entries(way)
        one.page.get_by_role("link", name="See who played").click()
        for name in ACTS:
            expect(one.page.get_by_text(name).first).to_be_visible()
    assert "since   1 released, 1 promoted, 1 admitted" in _verified(way, last.page, tmp_path)
    for watched in (*(party.watched for party in parties), friend):
        assert watched.faults() == []
        assert watched.said == []
