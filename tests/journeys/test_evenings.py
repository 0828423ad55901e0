"""A band is asked twice for one evening: it sees the way between, says yes to one, and takes it into its calendar."""

import re
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import vobject

from coordinator.cities.models import Area
from coordinator.clock import now
from coordinator.db import db
from coordinator.lineups import assignment, locking
from coordinator.people.readers import CONSOLE
from tests.browsing import Watched
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.journeys.conftest import LiveSite, Open, a_live_site

pytestmark = pytest.mark.browser
BANDS = ("desk", "phone", "plain")


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own with three bands, each asked for two shows of one evening that lie some kilometres apart."""
    with a_live_site(tmp_path_factory.mktemp("evenings")) as site:
        with site.app.app_context():
            _ask_bands()
        yield site


def _ask_bands() -> None:
    edition, berlin = an_edition("bands", day=(now() + timedelta(days=30)).date()), a_city()
    north = Area(id="north", city_id=berlin.id, name="Pankow", latitude=52.6324, longitude=13.41053, radius_m=900)
    db.session.add(north)
    for band in BANDS:
        early = a_space(f"{band}-1", start=time(17), minutes=90, piano=False)
        shows = spaces_taken(edition, berlin, early, a_space(f"{band}-2", start=time(20)))
        shows[1].area_id = north.id
        names = [band, *(f"{band}-{number}" for number in range(4))]
        acts = artists_taken(edition, berlin, *(an_artist(name, max_shows=2) for name in names))
        for show, bill in zip(shows, ((0, 1, 2), (0, 3, 4)), strict=True):
            for position, act in enumerate(bill, start=1):
                assignment.assign(CONSOLE, show.id, position, acts[act], at=now())
            locking.lock(CONSOLE, show.id, at=now())
    db.session.commit()


def _clean(watched: Watched, *, scripts: bool) -> list[str]:
    """What axe and the console say; axe needs scripts."""
    return [*(watched.faults() if scripts else []), *watched.said]


@pytest.mark.parametrize(
    ("band", "size", "scripts"), [("desk", "desk", True), ("phone", "phone", True), ("plain", "phone", False)]
)
def test_a_band_with_two_offers_sees_the_way_confirms_one_and_subscribes(
    opened: Open, live_site: LiveSite, band: str, size: str, scripts: bool
) -> None:
    watched = opened("/artist/", size=size, role=f"act-{band}@example.org", java_script_enabled=scripts)
    page, found = watched.page, []

    assert page.locator("article.lit").count() == 2
    assert (
        page.get_by_text(re.compile("90 minutes between the end of the first show and the start of the second")).count()
        == 1
    )
    assert page.get_by_text(re.compile(r"from area to area, about \d+ min by car")).count() == 1
    found += _clean(watched, scripts=scripts)
    page.get_by_role("button", name=re.compile("^Confirm")).first.click()
    page.get_by_text("Confirmed. Thank you!").wait_for()
    assert page.locator("article.lit").count() == 1
    found += _clean(watched, scripts=scripts)

    page.get_by_role("link", name=re.compile("^Sheet to print")).click()
    page.get_by_text("Load-in").wait_for()
    assert [word for word in ("Berlin", "Act ", "near") if word in page.title()] == []
    found += _clean(watched, scripts=scripts)
    page.get_by_role("link", name="All my evenings").click()

    page.get_by_role("button", name="Make a private link").click()
    address = page.get_by_label("Address of the calendar").input_value()
    found += _clean(watched, scripts=scripts)
    feed = page.request.get(address)
    read = vobject.readOne(feed.text())
    assert sorted(event.status.value for event in read.vevent_list) == ["CONFIRMED", "TENTATIVE"]
    page.get_by_role("link", name="Back to my evening").click()
    page.get_by_role("button", name="Take the link back").click()
    page.get_by_text("The link opens nothing any more.").wait_for()

    assert (feed.status, page.request.get(address).status) == (200, 404)
    assert found + _clean(watched, scripts=scripts) == []
