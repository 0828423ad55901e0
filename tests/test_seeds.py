"""Ids from a seed in a rehearsal, and from nowhere but the system everywhere else."""

from datetime import UTC, datetime
from threading import Thread

import pytest

from coordinator import chance, clock, codes
from coordinator.db import random_id, unguessable
from coordinator.disclosure.cipher import Cipher
from coordinator.people import sessions, sign_in
from coordinator.people.models import Purpose
from coordinator.people.readers import Reader
from coordinator.playing import feeds
from tests.people.builders import a_person

AT = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
KEYS = {"k": b"k" * 32}


def ids(seed: int) -> list[str]:
    """Some ids of a rehearsal: two that are drawn, and one made of what was said."""
    with chance.seeded(seed), clock.stopped(AT):
        return [random_id(), random_id(), Cipher(KEYS, b"i" * 32).id_of_said("something", "a test")]


def test_a_seed_draws_the_same_ids_and_another_one_others() -> None:
    assert ids(1) == ids(1)
    assert len({*ids(1), *ids(2)}) == 6


def test_an_id_of_what_was_said_depends_on_no_key_of_the_site_in_a_rehearsal_alone() -> None:
    ciphers = Cipher(KEYS, b"i" * 32), Cipher(KEYS, b"j" * 32)
    with chance.seeded(1), clock.stopped(AT):
        rehearsed = {one.id_of_said("something", "a test") for one in ciphers}

    assert len(rehearsed) == 1
    assert len({one.id_of_said("something", "a test") for one in ciphers}) == 2


def test_nothing_is_drawn_from_a_seed_while_the_clock_runs() -> None:
    with clock.stopped(AT), chance.seeded(1):
        foreseen = random_id()

    with chance.seeded(1):
        drawn = random_id()

    assert drawn != foreseen


def test_nothing_is_drawn_from_a_seed_afterwards_or_by_anybody_else() -> None:
    seen: list[str] = []
    with clock.stopped(AT):
        with chance.seeded(1):
            foreseen = random_id()
        with chance.seeded(1):
            beside = Thread(target=lambda: seen.append(random_id()))
            beside.start()
            beside.join()
        seen.append(random_id())

    assert foreseen not in seen


@pytest.mark.usefixtures("app")
def test_what_opens_something_follows_from_no_seed() -> None:
    person = a_person("mia@example.org")
    me = Reader(person)

    def opening() -> list[str]:
        with chance.seeded(1), clock.stopped(AT):
            link = sign_in.mint(person, Purpose.SIGN_IN, at=AT)
            return [
                unguessable(),
                sessions.begin(person, at=AT),
                link,
                feeds.renew(me, seen=feeds.seen_of(feeds.made_at(me)), at=AT),
                codes.make(),
            ]

    assert len({*opening(), *opening()}) == 10
