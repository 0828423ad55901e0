"""The main pages in German and in Arabic, which reads from right to left: at a desk and on a phone, light and dark."""

import re

import pytest

from coordinator.people.models import Role
from tests.browsing import Watched
from tests.journeys.conftest import LiveSite, Open

pytestmark = pytest.mark.browser

LANGUAGES = {"de-DE": "ltr", "ar-EG": "rtl"}
SPACE = re.compile(r"/host/[a-z0-9]{26}$")
ACT = re.compile(r"/artist/acts/[a-z0-9]{26}$")
BEHIND = ("", "/steps/room", "/steps/pin", "/seen", "/evening", "/not-with", "/keep", "/photos")
OUTSIDE = """[...document.querySelectorAll('main *')]
  .filter((one) => one.checkVisibility() && !one.closest('.leaflet-container, .sr'))
  .map((one) => [one.tagName, one.className, one.getBoundingClientRect()])
  .filter(([, , box]) => box.width > 1)
  .filter(([, , box]) => box.left < -1 || box.right > document.documentElement.clientWidth + 1)
  .map(([tag, name]) => `${tag}.${name}`)"""


def _looks_right(watched: Watched, url: str, language: str) -> None:
    """The page is in that language and direction, nothing reaches out of it, and axe finds nothing."""
    watched.page.goto(url)
    html = watched.page.locator("html")
    assert (html.get_attribute("dir"), html.get_attribute("lang")) == (LANGUAGES[language], language), url
    assert watched.page.locator("h1").first.inner_text() != ""
    assert (url, watched.faults()) == (url, [])
    assert (url, watched.page.evaluate(OUTSIDE)) == (url, [])


def _first(watched: Watched, wanted: re.Pattern[str]) -> str:
    links = watched.page.locator("main a[href]").evaluate_all("all => all.map((one) => one.href)")
    return next(str(link) for link in links if wanted.search(link))


def _by_browser(watched: Watched, live_site: LiveSite) -> None:
    """Read as the browser does, whatever was chosen before."""
    watched.page.goto(f"{live_site.url}/account")
    watched.page.select_option("#locale", "")
    watched.page.locator("form[action$='/account/reading'] button").click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_reads_every_page_on_the_way_to_an_entry(
    opened: Open, live_site: LiveSite, size: str, language: str
) -> None:
    watched = opened("/", size=size, locale=language)

    for path in ("/", "/cities/", "/cities/berlin", "/host/", "/artist/apply", "/sign-in"):
        _looks_right(watched, f"{live_site.url}{path}", language)
    watched.page.goto(f"{live_site.url}/cities/berlin")
    show = _first(watched, re.compile(r"/shows/[a-z0-9]{26}$"))
    for url in (show, f"{show}/enter"):
        _looks_right(watched, url, language)
    assert watched.said == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_host_and_an_artist_read_their_pages_in_their_language(
    opened: Open, live_site: LiveSite, size: str, language: str
) -> None:
    host = opened("/host/", role=Role.HOST, size=size, locale=language)
    _by_browser(host, live_site)
    host.page.goto(f"{live_site.url}/host/")
    space = _first(host, SPACE)
    for path in BEHIND:
        _looks_right(host, f"{space}{path}", language)
    artist = opened("/artist/", role=Role.ARTIST, size=size, locale=language)
    _by_browser(artist, live_site)
    artist.page.goto(f"{live_site.url}/artist/")
    act = _first(artist, ACT)
    for url in (f"{live_site.url}/artist/", act, f"{act}/steps/reach", f"{act}/steps/legs", f"{live_site.url}/account"):
        _looks_right(artist, url, language)
    assert [*host.said, *artist.said] == []


def test_an_address_and_degrees_read_from_left_to_right_in_a_page_that_does_not(
    opened: Open, live_site: LiveSite
) -> None:
    host = opened("/host/", role=Role.HOST, locale="ar-EG")
    _by_browser(host, live_site)
    host.page.goto(f"{live_site.url}/host/")
    host.page.goto(_first(host, SPACE))
    street = host.page.locator("bdi", has_text=re.compile(r"^\d+ \w+ \w+")).first

    direction = street.evaluate("one => getComputedStyle(one).direction")
    host.page.goto(f"{host.page.url}/steps/address")
    typed = host.page.locator("#street").evaluate("one => getComputedStyle(one).unicodeBidi")

    assert (direction, typed) == ("ltr", "plaintext")
