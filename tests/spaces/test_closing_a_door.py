"""A host closes her door: at once nobody is told where it is, her lead is alarmed, and nothing is planned there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from coordinator import jobs
from coordinator.campaign.importing import take_spaces
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doors as sealed
from coordinator.disclosure import reserves
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.policy import Phase
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.hosting import closing
from coordinator.jobs import Outbox
from coordinator.lineups import adding, alarms, calling_off, doors, proposals
from coordinator.people import accounts, attempts
from coordinator.people.models import Attempt, Role, SignInAttempt
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows import check_ins
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking, spaces_of
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import a_city, a_space, an_edition, plain_name, sited, spaces_taken
from tests.lineups.evenings import lead_of
from tests.lineups.racers import book, several_racers
from tests.people.builders import a_person, signed_in
from tests.spaces.homes import told
from tests.spaces.offers import a_host

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)
Race = Callable[..., list[str]]


@dataclass
class Home:
    """A home with a show in it, another room that is free then, and their people."""

    edition: Edition
    show: Show
    spare: Space
    host: Reader
    lead: Reader

    @property
    def space(self) -> Space:
        """The home, as it stands."""
        return db.session.get_one(Space, self.show.space_id, populate_existing=True)

    def close(self, at: datetime | None = None) -> None:
        """Close its door, with all that follows in the transaction."""
        closing.close(self.host, self.space.id, at=at or now())
        db.session.commit()


@pytest.fixture
def home(app: Flask) -> Home:
    edition, berlin = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
    spare = a_space("S2", space_name="The spare room", start=time(12), minutes=60)
    show, other = spaces_taken(edition, berlin, a_space("S1"), spare)
    lead = lead_of(show)
    reserves.pair(show.id, other.space_id)
    db.session.commit()
    return Home(edition, show, db.session.get_one(Space, other.space_id), a_host(a_person("host-S1@example.org")), lead)


@pytest.fixture
def host(app: Flask, home: Home) -> FlaskClient:
    return signed_in(app.test_client(), str(home.host.id))


@pytest.fixture(scope="module")
def race(migrated_app: Flask, db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    with several_racers(db_url, tmp_path_factory.mktemp("racers")) as run:
        yield run


def test_from_the_press_of_one_button_on_the_clock_of_every_show_there_stands_still(
    host: FlaskClient, home: Home
) -> None:
    page = host.get(f"/host/{home.space.id}").text
    asked = host.get(f"/host/{home.space.id}/close").text

    answer = host.post(f"/host/{home.space.id}/close", follow_redirects=True)

    assert (f'href="/host/{home.space.id}/close"' in page, "You need no reason" in asked) == (True, True)
    assert "Your door is closed" in answer.text
    clock = clock_of(home.show, home.edition)
    hours = [home.show.starts_at + HOUR * hours for hours in (-73, -72, -3, 0, 3, 20)]
    assert {clock.phase(at) for at in hours} == {Phase.CLOSED}
    assert home.space.state is SpaceState.SUSPENDED


@pytest.mark.parametrize("page", ["", "/evening"])
def test_one_press_where_the_host_stands_closes_it_and_one_more_opens_it_again(
    host: FlaskClient, home: Home, page: str
) -> None:
    button = f'action="/host/{home.space.id}/close"'
    before = host.get(f"/host/{home.space.id}{page}").text

    closed = host.post(f"/host/{home.space.id}/close", follow_redirects=True).text
    state = home.space.state
    opened = host.post(f"/host/{home.space.id}/open", follow_redirects=True).text

    assert before.count(button) == 1
    assert before.index(button) < before.index("Who plays" if page else "What others see of your home")
    assert (f'action="/host/{home.space.id}/open"' in closed, state) == (True, SpaceState.SUSPENDED)
    assert ("Your door is open again" in opened, home.space.state) == (True, SpaceState.APPROVED)


def test_a_closed_door_is_called_that_in_the_hosts_list_too(host: FlaskClient, home: Home) -> None:
    assert "<span>approved</span>" in host.get("/host/").text
    home.close()

    page = host.get("/host/").text

    assert ("<span>door closed</span>" in page, "<span>suspended</span>" in page) == (True, False)


def test_who_would_erase_behind_a_closed_door_reads_whom_it_waits_for(host: FlaskClient, home: Home) -> None:
    assert "Close your door, or ask the lead" in host.get(f"/host/{home.space.id}/keep").text
    home.close()

    page = host.get(f"/host/{home.space.id}/keep").text
    told = host.post(f"/host/{home.space.id}/erase", data={"sure": "yes"}, follow_redirects=True).text

    assert ("until the lead of Berlin" in page, "Close your door, or ask" in page + told) == (True, False)
    assert "until your lead has moved it or called it off" in told
    calling_off.call_off(home.lead, home.show.id, "no room", city_id=home.show.city_id, at=now())
    db.session.commit()
    host.post(f"/host/{home.space.id}/erase", data={"sure": "yes"})
    assert home.space.state is SpaceState.WITHDRAWN


def test_what_others_see_is_nothing_any_more_and_the_page_for_it_says_so(host: FlaskClient, home: Home) -> None:
    before = host.get(f"/host/{home.space.id}/seen").text

    home.close()

    after = host.get(f"/host/{home.space.id}/seen").text
    assert (before.count("12 Example Street"), after.count("12 Example Street")) == (5, 1)
    assert "Your door is closed." in after


def test_twice_is_once(home: Home) -> None:
    home.close()
    first, letters = sealed.find(home.space.id), told()

    home.close(at=now() + HOUR)

    assert (sealed.find(home.space.id), told()) == (first, letters)


def test_two_presses_at_one_moment_close_one_door(home: Home, race: Race) -> None:
    outcomes = race(*((closing_of, str(home.host.id), home.space.id),) * 2)

    assert outcomes == ["done", "done"]
    assert [kind for kind, _ in told()].count("door_closed") == 1
    assert home.space.state is SpaceState.SUSPENDED


def test_of_a_show_that_is_planned_while_the_door_closes_the_lead_hears_or_is_refused(home: Home, race: Race) -> None:
    outcomes = race((closing_of, str(home.host.id), home.space.id), (book, home.show.id, 12))

    told = sealed.find(home.space.id)
    assert told is not None
    assert (outcomes, len(told.shows)) in ((["done", "done"], 2), (["done", "space_id"], 1))


def closing_of(host_id: str, space_id: str) -> None:
    """What a host does."""
    closing.close(a_host(host_id), space_id, at=datetime.fromisoformat("2026-08-01T12:00:00+00:00"))


def test_nothing_new_is_planned_there_and_no_list_offers_it(home: Home) -> None:
    here = {"edition_id": home.edition.id, "city_id": home.show.city_id}
    booking = Booking(home.space.id, Evening(home.show.local_start - HOUR * 6, 60))

    home.close()

    assert [space.id for space in spaces_of(home.lead, **here)] == [home.spare.id]
    with pytest.raises(Invalid) as refused:
        adding.add(home.lead, home.edition, home.show.city_id, booking, at=now())
    assert list(refused.value.faults) == ["space_id"]


def test_neither_a_proposal_nor_a_list_touches_what_stands_there(home: Home) -> None:
    here = {"edition_id": home.edition.id, "city_id": home.show.city_id}
    before = proposals.draft(home.lead, **here, at=now()).shows
    start = home.show.local_start

    home.close()
    later = sited([a_space("S1", start=time(15))], db.session.get_one(City, home.show.city_id))
    outcome = take_spaces(home.edition, later, name_area=plain_name, at=now())

    assert before - proposals.draft(home.lead, **here, at=now()).shows == {home.show.id}
    db.session.refresh(home.show)
    assert (home.show.local_start, ["set aside" in note.said.message for note in outcome.warnings]) == (start, [True])


def test_a_closed_home_is_taken_back_for_good_once_nothing_is_to_take_place_there(
    host: FlaskClient, home: Home
) -> None:
    home.close()
    early = host.post(f"/host/{home.space.id}/withdraw", follow_redirects=True)
    calling_off.call_off(home.lead, home.show.id, "no room", city_id=home.show.city_id, at=now())
    db.session.commit()

    page = host.get(f"/host/{home.space.id}").text
    host.post(f"/host/{home.space.id}/withdraw")

    assert ("finds it another room" in early.text, "Take it back" in page) == (True, True)
    assert home.space.state is SpaceState.WITHDRAWN
    assert "no door to close" not in host.post(f"/host/{home.space.id}/withdraw", follow_redirects=True).text
    assert "You have taken it back" in host.get(f"/host/{home.space.id}").text
    for act in ("open", "ask-to-open"):
        host.post(f"/host/{home.space.id}/{act}")
    assert home.space.state is SpaceState.WITHDRAWN
    assert clock_of(home.show, home.edition).phase(home.show.starts_at) is Phase.CLOSED


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SpaceState.SUBMITTED, "looks at what you sent"),
        (SpaceState.APPROVED, "an evening is planned in it"),
        (SpaceState.SUSPENDED, "has set it aside for now"),
        (SpaceState.WITHDRAWN, "offer it anew"),
    ],
)
def test_each_state_has_its_sentence_and_a_way_on(host: FlaskClient, home: Home, state: SpaceState, words: str) -> None:
    home.space.state = state
    db.session.commit()

    assert words in host.get(f"/host/{home.space.id}").text


def test_what_everybody_sees_of_the_show_stays_as_it_was(app: Flask, home: Home) -> None:
    public = f"/shows/{home.show.id}"
    before = _without_nonce(app.test_client().get(public))

    home.close()

    assert _without_nonce(app.test_client().get(public)) == before
    assert home.show.state is ShowState.PLANNED


def _without_nonce(answer: TestResponse) -> str:
    return answer.text.partition("<main")[2]


@pytest.mark.parametrize("before", [SpaceState.SUBMITTED, SpaceState.APPROVED, SpaceState.SUSPENDED])
def test_opened_again_all_is_as_it_was_in_whatever_state(host: FlaskClient, home: Home, before: SpaceState) -> None:
    home.space.state = before
    home.close()

    answer = host.post(f"/host/{home.space.id}/open", follow_redirects=True)

    assert "Your door is open again" in answer.text
    assert (home.space.state, sealed.find(home.space.id)) == (before, None)
    assert clock_of(home.show, home.edition).phase(home.show.starts_at) is Phase.LIVE
    assert ("door_opened", home.lead.id) in told()
    closing.open_again(home.host, home.space.id, at=now())  # once more changes nothing
    assert home.space.state is before


def test_a_door_is_opened_so_often_a_day_and_closed_as_often_as_its_host_likes(host: FlaskClient, home: Home) -> None:
    for _ in range(5):
        home.close()
        assert "Your door is open again" in host.post(f"/host/{home.space.id}/open", follow_redirects=True).text
    home.close()

    refused = host.post(f"/host/{home.space.id}/open", follow_redirects=True).text

    assert ("You have opened it often today" in refused, "Ask to open it again" in refused) == (True, True)
    assert (home.space.state, [kind for kind, _ in told()].count("door_closed")) == (SpaceState.SUSPENDED, 6)
    closing.open_again(home.host, home.space.id, at=now() + HOUR * 25)
    assert sealed.find(home.space.id) is None


@pytest.mark.parametrize(
    ("index", "origin", "told"),
    [
        (1, "127.0.0.1", "That is a lot of tries from where you are."),
        (2, "192.0.2.7", "So many are here at this moment"),
    ],
)
def test_doors_are_opened_only_so_often_from_one_place_and_on_the_whole_site(
    host: FlaskClient, home: Home, index: int, origin: str, told: str
) -> None:
    home.close()
    others = [attempts.visitor(f"host-{number}", origin) for number in range(attempts.LIMITS[Attempt.DOOR][index].most)]
    for one in others:
        db.session.add(SignInAttempt(what=Attempt.DOOR, account=one.account, origin=one.origin, at=now()))
    db.session.commit()

    refused = host.post(f"/host/{home.space.id}/open", follow_redirects=True).text
    closed = home.space.state
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.account == others[0].account))
    db.session.commit()
    opened = host.post(f"/host/{home.space.id}/open", follow_redirects=True).text

    assert (told in refused, closed) == (True, SpaceState.SUSPENDED)
    assert "Your door is open again" in opened


def test_once_the_lead_has_acted_the_host_asks_and_the_lead_decides(host: FlaskClient, home: Home) -> None:
    home.close()
    calling_off.call_off(home.lead, home.show.id, "no room", city_id=home.show.city_id, at=now())
    db.session.commit()

    refused = host.post(f"/host/{home.space.id}/open", follow_redirects=True)
    for _ in range(2):
        asked = host.post(f"/host/{home.space.id}/ask-to-open", follow_redirects=True)

    assert "You can ask her to open it again" in refused.text
    assert "You have asked the lead" in asked.text
    assert [kind for kind, _ in told()].count("door_asked") == 1


def test_the_lead_approves_a_closed_space_only_where_its_host_asks(app: Flask, home: Home) -> None:
    lead = signed_in(app.test_client(), str(home.lead.id))
    page = f"/lead/berlin/spaces/{home.space.id}"
    lead.post(f"{page}/score", data={"score": "5"})
    home.close()
    decision = {"state": "approved", "seen": "suspended", "words": "I would like it"}

    early = lead.post(f"{page}/decision", data=decision)
    closing.ask(home.host, home.space.id, at=now())
    asked = lead.post(f"{page}/decision", data=decision)

    assert (early.status_code, "It is hers to open" in early.text, asked.status_code) == (409, True, 303)
    assert (home.space.state, sealed.find(home.space.id)) == (SpaceState.APPROVED, None)


def test_a_draft_and_what_was_taken_back_have_no_door(home: Home, host: FlaskClient) -> None:
    home.space.state = SpaceState.WITHDRAWN
    db.session.commit()
    draft = host.post("/host/new").headers["Location"].split("/")[2]

    for space_id in (home.space.id, draft):
        with pytest.raises(Conflict, match="no_door"):
            closing.close(home.host, space_id, at=now())
    assert "Close my door" not in host.get(f"/host/{draft}").text


def test_nobody_else_closes_opens_or_looks(app: Flask, home: Home) -> None:
    other = signed_in(app.test_client(), a_person("host-S2@example.org"))

    answers = [other.post(f"/host/{home.space.id}/{act}").status_code for act in ("close", "open", "ask-to-open")]

    assert [*answers, other.get(f"/host/{home.space.id}/close").status_code] == [404] * 4
    assert sealed.find(home.space.id) is None
    for stranger in (STRANGER, home.host):
        with pytest.raises(NotFound):
            doors.ringing(stranger, edition_id=home.edition.id, city_id=home.show.city_id, at=now())
        with pytest.raises(NotFound):
            doors.risen(stranger, edition_id=home.edition.id, at=now())


def _told(kind: str) -> set[str]:
    return {person for one, person in told() if one == kind}


def test_the_lead_is_told_at_once_and_on_the_last_day_the_others_hour_by_hour(app: Flask, home: Home) -> None:
    deputy, globe = lead_of(home.show, "deputy@example.org", deputy=True), a_person("globe@example.org")
    accounts.grant(Role.GLOBAL, globe)
    at = home.show.starts_at - HOUR * 60
    home.close(at=at)
    near = home.show.starts_at - alarms.NEAR

    for hours in (49, 25):
        check_ins.check_in(home.lead, home.edition, home.show.city_id, at=home.show.starts_at - HOUR * hours)

    told = []
    for moment in (at, near, near + HOUR - timedelta(seconds=1), near + HOUR, near + HOUR * 2, near + HOUR * 9):
        jobs.work_off(doors.JOBS, at=moment)
        told.append(_told("door_closed"))

    first, second, third = {home.lead.id}, {home.lead.id, deputy.id}, {home.lead.id, deputy.id, globe}
    assert told == [first, first, first, second, third, third]


def test_a_show_that_has_another_room_ends_the_alarm(home: Home) -> None:
    home.close()
    here = {"edition_id": home.edition.id, "city_id": home.show.city_id}
    ringing = doors.ringing(home.lead, **here, at=now())

    calling_off.call_off(home.lead, home.show.id, "no room", city_id=home.show.city_id, at=now())

    assert [one.shows for one in ringing] == [(home.show,)]
    assert doors.ringing(home.lead, **here, at=now()) == []


def test_the_lead_finds_the_alarm_and_moves_the_show_to_its_reserve_with_one_button(app: Flask, home: Home) -> None:
    lead = signed_in(app.test_client(), str(home.lead.id))
    home.close()
    link = f"/lead/berlin/doors/{home.space.id}"

    pages = [lead.get(f"/lead/berlin/{page}").text for page in ("", "plan", "readiness")]
    page = lead.get(link).text

    assert [f'href="{link}"' in one for one in pages] == [True, True, True]
    assert "Move the show to The spare room" in page
    answer = lead.post(f"/lead/berlin/shows/{home.show.id}/move", data=_hidden(page), follow_redirects=True)
    assert "The show is at" in answer.text
    db.session.refresh(home.show)
    assert home.show.space_id == home.spare.id
    assert clock_of(home.show, home.edition).phase(home.show.starts_at) is Phase.LIVE
    assert reserves.of_shows([home.show.id]) == {}
    assert "nothing left to move" in lead.get(link).text


def _hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form that moves the show."""
    form = page.partition("/move")[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def test_letters_say_that_and_in_which_city_and_never_where(app: Flask, home: Home) -> None:
    folder: Path = app.extensions["coordinator.settings"].folder / "outbox"
    for file in folder.glob("*.eml"):
        file.unlink()
    run = app.extensions["coordinator.jobs"]

    home.close()
    jobs.work_off(run, at=now())
    closing.ask(home.host, home.space.id, at=now())
    db.session.commit()
    jobs.work_off(run, at=now())
    closing.open_again(home.host, home.space.id, at=now())
    db.session.commit()
    jobs.work_off(run, at=now())

    read = BytesParser(EmailMessage, policy=policy.default)
    letters = [read.parsebytes(file.read_bytes()) for file in folder.glob("*.eml")]
    assert {str(letter["Subject"]) for letter in letters} == {
        "Alarm: a host in Berlin has closed the door",
        "A host in Berlin asks you to open the door again",
        "A host in Berlin has opened the door again",
    }
    texts = ["".join(part.get_content() for part in one.walk() if not part.is_multipart()) for one in letters]
    assert any("1 show was to take place there" in text and f"/doors/{home.space.id}" in text for text in texts)
    assert not any(word in text for text in texts for word in ("12 Example Street", "The green sofa", "Hanna"))


def test_a_letter_of_a_door_that_is_open_again_is_not_written(app: Flask, home: Home) -> None:
    home.close()
    closing.open_again(home.host, home.space.id, at=now())
    db.session.commit()

    jobs.work_off({kind: run for kind, run in app.extensions["coordinator.jobs"].items() if "door" in kind}, at=now())

    folder: Path = app.extensions["coordinator.settings"].folder / "outbox"
    sent = {letter.stem for letter in folder.glob("*.eml")}
    alarms_sent = db.session.scalars(select(Outbox.id).where(Outbox.kind == "door_closed")).all()
    assert sent.isdisjoint(alarms_sent)
