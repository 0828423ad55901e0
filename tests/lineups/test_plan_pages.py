"""A lead plans her city on its pages: add, move, split, join, call off, pair reserves."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import reserves, slots
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.lineups import assignment
from coordinator.lineups.plan_words import planning_words
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, lineup, spaces_taken
from tests.people.builders import a_person, signed_in
from tests.statements import statements

AUTUMN = date(2027, 10, 31)


@pytest.fixture
def edition(app: Flask) -> Edition:
    """An edition a month ahead."""
    return an_edition(day=(now() + timedelta(days=30)).date())


@pytest.fixture
def shows(edition: Edition) -> list[Show]:
    """An evening in one room, lunch in two others."""
    lunch: dict[str, Any] = {"start": time(12), "minutes": 60}
    return spaces_taken(
        edition,
        a_city(),
        a_space("S1"),
        a_space("S2", space_name="The blue hall", **lunch),
        a_space("S3", space_name="The attic", curfew=time(22), drums=False, **lunch),
    )


@pytest.fixture
def lead(app: Flask, shows: list[Show]) -> FlaskClient:
    """Berlin's lead, signed in."""
    person = a_person("lead@example.org")
    accounts.grant(Role.LEAD, person, city_id=shows[0].city_id)
    return signed_in(app.test_client(), person)


def filled(edition: Edition, show: Show, **said: Any) -> list[str]:
    acts = artists_taken(edition, a_city(), *(an_artist(f"A{number}", **said) for number in (1, 2, 3)))
    for position, act in enumerate(acts, start=1):
        slots.put(show, position, act)
    return acts


def form(show: Show, hour: int, minute: int = 0, **more: Any) -> dict[str, Any]:
    day = show.local_start.date()
    said = {"space_id": show.space_id, "day": day.isoformat(), "start": f"{hour}:{minute:02}", "minutes": "120"}
    return said | more


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_show_is_added_in_an_approved_space(lead: FlaskClient, shows: list[Show]) -> None:
    page = lead.get("/lead/berlin/plan/new", query_string={"space": shows[1].space_id}).text

    done = lead.post("/lead/berlin/plan/new", data=form(shows[1], 18), follow_redirects=True)
    lead.post("/lead/berlin/plan/new", data=form(shows[1], 18))

    assert f'value="{shows[1].space_id}" selected' in page
    assert "The show is planned for 18:00." in done.text
    assert len(db.session.scalars(select(Show)).all()) == 4


def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(lead: FlaskClient, shows: list[Show]) -> None:
    refused = lead.post("/lead/berlin/plan/new", data=form(shows[2], 21, minutes="90"))

    assert refused.status_code == 422
    assert "it has to be quiet from 22:00 on: take 60 minutes at most" in refused.text
    assert all(
        kept in refused.text for kept in ('value="21:00"', 'value="90"', f'value="{shows[2].space_id}" selected')
    )


def test_a_time_that_exists_twice_is_asked_about(lead: FlaskClient, edition: Edition, shows: list[Show]) -> None:
    edition.date = AUTUMN
    said = form(shows[0], 2, 30, day=AUTUMN.isoformat())

    asked = lead.post("/lead/berlin/plan/new", data=said)
    lead.post("/lead/berlin/plan/new", data=said | {"side": "later"})

    assert (asked.status_code, asked.text.count('name="side"')) == (422, 2)
    night = db.session.scalars(select(Show).where(Show.local_start == datetime.combine(AUTUMN, time(2, 30)))).one()
    assert f"{night.starts_at:%H:%M}" == "01:30"


def test_a_time_that_clocks_skip_is_refused_with_the_next_one(
    lead: FlaskClient, edition: Edition, shows: list[Show]
) -> None:
    edition.date = date(2027, 3, 28)
    page = f"/lead/berlin/shows/{shows[0].id}/move"

    refused = lead.post(page, data=form(shows[0], 2, 30, day="2027-03-28", seen=seen(lead.get(page).text)))

    assert refused.status_code == 422
    assert "The next time that there is: 03:00." in refused.text


def test_a_show_moves_and_whoever_cannot_come_along_is_named_and_may_be_cleared(
    lead: FlaskClient, edition: Edition, shows: list[Show]
) -> None:
    acts = filled(edition, shows[0], max_shows=2, needs=())
    slots.put(shows[1], 1, acts[1])
    page = f"/lead/berlin/shows/{shows[0].id}/move"
    said = form(shows[0], 11, 30, minutes="150", seen=seen(lead.get(page).text))

    named = lead.post(page, data=said)
    still = f"{shows[0].local_start:%H:%M}"
    moved = lead.post(page, data=said | {"leave": acts[1]}, follow_redirects=True)

    assert (named.status_code, "Clear slot 2 of Act A2" in named.text, still) == (409, True, "19:30")
    assert "1 slot was cleared." in moved.text
    assert lineup(shows[0]) == {1: acts[0], 3: acts[2]}


def test_an_act_with_too_little_time_between_two_shows_stays_for_a_reason(
    lead: FlaskClient, edition: Edition, shows: list[Show]
) -> None:
    acts = filled(edition, shows[0], max_shows=2, needs=())
    slots.put(shows[1], 1, acts[1])  # until 13:00
    page = f"/lead/berlin/shows/{shows[0].id}/move"
    said = form(shows[0], 13, 15, seen=seen(lead.get(page).text))

    named = lead.post(page, data=said | {"leave": acts[0]})
    moved = lead.post(page, data=said | {"reason": "One guitar, two doors on"}, follow_redirects=True)

    assert named.status_code == 409
    assert all(
        told in named.text for told in ("too little time between two shows · may stay for a reason", 'name="reason"')
    )
    assert "The show is at 13:15 now." in moved.text
    assert len(lineup(shows[0])) == 3
    assert "One guitar, two doors on" in lead.get(f"/lead/berlin/shows/{shows[0].id}").text


def test_the_second_of_two_leads_is_told_and_her_choice_stays_on_the_form(lead: FlaskClient, shows: list[Show]) -> None:
    page = f"/lead/berlin/shows/{shows[0].id}/move"
    old = seen(lead.get(page).text)
    lead.post(page, data=form(shows[0], 20, 0, seen=old))

    second = lead.post(page, data=form(shows[0], 21, 0, seen=old))
    again = lead.post(page, data=form(shows[0], 21, 0, seen=seen(second.text)), follow_redirects=True)

    assert (second.status_code, 'value="21:00"' in second.text) == (409, True)
    assert "Another lead moved this show meanwhile." in second.text
    assert "The show is at 21:00" in again.text


def test_a_show_is_split_and_joined_again(lead: FlaskClient, edition: Edition, shows: list[Show]) -> None:
    filled(edition, shows[0])
    page = f"/lead/berlin/shows/{shows[0].id}"
    offered = lead.get(f"{page}/split").text

    said = {"space_id": shows[1].space_id, "seen": seen(offered)}
    split = lead.post(f"{page}/split", data=said, follow_redirects=True)
    joined = lead.post(f"{page}/join", follow_redirects=True)

    assert ("The blue hall" in offered, "The attic" in offered) == (True, True)
    assert "same acts as The green sofa, rotated" in split.text
    assert "The acts play in one room again" in joined.text


def test_a_show_that_another_lead_has_moved_is_not_split_before_she_has_seen_where_it_is_now(
    lead: FlaskClient, edition: Edition, shows: list[Show]
) -> None:
    filled(edition, shows[0])
    page = f"/lead/berlin/shows/{shows[0].id}"
    old = seen(lead.get(f"{page}/split").text)
    lead.post(f"{page}/move", data=form(shows[0], 21, 0, seen=seen(lead.get(f"{page}/move").text)))

    refused = lead.post(f"{page}/split", data={"space_id": shows[1].space_id, "seen": old})
    again = lead.post(f"{page}/split", data={"space_id": shows[1].space_id, "seen": seen(refused.text)})

    assert (refused.status_code, "What follows has changed" in refused.text) == (409, True)
    assert again.status_code == 303


def test_a_room_whose_rules_an_act_breaks_is_no_second_room_for_it(
    lead: FlaskClient, edition: Edition, shows: list[Show]
) -> None:
    acts = filled(edition, shows[0], needs=("drums",))
    shows[0].ends_at -= timedelta(minutes=30)

    page = f"/lead/berlin/shows/{shows[0].id}/split"

    refused = lead.post(page, data={"space_id": shows[2].space_id, "seen": seen(lead.get(page).text)})

    assert refused.status_code == 409
    assert all(f"Clear slot {position} of Act A{position}" in refused.text for position in (1, 2, 3))
    assert len(acts) == len(lineup(shows[0]))


def test_a_show_is_called_off_after_its_consequences_were_shown(
    lead: FlaskClient, client: FlaskClient, edition: Edition, shows: list[Show]
) -> None:
    filled(edition, shows[0])
    page = f"/lead/berlin/shows/{shows[0].id}/cancel"
    told = lead.get(page).text
    blank = lead.post(page, data={"because": ""})
    (seen,) = re.findall(r'name="seen" value="(\w+)"', told)
    assignment.clear(CONSOLE, shows[0].id, 3, at=now())
    db.session.commit()
    late = lead.post(page, data={"because": "the host is ill", "seen": seen})
    assert (late.status_code, "2 acts lose their slots" in late.text, "the host is ill" in late.text) == (
        409,
        True,
        True,
    )
    (seen,) = re.findall(r'name="seen" value="(\w+)"', late.text)

    done = lead.post(page, data={"because": "the host is ill", "seen": seen}, follow_redirects=True)
    lead.post(page, data={"because": "twice"})

    assert "3 acts lose their slots and are free for others: Act A1, Act A2, Act A3." in told
    assert (blank.status_code, "2 acts are free again." in done.text) == (422, True)
    assert "the host is ill" in lead.get("/lead/berlin/plan").text
    db.session.refresh(shows[0])
    assert (shows[0].state, lineup(shows[0])) == (ShowState.CANCELLED, {})
    assert "the host is ill" not in client.get(f"/shows/{shows[0].id}").text


def test_reserves_are_suggested_taken_and_let_go(lead: FlaskClient, shows: list[Show]) -> None:
    before = lead.get("/lead/berlin/reserves").text

    every = lead.post("/lead/berlin/reserves/all", follow_redirects=True).text
    lead.post("/lead/berlin/reserves", data={"show_id": shows[0].id, "space_id": ""})

    kept = reserves.of_shows([show.id for show in shows])
    assert ("3 shows without one" in before, "3 shows have a reserve now." in every) == (True, True)
    assert ("has a space that stands ready" in before, "has a space that stands ready" in every) == (False, True)
    assert set(kept) == {shows[1].id, shows[2].id}


def test_a_space_that_is_taken_then_stands_ready_for_nobody(lead: FlaskClient, shows: list[Show]) -> None:
    said = {"show_id": shows[1].id, "space_id": shows[2].space_id}

    page = lead.post("/lead/berlin/reserves", data=said, follow_redirects=True)

    assert "This space is not free then." in page.text
    assert reserves.of_shows([shows[1].id]) == {}


PAGES = ("plan", "plan/new", "reserves", "shows/{id}/move", "shows/{id}/split", "shows/{id}/cancel")
POSTS = (*PAGES[1:], "reserves/all", "shows/{id}/join", "shows/{id}/sheet/order", "shows/{id}/sheet/place")


def test_another_citys_lead_gets_the_page_of_nothing(app: Flask, shows: list[Show]) -> None:
    person = a_person("other@example.org")
    accounts.grant(Role.LEAD, person, city_id=a_city(LAGOS).id)
    client = signed_in(app.test_client(), person)

    answers = [client.get(f"/lead/berlin/{page.format(id=shows[0].id)}").status_code for page in PAGES]
    answers += [client.post(f"/lead/berlin/{page.format(id=shows[0].id)}").status_code for page in POSTS]
    answers += [client.get(f"/lead/lagos/{page.format(id=shows[0].id)}").status_code for page in PAGES[3:]]

    assert answers == [404] * len(answers)


@pytest.mark.usefixtures("unlinked")
def test_pages_take_the_same_number_of_statements_for_one_show_and_for_many(
    app: Flask, lead: FlaskClient, edition: Edition, shows: list[Show]
) -> None:
    counts = []
    for more in (0, 20):
        if more:
            spaces_taken(edition, a_city(), *(a_space(f"M{number}") for number in range(more)))
        db.session.commit()
        for page in ("plan", "reserves"):
            with statements() as said:
                assert lead.get(f"/lead/berlin/{page}").status_code == 200
            counts.append(len(said))

    assert counts == [22, 14] * 2


@pytest.mark.parametrize(
    "reason",
    [
        "acts_clash",
        "moved_meanwhile",
        "show_begun",
        "cancelled_there",
        "split_already",
        "entries_open",
        "has_twin",
        "not_free_then",
        "twin_show",
        "show_locked",
        "show_over",
        "show_cancelled",
    ],
)
def test_every_refusal_of_planning_has_its_sentence(app: Flask, reason: str) -> None:
    with app.test_request_context():
        assert planning_words(Conflict(reason)).endswith(".")
        assert "0.7 mi" in planning_words(Conflict("too_far_apart", distance_km=1.1)) or "1.1 km" in planning_words(
            Conflict("too_far_apart", distance_km=1.1)
        )
        assert "30 seats" in planning_words(Conflict("too_small", seats=30))
