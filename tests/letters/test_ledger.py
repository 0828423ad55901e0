"""The ledger: what counts once, what is taken off, what is corrected, and that its sums are what its lines say."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from coordinator.clock import now
from coordinator.db import db, random_id
from coordinator.disclosure import erasing_people, own_data
from coordinator.disclosure.people import enrol
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, DomainError, Invalid, NotFound
from coordinator.gate import granted
from coordinator.letters import cases, collecting, signing, tallies
from coordinator.letters.collecting import Batch
from coordinator.letters.models import Case, Channel, Dimension, LetterAction, LetterTally, Step
from coordinator.letters.signing import Signed
from coordinator.people.readers import STRANGER, Reader
from tests.campaign.builders import LAGOS, a_city, a_space, an_edition, spaces_taken
from tests.conftest import empty
from tests.letters.builders import TEAM, a_campaign, a_case, a_section, the_team
from tests.people.builders import a_person, signed_in

MIA = "mia.m@example.org"


def _made() -> tuple[str, str]:
    """An open case and a section."""
    edition = a_campaign()
    section = a_section(edition)
    return a_case(edition), section


def _says(case: str, section: str, email: str = MIA, **said: Any) -> None:
    usual: dict[str, Any] = {"step": Step.PLEDGED, "channel": Channel.PAPER, "people": 1, "section_id": section}
    signing.sign(case, Signed(email, **{**usual, **said}), origin="", at=now())


def _batch(case: str, section: str, number: int, *, once: str = "", **said: Any) -> Batch:
    usual: dict[str, Any] = {"city_id": None, "channel": Channel.PAPER}
    return Batch(once or random_id(), case, section, number=number, **{**usual, **said})


def _total(case: str, step: Step, channel: Channel = Channel.PAPER) -> int:
    edition = cases.get_draft(TEAM, case).edition_id
    return tallies.read(edition)[Dimension.CASE].get(case, {}).get(channel, {}).get(step, 0)


def test_the_same_person_case_and_channel_count_once_however_the_address_is_spelled(app: Flask) -> None:
    case, section = _made()
    for email in ("mia.m@gmail.com", "Mia.M+letters@GMAIL.com", "miam@googlemail.com"):
        _says(case, section, email)
    assert _total(case, Step.PLEDGED) == 1

    _says(case, section, "other@example.org")
    _says(case, section, "mia.m@gmail.com", channel=Channel.ONLINE)
    _says(case, section, "mia.m@gmail.com", step=Step.MAILED)
    _says(case, section, "mia.m@gmail.com", people=12)
    _says(case, section, "mia.m@gmail.com", people=15)

    assert (_total(case, Step.PLEDGED), _total(case, Step.PLEDGED, Channel.ONLINE)) == (14, 1)
    assert _total(case, Step.MAILED) == 1


def test_the_answer_does_not_tell_whether_a_mailbox_has_signed_up(app: Flask, alike: None) -> None:
    case, section = _made()
    form = {"email": MIA, "step": "pledged", "section": section}

    answers = [app.test_client().post(f"/letters/cases/{case}/sign", data=form) for _ in range(2)]
    pages = [app.test_client().get(f"/letters/cases/{case}/sign").text for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert (_total(case, Step.PLEDGED), pages[0] == pages[1]) == (1, True)


def test_a_group_signs_up_at_a_show_and_counts_in_its_city(app: Flask, client: FlaskClient) -> None:
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    berlin = a_city()
    (show,) = spaces_taken(edition, berlin, a_space("S1"))
    a_campaign(edition)
    section = a_section(edition)
    case = a_case(edition)

    page = client.get(f"/letters/cases/{case}/sign?show={show.id}")
    form = {"email": MIA, "step": "written", "people": "17", "show": show.id}
    answers = [client.post(f"/letters/cases/{case}/sign", data=form).status_code for _ in range(2)]

    assert ("in Berlin" in page.text, 'name="section"' in page.text, answers) == (True, False, [303, 303])
    tally = tallies.read(edition.id)
    assert tally[Dimension.CITY][f"DE|{berlin.id}"][Channel.PAPER][Step.WRITTEN] == 17
    assert tally[Dimension.SECTION][section][Channel.PAPER][Step.WRITTEN] == 17


def test_a_show_in_a_country_without_a_section_says_so(app: Flask, client: FlaskClient) -> None:
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    (show,) = spaces_taken(edition, a_city(LAGOS), a_space("L1"))
    a_campaign(edition)
    a_section(edition)
    case = a_case(edition)

    answer = client.post(f"/letters/cases/{case}/sign", data={"email": MIA, "step": "pledged", "show": show.id})

    assert (answer.status_code, "no section yet" in answer.text, MIA in answer.text) == (409, True, True)


@pytest.mark.parametrize(
    ("said", "field"),
    [({"email": "nobody"}, "email"), ({"step": "verified"}, "step"), ({"people": "201"}, "people"), ({}, "section")],
)
def test_what_cannot_be_counted_says_why_and_keeps_what_was_typed(app: Flask, said: dict[str, str], field: str) -> None:
    case, section = _made()
    form = {"email": MIA, "step": "pledged", "people": "3", **({"section": section} if said else {}), **said}

    answer = app.test_client().post(f"/letters/cases/{case}/sign", data=form)

    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    assert _total(case, Step.PLEDGED) == 0


def test_after_the_last_day_nothing_counts_any_more(app: Flask) -> None:
    edition = a_campaign()
    section = a_section(edition, mail_by=date(2020, 1, 31), report_by=date(2020, 2, 28))
    case = a_case(edition)

    for attempt in (
        lambda: _says(case, section),
        lambda: _says(case, section, step=Step.MAILED),
        lambda: collecting.report(TEAM, _batch(case, section, 3), Step.MAILED, at=now()),
    ):
        with pytest.raises(Conflict, match="too_late"):
            attempt()
    other = a_section(edition, "France", country="FR", mail_by=date(2020, 1, 31))
    _says(case, other, step=Step.MAILED)
    with pytest.raises(Conflict, match="too_late"):
        _says(case, other)

    assert (_total(case, Step.PLEDGED), _total(case, Step.MAILED)) == (0, 1)


def test_a_collector_reports_for_her_own_section_and_a_retry_counts_once(app: Flask) -> None:
    case, section = _made()
    edition = db.session.get_one(Edition, cases.get_draft(TEAM, case).edition_id)
    other = a_section(edition, "France", country="FR")
    team = the_team(app)
    assert team.post(f"/campaign/sections/{section}/collectors", data={"email": "col@example.org"}).status_code == 303
    assert "col@example.org" in team.get(f"/campaign/sections/{section}").text
    who = enrol("col@example.org")
    browser = signed_in(app.test_client(), who)
    form = {"form": random_id(), "case": case, "section": section, "step": "mailed", "number": "250"}

    answers = [browser.post("/letters/collect", data=form).status_code for _ in range(2)]
    foreign = browser.post("/letters/collect", data={**form, "form": random_id(), "section": other}).status_code
    stranger = signed_in(app.test_client(), a_person()).get("/letters/collect").status_code

    assert (answers, foreign, stranger, _total(case, Step.MAILED)) == ([303, 303], 404, 404, 250)
    assert browser.get("/letters/collect").status_code == 200
    assert team.post(f"/campaign/sections/{section}/collectors", data={"person": who}).status_code == 303
    assert browser.get("/letters/collect").status_code == 404


def test_what_the_post_brings_back_is_taken_off_and_never_more_than_was_mailed(app: Flask) -> None:
    case, section = _made()
    collecting.report(TEAM, _batch(case, section, 10), Step.MAILED, at=now())
    back = _batch(case, section, 1)

    assert [collecting.give_back(TEAM, back, at=now()) for _ in range(2)] == [True, False]
    with pytest.raises(Invalid) as refused:
        collecting.give_back(TEAM, _batch(case, section, 10), at=now())

    assert (list(refused.value.faults), _total(case, Step.MAILED)) == (["number"], 9)


def test_a_correction_is_another_line_with_its_reason(app: Flask) -> None:
    case, section = _made()
    who = Reader(a_person())
    collecting.name(TEAM, section, "mia@example.org", at=now())
    collecting.report(who, _batch(case, section, 120), Step.REPORTED, at=now())
    (line,) = db.session.scalars(select(LetterAction)).all()
    collecting.verify(TEAM, _batch(case, section, 100), at=now())
    form = random_id()

    with pytest.raises(Invalid):
        collecting.correct(who, line.id, 99, "Counted badly", once=random_id(), at=now())
    done = [collecting.correct(who, line.id, 102, "Counted badly", once=form, at=now()) for _ in range(2)]
    with pytest.raises(NotFound):
        collecting.correct(Reader(a_person("x@example.org")), line.id, 1, "Mine", once=random_id(), at=now())
    page = signed_in(app.test_client(), str(who.id)).get(f"/letters/collect/{line.id}").text

    assert (done, _total(case, Step.REPORTED), _total(case, Step.VERIFIED)) == ([True, False], 102, 100)
    lines = db.session.scalars(select(LetterAction).order_by(LetterAction.said_at)).all()
    assert [(one.amount, one.reason) for one in lines] == [(120, None), (100, None), (-18, "Counted badly")]
    assert ("120" in page, "102" in page) == (True, True)


def test_only_the_team_verifies_and_never_more_than_was_reported(app: Flask) -> None:
    case, section = _made()
    who = Reader(a_person())
    collecting.name(TEAM, section, "mia@example.org", at=now())
    collecting.report(who, _batch(case, section, 50), Step.REPORTED, at=now())

    with pytest.raises(NotFound):
        collecting.verify(who, _batch(case, section, 5), at=now())
    with pytest.raises(Invalid):
        collecting.verify(TEAM, _batch(case, section, 51), at=now())
    with pytest.raises(Invalid):
        collecting.report(TEAM, _batch(case, section, 5), Step.VERIFIED, at=now())
    form = {"form": random_id(), "case": case, "section": section, "step": "verified", "number": "50"}
    team = the_team(app)
    answers = [team.post("/letters/collect", data=form).status_code for _ in range(2)]

    assert (answers, _total(case, Step.VERIFIED)) == ([303, 303], 50)
    too_many = team.post("/letters/collect", data={**form, "form": random_id(), "number": "1"})
    assert (too_many.status_code, "0 are reported and not verified yet." in too_many.text) == (422, True)


@pytest.mark.parametrize("statement", ["UPDATE letter_actions SET amount = 9", "DELETE FROM letter_actions"])
def test_the_database_refuses_to_change_the_ledger(app: Flask, statement: str) -> None:
    case, section = _made()
    _says(case, section)
    db.session.commit()

    with pytest.raises(sqlalchemy.exc.DBAPIError, match="only added to"):
        db.session.execute(text(statement))
    db.session.rollback()

    assert _total(case, Step.PLEDGED) == 1


def test_the_ledger_leads_to_no_writer_and_who_has_herself_erased_leaves_no_sign(app: Flask) -> None:
    case, section = _made()
    reader = Reader(a_person(MIA))
    _says(case, section)
    _says(case, section, step=Step.MAILED)
    told = own_data.own_data(reader, at=now())["letters_signed_for"]
    assert [one["step"] for one in told] == ["mailed", "pledged"]

    erasing_people.erase(str(reader.id), at=now())

    with granted("look"):
        assert db.session.execute(text("SELECT COUNT(*) FROM sec_letter_signs")).scalar() == 0
    assert (_total(case, Step.PLEDGED), _total(case, Step.MAILED)) == (1, 1)
    columns = set(LetterAction.__table__.columns.keys())
    assert {name for name in columns if "person" in name or "email" in name} == set()


def test_a_withdrawn_case_counts_nothing_more_and_its_page_asks_for_nothing(app: Flask, client: FlaskClient) -> None:
    case, section = _made()
    _says(case, section)
    cases.withdraw(TEAM, case, at=now())

    answers = [
        client.get(f"/letters/cases/{case}/sign"),
        client.post(f"/letters/cases/{case}/sign", data={"email": MIA}),
    ]

    assert [("is withdrawn" in one.text, one.status_code) for one in answers] == [(True, 410)] * 2
    with pytest.raises(Conflict, match="withdrawn"):
        _says(case, section, "other@example.org")
    with pytest.raises(Conflict, match="withdrawn"):
        collecting.report(TEAM, _batch(case, section, 5), Step.MAILED, at=now())


def _at_once(app: Flask, *works: Callable[[], object]) -> list[str]:
    """Run them at the same time, each in a transaction of its own; what was refused."""
    start, refused = threading.Barrier(len(works)), list[str]()

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                work()
                db.session.commit()
            except DomainError as fault:
                db.session.rollback()
                refused.append(type(fault).__name__)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return refused


def test_of_many_at_once_none_is_lost_and_none_counts_twice(app: Flask) -> None:
    case, section = _made()
    db.session.commit()
    same = [lambda: _says(case, section)] * 3
    form = random_id()
    batch = [lambda: collecting.report(TEAM, _batch(case, section, 7, once=form), Step.MAILED, at=now())] * 3
    others = [lambda n=n: _says(case, section, f"{n}@example.org", people=2) for n in range(6)]

    assert _at_once(app, *same, *batch, *others) == []

    assert (_total(case, Step.PLEDGED), _total(case, Step.MAILED)) == (13, 7)


def test_of_two_who_take_off_the_last_letter_at_once_one_is_refused(app: Flask) -> None:
    case, section = _made()
    collecting.report(TEAM, _batch(case, section, 1), Step.MAILED, at=now())
    db.session.commit()

    assert _at_once(app, *[lambda: collecting.give_back(TEAM, _batch(case, section, 1), at=now())] * 2) == ["Invalid"]

    assert _total(case, Step.MAILED) == 0


def test_of_two_who_report_the_same_batch_one_is_asked_whether_it_is_another(app: Flask) -> None:
    case, section = _made()
    db.session.commit()

    def mailed() -> bool:
        return collecting.report(TEAM, _batch(case, section, 250), Step.MAILED, at=now())

    assert _at_once(app, mailed, mailed) == ["Conflict"]
    assert _total(case, Step.MAILED) == 250
    assert collecting.report(TEAM, _batch(case, section, 250, is_another=True), Step.MAILED, at=now())
    for other in (_batch(case, section, 251), _batch(case, section, 250, channel=Channel.ONLINE)):
        assert collecting.report(TEAM, other, Step.MAILED, at=now())
    assert collecting.report(TEAM, _batch(case, section, 250), Step.MAILED, at=now() + timedelta(hours=25))
    few = [collecting.report(TEAM, _batch(case, section, 3), Step.MAILED, at=now()) for _ in range(2)]

    assert (few, _total(case, Step.MAILED)) == ([True, True], 250 * 3 + 251 + 6)


def test_a_batch_like_one_from_before_is_asked_about_and_keeps_what_was_typed(app: Flask) -> None:
    case, section = _made()
    team = the_team(app)
    form = {"case": case, "section": section, "step": "mailed", "number": "250"}
    assert team.post("/letters/collect", data={**form, "form": random_id()}).status_code == 303
    once = random_id()

    asked = team.post("/letters/collect", data={**form, "form": once})
    told = [team.post("/letters/collect", data={**form, "form": once, "another": "yes"}).status_code for _ in range(2)]

    assert (asked.status_code, 'value="250"' in asked.text, 'name="another"' in asked.text) == (409, True, True)
    assert (f'value="{once}"' in asked.text, told, _total(case, Step.MAILED)) == (True, [303, 303], 500)
    assert 'name="another"' not in team.get("/letters/collect").text


def test_a_case_that_is_withdrawn_while_a_batch_is_counted_counts_before_or_not_at_all(app: Flask) -> None:
    """Whoever comes second sees what the first has done: no line stands there that was added after the end."""
    edition = a_campaign()
    section = a_section(edition)
    told = [a_case(edition) for _ in range(4)]
    db.session.commit()
    for case in told:
        refused = _at_once(
            app,
            partial(cases.withdraw, TEAM, case, at=now()),
            partial(collecting.report, TEAM, _batch(case, section, 8), Step.MAILED, at=now()),
            partial(_says, case, section, step=Step.MAILED),
        )
        lines = db.session.scalars(select(LetterAction.amount).where(LetterAction.case_id == case)).all()
        total, ended = _total(case, Step.MAILED), db.session.get_one(Case, case, populate_existing=True).ended_at
        db.session.rollback()

        assert (set(refused) <= {"Conflict"}, len(lines) + len(refused), ended is not None) == (True, 2, True)
        assert total == sum(lines)


def test_a_line_of_a_withdrawn_case_or_after_the_last_day_can_only_be_made_smaller(app: Flask) -> None:
    edition = a_campaign()
    section = a_section(edition, mail_by=date(2027, 1, 31), report_by=date(2027, 2, 28))
    gone, over = a_case(edition), a_case(edition)
    who = Reader(a_person())
    collecting.name(TEAM, section, "mia@example.org", at=now())
    before, after = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)
    made = {case: random_id() for case in (gone, over)}
    for case, once in made.items():
        collecting.report(who, _batch(case, section, 40, once=once), Step.MAILED, at=before)
    cases.withdraw(TEAM, gone, at=before)
    lines = {one.case_id: one.id for one in db.session.scalars(select(LetterAction))}

    for reader, case, reason in ((who, gone, "withdrawn"), (TEAM, gone, "withdrawn"), (who, over, "too_late")):
        with pytest.raises(Conflict, match=reason):
            collecting.correct(reader, lines[case], 41, "More", once=random_id(), at=after)
        assert collecting.correct(reader, lines[case], 39 - (reader is TEAM), "Fewer", once=random_id(), at=after)
    assert collecting.correct(TEAM, lines[over], 50, "Found a bag", once=random_id(), at=after)
    page = signed_in(app.test_client(), str(who.id)).post(
        f"/letters/collect/{lines[gone]}", data={"number": "99", "reason": "More", "form": random_id()}
    )

    assert (page.status_code, "is withdrawn" in page.text, 'value="99"' in page.text) == (409, True, True)
    assert (_total(gone, Step.MAILED), _total(over, Step.MAILED)) == (38, 50)


def test_what_came_back_can_be_corrected_too_and_a_correction_by_another_one(app: Flask) -> None:
    case, section = _made()
    collecting.report(TEAM, _batch(case, section, 100), Step.MAILED, at=now())
    collecting.give_back(TEAM, _batch(case, section, 30), at=now())
    back = db.session.scalars(select(LetterAction.id).where(LetterAction.why == "returned")).one()

    collecting.correct(TEAM, back, 3, "One nought too many", once=random_id(), at=now())
    assert _total(case, Step.MAILED) == 97
    with pytest.raises(Invalid) as refused:
        collecting.correct(TEAM, back, 101, "All", once=random_id(), at=now())
    collecting.correct(TEAM, back, 5, "Two more", once=random_id(), at=now())
    corrections = db.session.scalars(select(LetterAction.id).where(LetterAction.why == "corrected")).all()
    for correction in corrections:
        with pytest.raises(NotFound):
            collecting.correct(TEAM, correction, 0, "Not so", once=random_id(), at=now())

    assert (list(refused.value.faults), _total(case, Step.MAILED), len(corrections)) == (["number"], 95, 2)
    assert collecting.get_line(TEAM, back)[1] == 5


def test_of_two_corrections_at_once_the_second_starts_from_the_first(app: Flask) -> None:
    case, section = _made()
    collecting.report(TEAM, _batch(case, section, 40), Step.MAILED, at=now())
    line = db.session.scalars(select(LetterAction.id)).one()
    db.session.commit()

    works = [
        lambda n=n: collecting.correct(TEAM, line, n, "Counted again", once=random_id(), at=now()) for n in (35, 35, 35)
    ]
    assert _at_once(app, *works) == []

    assert (_total(case, Step.MAILED), collecting.get_line(TEAM, line)[1]) == (35, 35)
    assert len(db.session.scalars(select(LetterAction.id)).all()) == 2


def test_letters_of_a_city_go_through_the_section_of_its_country(app: Flask) -> None:
    edition, berlin, lagos = a_campaign(), a_city(), a_city(LAGOS)
    germany, world = a_section(edition), a_section(edition, "World", country="")
    case = a_case(edition)

    for section, city in ((germany, lagos), (world, berlin)):
        with pytest.raises(Invalid) as refused:
            collecting.report(TEAM, _batch(case, section, 9, city_id=city.id), Step.MAILED, at=now())
        assert list(refused.value.faults) == ["city"]
    for section, city in ((germany, berlin), (world, lagos)):
        assert collecting.report(TEAM, _batch(case, section, 9, city_id=city.id), Step.MAILED, at=now())


Turn = tuple[int, int, int, int, int]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*(st.integers(0, 5) for _ in range(5))), min_size=1, max_size=12))
def test_totals_are_the_sums_of_their_parts_and_of_the_lines(app: Flask, turns: list[Turn]) -> None:
    """Whatever is said, batched, brought back, corrected and verified, in whatever order."""
    db.session.rollback()
    empty()
    edition, berlin, lagos = a_campaign(), a_city(), a_city(LAGOS)
    places = [(a_section(edition), berlin.id), (a_section(edition, "World", country=""), lagos.id)]
    told = [a_case(edition), a_case(edition)]
    for number, (kind, which, where, city, amount) in enumerate(turns):
        _turn(kind, told[which % 2], places[where % 2], has_city=city % 2 == 1, amount=amount + 1, number=number)

    tally = tallies.read(edition.id)
    lines = Counter[tuple[Channel, Step]]()
    for line in db.session.scalars(select(LetterAction)):
        lines[line.channel, line.step] += line.amount
    for dimension in (Dimension.EDITION, Dimension.CASE, Dimension.COUNTRY, Dimension.SECTION, Dimension.CITY):
        parts = Counter[tuple[Channel, Step]]()
        for by_channel in tally[dimension].values():
            for channel, steps in by_channel.items():
                parts.update({(channel, step): count for step, count in steps.items()})
        assert +parts == +lines
    cells = select(LetterTally).where(LetterTally.dimension == Dimension.CELL)
    sums = Counter[tuple[str, Channel, Step]]()
    for row in db.session.scalars(cells):
        for step in Step:
            sums[row.key, row.channel, step] += getattr(row, step)
    assert min(sums.values(), default=0) >= 0


def _turn(kind: int, case: str, place: tuple[str, str], *, has_city: bool, amount: int, number: int) -> None:
    section, city = place[0], place[1] if has_city else None
    batch = _batch(case, section, amount, city_id=city, is_another=True)
    try:
        with db.session.begin_nested():
            if kind == 0:
                _says(case, section, f"{number % 3}@example.org", people=amount)
            elif kind in (1, 2):
                collecting.report(TEAM, batch, (Step.MAILED, Step.REPORTED)[kind - 1], at=now())
            elif kind == 3:
                collecting.give_back(TEAM, batch, at=now())
            elif kind == 4:
                collecting.verify(TEAM, batch, at=now())
            else:
                line = db.session.scalars(select(LetterAction.id).where(LetterAction.why == "said").limit(1)).first()
                if line:
                    collecting.correct(TEAM, line, amount - 1, "Anew", once=random_id(), at=now())
    except Invalid:
        pass


def test_strangers_correct_nothing(app: Flask) -> None:
    case, section = _made()
    _says(case, section)
    line = db.session.scalars(select(LetterAction.id)).one()

    with pytest.raises(NotFound):
        collecting.correct(STRANGER, line, 0, "Gone", once=random_id(), at=now())
    assert collecting.correct(TEAM, line, 0, "A joke", once=random_id(), at=now())

    assert _total(case, Step.PLEDGED) == 0
