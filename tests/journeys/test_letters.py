"""From the making of a case to its tally: the campaign team at a desk, somebody who writes on a phone."""

import re
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from coordinator.campaign.opening import open_edition
from coordinator.db import db
from coordinator.people import accounts
from coordinator.people.models import Role
from tests.journeys.conftest import LiveSite, Open, a_live_site, windows
from tests.letters.builders import a_campaign, a_case, a_section
from tests.people.builders import a_person
from tests.people.mailbox import text_of

pytestmark = pytest.mark.browser
TEAM_MAIL = "cam@example.org"


def test_a_case_is_made_opened_written_for_and_counted(opened: Open) -> None:
    team = opened("/campaign/", role=Role.CAMPAIGN)
    page = team.page
    page.get_by_role("link", name="A new case").click()
    page.get_by_label("Addressee").fill("The Mayor of Nowhere")
    page.get_by_label("Postal address").fill("1 Town Square\nNowhere")
    page.get_by_label("French").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Tell it in").select_option("en")
    page.get_by_role("button", name="Write").click()
    page.get_by_label("Who it is about").fill("Nils of the bridge")
    page.get_by_label("The story").fill("He painted a bridge.\n\nIt was grey before.")
    page.get_by_label("What to ask for").fill("Let him paint")
    assert team.faults() == []
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("status")).to_contain_text("Everybody can read it now")
    assert team.faults() == []
    case = page.url.rsplit("/", 1)[1]

    reader = opened(f"/letters/cases/{case}", size="phone")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Nils of the bridge")
    assert reader.faults() == []
    reader.page.get_by_role("link", name="Count me in").click()
    reader.page.get_by_label("How many are you?").fill("9")
    reader.page.get_by_label("From where do your letters go?").select_option("Germany")
    reader.page.get_by_label("E-mail").fill("table@example.org")
    assert reader.faults() == []
    reader.page.get_by_role("button", name="Count me in").click()
    expect(reader.page.get_by_role("status")).to_contain_text("It counts once")

    page.goto(re.sub(r"/campaign/.*", "/letters/collect", page.url))
    for step, number in (("Mailed", "8"), ("Reported", "8"), ("Verified", "7")):
        page.get_by_label("How many letters?").fill(number)
        page.get_by_label("What was done").select_option(step)
        page.get_by_label("Case").select_option("Nils of the bridge")
        page.get_by_label("Section").select_option("Germany")
        page.get_by_role("button", name="Count them").click()
        expect(page.get_by_role("status")).to_contain_text("Counted.")
    assert team.faults() == []

    reader.page.goto(re.sub(r"/letters/.*", "/letters/tallies", reader.page.url))
    row = reader.page.get_by_role("row").filter(has_text="Nils of the bridge").first
    cells = [cell.strip() for cell in row.get_by_role("cell").all_text_contents()]
    assert (cells[1], cells[4], cells[5], cells[6]) == ("9", "8", "8", "7")
    assert reader.faults() == []

    page.goto(re.sub(r"/letters/.*", f"/campaign/cases/{case}/withdraw", page.url))
    page.get_by_role("button", name="Withdraw it for good").click()
    reader.page.goto(re.sub(r"/letters/.*", f"/letters/cases/{case}", reader.page.url))
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("This case is withdrawn")
    assert reader.faults() == []


def test_reminders_are_asked_for_said_yes_to_and_stopped(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = opened("/letters/", size=size)
    page = watched.page
    page.locator("a[href*='/letters/cases/']").first.click()
    page.get_by_role("link", name="Count me in").click()
    page.get_by_label("E-mail").fill(f"reminded-{size}@example.org")
    page.get_by_label("From where do your letters go?").select_option(index=1)
    page.get_by_label("Remind me").check()
    assert watched.faults() == []
    page.get_by_role("button", name="Count me in").click()
    expect(page.get_by_role("status")).to_contain_text("It counts once")

    live_site.deliver()
    page.goto(_link_to(live_site, f"reminded-{size}@example.org"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Shall we remind you?")
    assert watched.faults() == []
    page.get_by_role("button", name="Yes, remind me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letters")
    assert watched.faults() == []
    page.get_by_role("button", name="Stop reminders").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No more reminders")
    assert watched.faults() == []
    assert watched.said == []


def _link_to(site: LiveSite, email: str) -> str:
    """The link in the letter that asked that address."""
    folder = site.app.extensions["coordinator.settings"].folder / "outbox"
    every = (message_from_bytes(one.read_bytes(), policy=default) for one in folder.glob("*.eml"))
    (letter,) = (one for one in every if email in str(one["To"]))
    return next(line for line in text_of(letter).splitlines() if line.startswith(site.url))


def test_two_campaigns_stand_beside_each_other(chromium: Browser, tmp_path: Path, size: str) -> None:
    with a_live_site(tmp_path, fill=_two_campaigns) as site, windows(chromium, site) as opened:
        team = opened("/campaign/", size=size, role=TEAM_MAIL)
        page = team.page
        expect(page.get_by_role("heading", level=2)).to_have_text(
            ["Write for rights, Doors 2099", "Write for rights, Doors 2098"]
        )
        expect(page.get_by_role("link", name="Yara", exact=True)).to_be_visible()
        assert team.faults() == []
        for name in ("Count and verify", "Letters counted", "Letter evenings", "A new section"):
            page.goto(f"{site.url}/campaign/")
            page.get_by_role("link", name=name).last.click()
            expect(page).to_have_url(re.compile(r"\?edition=older$"))
            expect(page.get_by_role("main").get_by_text("Write for rights, Doors 2098")).to_be_visible()
            assert team.faults() == []

        reader = opened("/letters/", size=size)
        expect(reader.page.get_by_role("heading", level=3)).to_have_text(["Noor", "Yara"])
        assert reader.faults() == []
        assert (team.said, reader.said) == ([], [])


def _two_campaigns() -> None:
    """One that still runs, another that was begun since, and somebody of the team."""
    for slug, title, day in (("older", "Yara", date(2098, 9, 20)), ("newer", "Noor", date(2099, 9, 20))):
        edition = a_campaign(open_edition(slug, name=f"Doors {day.year}", day=day))
        a_section(edition)
        a_case(edition, title=title)
    accounts.grant(Role.CAMPAIGN, a_person(TEAM_MAIL))
    db.session.commit()
