"""The headers that keep a page to itself: what it may load and run, who frames it, what is told of it, who keeps it."""

from flask import Flask, Response, g, request, session

from coordinator.disclosure import audit
from coordinator.web import settings

WIDGETS = frozenset(
    {"tallies.widget", "shared.city_map"}
)  # nothing on them is anybody's own, and there is no button on them


def init(app: Flask) -> None:
    """Put them on every answer of the application."""
    app.before_request(audit.watch)
    app.after_request(_put)


def _framers() -> str:
    """Who may show this page in hers: nobody, save for a widget those whom the settings name."""
    may_be = request.endpoint in WIDGETS
    return " ".join(settings().framers) or "'none'" if may_be else "'none'"


def _put(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self' 'nonce-{g.get('csp_nonce', '')}'; style-src 'self'; "
        f"img-src 'self' data: {settings().tiles_origin}; connect-src 'self'; media-src 'self'; font-src 'self'; "
        f"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {_framers()}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if settings().production:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        is_ones_own = "_user_id" in session or audit.has_unsealed()
        response.headers.setdefault("Cache-Control", "no-store" if is_ones_own else "no-cache")
        response.vary.add("Cookie")
    return response
