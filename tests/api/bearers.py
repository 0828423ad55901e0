"""Programs that act for somebody."""

from collections.abc import Sequence
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator.clock import now
from coordinator.db import db, random_id
from coordinator.people import tokens
from coordinator.people.models import TokenScope
from coordinator.people.readers import Reader

ENTRIES = "/api/v1/entries"


def a_token(person_id: str, scopes: Sequence[TokenScope] = (TokenScope.ENTRIES,), *, days: int = 90) -> str:
    """A fresh token of that person."""
    token = tokens.make(Reader(person_id), "My script", scopes, days=days, form=random_id(), at=now())
    db.session.commit()
    assert token is not None
    return token


def said(client: FlaskClient, method: str, path: str, token: str, *, key: str = "", **more: Any) -> TestResponse:
    """What a program with that token gets."""
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    return client.open(path, method=method, headers=headers | more.pop("headers", {}), **more)
