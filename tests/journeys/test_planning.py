"""A lead plans her city in a browser: adds a show, meets a skipped hour, splits one, prints its sheet, calls it off."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from coordinator.campaign.importing import take_spaces
from coordinator.cities.models import City
from coordinator.cities.siting import Sited
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import slots
from coordinator.disclosure.rooms import points
from coordinator.editions.models import Edition
from coordinator.lineups import filling
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE
from coordinator.shows.leading import led_shows
from tests.campaign.builders import a_space, plain_name
from tests.journeys import boards
from tests.journeys.conftest import SIZES, LiveSite, Open, a_live_site

pytestmark = pytest.mark.browser
NEXT_DOOR, SPRING = "The room next door", date(2027, 3, 28)


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own: these journeys take shows away that others count on."""
    with a_live_site(tmp_path_factory.mktemp("planning")) as site:
        yield site


@pytest.fixture(scope="module")
def evenings(live_site: LiveSite) -> dict[str, str]:
    """For each size of window a show of Berlin (id) with three acts and a free room next door."""
    with live_site.app.app_context():
        found = dict(zip(SIZES, _with_a_room_next_door(), strict=True))
        db.session.commit()
    return found


def _with_a_room_next_door() -> list[str]:
    edition = db.session.scalars(select(Edition).where(Edition.slug.startswith("open-doors-2"))).one()
    berlin = db.session.scalars(select(City).where(City.slug == "berlin")).one()
    shows = led_shows(CONSOLE, edition_id=edition.id, city_id=berlin.id)
    chosen = [
        show
        for show in shows
        if len(filling.proposed(CONSOLE, show, at=now())) == 3 and not slots.locked_shows([show.id])
    ][:2]
    for number, show in enumerate(chosen):
        filling.fill(CONSOLE, show, filling.proposed(CONSOLE, show, at=now()), at=now())
        latitude, longitude = points([show.space_id])[show.space_id]
        room = a_space(f"next-{number}", space_name=f"{NEXT_DOOR} {number}", start=time(9), minutes=60)
        take_spaces(edition, [Sited(room, berlin, latitude + 0.001, longitude)], name_area=plain_name, at=now())
    return [show.id for show in chosen]


@contextmanager
def _on_the_night_of_the_change(site: LiveSite) -> Iterator[None]:
    """The edition, for as long as the block lasts, on the night in which Berlin's clocks skip an hour."""
    with site.app.app_context():
        edition = db.session.scalars(select(Edition).where(Edition.slug.startswith("open-doors-2"))).one()
        usual, edition.date = edition.date, SPRING
        db.session.commit()
        yield
        edition.date = usual
        db.session.commit()


@pytest.mark.usefixtures("evenings")
def test_a_show_is_added_and_no_hour_is_taken_that_clocks_skip(opened: Open, live_site: LiveSite) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    page.goto(f"{live_site.url}/lead/berlin/plan")
    assert watched.faults() == []

    page.get_by_role("link", name="Add a show").first.click()
    page.get_by_label("Space").select_option(label=_option(page, NEXT_DOOR))
    page.get_by_label("Start").fill("13:30")
    page.get_by_label("Minutes").fill("90")
    page.get_by_role("button", name="Add the show").click()
    page.get_by_text("The show is planned for").wait_for()

    row = page.locator(".planned > li", has_text=NEXT_DOOR).filter(has_text="1:30").first
    row.get_by_role("link", name=re.compile("^Move")).click()
    page.wait_for_url("**/move")
    with _on_the_night_of_the_change(live_site):
        page.get_by_label("Day").fill(SPRING.isoformat())
        page.get_by_label("Start").fill("02:30")
        page.get_by_role("button", name="Move the show").click()
        page.locator(".field .fault").get_by_text("The next time that there is: 3:00").wait_for()
        kept = page.get_by_label("Start").input_value()
        faults = watched.faults()
    assert (kept, faults) == ("02:30", [])
    assert [line for line in watched.said if "422" not in line] == []  # Chromium notes that a form was refused


def test_a_show_is_split_its_sheet_printed_joined_and_called_off(
    opened: Open, live_site: LiveSite, evenings: dict[str, str], size: str
) -> None:
    watched = opened("", size=size, role=Role.LEAD)
    page, show = watched.page, f"{live_site.url}/lead/berlin/shows/{evenings[size]}"

    page.goto(f"{show}/split")
    assert watched.faults() == []
    page.get_by_role("button", name="Split the show").click()
    page.get_by_text("The three acts play in two rooms now").wait_for()
    expect(page.locator(".planned > li", has_text="rotated")).to_have_count(2)
    assert watched.faults() == []

    page.goto(f"{show}/sheet")
    names = page.locator(".running h2").all_inner_texts()
    page.get_by_role("link", name="Sheet of the other room").click()
    page.wait_for_url(lambda url: evenings[size] not in url)
    expect(page.locator(".running h2")).to_have_text([names[2], names[0], names[1]], use_inner_text=True)
    assert watched.faults() == []
    other = page.url
    _open_the_second_room(page, other.removesuffix("/sheet"), [names[2], names[0], names[1]])
    assert watched.faults() == []
    page.goto(other)
    page.get_by_role("link", name="Sheet for the host").click()
    page.wait_for_url("**/sheet/host")
    _look_at_the_paper(page, names)
    assert watched.faults() == []

    page.goto(f"{live_site.url}/lead/berlin/plan")
    page.get_by_role("button", name=re.compile("^Join again")).click()
    page.get_by_text("The acts play in one room again").wait_for()
    page.goto(f"{show}/cancel")
    assert watched.faults() == []
    page.get_by_label("Why").fill("a burst pipe")
    page.get_by_role("button", name="Call the show off").click()
    page.get_by_text("The show is called off. 3 acts are free again.").wait_for()
    assert watched.said == []


def _open_the_second_room(page: Page, room: str, names: list[str]) -> None:
    """From the board: it has its acts, and a way to where they are placed."""
    page.goto(room.partition("/shows/")[0] + "/")
    boards.opened(page, boards.row_of(page, room.rsplit("/", 1)[1]))
    assert boards.acts(page) == names
    page.get_by_role("link", name="Place and lock them there.").click()
    page.wait_for_url(lambda url: url != room)


def _option(page: Page, name: str) -> str:
    return page.get_by_label("Space").locator("option", has_text=name).first.inner_text()


def _look_at_the_paper(page: Page, names: list[str]) -> None:
    """What comes out of the printer: three numbered acts, no name, nothing of the site around them."""
    page.emulate_media(media="print")
    paper = page.locator("body").inner_text()
    assert [f"Act {number}" in paper for number in (1, 2, 3)] == [True] * 3
    assert [name for name in names if name in paper] == []
    assert (page.locator(".site-header").is_hidden(), page.locator(".site-footer").is_hidden()) == (True, True)
    page.emulate_media(media="screen")
