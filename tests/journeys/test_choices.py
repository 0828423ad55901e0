"""A lead's choice that could not be saved waits beside the slots, until she sends it again or lets it go."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from coordinator.db import db
from coordinator.people import accounts
from coordinator.people.models import PersonRole, Role
from tests.journeys.conftest import LiveSite, Open, a_live_site

pytestmark = pytest.mark.browser


@pytest.fixture
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own for each journey: they change who plays."""
    with a_live_site(tmp_path_factory.mktemp("choices")) as site:
        yield site


def _to(page: Page, show: str) -> None:
    page.locator(f".pick[data-show='{show}']").click()
    page.wait_for_url(f"**/shows/{show}")


def _place(page: Page, act: str, position: int) -> Locator:
    group = page.get_by_role("group", name=f"Place {act}", exact=True)
    return group.get_by_role("button", name=re.compile(f"^Slot {position}"))


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_choice_that_came_second_waits_and_is_sent_again_by_keyboard(opened: Open, size: str) -> None:
    lead, team = opened("", size=size, role=Role.LEAD), opened("/lead/berlin/", role=Role.GLOBAL)
    page = lead.page
    show = str(page.locator(".pick[data-filled='0']").first.get_attribute("data-show"))
    _to(page, show)
    _to(team.page, show)
    first, second = page.locator(".candidate[draggable=true] strong").all_inner_texts()[:2]
    page.get_by_label("Find an act or a genre").focus()  # in the middle of something: news wait

    _place(team.page, first, 1).click()
    team.page.get_by_text("Placed in slot 1.").wait_for()
    _place(page, second, 1).click()
    choice = page.get_by_role("region", name="Not saved yet")
    choice.wait_for()
    words, faults = choice.inner_text(), lead.faults()
    told = page.get_by_role("status").filter(has_text="This slot changed since you looked.").inner_text()
    choice.get_by_role("button", name=f"Place in the stead of {first}").press("Enter")
    expect(page.locator("[data-slot='1'] .who")).to_contain_text(second)

    assert f"placed {first} in slot 1 of" in told
    assert (f"{second} in slot 1" in words, choice.count()) == (True, 0)
    assert faults == []
    assert lead.said == []


def test_a_lead_who_loses_the_city_keeps_what_she_sees_and_reads_what_was_not_saved(
    opened: Open, live_site: LiveSite
) -> None:
    lead = opened("", role=Role.LEAD)
    page = lead.page
    show = str(page.locator(".pick[data-filled='0']").first.get_attribute("data-show"))
    _to(page, show)
    act = page.locator(".candidate[draggable=true] strong").first.inner_text()
    with live_site.app.app_context():
        for held in db.session.scalars(db.select(PersonRole).where(PersonRole.role == Role.LEAD)).all():
            accounts.revoke(Role.LEAD, held.person_id, city_id=held.city_id)
        db.session.commit()

    _place(page, act, 2).click()
    told = page.get_by_role("status").filter(has_text="any more, so this was not saved")
    told.wait_for()

    assert f"{act} in slot 2" in told.inner_text()
    assert _place(page, act, 2).count() == 1
