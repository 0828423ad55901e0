"""A browser for tests: headless Chromium, and a page that remembers everything that went wrong on it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, sync_playwright

CHROMIUM = os.environ.get("COORDINATOR_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


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
        for _ in range(100):
            if value := self.page.evaluate(expression):
                return value
            self.page.wait_for_timeout(50)
        return self.page.evaluate(expression)

    def faults(self) -> list[str]:
        """What axe finds on this page, light and dark, and by how many pixels it is wider than the window."""
        found = []
        self.page.wait_for_load_state()  # what was just pressed may still be on its way
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{scheme}: {wide} pixels too wide"] if wide > 0 else []
            for fault in Axe().run(self.page).response["violations"]:
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
