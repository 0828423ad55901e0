"""The board of the global team: shows by deadline, what each lacks, notes from shift to shift, troubles, remedies."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError

from coordinator.clock import now
from coordinator.day import announcing, deadlines, shifts, troubles
from coordinator.day.deadlines import Lack, ShowDue
from coordinator.db import db
from coordinator.disclosure import cipher, desk, leaks, resealing, slots
from coordinator.disclosure.desk import State
from coordinator.disclosure.leaks import Where
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.gate import granted
from coordinator.guests import entries
from coordinator.lineups import readiness
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows.models import Show
from coordinator.wording import long_day
from tests.campaign.builders import LAGOS, Town, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.kept import kept
from tests.people.builders import a_person, of_the_team, signed_in
from tests.statements import statements

TOKYO = Town(1850147, "Tokyo", "JP", 35.69, 139.69, 8_336_599, "Asia/Tokyo")
WORDS = "The host's sister has the key, 77 Secret Lane."


@pytest.fixture
def edition(app: Flask) -> Edition:
    """Two shows in Berlin, one in Lagos and one in Tokyo, in thirty days."""
    made = an_edition(day=(now() + timedelta(days=30)).date())
    spaces_taken(made, a_city(), a_space("S1"), a_space("S2", kind="rooftop"))
    for number, town in enumerate((LAGOS, TOKYO)):
        spaces_taken(made, a_city(town), a_space(f"X{number}", host_email=f"x{number}@example.org"))
    db.session.commit()
    return made


@pytest.fixture
def ada(app: Flask) -> Reader:
    """Of the global team."""
    return of_the_team("ada@example.org")


@pytest.fixture
def ben(app: Flask) -> Reader:
    """Another one."""
    return of_the_team("ben@example.org")


def in_zone(zone: str) -> list[Show]:
    """The shows of a zone by time."""
    wanted = db.session.query(Show).filter(Show.zone == zone).order_by(Show.starts_at, Show.id)
    return list(wanted)


def browser(app: Flask, reader: Reader) -> FlaskClient:
    """Hers."""
    return signed_in(app.test_client(), str(reader.id))


def test_entries_and_draw_of_a_later_show_are_those_of_its_city(edition: Edition, ada: Reader) -> None:
    early, late = in_zone("Europe/Berlin")
    late.starts_at += timedelta(hours=30)
    late.ends_at += timedelta(hours=30)
    db.session.commit()

    def due(at: datetime) -> list[tuple[ShowDue, datetime]]:
        lines = deadlines.by_deadline(ada, edition, at=at)
        return [(one.due, one.due_at) for one in lines if one.city.slug == "berlin"]

    closes, draws = (early.starts_at - timedelta(days=days) for days in (10, 9))
    assert (entries.close_at(edition, early.city_id), entries.draw_at(edition, early.city_id)) == (closes, draws)
    assert due(closes - timedelta(minutes=1)) == [(ShowDue.ENTRIES, closes)] * 2
    assert due(closes) == [(ShowDue.DRAW, draws)] * 2


def test_the_show_whose_deadline_comes_first_stands_first_whatever_its_own_clock_says(
    ada: Reader, edition: Edition
) -> None:
    (tokyo,) = in_zone("Asia/Tokyo")
    late = now()
    lines = deadlines.by_deadline(ada, edition, at=late)
    during = deadlines.by_deadline(ada, edition, at=tokyo.starts_at + timedelta(minutes=1))

    assert (len(lines), lines[0].city.name, lines[0].due) == (4, "Tokyo", ShowDue.ENTRIES)
    assert [line.due_at for line in lines] == sorted(line.due_at for line in lines)
    assert (during[0].city.name, during[0].due) == ("Tokyo", ShowDue.ENDS)
    over = deadlines.by_deadline(ada, edition, at=tokyo.ends_at)
    assert "Tokyo" not in {line.city.name for line in over}


def test_what_a_show_lacks_is_counted_and_is_late_once_its_time_has_passed(ada: Reader, edition: Edition) -> None:
    show = in_zone("Europe/Berlin")[0]
    for position, act in enumerate(artists_taken(edition, a_city(), an_artist("A1"), an_artist("A2")), start=1):
        slots.put(show, position, act)
    db.session.commit()

    def line(at: datetime) -> deadlines.ShowLine:
        return next(one for one in deadlines.by_deadline(ada, edition, at=at) if one.show.id == show.id)

    early, late = line(now()), line(show.starts_at - timedelta(hours=1))
    assert early.lacks == ((Lack.ACTS, 1), (Lack.LOCK, 1), (Lack.RESERVE, 1))
    assert (early.late, late.late) == (frozenset(), frozenset({Lack.ACTS, Lack.LOCK, Lack.RESERVE}))


def test_the_board_says_of_which_day_it_is_and_how_many_cities_want_somebody(
    app: Flask, ada: Reader, edition: Edition
) -> None:
    for number in range(11):
        town = Town(100 + number, f"Town {number}", "FR", 45.0 + number / 10, 3.0, 200_000, "Europe/Paris")
        spaces_taken(edition, a_city(town), a_space(f"T{number}"))
    db.session.commit()

    pages = [unescape(browser(app, ada).get(path).text) for path in ("/global/", "/global/shows")]

    assert [f"Doors</span><span>{long_day(edition.date)}" in page for page in pages] == [True, True]
    assert ["as it stands" in page for page in pages] == [True, True]
    assert [words in pages[0] for words in ("14 cities want somebody now", "2 more cities that want")] == [True, True]


def test_a_city_wants_nobody_any_more_once_its_last_show_is_over(ada: Reader, edition: Edition) -> None:
    (tokyo,) = in_zone("Asia/Tokyo")

    def of_tokyo(at: datetime) -> tuple[bool, bool, bool]:
        (one,) = (found for found in readiness.everywhere(ada, edition, at=at) if found.city.name == "Tokyo")
        return one.wants_somebody, one.charge.is_passed, one.is_late

    assert of_tokyo(tokyo.ends_at - timedelta(seconds=1)) == (True, True, True)
    assert of_tokyo(tokyo.ends_at) == (False, False, False)


def test_nobody_else_sees_the_board_or_learns_that_there_is_one(app: Flask, edition: Edition, ada: Reader) -> None:
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=in_zone("Europe/Berlin")[0].city_id)
    of_berlin = Reader(lead, frozenset({(Role.LEAD, in_zone("Europe/Berlin")[0].city_id)}))
    for reader in (STRANGER, of_berlin):
        for ask in (
            lambda who: deadlines.by_deadline(who, edition, at=now()),
            lambda who: shifts.hand_over(who, edition, "Asia/Tokyo", WORDS, at=now()),
            lambda who: troubles.write_down(who, edition, WORDS, city="", show="", at=now()),
            lambda who: troubles.told(who, edition),
        ):
            with pytest.raises(NotFound):
                ask(reader)

    paths = ["/global/", "/global/shows", "/global/handover", "/global/troubles", f"/global/shows/{_any(edition).id}"]
    assert [browser(app, of_berlin).get(path).status_code for path in paths] == [404] * 5
    assert [browser(app, ada).get(path).status_code for path in paths] == [200] * 5


def _any(edition: Edition) -> Show:
    return in_zone("Asia/Tokyo")[0]


def test_shifts_move_west_and_the_form_knows_whose_evening_it_is(edition: Edition) -> None:
    noon = datetime.fromisoformat("2026-09-20T11:00:00+00:00")

    among = shifts.zones(edition, at=noon)

    assert among == ["Asia/Tokyo", "Europe/Berlin", "Africa/Lagos"]
    evenings = [shifts.of_the_evening(among, at=noon + timedelta(hours=hours)) for hours in (0, 7, 9)]
    assert evenings == ["Asia/Tokyo", "Europe/Berlin", "Africa/Lagos"]


def test_a_note_stays_with_name_time_and_zone_and_is_kept_sealed(app: Flask, ada: Reader, edition: Edition) -> None:
    client = browser(app, ada)
    sent = [client.post("/global/handover", data={"zone": "Asia/Tokyo", "words": WORDS}) for _ in range(2)]

    (note,) = shifts.notes(ada, edition)
    assert [answer.status_code for answer in sent] == [303, 303]
    assert (note.zone, note.words, note.said_by.name) == ("Asia/Tokyo", WORDS, "Ada")
    page = client.get("/global/handover").text
    assert ("Secret Lane" in page, "Ada" in page, "Japan" in page) == (True, True, True)
    assert "Secret Lane" in client.get("/global/").text
    with granted("a test looks at what is kept"):
        assert "Secret" not in kept("sec_handovers")


def test_a_note_for_a_zone_without_shows_is_refused_with_its_words_kept(
    app: Flask, ada: Reader, edition: Edition
) -> None:
    with pytest.raises(Invalid):
        shifts.hand_over(ada, edition, "Pacific/Apia", WORDS, at=now())

    answer = browser(app, ada).post("/global/handover", data={"zone": "Pacific/Apia", "words": WORDS})

    assert (answer.status_code, "Secret Lane" in answer.text) == (422, True)
    assert shifts.notes(ada, edition) == []


def test_a_trouble_goes_from_open_to_solved_and_every_step_stays(ada: Reader, ben: Reader, edition: Edition) -> None:
    show, at = _any(edition), now()
    made = troubles.write_down(ada, edition, WORDS, city="", show=show.id, at=at)
    assert troubles.write_down(ada, edition, WORDS, city="", show=show.id, at=at + timedelta(minutes=1)) == made

    troubles.say(ben, made, State.IN_HAND, "On my way", owner=str(ben.id), seen=1, at=at)
    troubles.say(ben, made, State.SOLVED, "Key found", owner=str(ben.id), seen=2, at=at)
    db.session.commit()

    (told,) = troubles.told(ada, edition)
    assert (told.show, told.city is not None) == (show, True)
    assert [(said.state, said.owner.name, said.words, said.said_by.name) for said in told.trouble.course] == [
        (State.OPEN, "", WORDS, "Ada"),
        (State.IN_HAND, "Ben", "On my way", "Ben"),
        (State.SOLVED, "Ben", "Key found", "Ben"),
    ]


def test_the_same_trouble_on_another_day_is_another_one(ada: Reader, edition: Edition) -> None:
    show = _any(edition)
    made = {
        troubles.write_down(ada, edition, WORDS, city="", show=show.id, form=form, at=now())
        for form in ("one", "one", "two")
    }

    assert len(made) == len(troubles.told(ada, edition)) == 2


def test_an_older_tab_changes_nothing_and_is_told_who_was_quicker(
    app: Flask, ada: Reader, ben: Reader, edition: Edition
) -> None:
    made = troubles.write_down(ada, edition, WORDS, city="berlin", show="", at=now())
    db.session.commit()
    step = {"state": "in_hand", "owner": str(ada.id), "words": "Mine now", "seen": "1"}
    first = browser(app, ada).post(f"/global/troubles/{made}", data=step)
    again = browser(app, ada).post(f"/global/troubles/{made}", data=step)

    answer = browser(app, ben).post(f"/global/troubles/{made}", data=step | {"owner": str(ben.id), "words": "I go"})

    assert (first.status_code, again.status_code, answer.status_code) == (303, 303, 409)
    assert ("Ada has changed it meanwhile" in answer.text, "I go" in answer.text) == (True, True)
    (told,) = troubles.told(ada, edition)
    assert [said.owner.name for said in told.trouble.course] == ["", "Ada"]
    with pytest.raises(Conflict):
        troubles.say(ben, made, State.SOLVED, "", owner="", seen=1, at=now())


def test_words_that_are_too_long_for_a_step_are_refused_and_kept(app: Flask, ada: Reader, edition: Edition) -> None:
    made = troubles.write_down(ada, edition, WORDS, city="berlin", show="", at=now())
    db.session.commit()
    step = {"state": "solved", "owner": "", "words": "The key is found. " * 200, "seen": "1"}

    answer = browser(app, ada).post(f"/global/troubles/{made}", data=step)

    assert (answer.status_code, "The key is found. The key" in answer.text) == (422, True)
    assert [len(told.trouble.course) for told in troubles.told(ada, edition)] == [1]


def test_only_somebody_of_the_team_can_own_a_trouble_and_only_a_known_one_is_changed(
    ada: Reader, edition: Edition
) -> None:
    made = troubles.write_down(ada, edition, WORDS, city="", show="", at=now())
    stranger = a_person("x@example.org")

    with pytest.raises(NotFound):
        troubles.say(ada, made, State.IN_HAND, "", owner=stranger, seen=1, at=now())
    with pytest.raises(NotFound):
        troubles.say(ada, "nothing", State.IN_HAND, "", owner="", seen=1, at=now())
    with pytest.raises(NotFound):
        troubles.write_down(ada, edition, WORDS, city="atlantis", show="", at=now())


def test_a_show_in_trouble_lists_each_way_with_what_follows_and_where_it_is_done(
    app: Flask, ada: Reader, edition: Edition
) -> None:
    show = in_zone("Europe/Berlin")[0]
    lead = a_person("lola@example.org", name="Lola Lagos")
    accounts.grant(Role.LEAD, lead, city_id=in_zone("Africa/Lagos")[0].city_id)
    db.session.commit()

    page = browser(app, ada).get(f"/global/shows/{show.id}").text

    base = f"/global/shows/{show.id}"
    ways = [f'"{base}/split"', f'"{base}/standby?slot=1"', f'"{base}/elsewhere"', f'"{base}/call-off"']
    assert [path in page for path in (*ways, '"/lead/berlin/reserves"')] == [True] * 5
    assert ("Lola Lagos" in page, "lola@example.org" in page, "Nobody stands by in Berlin" in page) == (
        True,
        True,
        True,
    )
    assert page.index("It cannot be taken back;") < page.index(f'"{base}/call-off"')


def test_the_board_takes_as_many_statements_for_four_shows_as_for_many(
    app: Flask, ada: Reader, edition: Edition, unlinked: None
) -> None:
    client = browser(app, ada)
    client.get("/global/")
    with statements() as few:
        client.get("/global/")
    spaces_taken(edition, a_city(), *(a_space(f"M{number}") for number in range(20)))
    db.session.commit()
    with statements() as many:
        client.get("/global/")

    assert len(few) == len(many)
    assert desk.handovers(ada, edition.id) == []


@pytest.fixture
def later(edition: Edition) -> Edition:
    """The edition after it; the site has turned to it, for the first is over."""
    edition.date = (now() - timedelta(days=5)).date()
    made = an_edition("later", day=(now() + timedelta(days=40)).date())
    made.name = "Later"
    spaces_taken(made, a_city(LAGOS), a_space("L9", host_email="l9@example.org"))
    db.session.commit()
    return made


def test_after_the_turn_what_an_edition_has_left_open_stands_on_the_board_with_a_way_there(
    app: Flask, ada: Reader, edition: Edition, later: Edition
) -> None:
    client = browser(app, ada)
    untouched = client.get("/global/").text
    troubles.write_down(ada, edition, WORDS, city="", show="", at=now())
    solved = troubles.write_down(ada, edition, "Solved.", city="", show="", at=now())
    troubles.say(ada, solved, State.SOLVED, "", owner="", seen=1, at=now())
    leaks.ask(Where(edition.id), 24, meant="", by=str(ada.id), at=now())
    db.session.commit()

    board = client.get("/global/").text
    there = [client.get(f"/global/{page}?edition=doors").text for page in ("troubles", "leaks")]

    lines = ("Doors: 1 trouble is not solved", "Doors: 1 step after a leak waits")
    assert [[line in page for line in lines] for page in (untouched, board)] == [[False] * 2, [True] * 2]
    assert ['href="/global/troubles?edition=doors"' in board, 'href="/global/leaks?edition=doors"' in board] == [
        True
    ] * 2
    assert [WORDS[-16:] in there[0], WORDS[-16:] in client.get("/global/troubles").text] == [True, False]
    assert ["asked for and done" in there[1], "asked for and done" in client.get("/global/leaks").text] == [True, False]


def shown(page: str) -> str:
    """The edition that is marked among those to choose from."""
    found = re.search(r'\?edition=(\w+)" aria-current="true">(?:Doors|Later) <small>', page)
    return found[1] if found else ""


def test_links_and_forms_of_a_page_of_the_team_stay_in_the_edition_that_was_chosen(
    app: Flask, ada: Reader, edition: Edition, later: Edition
) -> None:
    client = browser(app, ada)
    pages = ("", "shows", "troubles", "handover", "announcements", "leaks")

    for page in pages:
        text = client.get(f"/global/{page}?edition=doors").text
        assert shown(text) == "doors", page
        to_pages = r'(?:href|action)="/global/(?:shows|troubles|handover|announcements|leaks)\?edition=doors"'
        assert len(re.findall(to_pages, text)) >= (1 if page == "leaks" else 5), page
        assert shown(client.get(f"/global/{page}").text) == "later", page
        assert client.get(f"/global/{page}?edition=nothing").status_code == 404, page


def test_the_cities_of_an_edition_that_is_over_lead_to_no_page_of_the_one_that_is_on(
    app: Flask, ada: Reader, edition: Edition
) -> None:
    client = browser(app, ada)
    before = client.get("/global/").text
    an_edition("later", day=edition.date + timedelta(days=400))
    edition.date -= timedelta(days=200)
    db.session.commit()

    old, new = (client.get(f"/global/?edition={slug}").text for slug in ("doors", "later"))

    assert ['href="/lead/berlin' in page for page in (before, old, new)] == [True, False, False]
    assert ["Berlin" in page for page in (before, old, new)] == [True, True, False]


def test_what_is_written_on_the_page_of_another_edition_is_of_that_one(
    app: Flask, ada: Reader, edition: Edition, later: Edition
) -> None:
    client = browser(app, ada)

    trouble = client.post("/global/troubles?edition=doors", data={"words": "Keys", "city": "berlin", "form": "1"})
    zone = client.post("/global/handover?edition=doors", data={"zone": "Asia/Tokyo", "words": "Calm", "form": "2"})
    wrong = client.post(f"/global/troubles/{'x' * 26}?edition=doors", data={"state": "open", "words": "x" * 2001})
    word = client.post("/global/announcements?edition=doors", data={"words": "Thanks", "form": "3"})

    assert (wrong.status_code, shown(wrong.text)) == (422, "doors")
    answers = (trouble, zone, word)
    assert ["edition=doors" in answer.headers["Location"] for answer in answers] == [True] * 3
    assert [len(troubles.told(ada, one)) for one in (edition, later)] == [1, 0]
    assert [len(shifts.notes(ada, one)) for one in (edition, later)] == [1, 0]
    assert [len(announcing.written(ada, one)) for one in (edition, later)] == [1, 0]


def test_a_show_lists_the_troubles_of_its_own_edition(
    app: Flask, ada: Reader, edition: Edition, later: Edition
) -> None:
    show = in_zone("Asia/Tokyo")[0]
    troubles.write_down(ada, edition, "The piano is out of tune.", city="", show=show.id, at=now())
    db.session.commit()

    page = browser(app, ada).get(f"/global/shows/{show.id}").text

    assert "The piano is out of tune." in page
    assert 'href="/global/troubles?edition=doors#trouble-' in page
    assert browser(app, ada).get(f"/global/troubles?show={show.id}&edition=doors").status_code == 200


def test_the_database_keeps_what_the_team_wrote_as_it_is(app: Flask, ada: Reader, edition: Edition) -> None:
    shifts.hand_over(ada, edition, "Asia/Tokyo", WORDS, at=now())
    troubles.write_down(ada, edition, WORDS, city="", show="", at=now())
    db.session.commit()
    tables = ("sec_handovers", "sec_troubles", "sec_trouble_steps")
    sqlite = db.engine.dialect.name == "sqlite"
    works = [f"DELETE FROM {table}" for table in tables]
    works += [f"UPDATE {table} SET {column}" for table in tables for column in _SETS[table]]
    works += [] if sqlite else [f"TRUNCATE {table} CASCADE" for table in tables]

    for work in works:
        with granted("a test tries to change what is kept"), pytest.raises(DBAPIError, match="only added to"):
            db.session.execute(db.text(work))
        db.session.rollback()
    if sqlite:
        with granted("a test tries to put something in its place"):
            for table in tables:
                same = db.text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
                assert db.session.execute(same).rowcount == 0  # type: ignore[attr-defined]
        db.session.rollback()

    assert [note.words for note in shifts.notes(ada, edition)] == [WORDS]
    assert [one.trouble.last.words for one in troubles.told(ada, edition)] == [WORDS]


_SETS = {
    "sec_handovers": ("zone = 'Africa/Lagos'", "words = words", "said_by = 'nobody'", "said_at = '2001-01-01'"),
    "sec_troubles": ("show_id = NULL", "opened_at = '2001-01-01'"),
    "sec_trouble_steps": ("state = 'solved'", "owner_id = 'nobody'", "words = words || '='", "number = 7"),
}


def test_another_key_may_seal_anew_what_the_team_wrote(app: Flask, ada: Reader, edition: Edition) -> None:
    shifts.hand_over(ada, edition, "Asia/Tokyo", WORDS, at=now())
    troubles.write_down(ada, edition, WORDS, city="", show="", at=now())
    db.session.commit()
    before = cipher.current()
    cipher.configure({"t2": b"n" * 32, **before.keys}, before.index_key)
    try:
        resealing.reseal()

        with granted("a test looks by which key"):
            seen = [
                db.session.scalar(db.text(f"SELECT words FROM {table}"))
                for table in ("sec_handovers", "sec_trouble_steps")
            ]
        assert [words.partition(":")[0] for words in seen] == ["t2", "t2"]
        assert [note.words for note in shifts.notes(ada, edition)] == [WORDS]
    finally:
        cipher.configure(before.keys, before.index_key)
