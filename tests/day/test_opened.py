"""The embargo of a whole edition: nothing before the last set in the last zone is over, everything at that instant."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.day import opened, opened_views
from coordinator.db import db
from coordinator.disclosure import envelopes, performed, slots
from coordinator.editions.models import Edition
from coordinator.people.readers import STRANGER
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.day.test_following import LAST
from tests.statements import statements

SECOND = timedelta(seconds=1)


@pytest.fixture
def edition(app: Flask) -> Edition:
    """A show in Berlin with three acts, one in Lagos, and the last one of the day in Pago Pago."""
    made = an_edition()
    (berlin,) = spaces_taken(made, a_city(), a_space("S1", address="77 Secret Lane"))
    for number, town in enumerate((LAGOS, LAST)):
        spaces_taken(made, a_city(town), a_space(f"X{number}", host_email=f"x{number}@example.org"))
    acts = artists_taken(made, a_city(), *(an_artist(f"A{n}", links=(f"https://a{n}.example",)) for n in range(3)))
    for position, act in enumerate(acts, start=1):
        slots.put(berlin, position, act)
    db.session.commit()
    return made


def last_set(edition: Edition) -> datetime:
    """When the last set in the last zone is over."""
    return max(show.ends_at for show in db.session.query(Show) if show.state is not ShowState.CANCELLED)


def look(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, at: datetime) -> tuple[str, list[object]]:
    """The page, and the shows of the map, at an instant."""
    monkeypatch.setattr(opened_views, "moment", lambda: at)
    return client.get("/map/played").text, client.get("/map/played.json").get_json()["shows"]


def test_it_ends_with_the_last_set_in_the_last_zone_and_not_with_a_shows_own(edition: Edition) -> None:
    pago = db.session.query(Show).filter_by(zone=LAST.zone).one()

    assert edition.embargo_ends_at == last_set(edition) == pago.ends_at


def test_until_then_nobody_reads_a_name_and_then_everybody_reads_all(
    client: FlaskClient, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = last_set(edition)

    (before, nothing), (after, shows) = (look(client, monkeypatch, at) for at in (ends - SECOND, ends))

    assert ["Act A0" in before, nothing] == [False, []]
    assert ["Act A0" in after, "Act A2" in after, "https://a1.example" in after, len(shows)] == [True, True, True, 3]
    assert "Secret Lane" not in after
    berlin = next(one for one in shows if one["city"] == "berlin")  # type: ignore[index]
    assert berlin.keys() == {"id", "city", "area", "starts_at", "acts"}  # type: ignore[attr-defined]
    assert [act["act"] for act in berlin["acts"]] == ["Act A0", "Act A1", "Act A2"]  # type: ignore[index]


def test_a_show_that_is_moved_later_holds_all_of_them_back(
    client: FlaskClient, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = last_set(edition)
    edition.embargo_ends_at = ends + timedelta(hours=1)
    db.session.commit()

    assert look(client, monkeypatch, ends)[1] == []


def test_an_evening_whose_last_set_is_late_is_told_when_that_is_over(
    client: FlaskClient, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends, pago = last_set(edition), db.session.query(Show).filter_by(zone=LAST.zone).one()
    for position, minutes in ((1, -60), (2, -30), (3, -5)):
        performed.start(pago, position, by="somebody", at=ends + timedelta(minutes=minutes))
    db.session.commit()
    over = ends + timedelta(minutes=40)

    def told(at: datetime) -> list[bool]:
        everybody = performed.to_everybody(STRANGER, pago, edition, at=at)
        return [
            len(look(client, monkeypatch, at)[1]) == 3,
            everybody is not None,
            envelopes.opened(pago, edition, at=at) is not None,
        ]

    assert [told(ends), told(over - SECOND), told(over)] == [[False] * 3, [False] * 3, [True] * 3]
    assert [
        part in look(client, monkeypatch, over - SECOND)[0] for part in ("is still being played", "is over, so every")
    ] == [True, False]
    berlin = db.session.query(Show).filter_by(zone="Europe/Berlin").one()
    assert [performed.to_everybody(STRANGER, berlin, edition, at=at) is None for at in (ends, over - SECOND, over)] == [
        True,
        True,
        False,
    ]


def test_a_door_that_forgot_its_last_mark_holds_everything_back_for_two_hours_at_most(
    client: FlaskClient, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends, pago = last_set(edition), db.session.query(Show).filter_by(zone=LAST.zone).one()
    performed.start(pago, 1, by="somebody", at=ends - timedelta(hours=1))
    db.session.commit()
    late = ends + performed.FORGOTTEN

    assert [len(look(client, monkeypatch, at)[1]) for at in (ends, late - SECOND, late)] == [0, 0, 3]


def test_what_was_called_off_is_not_among_them(
    client: FlaskClient, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.query(Show).filter_by(zone=LAGOS.zone).one().state = ShowState.CANCELLED
    db.session.commit()

    assert [one["city"] for one in look(client, monkeypatch, last_set(edition))[1]] == ["berlin", "pago-pago"]  # type: ignore[index]


def test_before_it_nothing_sealed_is_read_and_then_as_much_for_one_show_as_for_many(
    app: Flask, edition: Edition
) -> None:
    ends = last_set(edition)
    with statements() as early:
        assert opened.played(edition, at=ends - SECOND) == {}
    with statements() as few:
        opened.played(edition, at=ends)
    spaces_taken(edition, a_city(), *(a_space(f"M{number}") for number in range(10)))
    db.session.commit()
    with statements() as many:
        opened.played(edition, at=ends)

    assert [one for one in early if "sec_" in one] == []
    selects = [len([one for one in seen if one.startswith("SELECT")]) for seen in (few, many)]
    assert selects[0] == selects[1]


def test_an_edition_is_found_by_its_name_when_another_is_on(
    client: FlaskClient, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_edition("next", day=(now() + timedelta(days=90)).date())
    db.session.commit()
    monkeypatch.setattr(opened_views, "moment", lambda: last_set(edition))

    pages = [client.get(f"/map/played?edition={slug}") for slug in ("doors", "next", "nothing")]

    assert [page.status_code for page in pages] == [200, 200, 404]
    assert ["Act A0" in page.text for page in pages] == [True, False, False]


def a_day(slug: str, days: int) -> Edition:
    """An edition so many days from now, with a show in Berlin."""
    made = an_edition(slug, day=(now() + timedelta(days=days)).date())
    spaces_taken(made, a_city(), a_space(f"S-{slug}", host_email=f"{slug}@example.org"))
    db.session.commit()
    return made


def days_linked(client: FlaskClient, path: str) -> list[str]:
    """The editions that a page leads to, in its order."""
    return re.findall(r'href="/map/played\?edition=([^"]+)"', client.get(path).text)


def test_after_the_turn_a_reader_finds_the_days_that_have_been_the_latest_first(client: FlaskClient) -> None:
    old, older, coming = a_day("old", -30), a_day("older", -120), a_day("coming", 30)
    later = an_edition("later", day=(now() + timedelta(days=90)).date())
    later.embargo_ends_at = now() + timedelta(days=91)
    an_edition("empty", day=(now() - timedelta(days=60)).date()).embargo_ends_at = now() - timedelta(days=59)
    db.session.commit()

    paths = ("/map", "/map/played", "/cities/", "/map/played?edition=old", "/map/played?edition=coming")
    found = [days_linked(client, path) for path in paths]

    assert client.get("/map").text.count(coming.name) > 0
    assert found == [[old.slug, older.slug]] * 3 + [[older.slug], [old.slug, older.slug]]


def test_on_the_day_no_page_leads_to_an_edition_before_the_last_set_in_it_is_over(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = a_day("today", 1)
    ends = last_set(day)
    begun = db.session.query(Show).one()
    for position in (1, 2, 3):
        performed.start(begun, position, by="somebody", at=ends - timedelta(minutes=10))
    db.session.commit()
    over = ends - timedelta(minutes=10) + performed.LONGEST_SET

    def found(at: datetime) -> list[str]:
        monkeypatch.setattr(opened_views, "moment", lambda: at)
        return days_linked(client, "/cities/")

    assert [found(at) for at in (ends - SECOND, ends, over - SECOND, over)] == [[], [], [], ["today"]]


def test_days_that_have_been_are_found_with_as_many_statements_however_many(app: Flask) -> None:
    a_day("old", -30)
    with statements() as few:
        opened.been(at=now())
    for number in range(2, 8):
        a_day(f"old{number}", -30 * number)
    with statements() as many:
        assert len(opened.been(at=now())) == 7

    assert [len([one for one in seen if one.startswith("SELECT")]) for seen in (few, many)] == [2, 2]
