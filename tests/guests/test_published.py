"""The long files of draws: fetched once by each process, and never taken for others."""

import hashlib

import pytest
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.guests import drawing, published
from coordinator.guests.published import Shelf
from tests.guests.entering import edition_of, guests, held, open_shows
from tests.guests.entering import published as closed
from tests.people.alike import statements


@pytest.fixture(autouse=True)
def _an_empty_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_SHELF", Shelf(published.MOST))


def _fetched(said: list[str]) -> int:
    """How many statements ask for one of the files."""
    return sum("draws.listed" in statement or "draws.result " in statement for statement in said)


def test_the_list_is_fetched_once_however_many_are_told_their_line(app: Flask) -> None:
    (show,) = open_shows(1)
    mine = [own.own_entries(guest)[0] for guest in guests(show, count=3)]
    fixed = closed(show)
    published._SHELF = Shelf(published.MOST)

    with statements() as said:
        told = []
        for entry in mine:
            db.session.expire_all()
            told.append(drawing.own_line(entry))

    assert [one.line if one else "" for one in told] == [f"{entry.public_id} 1 g {show.id}" for entry in mine]
    assert {one.root if one else "" for one in told} == {hashlib.sha256(fixed.file).hexdigest()}
    assert _fetched(said) == 1


def test_the_page_of_a_draw_fetches_list_and_result_once(app: Flask) -> None:
    (show,) = open_shows(1)
    guests(show, count=2)
    held(show)
    published._SHELF = Shelf(published.MOST)
    path, client = f"/draws/{edition_of(show).slug}/berlin", app.test_client()
    db.session.expire_all()

    with statements() as said:
        first = client.get(path).text
    with statements() as later:
        second = client.get(path).text

    assert "2 parties have a seat" in first
    assert "2 parties have a seat" in second
    assert (_fetched(said), _fetched(later)) == (2, 0)


def test_what_nobody_asked_for_longest_makes_room() -> None:
    shelf, fetched = Shelf(6), list[str]()

    def ask(text: str) -> None:
        def fetch() -> str:
            fetched.append(text)
            return text

        assert shelf.get(hashlib.sha256(text.encode()).hexdigest(), fetch) == text.encode()

    for text in ("one", "two", "one", "six", "one", "two"):
        ask(text)

    assert fetched == ["one", "two", "six", "two"]


def test_a_file_with_another_hash_is_refused() -> None:
    shelf = Shelf(100)

    for _ in range(2):
        with pytest.raises(ValueError, match="does not have the hash"):
            shelf.get(hashlib.sha256(b"right").hexdigest(), lambda: "wrong")
