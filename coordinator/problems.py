"""Refusals for programs: problem details (RFC 9457) where people get a page."""

import json
from collections.abc import Mapping, Sequence

from flask import Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

API = "/api/"
SAY_WHAT_ELSE = frozenset({"Allow", "Retry-After"})  # headers of a refusal


def wanted() -> bool:
    """Whether a program asks: at an address of the API there are no pages."""
    return request.path.startswith(API)


def answer(
    status: int,
    detail: str = "",
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The refusal; `errors`: field → what is wrong with it. Nothing keeps it, and pages of any site may read it."""
    said: dict[str, object] = {"type": "about:blank", "title": HTTP_STATUS_CODES[status], "status": status}
    said |= {"detail": detail} if detail else {}
    said |= {"errors": errors} if errors else {}
    response = Response(json.dumps(said, ensure_ascii=False), status, content_type="application/problem+json")
    response.headers.update({"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*", **(headers or {})})
    return response


def of(error: HTTPException) -> Response:
    """The same as what the web itself refuses."""
    kept = {name: value for name, value in error.get_headers() if name in SAY_WHAT_ELSE}
    return answer(error.code or 500, headers=kept)
