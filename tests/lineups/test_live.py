"""Two leads at one board: what the other did reaches each as a sentence, with the shows that look different now."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db
from coordinator.lineups import assignment
from coordinator.lineups.calling_off import call_off
from coordinator.lineups.locking import lock
from coordinator.lineups.steps import MOST
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.people.builders import a_person, signed_in
from tests.statements import statements

NEWS = "/lead/berlin/steps.json"


class Board:
    """A room in Berlin, its acts, Ada who changes it, and Ben's browser, both of them leads."""

    def __init__(self, app: Flask, *, shows: int = 2) -> None:
        edition, city = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
        rooms = [a_space(f"S{n}", space_name=f"Room {n}") for n in range(shows)]
        self.shows: list[Show] = spaces_taken(edition, city, *rooms)
        self.acts = artists_taken(edition, city, *(an_artist(f"A{n}") for n in range(3 * shows)))
        people = [a_person(f"{name.lower()}@example.org", name=name) for name in ("Ada", "Ben")]
        for person in people:
            accounts.grant(Role.LEAD, person, city_id=city.id)
        self.ada = Reader(people[0], frozenset({(Role.LEAD, city.id)}))
        self.ben: FlaskClient = signed_in(app.test_client(), people[1])
        self.browser_of_ada: FlaskClient = signed_in(app.test_client(), people[0])

    def place(self, position: int, act: int, *, show: int = 0) -> None:
        assignment.assign(self.ada, self.shows[show].id, position, self.acts[act], at=now(), reason="it fits")


@pytest.fixture
def board(app: Flask) -> Board:
    return Board(app)


def test_what_one_lead_does_is_told_to_the_other(board: Board) -> None:
    first, other = (show.id for show in board.shows)
    board.place(1, 0)
    board.place(1, 1)
    board.place(2, 0)
    assignment.move(board.ada, (first, 2), (first, 3), at=now())
    assignment.move(board.ada, (first, 3), (first, 1), at=now())
    assignment.move(board.ada, (first, 1), (other, 1), at=now(), reason="it fits")
    assignment.clear(board.ada, other, 1, at=now())

    told = board.ben.get(NEWS).get_json()

    assert told == {
        "newest": 7,
        "said": [
            "Ada placed Act A0 in slot 1 of Room 0 just now",
            "Ada placed Act A1 instead of Act A0 in slot 1 of Room 0 just now",
            "Ada placed Act A0 in slot 2 of Room 0 just now",
            "Ada moved Act A0 to slot 3 of Room 0 just now",
            "Ada swapped Act A0 and Act A1 just now",
            "Ada moved Act A0 to slot 1 of Room 1 just now",
            "Ada took Act A0 out of slot 1 of Room 1 just now",
        ],
        "changed": sorted([first, other]),
    }


def test_a_lock_is_told_too_and_one_hears_nothing_of_oneself(board: Board) -> None:
    for position in (1, 2, 3):
        board.place(position, position)
    lock(board.ada, board.shows[0].id, at=now())
    changed = [board.shows[0].id]

    others, own = (browser.get(f"{NEWS}?after=3").get_json() for browser in (board.ben, board.browser_of_ada))

    assert others == {"newest": 4, "said": ["Ada locked the lineup at Room 0 just now"], "changed": changed}
    assert own == {"newest": 4, "said": [], "changed": changed}


@pytest.mark.parametrize("after", ["1", "999999999999999999999999"])
def test_without_news_there_is_only_the_number(board: Board, after: str) -> None:
    board.place(1, 0)

    assert board.ben.get(f"{NEWS}?after={after}").get_json() == {"newest": 1}


@pytest.mark.parametrize("after", ["", "0", "-7", "one"])
def test_without_a_number_all_is_news(board: Board, after: str) -> None:
    board.place(1, 0)

    assert len(board.ben.get(f"{NEWS}?after={after}").get_json()["said"]) == 1


def test_the_answer_is_kept_by_nobody(board: Board) -> None:
    assert board.ben.get(NEWS).headers["Cache-Control"] == "no-store"


def test_a_lead_of_another_city_and_a_lead_no_more_get_the_page_of_nothing(app: Flask, board: Board) -> None:
    person = a_person("other@example.org")
    accounts.grant(Role.LEAD, person, city_id=a_city(LAGOS).id)
    accounts.revoke(Role.LEAD, a_person("ben@example.org"), city_id=a_city().id)

    answers = [browser.get(NEWS) for browser in (signed_in(app.test_client(), person), board.ben)]

    assert [answer.status_code for answer in answers] == [404, 404]


def _rows(board: Board, after: str, *, show: int) -> list[str]:
    """The ids of the shows in the list of an opened show's page that knows the steps up to `after`."""
    page = board.ben.get(f"/lead/berlin/shows/{board.shows[show].id}", headers={"Board-After": after}).text
    return re.findall(r'class="pick" href="[^"]+" data-show="(\w+)"', page)


def test_a_page_that_has_the_list_gets_only_the_rows_that_differ(app: Flask) -> None:
    board = Board(app, shows=4)
    ids = [show.id for show in board.shows]
    for show in (0, 1, 2):
        board.place(1, show, show=show)

    rows = [_rows(board, after, show=3) for after in ("3", "2", "1", "99")]

    assert [sorted(some) for some in rows] == [sorted(some) for some in ([ids[3]], ids[2:], ids[1:], [ids[3]])]
    assert len(_rows(board, "what", show=3)) == 4


def test_a_page_that_knows_too_little_gets_the_whole_list(app: Flask) -> None:
    board = Board(app, shows=3)
    for _ in range(MOST):
        assignment.assign(board.ada, board.shows[0].id, 1, board.acts[0], at=now())
        assignment.clear(board.ada, board.shows[0].id, 1, at=now())
    db.session.commit()

    told = [len(_rows(board, after, show=0)) for after in (str(MOST), str(MOST - 1))]

    assert told == [1, 3]


def test_a_show_that_is_called_off_is_told_to_a_page_that_lists_it(board: Board) -> None:
    board.place(1, 0)
    show = board.shows[0]
    call_off(board.ada, show.id, "a burst pipe", city_id=show.city_id, at=now())
    db.session.commit()

    page = board.ben.get(f"/lead/berlin/shows/{board.shows[1].id}", headers={"Board-After": "1"}).text

    assert f'data-partial="{show.id}"' in page


@pytest.mark.parametrize("shows", [2, 20])
@pytest.mark.usefixtures("unlinked")
def test_news_and_a_panel_take_as_many_statements_for_two_rooms_as_for_twenty(app: Flask, shows: int) -> None:
    board = Board(app, shows=shows)
    for show in range(shows):
        board.place(1, show, show=show)
    db.session.commit()

    with statements() as news:
        board.ben.get(NEWS)
    with statements() as nothing:
        board.ben.get(f"{NEWS}?after={shows}")
    with statements() as panel:
        board.ben.get(f"/lead/berlin/shows/{board.shows[0].id}", headers={"Board-After": "0"})

    selected = [sum(one.startswith("SELECT") for one in seen) for seen in (news, nothing, panel)]
    assert selected == [13, 5, 47]


def test_an_open_board_has_the_page_of_a_step_in_its_answer_and_others_are_sent_there(board: Board) -> None:
    page = f"/lead/berlin/shows/{board.shows[0].id}"
    knows = {"Board-After": "0"}

    placed = board.ben.post(f"{page}/slots/1?q=act", data={"artist_id": board.acts[0]}, headers=knows)
    refused = board.ben.post(f"{page}/slots/1", data={"artist_id": board.acts[1], "instead_of": ""}, headers=knows)
    sent = board.ben.post(f"{page}/slots/2?q=act", data={"artist_id": board.acts[1], "reason": "so"})

    assert [(answer.status_code, answer.headers["Content-Location"]) for answer in (placed, refused)] == [
        (200, f"{page}?q=act"),
        (200, page),
    ]
    assert ("Placed in slot 1." in placed.text, f'data-holds="{board.acts[0]}"' in placed.text) == (True, True)
    assert "This slot changed since you looked." in refused.text
    assert [f'action="/lead/berlin/undo?next={page}{q}"' in placed.text for q in ("?q%3Dact", "")] == [True, False]
    assert (sent.status_code, sent.location, "Content-Location" in sent.headers) == (303, f"{page}?q=act", False)
