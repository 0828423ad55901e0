"""Letters leave here: over SMTP, or as files in the instance folder's outbox. The only user of smtplib."""

import os
import re
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT = 20  # seconds; well within a job's lease
_LOCAL = {"localhost", "127.0.0.1", "::1"}


def send(letter: EmailMessage, *, mail_url: str, outbox: Path) -> None:
    """Hand the letter over to the mail server at `mail_url` (smtp://, smtps://), or put it into the folder `outbox`
    (outbox:). Raises OSError or SMTPException when that fails."""
    target = urlsplit(mail_url)
    if target.scheme == "outbox":
        _put(letter, outbox)
        return
    with _connected(target) as server:
        _introduce(server, target)
        server.send_message(letter)


def forget(address: str, *, outbox: Path) -> None:
    """Erase the letters to an address that lie in the folder `outbox`."""
    for file in outbox.glob("*.eml"):
        letter = BytesParser(EmailMessage, policy=default).parsebytes(file.read_bytes(), headersonly=True)
        if address.casefold() in {one.addr_spec.casefold() for one in letter["To"].addresses}:
            file.unlink(missing_ok=True)


def tidy(before: datetime, *, outbox: Path) -> None:
    """Erase what was put into the folder `outbox` before that instant."""
    for file in outbox.glob("*"):
        if file.stat().st_mtime < before.timestamp():
            file.unlink(missing_ok=True)


def reference(letter: EmailMessage) -> str:
    """The outbox id that a letter carries in its Message-ID."""
    found = re.match(r"<([a-z0-9]+)@", letter["Message-ID"])
    if found is None:
        raise ValueError("a letter of ours carries the id of its outbox row")
    return found[1]


def _connected(target: SplitResult) -> smtplib.SMTP:
    host = target.hostname or "localhost"
    if target.scheme == "smtps":
        return smtplib.SMTP_SSL(host, target.port or 465, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(host, target.port or 587, timeout=TIMEOUT)


def _introduce(server: smtplib.SMTP, target: SplitResult) -> None:
    """Speak TLS, without which only a server on this machine is trusted with letters, and sign in."""
    server.ehlo()
    if target.scheme == "smtp" and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
    elif target.scheme == "smtp" and target.hostname not in _LOCAL:
        raise smtplib.SMTPNotSupportedError("the mail server offers no STARTTLS")
    if target.username:
        server.login(unquote(target.username), unquote(target.password or ""))


def _put(letter: EmailMessage, outbox: Path) -> None:
    """Write the file whole or not at all, for its owner's eyes only. The same letter again replaces itself."""
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = reference(letter)
    draft = outbox / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(letter.as_bytes())
    draft.replace(outbox / f"{name}.eml")
