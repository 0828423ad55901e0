"""The page of a door, what its script is told, and the words of the hour."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import counts, door_words, doors, plus_ones, slots, tickets
from coordinator.disclosure.cipher import Cipher
from coordinator.disclosure.door_words import WORDS
from coordinator.guests import seats
from coordinator.guests.models import Help
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import SpaceState
from tests.campaign.builders import an_artist, artists_taken
from tests.door.standing import a_doorkeeper, a_supervisor, confirmed, move_to
from tests.door.test_naming import a_lead
from tests.guests.entering import edition_of, guests, held, open_shows, says_yes
from tests.guests.test_seats import entry_id
from tests.people.alike import statements
from tests.people.builders import a_person, signed_in

ADDRESS = "12 Example Street"


def an_open_door(*, people: int = 2) -> tuple[Show, Reader]:
    """A show that starts in an hour, and a guest of it."""
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=people)
    move_to(show, now() + timedelta(hours=1))
    return show, mia


def steps(client: FlaskClient, show: Show, *said: dict[str, Any]) -> Any:
    """What a phone says, and what it is told."""
    answer = client.post(f"/door/{show.id}/steps", json={"steps": list(said)})
    return answer.get_json() if answer.status_code == 200 else answer.status_code


def a_step(party: str, kind: str = "in", **more: Any) -> dict[str, Any]:
    """A step of a phone."""
    return {"id": "0000-step-1", "kind": kind, "party": party, "people": 2, "at": now().isoformat(), **more}


def test_what_somebody_else_pressed_on_this_phone_counts_in_nobodys_name(app: Flask) -> None:
    show, mia = an_open_door()
    tom, ann = a_doorkeeper(show), a_doorkeeper(show, "ann@example.org")
    phone = signed_in(app.test_client(), str(ann.id))
    said = {"json": {"steps": [a_step(entry_id(mia))]}}

    def told(of: Reader, show_id: str = show.id) -> list[int]:
        door, hers = f"/door/{show_id}", {"X-Door-Person": str(of.id)}
        answers = phone.get(f"{door}/snapshot", headers=hers), phone.post(f"{door}/steps", headers=hers, **said)
        return [answer.status_code for answer in answers]

    assert (told(tom), counts.count(show).inside) == ([409, 409], 0)
    assert told(tom, "never-was") == [409, 409]  # before anything else is looked at
    assert (told(ann), counts.count(show).inside) == ([200, 200], 2)


def test_what_a_phone_keeps_has_no_code_no_address_no_whole_name_and_no_mail(app: Flask) -> None:
    show, mia = an_open_door()
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    code = tickets.own_ticket(mia, entry_id(mia)).code

    told = tom.get(f"/door/{show.id}/snapshot").get_json()
    shell = tom.get(f"/door/{show.id}/shell").text

    text = json.dumps(told)
    assert [(one["name"], one["people"], one["digest"]) for one in told["snapshot"]["parties"]] == [
        ("Mia", 2, tickets.digest_of(show.id, code))
    ]
    hidden = (code, code.rpartition("-")[2], ADDRESS, "@example.org")
    assert [word for word in hidden if word in text] == []
    assert [word for word in (*hidden, ">Mia<") if word in shell] == []
    assert told["snapshot"]["expires"] == (show.starts_at + timedelta(hours=6)).isoformat()


def test_the_page_says_what_needs_a_network_and_so_does_the_one_that_is_kept_for_without(app: Flask) -> None:
    show, _ = an_open_door()
    keepers = (a_supervisor(show), "people on no list"), (a_doorkeeper(show), "Noting who waits needs a network.")

    for keeper, words in keepers:
        client = signed_in(app.test_client(), str(keeper.id))
        for page in ("", "/shell"):
            text = client.get(f"/door/{show.id}{page}").text
            assert (words in text, "Without one" in text) == (True, True)
            assert text.index('id="network"') < text.index(words) < text.index('id="find"')


def test_what_guests_say_they_need_is_read_by_the_lead_and_by_who_answers_for_the_door(app: Flask) -> None:
    (show,) = open_shows(1)
    needs, waits = "a chair with arms", "I have not said yes, and read lips"
    animal = "room for an assistance animal"
    (mia,), (eve,) = guests(show, access=needs, helps=(Help.ANIMAL,)), guests(show, first=1, access=waits)
    says_yes(mia, at=held(show).draw.due_at)
    db.session.commit()
    gil = a_person("gil@example.org")
    accounts.grant(Role.GLOBAL, gil)
    people = (a_doorkeeper(show).id, a_supervisor(show).id, a_lead(show), eve.id, gil)
    tom, sue, lea, guest, team = (signed_in(app.test_client(), str(one)) for one in people)
    door, leads = f"/door/{show.id}", f"/lead/berlin/shows/{show.id}/door"

    def reads() -> list[tuple[bool, bool]]:
        pages = (tom.get(door), tom.get(f"{door}/snapshot"), sue.get(door), sue.get(f"{door}/snapshot"))
        said = (*pages, lea.get(leads), guest.get(leads), team.get(leads))
        assert [animal in one.text for one in said] == [needs in one.text for one in said]
        return [(needs in one.text, waits in one.text) for one in said]

    no, yes = (False, False), (True, False)
    early = reads()
    move_to(show, now() + timedelta(hours=2))
    near = reads()
    move_to(show, now() - timedelta(hours=3))
    over = reads()

    assert early == [no, no, no, no, yes, no, no]
    assert near == [no, no, yes, yes, yes, no, no]
    assert over == [no] * 7
    assert entry_id(mia) in sue.get(f"{door}/snapshot").text  # the list itself is still there


def test_steps_sent_twice_have_the_same_answer_and_count_once(app: Flask) -> None:
    show, mia = an_open_door()
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))

    first, again = (steps(tom, show, a_step(entry_id(mia))) for _ in range(2))

    assert first["results"] == again["results"] == [{"id": "0000-step-1", "result": "done", "counted": 2}]
    assert (first["snapshot"]["inside"], again["snapshot"]["inside"]) == (2, 2)


@pytest.mark.parametrize(
    "wrong", [{"id": "x"}, {"kind": "sell"}, {"people": 0}, {"people": "two"}, {"at": "yesterday"}, {"at": None}]
)
def test_what_no_phone_of_ours_says_is_refused(app: Flask, wrong: dict[str, Any]) -> None:
    show, mia = an_open_door()
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))

    assert steps(tom, show, {**a_step(entry_id(mia)), **wrong}) == 422


def test_nobody_else_finds_any_page_of_a_door(app: Flask) -> None:
    show, mia = an_open_door()
    a_supervisor(show)
    others = [signed_in(app.test_client(), person) for person in (str(mia.id), a_person("lead@example.org"))]
    pages = ["", "/shell", "/snapshot", "/sheet"]
    posts = [f"parties/{entry_id(mia)}/in", "undo/x", "unlisted", "close", "open", "waiting", f"waiting/{mia.id}/in"]

    for client in others:
        assert {client.get(f"/door/{show.id}{page}").status_code for page in pages} == {404}
        assert {client.post(f"/door/{show.id}/{post}").status_code for post in [*posts, "steps"]} == {404}


def test_a_steward_finds_no_form_of_a_supervisor_and_sends_none(app: Flask) -> None:
    show, _ = an_open_door()
    tom, sue = (signed_in(app.test_client(), str(who(show).id)) for who in (a_doorkeeper, a_supervisor))
    form = {"client_id": "0000-step-9", "people": "1", "reason": "the host's sister"}

    answers = [tom.post(f"/door/{show.id}/{post}", data=form).status_code for post in ("unlisted", "close", "open")]

    assert answers == [404, 404, 404]
    assert ("For you as supervisor" in tom.get(f"/door/{show.id}").text) is False
    assert "For you as supervisor" in sue.get(f"/door/{show.id}").text
    assert sue.post(f"/door/{show.id}/unlisted", data=form).status_code == 303
    assert "Not on the list" in sue.get(f"/door/{show.id}").text


def test_the_camera_may_be_used_on_the_page_of_a_door_and_nowhere_else(app: Flask) -> None:
    show, _ = an_open_door()
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))

    assert "camera=(self)" in tom.get(f"/door/{show.id}").headers["Permissions-Policy"]
    assert "camera=()" in tom.get("/door/").headers["Permissions-Policy"]
    assert "unsafe" not in tom.get(f"/door/{show.id}").headers["Content-Security-Policy"]


def test_guest_and_door_see_the_same_three_words_which_change_every_hour(app: Flask) -> None:
    show, mia = an_open_door()
    edition, at = edition_of(show), now()
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    guest = signed_in(app.test_client(), str(mia.id))

    words = door_words.of_hour(show, at)

    assert words in tom.get(f"/door/{show.id}").text
    assert words in guest.get(f"/entries/{entry_id(mia)}/ticket").text
    hours = [said for _, said in door_words.hours(show, edition, until=show.starts_at + timedelta(hours=6))]
    assert (len(hours), len(set(hours))) == (9, 9)
    assert set(" ".join(hours).split()) <= set(WORDS)
    assert {len(set(said.split())) for said in hours} == {3}
    assert door_words.for_guest(Reader(a_person("other@example.org")), show, edition, at=at) is None
    assert door_words.for_guest(mia, show, edition, at=show.starts_at - timedelta(hours=3, seconds=1)) is None


def test_another_show_has_other_words_and_so_has_another_key(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    show, other = open_shows(2)
    before = door_words.of_hour(show, show.starts_at)

    assert door_words.of_hour(other, other.starts_at) != before
    monkeypatch.setattr("coordinator.disclosure.cipher._ring", [Cipher({"k9": b"9" * 32}, b"9" * 32)])
    assert door_words.of_hour(show, show.starts_at) != before


def test_the_list_on_paper_has_the_end_of_the_code_and_a_box_for_each(app: Flask) -> None:
    show, mia = an_open_door()
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    move_to(show, now() + timedelta(minutes=61))
    early = tom.get(f"/door/{show.id}/sheet").text
    move_to(show, now() + timedelta(minutes=59))

    page = tom.get(f"/door/{show.id}/sheet").text

    code = tickets.own_ticket(mia, entry_id(mia)).code
    assert (code in page, code.rpartition("-")[2] in page, page.count('class="box"')) == (False, True, 2)
    assert ("not final" in early, "not final" in page) == (True, False)


def test_the_page_asks_the_database_as_often_for_one_party_as_for_eight(app: Flask) -> None:
    show, other = open_shows(2)
    confirmed(show, other, count=8)
    move_to(show, now() + timedelta(hours=1))
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    with statements() as eight:
        page = tom.get(f"/door/{show.id}").text
    assert page.count('<li class="party"') == 8 + 1  # the last one is for the script
    for reader in own_readers(show)[1:]:
        seats.release(reader, entry_id(reader), at=show.starts_at - timedelta(days=1))
    db.session.commit()

    with statements() as one:
        page = tom.get(f"/door/{show.id}").text

    assert page.count('<li class="party"') == 1 + 1
    assert len(one) == len(eight)


def own_readers(show: Show) -> list[Reader]:
    """Who comes to a show."""
    return [Reader(person_id) for _, person_id in plus_ones.comers(show.id)]


def test_a_supervisor_marks_each_act_as_it_begins_and_the_door_learns_it_and_none_to_come(app: Flask) -> None:
    show, _ = an_open_door()
    acts = (an_artist(f"A{n}", act_name=f"Unheard {n}") for n in (1, 2, 3))
    city = db.session.get_one(City, show.city_id)
    for position, act in enumerate(artists_taken(edition_of(show), city, *acts), start=1):
        slots.put(show, position, act)
    db.session.commit()
    tom, sue = (signed_in(app.test_client(), str(who(show).id)) for who in (a_doorkeeper, a_supervisor))
    path = f"/door/{show.id}/acts"
    early = [sue.post(f"{path}/1/start").status_code, "Unheard" in sue.get(f"/door/{show.id}").text]
    move_to(show, now() - timedelta(minutes=1))
    refused = tom.post(f"{path}/1/start").status_code

    answers = [sue.post(f"{path}/{number}/start").status_code for number in (1, 1, 3)]

    page = tom.get(f"/door/{show.id}").text
    assert (early, refused, answers) == ([303, False], 404, [303, 303, 303])
    assert [f"Unheard {n}" in page for n in (1, 2, 3)] == [True, False, False]
    told = tom.get(f"/door/{show.id}/snapshot").get_json()
    shown = told.pop("live")  # and kept on no phone
    assert ("Unheard 1" in shown, "Unheard 2" in shown, "Unheard" in json.dumps(told)) == (True, False, False)
    sue.post(f"{path}/1/undo")
    assert "Unheard" not in tom.get(f"/door/{show.id}").text


def test_a_door_goes_by_the_slower_clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's clock is an hour fast: no act begins, nobody is late, and no page is there before its time."""
    (show,) = open_shows(1)
    confirmed(show)
    move_to(show, now() + timedelta(minutes=30))
    sue = signed_in(app.test_client(), str(a_supervisor(show).id))
    slow = now()
    monkeypatch.setattr("coordinator.web.now", lambda: slow + timedelta(hours=1))
    monkeypatch.setattr("coordinator.web.db.server_clock", lambda: slow)

    told = sue.get(f"/door/{show.id}/snapshot").json
    page = sue.get(f"/door/{show.id}").text
    refused = sue.post(f"/door/{show.id}/acts/1/start", follow_redirects=True).text

    assert told is not None
    assert told["snapshot"]["at"] == slow.isoformat()
    assert ("begins now" in page, "The show has not begun." in refused) == (False, True)


@pytest.mark.parametrize("position", [0, 4, 10**30])
@pytest.mark.parametrize("what", ["start", "undo"])
def test_there_is_no_act_before_the_first_nor_after_the_third(app: Flask, position: int, what: str) -> None:
    show, _ = an_open_door()
    move_to(show, now() - timedelta(minutes=1))
    sue = signed_in(app.test_client(), str(a_supervisor(show).id))
    for act in (1, 2, 3):
        assert sue.post(f"/door/{show.id}/acts/{act}/start").status_code == 303

    answer = sue.post(f"/door/{show.id}/acts/{position}/{what}")

    assert answer.status_code == 404


def test_whoever_is_looked_for_stands_in_no_address(app: Flask) -> None:
    show, mia = an_open_door()
    browser = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    party, code = entry_id(mia), tickets.own_ticket(mia, entry_id(mia)).code
    page = browser.get(f"/door/{show.id}").text
    (form,) = re.findall(r'<form class="find".*?</form>', page, re.DOTALL)

    found = [browser.post(f"/door/{show.id}/find", data={"q": q}) for q in ("mi", code, "Zoe")]
    press = {"client_id": "0000-step-1", "people": "1", "q": "mi"}
    went = browser.post(f"/door/{show.id}/parties/{party}/in", data=press).headers["Location"]

    assert ('method="post"' in form, f'action="/door/{show.id}/find"' in form) == (True, True)
    assert [(each.status_code, f"/parties/{party}/in" in each.text) for each in found] == [
        (200, True),
        (200, True),
        (200, False),
    ]
    assert went == f"/door/{show.id}"
    assert f"/parties/{party}/in" in browser.get(f"/door/{show.id}?q=Zoe").text  # what was there before says nothing
    pages = "".join([page, *(each.text for each in found)])
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', pages)
    assert [one for one in addresses for word in ("mi", code, "Zoe") if f"={word}" in one or f"/{word}" in one] == []


def test_once_a_door_is_over_what_was_pressed_before_still_counts_and_nothing_is_told(app: Flask) -> None:
    show, mia = an_open_door()
    party, over = entry_id(mia), now() - timedelta(minutes=1)
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    eve = signed_in(app.test_client(), a_person("eve@example.org"))
    move_to(show, over - timedelta(hours=6))
    before = a_step(party, people=1, at=(over - timedelta(minutes=1)).isoformat())
    after = a_step(party, people=1, id="0000-step-2", at=over.isoformat())

    told = steps(tom, show, before, after)
    strangers = steps(eve, show, before)
    page = tom.get(f"/door/{show.id}").status_code
    move_to(show, over - timedelta(hours=16))

    assert [(one["id"], one["result"]) for one in told["results"]] == [
        ("0000-step-1", "done"),
        ("0000-step-2", "over"),
    ]
    assert (told["snapshot"], strangers, page) == (None, 404, 404)
    assert steps(tom, show, before) == 404


def test_behind_a_door_that_its_host_has_closed_what_was_pressed_before_still_counts(app: Flask) -> None:
    show, mia = an_open_door()
    tom, closed = signed_in(app.test_client(), str(a_doorkeeper(show).id)), now() - timedelta(minutes=10)
    move_to(show, now() - timedelta(minutes=30))
    doors.close(show.space_id, before=SpaceState.APPROVED, shows=[show.id], at=closed)
    db.session.commit()
    early, late = closed - timedelta(minutes=5), closed + timedelta(minutes=5)

    told = steps(
        tom,
        show,
        a_step(entry_id(mia), people=1, at=early.isoformat()),
        a_step(entry_id(mia), people=1, id="0000-step-2", at=late.isoformat()),
    )

    assert [(one["result"], one["counted"]) for one in told["results"]] == [("done", 1), ("closed", 0)]
    assert (told["snapshot"], tom.get(f"/door/{show.id}").status_code) == (None, 404)


@pytest.mark.parametrize("kind", ["in", "undo"])
def test_a_phone_whose_clock_is_an_hour_fast_is_heard_until_the_door_is_over(app: Flask, kind: str) -> None:
    show, mia = an_open_door()
    party = entry_id(mia)
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    move_to(show, now() - timedelta(hours=5, minutes=10))
    steps(tom, show, a_step(party, id="0000-step-0", people=1))
    fast = now() + timedelta(hours=1)
    assert fast > show.starts_at + timedelta(hours=6)

    told = steps(tom, show, a_step(party, kind, people=1, of="0000-step-0", at=fast.isoformat()))

    assert [one["result"] for one in told["results"]] == ["done"]
    assert told["snapshot"]["inside"] == {"in": 2, "undo": 0}[kind]
