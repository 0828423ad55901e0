"""After a leak: the global team alone is told who learnt what, tells addresses later, and seals everything anew."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import ColumnElement

from coordinator import jobs
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import audit, cipher, gateway, guest_evenings, leaks, resealing, reserves
from coordinator.disclosure.leaks import Where
from coordinator.disclosure.policy import Fact, Phase
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.leaks import delaying, rekeying
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows.models import Show
from tests.campaign.builders import LAGOS, a_city, a_space, an_edition, spaces_taken
from tests.people.builders import a_person, of_the_team, signed_in

SOON = 60  # hours before the show: its address is told


@pytest.fixture
def shows(app: Flask) -> list[Show]:
    """Two in Berlin, one in Lagos, in sixty hours."""
    at = now()
    edition = an_edition(day=(at + timedelta(hours=SOON)).date())
    berlin = spaces_taken(edition, a_city(), a_space("S1", address="77 Secret Lane"), a_space("S2"))
    lagos = spaces_taken(edition, a_city(LAGOS), a_space("L1", host_email="l@example.org"))
    for show in (*berlin, *lagos):
        show.starts_at, show.ends_at = at + timedelta(hours=SOON), at + timedelta(hours=SOON + 2)
    db.session.commit()
    return [*berlin, *lagos]


@pytest.fixture
def ada(app: Flask) -> Reader:
    """Of the global team."""
    return of_the_team("ada@example.org")


@pytest.fixture
def ben(app: Flask) -> Reader:
    """Another one."""
    return of_the_team("ben@example.org")


def edition() -> Edition:
    """The only one."""
    return db.session.query(Edition).one()


def phases(shows: list[Show], at: datetime) -> list[Phase]:
    """In which phase each is."""
    return [gateway.clock_of(show, edition()).phase(at) for show in shows]


def test_who_has_learnt_an_address_is_named_with_how_often_and_when(ada: Reader, shows: list[Show]) -> None:
    lead = a_person("lead@example.org", name="Lea Lead")
    accounts.grant(Role.LEAD, lead, city_id=shows[0].city_id)
    early, late = now() - timedelta(hours=2), now()
    for at in (early, late):
        gateway.lead_shows(Reader(lead, frozenset({(Role.LEAD, shows[0].city_id)})), [shows[0]], at=at)

    told = [one for one in leaks.unsealings(ada, shows[0], at=now()) if one.fact is Fact.STREET_ADDRESS]
    elsewhere = [one for one in leaks.unsealings(ada, shows[1], at=now()) if one.who.name == "Lea Lead"]

    assert [(one.who.name, one.roles, one.times, one.first_at, one.last_at) for one in told] == [
        ("Lea Lead", (Role.LEAD,), 2, early, late)
    ]
    assert elsewhere == []


def test_whoever_read_all_rooms_of_the_city_at_once_stands_there_too(ada: Reader, shows: list[Show]) -> None:
    planner = a_person("planner@example.org", name="Pia Planner")
    everywhere = Reader(planner, frozenset({(Role.GLOBAL, None)}))
    audit.record(everywhere, [Fact.MATCHING], of=[shows[0].city_id], at=now())

    names = [{one.who.name for one in leaks.unsealings(ada, show, at=now())} for show in (shows[0], shows[2])]

    assert ["Pia Planner" in said for said in names] == [True, False]


def test_nobody_else_reads_the_audit_and_reading_it_is_written_down(ada: Reader, shows: list[Show]) -> None:
    lead = Reader(a_person("lead@example.org"), frozenset({(Role.LEAD, shows[0].city_id)}))
    for reader in (STRANGER, lead, Reader(a_person("x@example.org"))):
        with pytest.raises(NotFound):
            leaks.unsealings(reader, shows[0], at=now())

    leaks.unsealings(ada, shows[0], at=now())
    again = leaks.unsealings(ada, shows[0], at=now())

    assert [(one.who.person_id, one.times) for one in again if one.fact is Fact.AUDIT] == [(ada.id, 1)]


def test_the_address_of_one_show_is_told_later_at_once_and_that_of_no_other(ada: Reader, shows: list[Show]) -> None:
    of_the_team("ben@example.org")
    at = now()
    before = phases(shows, at)

    is_done = delaying.ask(ada, edition(), Where(edition().id, shows[0].city_id, shows[0].id), 24, at=at)
    db.session.commit()

    assert (is_done, before) == (True, [Phase.REVEALED] * 3)
    assert phases(shows, at) == [Phase.PLANNED, Phase.REVEALED, Phase.REVEALED]
    assert phases(shows, shows[0].starts_at - timedelta(hours=24))[0] is Phase.REVEALED


def test_a_whole_city_waits_for_a_second_person_and_her_own_yes_does_not_count(
    ada: Reader, ben: Reader, shows: list[Show]
) -> None:
    at, where = now(), Where(edition().id, shows[0].city_id)
    is_done = delaying.ask(ada, edition(), where, 12, at=at)
    (step,) = leaks.steps(ada, edition().id, at=at)

    with pytest.raises(Conflict, match="own"):
        delaying.agree(ada, step.id, at=at)
    waiting = phases(shows, at)
    delaying.agree(ben, step.id, at=at)

    assert (is_done, waiting) == (False, [Phase.REVEALED] * 3)
    assert phases(shows, at) == [Phase.PLANNED, Phase.PLANNED, Phase.REVEALED]
    with pytest.raises(Conflict, match="done"):
        delaying.agree(ben, step.id, at=at)


def test_asked_twice_it_waits_once(ada: Reader, ben: Reader, shows: list[Show]) -> None:
    for _ in range(2):
        delaying.ask(ada, edition(), Where(edition().id), 12, at=now())

    assert [one.where for one in leaks.steps(ben, edition().id, at=now())] == [Where(edition().id)]


def test_who_is_alone_in_the_team_needs_nobody(ada: Reader, shows: list[Show]) -> None:
    at = now()

    assert delaying.ask(ada, edition(), Where(edition().id), 12, at=at) is True
    assert phases(shows, at) == [Phase.PLANNED] * 3


def test_back_to_the_usual_time_tells_again(ada: Reader, shows: list[Show]) -> None:
    at, where = now(), Where(edition().id, shows[0].city_id, shows[0].id)
    delaying.ask(ada, edition(), where, 12, at=at)

    ahead = delaying.consequences(ada, edition(), where, None, at=at)
    delaying.ask(ada, edition(), where, None, at=at)

    assert (ahead.opening, ahead.closing) == (1, 0)
    assert phases(shows, at)[0] is Phase.REVEALED


def test_what_follows_is_counted_before_anything_happens(ada: Reader, ben: Reader, shows: list[Show]) -> None:
    at = now()
    lead = Reader("lead", frozenset({(Role.LEAD, shows[0].city_id)}))
    gateway.lead_shows(lead, [shows[0]], at=at)

    ahead = delaying.consequences(ada, edition(), Where(edition().id, shows[0].city_id), 24, at=at)

    assert (ahead.shows, ahead.closing, ahead.knowing, ahead.needs_two) == (2, 2, 1, True)
    assert phases(shows, at) == [Phase.REVEALED] * 3


@pytest.mark.parametrize("hours", [72, 100, 1, 0, -5])
def test_never_earlier_than_the_edition_says_and_never_after_the_bell(
    ada: Reader, shows: list[Show], hours: int
) -> None:
    with pytest.raises(Invalid):
        delaying.ask(ada, edition(), Where(edition().id), hours, at=now())

    assert phases(shows, now()) == [Phase.REVEALED] * 3


def test_the_bell_is_never_told_before_the_address(shows: list[Show]) -> None:
    """Phases are counted by the moments that have passed: they have to come in their order."""
    edition().doorbell_hours, shows[0].reveal_hours = 12, 6

    told = [phases(shows, shows[0].starts_at - timedelta(hours=hours))[0] for hours in (13, 11)]

    assert told == [Phase.PLANNED, Phase.DOORBELL]


def test_no_letter_tells_of_an_address_that_is_told_later(
    ada: Reader, shows: list[Show], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[ColumnElement[bool]] = []

    def keep(_letter: str, *which: ColumnElement[bool]) -> list[tuple[str, str, str]]:
        asked.extend(which)
        return []

    monkeypatch.setattr(guest_evenings, "_untold", keep)
    shows[0].reveal_hours = 24
    db.session.commit()

    guest_evenings.untold("told", at=now())

    found = db.session.query(Show.id).filter(*asked).all()
    assert {one.id for one in found} == {shows[1].id, shows[2].id}


@pytest.fixture
def two_keys() -> Iterator[str]:
    """A new key stands before the old one; the id of the new."""
    before = cipher.current()
    cipher.configure({"t2": b"n" * 32, **before.keys}, before.index_key)
    yield "t2"
    cipher.configure(before.keys, before.index_key)


def test_a_worker_seals_everything_anew_when_the_page_is_asked(
    app: Flask, ada: Reader, shows: list[Show], two_keys: str
) -> None:
    sealed_before = rekeying.keys(ada)

    rekeying.begin(ada, at=now())
    rekeying.begin(ada, at=now())
    db.session.commit()
    done = jobs.work_off(app.extensions["coordinator.jobs"], at=now() + timedelta(seconds=1))

    assert ([key.name for key in sealed_before], sealed_before[1].seals > 5, done) == ([two_keys, "t1"], True, 1)
    assert resealing.sealed_by()["t1"] == 0


def test_a_job_of_a_key_that_is_no_longer_the_first_does_nothing(
    app: Flask, ada: Reader, shows: list[Show], two_keys: str
) -> None:
    rekeying.begin(ada, at=now())
    db.session.commit()
    cipher.configure({"t3": b"m" * 32, **cipher.current().keys}, cipher.current().index_key)

    jobs.work_off(app.extensions["coordinator.jobs"], at=now() + timedelta(seconds=1))

    assert resealing.sealed_by()["t3"] == 0


def desk_of(app: Flask, reader: Reader) -> FlaskClient:
    """Her browser."""
    return signed_in(app.test_client(), str(reader.id))


def test_the_pages_lead_from_the_desk_to_what_follows_and_do_nothing_before_the_second_click(
    app: Flask, ada: Reader, ben: Reader, shows: list[Show]
) -> None:
    client, slug = desk_of(app, ada), "berlin"
    reserves.pair(shows[0].id, shows[1].space_id)
    db.session.commit()

    desk = client.get(f"/global/leaks?city={slug}").text
    page = client.get(f"/global/leaks/shows/{shows[0].id}").text
    follows = client.get(f"/global/leaks/later?city={slug}&hours=24").text
    before = phases(shows, now())
    client.post("/global/leaks/later", data={"city": slug, "hours": "24"})
    waits = desk_of(app, ben).get("/global/leaks").text

    assert "77 Secret Lane" in desk
    assert f"space={shows[1].space_id}" in page
    assert ("2 of them have told it already" in follows, "second person" in follows) == (True, True)
    assert before == phases(shows, now()) == [Phase.REVEALED] * 3
    step_id = leaks.steps(ada, edition().id, at=now())[0].id
    assert f"/global/leaks/later/{step_id}" in waits
    assert (
        "Done. It holds from now on."
        in desk_of(app, ben).post(f"/global/leaks/later/{step_id}", follow_redirects=True).text
    )
    db.session.expire_all()
    assert phases(shows, now())[:2] == [Phase.PLANNED] * 2


def test_a_guest_sees_the_later_time_on_the_page_of_the_show(app: Flask, ada: Reader, shows: list[Show]) -> None:
    usual = app.test_client().get(f"/shows/{shows[0].id}").text

    delaying.ask(ada, edition(), Where(edition().id, shows[0].city_id, shows[0].id), 6, at=now())
    db.session.commit()

    assert app.test_client().get(f"/shows/{shows[0].id}").text != usual


def test_a_lead_a_stranger_and_a_demoted_member_find_no_desk(app: Flask, ada: Reader, shows: list[Show]) -> None:
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=shows[0].city_id)
    client = desk_of(app, ada)
    seen = client.get("/global/leaks").status_code

    accounts.revoke(Role.GLOBAL, str(ada.id))
    db.session.commit()

    pages = ["/global/leaks", f"/global/leaks/shows/{shows[0].id}", "/global/leaks/later", "/global/leaks/keys"]
    assert seen == 200
    for visitor in (client, signed_in(app.test_client(), lead)):
        assert {visitor.get(page).status_code for page in pages} == {404}
    assert {app.test_client().get(page).status_code for page in pages} == {302}
