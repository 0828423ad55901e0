"""The odds, of entries as guests make them: drawn many times from the list that is published as they close."""

import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from flask import Flask

from coordinator.disclosure import entries as own
from coordinator.guests import draw_list
from coordinator.guests.draw import draw
from tests.guests.entering import guests, open_shows, published
from tests.guests.test_draw import a_seed, two_sided

PARTIES, ROUNDS = 60, 2_000
Rates = dict[str, float]


def _z(one: float, other: float, tries: float) -> float:
    """How far two shares of so many tries each are apart, in standard deviations; draws without replacement have less
    spread, so this is on the safe side of calling a draw fair."""
    pooled = (one + other) / 2
    return (one - other) / math.sqrt(pooled * (1 - pooled) * 2 / tries)


def _by_lot(people: dict[str, int], seats: int, order: Iterable[str]) -> set[str]:
    """Who is given a seat of one show in that order; written from what is promised, and not from the draw."""
    left, won = seats, set[str]()
    for key in order:
        if people[key] <= left:
            left -= people[key]
            won.add(key)
    return won


def test_early_and_late_singles_and_pairs_have_the_odds_of_a_fair_lot(
    app: Flask, record_property: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coordinator.disclosure.entries.draw", random.Random(20170920).randbytes)  # each run alike
    show = open_shows(1)[0]
    order = [
        reader
        for number in range(PARTIES)
        for reader in guests(show, first=number, people=1 + number % 2)  # single, pair, single, pair, in turn
    ]
    lines = [own.own_entries(reader)[0].public_id for reader in order]
    drawn = draw_list.read(published(show).file)
    people = {entry.id: entry.people for entry in drawn.entries}
    groups = {
        "early": set(lines[: PARTIES // 2]),
        "late": set(lines[PARTIES // 2 :]),
        "singles": {key for key in lines if people[key] == 1},
        "pairs": {key for key in lines if people[key] == 2},
    }
    chance, won, fair = random.Random(6), Counter[str](), Counter[str]()

    for number in range(ROUNDS):
        won.update(one.entry.id for one in draw(drawn, a_seed(number)) if one.show)
        fair.update(_by_lot(people, show.capacity, chance.sample(lines, len(lines))))

    tries = ROUNDS * PARTIES / 2
    draws: Rates = {name: sum(won[key] for key in keys) / tries for name, keys in groups.items()}
    lots: Rates = {name: sum(fair[key] for key in keys) / tries for name, keys in groups.items()}
    p_values = {"early against late": two_sided(_z(draws["early"], draws["late"], tries))}
    p_values |= {f"{name} against a lot": two_sided(_z(draws[name], lots[name], tries)) for name in groups}
    for name, value in p_values.items():
        record_property(name, round(value, 4))
        sys.stdout.write(f"{name}: p = {value:.3f}\n")
    sys.stdout.write(", ".join(f"{name} {rate:.4f}" for name, rate in draws.items()) + "\n")
    assert people.keys() == set(lines)
    assert min(p_values.values()) > 0.001
    assert 0 < draws["singles"] - draws["pairs"] < 0.05  # the last seat of a show


def test_the_same_measure_finds_a_draw_that_favours_the_early() -> None:
    lines = [str(number) for number in range(PARTIES)]
    chance, won = random.Random(6), Counter[str]()

    for _ in range(ROUNDS):
        biased = sorted(lines, key=lambda key: chance.random() + (0 if int(key) < PARTIES // 2 else 0.02))
        won.update(_by_lot(dict.fromkeys(lines, 1), 20, biased))

    tries = ROUNDS * PARTIES / 2
    early, late = (sum(won[str(key)] for key in half) / tries for half in (range(30), range(30, 60)))
    assert two_sided(_z(early, late, tries)) < 0.001
