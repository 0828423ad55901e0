"""Chance in tests: what the system draws (ids, tokens, salts) comes from a seed, so that no test depends on luck.

`COORDINATOR_CHANCE=anything` gives every test another course; a test that fails under some of them relies on luck.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

COURSE = os.environ.get("COORDINATOR_CHANCE", "")


@contextmanager
def repeatable(seed: object) -> Iterator[None]:
    """Let what comes from `secrets` in this process follow from the seed, told by its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("random._urandom", Random(f"{COURSE}|{seed}").randbytes)  # below `secrets`
        yield
