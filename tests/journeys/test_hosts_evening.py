"""A host's photos, her evening, and what comes after it, in a browser of either size and without JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, expect
from sqlalchemy import update

from coordinator.clock import local, now
from coordinator.db import db
from coordinator.people.models import Role
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space, SpaceState
from tests.browsing import Watched
from tests.journeys.conftest import LiveSite, Open
from tests.journeys.test_hosts import come_in, offer
from tests.pictures.files import TELLING, a_photo

pytestmark = pytest.mark.browser


def _space_of(watched: Watched) -> str:
    return watched.page.url.split("/host/")[1].split("/")[0]


def _plan(live_site: LiveSite, space_id: str, *, hours: int) -> str:
    """The lead approves a space, and plans a show in it that begins so many hours from now on; its id. Those that an
    earlier journey moved into the past are called off: entries would count as closed because of them."""
    with live_site.app.app_context():
        space = db.session.get_one(Space, space_id)
        begun = update(Show).where(Show.city_id == space.city_id, Show.starts_at < now())
        db.session.execute(begun.values(state=ShowState.CANCELLED))
        space.state = SpaceState.APPROVED
        starts_at = (now() + timedelta(hours=hours)).replace(minute=0, second=0, microsecond=0)
        alike = ("edition_id", "city_id", "area_id", "kind", "capacity", "step_free")
        wall = local(starts_at, "Africa/Lagos").replace(tzinfo=None)
        when = {"local_start": wall, "zone": "Africa/Lagos", "starts_at": starts_at}
        show = Show(
            space_id=space_id,
            **{name: getattr(space, name) for name in alike},
            **when,
            ends_at=starts_at + timedelta(hours=2),
        )
        db.session.add(show)
        db.session.commit()
        return show.id


def _move(live_site: LiveSite, show_id: str, *, hours: int) -> None:
    """Time goes by: the show began so many hours ago."""
    with live_site.app.app_context():
        show = db.session.get_one(Show, show_id)
        show.starts_at, show.ends_at = (at - timedelta(hours=hours) for at in (show.starts_at, show.ends_at))
        show.local_start -= timedelta(hours=hours)
        db.session.commit()


def _photo(name: str, body: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": body}


def _show_the_room(watched: Watched, *, axe: bool) -> None:
    """Send photos, one that cannot be taken first; describe one, move one, take one away."""
    page = watched.page
    page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Photos")).get_by_role("link").click()
    chosen = page.get_by_label("Choose photos")
    chosen.set_input_files([_photo("a.jpg", a_photo()), _photo("b.jpg", b"GIF89a")])
    page.get_by_role("button", name="Send photos").click()
    expect(page.get_by_text("Photo 2 is a file of another kind (GIF)").last).to_be_visible()
    watched.said = [said for said in watched.said if "422" not in said]
    assert not axe or watched.faults() == []
    page.get_by_label("Choose photos").set_input_files(
        [_photo("a.jpg", TELLING["JPEG with a place"]()), _photo("c.jpg", a_photo((900, 1200)))]
    )
    page.get_by_role("button", name="Send photos").click()
    page.get_by_label("What is on it?").first.fill("Rugs, and a water tank")
    page.get_by_role("button", name="Save what is on photo 1").click()
    page.get_by_role("img", name="Rugs, and a water tank").scroll_into_view_if_needed()
    assert watched.eventually("document.querySelector('[alt^=Rugs]').naturalWidth > 0")
    page.get_by_role("button", name="Later photo 1").click()
    expect(page.get_by_role("img").last).to_have_attribute("alt", "Rugs, and a water tank")
    page.get_by_role("button", name="Take away photo 1").click()
    expect(page.get_by_role("heading", name="Photo 1 of 1")).to_be_visible()
    assert not axe or watched.faults() == []
    page.get_by_role("link", name="Back to the space").click()


def _keep_seats(watched: Watched, *, axe: bool) -> None:
    """Keep a seat and a pass, and name who comes."""
    page = watched.page
    page.get_by_role("link", name="My own guests").click()
    page.get_by_label("Seats for my guests").fill("1")
    page.get_by_label("Neighbour passes").fill("1")
    page.get_by_role("button", name="Keep").click()
    page.get_by_label("Name 1").first.fill("Grandmother")
    page.get_by_label("What they need (line 1)").first.fill("a chair with arms")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_label("Name 1").first).to_have_value("Grandmother")
    assert not axe or watched.faults() == []
    page.get_by_role("link", name="Back to my evening").click()
    expect(page.get_by_text("2 seats of these you keep for people you know, so 23 are drawn.")).to_be_visible()
    page.get_by_role("link", name="Sheet to print").click()
    expect(page.get_by_text("Grandmother: a chair with arms")).to_be_visible()
    assert not axe or watched.faults() == []


def _report(watched: Watched, *, axe: bool) -> None:
    """Report a broken vase."""
    page = watched.page
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_label("Something is broken").check()
    page.get_by_label("In your words").fill("The blue vase is in pieces.")
    page.get_by_label("Photos of it").set_input_files([_photo("vase.jpg", a_photo())])
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("with your lead")).to_be_visible()
    assert not axe or watched.faults() == []


def _evening(watched: Watched, live_site: LiveSite, *, axe: bool) -> str:
    """From the photos to the erasure; the id of the report's show."""
    page, space_id = watched.page, _space_of(watched)
    _show_the_room(watched, axe=axe)
    show_id = _plan(live_site, space_id, hours=30 * 24)
    page.goto(f"{live_site.url}/host/{space_id}/evening")
    expect(page.get_by_role("heading", name="My evening")).to_be_visible()
    assert not axe or watched.faults() == []
    _keep_seats(watched, axe=axe)
    _move(live_site, show_id, hours=30 * 24 + 3)
    page.goto(f"{live_site.url}/host/{space_id}/evening/{show_id}/after")
    _report(watched, axe=axe)
    page.get_by_role("link", name="Keep or erase").click()
    assert not axe or watched.faults() == []
    page.get_by_label("I am sure").check()
    page.get_by_role("button", name="Erase now").click()
    expect(page.get_by_text("Nothing of what you said of your home is left here.")).to_be_visible()
    assert not axe or watched.faults() == []
    return show_id


def test_a_host_shows_her_room_has_her_evening_and_is_forgotten(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = come_in(opened, live_site, f"evening-{size}@example.org", size=size)
    offer(watched, arrows=False)

    _evening(watched, live_site, axe=True)

    assert watched.said == []


def test_the_same_without_javascript(opened: Open, live_site: LiveSite) -> None:
    watched = come_in(opened, live_site, "evening-plain@example.org", java_script_enabled=False)
    offer(watched, arrows=False)

    _evening(watched, live_site, axe=False)

    assert watched.said == []


def test_the_lead_reads_what_a_host_reported(opened: Open, live_site: LiveSite, size: str) -> None:
    host = come_in(opened, live_site, f"reported-{size}@example.org", java_script_enabled=False)
    offer(host, arrows=False)
    space_id = _space_of(host)
    show_id = _plan(live_site, space_id, hours=-3)
    host.page.goto(f"{live_site.url}/host/{space_id}/evening/{show_id}/after")
    _report(host, axe=False)

    lead = opened("/lead/lagos/reports", size=size, role=Role.LEAD)
    lead.page.get_by_role("link", name="Something is broken").first.click()
    expect(lead.page.get_by_text("The blue vase is in pieces.")).to_be_visible()
    assert lead.faults() == []
    lead.page.get_by_role("button", name="It is dealt with").click()

    expect(lead.page.get_by_text("dealt with", exact=True).first).to_be_visible()
    assert lead.faults() == []
    assert lead.said == []
