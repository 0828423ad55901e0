"""Known and unknown addresses do the same statements; who tries too often is told how long to wait."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import addressees
from coordinator.disclosure.addressees import Addressee
from coordinator.disclosure.entries import AskedBy
from coordinator.disclosure.people import find_person
from coordinator.errors import Conflict
from coordinator.gate import granted
from coordinator.guests import entries
from coordinator.people import accounts, attempts, sign_in
from coordinator.people.models import Attempt, Role
from coordinator.people.readers import Customs, Reader
from tests.campaign.builders import an_edition
from tests.guests.entering import filled_in, guests, open_shows, wishes
from tests.guests.test_seats import entry_id
from tests.people.alike import statements
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, link_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD = "three words and a tree"
FORMS = {
    "a link": ("/sign-in", {}),
    "a password": ("/sign-in", {"password": "a guess"}),
    "offering a room": ("/host/", {"name": "Somebody"}),
    "playing": ("/artist/apply", {"name": "Somebody"}),
}


@pytest.mark.parametrize("what", FORMS)
def test_a_known_and_an_unknown_address_do_the_same_statements(app: Flask, what: str) -> None:
    a_person("known@example.org", password=GOOD)
    path, form = FORMS[what]
    done = {}
    for email in ("known@example.org", "not@example.org"):
        with statements() as said:
            answer = app.test_client().post(path, data={"email": email, **form})
        done[email] = (answer.status_code, answer.location, said)

    assert done["known@example.org"] == done["not@example.org"]
    assert len(done["not@example.org"][2]) >= 5  # something was noted at all
    assert any("sign_in_attempts" in statement for statement in done["not@example.org"][2])


def test_so_does_whoever_asks_for_a_seat(app: Flask) -> None:
    (show,) = open_shows(1)
    a_person("known@example.org")
    done = {}
    for email in ("known@example.org", "not@example.org"):
        form = {**filled_in(show), "email": email, "name": "Somebody"}
        with statements() as said:
            answer = app.test_client().post(f"/shows/{show.id}/enter", data=form)
        done[email] = (answer.status_code, answer.location, said)

    assert done["known@example.org"] == done["not@example.org"]
    assert done["not@example.org"][0] == 303


def test_one_mailbox_has_five_letters_whatever_the_form_and_however_it_is_spelled(app: Flask) -> None:
    (show,) = open_shows(1)
    (pair,) = guests(show, people=2)
    guest = signed_in(app.test_client(), str(pair.id))
    seat, second = f"/shows/{show.id}/enter", f"/entries/{entry_id(pair)}/plus-one"
    named: dict[str, object] = {"name": "Somebody"}
    asked: list[tuple[str, dict[str, object]]] = [
        ("/sign-in", {}),
        ("/host/", named),
        ("/artist/apply", named),
        (seat, {**named, **filled_in(show)}),
    ]

    def send(spelled: str) -> list[int]:
        to = {"email": spelled}
        strangers = [app.test_client().post(path, data={**form, **to}).status_code for path, form in asked]
        return [*strangers, guest.post(second, data={**named, **to}).status_code]

    letters()
    others = send("somebody@example.org")
    first = send("victim@gmail.com")
    spelled = [status for number in range(3) for status in send(f"V.ictim+{number}@googlemail.com")]
    to = [str(letter["To"]) for letter in letters()]

    assert (others, first) == ([302] + [303] * 4, [302] + [303] * 4)
    assert spelled == [429] * 15
    told = ["Somebody <somebody@example.org>"] * 3  # by then the party has asked somebody else
    assert to == [*told, *["Somebody <victim@gmail.com>"] * 4]


def test_a_day_brings_a_mailbox_a_dozen_letters_of_others_and_leaves_it_those_for_signing_in(app: Flask) -> None:
    (show,) = open_shows(1)
    times = [now() + timedelta(minutes=16) * number for number in range(39)]

    def seat(at: datetime, spelled: str) -> str:
        form = f"{at}"
        return _told(lambda: entries.ask(AskedBy("Mia", spelled), wishes(show), form=form, origin=form, at=at))

    def link(at: datetime) -> str:
        return _told(lambda: sign_in.ask_for_link(Addressee("victim@gmail.com"), origin=f"{at}", at=at))

    others = [seat(at, f"v.ictim+{number}@gmail.com") for number, at in enumerate(times[:13])]
    hers = [link(at) for at in times[13:38]]

    assert (others, hers) == ([""] * 12 + ["account"], [""] * 24 + ["account"])
    assert seat(times[38], "other@gmail.com") == ""
    assert link(times[0] + attempts.KEPT + timedelta(seconds=1)) == ""


def _told(act: Callable[[], None]) -> str:
    """Of whom there were too many letters; "" where one more was written."""
    try:
        act()
    except Conflict as refused:
        db.session.rollback()
        return str(refused.facts["of"])
    db.session.commit()
    return ""


def test_a_statement_more_would_be_noticed(app: Flask) -> None:
    with statements() as said:
        find_person("not@example.org")
        find_person("not@example.org")

    assert len([one for one in said if "SELECT" in one]) == 2


def test_whoever_comes_by_is_enrolled_when_the_letter_leaves_and_not_before(app: Flask) -> None:
    app.test_client().post("/host/", data={"email": "new@example.org", "name": "Nele"})
    before = find_person("new@example.org")
    (letter,) = letters()

    person = find_person("new@example.org")
    assert (before, person is not None, str(letter["To"])) == (None, True, "Nele <new@example.org>")
    assert [held.role for held in accounts.roles_of(person or "")] == [Role.HOST]


def test_a_known_person_keeps_name_and_roles(app: Flask) -> None:
    person = a_person("known@example.org", name="Kim")

    app.test_client().post("/host/", data={"email": "known@example.org", "name": "Somebody Else"})
    (letter,) = letters()

    assert (str(letter["To"]), accounts.roles_of(person)) == ("Kim <known@example.org>", [])


@pytest.mark.parametrize("what", ["a link", "offering a room", "playing"])
@pytest.mark.parametrize("chosen", [None, "en_DE"])
def test_a_letter_is_written_as_its_reader_chose_else_as_the_browser_says(
    app: Flask, what: str, chosen: str | None
) -> None:
    accounts.set_customs(Reader(a_person("known@example.org")), Customs(chosen))
    db.session.commit()
    path, form = FORMS[what]
    for email in ("known@example.org", "new@example.org"):
        browser = {"Accept-Language": "en-US"}
        app.test_client().post(path, data={"email": email, **form}, headers=browser)

    written = {str(letter["To"]): language(letter) for letter in letters()}

    new = {} if what == "a link" else {"Somebody <new@example.org>": "en-US"}
    assert written == {"Mia <known@example.org>": "en-DE" if chosen else "en-US"} | new


def language(letter: EmailMessage) -> str:
    """What the page of a letter says of its language."""
    page = letter.get_body(("html",))
    assert page is not None
    return str(page.get_content()).split('lang="')[1].split('"')[0]


def test_an_address_is_forgotten_once_its_letter_has_left_or_after_a_day(app: Flask) -> None:
    a_person("known@example.org")
    for email in ("known@example.org", "not@example.org"):
        sign_in.ask_for_link(Addressee(email), origin="::1", at=NOON)
    db.session.commit()
    keys = list(kept())
    assert len(keys) == 2

    letters()
    assert kept() == set()

    addressees.put("later", Addressee("late@example.org"), at=NOON)
    sign_in.tidy(NOON + timedelta(hours=23))
    assert kept() == {"later"}
    sign_in.tidy(NOON + timedelta(hours=25))
    assert kept() == set()


def kept() -> set[str]:
    """Keys of the addresses that wait for a letter."""
    with granted("test"):
        return set(db.session.scalars(text("SELECT id FROM sec_addressees")))


def test_a_letter_that_could_not_leave_is_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    a_person("known@example.org")
    sign_in.ask_for_link(Addressee("known@example.org"), origin="::1", at=now())
    db.session.commit()

    def down(*_: Any, **__: Any) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("coordinator.people.letters.send", down)
        assert letters() == []

    assert len(letters(at=now() + timedelta(minutes=2))) == 1


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("/cities/?q=k", "/cities/?q=k"),
        ("/account", "/account"),
        ("https://elsewhere.example/map", "/account"),
        ("//elsewhere.example/map", "/account"),
        ("/\\elsewhere.example", "/account"),
        ("/map\n//elsewhere.example", "/account"),
        ("/sign-out", "/account"),
        ("/cities/?q=" + "k" * 1000, "/account"),
    ],
)
def test_a_link_opened_on_another_device_goes_on_where_one_was_but_only_on_this_site(
    app: Flask, wanted: str, got: str
) -> None:
    a_person("known@example.org")
    app.test_client().post("/sign-in", data={"email": "known@example.org", "next": wanted})
    (letter,) = letters()
    assert "cities" not in link_of(letter)

    assert app.test_client().post(link_of(letter)).location == got


def test_who_comes_by_to_offer_a_room_goes_on_to_it_on_any_device(app: Flask) -> None:
    app.test_client().post("/host/", data={"email": "new@example.org", "name": "Nele"})
    (letter,) = letters()

    assert app.test_client().post(link_of(letter)).location == "/host/"


@pytest.mark.parametrize(
    ("what", "same", "of"),
    [
        (Attempt.LETTER, ("account",), "account"),
        (Attempt.LETTER, ("origin",), "origin"),
        (Attempt.LETTER, (), "all"),
        (Attempt.PASSWORD, ("account", "origin"), "account"),
        (Attempt.PASSWORD, (), "all"),
        (Attempt.CODE, (), "all"),
    ],
)
def test_each_limit_holds_and_tells_whom_it_is_about_and_how_long_to_wait(
    app: Flask, monkeypatch: pytest.MonkeyPatch, what: Attempt, same: tuple[str, ...], of: str
) -> None:
    monkeypatch.setitem(attempts.LIMITS, what, tuple(replace(one, most=3) for one in limits(what, of, same)))
    for number in range(3):
        take(what, same, number)

    with pytest.raises(Conflict) as refused:
        take(what, same, 3)

    assert refused.value.facts == {"seconds": 15 * 60 - 3, "of": of}
    attempts.take(what, visitor(same, 3), at=NOON + timedelta(minutes=15, seconds=1))  # one has run out by then


def limits(what: Attempt, of: str, same: tuple[str, ...]) -> list[attempts.Limit]:
    """Those of a quarter of an hour that count what is the same."""
    wanted = ("account" in same, "origin" in same)
    quarterly = [one for one in attempts.LIMITS[what] if one.window == attempts.QUARTER]
    found = [one for one in quarterly if (one.account, one.origin) == wanted]
    assert found
    return found


def visitor(same: tuple[str, ...], number: int) -> attempts.Visitor:
    return attempts.Visitor(*("same" if name in same else f"{name}{number}" for name in ("account", "origin")))


def take(what: Attempt, same: tuple[str, ...], number: int) -> None:
    attempts.take(what, visitor(same, number), at=NOON + timedelta(seconds=number))


@pytest.mark.parametrize("what", FORMS)
def test_the_answer_to_one_too_many_says_how_long_to_wait_to_people_and_programs(app: Flask, what: str) -> None:
    path, form = FORMS[what]
    an_edition(day=(now() + timedelta(days=30)).date())
    answers = [app.test_client().post(path, data={"email": "not@example.org", **form}) for _ in range(6)]

    last = answers[-1]
    assert [answer.status_code for answer in answers].count(429) == 1
    assert 800 < int(last.headers["Retry-After"]) <= 900
    assert "That is a lot of tries. Wait 15 minutes, then try again." in last.text
    assert 'value="not@example.org"' in last.text
