"""What everybody may do with her account: another address, all her data, fewer letters, leaving; desk and phone."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coordinator.db import db
from coordinator.disclosure.people import enrol, find_person
from coordinator.people import accounts, stopping
from coordinator.people.models import Role, Topic
from coordinator.people.stopping import Stop
from tests.journeys.conftest import LiveSite, Open

pytestmark = pytest.mark.browser


def a_newcomer(site: LiveSite, name: str) -> str:
    """The address of somebody new on the site: those of the demonstration stay as they are."""
    email = f"{name}@journeys.example"
    with site.app.app_context():
        enrol(email, name=name.title())
        db.session.commit()
    return email


def letter_to(site: LiveSite, page: Page, email: str) -> None:
    """Open the link in the newest letter to an address, found in the outbox."""
    site.deliver()
    page.goto(f"{site.url}/outbox")
    page.locator(".letters li", has_text=email).first.get_by_role("link").click()
    page.locator(".letter-body a").first.click()
    page.wait_for_url(lambda url: "/outbox" not in url)


def both_say_yes(site: LiveSite, page: Page, old: str, new: str) -> list[str]:
    """What each mailbox is told."""
    told = []
    for mailbox in (old, new):
        letter_to(site, page, mailbox)
        page.get_by_role("button", name="Yes, that was me").click()
        told.append(page.get_by_role("heading", level=1).inner_text())
    return told


@pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "without-js"])
def test_another_address_is_confirmed_from_both_mailboxes(
    opened: Open, live_site: LiveSite, size: str, scripts: bool
) -> None:
    old = a_newcomer(live_site, f"mover-{size}-{scripts}".lower())
    new = f"{'a-rather-long-name-' * 3}{size}-{scripts}@new.example".lower()
    watched = opened("/account", size=size, role=old, java_script_enabled=scripts)
    page = watched.page
    page.get_by_text(f"Letters go to {old}").get_by_role("link", name="Change it").click()
    page.get_by_role("textbox", name="New e-mail address").fill(new)
    page.get_by_role("button", name="Write to both").click()
    page.get_by_text(f"You asked for {new}").wait_for()
    if scripts:
        assert watched.faults() == []

    assert both_say_yes(live_site, page, old, new) == ["Thank you", "Your address is changed"]

    page.goto(f"{live_site.url}/account")  # signed out everywhere: the new address signs her in
    page.locator("main input[name=email]").fill(new)
    page.locator("main form button").first.click()
    letter_to(live_site, page, new)
    page.locator("main form button").first.click()
    page.goto(f"{live_site.url}/account")
    expect(page.get_by_text(f"Letters go to {new}")).to_be_visible()
    assert watched.said == []


def test_the_old_mailbox_stops_it(opened: Open, live_site: LiveSite, size: str) -> None:
    old = a_newcomer(live_site, f"robbed-{size}")
    watched = opened("/account/email", size=size, role=old)
    page = watched.page
    page.get_by_role("textbox", name="New e-mail address").fill(f"thief-{size}@new.example")
    page.get_by_role("button", name="Write to both").click()

    letter_to(live_site, page, old)
    assert watched.faults() == []
    page.get_by_role("button", name="No, stop it").click()

    page.get_by_role("heading", name="It is stopped").wait_for()
    assert watched.faults() == []
    page.goto(f"{live_site.url}/account")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "without-js"])
def test_all_data_is_downloaded(opened: Open, live_site: LiveSite, size: str, scripts: bool, tmp_path: Path) -> None:
    watched = opened("/account", size=size, role="host@example.org", java_script_enabled=scripts)
    page = watched.page
    page.get_by_role("link", name="Get all my data").click()
    page.wait_for_url("**/account/export")
    if scripts:
        assert watched.faults() == []

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()

    assert waiting.value.suggested_filename == "my-data.json"
    waiting.value.save_as(tmp_path / "mine.json")
    told = json.loads((tmp_path / "mine.json").read_text("utf-8"))
    assert (told["identity"][0]["email"], bool(told["homes"])) == ("host@example.org", True)
    assert watched.said == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "without-js"])
def test_somebody_erases_herself(opened: Open, live_site: LiveSite, size: str, scripts: bool) -> None:
    email = a_newcomer(live_site, f"leaver-{size}-{scripts}".lower())
    watched = opened("/account", size=size, role=email, java_script_enabled=scripts)
    page = watched.page
    page.get_by_role("link", name="Erase me").click()
    page.get_by_role("button", name="Erase me").click()
    page.locator("#sure-fault").wait_for()
    if scripts:
        assert watched.faults() == []
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Erase me").click()

    page.wait_for_url("**/goodbye")
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    if scripts:
        assert watched.faults() == []
    with live_site.app.app_context():
        assert find_person(email) is None
    letter_to(live_site, page, email)
    expect(page).to_have_url(f"{live_site.url}/")


def test_letters_are_chosen_on_the_account(opened: Open, live_site: LiveSite, size: str) -> None:
    email = a_newcomer(live_site, f"reader-{size}")
    with live_site.app.app_context():
        accounts.grant(Role.ARTIST, find_person(email) or "")
        db.session.commit()
    watched = opened("/account", size=size, role=email)
    page = watched.page
    page.get_by_role("checkbox", name="small changes").uncheck()
    page.locator("form[action='/account/letters']").get_by_role("button", name="Save").click()

    page.get_by_text("Letters that you need come all the same.").wait_for()
    assert not page.get_by_role("checkbox", name="small changes").is_checked()
    assert page.get_by_role("checkbox", name="offers that wait").is_checked()
    assert watched.faults() == []
    assert watched.said == []


def test_the_page_behind_a_letter_stops_such_letters(opened: Open, live_site: LiveSite, size: str) -> None:
    email = a_newcomer(live_site, f"weary-{size}")
    with live_site.app.app_context():
        token = stopping.token_of(Stop(find_person(email) or "", Topic.REMINDERS))
    watched = opened(f"/stop-letters/{token}", size=size)
    assert watched.faults() == []
    watched.page.get_by_role("button", name="Stop them").click()

    watched.page.get_by_role("heading", name="No more of these").wait_for()
    assert watched.faults() == []
    assert watched.said == []


def test_the_key_of_a_second_step_is_a_square(opened: Open, live_site: LiveSite, size: str) -> None:
    email = a_newcomer(live_site, f"careful-{size}")
    watched = opened("/account/second-step", size=size, role=email)
    page = watched.page
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("button", name="Confirm").wait_for()

    drawn = page.get_by_role("img", name="Square that holds the key")
    box = drawn.bounding_box()
    assert box is not None
    assert 180 < box["width"] < 330
    assert watched.faults() == []
    assert watched.said == []
