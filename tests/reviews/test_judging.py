"""Scores are blind, first and final; nobody judges her own; a decision takes two, or a reason, and happens once."""

from dataclasses import replace
from functools import partial
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.artists.models import Application, ApplicationState
from coordinator.db import db
from coordinator.disclosure import deposits, reviews, slots
from coordinator.disclosure.people import rename
from coordinator.disclosure.sealed import Disclosure
from coordinator.errors import Conflict, NotFound
from coordinator.people.accounts import grant, revoke
from coordinator.people.models import Role
from coordinator.people.readers import STRANGER, Reader
from coordinator.reviews import applications, judging, spaces
from coordinator.reviews.judging import Subject, Verdict
from coordinator.shows.models import Show
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import an_artist, artists_taken, lineup
from tests.people.builders import a_person
from tests.reviews.desk import AT, Desk, a_desk

APPROVE = Verdict("approved", "submitted", "A fine room.")
DECLINE = Verdict("declined", "submitted", "Not this year.")


@pytest.fixture
def desk(app: Flask) -> Desk:
    return a_desk(app)


def refusal(desk: Desk, reader: Reader, subject: Subject) -> str:
    """Why somebody may not score this."""
    with pytest.raises(Conflict) as refused:
        judging.score(reader, subject, 5, words="", at=AT)
    return refused.value.reason


def panel(reader: Reader, subject: Subject) -> reviews.Panel:
    return reviews.panel(reader, subject.id, city_id=subject.city_id, at=AT)


def test_until_i_have_scored_i_learn_nothing_of_what_others_think(desk: Desk) -> None:
    for subject in desk.subjects:
        judging.score(desk.ada, subject, 2, words="Too small.", at=AT)
        judging.remark(desk.ada, subject, "Look at the stairs.", at=AT)

        assert panel(desk.bea, subject) == reviews.Panel()

        judging.score(desk.bea, subject, 4, words="Lovely.", at=AT)
        seen = panel(desk.bea, subject)
        assert seen.mine
        assert (seen.mine.score, seen.mine.words) == (4, "Lovely.")
        assert [(one.name, one.score, one.words) for one in seen.others] == [("Ada Lead", 2, "Too small.")]
        assert [(one.name, one.words) for one in seen.remarks] == [("Ada Lead", "Look at the stairs.")]


def test_what_is_unsealed_of_a_review_is_written_down(desk: Desk) -> None:
    subject, _ = desk.subjects
    lines = select(Disclosure.reader_id).where(Disclosure.fact == "review", Disclosure.subject == subject.id)
    panel(desk.bea, subject)
    nothing = db.session.scalars(lines).all()

    judging.score(desk.bea, subject, 4, words="", at=AT)
    panel(desk.bea, subject)

    assert (nothing, db.session.scalars(lines).all()) == ([], [desk.bea.id])


def test_a_first_score_stays(desk: Desk) -> None:
    subject, _ = desk.subjects

    told = [judging.score(desk.ada, subject, points, words="", at=AT) for points in (2, 5)]

    mine = panel(desk.ada, subject).mine
    assert (told, mine and mine.score) == ([True, False], 2)


def test_others_neither_score_nor_look(desk: Desk) -> None:
    for reader in (desk.other, STRANGER, Reader(a_person("host@example.org"), frozenset({(Role.HOST, None)}))):
        for subject in desk.subjects:
            with pytest.raises(NotFound):
                judging.score(reader, subject, 5, words="", at=AT)
            with pytest.raises(NotFound):
                panel(reader, subject)


def test_a_lead_does_not_judge_her_own_home_and_sees_nothing_of_its_review(desk: Desk) -> None:
    subject, _ = desk.subjects
    judging.score(desk.ada, subject, 5, words="Mine, later.", at=AT)
    home = deposits.SpaceSecrets(
        space_id=desk.space.id,
        reference="S1",
        host_id=str(desk.ada.id),
        name="",
        address="",
        latitude=52.5,
        longitude=13.4,
    )
    deposits.put_spaces(desk.edition.id, [home], known=frozenset({desk.space.id}))

    assert panel(desk.ada, subject) == reviews.Panel(is_own=True)
    assert refusal(desk, desk.ada, subject) == "own"
    with pytest.raises(Conflict, match="own"):
        spaces.decide(desk.ada, desk.space, APPROVE, at=AT)
    assert reviews.own_subjects(desk.ada, edition_id=desk.edition.id) == {subject.id}
    assert judging.judges(subject) == 1


@pytest.mark.parametrize(("name", "email"), [("ann marie  DRUM", "x@example.org"), ("X", "ann-marie drum")])
def test_a_lead_does_not_judge_a_band_in_which_she_plays(desk: Desk, name: str, email: str) -> None:
    _, subject = desk.subjects
    assert judging.score(desk.bea, subject, 3, words="", at=AT)
    person = a_person(email, name=name)
    grant(Role.LEAD, person, city_id=desk.city.id)
    drummer = Reader(person, frozenset({(Role.LEAD, desk.city.id)}))

    assert refusal(desk, drummer, subject) == "own"
    assert panel(drummer, subject) == reviews.Panel(is_own=True)
    assert judging.judges(subject) == 2


def test_a_lead_does_not_judge_an_act_she_speaks_for(desk: Desk) -> None:
    artists_taken(desk.edition, desk.city, an_artist("A1", email="ada@example.org"))
    _, subject = desk.subjects

    assert refusal(desk, desk.ada, subject) == "own"
    assert reviews.own_subjects(desk.ada, edition_id=desk.edition.id) == {subject.id}


def test_somebody_without_a_name_is_nobodys_bandmate(desk: Desk) -> None:
    rename(str(desk.ada.id), " ")
    _, subject = desk.subjects

    assert judging.score(desk.ada, subject, 3, words="", at=AT)


def test_who_has_not_scored_neither_talks_nor_decides(desk: Desk) -> None:
    subject, _ = desk.subjects
    judging.score(desk.ada, subject, 5, words="", at=AT)

    with pytest.raises(Conflict, match="score_first"):
        judging.remark(desk.bea, subject, "Me too.", at=AT)
    with pytest.raises(Conflict, match="score_first"):
        spaces.decide(desk.bea, desk.space, replace(APPROVE, alone="I am sure."), at=AT)


def test_where_two_may_judge_a_decision_takes_two_scores_or_a_reason(desk: Desk) -> None:
    subject, other = desk.subjects
    judging.score(desk.ada, subject, 5, words="", at=AT)
    judging.score(desk.ada, other, 5, words="", at=AT)

    with pytest.raises(Conflict, match="second_score"):
        spaces.decide(desk.ada, desk.space, APPROVE, at=AT)

    applications.decide(desk.ada, desk.wish, replace(DECLINE, alone="Bea is away."), at=AT)
    judging.score(desk.bea, subject, 1, words="", at=AT)
    spaces.decide(desk.ada, desk.space, APPROVE, at=AT)
    said = [(one.decided, one.words) for one in panel(desk.ada, other).remarks]
    assert said == [("declined", "Not this year. (Bea is away.)")]


def test_a_lead_who_is_alone_decides_alone(desk: Desk) -> None:
    revoke(Role.LEAD, str(desk.bea.id), city_id=desk.city.id)
    subject, _ = desk.subjects
    judging.score(desk.ada, subject, 5, words="", at=AT)

    spaces.decide(desk.ada, desk.space, APPROVE, at=AT)

    db.session.refresh(desk.space)
    assert desk.space.state is SpaceState.APPROVED
    assert [(one.decided, one.words) for one in panel(desk.ada, subject).remarks] == [("approved", "A fine room.")]


def test_a_withdrawn_application_is_the_artists_alone(desk: Desk) -> None:
    desk.wish.state = ApplicationState.WITHDRAWN
    db.session.flush()
    _, subject = desk.subjects
    judging.score(desk.ada, subject, 5, words="", at=AT)

    for seen, state in (("withdrawn", "accepted"), ("submitted", "withdrawn"), ("submitted", "nonsense")):
        with pytest.raises(Conflict, match="no_such_decision"):
            applications.decide(desk.ada, desk.wish, Verdict(state, seen, "!", alone="!"), at=AT)
    with pytest.raises(Conflict, match="decided_meanwhile") as refused:
        applications.decide(desk.ada, desk.wish, replace(DECLINE, alone="!"), at=AT)
    assert refused.value.facts == {"state": ApplicationState.WITHDRAWN}


def test_what_hangs_on_a_decision_is_told_first(desk: Desk) -> None:
    for subject in desk.subjects:
        judging.score(desk.ada, subject, 1, words="", at=AT)
    show = db.session.scalars(select(Show).where(Show.space_id == desk.space.id)).one()
    slots.put(show, 2, desk.wish.artist_id)
    close = Verdict("suspended", "submitted", "The roof leaks.", alone="It rains.")
    decline = replace(DECLINE, alone="It rains.")

    decisions = (
        partial(spaces.decide, desk.ada, desk.space, close),
        partial(applications.decide, desk.ada, desk.wish, decline),
    )
    for decide in decisions:
        with pytest.raises(Conflict, match="consequences") as refused:
            decide(at=AT)
        assert refused.value.facts == {"count": 1}

    spaces.decide(desk.ada, desk.space, replace(close, aware=1), at=AT)
    applications.decide(desk.ada, desk.wish, replace(decline, aware=1), at=AT)
    assert db.session.scalars(select(Application.state).where(Application.id == desk.wish.id)).one() == "declined"
    assert lineup(show) == {2: desk.wish.artist_id}


def test_two_who_decide_at_once_decide_once(app: Flask, desk: Desk) -> None:
    subject, _ = desk.subjects
    for lead in (desk.ada, desk.bea):
        judging.score(lead, subject, 4, words="", at=AT)
    db.session.commit()
    space_id, verdicts = desk.space.id, (APPROVE, Verdict("suspended", "submitted", "No.", aware=1))
    readers = (desk.ada, desk.bea)
    db.session.remove()
    gate, answers = Barrier(2), []

    def act(reader: Reader, verdict: Verdict) -> None:
        with app.app_context():
            gate.wait()
            try:
                spaces.decide(reader, db.session.get_one(Space, space_id), verdict, at=AT)
                db.session.commit()
                answers.append(verdict.state)
            except Conflict as refused:
                db.session.rollback()
                answers.append(refused.reason)

    threads = [Thread(target=act, args=pair) for pair in zip(readers, verdicts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    state = db.session.get_one(Space, space_id).state
    assert sorted(answers) == sorted([state, "decided_meanwhile"])
    assert [one.decided for one in panel(desk.ada, subject).remarks] == [state]
