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
    lying()
    jobs.work_off(current_app.extensions["coordinator.jobs"], at=at or now())
    return lying()


def lying(name: str = "*") -> list[EmailMessage]:
    """Those that lie in the outbox's folder under such names; taken out of it."""
    folder: Path = current_app.extensions["coordinator.settings"].folder / "outbox"
    files = list(folder.glob(f"{name}.eml"))
    found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    for file in files:
        file.unlink()
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
