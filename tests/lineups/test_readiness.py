"""How ready a city is: its figures, deadlines and next steps; who leads it; every city for the global team."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from coordinator.cities.listing import public_city
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import offers, progress, slots
from coordinator.disclosure.progress import Figures
from coordinator.disclosure.sealed import Disclosure
from coordinator.disclosure.sealed_board import SealedReserve, SealedTwin
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.lineups import locking, readiness
from coordinator.lineups.readiness import Due, Step, Task
from coordinator.people.accounts import grant
from coordinator.people.deputies import name_deputy
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import LAGOS, Town, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.people.builders import a_person, signed_in
from tests.statements import statements

AT = now()
FAR = 30  # days to the edition


class Berlin:
    """Three rooms in Berlin, its lead and somebody of the global team; one room in Lagos, with its own lead."""

    def __init__(self, app: Flask, *, days: int = FAR) -> None:
        self.app = app
        self.edition: Edition = an_edition(day=(AT + timedelta(days=days)).date())
        self.city: City = a_city()
        rooms = [a_space(f"S{number}") for number in (1, 2, 3)]
        self.shows: list[Show] = spaces_taken(self.edition, self.city, *rooms)
        self.acts = artists_taken(self.edition, self.city, *(an_artist(f"A{number}") for number in range(9)))
        spaces_taken(self.edition, a_city(LAGOS), a_space("L1"))
        self.lead, self.globe, self.other = (a_person(f"{who}@example.org") for who in ("lead", "globe", "other"))
        grant(Role.LEAD, self.lead, city_id=self.city.id)
        grant(Role.LEAD, self.other, city_id=a_city(LAGOS).id)
        grant(Role.GLOBAL, self.globe)
        db.session.commit()

    def fill(self, show: Show, acts: list[str]) -> None:
        """Place acts in the slots of a show."""
        for position, act in enumerate(acts, start=1):
            slots.put(show, position, act)

    def figures(self) -> Figures:
        """The city's, as its lead sees them."""
        return progress.figures(self.reader, self.edition.id, city_id=self.city.id, at=AT)[self.city.id]

    @property
    def reader(self) -> Reader:
        """The lead."""
        return Reader(self.lead, frozenset({(Role.LEAD, self.city.id)}))

    def browser(self, person: str) -> FlaskClient:
        """A browser of one of them."""
        return signed_in(self.app.test_client(), person)

    def steps(self) -> list[Step]:
        """What the lead is told to do."""
        ready = readiness.of_city(self.reader, self.edition, public_city(self.city), at=AT)
        return list(readiness.steps(ready, self.lead, may_name=True, at=AT))


@pytest.fixture
def berlin(app: Flask) -> Berlin:
    return Berlin(app)


def text(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_figures_follow_rooms_lineups_locks_answers_and_reserves(berlin: Berlin) -> None:
    first, second, third = berlin.shows
    assert berlin.figures() == Figures(spaces=3, acts=9, shows=3)
    space = db.session.get_one(Space, third.space_id)
    space.state = SpaceState.SUBMITTED
    berlin.fill(first, berlin.acts[:3])
    berlin.fill(second, berlin.acts[3:5])
    locking.lock(berlin.reader, first.id, at=AT)
    with granted("a reserve for a test"):
        db.session.execute(insert(SealedReserve), [{"show_id": first.id, "space_id": third.space_id}])

    asked = replace(Figures(spaces=2, spaces_waiting=1, acts=9, shows=3), with_reserve=1, complete=1, locked=1, slots=3)
    assert berlin.figures() == replace(asked, unanswered=3)
    offer = offers.of_shows([first.id], at=AT)[0]
    offers.settle(offer, offers.OfferState.CONFIRMED, by=offer.contact_id, at=AT)
    assert berlin.figures() == replace(asked, unanswered=2, confirmed=1)


def test_a_second_room_stands_as_its_first_does_and_asks_nobody_again(berlin: Berlin) -> None:
    first, second, _ = berlin.shows
    berlin.fill(first, berlin.acts[:3])
    with granted("a twin for a test"):
        db.session.execute(insert(SealedTwin), [{"twin_id": second.id, "show_id": first.id}])
    slots.lock(first.id, by="console", at=AT)

    assert berlin.figures() == Figures(spaces=3, acts=9, shows=3, complete=2, locked=2, slots=3)


def test_the_figures_are_the_leads_and_the_global_teams_alone_and_every_look_is_written_down(berlin: Berlin) -> None:
    other = Reader(berlin.other, frozenset({(Role.LEAD, a_city(LAGOS).id)}))
    for reader in (other, STRANGER):
        with pytest.raises(NotFound):
            progress.figures(reader, berlin.edition.id, city_id=berlin.city.id, at=AT)
    with pytest.raises(NotFound):
        readiness.everywhere(berlin.reader, berlin.edition, at=AT)

    berlin.figures()
    progress.figures(CONSOLE, berlin.edition.id, at=AT)

    lines = db.session.execute(select(Disclosure.reader_id, Disclosure.subject).where(Disclosure.fact == "readiness"))
    assert {tuple(line) for line in lines} == {(berlin.lead, berlin.city.id), ("console", berlin.edition.id)}


def test_what_is_to_do_stands_in_order_and_goes_away_when_it_is_done(berlin: Berlin) -> None:
    lock, reveal = (berlin.shows[0].starts_at - timedelta(days=days) for days in (5, 3))
    db.session.get_one(Space, berlin.shows[2].space_id).state = SpaceState.SUBMITTED
    berlin.fill(berlin.shows[0], berlin.acts[:3])
    db.session.flush()

    assert berlin.steps() == [
        Step(Task.SPACES, 1),
        Step(Task.FILL, 2, lock),
        Step(Task.LOCK, 1, lock),
        Step(Task.RESERVE, 3, reveal),
        Step(Task.DEPUTY),
    ]
    name_deputy(berlin.reader, "jan@example.org", city_id=berlin.city.id, origin="127.0.0.1", at=AT)
    locking.lock(berlin.reader, berlin.shows[0].id, at=AT)
    assert [step.task for step in berlin.steps()] == [Task.SPACES, Task.FILL, Task.CONFIRM, Task.RESERVE]


def test_the_deadlines_are_the_editions_counted_from_the_first_show(berlin: Berlin) -> None:
    ready = readiness.of_city(berlin.reader, berlin.edition, public_city(berlin.city), at=AT)

    first = berlin.shows[0].starts_at
    assert [(one.due, (first - one.at) / timedelta(hours=1)) for one in ready.deadlines] == [
        (Due.ENTRIES, 240),
        (Due.DRAW, 216),
        (Due.LOCK, 120),
        (Due.REVEAL, 72),
        (Due.CHECK_IN, 48),
        (Due.CHECK_IN, 24),
        (Due.CHECK_IN, 6),
        (Due.FIRST_SHOW, 0),
    ]
    assert ready.next_due == ready.deadlines[0]


def test_the_page_says_numbers_deadlines_and_steps_each_with_its_link(berlin: Berlin) -> None:
    page = berlin.browser(berlin.lead).get("/lead/berlin/readiness").text

    assert all(said in text(page) for said in ("Fill 3 shows", "0 of 3", "Lineups are locked", "Central European"))
    assert ['href="/lead/berlin/"' in page, 'href="/lead/berlin/team"' in page] == [True, True]
    assert "I am here" not in page  # it is far too early


def test_a_lead_says_that_she_is_here_and_a_second_press_changes_nothing(app: Flask) -> None:
    berlin = Berlin(app, days=2)
    for show in berlin.shows:  # the first begins in 50 hours
        show.starts_at, show.ends_at = AT + timedelta(hours=50), AT + timedelta(hours=52)
    browser = berlin.browser(berlin.lead)
    before = browser.get("/lead/berlin/readiness").text
    board = browser.get("/lead/berlin/").text

    pressed = [browser.post("/lead/berlin/check-in", follow_redirects=True).text for _ in range(2)]

    assert ("I am here" in before, "Say that you are here" in before, "I am here" in board) == (True, True, True)
    assert all("Thank you, we know that you are there." in page for page in pressed)
    assert ["Say that you are here" in page for page in pressed] == [False, False]


def test_a_deputy_takes_a_silent_city_over(app: Flask) -> None:
    berlin = Berlin(app, days=2)
    for show in berlin.shows:
        show.starts_at, show.ends_at = AT + timedelta(hours=47), AT + timedelta(hours=49)
    deputy = name_deputy(berlin.reader, "jan@example.org", city_id=berlin.city.id, origin="127.0.0.1", at=AT)
    db.session.commit()
    browser = berlin.browser(deputy)

    silent = text(browser.get("/lead/berlin/readiness").text)
    listed = text(berlin.browser(berlin.globe).get("/global/").text)
    browser.post("/lead/berlin/check-in")
    refused = berlin.browser(berlin.lead).post("/lead/berlin/check-in", follow_redirects=True).text

    assert "Berlin is with the deputy now" in silent
    assert "silent, with the deputy" in listed
    assert "Somebody else has taken the city over." in refused


def test_a_lead_names_and_releases_a_deputy_and_the_page_says_the_same_of_known_and_unknown(berlin: Berlin) -> None:
    a_person("known@example.org", name="Kim Known")
    browser = berlin.browser(berlin.lead)
    said = []

    for email in ("known@example.org", "fresh@example.org"):
        page = browser.post("/lead/berlin/team", data={"email": email}, follow_redirects=True).text
        said.append(re.sub(r"team/[a-z0-9]{26}", "team/x", page).replace(email, "x@example.org"))
        person = re.search(r"/lead/berlin/team/([a-z0-9]{26})/release", page)
        assert person is not None
        gone = browser.post(person[0], follow_redirects=True).text
        assert ("Released." in gone, email in gone) == (True, False)

    assert text(said[0]) == text(said[1])
    assert browser.post("/lead/berlin/team", data={"email": "nobody"}).status_code == 422
    assert browser.post("/lead/berlin/team", data={"email": "lead@example.org"}).status_code == 409


def test_a_deputy_sees_the_team_and_names_nobody(berlin: Berlin) -> None:
    deputy = name_deputy(berlin.reader, "jan@example.org", city_id=berlin.city.id, origin="127.0.0.1", at=AT)
    db.session.commit()
    browser = berlin.browser(deputy)

    page = browser.get("/lead/berlin/team").text

    assert ("lead@example.org" in page, "Name a deputy" in page) == (True, False)
    assert browser.post("/lead/berlin/team", data={"email": "eva@example.org"}).status_code == 404


def test_the_global_team_sees_first_which_city_wants_somebody(berlin: Berlin) -> None:
    globe = berlin.browser(berlin.globe)
    apia = Town(4035413, "Apia", "WS", -13.83333, -171.76666, 40_407, "Pacific/Apia")
    spaces_taken(berlin.edition, a_city(apia), a_space("W1"))  # nobody leads it

    above, folded = globe.get("/global/").text.split('<details class="opening', 1)

    wanting = above.partition("wants somebody now")[2]  # below the shows with the next deadlines
    assert ("Apia" in wanting, "Berlin" in wanting, "Berlin" in folded) == (True, False, True)
    assert "no lead" in above


def test_to_another_citys_lead_it_is_as_if_there_were_nothing(berlin: Berlin) -> None:
    browser = berlin.browser(berlin.other)
    paths = ("/lead/berlin/readiness", "/lead/berlin/team", "/global/")

    answers = [browser.get(path) for path in paths]
    answers += [browser.post(path) for path in ("/lead/berlin/check-in", f"/lead/berlin/team/{berlin.lead}/release")]
    nothing = browser.get("/lead/nowhere/readiness")

    assert {(answer.status_code, text(answer.text)) for answer in (*answers, nothing)} == {(404, text(nothing.text))}


def test_the_city_whose_deadline_comes_first_stands_first(berlin: Berlin) -> None:
    apia = Town(4035413, "Apia", "WS", -13.83333, -171.76666, 40_407, "Pacific/Apia")
    spaces_taken(berlin.edition, a_city(apia), a_space("W1"))

    page = text(berlin.browser(berlin.globe).get("/global/").text)

    order = sorted(("Berlin", "Lagos", "Apia"), key=page.index)
    assert order[0] == "Apia"  # thirteen hours ahead
    assert order == ["Apia", "Berlin", "Lagos"]  # summer or winter, Lagos is never ahead of Berlin


@pytest.mark.usefixtures("unlinked")
def test_pages_take_as_many_queries_with_one_city_as_with_many(berlin: Berlin) -> None:
    lead, globe = berlin.browser(berlin.lead), berlin.browser(berlin.globe)
    queries = []

    for more in (0, 12):
        for number in range(more):
            town = Town(90_000 + number, f"Town {number}", "DE", 48.0 + number / 10, 10.0, 20_000, "Europe/Berlin")
            spaces_taken(berlin.edition, a_city(town), a_space(f"T{number}"))
            spaces_taken(berlin.edition, berlin.city, a_space(f"M{number}"))
        for browser, path in ((lead, "/lead/berlin/readiness"), (lead, "/lead/berlin/team"), (globe, "/global/")):
            with statements() as seen:
                assert browser.get(path).status_code == 200
            queries.append(len([statement for statement in seen if statement.startswith("SELECT")]))

    assert queries == [26, 9, 29] * 2
