"""What every endpoint of the API has: its description, on the view itself, and a limit to how often it is asked."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request, url_for
from marshmallow import Schema
from werkzeug.exceptions import TooManyRequests

from coordinator.api.limiting import Turnstile
from coordinator.clock import now
from coordinator.config import site_address
from coordinator.web import settings

JSON = "application/json"
View = Callable[..., Response]
Described = Callable[[View], View]


@dataclass(frozen=True, slots=True)
class Description:
    """An operation for the OpenAPI document: what it tells in a line, what may be asked (of what is sent: as JSON), and
    what comes, None: nothing."""

    summary: str
    asked: type[Schema] | None
    told: type[Schema] | None
    kind: str = JSON


def described(summary: str, asked: type[Schema] | None, told: type[Schema] | None, *, kind: str = JSON) -> Described:
    """Have the document say so of a view; `kind`: the media type of its answers."""

    def declare(view: View) -> View:
        view.described = Description(summary, asked, told, kind)  # type: ignore[attr-defined]
        return view

    return declare


def polite(view: View) -> View:
    """Answer no network address more often than the turnstile lets it through, and let pages of any site read the
    answer. Raises TooManyRequests."""

    @functools.wraps(view)
    def answered(**args: Any) -> Response:
        refuse_haste()
        answer = view(**args)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    return answered


def refuse_haste() -> None:
    """Raise TooManyRequests where this network address asks too often."""
    turnstile: Turnstile = current_app.extensions.setdefault("coordinator.api", Turnstile())
    if seconds := turnstile.seconds_to_wait(request.remote_addr or "", at=now()):
        raise TooManyRequests(retry_after=seconds)


def address(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as programs elsewhere need it."""
    return f"{site_address(settings())}{url_for(endpoint, **values)}"


def next_page(cursor: str | None) -> str | None:
    """The address of the page after the one that was asked for; None after the last."""
    if cursor is None:
        return None
    asked = request.args.to_dict() | {"cursor": cursor}
    return f"{address(str(request.endpoint), **request.view_args or {})}?{urlencode(asked)}"
