"""What tests draw comes from their seed."""

import secrets

from coordinator.db import random_id
from tests.chance import repeatable


def drawn(seed: str) -> tuple[str, str]:
    with repeatable(seed):
        return random_id(), secrets.token_urlsafe(32)


def test_a_course_is_the_same_every_time_and_another_for_another_seed() -> None:
    assert drawn("one") == drawn("one")
    assert drawn("one") != drawn("other")


def test_each_test_draws_from_a_course_of_its_own() -> None:
    here = random_id()
    with repeatable("tests/test_chance.py::test_each_test_draws_from_a_course_of_its_own"):
        assert random_id() == here
