"""Passwords are kept as Argon2id of known cost, and checking one costs the same without an account."""

from threading import Thread
from typing import Any

import pytest

from coordinator.people import passwords


def test_a_password_fits_its_hash_only() -> None:
    kept = passwords.hashed("three words and a tree")

    assert passwords.fits("three words and a tree", kept)
    assert not passwords.fits("three words and a bush", kept)


def test_what_is_kept_says_its_cost() -> None:
    assert passwords.hashed("three words").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_accents_fit_however_the_keyboard_composes_them() -> None:
    kept = passwords.hashed("caf\u00e9 at noon")

    assert passwords.fits("cafe\u0301 at noon", kept)


def test_without_an_account_nothing_fits_and_the_work_is_done_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    class Watching:
        def __init__(self, real: Any) -> None:
            self.hash = real.hash
            self.real = real

        def verify(self, kept: str, password: str) -> None:
            verified.append(kept.rpartition("$")[0].rpartition("$")[0])
            self.real.verify(kept, password)

    monkeypatch.setattr(passwords, "_HASHER", Watching(passwords._HASHER))
    kept = passwords.hashed("three words")

    answers = [passwords.fits("nobody's", None), passwords.fits("three words", kept)]

    assert answers == [False, True]
    assert verified == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2


def test_at_most_two_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now_running: list[int] = []
    most: list[int] = []
    real = passwords._HASHER

    class Counting:
        def hash(self, password: str) -> str:
            now_running.append(1)
            most.append(len(now_running))
            kept = real.hash(password)
            now_running.pop()
            return kept

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    threads = [Thread(target=passwords.hashed, args=["three words"]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 8
    assert max(most) <= 2
