"""A lead at her board: what she drags, how she gets back, with the map beside, on a phone, without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from coordinator.people.models import Role
from tests.journeys import boards
from tests.journeys.conftest import LiveSite, Open, a_live_site

pytestmark = pytest.mark.browser
NOBODY = "Nobody yet"


@pytest.fixture
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own for each journey: they all begin with the same empty rooms."""
    with a_live_site(tmp_path_factory.mktemp("board")) as site:
        yield site


def test_a_dragged_act_moves_and_steps_come_back_by_shortcut_without_a_reload(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    boards.hold(page)
    room = boards.opened(page, boards.row(page))
    act = boards.fitting(page)[0]

    boards.drag(page, boards.candidate(page, act), boards.slot(page, 2))
    boards.said(page, "Placed in slot 2.")
    dragged = boards.acts(page)
    boards.drag(page, boards.slot(page, 2), boards.slot(page, 1))
    boards.said(page, "Moved to slot 1.")
    moved = boards.acts(page)
    page.keyboard.press("Control+z")
    boards.said(page, "Your last step is taken back.")
    undone = boards.acts(page)
    page.keyboard.press("Control+Shift+z")
    boards.said(page, "The step is done again.")

    assert (dragged, moved, undone) == ([NOBODY, act, NOBODY], [act, NOBODY, NOBODY], dragged)
    assert boards.acts(page) == moved
    assert page.locator(".pick[aria-current=true] .filled").inner_text() == "1 of 3"
    assert (boards.room(page), boards.still_here(page)) == (room, True)
    assert watched.said == []


def test_an_act_is_let_go_on_another_shows_row_and_the_opened_show_stays(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    there = boards.row_of(page, boards.show_of(boards.row(page, 1)))
    elsewhere = boards.opened(page, there)
    fitting = boards.fitting(page)
    room = boards.opened(page, boards.row(page, 0))
    act = next(name for name in boards.fitting(page) if name in fitting)

    boards.drag(page, boards.candidate(page, act), there)
    boards.said(page, f"{elsewhere}: Placed in slot 1.")

    assert (there.get_attribute("data-filled"), boards.painted(page)[boards.show_of(there)]) == ("1", 1)
    assert (boards.room(page), boards.acts(page)) == (room, [NOBODY] * 3)
    assert watched.said == []


def test_slots_come_along_while_an_act_far_down_the_list_is_dragged(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    boards.opened(page, boards.row(page))
    last = boards.candidate(page, boards.fitting(page)[-1])
    last.hover()
    before = boards.slot(page, 3).evaluate("(one) => one.getBoundingClientRect().bottom")

    page.mouse.down()
    page.mouse.move(900, 600, steps=3)
    during = boards.slot(page, 1).evaluate("(one) => one.getBoundingClientRect().top")
    top = page.locator("#panel").evaluate("(one) => one.getBoundingClientRect().top")
    page.mouse.up()

    assert before < top < during
    assert watched.said == []


def test_who_clears_a_slot_by_keyboard_stays_on_it(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    boards.opened(page, boards.row(page))
    act = boards.fitting(page)[0]
    boards.place(page, act, 3).press("Enter")
    boards.said(page, "Placed in slot 3.")

    page.get_by_role("button", name=f"Clear {act}").press("Enter")
    boards.said(page, "Slot 3 is empty.")

    assert boards.acts(page) == [NOBODY] * 3
    assert watched.eventually("document.activeElement.id") == "slot-3"
    assert watched.said == []


def test_those_who_are_looked_for_stay_while_acts_come_and_go(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    boards.opened(page, boards.row(page))
    act = boards.fitting(page)[0]
    page.get_by_label("Find an act or a genre").fill(act)
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=*")
    searched, sought = page.url, []

    boards.place(page, act, 3).press("Enter")
    boards.said(page, "Placed in slot 3.")
    sought.append((page.url, page.locator("#q").input_value()))
    page.get_by_role("button", name=f"Clear {act}").press("Enter")
    boards.said(page, "Slot 3 is empty.")
    sought.append((page.url, page.locator("#q").input_value()))
    page.keyboard.press("Control+z")
    boards.said(page, "Your last step is taken back.")
    sought.append((page.url, page.locator("#q").input_value()))

    assert sought == [(searched, act)] * 3
    assert watched.said == []


def test_a_ring_opens_its_show_and_the_back_button_leads_back(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    boards.hold(page)
    show = boards.show_of(boards.row(page))
    at = boards.ring(watched, show)

    page.locator(".map").click(position=at)
    page.wait_for_url(f"**/lead/berlin/shows/{show}")
    page.go_back()
    page.wait_for_url("**/lead/berlin/")

    assert watched.eventually("!document.getElementById('desk').classList.contains('opened')") is True
    assert boards.still_here(page)
    assert watched.said == []


def test_on_a_phone_the_list_leads_to_a_show_and_back(opened: Open) -> None:
    watched = opened("", size="phone", role=Role.LEAD)
    page = watched.page
    board = watched.faults()

    boards.opened(page, boards.row(page))
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("#shows")).to_be_hidden()
    show = watched.faults()
    page.get_by_role("link", name="All shows").click()
    page.wait_for_url("**/lead/berlin/")

    assert (board, show) == ([], [])
    expect(page.locator("#shows")).to_be_visible()
    assert watched.said == []


def test_the_board_works_without_javascript(opened: Open, size: str) -> None:
    watched = opened("", size=size, role=Role.LEAD, java_script_enabled=False)
    page = watched.page

    boards.opened(page, boards.row(page))
    act = boards.fitting(page)[0]
    boards.place(page, act, 1).click()
    page.get_by_text("Placed in slot 1.").wait_for()
    placed = boards.acts(page)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    page.get_by_text("Your last step is taken back.").wait_for()

    assert (placed, boards.acts(page)) == ([act, NOBODY, NOBODY], [NOBODY] * 3)
    assert watched.said == []
