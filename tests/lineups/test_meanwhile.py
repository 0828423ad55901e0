"""Two leads on one board: what the second is told of what the first did, and that her own choice stays in view."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.artists.models import Application, ApplicationState
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import offers
from coordinator.disclosure.people import enrol
from coordinator.lineups import assignment, locking
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, lineup, spaces_taken
from tests.people.builders import signed_in


class Two:
    """Ada at her browser, Ben elsewhere, two rooms at one hour, five acts of which the last two sound alike."""

    def __init__(self, app: Flask) -> None:
        edition, city = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
        self.show, self.other = spaces_taken(edition, city, a_space("S1"), a_space("S2"))
        names = ("Larks", "Owls", "Echo", "Wren", "Finch")
        acts = [an_artist(name, act_name=name, genres=(f"g{n // 4 + n}",)) for n, name in enumerate(names[:4])]
        alike = an_artist("Finch", act_name="Finch", genres=("g0",))
        self.acts = dict(zip(names, artists_taken(edition, city, *acts, alike), strict=True))
        self.ada_id, self.ben_id = (enrol(f"{name}@example.org", name=name) for name in ("Ada", "Ben"))
        for person in (self.ada_id, self.ben_id):
            accounts.grant(Role.LEAD, person, city_id=city.id)
        self.city_id = city.id
        self.ben = Reader(self.ben_id, frozenset({(Role.LEAD, city.id)}))
        db.session.commit()
        self.ada = signed_in(app.test_client(), self.ada_id)

    def page(self, show: Show | None = None) -> str:
        return f"/lead/berlin/shows/{(show or self.show).id}"

    def post(self, path: str, **data: str) -> str:
        answer = self.ada.post(f"{self.page()}/{path}", data=data, follow_redirects=True)
        return " ".join(answer.text.split())

    def ben_places(self, act: str, show: Show | None = None, position: int = 1) -> None:
        assignment.assign(self.ben, (show or self.show).id, position, self.acts[act], at=now(), reason="so")
        db.session.commit()


@pytest.fixture
def two(app: Flask) -> Two:
    return Two(app)


def test_of_two_the_second_hears_who_is_there_now_and_her_choice_waits(two: Two) -> None:
    two.ben_places("Echo")

    told = two.post("slots/1", artist_id=two.acts["Larks"], instead_of="")
    again = " ".join(two.ada.get(two.page()).text.split())
    two.post("slots/1", artist_id=two.acts["Larks"], instead_of=two.acts["Echo"])
    after = two.ada.get(two.page()).text

    assert "Ben placed Echo in slot 1 of" in told
    assert "This slot changed since you looked." in told
    assert ['id="choice"' in page and "Place in the stead of Echo" in page for page in (told, again)] == [True] * 2
    assert ('id="choice"' in after, lineup(two.show)) == (False, {1: two.acts["Larks"]})


def test_an_act_taken_meanwhile_is_told_with_the_room_it_plays_in(two: Two) -> None:
    two.ben_places("Larks", two.other)

    told = two.post("slots/2", artist_id=two.acts["Larks"], instead_of="")

    assert "Ben placed Larks in slot 1 of" in told
    assert "This act plays at another show then." in told
    assert ('id="choice"' in told, "choice-again" in told, lineup(two.show)) == (True, False, {})


def test_a_show_locked_meanwhile_is_told_with_who_locked_it(two: Two) -> None:
    for position, act in enumerate(("Larks", "Owls", "Echo"), start=1):
        two.ben_places(act, position=position)
    locking.lock(two.ben, two.show.id, at=now())
    db.session.commit()

    told = two.post("slots/3", artist_id=two.acts["Wren"], instead_of=two.acts["Echo"])

    assert "Ben locked the lineup at" in told
    assert "This lineup is locked." in told
    assert ("Wren in slot 3" in told, lineup(two.show)[3]) == (True, two.acts["Echo"])


def test_an_act_that_left_meanwhile_is_told_so(two: Two) -> None:
    row = db.session.scalars(db.select(Application).where(Application.artist_id == two.acts["Larks"])).one()
    row.state = ApplicationState.WITHDRAWN
    db.session.commit()

    told = two.post("slots/1", artist_id=two.acts["Larks"], instead_of="")

    assert ("application was taken back or not accepted" in told, lineup(two.show)) == (True, {})


def test_an_undo_tells_what_changed_meanwhile(two: Two) -> None:
    two.post("slots/1", artist_id=two.acts["Larks"], instead_of="")
    two.ben_places("Echo")

    answer = two.ada.post("/lead/berlin/undo", data={"number": "1"}, follow_redirects=True)

    assert "Ben placed Echo instead of Larks in slot 1 of" in answer.text
    assert ("This slot changed since you looked." in answer.text, lineup(two.show)) == (True, {1: two.acts["Echo"]})


def test_a_move_to_a_slot_that_another_lead_filled_meanwhile_swaps_nobody_away(two: Two) -> None:
    two.ben_places("Larks", position=1)
    two.ben_places("Echo", position=2)
    where = {"to_show": two.show.id, "to_position": "2", "sees": two.acts["Larks"]}

    told = two.post("slots/1/move", **where, instead_of="")
    before = lineup(two.show)
    two.post("slots/1/move", **where, instead_of=two.acts["Echo"])

    assert "Ben placed Echo in slot 2 of" in told
    assert 'id="choice"' in told
    assert before == {1: two.acts["Larks"], 2: two.acts["Echo"]}
    assert lineup(two.show) == {1: two.acts["Echo"], 2: two.acts["Larks"]}


def test_a_move_to_another_show_takes_its_first_empty_slot_and_nobodys(two: Two) -> None:
    two.ben_places("Larks", position=1)
    two.ben_places("Echo", two.other, 1)

    two.post("slots/1/move", to_show=two.other.id, sees=two.acts["Larks"])
    for position, act in ((1, "Owls"), (2, "Wren")):
        two.ben_places(act, position=position)
    two.post("slots/1/move", to_show=two.other.id, sees=two.acts["Owls"])
    told = two.post("slots/2/move", to_show=two.other.id, sees=two.acts["Wren"])

    assert "Three acts play there already. Open it to swap." in told
    assert lineup(two.other) == {1: two.acts["Echo"], 2: two.acts["Larks"], 3: two.acts["Owls"]}
    assert lineup(two.show) == {2: two.acts["Wren"]}


def test_a_move_that_needs_a_reason_waits_for_it_and_can_be_let_go(two: Two) -> None:
    two.ben_places("Finch", two.other, 1)
    two.ben_places("Larks", two.show, 1)
    where = {"to_show": two.other.id, "to_position": "2", "sees": two.acts["Larks"]}

    told = two.post("slots/1/move", **where)
    let_go = two.post("let-go")
    two.post("slots/1/move", **where)
    two.post("slots/1/move", **where, reason="Twins of one sound")

    assert "genre is on the bill already. Say why this act should play here all the same." in told
    assert ['id="choice-reason"' in page for page in (told, let_go)] == [True, False]
    assert (lineup(two.show), lineup(two.other)) == ({}, {1: two.acts["Finch"], 2: two.acts["Larks"]})


def test_a_lead_who_lost_the_city_meanwhile_is_told_what_was_not_saved(two: Two) -> None:
    two.ada.get(two.page())
    accounts.revoke(Role.LEAD, two.ada_id, city_id=two.city_id)
    db.session.commit()

    answer = two.ada.post(f"{two.page()}/slots/2", data={"artist_id": two.acts["Larks"]})
    undone = two.ada.post("/lead/berlin/undo", data={"number": "1"})

    assert (answer.status_code, undone.status_code, lineup(two.show)) == (404, 404, {})
    assert "You do not lead Berlin any more, so this was not saved: Larks in slot 2." in answer.text
    assert "You do not lead Berlin any more, so nothing was saved." in undone.text


def test_who_never_led_the_city_gets_the_page_of_nothing(two: Two, client: FlaskClient) -> None:
    stranger = enrol("eve@example.org", name="Eve")
    accounts.grant(Role.HOST, stranger)
    db.session.commit()
    eve = signed_in(client, stranger)

    asked = eve.post(f"{two.page()}/slots/2", data={"artist_id": two.acts["Larks"]})
    nowhere = eve.post("/lead/berlin/shows/none/slots/2", data={"artist_id": two.acts["Larks"]})

    assert [(one.status_code, "Berlin any more" in one.text) for one in (asked, nowhere)] == [(404, False)] * 2


def _bill(two: Two, *acts: str) -> str:
    return ",".join(two.acts[act] for act in acts)


def test_a_lineup_that_changed_meanwhile_is_not_locked_and_nobody_unseen_is_asked(two: Two) -> None:
    for position, act in enumerate(("Larks", "Owls", "Echo"), start=1):
        two.ben_places(act, position=position)
    seen = _bill(two, "Larks", "Owls", "Echo")
    two.ben_places("Wren", position=3)

    told = two.post("lock", sees=seen)
    asked = offers.of_shows([two.show.id], at=now())
    two.post("lock", sees=_bill(two, "Larks", "Owls", "Wren"))

    assert "Ben placed Wren instead of Echo in slot 3 of" in told
    assert ("This slot changed since you looked." in told, asked) == (True, ())
    assert {one.artist_id for one in offers.of_shows([two.show.id], at=now())} == set(lineup(two.show).values())


def test_a_lineup_locked_meanwhile_is_told_with_who_locked_it_and_is_no_second_version(two: Two) -> None:
    for position, act in enumerate(("Larks", "Owls", "Echo"), start=1):
        two.ben_places(act, position=position)
    locking.lock(two.ben, two.show.id, at=now())
    db.session.commit()

    told = two.post("lock", sees=_bill(two, "Larks", "Owls", "Echo"))

    assert "Ben locked the lineup at" in told
    assert len(locking.told_versions(two.ben, two.show, at=now())) == 1


def test_a_replacement_sends_nobody_away_whom_another_lead_placed_meanwhile(two: Two) -> None:
    two.ben_places("Echo", position=2)

    told = two.post("slots/2/replacement", artist_id=two.acts["Wren"])

    assert "Ben placed Echo in slot 2 of" in told
    assert ("Place in the stead of Echo" in told, lineup(two.show)) == (True, {2: two.acts["Echo"]})


def test_a_slot_is_held_only_for_the_act_that_was_seen_there(two: Two) -> None:
    two.ben_places("Larks")
    two.ben_places("Echo")

    changed = two.post("slots/1/hold", held="yes", sees=two.acts["Larks"])
    assignment.clear(two.ben, two.show.id, 1, at=now())
    db.session.commit()
    gone = two.post("slots/1/hold", held="yes", sees=two.acts["Echo"])

    assert "Ben placed Echo instead of Larks in slot 1 of" in changed
    assert "There is no act in this slot any more." in gone


@pytest.mark.parametrize("path", ["lock", "unlock", "slots/1/replacement", "slots/1/hold"])
def test_who_lost_the_city_is_told_so_by_every_form_of_a_show(two: Two, path: str) -> None:
    two.ada.get(two.page())
    accounts.revoke(Role.LEAD, two.ada_id, city_id=two.city_id)
    db.session.commit()

    answer = two.ada.post(f"{two.page()}/{path}", data={"artist_id": two.acts["Larks"], "held": "yes"})

    assert (answer.status_code, "You do not lead Berlin any more" in answer.text) == (404, True)


OF_THE_CITY = ("proposals", "plan/new", "reserves", "standby", "check-in", "team")
OF_ROOMS = ("spaces/{space}/score", "shows/{show}/sheet/order", "shows/{show}/cancel")


@pytest.mark.parametrize("path", [*OF_THE_CITY, *OF_ROOMS])
def test_who_lost_the_city_is_told_so_by_every_form_of_the_city(two: Two, path: str) -> None:
    two.ada.get("/lead/berlin/plan")
    accounts.revoke(Role.LEAD, two.ada_id, city_id=two.city_id)
    db.session.commit()

    target = path.format(space=two.show.space_id, show=two.show.id)
    answer = two.ada.post(f"/lead/berlin/{target}", data={"held": "yes"})

    assert (answer.status_code, "You do not lead Berlin any more, so nothing was saved." in answer.text) == (404, True)
