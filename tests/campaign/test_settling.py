"""Several editions a year: copied from the last, their clock and words set by the global team, by nobody else."""

import re
from datetime import date, timedelta
from threading import Barrier, Thread
from time import sleep

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from coordinator.campaign import settling
from coordinator.clock import now
from coordinator.db import db
from coordinator.editions import texts
from coordinator.editions.models import Edition
from coordinator.errors import Invalid, NotFound
from coordinator.people.readers import STRANGER, Reader
from tests.campaign.builders import an_edition
from tests.people.builders import a_person, of_the_team, signed_in

AHEAD = 90  # days


@pytest.fixture
def ada(app: Flask) -> Reader:
    """Of the global team."""
    return of_the_team("ada@example.org")


@pytest.fixture
def client(app: Flask, ada: Reader) -> FlaskClient:
    """Hers."""
    return signed_in(app.test_client(), str(ada.id))


@pytest.fixture
def first(app: Flask) -> Edition:
    """An edition that is ahead."""
    made = an_edition("spring", day=(now() + timedelta(days=AHEAD)).date())
    db.session.commit()
    return made


def form(edition: Edition, **other: str) -> dict[str, str]:
    """The form as its page fills it in, with something else typed."""
    stands = {name: str(getattr(edition, name) or "") for name in (*settling.CLOCK, *settling.SAID)}
    return {**stands, "seen": settling.mark(edition), **other}


def test_a_new_edition_takes_clock_words_and_partners_from_the_last(
    client: FlaskClient, first: Edition, ada: Reader
) -> None:
    said = {"cause": "For whoever had to flee", "partners": "House One\r\nHouse Two", "hashtag": "#opendoors"}
    client.post("/global/editions/spring", data=form(first, draw_days="8", words_de="Ein Abend", **said))

    day = (now() + timedelta(days=2 * AHEAD)).date().isoformat()
    answer = client.post("/global/editions", data={"slug": "autumn", "name": "Autumn", "day": day, "of": "spring"})

    made = settling.get(ada, "autumn")
    assert (answer.status_code, made.draw_days, made.cause, made.hashtag) == (303, 8, said["cause"], "opendoors")
    assert (made.partners.split(), dict(texts.all_of(made.id))) == (
        ["House", "One", "House", "Two"],
        {"de": "Ein Abend"},
    )
    assert [one.slug for one in settling.editions(ada)] == ["autumn", "spring"]


def test_the_front_page_says_it_in_the_readers_language_else_in_english(client: FlaskClient, first: Edition) -> None:
    said = {"words_de": "Ein Abend für alle", "words_en": "An evening for all", "cause": "Open doors"}
    client.post("/global/editions/spring", data=form(first, **said))

    pages = [client.get("/", headers={"Accept-Language": code}).text for code in ("de", "fr")]

    assert [("Ein Abend für alle" in page, "An evening for all" in page) for page in pages] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"draw_days": "10"}, "draw_days"),
        ({"doorbell_hours": "80"}, "doorbell_hours"),
        ({"confirm_hours": "400"}, "confirm_hours"),
        ({"lock_days": "none"}, "lock_days"),
    ],
)
def test_a_clock_that_cannot_run_is_refused_beside_its_field(
    client: FlaskClient, first: Edition, wrong: dict[str, str], field: str
) -> None:
    answer = client.post("/global/editions/spring", data=form(first, **wrong))

    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    db.session.refresh(first)
    assert (first.draw_days, first.doorbell_hours, first.confirm_hours, first.lock_days) == (9, 3, 48, 5)


def test_a_clock_that_runs_stands_still_and_words_can_be_changed(client: FlaskClient, app: Flask) -> None:
    soon = an_edition("soon", day=(now() + timedelta(days=5)).date())
    db.session.commit()

    clock = client.post("/global/editions/soon", data=form(soon, lock_days="4"))
    words = client.post("/global/editions/soon", data=form(soon, cause="For all"))

    db.session.refresh(soon)
    assert (clock.status_code, words.status_code, soon.lock_days, soon.cause) == (422, 303, 5, "For all")


def test_of_two_who_set_it_at_once_the_second_reads_what_the_first_has_set(client: FlaskClient, first: Edition) -> None:
    hers, mine = form(first, cause="Hers"), form(first, cause="Mine")

    answers = [client.post("/global/editions/spring", data=said) for said in (hers, hers, mine)]

    db.session.refresh(first)
    assert ([answer.status_code for answer in answers], first.cause) == ([303, 303, 409], "Hers")
    page = answers[2].text
    assert ('value="Mine"' in page, "<bdi>Hers</bdi>" in page) == (True, True)
    shown = re.search(r'name="seen" value="(\w+)"', page)
    assert shown is not None
    again = client.post("/global/editions/spring", data={**mine, "seen": shown.group(1)})
    db.session.refresh(first)
    assert (again.status_code, first.cause) == (303, "Mine")


def test_an_older_form_that_was_wrong_still_learns_what_was_set_meanwhile(client: FlaskClient, first: Edition) -> None:
    mine = form(first, cause="Mine")
    client.post("/global/editions/spring", data=form(first, cause="Hers"))

    wrong = client.post("/global/editions/spring", data={**mine, "draw_days": "10"})
    shown = re.search(r'name="seen" value="(\w+)"', wrong.text)
    assert shown is not None
    answer = client.post("/global/editions/spring", data={**mine, "seen": shown.group(1)})

    db.session.refresh(first)
    assert (wrong.status_code, answer.status_code, first.cause) == (422, 409, "Hers")


def test_a_day_too_near_another_and_a_taken_name_are_refused(client: FlaskClient, first: Edition) -> None:
    near = (first.date + timedelta(days=1)).isoformat()
    forms = [{"slug": "near", "name": "Near", "day": near}, {"slug": "spring", "name": "X", "day": "2031-01-01"}]

    answers = [client.post("/global/editions", data=said) for said in forms]

    assert [
        (answer.status_code, part in answer.text) for answer, part in zip(answers, ("#day", "#slug"), strict=True)
    ] == [
        (422, True),
        (422, True),
    ]


def test_a_day_that_is_taken_is_refused_beside_its_field_with_the_edition_that_has_it(
    client: FlaskClient, first: Edition, ada: Reader
) -> None:
    said = {"slug": "second", "name": "Second", "day": first.date.isoformat(), "of": "spring"}

    answer = client.post("/global/editions", data=said)

    assert (answer.status_code, 'href="#day"' in answer.text, 'value="second"' in answer.text) == (422, True, True)
    assert "“Doors” is on this day, and a day has one edition." in answer.text
    assert [one.slug for one in settling.editions(ada)] == ["spring"]


@pytest.mark.parametrize("apart", [0, 1, 2])
def test_of_two_who_open_editions_on_one_day_or_near_it_at_once_one_is_refused(app: Flask, apart: int) -> None:
    days = {"one": date(2031, 5, 10), "two": date(2031, 5, 10) + timedelta(days=apart)}
    gate, outcomes = Barrier(2), list[str]()

    def open_one(slug: str) -> None:
        with app.app_context():
            gate.wait()
            try:
                an_edition(slug, day=days[slug])
                sleep(0.2)  # so that the other looks before this one is kept
                db.session.commit()
                outcomes.append("opened")
            except Invalid as refused:
                db.session.rollback()
                outcomes.append(" ".join(refused.faults))

    threads = [Thread(target=open_one, args=(slug,)) for slug in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["date", "opened"]
    assert db.session.scalar(select(func.count()).select_from(Edition)) == 1


def test_the_database_keeps_one_edition_a_day_whoever_writes(app: Flask, first: Edition) -> None:
    db.session.add(Edition(slug="other", name="Other", date=first.date, embargo_ends_at=None))

    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_nobody_else_sees_or_sets_an_edition(app: Flask, first: Edition) -> None:
    with pytest.raises(NotFound):
        settling.copy(STRANGER, "x", name="X", day=date(2031, 1, 1), of="")
    host = signed_in(app.test_client(), a_person("h@example.org"))

    assert [host.get(path).status_code for path in ("/global/editions", "/global/editions/spring")] == [404, 404]
    with pytest.raises(Invalid):
        an_edition("spring")
