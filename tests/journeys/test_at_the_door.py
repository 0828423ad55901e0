"""At a door with a phone: with a network, without one, two phones at once, by keyboard and without a script."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Error, Page, Route, expect
from sqlalchemy import func, select

from coordinator.clock import local, now
from coordinator.db import db
from coordinator.disclosure import counts, door_words, doorkeepers, tickets
from coordinator.disclosure import seats as counted
from coordinator.disclosure.entries import own_entries
from coordinator.disclosure.people import find_person
from coordinator.door import checking, waiting
from coordinator.door.models import DoorRole
from coordinator.guests import drawing, entries
from coordinator.guests.draw_list import Pool
from coordinator.guests.models import EntryState
from coordinator.people import sessions
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show, ShowState
from tests.browsing import CHROMIUM, FLAGS, Watched
from tests.guests.entering import edition_of, outcome_of, says_yes, wishes
from tests.journeys.conftest import LiveSite, Open, a_live_site, windows
from tests.people.builders import a_person

pytestmark = pytest.mark.browser
COME = {"Ada": 2, "Bo": 1, "Cleo": 2, "Dan": 2}
WAITS = "Eve"
SHOWS = 4
CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
FILM = "--use-file-for-fake-video-capture"
WHAT_IS_KEPT = """async () => {
  const asked = (act) => new Promise((done) => { act.onsuccess = () => done(act.result); });
  const db = await asked(indexedDB.open('door'));
  const rows = await asked(db.transaction('kept').objectStore('kept').getAll());
  db.close();
  const open = async (name) => (await caches.open(name)).matchAll();
  const answers = (await Promise.all((await caches.keys()).map(open))).flat();
  const pages = answers.filter((one) => one.url.includes('/door/') && !one.url.includes('/static/'));
  const texts = await Promise.all(pages.map((one) => one.text()));
  const text = rows.map((row) => new TextDecoder().decode(row.snapshot.body)).join('') + texts.join('');
  return { text, keys: rows.map((row) => row.key.extractable), pages: texts.length };
}"""


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of these journeys' own: some of its shows begin at once."""
    with a_live_site(tmp_path_factory.mktemp("doors")) as site:
        yield site


@pytest.fixture(scope="module")
def doors(live_site: LiveSite) -> list[str]:
    """Shows of one city that start in half an hour, with guests who come, one who waits, and people at the door."""
    with live_site.app.app_context():
        shows = _shows()
        for show in shows:
            for name, people in {**COME, WAITS: 1}.items():
                guest = Reader(a_person(_mail(name, show.id), name=f"{name} Secretname"))
                entries.enter(guest, wishes(show, people=people), at=now())
        due = _drawn(shows[0])
        for show in shows:
            _answer(show, at=due)
            _begin(show, now() + timedelta(minutes=30))
            for called in ("Tom", "Ann", "Sue"):
                role = DoorRole.SUPERVISOR if called == "Sue" else DoorRole.STEWARD
                doorkeepers.put(show, a_person(f"{called}@example.org", name=called), role, called, at=now())
        db.session.commit()
        return [show.id for show in shows]


def _shows() -> list[Show]:
    """The first shows of the city with most of them, with seats enough."""
    count = func.count()
    of_city = select(Show.city_id).where(Show.state == ShowState.OPEN).group_by(Show.city_id).order_by(count.desc())
    city = db.session.scalars(of_city).first()
    shows = db.session.scalars(select(Show).where(Show.city_id == city, Show.state == ShowState.OPEN)).all()
    assert len(shows) >= SHOWS
    return list(shows[:SHOWS])


def _mail(name: str, show_id: str) -> str:
    return f"{name.lower()}-{show_id}@example.org"


def _drawn(show: Show) -> datetime:
    """Draw; the instant of it."""
    closes = entries.close_at(edition_of(show), show.city_id)
    assert closes is not None
    drawing.close_due(closes)
    found = drawing.find_draw(edition_of(show), show.city_id)
    assert found is not None
    due = found.draw.due_at
    drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome_of(found), at=due)
    return due


def _answer(show: Show, *, at: datetime) -> None:
    """Those who come say yes; of the one who waits nobody has drawn the line."""
    for name in COME:
        guest = Reader(find_person(_mail(name, show.id)))
        says_yes(guest, at=at)
    waits = own_entries(Reader(find_person(_mail(WAITS, show.id))))[0].id
    if counted.leave(waits, EntryState.WAITLISTED, at=at):
        counted.give_back(show.id, Pool.GENERAL, 1)


def _begin(show: Show, at: datetime) -> None:
    lasts = show.ends_at - show.starts_at
    show.starts_at, show.ends_at = at, at + lasts
    show.local_start = local(at, show.zone).replace(tzinfo=None)
    db.session.flush()


def code_of(app: Flask, name: str, show_id: str) -> str:
    """What stands on a guest's ticket."""
    with app.app_context():
        guest = Reader(find_person(_mail(name, show_id)))
        return tickets.own_ticket(guest, own_entries(guest)[0].id).code


def count(app: Flask, show_id: str) -> tuple[int, dict[str, int]]:
    """How many are in by the server's count, and of whom."""
    with app.app_context():
        tom = Reader(find_person("tom@example.org"))
        door = checking.look(doorkeepers.standing(tom, show_id, at=now()), at=now())
        return door.count.inside, {one.party.name: one.inside for one in door.parties if one.inside}


def at_the_door(opened: Open, show_id: str, who: str = "tom", **options: object) -> Watched:
    """Somebody's phone at the door, ready to go on without a network."""
    watched = opened(f"/door/{show_id}", size="phone", role=f"{who}@example.org", **options)
    assert watched.eventually("document.querySelector('#door').dataset.ready") == "kept", watched.said
    assert watched.eventually("navigator.serviceWorker.ready.then(() => true)")
    return watched


def row(page: Page, name: str) -> object:
    """A party of the list."""
    return page.locator(".party", has=page.get_by_text(name, exact=True))


def press(page: Page, name: str, what: str) -> None:
    """Press a button of a party."""
    page.locator(".party", has=page.get_by_text(name, exact=True)).get_by_role("button", name=what).click()


def told(watched: Watched) -> str:
    """What the page says aloud."""
    return str(watched.eventually("document.querySelector('#answer').textContent"))


def eventually_on_the_server(watched: Watched, app: Flask, show_id: str, people: int) -> None:
    """What was pressed has been sent: the page draws it before."""
    assert watched.until(lambda: count(app, show_id)[0] == people)


def eventually_in(watched: Watched, people: int) -> None:
    """The page's own count."""
    assert watched.eventually(f"document.querySelector('[data-count=inside]').textContent === '{people}'")


def test_a_steward_lets_people_in_undoes_and_is_told_of_a_second_time(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    show_id = doors[0]
    watched = at_the_door(opened, show_id)
    page = watched.page
    assert watched.faults() == []

    page.get_by_label("First name or code").fill(code_of(live_site.app, "Ada", show_id).lower().replace("-", " "))
    page.keyboard.press("Enter")
    assert told(watched) == "Found: Ada, 2 people"
    press(page, "Ada", "All 2 in")
    eventually_in(watched, 2)
    page.get_by_label("First name or code").press("Enter")
    expect(page.locator("#answer")).to_contain_text("Already in: Ada. Let in by")
    page.get_by_label("First name or code").fill("bo")
    press(page, "Bo", "1 in")
    eventually_in(watched, 3)
    press(page, "Bo", "Undo")
    eventually_in(watched, 2)
    assert watched.faults() == []

    eventually_on_the_server(watched, live_site.app, show_id, 2)
    assert count(live_site.app, show_id) == (2, {"Ada": 2})
    assert "Secretname" not in page.content()
    assert watched.said == []


def test_a_phone_goes_on_without_a_network_and_tells_later(opened: Open, live_site: LiveSite, doors: list[str]) -> None:
    show_id = doors[1]
    watched = at_the_door(opened, show_id)
    page = watched.page

    page.context.set_offline(True)
    page.reload()
    assert watched.eventually("document.querySelectorAll('.party').length") == len(COME)
    press(page, "Ada", "All 2 in")
    press(page, "Bo", "1 in")
    eventually_in(watched, 3)
    expect(page.locator("#network")).to_contain_text("No network", use_inner_text=True)
    assert watched.faults() == []
    page.reload()
    eventually_in(watched, 3)
    expect(page.locator("#network")).to_contain_text("No network", use_inner_text=True)
    assert count(live_site.app, show_id) == (0, {})

    page.context.set_offline(False)
    assert watched.eventually("document.querySelector('#network').textContent.startsWith('Connected')")

    assert count(live_site.app, show_id) == (3, {"Ada": 2, "Bo": 1})
    page.reload()
    eventually_in(watched, 3)


def test_two_phones_without_a_network_let_in_the_same_party_and_both_are_told(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    show_id = doors[2]
    phones = [at_the_door(opened, show_id, who) for who in ("tom", "ann")]
    for phone in phones:
        phone.page.context.set_offline(True)
        phone.page.reload()
        assert phone.eventually("document.querySelectorAll('.party').length") == len(COME)
        press(phone.page, "Cleo", "All 2 in")

    for phone in phones:
        phone.page.context.set_offline(False)
        assert phone.eventually("document.querySelector('#network').textContent.startsWith('Connected')")

    assert count(live_site.app, show_id) == (2, {"Cleo": 2})
    assert told(phones[1]).startswith("Two phones let in Cleo: ")
    phones[0].page.reload()
    for phone in phones:
        assert phone.eventually("!!document.querySelector('.party [data-doubt]:not([hidden])')")
        expect(phone.page.locator("[data-doubt]:not([hidden])")).to_contain_text("It counts once", use_inner_text=True)
    assert phones[0].faults() == []
    press(phones[1].page, "Cleo", "Undo")
    assert phones[1].eventually("!document.querySelector('.party [data-doubt]:not([hidden])')")
    expect(phones[1].page.locator("#network")).to_contain_text("Connected, all sent", use_inner_text=True)
    assert count(live_site.app, show_id) == (2, {"Cleo": 2})


def test_what_a_phone_keeps_is_sealed_and_gone_when_the_door_is_over(opened: Open, doors: list[str]) -> None:
    watched = at_the_door(opened, doors[1])
    page = watched.page

    kept = page.evaluate(WHAT_IS_KEPT)
    assert (set(kept["keys"]), kept["pages"] > 0) == ({False}, True)
    assert [name for name in ('"Ada"', ">Ada<") if name in kept["text"]] == []

    page.context.set_offline(True)
    page.clock.install(time=now() + timedelta(hours=6, minutes=31))
    page.reload()
    assert told(watched) == "This door is over. What this phone knew of it is deleted."
    left = page.evaluate("caches.keys()")
    assert f"door-{doors[1]}" not in left


def test_a_session_that_has_ended_says_so_and_what_was_pressed_is_sent_once_she_is_back(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    show_id = doors[2]
    watched = at_the_door(opened, show_id, "ann")
    page = watched.page
    inside, _ = count(live_site.app, show_id)
    with live_site.app.app_context():
        sessions.end_all(str(find_person("ann@example.org")))
        db.session.commit()

    press(page, "Dan", "All 2 in")
    assert watched.eventually("document.querySelector('#network').textContent.startsWith('You are signed out')")
    expect(page.locator("#network")).to_contain_text("1 to be sent", use_inner_text=True)
    assert watched.faults() == []
    assert count(live_site.app, show_id)[0] == inside

    page.get_by_role("link", name="Sign in again").click()
    page.wait_for_url(lambda url: "/sign-in?next=" in url)
    page.goto(live_site.link("ann@example.org"))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{live_site.url}/door/{show_id}")
    eventually_in(watched, inside + 2)
    assert watched.eventually("document.querySelector('#network').textContent.startsWith('Connected')")
    eventually_on_the_server(watched, live_site.app, show_id, inside + 2)


def test_who_signs_out_leaves_nothing_of_a_door_in_the_phone(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    watched = at_the_door(opened, doors[2])
    page = watched.page
    assert page.evaluate(WHAT_IS_KEPT)["keys"]

    page.goto(f"{live_site.url}/account")
    page.get_by_role("button", name="Sign out here").click()
    page.wait_for_url(f"{live_site.url}/")

    left = page.evaluate("Promise.all([indexedDB.databases(), caches.keys()])")
    assert left == [[], []]


def press_without_a_network(watched: Watched, name: str) -> None:
    """Let somebody in where no step reaches the site, and leave the page of the door."""
    page = watched.page
    page.route("**/door/*/steps", lambda route: route.abort())
    press(page, name, "1 in")
    assert watched.eventually("document.querySelector('#network').textContent.startsWith('No network')")


@pytest.mark.parametrize(("way", "door", "name"), [("Sign out here", 0, "Bo"), ("Sign out on all devices", 1, "Cleo")])
def test_who_signs_out_elsewhere_has_first_sent_what_she_pressed_without_a_network(
    opened: Open, live_site: LiveSite, doors: list[str], way: str, door: int, name: str
) -> None:
    show_id = doors[door]
    watched = at_the_door(opened, show_id, "ann")
    page = watched.page
    inside, _ = count(live_site.app, show_id)
    press_without_a_network(watched, name)
    assert count(live_site.app, show_id)[0] == inside

    page.goto(f"{live_site.url}/account")
    page.unroute("**/door/*/steps")
    page.get_by_role("button", name=way).click()
    page.wait_for_url(lambda url: "/account" not in url)

    assert count(live_site.app, show_id)[0] == inside + 1
    assert page.evaluate("Promise.all([indexedDB.databases(), caches.keys()])") == [[], []]


def test_who_cannot_send_it_is_told_how_much_she_would_lose_and_may_stay(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    show_id = doors[1]
    watched = at_the_door(opened, show_id, "ann")
    page = watched.page
    inside, _ = count(live_site.app, show_id)
    press_without_a_network(watched, "Dan")
    with page.expect_request("**/door/*/steps"):  # by then it is kept
        press(page, "Dan", "1 in")
    page.goto(f"{live_site.url}/cities/")
    page.get_by_role("button", name="Sign out").click()

    asked = page.get_by_role("dialog")
    asked.get_by_text("2 steps from the door have not reached us").wait_for()
    assert watched.faults() == []
    asked.get_by_role("button", name="Stay").click()
    assert watched.eventually("!document.querySelector('#leaving').open")
    assert page.evaluate(WHAT_IS_KEPT)["keys"]
    page.get_by_role("button", name="Sign out").click()
    asked.get_by_role("button", name="Go on and lose 2 steps").click()
    page.wait_for_url(f"{live_site.url}/")

    assert page.evaluate("Promise.all([indexedDB.databases(), caches.keys()])") == [[], []]
    assert count(live_site.app, show_id)[0] == inside


def test_the_page_says_that_it_is_sending_before_it_says_that_all_is_sent(opened: Open, doors: list[str]) -> None:
    watched = at_the_door(opened, doors[2], "sue")
    page = watched.page
    line = page.locator("#network")
    expect(line).to_contain_text("Connected, all sent", use_inner_text=True)
    held: list[Route] = []
    page.route("**/door/*/steps", lambda route: held.append(route))  # noqa: PLW0108 -- it takes no method of C

    press(page, "Bo", "1 in")
    assert watched.eventually("document.querySelector('#network').textContent.startsWith('Sending 1 step')")
    watched.until(lambda: held)  # the request is on its way
    held[0].continue_()

    assert watched.eventually("document.querySelector('#network').textContent.startsWith('Connected, all sent')")


def film_of(square: bytes, folder: Path) -> Path:
    """What a camera sees that is held a little askew over a square on another phone: PNG → motion JPEG."""
    seen = Image.open(BytesIO(square)).convert("L").resize((300, 300)).rotate(9, expand=True, fillcolor=200)
    frame = Image.new("L", (640, 480), 90)
    frame.paste(seen, (150, 60))
    film = folder / "camera.mjpeg"
    frame.convert("RGB").save(film, "JPEG", quality=70)
    return film


@pytest.mark.parametrize(
    ("door", "told_of"),
    [(0, "Found: Cleo, 2 people"), (1, "No ticket for this door. Ask for the name, or call a supervisor.")],
)
def test_a_camera_reads_the_square_on_a_guests_phone(
    chromium: Browser, opened: Open, live_site: LiveSite, doors: list[str], tmp_path: Path, door: int, told_of: str
) -> None:
    """The page of a ticket is filmed and read by the decoder that comes along: the browser is left none of its own."""
    with live_site.app.app_context():
        entry_id = own_entries(Reader(find_person(_mail("Cleo", doors[0]))))[0].id
    guest = opened(f"/entries/{entry_id}/ticket", size="phone", role=_mail("Cleo", doors[0]))
    film = film_of(guest.page.locator(".ticket svg").first.screenshot(), tmp_path)

    seeing = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *CAMERA, f"{FILM}={film}"])
    with windows(seeing, live_site) as opened_there:
        watched = at_the_door(opened_there, doors[door])
        watched.page.evaluate("delete globalThis.BarcodeDetector")
        watched.page.get_by_role("button", name="Scan a ticket").click()

        assert told(watched) == told_of
        assert watched.page.evaluate("typeof jsQR") == "function"
        expect(watched.page.locator(".party")).to_have_count(1 if door == 0 else len(COME))
        assert watched.faults() == []
        watched.page.get_by_role("button", name="Stop the camera").click()
        assert watched.eventually("document.querySelector('#video').srcObject === null")
        assert watched.said == []
    seeing.close()


def test_without_a_script_the_list_has_its_forms(opened: Open, live_site: LiveSite, doors: list[str]) -> None:
    watched = opened(f"/door/{doors[0]}", size="phone", role="sue@example.org", java_script_enabled=False)
    page = watched.page

    press(page, "Dan", "1 in")
    page.get_by_text("Let in: 1 person.").wait_for()
    press(page, "Dan", "Out")
    page.get_by_text("Out: 1 person.").wait_for()
    press(page, "Dan", "All 2 in")
    page.get_by_text("Let in: 2 people.").wait_for()
    page.get_by_label("First name or code").fill(code_of(live_site.app, "Dan", doors[0]))
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/find")
    expect(page.locator(".party")).to_have_count(1)
    page.locator(".party").get_by_role("button", name="Undo").last.click()
    page.get_by_text("Undone.").wait_for()

    page.goto(f"{live_site.url}/door/{doors[0]}")
    page.get_by_label("Somebody of the waiting list is here").fill(WAITS)
    page.get_by_role("button", name="Note").click()
    page.get_by_text("Noted: she waits").wait_for()
    expect(page.locator(".waits li")).to_have_count(1)
    with live_site.app.app_context():
        show = db.session.get_one(Show, doors[0])
        _begin(show, now() - timedelta(minutes=16))
        db.session.commit()
    page.goto(f"{live_site.url}/door/{doors[0]}")
    page.locator(".waits").get_by_role("button", name="Let in").click()
    page.get_by_text("from the waiting list").first.wait_for()


def test_a_lead_names_who_stands_there_and_the_list_is_printed(opened: Open, doors: list[str]) -> None:
    watched = opened(f"/door/{doors[0]}/sheet", size="phone", role="sue@example.org")
    assert watched.faults() == []
    assert watched.page.locator("tbody tr").count() >= len(COME)

    watched.page.goto(watched.page.url.replace(f"{doors[0]}/sheet", ""))
    assert watched.page.get_by_role("link", name="Open this door").count() >= 1
    assert watched.faults() == []


def inside_of(app: Flask, show_id: str) -> int:
    """How many are in, also once the door is over."""
    with app.app_context():
        return counts.count(db.session.get_one(Show, show_id)).inside


def begin(app: Flask, show_id: str, at: datetime) -> None:
    """Let a show start then."""
    with app.app_context():
        _begin(db.session.get_one(Show, show_id), at)
        db.session.commit()


def newcomer(app: Flask, show_id: str, called: str) -> str:
    """A steward for that door alone; her id."""
    with app.app_context():
        person = a_person(f"{called}@example.org", name=called)
        doorkeepers.put(db.session.get_one(Show, show_id), person, DoorRole.STEWARD, called, at=now())
        db.session.commit()
        return person


def test_who_is_erased_has_first_sent_what_she_pressed_without_a_network(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    newcomer(live_site.app, doors[3], "max")
    watched = at_the_door(opened, doors[3], "max")
    page = watched.page
    before = inside_of(live_site.app, doors[3])
    press_without_a_network(watched, "Ada")

    page.goto(f"{live_site.url}/account/erase")
    page.unroute("**/door/*/steps")
    page.get_by_label("Yes, erase me").check()
    page.get_by_role("button", name="Erase me").click()
    page.wait_for_url(lambda url: url.endswith("/goodbye"))

    assert inside_of(live_site.app, doors[3]) == before + 1


def test_what_was_pressed_is_sent_once_the_door_is_over_and_then_deleted(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    app, show_id = live_site.app, doors[3]
    watched = at_the_door(opened, show_id, "ann")
    before = inside_of(app, show_id)
    press_without_a_network(watched, "Bo")
    begin(app, show_id, now() - doorkeepers.STAYS)

    watched.page.unroute("**/door/*/steps")
    watched.page.evaluate("dispatchEvent(new Event('online'))")
    watched.page.get_by_text("This door is over. What this phone knew of it is deleted.").wait_for()

    begin(app, show_id, now() + timedelta(minutes=30))
    assert inside_of(app, show_id) == before + 1
    assert watched.page.evaluate(WHAT_IS_KEPT) == {"text": "", "keys": [], "pages": 0}


@pytest.mark.parametrize(("is_over", "name"), [(True, "Dan"), (False, "Cleo")], ids=["it is", "a clock set ahead"])
def test_what_was_pressed_waits_where_the_door_is_over_before_the_network_is_back(
    opened: Open, live_site: LiveSite, doors: list[str], *, is_over: bool, name: str
) -> None:
    app, show_id = live_site.app, doors[1]
    newcomer(app, show_id, f"ida-{is_over}")
    watched = at_the_door(opened, show_id, f"ida-{is_over}")
    page = watched.page
    before = inside_of(app, show_id)
    page.clock.install(time=now())
    press_without_a_network(watched, name)
    page.context.set_offline(True)
    page.clock.fast_forward("07:00:00")
    page.evaluate("dispatchEvent(new Event('online'))")  # some phones say so too early
    page.get_by_text("This door is over. 1 step waits for a network on this phone").wait_for()
    names = page.evaluate(WHAT_IS_KEPT.replace("row.snapshot.body", "row.snapshot?.body ?? new Uint8Array()"))["text"]

    page.unroute("**/door/*/steps")
    if is_over:
        begin(app, show_id, now() - doorkeepers.STAYS)
        page.context.set_offline(False)
        page.get_by_text("This door is over. What this phone knew of it is deleted.").wait_for()
        begin(app, show_id, now() + timedelta(minutes=30))
    else:
        with page.expect_navigation():  # it begins anew, since it is not over
            page.context.set_offline(False)
        eventually_in(watched, before + 1)

    eventually_on_the_server(watched, app, show_id, before + 1)
    assert (names, watched.faults()) == ("", [])


def test_who_is_taken_off_a_door_is_told_what_could_not_be_sent(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    app, show_id = live_site.app, doors[3]
    person = newcomer(app, show_id, "pia")
    watched = at_the_door(opened, show_id, "pia")
    before = inside_of(app, show_id)
    press_without_a_network(watched, "Dan")
    with app.app_context():
        doorkeepers.take_off(db.session.get_one(Show, show_id), person)
        db.session.commit()

    watched.page.unroute("**/door/*/steps")
    watched.page.evaluate("dispatchEvent(new Event('online'))")
    watched.page.get_by_text("1 step could not be sent, and is lost").wait_for()

    assert inside_of(app, show_id) == before
    assert watched.page.evaluate(WHAT_IS_KEPT) == {"text": "", "keys": [], "pages": 0}


def test_somebody_else_on_the_same_phone_drops_nothing_that_was_not_sent(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    app, show_id = live_site.app, doors[3]
    watched = at_the_door(opened, show_id)
    page = watched.page
    before = inside_of(app, show_id)
    press_without_a_network(watched, "Cleo")

    signed_in_here(page, live_site, "ann")
    page.unroute("**/door/*/steps")
    page.goto(f"{live_site.url}/door/{show_id}")
    warned, unsent = told(watched), inside_of(app, show_id)
    signed_in_here(page, live_site, "tom")
    page.goto(f"{live_site.url}/door/{show_id}")

    assert (warned, unsent) == (
        "1 step of somebody else waits on this phone. She has to open this door here to send it.",
        before,
    )
    eventually_on_the_server(watched, app, show_id, before + 1)


def test_a_page_that_stays_open_says_nothing_in_the_name_of_who_signed_in_since(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    app, show_id = live_site.app, doors[2]
    watched = at_the_door(opened, show_id)
    page, other = watched.page, watched.page.context.new_page()
    before = inside_of(app, show_id)
    signed_in_here(other, live_site, "ann")

    press(page, "Ada", "1 in")
    page.get_by_text("1 step of somebody else waits on this phone.").wait_for()
    unsent = inside_of(app, show_id)
    signed_in_here(other, live_site, "tom")
    page.goto(f"{live_site.url}/door/{show_id}")

    eventually_on_the_server(watched, app, show_id, before + 1)
    assert unsent == before


def test_without_a_network_nobody_is_shown_the_list_of_who_had_the_phone_before(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    newcomer(live_site.app, doors[3], "pat")
    watched = at_the_door(opened, doors[3], "pat")

    signed_in_here(watched.page, live_site, "ann")

    assert watched.eventually(f"caches.keys().then((names) => !names.includes('door-{doors[3]}'))")
    watched.page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_FAILED"):
        watched.page.goto(f"{live_site.url}/door/{doors[3]}")


def signed_in_here(page: Page, live_site: LiveSite, who: str) -> None:
    """Somebody signs in on a phone whose cookies are gone, and nothing else."""
    page.context.clear_cookies()
    page.goto(live_site.link(f"{who}@example.org"))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_how_many_seats_are_free_is_counted_as_people_come_in(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    begin(live_site.app, doors[0], now() - timedelta(minutes=20))
    watched = at_the_door(opened, doors[0], "sue")
    free = watched.page.locator("[data-free]")
    before = int(free.inner_text().partition(" ")[0])

    watched.page.locator(".party:not(.in) [data-do=one]:not([hidden])").first.click()
    free.get_by_text(f"{before - 1} seat").wait_for()

    begin(live_site.app, doors[0], now() + timedelta(minutes=30))
    assert watched.said == []


def test_what_waits_of_a_door_that_is_over_is_sent_from_any_page(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    app, show_id = live_site.app, doors[3]
    watched = at_the_door(opened, show_id, "ann")
    page = watched.page
    before = inside_of(app, show_id)
    press_without_a_network(watched, "Ada")
    page.clock.install(time=now() + timedelta(hours=7))

    page.goto(f"{live_site.url}/cities/")
    assert watched.eventually(f"caches.keys().then((names) => !names.includes('door-{show_id}'))")  # it tidies up
    names = page.evaluate(WHAT_IS_KEPT.replace("row.snapshot.body", "row.snapshot?.body ?? new Uint8Array()"))["text"]
    page.unroute("**/door/*/steps")
    page.goto(f"{live_site.url}/cities/")

    eventually_on_the_server(watched, app, show_id, before + 1)
    assert names == ""


def look_again(watched: Watched) -> None:
    """The page looks at what has changed, as it does by itself every twenty seconds."""
    with watched.page.expect_response("**/door/*/snapshot"):
        watched.page.evaluate("dispatchEvent(new Event('online'))")


def at_door_of(app: Flask, show_id: str, do: Callable[[doorkeepers.Standing], object]) -> None:
    """The supervisor does something on another phone."""
    with app.app_context():
        do(doorkeepers.standing(Reader(find_person("sue@example.org")), show_id, at=now()))
        db.session.commit()


def test_who_waits_appears_on_a_page_that_is_open_and_may_come_in_when_it_is_time(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    app, show_id = live_site.app, doors[2]
    begin(app, show_id, now() - timedelta(minutes=13))
    watched = at_the_door(opened, show_id, "sue")
    page = watched.page
    line, let_in = page.locator("#live .waits li"), page.locator("#live .waits").get_by_role("button", name="Let in")
    expect(line).to_have_count(0)
    page.get_by_label("Somebody of the waiting list is here").fill("Zo")

    at_door_of(app, show_id, lambda standing: waiting.note(standing, WAITS, at=now()))
    look_again(watched)
    line.filter(has_text=WAITS).wait_for()
    assert (let_in.count(), page.evaluate("document.activeElement.value")) == (0, "Zo")

    page.context.set_offline(True)
    kept = page.locator("#waits-kept li", has_text=WAITS)
    kept.wait_for()
    expect(kept.get_by_text("their turn")).to_be_hidden()
    expect(page.locator("#live")).to_be_hidden()
    assert watched.faults() == []
    page.clock.install(time=now() + timedelta(minutes=3))
    page.reload()
    kept.get_by_text("their turn").wait_for()

    begin(app, show_id, now() - timedelta(minutes=16))
    page.context.set_offline(False)
    let_in.wait_for()
    assert watched.faults() == []
    begin(app, show_id, now() + timedelta(minutes=30))


def test_an_act_and_a_closed_door_appear_on_a_page_that_was_open_before(
    opened: Open, live_site: LiveSite, doors: list[str]
) -> None:
    app, show_id = live_site.app, doors[2]
    watched = at_the_door(opened, show_id, "sue")
    page = watched.page
    begins = page.get_by_role("button", name="Act 1 begins now")
    expect(begins).to_have_count(0)
    expect(page.locator("#closed")).to_be_hidden()

    begin(app, show_id, now() - timedelta(minutes=1))
    look_again(watched)
    begins.wait_for()
    at_door_of(app, show_id, lambda standing: checking.close(standing, at=now()))
    look_again(watched)
    page.get_by_text("Closed to more people since").wait_for()
    again = page.get_by_role("button", name="Let people in again")
    again.wait_for()
    assert watched.faults() == []
    at_door_of(app, show_id, checking.open_again)
    look_again(watched)
    again.wait_for(state="detached")
    page.locator("#closed").wait_for(state="hidden")

    begin(app, show_id, now() + timedelta(minutes=30))
    assert watched.said == []


@pytest.mark.parametrize("hours", [-5, 1, 7])
def test_a_phone_whose_clock_is_hours_off_goes_by_the_servers(
    opened: Open, live_site: LiveSite, doors: list[str], hours: int
) -> None:
    app, show_id = live_site.app, doors[3]
    with app.app_context():
        show = db.session.get_one(Show, show_id)
        words, others = (door_words.of_hour(show, at) for at in (now(), now() + timedelta(hours=hours)))
        before = {one.client_id for one in counts.admissions(show_id)}
    watched = opened("/door/", size="phone", role="tom@example.org")
    page = watched.page
    page.clock.install(time=now() + timedelta(hours=hours))
    page.goto(f"{live_site.url}/door/{show_id}")
    assert watched.eventually("document.querySelector('#door').dataset.ready") == "kept", watched.said
    shown = page.locator("[data-words]")
    assert (shown.inner_text() == words, words == others) == (True, False)

    with page.expect_response("**/door/*/steps"):
        page.locator(".party [data-do=one]:not([hidden])").first.click()
    page.context.set_offline(True)
    page.reload()

    assert watched.eventually("document.querySelectorAll('.party').length") == len(COME)
    expect(shown).to_have_text(words, use_inner_text=True)
    with app.app_context():
        (said,) = (one for one in counts.admissions(show_id) if one.client_id not in before)
    assert abs(said.at - now()) < timedelta(minutes=10)
