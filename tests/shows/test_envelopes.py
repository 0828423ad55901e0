"""Sealed envelopes: at fixed hours for every show alike, silent until they open, and checked by anybody then."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import envelopes, slots
from coordinator.lineups import locking
from coordinator.people.readers import CONSOLE
from coordinator.shows import envelopes as sealing
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import a_city, an_artist, artists_taken
from tests.guests.entering import edition_of, open_shows

HASH = re.compile(r"[0-9a-f]{64}")


def two_shows() -> tuple[Show, Show, list[str]]:
    """Two shows at one time: the first has a final lineup of the first three of four acts (ids), the other none."""
    final, empty = open_shows(2)
    rows = (an_artist(f"A{n}", act_name=f"Thunder {n}") for n in range(4))
    acts = artists_taken(edition_of(final), a_city(), *rows)
    fill(final, acts[:3])
    return final, empty, acts


def fill(show: Show, acts: list[str]) -> None:
    """Give a show these acts for good."""
    for position, act in enumerate(acts, start=1):
        slots.put(show, position, act)
    locking.lock(CONSOLE, show.id, at=show.starts_at - timedelta(days=6))
    db.session.commit()


def swap(show: Show, act: str, *, at: datetime) -> None:
    """The first act has fallen ill; another one plays."""
    locking.unlock(CONSOLE, show.id, "ill", at=at)
    slots.clear(show.id, 1)
    slots.put(show, 1, act)
    locking.lock(CONSOLE, show.id, at=at)
    db.session.commit()


def pages_of(app: Flask, show: Show) -> tuple[str, str]:
    """What everybody sees, the hashes and the show's own id left out."""
    answers = (app.test_client().get(f"/shows/{show.id}/envelopes{ext}").text for ext in ("", ".json"))
    page, record = (HASH.sub("#", answer.replace(show.id, "show")) for answer in answers)
    return page, record


def seen_at(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Let it be that instant on the page."""
    monkeypatch.setattr("coordinator.shows.envelope_views.moment", lambda: at)


def test_instants_are_those_of_the_clock_and_the_same_for_all(app: Flask) -> None:
    show, _, _ = two_shows()

    before = [show.starts_at - at for at in sealing.instants(show, edition_of(show))]

    assert before == [*(timedelta(days=days) for days in (5, 4, 3, 2, 1)), *(timedelta(hours=h) for h in (12, 3, 0))]


def test_every_show_has_one_at_the_same_instant_once_and_not_a_second_before(app: Flask) -> None:
    final, empty, _ = two_shows()
    first = final.starts_at - timedelta(days=5)
    counts = []

    for at in (first - timedelta(seconds=1), first, first + timedelta(hours=1), first + timedelta(days=1)):
        sealing.seal_due(at)
        counts.append([len(envelopes.of_show(show, edition_of(show), at=at)) for show in (final, empty)])

    assert counts == [[0, 0], [1, 1], [1, 1], [2, 2]]


@pytest.mark.usefixtures("alike")
def test_from_outside_nobody_tells_a_final_lineup_from_none_nor_a_swap_from_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    final, empty, acts = two_shows()
    seen = []
    for number, at in enumerate(sealing.instants(final, edition_of(final))):
        sealing.seal_due(at)
        db.session.commit()
        seen_at(monkeypatch, at)
        seen.append([pages_of(app, show) for show in (final, empty)])
        if number == 3:
            swap(final, acts[3], at=at + timedelta(minutes=5))

    assert all(one == other for one, other in seen)
    every = [one.digest for show in (final, empty) for one in envelopes.of_show(show, edition_of(show), at=at)]
    assert len(set(every)) == 16
    assert all(HASH.fullmatch(digest) for digest in every)
    assert "Thunder" not in str(seen)


def _checked(app: Flask, show: Show, folder: Path) -> subprocess.CompletedProcess[str]:
    """The program on the page, run on the record beside it."""
    page = app.test_client().get(f"/shows/{show.id}/envelopes").text
    program = unescape(re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)[0])
    if not (folder / "envelopes.json").exists():
        (folder / "envelopes.json").write_text(app.test_client().get(f"/shows/{show.id}/envelopes.json").text)
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)


def _after_a_swap(monkeypatch: pytest.MonkeyPatch) -> tuple[Show, list[str]]:
    final, _, acts = two_shows()
    edition = edition_of(final)
    for number, at in enumerate(sealing.instants(final, edition)):
        sealing.seal_due(at)
        if number == 3:
            swap(final, acts[3], at=at + timedelta(minutes=5))
    db.session.commit()
    assert edition.embargo_ends_at is not None
    seen_at(monkeypatch, max(edition.embargo_ends_at, final.ends_at))
    return final, acts


def test_once_open_the_program_on_the_page_tells_who_was_to_play_and_when_one_fell_ill(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    show, _ = _after_a_swap(monkeypatch)

    run = _checked(app, show, tmp_path)

    assert run.stderr == ""
    said = [line.partition(" ")[2] for line in run.stdout.splitlines()]
    assert said == [
        *["Thunder 0, Thunder 1, Thunder 2"] * 4,
        *["Thunder 3, Thunder 1, Thunder 2"] * 4,
        "Thunder 3, Thunder 1, Thunder 2",
    ]


@pytest.mark.parametrize("trick", ["content", "hash", "number"])
def test_the_program_catches_a_record_that_was_altered(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trick: str
) -> None:
    show, acts = _after_a_swap(monkeypatch)
    record = app.test_client().get(f"/shows/{show.id}/envelopes.json").json
    assert record is not None
    first = record["envelopes"][0]
    forged = {
        "content": first["content"].replace(acts[0], acts[3]),
        "hash": "0" * 64,
        "number": 2,
    }[trick]
    first[trick] = forged
    (tmp_path / "envelopes.json").write_text(json.dumps(record))

    run = _checked(app, show, tmp_path)

    assert run.returncode == 1
    assert "AssertionError" in run.stderr


def test_a_name_that_was_erased_is_not_kept_by_an_envelope(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    show, acts = _after_a_swap(monkeypatch)
    db.session.get_one(Artist, acts[0]).act_name = "–"
    db.session.commit()

    run = _checked(app, show, tmp_path)

    assert run.returncode == 0
    assert "Thunder 0" not in run.stdout + (tmp_path / "envelopes.json").read_text()
    assert run.stdout.splitlines()[0].endswith(f"{acts[0]} (renamed or erased since), Thunder 1, Thunder 2")


def test_they_stay_shut_until_the_embargo_ends_and_for_a_show_that_was_called_off(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, _ = _after_a_swap(monkeypatch)
    edition = edition_of(show)
    assert edition.embargo_ends_at is not None
    over = max(edition.embargo_ends_at, show.ends_at)

    def shut(at: datetime) -> bool:
        return {one.content for one in envelopes.of_show(show, edition, at=at)} == {None}

    assert shut(over - timedelta(seconds=1))
    assert not shut(over)
    show.state = ShowState.CANCELLED
    assert shut(over)


def test_a_worker_that_slept_seals_what_is_newest_and_nothing_after_the_show(app: Flask) -> None:
    show, _, _ = two_shows()
    edition = edition_of(show)

    sealing.seal_due(show.starts_at - timedelta(days=2, minutes=-1))
    sealing.seal_due(show.ends_at)

    assert [one.number for one in envelopes.of_show(show, edition, at=show.ends_at)] == [4]
