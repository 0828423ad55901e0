"""A feed of dates in the Atom format (RFC 4287)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET  # nosec B405 # written, never read

NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a date: a key that stays, a title, a page, and the instant it is about."""

    key: str
    title: str
    link: str
    at: datetime


def feed(title: str, home: str, itself: str, entries: Iterable[Entry]) -> bytes:
    """The feed; `home` is the site, `itself` where the feed stands. What comes last stands first."""
    ET.register_namespace("", NAMESPACE)
    latest = sorted(entries, key=lambda entry: entry.at, reverse=True)
    root = ET.Element(f"{{{NAMESPACE}}}feed")
    _say(root, "id", f"{home}/")
    _say(root, "title", title)
    _say(_part(root, "author"), "name", title)
    _part(root, "link", rel="self", href=itself)
    _part(root, "link", href=f"{home}/")
    _say(root, "updated", _instant(latest[0].at))
    for entry in latest:
        one = _part(root, "entry")
        _say(one, "id", f"tag:{urlsplit(home).hostname},2017:{entry.key}")
        _say(one, "title", entry.title)
        _part(one, "link", href=entry.link)
        _say(one, "updated", _instant(entry.at))
        _say(one, "content", f"{entry.title}: {_instant(entry.at)}")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _part(of: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(of, f"{{{NAMESPACE}}}{name}", attributes)


def _say(of: ET.Element, name: str, text: str) -> None:
    _part(of, name).text = text


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
