"""What journeys do and read on a lead's board: rows of the list, rings of the map, slots and candidates."""

import re

from playwright.sync_api import Locator, Page, Position, expect

from tests.browsing import Watched

RINGS = "Object.values(L.house.maps.map_lead._layers).filter((l) => l.show)"


def row(page: Page, nth: int = 0) -> Locator:
    """A show of the list that nobody plays at yet."""
    return page.locator(".pick[data-filled='0']").nth(nth)


def row_of(page: Page, show: str) -> Locator:
    """The row of a show (id)."""
    return page.locator(f".pick[data-show='{show}']")


def show_of(found: Locator) -> str:
    """The id of the show of a row."""
    return str(found.get_attribute("data-show"))


def opened(page: Page, found: Locator) -> str:
    """Open the show of a row with the mouse; the name of its room."""
    show = show_of(found)
    found.click()
    page.wait_for_url(f"**/lead/*/shows/{show}")
    return room(page)


def room(page: Page) -> str:
    """The room of the opened show."""
    return page.locator("#panel-head").inner_text()


def acts(page: Page) -> list[str]:
    """Who stands in the three slots, as the page says."""
    texts = page.locator("[data-slot] .who").all_inner_texts()
    return [text.split("\n")[0].strip() for text in texts]


def said(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until the page has said these words."""
    page.get_by_role("status").filter(has_text=words).wait_for()


def fitting(page: Page) -> list[str]:
    """The names of the candidates who fit."""
    return page.locator(".candidate[draggable=true] strong").all_inner_texts()


def drag(page: Page, what: Locator, target: Locator, at: Position | None = None) -> None:
    """As a hand does it: what is far down its list is taken first, and then the way is looked for. `at`: a point of the
    target, its middle else."""
    what.hover()
    page.mouse.down()
    page.mouse.move(*_point(what, {"x": 24, "y": 24}))
    page.mouse.move(*_point(what, {"x": 28, "y": 28}))
    expect(page.locator("body.dragging")).to_be_attached()
    page.mouse.move(*_point(target, at), steps=4)
    page.mouse.up()


def _point(where: Locator, at: Position | None) -> tuple[float, float]:
    """A point of an element, in the window."""
    box = where.bounding_box()
    assert box is not None
    return (
        (box["x"] + at["x"], box["y"] + at["y"]) if at else (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    )


def genres(page: Page) -> dict[str, str]:
    """The main genre of each candidate who fits and has one, by name."""
    firsts = page.locator(".candidate[draggable=true] .why > span:first-child").all_inner_texts()
    mains = [first.split(",")[0] for first in firsts]  # a distance, where there is no genre
    return {act: main for act, main in zip(fitting(page), mains, strict=True) if main[0].isalpha()}


def candidate(page: Page, act: str) -> Locator:
    """The candidate of that name."""
    return page.locator(".candidate").filter(has=page.get_by_text(act, exact=True)).first


def slot(page: Page, position: int) -> Locator:
    """A slot of the opened show."""
    return page.locator(f"[data-slot='{position}']")


def place(page: Page, act: str, position: int) -> Locator:
    """The button that places an act."""
    group = page.get_by_role("group", name=f"Place {act}", exact=True)
    return group.get_by_role("button", name=re.compile(f"^Slot {position}"))


def hold(page: Page) -> None:
    """Remember that this very page is open, so that a reload would show."""
    page.evaluate("window.kept = true")


def still_here(page: Page) -> bool:
    """Whether the page that was held is open."""
    return bool(page.evaluate("window.kept === true"))


def ring(watched: Watched, show: str) -> Position:
    """Where the ring of a show is in the box of the map."""
    watched.eventually(f"L.house.maps.map_lead && {RINGS}.length")
    found: Position = watched.page.evaluate(
        f"(show) => {{ const r = {RINGS}.find((l) => l.show.id === show);"
        " const p = L.house.maps.map_lead.latLngToContainerPoint(r.getLatLng()); return { x: p.x, y: p.y }; }",
        show,
    )
    return found


def painted(page: Page) -> dict[str, int]:
    """Show id → acts, as the rings of the map say."""
    return dict(page.evaluate(f"{RINGS}.map((l) => [l.show.id, l.show.filled])"))
