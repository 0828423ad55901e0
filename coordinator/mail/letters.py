"""A letter, rendered for one recipient at the moment it is sent: plain text and the same as HTML.

`templates/mail/<kind>.txt` begins with the subject on a line of its own; `<kind>.html` says the same. Neither an
address nor who plays is ever in a letter: it carries a link, and the page decides.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from flask import current_app
from flask_babel import get_locale

from coordinator.languages import addressed_to
from coordinator.people.readers import UNCHOSEN, Customs


class _Kinds(HeaderRegistry):
    """The class of each header by its name, remembered: Python would make it anew for every header of every letter."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type] = {}

    def __getitem__(self, name: str) -> type:
        if name not in self._made:
            self._made[name] = super().__getitem__(name)
        return self._made[name]


class _Policy(EmailPolicy):
    """How letters are written out: Python's own way would break a long address in a header into encoded words, which
    no mail program takes for an address (RFC 2369, section 2)."""

    def fold(self, name: str, value: str) -> str:
        """A header as lines."""
        return f"{name}: {value}{self.linesep}" if name == "List-Unsubscribe" else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same as bytes."""
        whole = name == "List-Unsubscribe"
        return self.fold(name, value).encode("ascii") if whole else super().fold_binary(name, value)


_WHOLE_ADDRESSES = _Policy(header_factory=_Kinds())


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
    stop: str | None = None  # the address that stops such letters, where one may do without them


def compose(kind: str, envelope: Envelope, facts: Mapping[str, object]) -> EmailMessage:
    """The letter of that kind, `facts` filled in. Raises ValueError for an address that is none."""
    to = envelope.recipient
    with addressed_to(to.customs):
        locale = get_locale()
        direction = locale.text_direction if locale else "ltr"
        reads = {"locale": str(locale).replace("_", "-"), "direction": direction}
        told = {**facts, "name": one_line(to.name), **reads}
        told["may_stop"] = envelope.stop is not None
        subject, _, text = current_app.jinja_env.get_template(f"mail/{kind}.txt").render(told).strip().partition("\n")
        html = current_app.jinja_env.get_template(f"mail/{kind}.html").render(told, subject=subject)
        text += current_app.jinja_env.get_template("mail/_stop.txt").render(told)
    sender = _mailbox(*parseaddr(envelope.sender))
    letter = EmailMessage(policy=_WHOLE_ADDRESSES)
    letter["Subject"] = one_line(subject)
    letter["From"] = sender
    letter["To"] = _mailbox(to.name, to.email)
    letter["Date"] = format_datetime(envelope.at)
    letter["Message-ID"] = f"<{envelope.reference}@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    if envelope.stop:  # RFC 2369; RFC 8058: one press in the mail program, no page to open
        letter["List-Unsubscribe"] = f"<{envelope.stop}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(text.strip() + "\n")
    letter.add_alternative(html, subtype="html")
    return letter


def one_line(text: str) -> str:
    """`text` without line breaks and other control characters: fit for a header, unable to begin another."""
    return " ".join("".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text).split())


def _mailbox(name: str, email: str) -> Address:
    return Address(one_line(name), addr_spec=email)
