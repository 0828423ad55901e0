"""Paths of this site that somebody is sent to: no link of ours leads elsewhere."""

from urllib.parse import urlsplit

from flask import request


def local_path(target: str | None) -> str | None:
    """`target` if it is a path on this site, else None: nobody is sent elsewhere by a link that begins here."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc or any(ord(sign) < 32 for sign in target) else target


def came_from() -> str:
    """The page of this site that a reader comes from, else the front page."""
    asked = urlsplit(request.referrer or "")
    here = asked.netloc == request.host and asked.scheme in {"http", "https"}
    return (local_path(asked._replace(scheme="", netloc="", fragment="").geturl()) if here else None) or "/"
