"""A band that applied twice: its lead says that they are two, or one; two contacts say yes before anything happens."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.people import enrol
from coordinator.editions.calendar import find_current
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from tests.campaign.builders import an_artist, artists_taken
from tests.journeys.conftest import LiveSite, Open

pytestmark = pytest.mark.browser


def a_pair(live_site: LiveSite, name: str, *emails: str, cities: tuple[str, str] = ("berlin",) * 2) -> tuple[str, str]:
    """Two applications that share their people and a link, to Berlin where nothing else is said; the ids."""
    key = name.replace(" ", "-").lower()
    with live_site.app.app_context():
        edition = find_current(now())
        assert edition is not None
        home = f"https://{key}.example"
        shared = {"members": (f"Ana {name}", f"Bo {name}"), "genres": ("folk",), "people": 2}
        said = zip((name, f"{name} Duo"), emails, ("a", "b"), strict=True)
        rows = [
            an_artist(f"{key}-{link}", act_name=called, email=email, links=(f"{home}/", f"{home}/{link}"), **shared)
            for called, email, link in said
        ]
        towns = [db.session.scalars(select(City).where(City.slug == slug)).one() for slug in cities]
        (first,), (second,) = (artists_taken(edition, town, row) for town, row in zip(towns, rows, strict=True))
        db.session.commit()
        return first, second


@pytest.mark.parametrize("scripted", [True, False])
def test_a_lead_makes_one_act_of_two_applications(
    opened: Open, live_site: LiveSite, size: str, *, scripted: bool
) -> None:
    name = f"Meadow {size} {scripted}"
    a_pair(live_site, name, f"{name.split()[1]}{scripted}@example.org", f"{name.split()[1]}{scripted}@example.org")
    watched = opened("/lead/berlin/applications", size=size, role=Role.LEAD, java_script_enabled=scripted)
    page, found = watched.page, []
    page.get_by_role("link", name="Two that look like one").click()
    pair = page.get_by_role("article").filter(has=page.get_by_role("heading", level=2, name=name))
    expect(pair.get_by_text("the same link")).to_have_count(1)
    expect(pair.get_by_text("the same people play")).to_have_count(1)
    found += watched.faults() if scripted else []

    pair.get_by_role("button", name="They are two").click()
    page.get_by_text("Remembered: they are two.").wait_for()
    said = page.get_by_role("region", name="Said already").get_by_role("listitem").filter(has_text=name)
    found += watched.faults() if scripted else []
    said.get_by_role("button", name="Undo").click()
    pair.get_by_role("link", name="One act: merge").click()
    expect(page.get_by_role("main")).to_contain_text("What follows", use_inner_text=True)
    found += watched.faults() if scripted else []
    page.get_by_role("link", name="Keep the other instead").click()
    page.get_by_role("button", name="Make them one act").click()

    page.get_by_text("They are one act now.").wait_for()
    expect(said).to_contain_text("one act", use_inner_text=True)
    assert (found, watched.said) == ([], [])


def test_two_contacts_say_yes_before_two_become_one(opened: Open, live_site: LiveSite, size: str) -> None:
    name, emails = f"Heath {size}", (f"one-{size}@example.org", f"two-{size}@example.org")
    first, second = a_pair(live_site, name, *emails)
    lead = opened("/lead/berlin/doubles", size=size, role=Role.LEAD)
    pair = lead.page.get_by_role("article").filter(has=lead.page.get_by_role("heading", level=2, name=name))
    pair.get_by_role("link", name="One act: merge").click()
    lead.page.get_by_role("button", name="Ask both").click()
    lead.page.get_by_text("Both are asked by letter.").wait_for()
    found = lead.faults()

    for email, act, thanks in zip(
        emails, (first, second), ("once the other side has said yes", "are one now"), strict=True
    ):
        watched = opened(f"/artist/acts/{act}", size=size, role=email)
        watched.page.get_by_role("link", name="Look and answer").click()
        found += watched.faults()
        watched.page.get_by_role("button", name="Yes, it is one act").click()
        watched.page.get_by_text(thanks).first.wait_for()
        found += watched.faults()

    lead.page.reload()
    expect(lead.page.get_by_role("region", name="Said already")).to_contain_text(name, use_inner_text=True)
    assert found == []


@pytest.mark.parametrize("scripted", [True, False])
def test_who_applied_to_two_cities_is_asked_by_the_lead_of_one(
    opened: Open, live_site: LiveSite, size: str, *, scripted: bool
) -> None:
    name, email = f"Moor {size} {scripted}", f"moor-{size}-{scripted}@example.org"
    _, second = a_pair(live_site, name, email, email, cities=("berlin", "lagos"))
    with live_site.app.app_context():
        grant(Role.LEAD, enrol("solo@example.org", name="Solo Lead"), city_id=city_id("berlin"))
        db.session.commit()
    lead = opened("/lead/berlin/doubles", size=size, role="solo@example.org", java_script_enabled=scripted)
    pair = lead.page.get_by_role("article").filter(has=lead.page.get_by_role("heading", level=2, name=name))
    expect(lead.page.get_by_role("main")).not_to_contain_text(f"{name} Duo", use_inner_text=True)
    found = lead.faults() if scripted else []
    pair.get_by_role("link", name="Perhaps one act: ask").click()
    found += lead.faults() if scripted else []
    lead.page.get_by_role("radio", name="The one to the other city stays").check()
    lead.page.get_by_role("button", name="Have them asked").click()
    lead.page.get_by_text("Both are asked by letter.").wait_for()
    found += lead.faults() if scripted else []

    act = opened(f"/artist/acts/{second}", size=size, role=email, java_script_enabled=scripted)
    act.page.get_by_role("link", name="Look and answer").click()
    expect(act.page.get_by_role("main")).to_contain_text(f"{name} Duo", use_inner_text=True)
    found += act.faults() if scripted else []
    act.page.get_by_role("button", name="Yes, it is one act").click()
    act.page.get_by_text("are one now").first.wait_for()

    lead.page.reload()
    said = lead.page.get_by_role("region", name="Said already").get_by_role("listitem").filter(has_text=name)
    expect(said).to_contain_text("one act", use_inner_text=True)
    assert (found, lead.said, act.said) == ([], [], [])


def city_id(slug: str) -> str:
    return db.session.scalars(select(City.id).where(City.slug == slug)).one()
