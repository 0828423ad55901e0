"""Hours that volunteers gave: only added to, sums equal their parts, one number for everybody that is nobody's own."""

import csv
import io
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import hours, own_spaces
from coordinator.disclosure.own_data import own_data
from coordinator.editions.models import Edition
from coordinator.errors import Invalid
from coordinator.gate import granted
from coordinator.hosting import closing
from coordinator.hours import recording
from coordinator.hours.models import Task
from coordinator.hours.recording import Place
from coordinator.parting import erasing
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.reviews import judging
from coordinator.reviews.judging import Verdict
from coordinator.reviews.spaces import decide, subject_of
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import LAGOS, a_city, a_space, an_edition, spaces_taken
from tests.people.builders import a_person, signed_in

HOST = "host-S1@example.org"


@pytest.fixture
def edition(app: Flask) -> Edition:
    """Yesterday, with a room in Berlin."""
    made = an_edition(day=(now() - timedelta(days=1)).date())
    spaces_taken(made, a_city(), a_space("S1"))
    db.session.commit()
    return made


def a_lead(number: int = 1, town: str = "berlin") -> Reader:
    """A lead of Berlin or Lagos, who gives hours there."""
    city = a_city() if town == "berlin" else a_city(LAGOS)
    person = a_person(f"lead{number}@example.org", name=f"Lea {number}")
    accounts.grant(Role.LEAD, person, city_id=city.id)
    db.session.commit()
    return Reader(person, frozenset({(Role.LEAD, city.id)}))


def gives(reader: Reader, edition: Edition, minutes: int, *, once: str = "", note: str = "") -> None:
    """So many minutes of leading, yesterday."""
    (place, *_) = recording.places(reader, edition)
    key = once or f"{reader.id} {minutes} {len(hours.own(reader, edition.id))}"
    recording.give(reader, edition, place.key, day=edition.date, minutes=minutes, note=note, once=key, at=now())
    db.session.commit()


def team(app: Flask) -> FlaskClient:
    """One of the global team."""
    person = a_person("glo@example.org", name="Glo")
    accounts.grant(Role.GLOBAL, person)
    db.session.commit()
    return signed_in(app.test_client(), person)


def test_a_form_sent_twice_counts_once_and_a_correction_adds_a_line(app: Flask, edition: Edition) -> None:
    client = signed_in(app.test_client(), str(a_lead().id))
    form = {"where": Place(Task.LEADING, a_city().id).key, "day": edition.date.isoformat(), "form": "one opening"}
    form |= {"hours": "7", "minutes": "15", "note": "Phone calls"}

    codes = [client.post("/hours", data=form).status_code for _ in range(2)]
    (line,) = hours.own(Reader(a_person("lead1@example.org")), edition.id)
    right = {"line": line.id, "seen": "435", "hours": "2", "minutes": "30", "form": "another"}
    corrected = [client.post("/hours/correct", data=right).status_code for _ in range(2)]
    stale = client.post("/hours/correct", data={**right, "hours": "9", "form": "a third"})

    assert (codes, corrected, stale.status_code) == ([303, 303], [303, 303], 409)
    (line,) = hours.own(Reader(a_person("lead1@example.org")), edition.id)
    assert (line.minutes, line.is_corrected, line.note) == (150, True, "Phone calls")
    with granted("look into a test database"):
        kept = db.session.execute(sa.text("SELECT minutes FROM sec_hour_lines ORDER BY number")).scalars().all()
    assert kept == [435, -285]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sec_hour_lines SET minutes = 1",
        "DELETE FROM sec_hour_lines",
        "INSERT INTO sec_hour_lines SELECT * FROM sec_hour_lines",
    ],
)
def test_the_database_only_adds_to_the_ledger(edition: Edition, statement: str) -> None:
    gives(a_lead(), edition, 60)

    with pytest.raises(sa.exc.DatabaseError), granted("try to change the ledger"):
        db.session.execute(sa.text(statement))
    db.session.rollback()

    assert [one.minutes for one in hours.of_edition(CONSOLE, edition.id)] == [60]


def test_nobody_gives_what_no_day_holds_or_before_it_has_come(edition: Edition) -> None:
    lead = a_lead()
    where = recording.places(lead, edition)[0].key
    gives(lead, edition, 20 * 60)

    for day, minutes, field in (
        (edition.date, 4 * 60 + 15, "minutes"),
        (edition.date, 0, "minutes"),
        (edition.date + timedelta(days=5), 60, "day"),
        (edition.date - timedelta(days=400), 60, "day"),
    ):
        with pytest.raises(Invalid) as refused:
            recording.give(lead, edition, where, day=day, minutes=minutes, note="", once=f"{day}{minutes}", at=now())
        db.session.rollback()
        assert list(refused.value.faults) == [field]


def test_who_gives_hours_where_follows_from_what_she_is(app: Flask, edition: Edition) -> None:
    host, berlin = Reader(a_person(HOST)), a_city().id
    guest = signed_in(app.test_client(), a_person("guest@example.org"))

    assert recording.places(host, edition) == [Place(Task.HOSTING, berlin)]
    assert recording.places(a_lead(), edition) == [Place(Task.LEADING, berlin)]
    assert (guest.get("/hours").status_code, guest.post("/hours", data={}).status_code) == (404, 404)
    where = Place(Task.LEADING, berlin).key
    with pytest.raises(Invalid):
        recording.give(host, edition, where, day=edition.date, minutes=60, note="", once="x", at=now())


def test_a_host_keeps_her_hours_after_she_has_closed_her_door_or_taken_her_room_back(
    app: Flask, edition: Edition
) -> None:
    host, berlin = Reader(a_person(HOST)), a_city()
    (form,) = own_spaces.own_forms(host, edition.id)
    seen = []

    for step in (closing.close, _lets_the_show_end, closing.withdraw):
        step(host, form.space_id, at=now())
        db.session.commit()
        client = signed_in(app.test_client(), str(host.id))
        line = {"where": Place(Task.HOSTING, berlin.id).key, "day": edition.date.isoformat(), "form": step.__name__}
        seen.append(client.post("/hours", data={**line, "hours": "1", "minutes": "0", "note": ""}).status_code)

    assert seen == [303, 303, 303]
    assert sum(one.minutes for one in hours.own(host, edition.id)) == 180


def _lets_the_show_end(host: Reader, space_id: str, *, at: datetime) -> None:
    db.session.query(Show).filter_by(space_id=space_id).one().state = ShowState.CANCELLED


def test_whose_room_was_never_taken_gives_no_hours_and_whose_was_suspended_later_does(
    app: Flask, edition: Edition
) -> None:
    host, lead = Reader(a_person(HOST)), a_lead()
    space = db.session.query(Space).one()
    space.state = SpaceState.SUBMITTED
    db.session.commit()
    refused = signed_in(app.test_client(), str(host.id)).get("/hours").status_code

    judging.score(lead, subject_of(space), 4, words="Warm.", at=now())
    decide(lead, space, Verdict("approved", "submitted", "Yes.", alone="Alone today."), at=now())
    decide(lead, space, Verdict("suspended", "approved", "The stairs.", aware=1), at=now())
    db.session.commit()

    assert refused == 404
    assert recording.places(host, edition) == [Place(Task.HOSTING, a_city().id)]


def test_a_lead_sees_the_sums_of_her_city_alone_and_the_team_those_of_all(app: Flask, edition: Edition) -> None:
    berlin, lagos = a_lead(1), a_lead(2, "lagos")
    gives(berlin, edition, 75, note="for myself")
    gives(lagos, edition, 120)
    lead, everybody = signed_in(app.test_client(), str(berlin.id)), team(app)

    hers, theirs = lead.get("/lead/berlin/hours"), everybody.get("/global/hours")

    assert ("1.25 h in all" in hers.text, "Lagos" in hers.text) == (True, False)
    assert all(words in theirs.text for words in ("3.25 h in all", "Berlin", "Lagos"))
    assert [word for word in ("for myself", "Lea 1") if word in theirs.text] == []
    assert [lead.get(f"/lead/lagos/hours{end}").status_code for end in ("", ".csv")] == [404, 404]
    assert [lead.get(f"/global/hours{end}").status_code for end in ("", ".csv")] == [404, 404]
    rows = list(csv.DictReader(io.StringIO(everybody.get("/global/hours.csv").text)))
    assert [(row["city"], row["task"], row["minutes"]) for row in rows] == [
        ("Berlin", "leading", "75"),
        ("Lagos", "leading", "120"),
    ]


def test_a_note_that_looks_like_a_formula_runs_in_no_spreadsheet(app: Flask, edition: Edition) -> None:
    lead = a_lead()
    gives(lead, edition, 15, note="=HYPERLINK(1)")

    file = signed_in(app.test_client(), str(lead.id)).get("/hours.csv")

    assert "'=HYPERLINK(1)" in file.text
    assert file.headers["Content-Disposition"] == 'attachment; filename="my-hours.csv"'


def test_everybody_reads_one_number_once_five_people_have_given_and_never_the_difference_of_one(
    app: Flask, edition: Edition
) -> None:
    edition.embargo_ends_at = now() - timedelta(minutes=1)
    db.session.commit()
    read = []
    for number in range(1, 11):
        gives(a_lead(number), edition, 60 * number)
        page = app.test_client().get(f"/map/played?edition={edition.slug}").text
        read.append((hours.told(edition.id), "Volunteers gave" in page))

    assert read == [(None, False)] * 4 + [(15 * 60, True)] * 5 + [(55 * 60, True)]


def test_erased_her_name_and_notes_go_and_the_sums_stay(app: Flask, edition: Edition) -> None:
    lead = a_lead()
    gives(lead, edition, 90, note="With aunt Rosa")
    told = own_data(lead, at=now())
    before = hours.of_edition(CONSOLE, edition.id)

    erasing.erase(lead, at=now())
    db.session.commit()

    assert ([row["minutes"] for row in told["hours_given"]], told["notes_on_hours"][0]["words"]) == (
        [90],
        "With aunt Rosa",
    )
    assert hours.of_edition(CONSOLE, edition.id) == before
    with granted("look into a test database"):
        assert db.session.scalar(sa.text("SELECT count(*) FROM sec_hour_notes")) == 0


LINES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(-600, 1440)), max_size=60)


@given(LINES)
def test_the_number_for_everybody_is_a_sum_of_lines_and_grows_by_five_people_at_least(
    lines: list[tuple[str, int]],
) -> None:
    told = [hours.in_steps(lines[:end]) for end in range(len(lines) + 1)]
    turns = [end for end, (before, after) in enumerate(pairwise(told), start=1) if before != after]

    for begin, end in pairwise([0, *turns]):
        assert len({who for who, _ in lines[begin:end]}) >= hours.FEWEST
    if told[-1] is not None and turns:
        assert told[turns[-1]] == sum(minutes for _, minutes in lines[: turns[-1]])


@pytest.mark.parametrize("seed", range(3))
def test_sums_equal_their_parts(edition: Edition, seed: int) -> None:
    people = [a_lead(1), a_lead(2, "lagos"), a_lead(3)]
    for turn, reader in enumerate(people * 2):
        gives(reader, edition, 15 * (1 + (turn * 7 + seed) % 9))
    first = hours.own(people[0], edition.id)[0]
    recording.correct(people[0], edition, first.id, minutes=0, seen=first.minutes, once=f"{seed}", at=now())
    db.session.commit()

    parts = [one.minutes for reader in people for one in hours.own(reader, edition.id)]
    sums = hours.of_edition(CONSOLE, edition.id)
    cities = [hours.of_city(CONSOLE, edition.id, city) for city in {str(one.city_id) for one in sums}]
    with granted("look into a test database"):
        ledger = db.session.scalar(sa.text("SELECT sum(minutes) FROM sec_hour_lines"))

    assert sum(parts) == sum(one.minutes for one in sums) == ledger
    assert sum(one.minutes for some in cities for one in some) == ledger
