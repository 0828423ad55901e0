"""The outbox as pages, on one's own machine: letters that would have been sent. Never in production."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path

from flask import Blueprint, render_template, request
from flask_babel import format_datetime

from coordinator.errors import NotFound
from coordinator.web import PUBLIC, audience, settings

bp = Blueprint("mail", __name__)

SHOWN = 200  # letters
_NAME = re.compile(r"[a-z0-9]{1,64}")
_PROXIED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
_HERE = {"localhost", "127.0.0.1", "[::1]"}


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter of the outbox, as its page shows it."""

    name: str
    subject: str
    to: str
    when: str
    sent_at: str
    text: str


def folder() -> Path:
    """Where letters lie."""
    return settings().folder / "outbox"


def is_near() -> bool:
    """Whether this request comes from this machine, and by one of its own names (a page of another site whose name
    was pointed here comes by that), and not through a proxy, behind which everybody looks near."""
    if any(name in request.headers for name in _PROXIED):
        return False
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    return host in _HERE and bool(request.remote_addr) and ip_address(request.remote_addr or "").is_loopback


@bp.before_request
def only_near() -> None:
    """Raise NotFound for everybody on another machine."""
    if not is_near():
        raise NotFound


@bp.get("/outbox")
@audience(PUBLIC)
def outbox() -> str:
    """The newest letters first."""
    files = sorted(folder().glob("*.eml"), key=lambda file: (-file.stat().st_mtime_ns, file.name))
    return render_template("mail/outbox.html", letters=[_read(file) for file in files[:SHOWN]])


@bp.get("/outbox/<name>")
@audience(PUBLIC)
def letter(name: str) -> str:
    """One letter, its link ready to follow."""
    file = folder() / f"{name}.eml"
    if not _NAME.fullmatch(name) or not file.is_file():
        raise NotFound
    return render_template("mail/kept.html", letter=_read(file))


def _read(file: Path) -> KeptLetter:
    parsed = BytesParser(EmailMessage, policy=policy.default).parsebytes(file.read_bytes())
    body = parsed.get_body(("plain",))
    at = parsedate_to_datetime(parsed["Date"]).astimezone(UTC)
    return KeptLetter(
        name=file.stem,
        subject=parsed["Subject"],
        to=str(parsed["To"]),
        when=_when(at),
        sent_at=f"{at:%Y-%m-%dT%H:%M:%SZ}",
        text=body.get_content() if body else "",
    )


def _when(at: datetime) -> str:
    return f"{format_datetime(at, 'EEE d MMM, HH:mm', rebase=False)} UTC"
