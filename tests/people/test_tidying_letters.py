"""The folder of letters on one's own machine is looked through once a day, however often it is asked for."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.people import letters


def lies(folder: Path, name: str, *, days: int) -> None:
    file = folder / f"{name}.eml"
    file.write_text("To: mia@example.org")
    past = (now() - timedelta(days=days)).timestamp()
    os.utime(file, (past, past))


def test_old_letters_go_once_a_day_and_young_ones_stay(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "_tidied", {})  # other tests of this process may have looked through it today
    folder = app.extensions["coordinator.settings"].folder / "outbox"
    folder.mkdir(exist_ok=True)
    noon = now().replace(hour=12)
    lies(folder, "old", days=92)
    lies(folder, "young", days=80)

    letters.tidy_letters(noon)
    first = sorted(file.stem for file in folder.iterdir())
    lies(folder, "late", days=92)
    letters.tidy_letters(noon + timedelta(minutes=1))
    same_day = sorted(file.stem for file in folder.iterdir())
    letters.tidy_letters(noon + timedelta(days=1))

    assert first == ["young"]
    assert same_day == ["late", "young"]
    assert [file.stem for file in folder.iterdir()] == ["young"]
