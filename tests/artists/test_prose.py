"""What an act writes of itself: a few marks come through, nothing that fetches, runs or leads somewhere else."""

import re
import sys
from html.parser import HTMLParser

import pytest

from coordinator.artists import prose


class _Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]


def test_marks_lists_and_links_come_through() -> None:
    html = prose.shown("# We\n\nsing **loud**, _soft_.\n\n- one\n- two\n\n[hear](https://example.org/a?b=1&c=2)")

    assert html == (
        '<h4 dir="auto">We</h4>\n<p dir="auto">sing <strong>loud</strong>, <em>soft</em>.</p>\n'
        '<ul>\n<li dir="auto">one</li>\n<li dir="auto">two</li>\n</ul>\n'
        '<p dir="auto"><a href="https://example.org/a?b=1&amp;c=2" referrerpolicy="no-referrer" '
        'rel="noopener noreferrer nofollow external">hear</a></p>\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![me](https://tracker.example/pixel.png)",
        "![me][1]\n\n[1]: https://tracker.example/pixel.png",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](http://plain.example)",
        "[x](//elsewhere.example)",
        "[x](/sign-out)",
        "<javascript:alert(1)>",
        "<http://plain.example>",
        '<a href="https://x.example" onclick="alert(1)">x</a>',
        "<iframe src=https://x.example></iframe>",
        "<style>body{display:none}</style>",
        "<svg/onload=alert(1)>",
        "<!-- <script> -->",
        "`<script>alert(1)</script>`",
        "    <script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "[x](https://ok.example 'a\" onmouseover=\"alert(1)')",
    ],
)
def test_nothing_fetches_runs_or_leads_elsewhere(text: str) -> None:
    page = _Page()

    page.feed(prose.shown(text))

    assert page.tags <= {"p", "a", "code", "pre", "strong", "em"}
    assert page.attributes <= {"dir", "href", "rel", "referrerpolicy"}
    assert [url for url in page.links if not url.startswith("https://")] == []


def test_a_page_keeps_its_own_headings() -> None:
    html = prose.shown("# one\n\ntwo\n===\n\n###### six")

    assert re.findall(r"<h(\d)", html) == ["4", "4", "4"]


@pytest.mark.parametrize(
    "mark", ["[", "*", "_a_ ", "> ", "- ", "`", "![", "<", "\\", "[a](", "**a*", "1. ", "[](", "&#"]
)
def test_twice_as_many_marks_are_no_more_than_twice_the_work(mark: str) -> None:
    few, many = (_calls((mark * count)[:count]) for count in (5_000, 10_000))

    assert many < 3 * few  # of what grows with the square there would be four times as much


def _calls(text: str) -> int:
    """How many functions are called to show a text: work, without a clock."""
    count = 0

    def tally(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event.endswith("call")

    before = sys.getprofile()
    sys.setprofile(tally)
    try:
        prose.shown(text)
    finally:
        sys.setprofile(before)
    return count
