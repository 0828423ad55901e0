"""A clock that a test sets, and random numbers that are the same in every world: what else would tell two worlds apart
that is no secret."""

import random
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from email.generator import Generator
from types import SimpleNamespace
from typing import ClassVar

import pytest
from flask import Flask

from coordinator.disclosure import cipher, envelopes


class Stopped(datetime):
    """A datetime whose `now` is what the test says."""

    hands: ClassVar[datetime]

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return cls.hands


def set_clock(at: datetime) -> None:
    """It is the instant `at`."""
    Stopped.hands = at


_dice = random.Random()


def throw(label: str) -> None:
    """From here on ids and tokens are those that follow from `label`."""
    _dice.seed(label)


@contextmanager
def same_hands(app: Flask) -> Iterator[None]:
    """Inside, the clock is the test's, chance follows from labels, and the nonce and the form token of all answers are
    the same: put in beforehand, not taken out of what is compared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coordinator.clock.datetime", Stopped)
        patch.setattr("coordinator.db.server_clock", lambda: None)  # PostgreSQL's own clock cannot be set
        _throw_instead(patch)
        patch.setattr(envelopes, "_digest", lambda _text: "0" * 64)  # of 256 random bits and what is sealed
        patch.setattr(cipher, "os", SimpleNamespace(urandom=bytes))  # nonces show in links that stop letters
        patch.setattr(Generator, "_make_boundary", lambda *_: "boundary")
        patch.setitem(app.jinja_env.globals, "csrf_token", lambda: "token")
        patch.setattr("flask_wtf.csrf.generate_csrf", lambda: "token")
        _load_macros_anew(app)
        yield
    _load_macros_anew(app)


def _throw_instead(patch: pytest.MonkeyPatch) -> None:
    """Of the module `secrets`, under whatever name a module of ours has taken it in."""
    instead = {
        secrets.token_bytes: _dice.randbytes,
        secrets.token_hex: lambda size: _dice.randbytes(size).hex(),
        secrets.randbelow: _dice.randrange,
        secrets.token_urlsafe: lambda _size=None: "nonce",
    }
    ours = [module for name, module in list(sys.modules.items()) if name.split(".")[0] == "coordinator"]
    for module in (secrets, *ours):
        for name, value in list(vars(module).items()):
            if callable(value) and getattr(value, "__module__", "") == "secrets" and value in instead:
                patch.setattr(module, name, instead[value])


def _load_macros_anew(app: Flask) -> None:
    """Imported macros keep the globals of the moment at which they were loaded."""
    if app.jinja_env.cache is not None:
        app.jinja_env.cache.clear()
