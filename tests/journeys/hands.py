"""The hands that fill an evening: a mouse that drags, a keyboard alone, a thumb on a phone. They do the same steps."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browsing import Watched
from tests.journeys import boards

FOCUSED = "(one) => one === document.activeElement"
BEHIND = "(one) => !!(document.activeElement.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING)"
MOST_TABS = 400


class Mouse:
    """Clicks and drags at a desk."""

    size = "desk"

    def __init__(self, watched: Watched) -> None:
        self.watched = watched

    @property
    def page(self) -> Page:
        """Where the hand is."""
        return self.watched.page

    def press(self, target: Locator) -> None:
        """Press a button, a link, a row, or what opens."""
        target.click()

    def tick(self, target: Locator) -> None:
        """Tick or untick."""
        target.click()

    def write(self, target: Locator, words: str) -> None:
        """Write into a field."""
        target.fill(words)

    def bring(self, act: str, position: int) -> None:
        """An act into a slot of the opened show."""
        boards.drag(self.page, boards.candidate(self.page, act), boards.slot(self.page, position))

    def bring_to(self, show: str, act: str) -> None:
        """An act into the first slot of another show, which is empty; the opened show stays, or is opened again."""
        target = boards.ring(self.watched, show)
        boards.drag(self.page, boards.candidate(self.page, act), self.page.locator(".map"), target)

    def swap(self, position: int, other: int) -> None:
        """The acts of two slots."""
        boards.drag(self.page, boards.slot(self.page, position), boards.slot(self.page, other))

    def has_kept_its_place(self, part: str = "#panel") -> bool:
        """Whether who works by keyboard is still where she was: in that part of the page."""
        return True

    def open(self, show: str) -> str:
        """Open a show from the list; the name of its room."""
        self.press(boards.row_of(self.page, show))
        self.page.wait_for_url(f"**/shows/{show}")
        expect(boards.row_of(self.page, show)).to_have_attribute("aria-current", "true")
        return boards.room(self.page)


class Keyboard(Mouse):
    """Tab, Enter, space and letters; nothing else, and the focus is never put anywhere by hand."""

    def press(self, target: Locator) -> None:
        """Tab to it and press Enter."""
        self.tab_to(target)
        self.page.keyboard.press("Enter")

    def tick(self, target: Locator) -> None:
        """Tab to it and press the space bar."""
        self.tab_to(target)
        self.page.keyboard.press("Space")

    def write(self, target: Locator, words: str) -> None:
        """Tab to it and type."""
        self.tab_to(target)
        self.page.keyboard.type(words)

    def tab_to(self, target: Locator) -> None:
        """Tab, or tab back, until the focus is there."""
        key = "Shift+Tab" if target.evaluate(BEHIND) else "Tab"
        for _ in range(MOST_TABS):
            if target.evaluate(FOCUSED):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"no way to {target} by {key}")

    def bring(self, act: str, position: int) -> None:
        """By the button of that slot."""
        self.press(boards.place(self.page, act, position))

    def bring_to(self, show: str, act: str) -> None:
        """By opening the other show and coming back."""
        here = self.page.url.rsplit("/", 1)[1]
        self.open(show)
        self.bring(act, 1)
        boards.said(self.page, "Placed in slot 1.")
        self.open(here)

    def swap(self, position: int, other: int) -> None:
        """By the menu of the slot."""
        menu = self.page.locator(f"#menu-{position}")
        self.press(menu.locator("summary"))
        self.press(menu.get_by_role("button", name=re.compile(f"Swap with .* in slot {other}$")))

    def has_kept_its_place(self, part: str = "#panel") -> bool:
        """Whether the focus is on something of that part."""
        here = f"document.activeElement !== document.body && document.activeElement.closest('{part}') !== null"
        return self.watched.eventually(here) is True

    def open(self, show: str) -> str:
        """Open a show from the list, after which its name has the focus."""
        room = super().open(show)
        assert self.watched.eventually("document.activeElement.id") == "panel-head"
        return room


class Thumb(Keyboard):
    """Taps on a phone, where list and panel follow each other."""

    size = "phone"

    def press(self, target: Locator) -> None:
        """Tap it."""
        target.tap()

    def tick(self, target: Locator) -> None:
        """Tap it."""
        target.tap()

    def write(self, target: Locator, words: str) -> None:
        """Write into a field."""
        target.fill(words)

    def has_kept_its_place(self, part: str = "#panel") -> bool:
        """A thumb has none."""
        return True

    def open(self, show: str) -> str:
        """Go back to the list first, where a show is open."""
        back = self.page.get_by_role("link", name="All shows")
        if back.count():
            back.tap()
            self.page.wait_for_url(re.compile(r"/lead/[^/]+/$"))
        return Mouse.open(self, show)
