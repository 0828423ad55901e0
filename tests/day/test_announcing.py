"""Announcements: one writes, another lets it out, each lead gets one letter that says nothing of it."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from coordinator import jobs
from coordinator.clock import now
from coordinator.day import announcing
from coordinator.db import db
from coordinator.disclosure.announcements import Reach
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.gate import granted
from coordinator.joining import joined
from coordinator.people import accounts
from coordinator.people.models import PersonRole, Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import LAGOS, Town, a_city, a_space, an_edition, spaces_taken
from tests.day.test_board import browser
from tests.kept import kept
from tests.people.builders import a_person, of_the_team

WORDS = "A storm is on its way: 77 Secret Lane and all rooftops move inside."


@pytest.fixture
def ada(app: Flask) -> Reader:
    """Of the global team."""
    return of_the_team("ada@example.org")


@pytest.fixture
def ben(app: Flask) -> Reader:
    """Another one."""
    return of_the_team("ben@example.org")


@pytest.fixture
def leads(app: Flask) -> dict[str, Reader]:
    """A lead of Berlin, her deputy, a lead of Lagos: readers by name."""
    made = an_edition(day=(now() + timedelta(days=30)).date())
    (berlin,) = spaces_taken(made, a_city(), a_space("S1"))
    (lagos,) = spaces_taken(made, a_city(LAGOS), a_space("L1", host_email="l@example.org"))
    found = {}
    for name, show, deputy in (("bea", berlin, False), ("dan", berlin, True), ("lola", lagos, False)):
        person = a_person(f"{name}@example.org", name=name.title())
        accounts.grant(Role.LEAD, person, city_id=show.city_id, deputy=deputy)
        found[name] = Reader(person, frozenset({(Role.LEAD, show.city_id)}))
    db.session.commit()
    return found


def edition() -> Edition:
    """The only one."""
    return db.session.query(Edition).one()


def letters(app: Flask) -> list[str]:
    """What leaves now."""
    jobs.work_off(app.extensions["coordinator.jobs"], at=now())
    folder = app.extensions["coordinator.settings"].folder / "outbox"
    return sorted(one.read_text() for one in folder.glob("*.eml") if "Word from the global team" in one.read_text())


def test_it_reaches_leads_and_deputies_of_a_city_a_zone_or_all(leads: dict[str, Reader]) -> None:
    names = {str(reader.id): name for name, reader in leads.items()}
    berlin = db.session.query(Show).filter_by(zone="Europe/Berlin").one()

    reached = [
        sorted(names[person] for person in announcing.reached(edition(), reach).people)
        for reach in (Reach(city_id=berlin.city_id), Reach(zone=LAGOS.zone), Reach())
    ]

    assert reached == [["bea", "dan"], ["lola"], ["bea", "dan", "lola"]]
    with pytest.raises(Invalid):
        announcing.reach_of(edition(), city="", zone="Pacific/Apia")
    with pytest.raises(Invalid):
        announcing.reach_of(edition(), city="atlantis", zone="")


def test_nothing_leaves_before_somebody_else_has_read_it_and_then_each_gets_one_letter(
    app: Flask, ada: Reader, ben: Reader, leads: dict[str, Reader]
) -> None:
    before = len(letters(app))
    form = {"city": "", "zone": "Europe/Berlin", "words": WORDS}
    sent = [browser(app, ada).post("/global/announcements", data=form).status_code for _ in range(2)]
    (one,) = announcing.written(ada, edition())
    own = browser(app, ada).post(f"/global/announcements/{one.id}/send", follow_redirects=True).text
    assert (sent, "You have written it yourself" in own, len(letters(app))) == ([303, 303], True, before)

    for _ in range(2):
        browser(app, ben).post(f"/global/announcements/{one.id}/send")

    found = letters(app)
    assert len(found) - before == 2
    assert [word for word in ("storm", "Secret Lane") if any(word in letter for letter in found)] == []
    with pytest.raises(Conflict):
        announcing.let_out(ben, one.id, at=now())


def test_what_was_dropped_or_sent_can_be_said_once_more_in_the_same_words(
    app: Flask, ada: Reader, ben: Reader, leads: dict[str, Reader]
) -> None:
    window = browser(app, ada)

    def send(count: int) -> None:
        page = window.get("/global/announcements").text
        form = {"form": re.findall(r'name="form" value="([^"]+)"', page)[0], "city": "", "zone": "", "words": WORDS}
        assert [window.post("/global/announcements", data=form).status_code for _ in range(2)] == [303, 303]
        assert len(announcing.written(ada, edition())) == count

    send(1)
    announcing.drop(ben, announcing.written(ada, edition())[0].id, at=now())
    db.session.commit()
    send(2)


def test_it_is_read_by_those_it_is_for_and_by_nobody_else(
    app: Flask, ada: Reader, ben: Reader, leads: dict[str, Reader]
) -> None:
    one = announcing.write(ada, edition(), Reach(zone="Europe/Berlin"), WORDS, at=now())
    db.session.commit()
    early = [WORDS in browser(app, reader).get("/announcements").text for reader in leads.values()]
    announcing.let_out(ben, one, at=now())
    db.session.commit()

    late = [WORDS in browser(app, reader).get("/announcements").text for reader in leads.values()]

    assert (early, late) == ([False] * 3, [True, True, False])
    assert browser(app, leads["bea"]).get("/global/announcements").status_code == 404
    with pytest.raises(NotFound):
        announcing.write(leads["bea"], edition(), Reach(), WORDS, at=now())
    with granted("a test looks at what is kept"):
        assert "storm" not in kept("sec_announcements")


def test_who_leads_no_more_as_it_is_sent_gets_no_letter(
    app: Flask, ada: Reader, ben: Reader, leads: dict[str, Reader]
) -> None:
    before = len(letters(app))
    one = announcing.write(ada, edition(), Reach(), WORDS, at=now())
    announcing.let_out(ben, one, at=now())
    db.session.query(PersonRole).filter_by(person_id=str(leads["bea"].id)).delete()
    db.session.commit()

    assert len(letters(app)) - before == 2


def test_a_dropped_one_reaches_nobody_and_of_two_at_once_one_is_first(
    app: Flask, ada: Reader, ben: Reader, leads: dict[str, Reader]
) -> None:
    one = announcing.write(ada, edition(), Reach(), WORDS, at=now())
    announcing.drop(ben, one, at=now())
    db.session.commit()

    with pytest.raises(Conflict):
        announcing.let_out(ben, one, at=now())
    assert announcing.told(ada, edition()) == []


def test_somebody_is_told_what_has_become_of_it_and_the_same_press_again_sends_nothing(
    app: Flask, ada: Reader, ben: Reader, leads: dict[str, Reader]
) -> None:
    before = len(letters(app))
    gone, stayed = (announcing.write(ada, edition(), Reach(), words, at=now()) for words in ("Rain.", "Sun."))
    announcing.drop(ada, stayed, at=now())
    db.session.commit()
    window = browser(app, ben)

    first, again = (window.post(f"/global/announcements/{gone}/send", follow_redirects=True).text for _ in range(2))
    dropped = window.post(f"/global/announcements/{stayed}/send", follow_redirects=True).text
    late = window.post(f"/global/announcements/{gone}/drop", follow_redirects=True).text

    assert ["3 letters leave now." in first, "3 letters leave now." in again] == [True, False]
    assert [words in page for words, page in (("It has left already", again), ("It has been dropped", dropped))] == [
        True,
        True,
    ]
    assert ("It has left already" in late, "Nobody gets it" in late) == (True, False)
    assert len(letters(app)) - before == 3


def test_where_nobody_leads_that_is_said_before_it_leaves(
    app: Flask, ada: Reader, ben: Reader, leads: dict[str, Reader]
) -> None:
    accounts.revoke(Role.LEAD, str(leads["lola"].id), city_id=next(iter(leads["lola"].roles))[1])
    announcing.write(ada, edition(), Reach(), "Rain.", at=now())
    lagos = announcing.write(ada, edition(), Reach(zone=LAGOS.zone), "Rain in Lagos.", at=now())
    db.session.commit()
    window = browser(app, ben)

    page = window.get("/global/announcements").text
    said = window.post(f"/global/announcements/{lagos}/send", follow_redirects=True).text

    assert "1 city of these has no lead, so nobody there gets one: Lagos." in page
    assert ("Nobody leads there now, so nobody gets a letter." in page, "0 people" in page) == (True, False)
    assert ("Nobody leads there now, so no letter leaves." in said, "0 letters" in said) == (True, False)


def test_who_has_called_her_only_show_off_or_has_none_yet_is_told_and_reads_it(
    app: Flask, ada: Reader, ben: Reader, leads: dict[str, Reader]
) -> None:
    one = announcing.write(ada, edition(), Reach(), WORDS, at=now())
    announcing.let_out(ben, one, at=now())
    db.session.query(Show).filter_by(zone="Africa/Lagos").one().state = ShowState.CANCELLED
    tokyo = a_city(Town(1850147, "Tokyo", "JP", 35.69, 139.69, 8_336_599, "Asia/Tokyo"))
    joined.join(edition().id, tokyo.id, at=now())
    toni = Reader(a_person("toni@example.org"), frozenset({(Role.LEAD, tokyo.id)}))
    accounts.grant(Role.LEAD, str(toni.id), city_id=tokyo.id)
    db.session.commit()

    readers = (leads["lola"], toni)

    assert [WORDS in browser(app, reader).get("/announcements").text for reader in readers] == [True, True]
    assert [announcing.still_for(str(reader.id), one) for reader in readers] == [edition()] * 2
    assert '<option value="Asia/Tokyo">' in browser(app, ada).get("/global/announcements").text


def test_a_city_and_a_zone_at_once_are_refused_with_the_words_kept(
    app: Flask, ada: Reader, leads: dict[str, Reader]
) -> None:
    form = {"city": "berlin", "zone": "Africa/Lagos", "words": WORDS}

    answer = browser(app, ada).post("/global/announcements", data=form)

    assert answer.status_code == 422
    assert ["Choose a city or a zone, not both" in answer.text, "Secret Lane" in answer.text] == [True, True]
    assert announcing.written(ada, edition()) == []


def test_the_letter_leads_to_the_words_though_the_site_has_turned_to_the_next_edition(
    app: Flask, leads: dict[str, Reader], ada: Reader, ben: Reader
) -> None:
    first = edition()
    one = announcing.write(ada, first, Reach(), WORDS, at=now())
    announcing.let_out(ben, one, at=now())
    first.date = (now() - timedelta(days=5)).date()
    an_edition("later", day=(now() + timedelta(days=40)).date())
    db.session.commit()

    plain = [letter.replace("=\n", "").replace("=3D", "=") for letter in letters(app)]
    links = {re.search(r"http://\S+(/announcements\S*)", letter)[1] for letter in plain}  # type: ignore[index]

    assert links == {"/announcements?edition=doors"}
    bea, stranger = browser(app, leads["bea"]), app.test_client()
    assert [WORDS in bea.get(path).text for path in ("/announcements", *links)] == [False, True]
    assert stranger.get(*links).status_code == 302
