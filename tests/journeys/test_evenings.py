"""A band is asked twice for one evening, be it of a list or come by the form: it sees the way between, says yes to one,
and takes it into its calendar."""

import re
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import vobject
from playwright.sync_api import expect

from coordinator.artists.models import ApplicationState
from coordinator.cities.models import Area
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_acts
from coordinator.disclosure.people import enrol, find_person
from coordinator.editions.calendar import get_edition
from coordinator.lineups import assignment, locking
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.reviews import applications, judging
from coordinator.reviews.judging import Verdict
from tests.browsing import Watched
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.journeys.conftest import LiveSite, Open, a_live_site
from tests.journeys.test_acts import apply, come_in

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


def _accept_and_ask(email: str, band: str) -> None:
    """The band that applied with that address is taken, and asked for two shows of its evening in Lagos."""
    edition, lagos, person = get_edition("bands"), a_city(LAGOS), find_person(email)
    assert person is not None
    (act,) = own_acts.own_acts(Reader(person, frozenset({(Role.ARTIST, None)})), edition.id)
    assert act.application is not None
    lead = Reader(enrol(f"lead-{band}@example.org"), frozenset({(Role.LEAD, act.application.city_id)}))
    accepted = Verdict(ApplicationState.ACCEPTED, seen=ApplicationState.SUBMITTED, words="Yes.", alone="Heard them.")
    judging.score(lead, applications.subject_of(act.application), 5, words="", at=now())
    applications.decide(lead, act.application, accepted, at=now())
    far = Area(id=f"far-{band}", city_id=lagos.id, name="Yaba", latitude=6.48, longitude=3.39467, radius_m=900)
    db.session.add(far)
    early = a_space(f"{band}-3", host_name="Olu", start=time(17), minutes=90)
    shows = spaces_taken(edition, lagos, early, a_space(f"{band}-4", host_name="Ife", start=time(19, 30), minutes=90))
    shows[1].area_id = far.id
    others = artists_taken(edition, lagos, *(an_artist(f"{band}-l{number}") for number in range(4)))
    for show, bill in zip(shows, (others[:2], others[2:]), strict=True):
        for position, one in enumerate((act.artist_id, *bill), start=1):
            assignment.assign(CONSOLE, show.id, position, one, at=now())
        locking.lock(CONSOLE, show.id, at=now())
    db.session.commit()


def _clean(watched: Watched, *, scripts: bool) -> list[str]:
    """What axe and the console say; axe needs scripts."""
    return [*(watched.faults() if scripts else []), *watched.said]


def _see_the_way_and_confirm_one(watched: Watched, *, minutes: int, by: str, scripts: bool) -> list[str]:
    """On the front page of who plays; what is wrong with it."""
    page = watched.page
    between = f"{minutes} minutes between the end of the first show and the start of the second"
    expect(page.locator("article.lit")).to_have_count(2)
    expect(page.get_by_text(re.compile(between))).to_have_count(1)
    expect(page.get_by_text(re.compile(rf"from area to area, about \d+ min {by}"))).to_have_count(1)
    found = _clean(watched, scripts=scripts)
    page.get_by_role("button", name=re.compile("^Confirm")).first.click()
    page.get_by_text("Confirmed. Thank you!").wait_for()
    expect(page.locator("article.lit")).to_have_count(1)
    return found + _clean(watched, scripts=scripts)


THREE_WINDOWS = pytest.mark.parametrize(
    ("band", "size", "scripts"), [("desk", "desk", True), ("phone", "phone", True), ("plain", "phone", False)]
)


@THREE_WINDOWS
def test_a_band_with_two_offers_sees_the_way_confirms_one_and_subscribes(
    opened: Open, live_site: LiveSite, band: str, size: str, scripts: bool
) -> None:
    watched = opened("/artist/", size=size, role=f"act-{band}@example.org", java_script_enabled=scripts)
    page = watched.page

    found = _see_the_way_and_confirm_one(watched, minutes=90, by="by car", scripts=scripts)

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


@THREE_WINDOWS
def test_a_band_applies_is_taken_sees_two_offers_of_one_evening_and_confirms_one(
    opened: Open, live_site: LiveSite, band: str, size: str, scripts: bool
) -> None:
    email = f"larks-{band}@example.org"
    watched = come_in(opened, live_site, email, size=size, java_script_enabled=scripts)
    apply(watched, live_site, scripted=scripts, family=band)
    live_site.deliver()
    with live_site.app.app_context():
        _accept_and_ask(email, band)
    live_site.deliver()

    watched.page.goto(f"{live_site.url}/artist/")

    found = _see_the_way_and_confirm_one(watched, minutes=60, by="by bus and train", scripts=scripts)
    expect(watched.page.get_by_role("region", name="My acts")).to_contain_text("accepted", use_inner_text=True)
    assert found == []
