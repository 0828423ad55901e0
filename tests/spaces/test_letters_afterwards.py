"""After her evening a host is thanked, and told a week before that her home is forgotten: once, and only while so."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import counts, doors
from coordinator.hosting import afterwards, erasing
from coordinator.people import accounts
from coordinator.people.readers import Customs
from coordinator.shows.models import ShowState
from coordinator.spaces.models import SpaceState
from tests.people.mailbox import letters, link_of, text_of
from tests.spaces.hosted import Hosted, a_hosted_show

THANKS, ERASING = "Thank you for your evening", "What you said of your home is about to be erased"
LATER = timedelta(hours=10)


def told(subject: str, at: datetime, *, sent: datetime | None = None) -> list[EmailMessage]:
    """The letters of that subject that a round at an instant brings, where the outbox is worked off then or later."""
    for found in afterwards.ROUNDS:
        found(at)
    db.session.commit()
    return [one for one in letters(at=sent or at) if str(one["Subject"]) == subject]


def came_in(hosted: Hosted, people: int) -> None:
    """So many are let in at the door."""
    counts.hold(hosted.show)
    counts.move(hosted.show.id, "party", people, people=people)
    db.session.commit()


def test_a_host_is_thanked_the_morning_after_and_reads_how_many_came_and_when_her_place_is_erased(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    end = hosted.show.ends_at

    early = told(THANKS, end + LATER - timedelta(seconds=1))
    (letter,) = told(THANKS, end + LATER)
    again = told(THANKS, end + LATER + timedelta(hours=1))
    page = hosted.browser().get(link_of(letter)).text

    assert (early, again) == ([], [])
    assert link_of(letter) == f"{hosted.url}/evening/{hosted.show.id}/after"
    assert "came in at your door" not in text_of(letter)
    assert "its exact place too, is erased on" in text_of(letter)
    assert "its exact place too, is erased on" in page
    assert "77 Secret Lane" not in letter.as_string()


def test_who_was_counted_at_the_door_is_a_number_in_it(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    came_in(hosted, 17)

    (letter,) = told(THANKS, hosted.show.ends_at + LATER)

    assert "17 people came in at your door." in " ".join(text_of(letter).split())
    assert "17 people came in at your door." in hosted.browser().get(link_of(letter)).text


@pytest.mark.parametrize("what", ["called off", "closed", "past due"])
def test_nobody_is_thanked_for_an_evening_that_was_none_or_is_long_past(app: Flask, what: str) -> None:
    hosted = a_hosted_show(app, days=-2)
    at = sent = hosted.show.ends_at + LATER
    if what == "called off":
        hosted.show.state = ShowState.CANCELLED
    elif what == "closed":
        doors.close(hosted.show.space_id, before=SpaceState.APPROVED, shows=[], at=hosted.show.starts_at)
    else:
        sent = hosted.show.ends_at + afterwards.STILL_NEWS
    db.session.commit()

    assert told(THANKS, at, sent=sent) == []


def test_a_week_before_her_home_is_erased_she_is_told_once_in_her_language_and_can_stay(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    accounts.set_customs(hosted.reader, Customs("de", "Europe/Berlin", None))
    due = erasing.due_at(hosted.edition)

    early = told(ERASING, due - timedelta(days=7, seconds=1))
    german = "Was du über dein Zuhause gesagt hast, wird bald gelöscht"
    (letter,) = told(german, due - timedelta(days=7))
    again = told(german, due - timedelta(days=6))
    kept = hosted.browser().post(link_of(letter), data={"stays": "yes"})

    assert (early, again, kept.status_code) == ([], [], 303)
    assert link_of(letter) == f"{hosted.url}/keep"
    erasing.sweep(due)
    assert hosted.form.said["street"] == "77 Secret Lane"


@pytest.mark.parametrize("what", ["stays", "erased", "past due"])
def test_nobody_is_warned_who_stays_or_has_nothing_left(app: Flask, what: str) -> None:
    hosted = a_hosted_show(app, days=-2)
    due = erasing.due_at(hosted.edition)
    at = sent = due - timedelta(days=7)
    if what == "stays":
        erasing.choose(hosted.reader, hosted.show.space_id, stays=True)
    elif what == "erased":
        erasing.erase_now(hosted.reader, hosted.show.space_id, at=now())
    else:
        sent = due
    db.session.commit()

    assert told(ERASING, at, sent=sent) == []


def test_who_says_between_round_and_letter_that_she_stays_gets_none(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    at = erasing.due_at(hosted.edition) - timedelta(days=7)
    afterwards.warn_due(at)
    erasing.choose(hosted.reader, hosted.show.space_id, stays=True)
    db.session.commit()

    assert [one for one in letters(at=at) if str(one["Subject"]) == ERASING] == []
