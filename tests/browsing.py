"""A browser for tests: headless Chromium, and a page that remembers everything that went wrong on it."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, expect, sync_playwright

from tests.slowness import TIMES

CHROMIUM = os.environ.get("COORDINATOR_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RULES = {"resultTypes": ["violations"]}  # all that there are, in both schemes
PATIENCE = 15_000 * TIMES  # milliseconds; a busy machine takes its time, and whatever is there is seen at once
expect.set_options(timeout=PATIENCE)
_Value = TypeVar("_Value")


@dataclass
class Watched:
    """What a page said while it was looked at: complaints of the console (the content security policy's among them),
    dialogs, and requests that left this machine."""

    page: Page
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda fault: self.said.append(str(fault)))
        self.page.on("dialog", self._dismiss)
        self.page.on("request", lambda request: self._note(request.url))

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type == "error":
            self.said.append(line.text)

    def _dismiss(self, dialog: Dialog) -> None:
        self.said.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _note(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1")):
            self.said.append(f"asked {url}")

    def eventually(self, expression: str) -> Any:
        """The expression's value once it is true, or at last; polled, because waiting functions need eval."""
        return self.until(lambda: self.page.evaluate(expression))

    def until(self, look: Callable[[], _Value]) -> _Value:
        """What `look` finds once that is true, or at last."""
        last = time.monotonic() + PATIENCE / 1000
        while not (found := look()) and time.monotonic() < last:
            self.page.wait_for_timeout(50)
        return found

    def faults(self) -> list[str]:
        """What axe finds on this page, light and dark, and by how many pixels it is wider than the window."""
        found = list[str]()
        self.page.wait_for_load_state()  # what was just pressed may still be on its way
        if TIMES > 1:
            return found  # axe finds the same where a network is slow, and takes the longest of all
        self.page.evaluate(Axe().axe_script)
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{scheme}: {wide} pixels too wide"] if wide > 0 else []
            for fault in self.page.evaluate(f"axe.run({json.dumps(RULES)})")["violations"]:
                found.append(f"{scheme}: {fault['id']}: {fault['nodes'][0]['html']}")
        return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Headless Chromium. Skips visibly where there is none; fails in CI."""
    if CHROMIUM is None or not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium: apt install chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
