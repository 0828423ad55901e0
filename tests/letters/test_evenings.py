"""A letter evening: letters first, then the acts; its guests are drawn as everybody's."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.letters import evenings, signing
from coordinator.letters.models import Channel, Step
from coordinator.letters.signing import Signed
from coordinator.lineups import moving
from coordinator.people.models import Role
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows import planning
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening, Span
from coordinator.wording import clock_at
from tests.campaign.builders import a_city, a_space, an_edition, spaces_taken
from tests.conftest import empty
from tests.disclosure.hands import same_hands, set_clock, throw
from tests.guests.entering import edition_of, guests, held, open_shows
from tests.letters.builders import TEAM, a_campaign, a_case, a_section, the_team
from tests.people.alike import statements
from tests.people.builders import a_person, signed_in

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _a_show() -> tuple[Edition, Show]:
    edition = an_edition(day=(now() + timedelta(days=60)).date())
    (show,) = spaces_taken(edition, a_city(), a_space("S1", capacity=180))
    a_campaign(edition)
    return edition, show


def test_the_team_makes_a_show_a_letter_evening_and_its_page_says_when_letters_begin(
    app: Flask, client: FlaskClient
) -> None:
    _, show = _a_show()
    team = the_team(app)
    assert "A letter evening" not in client.get(f"/shows/{show.id}").text

    form = {"minutes": "60", "city": "berlin"}
    answers = [team.post(f"/campaign/evenings/{show.id}", data=form).status_code for _ in range(2)]

    page = client.get(f"/shows/{show.id}").text
    with app.test_request_context():
        begins = clock_at(show.starts_at - timedelta(hours=1), show.zone)
    assert (answers, "A letter evening" in page, f"From {begins}" in page) == ([303, 303], True, True)
    assert "180" in team.get("/campaign/evenings").text
    assert client.get(f"/letters/?show={show.id}").status_code == 200


def test_once_its_guests_are_drawn_or_the_room_is_taken_the_hour_stays(app: Flask) -> None:
    edition, show = _a_show()
    before = Show(
        **{
            column.name: getattr(show, column.name)
            for column in Show.__table__.columns
            if column.name not in {"id", "starts_at", "ends_at"}
        },
        starts_at=show.starts_at - timedelta(hours=3),
        ends_at=show.starts_at - timedelta(minutes=45),
    )
    db.session.add(before)
    db.session.flush()

    with pytest.raises(Conflict, match="occupied"):
        evenings.set_hour(TEAM, edition.id, show.id, 60)
    evenings.set_hour(TEAM, edition.id, show.id, 30)
    show.state = ShowState.DRAWN
    with pytest.raises(Conflict, match="drawn"):
        evenings.set_hour(TEAM, edition.id, show.id, 0)
    with pytest.raises(NotFound):
        evenings.set_hour(STRANGER, edition.id, show.id, 0)
    for minutes in (-1, 45):
        with pytest.raises(Invalid):
            evenings.set_hour(TEAM, edition.id, show.id, minutes)

    assert show.letter_minutes == 30


def test_nothing_is_planned_or_moved_into_the_letter_hour_and_the_host_reads_of_it(app: Flask) -> None:
    edition, show = _a_show()
    evenings.set_hour(TEAM, edition.id, show.id, 60)
    lead = Reader(a_person("lead@example.org"), frozenset({(Role.LEAD, show.city_id)}))
    start = show.local_start - timedelta(hours=3)

    def book(minutes: int) -> Show:
        booking = Booking(show.space_id, Evening(start, minutes), outside="The host is glad of it")
        return planning.create(lead, edition, show.city_id, booking, at=now())

    with pytest.raises(Invalid) as refused:
        book(121)
    assert list(refused.value.faults) == ["space_id"]
    before = book(120)
    assert planning.in_the_way([show.space_id], Span(before.starts_at, before.ends_at, twice=False)) == [before]
    later = Booking(show.space_id, Evening(show.local_start - timedelta(minutes=30), 120), outside="The host is glad")
    with pytest.raises(Invalid) as refused:
        moving.move(lead, show.id, later, city_id=show.city_id, seen=moving.seen_of(show), leave=(), at=now())
    assert list(refused.value.faults) == ["space_id"]
    db.session.commit()

    host = signed_in(app.test_client(), a_person("host-S1@example.org"))
    pages = [host.get(f"/host/{show.space_id}/evening{end}").text for end in ("", f"/{show.id}/sheet")]
    assert ["Letters are written" in page for page in pages] == [True, True]


LETTERS = re.compile(r"\b(letter_(actions|tallies|cases|case_texts|collectors|sections|campaigns)|sec_letter_signs)\b")


def test_no_draw_asks_who_has_written(app: Flask) -> None:
    """List, draw and seats, of a letter evening for which its guests have written: no statement names a letter."""
    (show,) = open_shows(1)
    edition = edition_of(show)
    several = guests(show, count=4)
    a_campaign(edition)
    section = a_section(edition, country="")
    case = a_case(edition)
    evenings.set_hour(TEAM, edition.id, show.id, 60)
    with statements() as written:
        signing.sign(case, Signed("guest-0@example.org", Step.MAILED, Channel.PAPER, 200, section), origin="", at=now())
    db.session.commit()

    with statements() as drawn:
        held(show)

    assert ([one for one in drawn if LETTERS.search(one)], len(drawn) > 5) == ([], True)
    assert len([one for one in written if LETTERS.search(one)]) > 3
    assert [own.own_entries(guest)[0].seat for guest in several] == [show.id] * 4


def _drawn(label: str, *, writes: bool) -> tuple[str, str | None]:
    """The published list and the result of a draw in which more ask than there is room for, with the same chance."""
    empty()
    throw(label)
    (show,) = open_shows(1)
    guests(show, count=60)
    edition = edition_of(show)
    a_campaign(edition)
    section, case = a_section(edition, country=""), a_case(edition)
    throw(f"{label}, letters")
    for number in range(0, 60 * writes, 2):
        said = Signed(f"guest-{number}@example.org", Step.MAILED, Channel.PAPER, 1, section)
        signing.sign(case, said, origin=str(number), at=now())
    db.session.commit()
    throw(f"{label}, draw")
    draw = held(show).draw
    return draw.listed, draw.result


def test_a_draw_is_the_same_byte_by_byte_whether_half_of_its_guests_have_written(app: Flask) -> None:
    set_clock(NOON)
    with same_hands(app):
        silent, written, other = _drawn("one", writes=False), _drawn("one", writes=True), _drawn("two", writes=False)

    assert silent == written
    assert (silent[0] == other[0], silent[1] == other[1], silent[0].count("\n") > 60) == (False, False, True)
