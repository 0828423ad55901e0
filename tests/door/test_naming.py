"""Who stands at a door: named by the city's lead, told by letter, let to the page in its hours, and taken off."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doorkeepers, doors, host_vetoes, no_shows, photos
from coordinator.disclosure import entries as own
from coordinator.disclosure.photos import Subject
from coordinator.door import lead_views, naming
from coordinator.door.models import DoorRole
from coordinator.errors import NotFound
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import SpaceState
from tests.door.standing import a_doorkeeper, confirmed, move_to, status
from tests.guests.entering import field_of, open_shows
from tests.guests.test_seats import entry_id
from tests.lineups.evenings import waiting
from tests.people.builders import a_link, a_person, signed_in
from tests.people.mailbox import letters, link_of, text_of
from tests.pictures.files import a_photo, taken

LINK = '<a href="/door/"'


def a_lead(show: Show) -> str:
    """The lead of the show's city."""
    person = a_person("lead@example.org", name="Lea")
    accounts.grant(Role.LEAD, person, city_id=show.city_id)
    db.session.commit()
    return person


def test_a_lead_names_a_steward_by_e_mail_who_comes_in_by_the_letter(app: Flask) -> None:
    (show,) = open_shows(1)
    lead = signed_in(app.test_client(), a_lead(show))
    path = f"/lead/berlin/shows/{show.id}/door"
    form = {"called": "Tom", "email": "tom@example.org", "role": "steward"}

    answers = [lead.post(path, data=form).status_code for _ in range(2)]
    (letter,) = letters()

    assert answers == [303, 303]
    assert letter["Subject"] == "Action required: you stand at a door in Berlin"
    assert "12 Example Street" not in text_of(letter)
    assert "tom@example.org" in lead.get(path).text
    tom = app.test_client()
    came = tom.post(link_of(letter))
    assert came.headers["Location"] == "/door/"
    page = tom.get("/door/").text
    assert ("The page of this door opens" in page, "Example Street" in page) == (True, False)


@pytest.mark.parametrize(
    ("what", "said"),
    [("", {"called": "Tom", "email": "tom@example.org", "role": "steward"}), ("/host", {"called": "Hanna"})],
    ids=["by e-mail", "the host"],
)
def test_the_same_form_brings_one_letter_however_late_it_comes_again_and_a_page_opened_anew_another(
    app: Flask, monkeypatch: pytest.MonkeyPatch, what: str, said: dict[str, str]
) -> None:
    (show,) = open_shows(1)
    lead = signed_in(app.test_client(), a_lead(show))
    path, at = f"/lead/berlin/shows/{show.id}/door", now()
    first = {**said, "form": field_of(lead.get(path).text, "form")}
    numbers = []

    for minutes in (0, 2):
        monkeypatch.setattr(lead_views, "now", lambda late=minutes: at + timedelta(minutes=late))
        lead.post(f"{path}{what}", data=first)
        numbers.append(_waiting())
    again = {**first, "form": field_of(lead.get(path).text, "form")}
    lead.post(f"{path}{what}", data=again)

    assert (numbers, _waiting()) == ([1, 1], 2)


def _waiting() -> int:
    """How many letters to who stands at a door wait."""
    return [kind for kind, _ in waiting()].count(naming.LETTER)


def test_whoever_only_stands_at_a_door_comes_in_there_and_finds_the_way_until_its_page_is_gone(app: Flask) -> None:
    (show,) = open_shows(1)
    keeper = a_doorkeeper(show)
    mia = signed_in(app.test_client(), a_person("mia@example.org"))
    db.session.commit()

    tom = app.test_client()
    came = tom.post(a_link(str(keeper.id)))
    assert (came.headers["Location"], LINK in tom.get("/account").text) == ("/door/", True)
    assert LINK not in mia.get("/account").text

    move_to(show, now() - doorkeepers.STAYS)
    assert LINK not in tom.get("/account").text


def test_the_address_is_told_to_who_stands_there_when_guests_learn_it_and_not_before(app: Flask) -> None:
    (show,) = open_shows(1)
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    move_to(show, now() + timedelta(hours=73))
    photos.add(Subject.SPACE, show.space_id, taken(a_photo()), at=now())
    (photo,) = photos.of(Subject.SPACE, show.space_id)
    photos.see(Subject.SPACE, show.space_id, [photo.id], at=now())
    early, closed = tom.get("/door/").text, status(tom, f"/photos/{photo.id}/480")

    move_to(show, now() + timedelta(hours=71))

    page = tom.get("/door/").text
    assert ("Example Street" in early, f"/photos/{photo.id}/480" in early, closed) == (False, False, 404)
    assert ("12 Example Street" in page, f"/photos/{photo.id}/480" in page) == (True, True)
    assert status(tom, f"/photos/{photo.id}/480") == 200
    other = signed_in(app.test_client(), a_person("other@example.org"))
    assert status(other, f"/photos/{photo.id}/480") == 404


def test_nobody_whom_the_host_does_not_want_stands_at_her_door(app: Flask) -> None:
    show, other, _ = open_shows()
    host_vetoes.say(show.space_id, "Karl", email="karl@example.org", at=now())
    db.session.commit()
    lead = signed_in(app.test_client(), a_lead(show))
    form = {"email": "Karl+door@example.org", "called": "Karl", "role": "steward"}

    here, there = [lead.post(f"/lead/berlin/shows/{one.id}/door", data=form) for one in (show, other)]

    assert (here.status_code, "The host does not want this person in her home" in here.text) == (409, True)
    assert there.status_code == 303
    assert (len(doorkeepers.called(show.id)), len(doorkeepers.called(other.id))) == (0, 1)


def test_only_the_citys_lead_names_and_takes_off(app: Flask) -> None:
    (show,) = open_shows(1)
    tom = a_doorkeeper(show)
    path = f"/lead/berlin/shows/{show.id}/door"
    host = signed_in(app.test_client(), a_person("berlin0@example.org"))

    answers = [host.get(path).status_code, host.post(f"{path}/{tom.id}/off").status_code]

    assert answers == [404, 404]
    assert doorkeepers.standing(tom, show.id, at=show.starts_at).role is DoorRole.STEWARD


def test_who_is_taken_off_finds_no_door_from_the_next_request_on(app: Flask) -> None:
    (show,) = open_shows(1)
    tom = a_doorkeeper(show)
    lead = signed_in(app.test_client(), a_lead(show))

    answers = [lead.post(f"/lead/berlin/shows/{show.id}/door/{tom.id}/off").status_code for _ in range(2)]

    assert answers == [303, 303]
    with pytest.raises(NotFound):
        doorkeepers.standing(tom, show.id, at=show.starts_at)


@pytest.mark.parametrize(
    ("hours", "is_there"), [(-3.01, False), (-3, True), (0, True), (2.4, True), (5.99, True), (6, False)]
)
def test_a_door_is_there_from_three_hours_before_until_six_after(app: Flask, hours: float, *, is_there: bool) -> None:
    (show,) = open_shows(1)
    tom = a_doorkeeper(show)
    at = show.starts_at + timedelta(hours=hours)

    found = True
    try:
        doorkeepers.standing(tom, show.id, at=at)
    except NotFound:
        found = False

    assert found is is_there


def test_there_is_no_door_to_anybody_else_nor_to_a_show_called_off_or_closed(app: Flask) -> None:
    show, other = open_shows(2)
    tom = a_doorkeeper(show)
    at = show.starts_at
    lead = Reader(a_lead(show), frozenset({(Role.LEAD, show.city_id)}))
    assert doorkeepers.standing(tom, show.id, at=at)

    for reader, show_id in ((lead, show.id), (STRANGER, show.id), (tom, other.id), (tom, "none")):
        with pytest.raises(NotFound):
            doorkeepers.standing(reader, show_id, at=at)
    doors.close(show.space_id, before=SpaceState.APPROVED, shows=[show.id], at=at)
    with pytest.raises(NotFound):
        doorkeepers.standing(tom, show.id, at=at)
    db.session.rollback()
    db.session.get_one(Show, show.id).state = ShowState.CANCELLED
    with pytest.raises(NotFound):
        doorkeepers.standing(tom, show.id, at=at)


def test_a_host_answers_for_her_own_door_only_as_long_as_the_show_is_in_her_room(app: Flask) -> None:
    show, other = open_shows(2)
    host = Reader(a_person("berlin0@example.org"))
    lead = signed_in(app.test_client(), a_lead(show))
    assert lead.post(f"/lead/berlin/shows/{show.id}/door/host", data={"called": "Hanna"}).status_code == 303
    page = lead.get(f"/lead/berlin/shows/{show.id}/door").text
    assert ("Hanna" in page, "berlin0@example.org" in page) == (True, False)
    assert doorkeepers.standing(host, show.id, at=show.starts_at).is_supervisor

    move_to(db.session.get_one(Show, other.id), show.starts_at + timedelta(minutes=1))
    db.session.get_one(Show, show.id).space_id = other.space_id
    db.session.commit()

    assert list(doorkeepers.doors_of(host, since=now())) == []
    with pytest.raises(NotFound):
        doorkeepers.standing(host, show.id, at=show.starts_at)


def test_what_cannot_be_taken_is_said_beside_its_field_and_the_text_is_kept(app: Flask) -> None:
    (show,) = open_shows(1)
    lead = signed_in(app.test_client(), a_lead(show))

    answer = lead.post(f"/lead/berlin/shows/{show.id}/door", data={"called": "Tom", "email": "tom", "role": "steward"})

    assert answer.status_code == 422
    assert ("This is no e-mail address" in answer.text, 'value="Tom"' in answer.text) == (True, True)
    assert letters() == []


def test_a_lead_reads_how_many_did_not_come_once_the_show_is_over_and_two_have_said_so(app: Flask) -> None:
    (show,) = open_shows(1)
    mia, noa = confirmed(show, count=2)
    ada, ben = a_person("ada@example.org"), a_person("ben@example.org")
    for guest, witness in ((mia, ada), (mia, ben), (noa, ada)):
        no_shows.see(show, entry_id(guest), by=witness, at=show.ends_at)
    lead = a_lead(show)
    client, path = signed_in(app.test_client(), lead), f"/lead/berlin/shows/{show.id}/door"

    before = client.get(path).text
    move_to(show, now() - (show.ends_at - show.starts_at) - timedelta(hours=1))
    after = client.get(path).text

    assert ("Who did not come" in before, "Who did not come" in after) == (False, True)
    assert re.search(r"Who did not come</h2>\s*<p>1 party</p>", after)
    lines = [own.own_entries(guest)[0].public_id[:8] for guest in (mia, noa)]
    assert [line for line in lines if line in after] == []
    for reader, told in ((CONSOLE, 1), (mia, None), (STRANGER, None)):
        assert naming.absent_at(reader, show, at=show.ends_at) == told
    assert naming.absent_at(CONSOLE, show, at=show.ends_at - timedelta(seconds=1)) is None
    show.state = ShowState.CANCELLED
    assert naming.absent_at(CONSOLE, show, at=show.ends_at) is None
