"""What has been sent, for tests."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import current_app

from coordinator import jobs
from coordinator.clock import now


def letters(*, at: datetime | None = None) -> list[EmailMessage]:
    """The letters that leave when the outbox is worked off now (or at an instant), those to one address in order."""
    folder: Path = current_app.extensions["coordinator.settings"].folder / "outbox"
    for old in folder.glob("*"):
        old.unlink()
    jobs.work_off(current_app.extensions["coordinator.jobs"], at=at or now())
    found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*.eml")]
    return sorted(found, key=lambda letter: (str(letter["To"]), str(letter["Subject"])))


def text_of(letter: EmailMessage) -> str:
    """The plain text."""
    part = letter.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text


def link_of(letter: EmailMessage) -> str:
    """The path behind the one address in a letter."""
    links = [line for line in text_of(letter).splitlines() if line.startswith("http://localhost/")]
    assert len(links) == 1
    return links[0].removeprefix("http://localhost")
