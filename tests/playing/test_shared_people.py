"""Somebody plays in two acts of one evening: who speaks for both reads the way; who speaks for one, nothing of it."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.cities.models import Area
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import deposits, slots
from coordinator.disclosure.deposits import SpaceSecrets
from coordinator.disclosure.people import find_person
from coordinator.editions.models import Edition
from coordinator.lineups import assignment, locking
from coordinator.lineups import offers as answering
from coordinator.lineups.sheets import Whose, printed, sheet
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.playing.evening import my_evening
from coordinator.shows.models import Show
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.lineups.evenings import contact_of
from tests.people.builders import signed_in

HOUR = timedelta(hours=1)
SHARED = ("Ana One", "ana@example.org")
Evening = tuple[list[Show], list[str]]


def two_shows(email: str) -> Evening:
    """Within 60 hours two shows of one evening in Berlin, locked: A0 at the first, A1, for which `email` speaks, at the
    second; Ana plays in both. All have said yes."""
    edition, berlin = an_edition(day=(now() + timedelta(days=2)).date()), a_city()
    early = a_space("S1", start=time(15), minutes=90)
    shows = spaces_taken(edition, berlin, early, a_space("S2", start=time(20), minutes=120))
    rows = [
        an_artist("A0", members=SHARED, mode="bicycle"),
        an_artist("A1", members=(*SHARED, "Bo Two"), email=email),
        *(an_artist(f"A{n}", members=(f"Member {n}",)) for n in range(2, 6)),
    ]
    acts = artists_taken(edition, berlin, *rows)
    for show, bill in zip(shows, ((0, 2, 3), (1, 4, 5)), strict=True):
        for position, act in enumerate(bill, start=1):
            assignment.assign(CONSOLE, show.id, position, acts[act], at=now())
        locking.lock(CONSOLE, show.id, at=now())
    for act in (0, 1):
        for mine in my_evening(contact_of_email(email) if act else contact_of(0), at=now()).waiting:
            answering.confirm(contact_of_email(email) if act else contact_of(0), mine.offer.id, at=now())
    db.session.commit()
    return shows, acts


def contact_of_email(email: str) -> Reader:
    """Who has that address."""
    return Reader(str(find_person(email)), frozenset({(Role.ARTIST, None)}))


def pages(client: FlaskClient) -> list[str]:
    """All that somebody reads of an evening, without what is random each time."""
    mine = client.get("/artist/").text
    below = sorted(set(re.findall(r'href="(/artist/[^"]*(?:sheet|calendar|evening)[^"]*)"', mine)))
    assert below
    texts = [mine, *(client.get(address).text for address in below)]
    return [re.sub(r'(nonce="|name="csrf_token" value=")[^"]*', r"\1", text) for text in texts]


def test_who_speaks_for_both_reads_the_way_between_them(app: Flask) -> None:
    shows, _ = two_shows("act-A0@example.org")

    seen = my_evening(contact_of(0), at=now())

    (gap,) = seen.gaps
    assert (gap.minutes, gap.mode, gap.before.evening.show_id) == (210, "bicycle", shows[0].id)
    assert [mine.rooms[0].load_in is None for mine in seen.confirmed] == [False, True]
    page = signed_in(app.test_client(), str(contact_of(0).id)).get("/artist/").text
    assert "Somebody plays in Act A0 and then in Act A1:" in page


def test_two_acts_of_one_contact_that_share_nobody_have_no_way_between_them(app: Flask) -> None:
    shows, acts = two_shows("act-A0@example.org")
    assert len(my_evening(contact_of(0), at=now()).gaps) == 1

    with_nobody = artists_taken_again(shows, "A1", members=("Bo Two",))

    assert with_nobody == acts[1]
    assert my_evening(contact_of(0), at=now()).gaps == ()


def artists_taken_again(shows: list[Show], reference: str, **said: Any) -> str:
    edition = db.session.get_one(Edition, shows[0].edition_id)
    (act,) = artists_taken(edition, a_city(), an_artist(reference, email="act-A0@example.org", **said))
    return act


@pytest.mark.parametrize("otherwise", ["far away", "not at all", "another person"])
def test_who_speaks_for_one_reads_the_same_bytes_whatever_its_people_do_elsewhere(app: Flask, otherwise: str) -> None:
    shows, acts = two_shows("act-A1@example.org")
    client = signed_in(app.test_client(), str(contact_of(1).id))
    before = pages(client)

    if otherwise == "far away":
        moved_away(shows[0])
    elif otherwise == "not at all":
        locking.unlock(CONSOLE, shows[0].id, "another act", at=now())
        slots.clear(shows[0].id, 1)
    else:
        edition = db.session.get_one(Edition, shows[0].edition_id)
        artists_taken(edition, a_city(), an_artist("A0", members=("Cy Three",), mode="bicycle"))
    db.session.commit()

    assert pages(client) == before
    assert "19:30" in before[0]
    assert acts[1] in before[0]


def moved_away(show: Show) -> None:
    area = Area(id="north", city_id=show.city_id, name="North", latitude=52.62, longitude=13.41, radius_m=900)
    db.session.add(area)
    db.session.flush()
    show.area_id = area.id
    host = find_person("host-S1@example.org")
    known = frozenset({show.space_id})
    row = SpaceSecrets(
        space_id=show.space_id,
        reference="S1",
        host_id=str(host),
        name="Elsewhere",
        address="99 Other Lane",
        latitude=52.62,
        longitude=13.42,
    )
    deposits.put_spaces(show.edition_id, [row], known=known)


def test_her_lead_reads_on_the_sheet_that_somebody_comes_from_another_act_and_the_host_does_not(app: Flask) -> None:
    shows, acts = two_shows("act-A1@example.org")

    told = {act.artist_id: (act.load_in is None, act.by_people) for act in sheet(CONSOLE, shows[1], at=now()).acts}

    assert told == {acts[1]: (True, True), acts[4]: (False, False), acts[5]: (False, False)}
    assert [act.by_people for act in printed(CONSOLE, shows[1], Whose.HOST, at=now()).acts] == [False] * 3
