"""Static files: addresses that change with the content, long caching, gzip for text.

Only files of the repository are compressed. A page may hold secrets beside what a reader typed, and the length of a
compressed page would tell of them (BREACH).
"""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

YEAR = 31_536_000  # seconds
TEXT = frozenset({"text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"})


def init(app: Flask) -> None:
    """Hang versions and compression onto the application's static files."""
    folder = Path(app.static_folder or "")

    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and (version := _version(folder, values["filename"])):
            values.setdefault("v", version)

    def finished(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200:
            _finish(response, folder / (request.view_args or {})["filename"])
        return response

    app.url_defaults(versioned)
    app.after_request(finished)


def _finish(response: Response, path: Path) -> None:
    if "v" in request.args:
        response.cache_control.max_age = YEAR
        response.cache_control.immutable = True
        response.expires = None
    if response.mimetype not in TEXT:
        return
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.best_match(["gzip"]) and not request.range:
        tag, _ = response.get_etag()
        response.direct_passthrough = False
        response.close()
        response.set_data(_zipped(path, path.stat().st_mtime_ns))
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(tag or "", weak=True)


@lru_cache(maxsize=1024)
def _version(folder: Path, name: str) -> str | None:
    """What the address of a file carries; None for a file there is not. Read once: a new version is a new process."""
    path = folder / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else None


@lru_cache(maxsize=128)
def _zipped(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)
