"""The site as a process that has served nobody yet begins, for gunicorn; its clock and its chance are a test's."""

import json
import os
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from coordinator.app import create_app
from coordinator.guests import drawing, randomness
from tests.conftest import settings_for
from tests.disclosure.hands import same_hands, set_clock, throw
from tests.disclosure.leaks import LEAKS
from tests.guests.draws import OUR_KEY, OURS

TOLD = "COORDINATOR_TESTS_COLD"  # url, folder, at, leak
_kept = ExitStack()  # as long as the process lives


def made() -> Flask:
    """The application, on the database of a world that has been built."""
    told = json.loads(os.environ[TOLD])
    app = create_app(settings_for(told["url"], Path(told["folder"])))
    patch = _kept.enter_context(pytest.MonkeyPatch.context())
    patch.setitem(randomness.KEYS, OURS, OUR_KEY)
    patch.setattr(drawing, "CHAIN", OURS)
    _kept.enter_context(same_hands(app))
    set_clock(datetime.fromisoformat(told["at"]))
    throw("cold")
    if told["leak"]:
        LEAKS[told["leak"]].on(patch, app)
    return app
