"""From an hour that is proposed to an answer that everybody reads: each step on the pages of those whose it is."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.answers import asking, hours, settling
from coordinator.answers.models import AnswerTime, AskedState, TimeState
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import asked
from coordinator.errors import Conflict, NotFound
from tests.answers.builders import (
    EMAIL,
    TEAM,
    a_past_act,
    a_public_answer,
    a_public_question,
    a_question,
    a_wish,
    agreed,
    proposed,
    somebody,
    speaker,
    the_team,
)
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, link_of


def the_act(app: Flask) -> FlaskClient:
    """Who speaks for it, signed in."""
    return signed_in(app.test_client(), a_person(EMAIL))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    """A clock that can be set forward."""
    return Clock(monkeypatch)


class Clock:
    """Lets time pass for pages of the site."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def at(self, instant: datetime) -> None:
        """Let it be that instant."""
        for module in ("views", "act_views"):
            self.patch.setattr(f"coordinator.answers.{module}.moment", lambda: instant)
        for module in ("desk_views", "act_views"):
            self.patch.setattr(f"coordinator.answers.{module}.now", lambda: instant)


def test_from_a_proposal_to_an_answer_that_everybody_reads(app: Flask, client: FlaskClient, later: Clock) -> None:
    artist = a_past_act()
    act, team, wish = the_act(app), the_team(app), a_wish()
    form = {"day": wish.day.isoformat(), "begins": "19:00", "ends": "20:00", "seen": "0"}

    assert "The P1" not in client.get("/answers/").text
    assert act.post(f"/artist/answers/acts/{artist}", data=form).status_code == 303
    (time_id,) = db.session.scalars(select(AnswerTime.id))
    assert client.get(f"/answers/{time_id}").status_code == 404
    assert "The P1" in team.get("/global/answers").text
    assert team.post(f"/global/answers/{time_id}", data={"to": "agreed", "seen": "1"}).status_code == 303
    assert "open for questions" in client.get(f"/answers/{time_id}").text

    question = {"words": "Why the kora?", "email": "ida@example.org", "form": "1"}
    assert client.post(f"/answers/{time_id}/questions", data=question).status_code == 303
    (one,) = asked.of_time(time_id)
    assert ("Why the kora?" in client.get(f"/answers/{time_id}").text, "waits to be read") == (True, "waits to be read")
    assert "Why the kora?" not in app.test_client().get(f"/answers/{time_id}").text
    assert "Why the kora?" not in act.get(f"/artist/answers/{time_id}").text
    told = team.post(f"/global/answers/questions/{one.id}", data={"to": "approved", "seen": "1"})
    assert told.status_code == 303
    assert "Why the kora?" in app.test_client().get(f"/answers/{time_id}").text

    assert app.test_client().post(f"/answers/questions/{one.id}/vote", data={"wants": "yes"}).status_code == 303
    assert (
        act.post(f"/artist/answers/questions/{one.id}", data={"words": "My mother’s.", "seen": "0"}).status_code == 303
    )
    said = team.post(f"/global/answers/questions/{one.id}/answer", data={"to": "approved", "seen": "1"})
    assert said.status_code == 303
    assert "My mother’s." not in client.get(f"/answers/{time_id}").text  # its hour has not begun
    later.at(hours.public_one(time_id, at=now()).starts_at)
    page = app.test_client().get(f"/answers/{time_id}").text
    assert [word in page for word in ("My mother’s.", "answering now", "<strong>1</strong>")] == [True] * 3


def test_letters_tell_the_act_of_its_hour_and_its_questions_and_who_asked_of_the_answer(app: Flask) -> None:
    time_id = agreed(a_past_act())
    hour = hours.public_one(time_id, at=now())

    soon = letters(at=now() + settling.UNDONE_WITHIN)
    assert [(str(one["To"]), str(one["Subject"])) for one in soon] == [
        (f"Ada Act <{EMAIL}>", "Your hour for questions is agreed")
    ]
    assert link_of(soon[0]) == f"/artist/answers/{time_id}"
    mia = a_person("mia@example.org")
    first = a_public_question(time_id, by=asking.Visitor((f"person|{mia}",), mia))
    second = a_public_question(time_id, "Where from?", email="ida@example.org")
    ready = letters(at=hour.starts_at - hours.TOLD_BEFORE)
    assert [str(one["Subject"]) for one in ready] == ["Questions wait for your hour"]
    for one in (first, second):
        a_public_answer(one)
    assert letters(at=hour.starts_at - timedelta(seconds=1)) == []
    told = letters(at=hour.starts_at)
    assert [str(one["To"]) for one in told] == ["Mia <mia@example.org>", "ida@example.org"]
    assert {str(one["Subject"]) for one in told} == {"Your question is answered"}
    assert [word for word in ("kora", "mother", "The P1") if word in "".join(map(str, (*soon, *ready, *told)))] == []
    assert (asked.hearers(second), asked.hearers(first)) == ({}, {})


def test_a_vote_counts_once_for_a_person_and_for_a_browser_and_can_be_taken_back(app: Flask) -> None:
    time_id = agreed(a_past_act())
    one, other = a_public_question(time_id), a_public_question(time_id, "Where from?")
    browser, mia = app.test_client(), signed_in(app.test_client(), a_person())
    path = f"/answers/questions/{other}/vote"

    for client in (browser, browser, mia, mia):
        assert client.post(path, data={"wants": "yes"}).status_code == 303
    assert [(found.id, found.votes) for found in asked.of_time(time_id)] == [(other, 2), (one, 0)]
    page = app.test_client().get(f"/answers/{time_id}").text
    assert page.index("Where from?") < page.index("Why the kora?")
    assert [words for words in ("mia@example.org", ">mia<", "mia ") if words in page.casefold()] == []
    for _ in "xx":
        assert browser.post(path, data={"wants": "no"}).status_code == 303
    assert {found.id: found.votes for found in asked.of_time(time_id)} == {other: 1, one: 0}


def test_a_page_that_is_only_read_leaves_no_word_in_the_browser(app: Flask, client: FlaskClient) -> None:
    time_id = agreed(a_past_act())

    client.get(f"/answers/{time_id}")
    with client.session_transaction() as kept:
        assert "asks" not in kept
    client.post(f"/answers/{time_id}/questions", data={"words": "Why?", "form": "1"})
    with client.session_transaction() as kept:
        assert "asks" in kept


def test_doubles_are_merged_and_each_voter_counts_once(app: Flask) -> None:
    time_id = agreed(a_past_act())
    one, same = a_public_question(time_id), a_public_question(time_id, "Why a kora?", email="ida@example.org")
    for name, question in (("a", one), ("a", same), ("b", same)):
        asking.vote(question, somebody(name), wants=True, at=now())
    team = the_team(app)

    merge = {"to": "merged", "into": one, "seen": "2"}
    answers = [team.post(f"/global/answers/questions/{same}", data=merge).status_code for _ in "xx"]

    assert answers == [303, 303]
    assert {found.id: (found.votes, found.state) for found in asked.of_time(time_id)} == {
        one: (2, AskedState.APPROVED),
        same: (0, AskedState.MERGED),
    }
    assert set(asked.hearers(one)) == {same}  # hears of the answer to the other
    undone = team.post(f"/global/answers/questions/{same}", data={"to": "waiting", "seen": "3"})
    assert undone.status_code == 303
    assert {found.id: found.votes for found in asked.of_time(time_id)} == {one: 1, same: 2}


def test_the_second_moderator_learns_that_somebody_was_quicker(app: Flask) -> None:
    time_id = agreed(a_past_act())
    one = a_question(time_id)
    ada, ben = the_team(app), the_team(app, "ben@example.org")

    assert ada.post(f"/global/answers/questions/{one}", data={"to": "approved", "seen": "1"}).status_code == 303
    late = ben.post(f"/global/answers/questions/{one}", data={"to": "declined", "because": "unkind", "seen": "1"})

    assert (late.status_code, "Somebody was quicker" in late.text) == (409, True)
    assert asked.of_time(time_id)[0].state is AskedState.APPROVED


def test_taking_down_is_one_press_and_so_is_undo(app: Flask, client: FlaskClient, later: Clock) -> None:
    time_id = agreed(a_past_act())
    one = a_public_question(time_id)
    a_public_answer(one)
    act, team = the_act(app), the_team(app)
    later.at(hours.public_one(time_id, at=now()).starts_at)

    def public() -> tuple[bool, bool]:
        page = client.get(f"/answers/{time_id}").text
        return "Why the kora?" in page, "my mother’s" in page.replace("It was my", "my")

    seen = [public()]
    for path in ("down", "up"):
        assert act.post(f"/artist/answers/questions/{one}/{path}").status_code == 303
        seen.append(public())
    for state in ("down", "approved"):
        version = asked.of_time(time_id)[0].answer.version  # type: ignore[union-attr]
        team.post(f"/global/answers/questions/{one}/answer", data={"to": state, "seen": version})
        seen.append(public())
    for state in ("down", "approved"):
        version = asked.of_time(time_id)[0].version
        team.post(f"/global/answers/questions/{one}", data={"to": state, "seen": version})
        seen.append(public())

    whole, gone = (True, True), (True, False)
    assert seen == [whole, gone, whole, gone, whole, (False, False), whole]


def test_what_the_team_has_taken_down_the_act_cannot_put_back(app: Flask) -> None:
    time_id = agreed(a_past_act())
    one = a_public_question(time_id)
    a_public_answer(one)
    team, act = the_team(app), the_act(app)
    team.post(f"/global/answers/questions/{one}/answer", data={"to": "down", "seen": "2"})

    act.post(f"/artist/answers/questions/{one}/up")
    again = act.post(f"/artist/answers/questions/{one}", data={"words": "Once more", "seen": "3"})

    assert (again.status_code, asked.of_time(time_id)[0].answer.state) == (409, "down")  # type: ignore[union-attr]


def test_an_older_tab_of_the_act_loses_nothing(app: Flask) -> None:
    time_id = agreed(a_past_act())
    one = a_public_question(time_id)
    act = the_act(app)
    path = f"/artist/answers/questions/{one}"

    assert act.post(path, data={"words": "The first", "seen": "0"}).status_code == 303
    late = act.post(path, data={"words": "The second", "seen": "0"})

    assert late.status_code == 409
    assert [word in late.text for word in ("Somebody was quicker", "The first", "The second")] == [True] * 3
    assert asked.of_time(time_id)[0].answer.words == "The first"  # type: ignore[union-attr]


def test_one_takes_back_ones_own_question_and_nobody_elses(app: Flask, client: FlaskClient) -> None:
    time_id = agreed(a_past_act())
    client.post(f"/answers/{time_id}/questions", data={"words": "Why?", "form": "1"})
    (one,) = asked.of_time(time_id)
    path = f"/answers/questions/{one.id}/back"

    assert app.test_client().post(path).status_code == 404
    assert [client.post(path).status_code for _ in "xx"] == [303, 303]
    assert asked.of_time(time_id)[0].state is AskedState.TAKEN_BACK
    assert client.post(f"/answers/questions/{one.id}/again").status_code == 303
    assert asked.of_time(time_id)[0].state is AskedState.WAITING


@pytest.mark.parametrize(
    "words",
    [
        "Look at https://evil.example",
        "see www.evil.example now",
        "evil.example/x please",
        "<b>Why?</b>",
        "&#60;b",
        "x" * 301,
    ],
)
def test_links_markup_and_long_texts_are_refused_and_stay_in_the_form(
    app: Flask, client: FlaskClient, words: str
) -> None:
    time_id = agreed(a_past_act())

    refused = client.post(f"/answers/{time_id}/questions", data={"words": words, "form": "1"})

    assert (refused.status_code, asked.of_time(time_id)) == (422, [])
    assert re.search(r"<textarea[^>]*>[^<]", refused.text)


def test_asking_over_and_over_is_slowed_down(app: Flask, client: FlaskClient) -> None:
    time_id = agreed(a_past_act())

    answers = [
        client.post(f"/answers/{time_id}/questions", data={"words": f"Why {number}?", "form": "1"})
        for number in range(7)
    ]

    assert [answer.status_code for answer in answers] == [303] * 6 + [429]
    assert "Why 6?" in answers[-1].text
    assert len(asked.of_time(time_id)) == 6


@pytest.mark.parametrize(
    "link",
    ["http://video.example.org/1", "javascript:alert(1)", "https://user@video.example.org", "https://x", "video"],
)
def test_a_video_is_an_address_with_https_or_none(app: Flask, link: str) -> None:
    time_id = agreed(a_past_act())
    one = a_public_question(time_id)

    refused = the_act(app).post(f"/artist/answers/questions/{one}", data={"words": "", "link": link, "seen": "0"})

    assert (refused.status_code, "beginning with https://" in refused.text) == (422, True)


def test_a_video_is_a_link_with_its_host_and_is_neither_fetched_nor_embedded(
    app: Flask, client: FlaskClient, later: Clock
) -> None:
    time_id = agreed(a_past_act())
    a_public_answer(a_public_question(time_id), "", "https://video.example.org/watch?v=1")
    later.at(hours.public_one(time_id, at=now()).starts_at)

    page = client.get(f"/answers/{time_id}").text

    assert 'href="https://video.example.org/watch?v=1" rel="external noopener noreferrer nofollow ugc"' in page
    assert "Watch the answer at video.example.org" in page
    assert [tag for tag in ("<iframe", "<video", "<embed") if tag in page] == []


def test_a_reason_stands_where_who_asked_and_who_answers_read_it(app: Flask, client: FlaskClient) -> None:
    time_id = agreed(a_past_act())
    client.post(f"/answers/{time_id}/questions", data={"words": "Where do you live?", "form": "1"})
    (one,) = asked.of_time(time_id)
    team = the_team(app)
    nothing = team.post(f"/global/answers/questions/{one.id}", data={"to": "declined", "because": "", "seen": "1"})
    assert nothing.status_code == 422

    team.post(f"/global/answers/questions/{one.id}", data={"to": "declined", "because": "private", "seen": "1"})

    assert "private life" in client.get(f"/answers/{time_id}").text
    assert "Where do you live?" not in app.test_client().get(f"/answers/{time_id}").text


def test_nobody_but_the_team_and_who_speaks_for_an_act_does_anything(app: Flask) -> None:
    time_id = agreed(a_past_act())
    other = speaker("other@example.org")

    with pytest.raises(NotFound):
        hours.own_hour(other, time_id, at=now())
    with pytest.raises(NotFound):
        settling.settle(other, time_id, TimeState.DECLINED, because=None, seen=2, at=now())
    with pytest.raises(NotFound):
        settling.take_back(other, time_id, seen=2, at=now())
    with pytest.raises(NotFound):
        settling.restore(other, time_id, seen=2, at=now())


def test_an_hour_is_called_off_and_on_again_and_everybody_sees_it(app: Flask, client: FlaskClient) -> None:
    time_id = agreed(a_past_act())
    act = the_act(app)

    assert [act.post(f"/artist/answers/{time_id}/off", data={"seen": "2"}).status_code for _ in "xx"] == [303, 303]
    off = client.get(f"/answers/{time_id}").text
    asked_now = client.post(f"/answers/{time_id}/questions", data={"words": "Why?", "form": "1"})
    act.post(f"/artist/answers/{time_id}/on", data={"seen": "3"})

    assert ("This hour was called off." in off, asked_now.status_code) == (True, 409)
    assert "open for questions" in client.get(f"/answers/{time_id}").text


def test_a_proposal_that_is_not_agreed_can_be_followed_by_another(app: Flask) -> None:
    artist = a_past_act()
    time_id = proposed(artist)
    team = the_team(app)
    team.post(f"/global/answers/{time_id}", data={"to": "declined", "because": "hour", "seen": "1"})

    assert "Another day or hour" in the_act(app).get("/artist/answers").text
    assert [str(one["Subject"]) for one in letters(at=now() + settling.UNDONE_WITHIN)] == [
        "Your hour for questions is not agreed"
    ]
    settling.propose(speaker(), artist, a_wish(5), seen=2, at=now())
    assert hours.desk_one(TEAM, time_id, at=now()).state is TimeState.PROPOSED
    with pytest.raises(Conflict, match="overtaken"):
        settling.propose(speaker(), artist, a_wish(6), seen=2, at=now())


def test_a_word_that_is_taken_back_within_ten_minutes_sends_no_letter(app: Flask) -> None:
    time_id = proposed(a_past_act())
    team = the_team(app)
    team.post(f"/global/answers/{time_id}", data={"to": "agreed", "seen": "1"})
    team.post(f"/global/answers/{time_id}", data={"to": "proposed", "seen": "2"})

    assert letters(at=now() + settling.UNDONE_WITHIN) == []
