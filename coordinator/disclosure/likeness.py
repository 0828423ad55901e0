"""By what two applications look like one act: signs of links, phone numbers and addresses, in whatever spelling.

A sign only proposes: a lead looks, so a rare chance meeting is better than a double that nobody sees.
"""

from urllib.parse import parse_qsl, urlsplit

LAST_DIGITS = 8  # of a phone number: “0171 …” and “+49 171 …” end alike
_DRESS = ("www.", "m.", "mobile.", "open.", "de.", "en.", "fr.", "es.")
_EVERYBODYS = {  # homes of everybody: the address without a path names nobody
    *("bandcamp.com", "soundcloud.com", "spotify.com", "youtube.com", "instagram.com", "facebook.com", "vimeo.com"),
    *("tiktok.com", "linktr.ee", "deezer.com", "tidal.com", "music.apple.com", "mixcloud.com", "x.com", "twitter.com"),
}
_KEPT = {"v", "list", "id"}  # of what stands behind a “?”: what names a song, not who shared it
_DOTLESS = {"gmail.com", "googlemail.com"}


def link_sign(link: str) -> str | None:
    """What a link leads to, however it was copied; None for one that says nothing of who it is."""
    parts = urlsplit(link.strip())
    host, path = (parts.hostname or "").casefold(), parts.path.rstrip("/")
    for before in _DRESS:
        host = host.removeprefix(before)
    asked = sorted((name, value) for name, value in parse_qsl(parts.query) if name in _KEPT)
    if host == "youtu.be":
        host, asked, path = "youtube.com", [("v", path.strip("/"))], "/watch"
    if not host or (host in _EVERYBODYS and not path):
        return None
    return f"{host}{path.casefold()} {asked}"


def phone_sign(phone: str) -> str | None:
    """The end of a number, which is the same with and without the country's."""
    digits = "".join(sign for sign in phone if sign.isdigit()).lstrip("0")
    return digits[-LAST_DIGITS:] or None


def mail_sign(email: str) -> str | None:
    """The mailbox of an address: what stands behind a “+” is a label of its owner's."""
    name, _, domain = email.strip().casefold().rpartition("@")
    name = name.partition("+")[0]
    if domain in _DOTLESS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}" if name else None
