"""One mailbox has many spellings: what they have in common is what is counted, of entries and of letters."""

from unicodedata import normalize

from coordinator.disclosure.people import normalised

_DOTLESS = frozenset({"gmail.com", "googlemail.com"})  # one mailbox with and without dots, under both names


def reached_by(email: str) -> str:
    """One spelling for all those of an address that reach the same mailbox: without “+something”, without dots where
    the service is known to ignore them, and with its domain as the net spells it. What is no address stays."""
    name, at, domain = normalised(normalize("NFC", email)).rpartition("@")
    if not at:
        return domain
    name, domain = name.partition("+")[0], _in_ascii(domain)
    if domain in _DOTLESS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


def _in_ascii(domain: str) -> str:
    """A domain with other letters in the form in which names are looked up (RFC 3490); one that has none stays."""
    try:
        return domain.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return domain
