"""The board of the global team in a browser: from the next deadline to a way out, a trouble in two tabs, a note."""

import pytest
from playwright.sync_api import expect

from coordinator.people.models import Role
from tests.journeys.conftest import Open

pytestmark = pytest.mark.browser


def test_from_the_next_deadline_a_show_in_trouble_is_two_presses_from_each_way_out(opened: Open, size: str) -> None:
    watched = opened("/global/", size=size, role=Role.GLOBAL)
    page = watched.page
    assert watched.faults() == []

    page.locator("table").first.locator("tbody a").first.click()

    expect(page.get_by_role("heading", name="What can be done")).to_be_visible()
    assert watched.faults() == []
    page.get_by_role("region", name="Call it off, with care").get_by_role("link").click()
    expect(page.get_by_role("heading", name="What follows")).to_be_visible()  # the second press would do it
    assert watched.said == []


def test_a_trouble_is_taken_in_hand_and_an_older_tab_learns_of_it(opened: Open) -> None:
    first = opened("/global/troubles", size="desk", role=Role.GLOBAL).page
    first.get_by_label("What has happened").fill("The piano has not come.")
    first.get_by_role("button", name="Write it down").click()
    second = first.context.new_page()
    second.goto(first.url)

    first.get_by_label("It is", exact=True).select_option("in_hand")
    first.get_by_label("What was done").fill("I call the shop.")
    first.get_by_role("button", name="Say it").click()
    second.get_by_label("It is", exact=True).select_option("solved")
    second.get_by_label("What was done").fill("It came after all.")
    second.get_by_role("button", name="Say it").click()

    expect(second.get_by_role("alert")).to_contain_text("has changed it meanwhile", use_inner_text=True)
    expect(second.get_by_label("What was done")).to_have_value("It came after all.")
    expect(first.locator("article .tag").first).to_have_text("in hand", use_inner_text=True)
    second.get_by_label("It is", exact=True).select_option("solved")
    second.get_by_role("button", name="Say it").click()
    expect(second.locator("article .tag").first).to_have_text("solved", use_inner_text=True)


def test_a_note_for_the_next_shift_stands_on_the_board(opened: Open, size: str) -> None:
    watched = opened("/global/handover", size=size, role=Role.GLOBAL)
    watched.page.get_by_label("What the next shift must know").fill(f"Lagos waits for a drummer ({size}).")
    watched.page.get_by_role("button", name="Leave the note").click()
    assert watched.faults() == []

    watched.page.goto(watched.page.url.replace("handover", ""))

    expect(watched.page.get_by_text(f"Lagos waits for a drummer ({size}).")).to_be_visible()
    assert watched.said == []


def test_pages_of_the_team_can_be_read_by_everybody_who_may(opened: Open, size: str) -> None:
    watched = opened("/global/shows", size=size, role=Role.GLOBAL)
    found = watched.faults()
    for path in ("announcements", "editions", "troubles"):
        watched.page.goto(watched.page.url.rpartition("/")[0] + f"/{path}")
        found += watched.faults()

    assert found == []
    assert watched.said == []


def test_the_teams_pages_stand_in_one_row_and_the_rarer_ones_behind_a_word(opened: Open, size: str) -> None:
    watched = opened("/global/", size=size, role=Role.GLOBAL)
    nav = watched.page.get_by_role("navigation", name="Global team")
    box = nav.bounding_box()
    head = watched.page.get_by_role("banner").bounding_box()
    assert box is not None
    assert head is not None
    assert box["height"] < 60  # one row of 44 px and its rule
    assert head["height"] < 110  # two such rows at most: the way out stands beside the name

    nav.locator("summary").press("Enter")

    rare = nav.get_by_role("link", name="Rehearsals")
    expect(rare).to_be_in_viewport(ratio=1)
    assert watched.faults() == []
    rare.press("Enter")
    expect(nav.locator("summary")).to_have_text("More: Rehearsals")
    assert watched.faults() == []
