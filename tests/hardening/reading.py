"""The least that reads a request as the site does, for a server that must start at once, however busy the machine."""

from collections.abc import Callable, Iterable
from typing import Any


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Read a form to its end; answer anything else."""
    read = len(environ["wsgi.input"].read()) if environ["REQUEST_METHOD"] == "POST" else 0
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(read).encode()]
