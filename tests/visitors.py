"""A browser for tests."""

from contextvars import Context
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator.db import db


class Visitor(FlaskClient):
    """A client whose requests share nothing with the test but the database.

    Flask's own runs them inside the application context that the test has pushed: who was signed in at one request
    would still be at the next, whatever its cookie says. What the test has written so far is committed first.
    """

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Make a request in a context of its own."""
        if has_app_context():
            db.session.commit()
        return Context().run(super().open, *args, **options)
