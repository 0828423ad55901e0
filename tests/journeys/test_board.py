"""A lead at her board: an evening filled by hand, by keyboard alone, and by two leads at once who see each other."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Position

from coordinator.people.models import Role
from tests.browsing import Watched
from tests.journeys.conftest import LiveSite, Open, a_live_site

pytestmark = pytest.mark.browser


@pytest.fixture
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own for each journey: they all begin with the same empty rooms."""
    with a_live_site(tmp_path_factory.mktemp("board")) as site:
        yield site


def _row(page: Page, nth: int = 0) -> Locator:
    """A show of the list that nobody plays at yet."""
    return page.locator(".pick[data-filled='0']").nth(nth)


def _opened(page: Page, row: Locator) -> str:
    """Open the show of a row with the mouse; the name of its room."""
    show = row.get_attribute("data-show")
    row.click()
    page.wait_for_url(f"**/lead/*/shows/{show}")
    return _room(page)


def _room(page: Page) -> str:
    return page.locator("#panel-head").inner_text()


def _acts(page: Page) -> list[str]:
    """Who stands in the three slots, as the page says."""
    texts = page.locator("[data-slot] .who").all_inner_texts()
    return [text.split("\n")[0].strip() for text in texts]


def _said(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until the page has said these words."""
    page.get_by_role("status").filter(has_text=words).wait_for()


def _act(page: Page, nth: int = 0) -> str:
    """The name of a candidate who fits."""
    return page.locator(".candidate[draggable=true] strong").nth(nth).inner_text()


def _place(page: Page, act: str, position: int) -> Locator:
    """The button that places an act."""
    return page.get_by_role("group", name=f"Place {act}", exact=True).get_by_role(
        "button", name=re.compile(f"^Slot {position}")
    )


def _held(page: Page) -> None:
    """Remember that this very page is open, so that a reload would show."""
    page.evaluate("window.kept = true")


def _still_here(page: Page) -> bool:
    return bool(page.evaluate("window.kept === true"))


def test_an_evening_by_drag_swap_override_and_undo_without_a_reload(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    _held(page)
    room = _opened(page, _row(page))
    act = _act(page)

    page.locator(".candidate").filter(has_text=act).first.drag_to(page.locator("[data-slot='2']"))
    _said(page, "Placed in slot 2.")
    dragged = _acts(page)
    page.locator("[data-slot='2']").drag_to(page.locator("[data-slot='1']"))
    _said(page, "Moved to slot 1.")
    moved = _acts(page)
    other = _act(page)
    _place(page, other, 2).click()
    _said(page, "Placed in slot 2.")
    page.locator("[data-slot='2']").drag_to(page.locator("[data-slot='1']"))
    _said(page, "Swapped with the act of slot 1.")
    swapped = _acts(page)
    page.keyboard.press("Control+z")
    _said(page, "Your last step is taken back.")
    undone = _acts(page)
    page.keyboard.press("Control+Shift+z")
    _said(page, "The step is done again.")

    assert dragged == ["Nobody yet", act, "Nobody yet"]
    assert moved == [act, "Nobody yet", "Nobody yet"]
    assert swapped == [other, act, "Nobody yet"]
    assert undone == [act, other, "Nobody yet"]
    assert _acts(page) == swapped
    assert page.locator(".pick[aria-current=true] .filled").inner_text() == "2 of 3"
    assert (_room(page), _still_here(page)) == (room, True)
    assert watched.faults() == []
    assert watched.said == []


def test_an_act_is_let_go_on_another_shows_row_and_on_its_ring(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    show = _row(page, 1).get_attribute("data-show")
    there = page.locator(f".pick[data-show='{show}']")
    elsewhere = _opened(page, there)
    fitting = page.locator(".candidate[draggable=true] strong").all_inner_texts()
    room = _opened(page, _row(page, 0))
    act = next(name for name in page.locator(".candidate[draggable=true] strong").all_inner_texts() if name in fitting)
    counts = []

    page.locator(".candidate").filter(has_text=act).first.drag_to(there)
    _said(page, f"{elsewhere}: Placed in slot 1.")
    counts.append(there.get_attribute("data-filled"))
    page.get_by_role("button", name=re.compile("^Undo")).click()
    _said(page, "Your last step is taken back.")
    counts.append(there.get_attribute("data-filled"))
    page.locator(".candidate").filter(has_text=act).first.drag_to(
        page.locator(".map"), target_position=_ring(watched, show)
    )
    _said(page, f"{elsewhere}: Placed in slot 1.")
    counts.append(there.get_attribute("data-filled"))

    painted = (
        "Object.values(L.house.maps.map_lead._layers).filter((l) => l.show).map((l) => [l.show.id, l.show.filled])"
    )
    assert dict(page.evaluate(painted))[show] == 1
    assert (counts, _room(page), _acts(page)) == (["1", "0", "1"], room, ["Nobody yet"] * 3)
    assert watched.said == []


def _ring(watched: Watched, show: str | None) -> Position:
    """Where the ring of a show is in the box of the map."""
    watched.eventually("L.house.maps.map_lead && Object.values(L.house.maps.map_lead._layers).some((l) => l.show)")
    found: Position = watched.page.evaluate(
        "(show) => { const m = L.house.maps.map_lead;"
        " const r = Object.values(m._layers).find((l) => l.show && l.show.id === show);"
        " const p = m.latLngToContainerPoint(r.getLatLng()); return { x: p.x, y: p.y }; }",
        show,
    )
    return found


def test_the_same_by_keyboard_alone(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    _held(page)
    keys = page.keyboard

    _row(page).focus()
    keys.press("Enter")
    page.wait_for_url("**/lead/*/shows/*")
    assert watched.eventually("document.activeElement.id") == "panel-head"
    act = _act(page)
    _place(page, act, 3).focus()
    keys.press("Enter")
    _said(page, "Placed in slot 3.")
    assert watched.eventually(
        "document.activeElement !== document.body && document.activeElement.closest('#panel') !== null"
    )
    page.locator("#menu-3 summary").focus()
    keys.press("Enter")
    page.get_by_role("button", name="To slot 1").focus()
    keys.press("Enter")
    _said(page, "Moved to slot 1.")
    moved = _acts(page)
    page.get_by_role("button", name=f"Clear {act}").focus()
    keys.press("Enter")
    _said(page, "Slot 1 is empty.")

    assert moved == [act, "Nobody yet", "Nobody yet"]
    assert _acts(page) == ["Nobody yet"] * 3
    assert watched.eventually("document.activeElement.id") == "slot-1"
    assert _still_here(page)
    assert watched.said == []


def test_two_leads_at_once_see_each_other_and_overwrite_nobody(opened: Open) -> None:
    ada, ben = (opened("", role=Role.LEAD) for _ in range(2))
    room = _opened(ada.page, _row(ada.page))
    _opened(ben.page, _row(ben.page))
    _held(ben.page)
    first, second = _act(ada.page, 0), _act(ada.page, 1)

    _place(ada.page, first, 1).click()
    _said(ada.page, "Placed in slot 1.")
    _place(ben.page, second, 1).click()
    ben.page.get_by_text("This slot changed since you looked.").wait_for()
    ben.page.get_by_role("heading", name="Not saved yet").wait_for()
    seen = _acts(ben.page)
    _place(ben.page, second, 2).click()
    _said(ben.page, "Placed in slot 2.")
    ada.page.locator("[data-slot='2']").filter(has_text=second).wait_for(timeout=15_000)

    assert seen == [first, "Nobody yet", "Nobody yet"]
    assert _acts(ada.page) == _acts(ben.page) == [first, second, "Nobody yet"]
    assert (_room(ada.page), _still_here(ben.page)) == (room, True)
    assert [window.said for window in (ada, ben)] == [[], []]


def test_what_another_lead_does_is_told_in_a_sentence_and_a_choice_begun_stays(
    opened: Open, live_site: LiveSite
) -> None:
    lead, team = opened("", role=Role.LEAD), opened("/lead/berlin/", role=Role.GLOBAL)
    show = _row(lead.page).get_attribute("data-show")
    for window in (lead, team):
        window.page.locator(f".pick[data-show='{show}']").click()
        window.page.wait_for_url(f"**/shows/{show}")
    act = _act(team.page)
    lead.page.get_by_label("Find an act or a genre").fill("half a wo")

    _place(team.page, act, 1).click()
    _said(team.page, "Placed in slot 1.")

    _said(lead.page, re.compile(f"placed {re.escape(act)} in slot 1 of .* just now"))
    assert lead.page.get_by_label("Find an act or a genre").input_value() == "half a wo"
    assert (lead.said, team.said) == ([], [])


def test_a_ring_opens_its_show_and_the_back_button_leads_back(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    _held(page)
    show = _row(page).get_attribute("data-show")
    at = _ring(watched, show)

    page.locator(".map").click(position=at)
    page.wait_for_url(f"**/lead/berlin/shows/{show}")
    page.go_back()
    page.wait_for_url("**/lead/berlin/")

    assert watched.eventually("!document.getElementById('desk').classList.contains('opened')") is True
    assert _still_here(page)
    assert watched.said == []


def test_on_a_phone_the_list_leads_to_a_show_and_back(opened: Open) -> None:
    watched = opened("", size="phone", role=Role.LEAD)
    page = watched.page
    board = watched.faults()

    _opened(page, _row(page))
    alone = [page.locator(part).is_visible() for part in ("#panel", "#shows")]
    show = watched.faults()
    page.get_by_role("link", name="All shows").click()
    page.wait_for_url("**/lead/berlin/")

    assert (board, show, alone) == ([], [], [True, False])
    assert page.locator("#shows").is_visible()
    assert watched.said == []


def test_the_board_works_without_javascript(opened: Open, size: str) -> None:
    watched = opened("", size=size, role=Role.LEAD, java_script_enabled=False)
    page = watched.page

    _opened(page, _row(page))
    act = _act(page)
    _place(page, act, 1).click()
    page.get_by_text("Placed in slot 1.").wait_for()
    placed = _acts(page)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    page.get_by_text("Your last step is taken back.").wait_for()

    assert (placed, _acts(page)) == ([act, "Nobody yet", "Nobody yet"], ["Nobody yet"] * 3)
    assert watched.said == []
