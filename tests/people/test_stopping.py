"""Letters that one may do without: stopped by one press in the mail program, on a page, or on the account."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from coordinator.answers import hours
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.people import identity
from coordinator.errors import NotAllowed
from coordinator.guests import in_vain
from coordinator.hosting import afterwards
from coordinator.jobs import Job, Outbox
from coordinator.people import accounts, stopping
from coordinator.people.letters import post_unless_stopped
from coordinator.people.models import Role, Topic
from coordinator.people.readers import STRANGER, Reader
from coordinator.people.stopping import Stop
from tests.answers.builders import a_past_act, a_public_question, agreed, speaker
from tests.door.standing import move_to
from tests.guests.test_after import an_evening
from tests.guests.test_in_vain import waiting_pair
from tests.lineups.evenings import an_asked_show
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, lying, text_of
from tests.spaces.hosted import a_hosted_show

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
HOUR = timedelta(hours=1)
Scene = Callable[[Flask], tuple[Reader, datetime]]


@pytest.fixture
def mia(app: Flask) -> str:
    return a_person()


@pytest.fixture
def guarded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as it is served: forms carry a token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return app


def link(person: str, topic: Topic = Topic.REMINDERS) -> str:
    return f"/stop-letters/{stopping.token_of(Stop(person, topic))}"


def test_one_press_in_a_mail_program_stops_them_without_a_page_or_a_cookie(guarded: Flask, mia: str) -> None:
    """RFC 8058, 3.1: a POST with that body, no cookie, no redirect."""
    assert stopping.wants(mia, Topic.REMINDERS)

    answer = guarded.test_client().post(link(mia), data=ONE_CLICK)

    assert (answer.status_code, stopping.wants(mia, Topic.REMINDERS)) == (200, False)
    assert all(stopping.wants(mia, topic) for topic in (Topic.CHANGES, Topic.CHECK_INS))


def test_looking_stops_nothing(app: Flask, mia: str) -> None:
    looked = app.test_client().get(link(mia))

    assert (looked.status_code, "Stop them" in looked.text, stopping.wants(mia, Topic.REMINDERS)) == (200, True, True)


def test_a_second_press_changes_nothing_and_the_page_says_so(app: Flask, mia: str) -> None:
    answers = [app.test_client().post(link(mia), data=ONE_CLICK).text for _ in range(2)]

    assert ["No more of these" in text for text in (*answers, app.test_client().get(link(mia)).text)] == [True] * 3


def test_a_token_tells_nothing_and_works_for_nobody_else(app: Flask, mia: str) -> None:
    token = stopping.token_of(Stop(mia, Topic.REMINDERS))
    swapped = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    elsewhere = cipher.current().seal(f"{mia}|reminders", "sec_people.name|x")
    assert stopping.find(token) == Stop(mia, Topic.REMINDERS)

    assert [word for word in (mia, "reminders", "mia@example.org") if word in token] == []
    for other in (swapped, "", "x", "x" * 26, "ä" * 30, elsewhere, token[:40], mia):
        assert stopping.find(other) is None
        if other:
            assert app.test_client().get(f"/stop-letters/{other}").status_code == 404
            assert app.test_client().post(f"/stop-letters/{other}").status_code == 404


def test_who_has_stopped_them_gets_none_and_who_has_not_gets_the_way_to(app: Flask, mia: str) -> None:
    jan = a_person("jan@example.org", name="Jan")
    stopping.stop(Stop(mia, Topic.CHANGES), at=now())
    db.session.commit()
    for number, person in enumerate((mia, jan)):
        job = Job(f"row{number}", "evening_changed", person, "", 1)
        facts = {"confirmed": True, "link": "http://localhost/artist/"}
        post_unless_stopped(job, "evening_changed", facts, Topic.CHANGES, at=now())

    (letter,) = lying("row*")
    assert str(letter["To"]) == "Jan <jan@example.org>"
    path = str(letter["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost")
    assert app.test_client().post(path, data=ONE_CLICK).status_code == 200
    assert not stopping.wants(jan, Topic.CHANGES)


def test_an_offer_comes_all_the_same_and_only_its_reminder_can_be_stopped(app: Flask) -> None:
    evening = an_asked_show()
    offer = evening.offer(0)
    stopping.choose(Reader(offer.contact_id, frozenset({(Role.ARTIST, None)})), [], at=evening.at)
    db.session.commit()
    to_her = [letter for letter in letters(at=evening.at) if "act-a0@" in str(letter["To"])]
    assert [(str(letter["To"]), letter["List-Unsubscribe"]) for letter in to_her] == [
        ("Ada Act <act-a0@example.org>", None)
    ]

    soon = offer.offered_at + (offer.expires_at - offer.offered_at) * 0.95
    reminded = [str(letter["To"]) for letter in letters(at=soon)]

    assert (any("act-a1@" in to for to in reminded), any("act-a0@" in to for to in reminded)) == (True, False)


def _thanks(app: Flask) -> tuple[Reader, datetime]:
    show, guest = an_evening()
    letters(at=show.starts_at - HOUR)
    return guest, show.ends_at + 2 * HOUR


def _host_thanks(app: Flask) -> tuple[Reader, datetime]:
    hosted = a_hosted_show(app, days=-2)
    at = hosted.show.ends_at + 10 * HOUR
    afterwards.thank_due(at)
    return hosted.reader, at


def _waited(app: Flask) -> tuple[Reader, datetime]:
    show, guest, _ = waiting_pair()
    letters()
    move_to(show, now() - timedelta(days=1))
    in_vain.tell_due(now())
    return guest, now()


def _questions(app: Flask) -> tuple[Reader, datetime]:
    time_id = agreed(a_past_act())
    a_public_question(time_id)
    return speaker(), hours.public_one(time_id, at=now()).starts_at - hours.TOLD_BEFORE


@pytest.mark.parametrize(
    ("subject", "scene"),
    [
        ("Your evening is over", _thanks),
        ("Thank you for your evening", _host_thanks),
        ("No seat came free this time", _waited),
        ("Questions wait for your hour", _questions),
    ],
)
def test_thanks_and_other_news_that_nobody_needs_say_so_and_one_press_stops_them(
    app: Flask, subject: str, scene: Scene
) -> None:
    reader, at = scene(app)
    db.session.commit()

    def sent() -> list[str]:
        """What stops each letter of that subject to her, "" for one that nothing stops."""
        mine = [one for one in letters(at=at) if identity(str(reader.id)).email in str(one["To"])]
        found = [one for one in mine if one["Subject"] == subject]
        assert all("You can do without letters such as this one" in text_of(one) for one in found)
        return [str(one["List-Unsubscribe"] or "").strip("<>").removeprefix("http://localhost") for one in found]

    (stop,) = sent()
    account = signed_in(app.test_client(), str(reader.id)).get("/account").text
    what = stopping.find(stop.rpartition("/")[2])
    assert what is not None
    assert f'name="topics" value="{what.topic}"' in account  # and there she has them again

    assert app.test_client().post(stop, data=ONE_CLICK).status_code == 200
    db.session.execute(update(Outbox).values(done_at=None))  # as if none had left yet
    db.session.commit()
    assert sent() == []


@pytest.mark.parametrize(
    ("roles", "offered"),
    [
        ({Role.HOST}, (Topic.AFTERWARDS,)),
        ({Role.GUEST}, (Topic.AFTERWARDS,)),
        ({Role.HOST, Role.GUEST}, (Topic.AFTERWARDS,)),
        ({Role.ARTIST}, (Topic.REMINDERS, Topic.CHANGES, Topic.QUESTIONS)),
        ({Role.ARTIST, Role.GUEST}, (Topic.REMINDERS, Topic.CHANGES, Topic.QUESTIONS, Topic.AFTERWARDS)),
        ({Role.GLOBAL, Role.CAMPAIGN}, ()),
    ],
)
def test_each_is_offered_once_to_whoever_may_get_it(
    app: Flask, mia: str, roles: set[Role], offered: tuple[Topic, ...]
) -> None:
    assert stopping.offered(Reader(mia, frozenset((role, None) for role in roles))) == offered


def test_on_the_account_one_chooses(app: Flask, mia: str) -> None:
    client = signed_in(app.test_client(), mia)
    assert "You get only letters that you need" in client.get("/account").text
    accounts.grant(Role.ARTIST, mia)
    assert client.get("/account").text.count('name="topics" value="') == 3

    client.post("/account/letters", data={"topics": ["reminders"]})
    assert stopping.stopped(Reader(mia)) == {Topic.CHANGES, Topic.QUESTIONS}

    client.post("/account/letters", data={"topics": ["small_changes", "reminders", "questions"]})
    assert stopping.stopped(Reader(mia)) == frozenset()

    client.post("/account/letters")
    assert stopping.stopped(Reader(mia)) == {Topic.CHANGES, Topic.REMINDERS, Topic.QUESTIONS}


def test_what_is_not_offered_to_her_stays_as_it_was(app: Flask, mia: str) -> None:
    accounts.grant(Role.ARTIST, mia)
    stopping.stop(Stop(mia, Topic.CHECK_INS), at=now())
    client = signed_in(app.test_client(), mia)

    client.post("/account/letters", data={"topics": ["small_changes", "reminders", "questions", "check_ins"]})

    assert stopping.stopped(Reader(mia)) == {Topic.CHECK_INS}


def test_a_topic_that_there_is_none_of_is_refused(app: Flask, mia: str) -> None:
    client = signed_in(app.test_client(), mia)

    assert client.post("/account/letters", data={"topics": ["sign_in"]}).status_code == 422
    assert stopping.stopped(Reader(mia)) == frozenset()
    with pytest.raises(NotAllowed):
        stopping.choose(STRANGER, [], at=now())
