"""A letter, rendered for one recipient at the moment it is sent: plain text and the same as HTML.

`templates/mail/<kind>.txt` begins with the subject on a line of its own; `<kind>.html` says the same. Neither an
address nor who plays is ever in a letter: it carries a link, and the page decides.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from flask import current_app
from flask_babel import get_locale

from coordinator.languages import addressed_to
from coordinator.people.readers import UNCHOSEN, Customs


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a letter is for."""

    name: str
    email: str
    customs: Customs = UNCHOSEN


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands on a letter besides its words. `reference` is the id of its row in the outbox: a letter sent twice
    carries the same Message-ID both times, so that mail programs show it once."""

    sender: str  # "Name <address>"
    recipient: Recipient
    reference: str
    at: datetime


def compose(kind: str, envelope: Envelope, facts: Mapping[str, object]) -> EmailMessage:
    """The letter of that kind, `facts` filled in. Raises ValueError for an address that is none."""
    to = envelope.recipient
    with addressed_to(to.customs):
        told = {**facts, "name": one_line(to.name), "locale": str(get_locale()).replace("_", "-")}
        subject, _, text = current_app.jinja_env.get_template(f"mail/{kind}.txt").render(told).strip().partition("\n")
        html = current_app.jinja_env.get_template(f"mail/{kind}.html").render(told, subject=subject)
    sender = _mailbox(*parseaddr(envelope.sender))
    letter = EmailMessage()
    letter["Subject"] = one_line(subject)
    letter["From"] = sender
    letter["To"] = _mailbox(to.name, to.email)
    letter["Date"] = format_datetime(envelope.at)
    letter["Message-ID"] = f"<{envelope.reference}@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    letter.set_content(text.strip() + "\n")
    letter.add_alternative(html, subtype="html")
    return letter


def one_line(text: str) -> str:
    """`text` without line breaks and other control characters: fit for a header, unable to begin another."""
    return " ".join("".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text).split())


def _mailbox(name: str, email: str) -> Address:
    return Address(one_line(name), addr_spec=email)
