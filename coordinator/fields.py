"""Marshmallow fields that read what people write, in a spreadsheet's cell, a form or JSON: `7:30 PM`, `52,52`, `Yes`.

Each raises a ValidationError whose messages are `errors.Say`: what is wrong and what would be right. A `private` field
never repeats what was written in it.
"""

import re
import unicodedata
from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping
from datetime import time
from typing import Any, TypeVar

from marshmallow import ValidationError
from marshmallow.fields import Field

from coordinator.digits import western
from coordinator.errors import Say
from coordinator.geo.countries import country_code

_YES = re.compile("yes|y|ja|j|oui|si|sí|sim|true|t|wahr|vrai|x|1|on|✓|✔|☑|да|はい|evet|tak")
_NO = re.compile("no|n|nein|non|não|nao|false|f|falsch|faux|0|off|-|–|✗|✘|☐|нет|いいえ|hayır|nie")
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2}) ?(?:(?:[:.h]|uhr) ?(?P<minute>\d{2})(?::\d{2})?)? ?(?P<mark>h|uhr|[ap]\.?m\.?)?|"
    r"(?P<packed>\d{4})"
)
_NUMBER = re.compile(r"(?P<sign>[+\-−]?)(?P<digits>\d[\d.,]*) ?(?P<unit>[^\d.,]*)")
_GAPS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # all of Unicode's category Cc but the end of a line
_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+")
_T = TypeVar("_T")


def wrong(message: str, **facts: object) -> ValidationError:
    """A ValidationError that carries the sentence untranslated."""
    return ValidationError([Say(message, **facts)])


def folded(text: str) -> str:
    """The text in one spelling: compatibility forms and case unified, hyphens and runs of blanks as one space."""
    return re.sub(r"[\s_\-‐‑–]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


class _Said(Field[_T]):
    """Text (or what JSON has for it) → value. `private` keeps what was written out of the fault."""

    def __init__(self, *, private: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.private = private

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> _T:
        return self.meant(value)

    @abstractmethod
    def meant(self, value: Any) -> _T:
        """The value behind what was written; raises ValidationError."""

    def make_error(self, key: str, **_: Any) -> ValidationError:
        if key in {"required", "null"}:
            return wrong("This is needed; fill it in.")
        return wrong("This cannot be read.")

    def refused(self, said: object, message: str, **facts: object) -> ValidationError:
        """A fault that opens with what was written, unless that is private."""
        shown: object = Say("This") if self.private else f"“{str(said)[:60]}”"
        return wrong(message, said=shown, **facts)


class Text(_Said[str]):
    """One line of text of at most `most` characters, blanks tidied, in composed Unicode (NFC)."""

    def __init__(self, *, most: int = 200, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def meant(self, value: Any) -> str:
        text = self.tidied(unicodedata.normalize("NFC", str(value)))
        if len(text) > self.most:
            raise wrong("This has %(length)d characters; %(most)d is the most.", length=len(text), most=self.most)
        if _CONTROL.search(text):
            raise wrong("This holds control characters; type it anew.")
        return self.checked(text)

    def tidied(self, text: str) -> str:
        """The text without blanks to spare."""
        return " ".join(text.split())

    def checked(self, text: str) -> str:
        """What the text has to be besides short; raises ValidationError."""
        return text


class Lines(Text):
    """The same, of several lines: breaks stay, and of empty lines one between two others."""

    def tidied(self, text: str) -> str:
        lines = (" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


class Id(Text):
    """An id of the committee's own: any text without the `;` that separates ids in lists."""

    def checked(self, text: str) -> str:
        if ";" in text:
            raise self.refused(text, "%(said)s holds a “;”, which separates ids; use another character.")
        return text


class Mail(Text):
    """An e-mail address, as written."""

    def checked(self, text: str) -> str:
        if not _MAIL.fullmatch(text):
            raise self.refused(text, "%(said)s is no e-mail address; one like name@example.org would be.")
        return text


class Country(_Said[str]):
    """A country's ISO 3166-1 code, from a code or a name in most languages."""

    def meant(self, value: Any) -> str:
        code = country_code(str(value))
        if code is None:
            message = "%(said)s is no country we know; a code like DE or a name like Germany would be."
            raise self.refused(value, message)
        return code


class YesNo(_Said[bool]):
    """Yes or no in a dozen languages, ticks and digits."""

    def meant(self, value: Any) -> bool:
        word = str(value).strip().casefold()
        if _YES.fullmatch(word) or _NO.fullmatch(word):
            return _YES.fullmatch(word) is not None
        raise self.refused(value, "%(said)s is neither yes nor no; write “yes” or “no”.")


class WallTime(_Said[time]):
    """A time of day: `19:30`, `7:30 PM`, `19.30`, `19h30`, `7pm`, `1930`; seconds are dropped, `24:00` is midnight."""

    def meant(self, value: Any) -> time:
        found = _CLOCK.fullmatch(" ".join(unicodedata.normalize("NFKC", str(value)).casefold().split()))
        parts = found and _hour_and_minute(found)
        if parts is None or parts[0] > 24 or parts[1] > 59 or (parts[0] == 24 and parts[1]):
            raise self.refused(value, "%(said)s is no time of day; one like 19:30 would be.")
        return time(parts[0] % 24, parts[1])


def _hour_and_minute(found: re.Match[str]) -> tuple[int, int] | None:
    """The two numbers; None where a lone hour does not say which half of the day, or 13 pm is meant."""
    if found["packed"]:
        return int(found["packed"][:2]), int(found["packed"][2:])
    hour, minute, mark = int(found["hour"]), int(found["minute"] or 0), found["mark"] or ""
    if mark[:1] in {"a", "p"}:
        return (hour % 12 + (12 if mark[0] == "p" else 0), minute) if 1 <= hour <= 12 else None
    return (hour, minute) if found["minute"] or mark or hour > 12 else None


class Number(_Said[float]):
    """A number from `least` to `most` as people write it: `52,52`, `1 000`, `1.000,5`, `30 km`.

    Of the readings a separator allows (decimal or thousands), the one within the bounds is taken; where both are,
    neither is.
    """

    out_of_bounds = "%(said)s is out of bounds; %(least)s to %(most)s is possible."

    def __init__(self, *, least: float, most: float, units: Collection[str] = (), **options: Any) -> None:
        super().__init__(**options)
        self.least = least
        self.most = most
        self.units = frozenset(units)

    def meant(self, value: Any) -> float:
        readings = self.readings(value)
        bounds = {"least": f"{self.least:g}", "most": f"{self.most:g}"}
        if not readings:
            raise self.refused(value, "%(said)s is no number; one from %(least)s to %(most)s would be.", **bounds)
        fitting = {reading for reading in readings if self.least <= reading <= self.most}
        if not fitting:
            raise self.refused(value, self.out_of_bounds, **bounds)
        if len(fitting) > 1:
            low, high = (f"{reading:g}" for reading in sorted(fitting))
            message = "%(said)s can mean %(low)s or %(high)s; write it without a separator."
            raise self.refused(value, message, low=low, high=high)
        return fitting.pop()

    def readings(self, value: Any) -> set[float]:
        """What the text can mean; empty when it is no number or has a foreign unit."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return {float(value)}
        text = _GAPS.sub("", western(str(value)).strip())
        found = _NUMBER.fullmatch(text)
        if found is None or found["unit"].strip().casefold() not in {"", *self.units}:
            return set()
        sign = -1.0 if found["sign"] in {"-", "−"} else 1.0
        return {sign * reading for reading in _readings(found["digits"])}


def _readings(digits: str) -> set[float]:
    """Every number that digits with points and commas can mean."""
    readings = set()
    for decimal, thousands in ((".", ","), (",", ".")):
        plain = rf"\d+(?:\{decimal}\d*)?"
        grouped = rf"[1-9]\d{{0,2}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d+)?"
        if re.fullmatch(f"{plain}|{grouped}", digits, re.ASCII):
            readings.add(float(digits.replace(thousands, "").replace(decimal, ".")))
    return readings


class Whole(Number):
    """A whole number; `35.0` is one."""

    def meant(self, value: Any) -> int:
        number = super().meant(value)
        if number != int(number):
            raise self.refused(value, "%(said)s is no whole number; write one.")
        return int(number)


class Degrees(Number):
    """Latitude or longitude in decimal degrees; a letter after it (`33.9 S`) gives the side. Always private."""

    out_of_bounds = "%(said)s is out of bounds: %(least)s to %(most)s. Are latitude and longitude swapped?"

    def __init__(self, *, most: float, sides: str, **options: Any) -> None:
        super().__init__(least=-most, most=most, private=True, units=("°",), **options)
        self.sides = sides

    def readings(self, value: Any) -> set[float]:
        text = western(str(value)).strip().upper()
        if text[-1:] and text[-1] in self.sides and "-" not in text:
            sign = 1 if text[-1] == self.sides[0] else -1
            return {sign * reading for reading in super().readings(text[:-1])}
        return super().readings(value)


class Words(_Said[tuple[str, ...]]):
    """A list, parted by `;` or line breaks (with `commas`, where there is neither, by commas), each
    of at most `most` characters. No word stands twice."""

    def __init__(
        self, *, commas: bool = False, each: Callable[[str], str] = str, most: int = 200, **options: Any
    ) -> None:
        super().__init__(load_default=(), **options)
        self.commas = commas
        self.each = each
        self.word = Text(most=most)

    def meant(self, value: Any) -> tuple[str, ...]:
        said = value if isinstance(value, list | tuple) else self.parted(str(value))
        words = [self.word.meant(word) for word in said]
        return tuple(dict.fromkeys(self.each(word) for word in words if word))

    def parted(self, text: str) -> list[str]:
        """The words of a cell."""
        words = re.split(r"[;\n\r；]", text)
        return text.split(",") if self.commas and len(words) == 1 else words


class Choice(_Said[str]):
    """One of a few words; case, hyphens and blanks do not matter."""

    def __init__(self, words: Collection[str], **options: Any) -> None:
        super().__init__(**options)
        self.words = {folded(word).replace(" ", ""): word for word in words}

    def meant(self, value: Any) -> str:
        return self.chosen(str(value))

    def chosen(self, said: str) -> str:
        """The word that is meant; raises ValidationError."""
        word = self.words.get(folded(said).replace(" ", ""))
        if word is None:
            known = ", ".join(self.words.values())
            raise self.refused(said, "%(said)s is not one of these; take one of them: %(known)s.", known=known)
        return word


def half_a_point(values: Mapping[str, Any]) -> dict[str, Say]:
    """Faults of a latitude without its longitude, or of a point on which nothing stands (0, 0 is a blank form)."""
    point = {name: values[name] for name in ("latitude", "longitude")}
    missing = [name for name, degrees in point.items() if degrees is None]
    if len(missing) == 1:
        return {missing[0]: Say("The other coordinate is there and this one is not; fill in both or neither.")}
    if point == {"latitude": 0.0, "longitude": 0.0}:
        return {"latitude": Say("0, 0 lies in the Gulf of Guinea; leave both blank to have the city looked up.")}
    return {}


def web_address(text: str) -> str:
    """A link people can follow, `https://` put before a bare host name. Raises ValidationError for other schemes."""
    address = text if "://" in text else f"https://{text}"
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", address) or re.match(r"[a-z]+:(?!//|\d)", text, re.IGNORECASE):
        raise wrong("“%(said)s” is no web address; one like https://example.org would be.", said=text[:60])
    return address
