"""Counting at the edge what is not to be done over and over: by who is signed in, from where, and on the whole site."""

from flask import request

from coordinator.clock import now
from coordinator.people import attempts
from coordinator.people.models import Attempt
from coordinator.web import reader


def count(what: Attempt) -> None:
    """Count it once more, in the caller's transaction. Raises Conflict `too_many_attempts`, as `attempts.take` does."""
    attempts.take(what, attempts.visitor(str(reader().id), request.remote_addr or ""), at=now())
