"""Endpoints for programs that act for somebody: who shows a token is its person there, and nobody else is.

No cookie counts, so no other site can have a browser do anything here, and forms need no token of their own.
"""

import functools
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from flask import Response, current_app, g, request
from marshmallow import Schema
from werkzeug.exceptions import BadRequest, TooManyRequests, UnsupportedMediaType

from coordinator import problems
from coordinator.api.answering import JSON, refuse_haste
from coordinator.api.limiting import MOST_OF_A_TOKEN, Turnstile
from coordinator.clock import now
from coordinator.errors import Invalid, Say
from coordinator.forms import checked
from coordinator.people import requests, tokens
from coordinator.people.models import TokenScope
from coordinator.people.principal import Stranger
from coordinator.people.tokens import Bearer
from coordinator.web import reader, say

View = TypeVar("View", bound=Callable[..., Any])
LONGEST_KEY = 255
NONE_SHOWN = Say("Show a token in the header Authorization, after the word Bearer. You make one at /account/tokens.")
ENDED = Say("This token is unknown, over or taken back. You make another at /account/tokens.")
NOT_FOR_THIS = Say("This token is not for that. You make one that is at /account/tokens.")


def bearer(scope: TokenScope) -> Callable[[View], View]:
    """Let a view be called by who shows a token with that scope (RFC 6750); the rest its `@audience` decides, as on a
    page. Put it right under the route."""

    def declare(view: View) -> View:
        @functools.wraps(view)
        def answered(**args: Any) -> Any:
            g._login_user = Stranger()
            refuse_haste()
            shown = _shown()
            found = tokens.find_bearer(shown, at=now()) if shown else None
            if found is None:
                return _unknown(was_shown=bool(shown))
            if scope not in found.scopes:
                return _refusal(403, f'Bearer error="insufficient_scope", scope="{scope}"', NOT_FOR_THIS)
            _refuse_haste_of(found)
            g._login_user = found.principal
            return view(**args)

        answered.scope = scope  # type: ignore[attr-defined]
        return answered  # type: ignore[return-value]

    return declare


def for_one_alone(answer: Response) -> Response:
    """That answer, kept by no cache and read by no page of another site."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers.pop("Access-Control-Allow-Origin", None)
    return answer


def sent(schema: type[Schema]) -> Any:
    """The JSON object of this request, as `schema` takes it. Raises Invalid: field name → what is wrong; BadRequest
    where it is none, and UnsupportedMediaType where it does not say that it is one."""
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    try:
        said = json.loads(request.get_data())
        json.dumps(said, ensure_ascii=False).encode()  # half a sign is none, and no database takes it
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(said, dict):
        raise BadRequest
    return checked(schema(), said)


def is_first() -> bool:
    """Whether this request has not been done before, by its `Idempotency-Key`; always, without one. Raises Invalid."""
    key = request.headers.get(requests.FIELD, "")
    if len(key) > LONGEST_KEY:
        raise Invalid({requests.FIELD: [Say("This key is too long: %(most)d characters at most.", most=LONGEST_KEY)]})
    said = f"{request.method} {request.path} {sha256(request.get_data()).hexdigest()}"
    return not key or requests.is_first(reader(), key, said, at=now())


def _shown() -> str:
    """The token of the request, from its header alone: addresses stand in logs."""
    said = request.authorization
    return (said.token or "") if said is not None and said.type == "bearer" else ""


def _unknown(*, was_shown: bool) -> Response:
    return _refusal(401, 'Bearer error="invalid_token"', ENDED) if was_shown else _refusal(401, "Bearer", NONE_SHOWN)


def _refusal(status: int, challenge: str, said: Say) -> Response:
    return problems.answer(status, say(said), headers={"WWW-Authenticate": challenge})


def _refuse_haste_of(found: Bearer) -> None:
    fresh = Turnstile(most=MOST_OF_A_TOKEN)
    turnstile: Turnstile = current_app.extensions.setdefault("coordinator.api.tokens", fresh)
    if seconds := turnstile.count(found.token_id, at=now()):
        raise TooManyRequests(retry_after=seconds)
