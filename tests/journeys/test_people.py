"""People with a role: what each of them meets from the sign-in link on."""

import re

import pytest
from playwright.sync_api import expect

from coordinator.campaign import demonstration
from coordinator.people.models import Role
from tests.journeys.conftest import LiveSite, Open

pytestmark = pytest.mark.browser

HEAR = "document.addEventListener('shows:ready', (event) => { window.seen = event.detail; })"
RING = """(() => { const map = L.house.maps.map_lead, p = map.latLngToContainerPoint([%s, %s]),
  box = map.getContainer().getBoundingClientRect(); return [p.x + box.x, p.y + box.y]; })()"""
NOT_FOUND = "Failed to load resource: the server responded with a status of 404 (NOT FOUND)"
OTHERS = [
    (Role.GUEST, "desk"),
    (Role.GUEST, "phone"),
    (Role.ARTIST, "desk"),
    (Role.ARTIST, "phone"),
    (Role.HOST, "desk"),
    (Role.HOST, "phone"),
]


def test_a_lead_sees_her_city_filled_and_proposed(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = opened("", size=size, role=Role.LEAD)
    page = watched.page
    expect(page).to_have_url(f"{live_site.url}/lead/berlin/")

    page.add_init_script(HEAR)
    page.reload()
    shows = page.request.get(f"{live_site.url}/lead/berlin/shows.json").json()["shows"]
    assert watched.eventually("window.seen") == {"shows": len(shows)}
    assert page.locator(".pick .filled").all_inner_texts() == [
        f"{show['filled']} of 3" + (", locked" if show["locked"] else "") for show in shows
    ]
    assert page.locator(".pick .stage").count() == len(shows)
    assert watched.faults() == []
    page.locator(".pick").first.click()
    page.wait_for_url("**/lead/berlin/shows/*")
    assert [page.locator(found).count() for found in (".panel .slot", ".panel .slot .why:not(.genres)")] == [3, 3]
    assert watched.said == []


def test_a_lead_chooses_a_show_by_keyboard_alone(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page

    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted := page.evaluate("document.activeElement.dataset.show"):
            break
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/lead/berlin/shows/{wanted}")
    assert watched.eventually("document.activeElement.id == 'panel-head'") is True
    page.go_back()
    page.wait_for_url("**/lead/berlin/")
    assert watched.eventually("document.activeElement.textContent.includes('room')") is True
    assert watched.said == []


def test_a_ring_on_the_map_leads_to_its_show_in_words(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = opened("", size=size, role=Role.LEAD)
    watched.page.add_init_script(HEAR)
    watched.page.reload()
    watched.eventually("window.seen")
    show = watched.page.request.get(f"{live_site.url}/lead/berlin/shows.json").json()["shows"][0]

    watched.page.locator("#map_lead").scroll_into_view_if_needed()
    watched.page.mouse.click(*watched.page.evaluate(RING % (show["latitude"], show["longitude"])))

    watched.page.wait_for_url("**/lead/berlin/shows/*")  # where rings overlap, the one on top
    assert watched.eventually("document.activeElement.id == 'panel-head'") is True
    assert watched.page.locator(".pick[aria-current=true]").count() == 1
    assert watched.said == []


def test_a_lead_looks_at_a_show_as_everybody_does_and_comes_back(opened: Open, size: str) -> None:
    watched = opened("", size=size, role=Role.LEAD)
    page = watched.page

    page.locator(".pick").first.click()
    page.get_by_role("link", name="What others see of it").click()
    page.wait_for_url(re.compile(r"\d/shows/"))
    expect(page.get_by_role("heading", name="Who plays, for your eyes only")).to_be_visible()
    assert watched.faults() == []
    page.get_by_role("link", name="Open its lineup").click()
    page.wait_for_url("**/lead/berlin/shows/*")
    assert watched.said == []


def test_signing_out_closes_the_door_behind_a_lead(opened: Open, live_site: LiveSite) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page

    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    page.get_by_role("banner").get_by_role("link", name="Sign in").wait_for()  # what waits of doors is sent first
    page.wait_for_url(f"{live_site.url}/")
    page.goto(f"{live_site.url}/lead/berlin/")

    expect(page.locator("h1")).to_have_text("Sign in", use_inner_text=True)
    assert watched.said == []


def test_the_global_team_finds_the_lineups_of_any_city(opened: Open) -> None:
    page = opened("", role=Role.GLOBAL).page

    page.get_by_role("banner").get_by_role("link", name="Global team").click()
    page.locator("details.opening > summary", has_text=re.compile("cit(y|ies)")).click()
    page.get_by_role("main").get_by_role("link", name="Lagos", exact=True).click()
    page.get_by_role("navigation", name="Pages of Lagos").get_by_role("link", name="Lineups").click()

    expect(page.locator("h1")).to_have_text("Lagos, room by room", use_inner_text=True)


@pytest.mark.parametrize(("role", "size"), OTHERS)
def test_nobody_else_gets_there_and_everybody_has_a_way_on(
    opened: Open, live_site: LiveSite, role: Role, size: str
) -> None:
    paths = ["/lead/berlin/", "/lead/berlin/shows.json", "/lead/lagos/"]
    lead, watched = (opened("", size=size, role=who) for who in (Role.LEAD, role))
    seen = [[window.page.request.get(live_site.url + path).status for path in paths] for window in (lead, watched)]
    assert seen == [[200, 200, 200], [404, 404, 404]]
    page = watched.page
    begins = {Role.ARTIST: "/artist/", Role.HOST: "/host/", Role.GUEST: "/entries/", Role.CAMPAIGN: "/campaign/"}
    expect(page).to_have_url(live_site.url + begins.get(role, "/account"))
    page.goto(f"{live_site.url}/account")
    assert watched.faults() == []

    page.locator("main a.card").click()
    page.get_by_role("banner").get_by_role("link", name="Cities").click()
    page.locator(".places").get_by_role("link", name="Berlin").click()
    assert page.get_by_role("link", name="Lineups").count() == 0
    page.locator(".show a").first.click()
    page.wait_for_url("**/shows/*")
    expect(page.locator("main").get_by_text("three acts, kept secret")).to_be_visible()
    assert watched.said == []

    page.goto(f"{live_site.url}/lead/berlin/")
    expect(page.locator("h1")).to_have_text("No door here", use_inner_text=True)
    assert watched.said == [NOT_FOUND]


def test_a_letter_signs_its_reader_in(opened: Open, live_site: LiveSite, size: str) -> None:
    role, name = {"desk": (Role.GUEST, "Gus Guest"), "phone": (Role.CAMPAIGN, "Cam Campaign")}[size]
    watched = opened("/sign-in", size=size)
    page = watched.page
    assert watched.faults() == []
    page.get_by_label("E-mail").fill(demonstration.PEOPLE[role])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/sign-in/sent")
    expect(page.get_by_text("a letter is on its way")).to_be_visible()
    assert watched.faults() == []

    live_site.deliver()
    page.get_by_role("link", name="Open the outbox").click()
    assert watched.faults() == []
    page.locator(".letter a").first.click()
    page.wait_for_url("**/outbox/*")
    assert watched.faults() == []
    page.locator(".letter-body a").click()
    page.wait_for_url("**/sign-in/*")
    assert watched.faults() == []
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    page.wait_for_url(f"**{'/entries/' if role is Role.GUEST else '/campaign/'}")
    page.goto(f"{live_site.url}/account")
    assert page.get_by_role("heading", level=1).inner_text() == name
    assert watched.said == []


def test_an_unknown_address_is_answered_alike_and_gets_no_letter(opened: Open, live_site: LiveSite) -> None:
    answers = []
    for address in (demonstration.PEOPLE[Role.HOST], "nobody@example.org"):
        page = opened("/sign-in").page
        page.get_by_label("E-mail").fill(address)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url("**/sign-in/sent")
        answers.append(page.get_by_role("main").inner_html())
    live_site.deliver()

    assert answers[0] == answers[1]
    page = opened("/outbox").page
    expect(page.get_by_text("host@example.org")).to_have_count(1)
    expect(page.get_by_text("nobody@example.org")).to_have_count(0)
