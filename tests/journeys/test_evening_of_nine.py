"""An evening of nine shows is filled: by mouse, by keyboard alone, on a phone, and by two leads at once.

Each hand does the same: acts are placed, swapped, and one in spite of a rule; a proposal for one show is looked at and
taken over; a lineup is locked; an act says no, and who plays instead is asked; a proposal for the city fills the rest.
No page has a fault that axe knows, and the content security policy has nothing to say.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from coordinator.people.models import Role
from tests.journeys import boards
from tests.journeys.conftest import LiveSite, Open, a_live_site
from tests.journeys.hands import Keyboard, Mouse, Thumb

pytestmark = pytest.mark.browser
WHY = "The host asked for them."


@pytest.fixture
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own for each evening."""
    with a_live_site(tmp_path_factory.mktemp("nine")) as site:
        yield site


@pytest.mark.parametrize("kind", [Mouse, Keyboard, Thumb])
def test_a_lead_fills_an_evening_of_nine_shows(kind: type[Mouse], opened: Open, live_site: LiveSite) -> None:
    hand = kind(opened("", size=kind.size, role=Role.LEAD))
    page, faults = hand.page, {"board": hand.watched.faults()}
    first, second = (boards.show_of(boards.row(page, nth)) for nth in (0, 1))

    faults |= _fill_by_hand(hand, first, other=second)
    faults |= _take_a_proposal(hand, second)
    acts = _lock(hand, first)
    live_site.deliver()
    gone, of_artist = _decline(opened, live_site, page, acts)
    live_site.deliver()
    faults |= of_artist | _replace(hand, acts, gone)
    faults |= _take_a_proposal(hand)

    counts = [row.get_attribute("data-filled") for row in page.locator(".pick").all()]
    assert counts == ["3"] * 9
    expect(boards.row_of(page, first)).to_have_attribute("data-locked", "1")
    assert {state: found for state, found in faults.items() if found} == {}
    assert hand.watched.said == []


def _take_a_proposal(hand: Mouse, show: str = "") -> dict[str, list[str]]:
    """Ask for a proposal, for a show or the whole city, look at what it would change, and take it over."""
    page, faults = hand.page, {}
    hand.press(page.get_by_role("link", name="Proposals"))
    page.wait_for_url("**/proposals")
    faults["proposals"] = hand.watched.faults()
    if show:
        hand.tick(page.locator(f"input[name=show][value='{show}']"))
    ask = "Propose for the ticked shows" if show else "Propose for all of Berlin"
    hand.press(page.get_by_role("button", name=ask))
    page.get_by_role("heading", name=re.compile("would change")).wait_for()
    faults["proposal"] = hand.watched.faults()  # which waits until all of it is there
    diff = page.locator("fieldset .turn .tag").all_inner_texts()
    hand.press(page.get_by_role("button", name="Take over what is ticked"))
    page.get_by_text(re.compile(r"\d+ lineups? (is|are) taken over\.")).wait_for()
    assert "in" in diff
    faults["taken over"] = hand.watched.faults()
    hand.press(page.get_by_role("link", name="Lineups"))
    page.wait_for_url("**/lead/berlin/")
    return faults


def _fill_by_hand(hand: Mouse, show: str, *, other: str) -> dict[str, list[str]]:
    """Three acts into a show: two placed, swapped, back and again, one in spite of a rule; and one into another show.
    The page is never loaded anew."""
    page = hand.page
    boards.hold(page)
    of_other = hand.open(other) and boards.fitting(page)
    hand.open(show)
    one, two, alike = _three(boards.genres(page))
    hand.bring(one, 2)
    boards.said(page, "Placed in slot 2.")
    assert hand.has_kept_its_place(".candidate")
    hand.bring(two, 1)
    boards.said(page, "Placed in slot 1.")
    assert (boards.acts(page), hand.has_kept_its_place(".candidate")) == ([two, one, "Nobody yet"], True)
    _swap_to_and_fro(hand, [one, two])
    hand.bring_to(other, next(act for act in boards.fitting(page) if act in of_other))
    expect(boards.row_of(page, other)).to_have_attribute("data-filled", "1")
    faults = {"show": hand.watched.faults()}
    faults["reason"] = _insist(hand, alike, 3)
    assert boards.still_here(page)
    assert boards.painted(page) | {show: 3, other: 1} == boards.painted(page)
    return faults | {"override": hand.watched.faults()}


def _three(genres: dict[str, str]) -> tuple[str, str, str]:
    """Two acts that go together, and one of the first one's main genre, which may not without a reason."""
    acts = list(genres)
    one, alike = next((a, b) for a in acts for b in acts if a < b and genres[a] == genres[b])
    return one, next(act for act in acts if genres[act] != genres[one]), alike


def _swap_to_and_fro(hand: Mouse, swapped: list[str]) -> None:
    """The acts of the first two slots, which then stand as told; taken back and done again."""
    page = hand.page
    hand.swap(2, 1)
    boards.said(page, "Swapped with the act of slot 1.")
    assert (boards.acts(page)[:2], hand.has_kept_its_place()) == (swapped, True)
    hand.press(page.get_by_role("button", name=re.compile("^Undo")))
    boards.said(page, "Your last step is taken back.")
    assert (boards.acts(page)[:2], hand.has_kept_its_place(".tools")) == (swapped[::-1], True)
    hand.press(page.get_by_role("button", name=re.compile("^Redo")))
    boards.said(page, "The step is done again.")
    assert (boards.acts(page)[:2], hand.has_kept_its_place(".tools")) == (swapped, True)


def _insist(hand: Mouse, act: str, position: int) -> list[str]:
    """Place an act that a rule keeps away and a reason may place; the faults of the page that asks for it."""
    page = hand.page
    hand.press(page.get_by_text("who do not fit, and why"))
    insist = boards.candidate(page, act).locator("details.insist")
    hand.press(insist.locator("summary"))
    hand.write(insist.get_by_label("Why?"), WHY)
    faults = hand.watched.faults()
    hand.press(boards.place(page, act, position))
    boards.said(page, f"Placed in slot {position}.")
    expect(page.get_by_text(f"{act} plays here although")).to_be_visible()
    expect(page.locator("q", has_text=WHY)).to_be_visible()
    assert hand.has_kept_its_place(f"#slot-{position}")
    return faults


def _lock(hand: Mouse, show: str) -> list[str]:
    """Make the lineup final; its acts, each of whom is asked now."""
    page = hand.page
    boards.hold(page)
    hand.open(show)
    acts = boards.acts(page)
    hand.press(page.get_by_role("button", name="Lock the lineup"))
    boards.said(page, "The lineup is locked as version 1. Each act is asked by letter.")
    assert hand.has_kept_its_place()
    expect(page.locator(".asked .tag", has_text="asked, answer until")).to_have_count(3)
    expect(boards.row_of(page, show)).to_have_attribute("data-locked", "1")
    return acts


def _decline(opened: Open, site: LiveSite, lead: Page, acts: list[str]) -> tuple[str, dict[str, list[str]]]:
    """One of these acts says no, by the button of its page to which its letter leads, and the lead, whose page is open,
    reads of it within seconds; who it was."""
    at = lead.locator(".panel-top .eyebrow").inner_text().split(" · ")[1]
    outbox = opened("/outbox").page
    outbox.get_by_role("link", name=re.compile("Action required: you are asked to play")).first.click()
    outbox.wait_for_url("**/outbox/*")
    address = re.findall(r"<(\S+@\S+)>", outbox.get_by_role("main").inner_text())[0]
    expect(outbox.locator(".letter-body")).to_contain_text(f"{site.url}/artist/", use_inner_text=True)
    artist = opened("/artist/", size="phone", role=address)
    offer = (
        artist.page.locator("article").filter(has_text=at).filter(has_text=re.compile("|".join(map(re.escape, acts))))
    )
    faults, act = artist.faults(), offer.locator(".eyebrow").inner_text()
    offer.get_by_text("I cannot play").tap()
    offer.get_by_role("button", name=re.compile("^Decline")).tap()
    artist.page.get_by_text("Declined. Thank you").wait_for()
    assert artist.said == []
    boards.said(lead, re.compile(f"{re.escape(act)} left slot [123] of"))  # it stands there for seconds
    return act, {"artist": faults, "declined": artist.faults()}


def _replace(hand: Mouse, acts: list[str], gone: str) -> dict[str, list[str]]:
    """The lead takes who is offered instead."""
    page = hand.page
    faults = {"declined on the board": hand.watched.faults()}
    heading = page.get_by_role("heading", name=f"instead of {gone}?")
    new = heading.locator("..").locator(".candidate strong").first.inner_text()
    hand.press(page.get_by_role("button", name=f"Take, lock and ask {new}"))
    boards.said(page, "The lineup is locked again and the new act is asked by letter.")
    assert [new if act == gone else act for act in acts] == boards.acts(page)
    assert (hand.has_kept_its_place(), boards.still_here(page)) == (True, True)
    return faults | {"replaced": hand.watched.faults()}


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_two_leads_at_once_see_each_other_and_overwrite_nobody(opened: Open, size: str) -> None:
    ada, ben = opened("", size=size, role=Role.LEAD), opened("/lead/berlin/", role=Role.GLOBAL)
    page, other = ada.page, ben.page
    show = boards.show_of(boards.row(page))
    room, _ = (boards.opened(window, boards.row_of(window, show)) for window in (page, other))
    first = boards.fitting(page)[0]
    for window in (page, other):
        boards.hold(window)

    boards.place(page, first, 1).click()
    boards.said(page, "Placed in slot 1.")
    second, third = boards.fitting(page)[:2]  # who still fit beside the first
    boards.said(other, re.compile(f"placed {re.escape(first)} in slot 1 of {re.escape(room)} just now"))
    expect(boards.slot(other, 1).locator(".who")).to_contain_text(first)
    counts = (boards.row_of(other, show).get_attribute("data-filled"), boards.painted(other)[show])
    page.get_by_label("Find an act or a genre").fill("half a wo")  # in the middle of something: news wait
    boards.place(other, third, 1).click()
    boards.said(other, "Placed in slot 1.")
    boards.said(page, re.compile(f"placed {re.escape(third)} instead of {re.escape(first)} in slot 1"))
    begun = page.get_by_label("Find an act or a genre").input_value()
    boards.place(page, second, 1).click()
    boards.said(page, "This slot changed since you looked. Here is how it stands now; choose again.")
    seen, choice, faults = boards.acts(page), page.get_by_role("region", name="Not saved yet"), ada.faults()
    expect(choice).to_be_in_viewport()
    words = choice.inner_text()
    choice.get_by_role("button", name=f"Place in the stead of {third}").press("Enter")
    expect(boards.slot(page, 1).locator(".who")).to_contain_text(second)
    expect(boards.slot(other, 1).locator(".who")).to_contain_text(second)

    assert (counts, begun) == (("1", 1), "half a wo")
    assert (seen, f"{second} in slot 1" in words) == ([third, "Nobody yet", "Nobody yet"], True)
    assert (choice.count(), faults) == (0, [])
    assert [boards.still_here(window) for window in (page, other)] == [True, True]
    assert [window.said for window in (ada, ben)] == [[], []]
