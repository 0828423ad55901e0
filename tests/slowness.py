"""A slow network in tests: what looks at a page before it is there fails on it.

With `COORDINATOR_SLOW=4 make test` answers of a live site take up to four tenths of a second each, by chance. A journey
that is right waits for what it looks at, and passes.
"""

import os
import time
from collections.abc import Iterable
from random import Random
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

TIMES = float(os.environ.get("COORDINATOR_SLOW", "1"))
_delays = Random(0)


def slowed(app: WSGIApplication) -> WSGIApplication:
    """The application as it is far away: each answer takes up to a tenth of a second for every time slower."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        time.sleep(_delays.uniform(0, TIMES / 10))
        return app(environ, start_response)

    return answer if TIMES > 1 else app
