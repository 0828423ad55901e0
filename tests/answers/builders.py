"""Answer Times for tests, built by the use-cases of who speaks for an act and of the global team."""

from datetime import date, datetime, timedelta
from datetime import time as wall

from flask import Flask
from flask.testing import FlaskClient

from coordinator.answers import asking, hours, moderating, replying, settling
from coordinator.answers.asking import Question, Visitor
from coordinator.answers.models import AnswerState, AskedState, TimeState
from coordinator.answers.moderating import Step
from coordinator.answers.settling import Wish
from coordinator.clock import local, now
from coordinator.db import db
from coordinator.disclosure import asked
from coordinator.editions.models import Edition
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from tests.campaign.builders import Town, a_city, an_artist, an_edition, artists_taken
from tests.people.builders import a_person, signed_in

TEAM = Reader("team", frozenset({(Role.GLOBAL, None)}))
EMAIL = "act-p1@example.org"
DAY = timedelta(days=1)


def a_past_act(
    town: Town | None = None, *, act: str = "P1", email: str = EMAIL, slug: str = "doors-before", days: int = 20
) -> str:
    """An act of an edition whose lineups everybody may know, so many days ago; the id. It plays nowhere."""
    edition = an_edition(slug, day=(now() - timedelta(days=days)).date())
    edition.embargo_ends_at = now() - timedelta(days=days - 2)
    (made,) = artists_taken(edition, a_city(town), an_artist(act, act_name=f"The {act}", email=email))
    db.session.flush()
    return made


def speaker(email: str = EMAIL) -> Reader:
    """Who speaks for it."""
    return Reader(a_person(email), frozenset({(Role.ARTIST, None)}))


def a_wish(days: int = 3, begins: wall = wall(19), ends: wall = wall(20), zone: str = "Europe/Berlin") -> Wish:
    """An hour so many days from now."""
    return Wish((local(now(), zone) + timedelta(days=days)).date(), begins, ends)


def proposed(artist_id: str, wish: Wish | None = None, *, email: str = EMAIL, at: datetime | None = None) -> str:
    """A proposal; the id of the Answer Time."""
    settling.propose(speaker(email), artist_id, wish or a_wish(), seen=0, at=at or now())
    hour = hours.own_one(speaker(email), artist_id, at=now()).hour
    assert hour is not None
    return hour.id


def agreed(artist_id: str, wish: Wish | None = None, *, email: str = EMAIL) -> str:
    """The same, agreed."""
    time_id = proposed(artist_id, wish, email=email)
    settling.settle(TEAM, time_id, TimeState.AGREED, because=None, seen=1, at=now())
    db.session.commit()
    return time_id


def somebody(name: str = "a") -> Visitor:
    """Somebody without an account."""
    return Visitor((f"browser|{name}",), origin="::1")


def a_question(
    time_id: str, words: str = "Why the kora?", *, by: Visitor | None = None, email: str | None = None
) -> str:
    """One that waits to be read; the id."""
    question = Question(words, form=words, email=email, locale="en", tell=bool(by and by.person_id))
    asking.ask(time_id, question, by or somebody(), at=now())
    return next(one.id for one in asked.of_time(time_id) if one.words == words)


def a_public_question(
    time_id: str, words: str = "Why the kora?", *, by: Visitor | None = None, email: str | None = None
) -> str:
    """One that was let through; the id."""
    asked_id = a_question(time_id, words, by=by, email=email)
    moderating.settle(TEAM, asked_id, Step(AskedState.APPROVED), seen=1, at=now())
    db.session.commit()
    return asked_id


def an_answer(asked_id: str, words: str = "It was my mother’s.", link: str = "", *, email: str = EMAIL) -> None:
    """One that waits to be read."""
    replying.write(speaker(email), asked_id, words, link, seen=0, at=now())


def a_public_answer(asked_id: str, words: str = "It was my mother’s.", link: str = "", *, email: str = EMAIL) -> None:
    """One that was let through."""
    an_answer(asked_id, words, link, email=email)
    moderating.settle_answer(TEAM, asked_id, AnswerState.APPROVED, seen=1, at=now())
    db.session.commit()


def the_team(app: Flask, email: str = "glo@example.org") -> FlaskClient:
    """Somebody of the global team, signed in."""
    person = a_person(email)
    accounts.grant(Role.GLOBAL, person)
    db.session.commit()
    return signed_in(app.test_client(), person)


def an_upcoming(day: date | None = None) -> Edition:
    """The edition that is next."""
    return an_edition("doors-next", day=day or (now() + timedelta(days=60)).date())
