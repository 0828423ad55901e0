"""A lead's choice that could not be saved waits beside the slots, or in the line that says why; her work stays."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from coordinator.db import db
from coordinator.people import accounts
from coordinator.people.models import PersonRole, Role
from tests.browsing import Watched
from tests.journeys import boards
from tests.journeys.conftest import LiveSite, Open, a_live_site

pytestmark = pytest.mark.browser
GONE = "Failed to load resource: the server responded with a status of 404 (NOT FOUND)"
OFFLINE = "Failed to load resource: net::ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own for each journey: they change who plays."""
    with a_live_site(tmp_path_factory.mktemp("choices")) as site:
        yield site


@pytest.fixture
def leads(opened: Open) -> tuple[Watched, Watched]:
    """A lead who hears of nothing by herself, and somebody of the team who works on the same board."""
    lead, team = opened("", role=Role.LEAD), opened("/lead/berlin/", role=Role.GLOBAL)
    lead.page.route("**/steps.json*", lambda route: route.fulfill(json={"newest": 0}))
    return lead, team


def _to(page: Page, show: str) -> None:
    boards.opened(page, boards.row_of(page, show))


def _drag(page: Page, act: str, position: int) -> None:
    boards.drag(page, boards.candidate(page, act), boards.slot(page, position))


def _told(page: Page, words: str) -> str:
    """What the page says, once it has said these words."""
    told = page.get_by_role("status").filter(has_text=words)
    told.wait_for()
    return told.inner_text()


def test_an_act_that_is_taken_meanwhile_is_not_placed_and_waits_in_view(leads: tuple[Watched, Watched]) -> None:
    lead, team = leads
    page, other = lead.page, team.page
    mine = boards.show_of(page.locator(".pick[data-filled='0'][data-locked='0']").first)
    others = page.locator(f".pick[data-locked='0']:not([data-filled='3']):not([data-show='{mine}'])")
    theirs = boards.show_of(others.first)
    _to(page, theirs)
    wanted = boards.fitting(page)
    _to(page, mine)
    act = next(act for act in boards.fitting(page) if act in wanted)
    _to(other, theirs)
    free = next(n for n in (1, 2, 3) if boards.acts(other)[n - 1] == "Nobody yet")
    boards.place(other, act, free).click()
    boards.said(other, f"Placed in slot {free}.")

    _drag(page, act, 2)
    told = _told(page, "This act plays")

    assert f"placed {act} in slot {free} of {boards.room(other)} just now. This act plays" in told
    choice = page.get_by_role("region", name="Not saved yet")
    expect(choice).to_contain_text(f"{act} in slot 2", use_inner_text=True)
    assert choice.get_by_role("button").all_inner_texts() == ["Let it go"]
    assert (boards.acts(page), lead.said) == (["Nobody yet"] * 3, [])


def test_a_lineup_that_is_locked_meanwhile_keeps_its_acts_until_it_is_opened_for_the_choice(
    leads: tuple[Watched, Watched],
) -> None:
    lead, team = leads
    page, other = lead.page, team.page
    show = boards.show_of(page.locator(".pick[data-filled='3'][data-locked='0']").first)
    _to(page, show)
    _to(other, show)
    act, old = boards.fitting(page)[0], boards.acts(page)[1]
    other.get_by_role("button", name="Lock the lineup").click()
    boards.said(other, "The lineup is locked as version 1.")

    _drag(page, act, 2)
    told = _told(page, "Open it again before you change it.")
    choice = page.get_by_role("region", name="Not saved yet")
    words, faults = choice.inner_text(), lead.faults()
    page.get_by_text("Open for changes").click()
    page.get_by_label("Why do you open it?").fill("another second act")
    page.get_by_role("button", name="Open the lineup").click()
    choice.get_by_role("button", name=f"Place in the stead of {old}").click()
    boards.said(page, "Placed in slot 2.")

    assert "locked the lineup at" in told
    assert (f"{act} in slot 2" in words, "Open the lineup below" in words, faults) == (True, True, [])
    assert (boards.acts(page)[1], choice.count(), lead.said) == (act, 0, [])


def test_an_act_refused_by_a_show_that_is_not_open_waits_there_and_the_line_leads_to_it(
    leads: tuple[Watched, Watched],
) -> None:
    lead, team = leads
    page, other = lead.page, team.page
    here, there = (boards.show_of(boards.row(page, nth)) for nth in (0, 1))
    _to(page, here)
    act = boards.fitting(page)[0]
    _to(other, there)
    room, first = boards.room(other), boards.fitting(other)[-1]
    boards.place(other, first, 1).click()
    boards.said(other, "Placed in slot 1.")

    boards.drag(page, boards.candidate(page, act), boards.row_of(page, there))
    told, stays = _told(page, "This slot changed since you looked."), page.url.endswith(here)
    page.get_by_role("status").get_by_role("button", name="Show it").click()
    page.wait_for_url(f"**/shows/{there}")

    assert (told.startswith(f"{room}: Glo Global placed {first} in slot 1"), stays) == (True, True)
    expect(page.get_by_role("region", name="Not saved yet")).to_contain_text(f"{act} in slot 1", use_inner_text=True)
    assert lead.said == []


def test_a_step_is_not_taken_back_over_what_another_lead_did_since(leads: tuple[Watched, Watched]) -> None:
    lead, team = leads
    page, other = lead.page, team.page
    show = boards.show_of(boards.row(page))
    _to(page, show)
    first = boards.fitting(page)[0]
    boards.place(page, first, 1).click()
    boards.said(page, "Placed in slot 1.")
    _to(other, show)
    second = boards.fitting(other)[0]  # who still fits beside the first
    boards.place(other, second, 1).click()
    boards.said(other, "Placed in slot 1.")

    undo = page.locator("#press-undo")
    undo.press("Enter")
    told = _told(page, "This slot changed since you looked.")

    assert f"placed {second} instead of {first} in slot 1 of {boards.room(page)} just now" in told
    assert boards.acts(page) == [second, "Nobody yet", "Nobody yet"]
    expect(undo).to_be_focused()
    assert lead.said == []


def test_a_choice_that_meets_no_answer_is_sent_again_from_the_line_that_says_so(opened: Open, size: str) -> None:
    lead = opened("", size=size, role=Role.LEAD)
    page = lead.page
    _to(page, boards.show_of(boards.row(page)))
    act = boards.fitting(page)[0]

    page.context.set_offline(True)
    boards.place(page, act, 3).click()
    told = _told(page, "Not saved yet, because the site does not answer")
    stands, faults = boards.acts(page), lead.faults()
    page.context.set_offline(False)
    page.get_by_role("status").get_by_role("button", name="Try again").click()
    boards.said(page, "Placed in slot 3.")

    assert (f"{act} in slot 3." in told, stands, faults) == (True, ["Nobody yet"] * 3, [])
    assert boards.acts(page) == ["Nobody yet", "Nobody yet", act]
    assert set(lead.said) == {OFFLINE}


@pytest.mark.parametrize("way", ["slot", "row", "move"])
def test_a_lead_who_loses_the_city_keeps_what_she_sees_and_reads_what_was_not_saved(
    leads: tuple[Watched, Watched], live_site: LiveSite, way: str
) -> None:
    lead, _ = leads
    page = lead.page
    shows = [boards.show_of(boards.row(page, nth)) for nth in (0, 1)]
    _to(page, shows[0])
    first = boards.fitting(page)[0]
    boards.place(page, first, 1).click()
    boards.said(page, "Placed in slot 1.")
    second = boards.fitting(page)[0]  # who still fits beside the first
    _take_the_city_away(live_site)

    if way == "slot":
        _drag(page, second, 2)
    elif way == "row":
        boards.drag(page, boards.candidate(page, second), boards.row_of(page, shows[1]))
    else:
        boards.drag(page, boards.slot(page, 1), boards.slot(page, 2))
    told = _told(page, "any more, so this was not saved")

    choice = {"slot": f"{second} in slot 2.", "row": f"{second} in slot 1.", "move": f"{first} in slot 2."}[way]
    assert f"You do not lead Berlin any more, so this was not saved: {choice}" in told
    assert (boards.acts(page)[0], boards.place(page, second, 2).count()) == (first, 1)
    assert lead.said == [GONE]


def test_a_lead_who_loses_the_city_hears_of_it_while_she_only_looks(opened: Open, live_site: LiveSite) -> None:
    lead = opened("", role=Role.LEAD)
    boards.opened(lead.page, boards.row(lead.page))
    _take_the_city_away(live_site)

    told = _told(lead.page, "not yours to change")
    lead.page.wait_for_timeout(5_000)

    assert "What you see is how it stood" in told
    expect(lead.page.locator("#said")).to_be_visible()
    assert len(boards.acts(lead.page)) == 3
    assert lead.said == [GONE]  # once: nobody asks again for what is not hers


def _take_the_city_away(site: LiveSite) -> None:
    with site.app.app_context():
        for held in db.session.scalars(db.select(PersonRole).where(PersonRole.role == Role.LEAD)).all():
            accounts.revoke(Role.LEAD, held.person_id, city_id=held.city_id)
        db.session.commit()
