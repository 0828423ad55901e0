"""The steps in which an act applies: what may be said in each of them."""

import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, post_load, validates_schema
from marshmallow.fields import List, String

from coordinator.artists.depositing import MOST_APART, MOST_LEGS, MOST_LINKS
from coordinator.artists.schemas import FARTHEST_KM, MODES, MOST_ADDRESS, moment
from coordinator.errors import Say
from coordinator.fields import (
    Choice,
    Mail,
    Number,
    Text,
    WallTime,
    Whole,
    Words,
    YesNo,
    folded,
    web_address,
    wrong,
)
from coordinator.spaces.schemas import Phone, PinForm, StepForm

MOST_MEMBERS = 40
MOST_PROSE = 10_000  # characters
KM_PER = {"km": 1.0, "mi": 1.609344}  # kilometres in the unit of distances
_NAME, _GUARDIAN = Text(most=80, private=True), Text(most=200, private=True)


def is_mail(text: str) -> bool:
    """Whether that can be an e-mail address."""
    try:
        Mail(most=254).deserialize(text)
    except ValidationError:
        return False
    return True


class Prose(Text):
    """Text of several lines in which every blank counts; line ends and tabs in one form."""

    def tidied(self, text: str) -> str:
        lines = text.replace("\r\n", "\n").expandtabs(4).split("\n")
        return "\n".join(line.rstrip() for line in lines).strip("\n")


def _at_most(most: int) -> Callable[[Collection[str]], None]:
    def check(words: Collection[str]) -> None:
        if len(words) > most:
            raise wrong("These are %(count)d; %(most)d is the most.", count=len(words), most=most)

    return check


def secure_address(text: str) -> str:
    """A link that starts with `https://`, without a name or password in it. Raises ValidationError."""
    parts = urlsplit(web_address(text))
    if parts.scheme != "https" or "@" in parts.netloc or len(text) > MOST_ADDRESS:
        raise wrong("“%(said)s” cannot be taken; a link like https://example.org/song would be.", said=text[:60])
    return parts.geturl()


class Links(Words):
    """Links, one a line, as `secure_address` takes them; a fault names its line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=MOST_ADDRESS, **options)

    def parted(self, text: str) -> list[str]:
        return text.splitlines()

    def meant(self, value: Any) -> tuple[str, ...]:
        lines = enumerate(self.parted(str(value)), start=1)
        return tuple(dict.fromkeys(self._link(number, line.strip()) for number, line in lines if line.strip()))

    def _link(self, number: int, line: str) -> str:
        if len(line) > MOST_ADDRESS:
            fault = "Line %(number)d has %(length)d characters; %(most)d is the most."
            raise wrong(fault, number=number, length=len(line), most=MOST_ADDRESS)
        try:
            return secure_address(self.word.meant(line))
        except ValidationError:
            fault = "Line %(number)d: “%(said)s” cannot be taken; a link like https://example.org/song would be."
            raise wrong(fault, number=number, said=line[:60]) from None


class ActForm(StepForm):
    """What sort of act it is, and what it cannot play without."""

    act_name = Text(required=True, most=120)
    genres = Words(commas=True, each=folded, validate=_at_most(10))
    languages = Words(commas=True, validate=_at_most(20))
    set_minutes = Whole(least=5, most=180, units=("min", "mins", "minutes", "'"), required=True)
    people = Whole(least=1, most=200, units=("people", "persons"), required=True)
    amplified = YesNo(load_default=False)
    drums = YesNo(load_default=False)
    piano = YesNo(load_default=False)
    power = YesNo(load_default=False)

    @validates_schema
    def _check_words(self, data: Mapping[str, Any], **_: Any) -> None:
        if all(unicodedata.category(sign)[0] in "CZ" for sign in data["act_name"]):
            raise ValidationError({"act_name": [Say("Nobody could see this name; type one that shows.")]})
        if not data["genres"]:
            raise ValidationError({"genres": [Say("Name at least one; the first counts as the main one.")]})

    @post_load
    def _in_lists(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {name: list(data[name]) for name in ("genres", "languages")}


class PeopleForm(StepForm):
    """Who plays: rows of a name and an address, blank ones left out; who is under age, and who answers for those; and
    by what number the act is reached on the evening."""

    name = List(String(), load_default=list)
    email = List(String(), load_default=list)
    guardian = List(String(), load_default=list)
    minor = List(String(), load_default=list)  # numbers of the rows that are ticked, from 1
    phone = Phone(load_default="", most=40, private=True)

    @post_load
    def _in_rows(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        typed = enumerate(zip(data["name"], data["email"], data["guardian"], strict=False), start=1)
        said = [(row, str(number) in data["minor"]) for number, row in typed]
        filled = [(row, minor) for row, minor in said if minor or any(map(str.strip, row))]
        _refuse_more("members", len(filled), MOST_MEMBERS)
        rows = [_member(number, row, minor=minor) for number, (row, minor) in enumerate(filled, start=1)]
        if not rows:
            raise ValidationError({"members": [Say("Say who plays: at least one name.", number=1)]})
        return {"members": rows, "phone": data["phone"]}


def _refuse_more(name: str, count: int, most: int) -> None:
    """Raise ValidationError where more lines were filled than can be kept."""
    if count > most:
        fault = "These are %(count)s lines; %(most)s are the most. Leave some out."
        raise ValidationError({name: [Say(fault, count=count, most=most, number=most + 1)]})


def _member(number: int, row: tuple[str, str, str], *, minor: bool) -> dict[str, Any]:
    """One row as JSON. Raises ValidationError (`members`)."""
    name, email, guardian = row
    try:
        texts = {"name": _NAME.deserialize(name), "guardian": _GUARDIAN.deserialize(guardian)}
    except ValidationError:
        lacks: str | None = "Line %(number)d is too long, or holds signs that cannot be read; type it anew."
    else:
        texts["email"] = " ".join(email.split())
        lacks = _lacking(texts, minor=minor)
    if lacks:
        raise ValidationError({"members": [Say(lacks, number=number)]})
    return texts | {"minor": minor}


def _lacking(kept: Mapping[str, str], *, minor: bool) -> str | None:
    if not kept["name"]:
        return "Line %(number)d has no name; add it, or clear the line."
    if kept["email"] and not is_mail(kept["email"]):
        return "Line %(number)d has no e-mail address that can be right; one like name@example.org would be."
    if not minor and not kept["email"]:
        return "Line %(number)d has no e-mail address; by it we see who plays in two bands."
    if minor and not kept["guardian"]:
        return "Line %(number)d: say who answers for this person that evening, and a number where they can be reached."
    return None


class HomeForm(StepForm):
    """The town it lives in; looked up in the gazetteer."""

    city = Text(required=True, most=120)


class ReachForm(PinForm):
    """Where it sets out, how far it goes (in `unit`), and how it gets about."""

    travel = Number(least=0, most=FARTHEST_KM, units=("km", "kms", "mi", "miles"), required=True)
    unit = Choice(tuple(KM_PER), load_default="km")
    mode = Choice(MODES, required=True)

    @post_load
    def _in_km(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        km = min(data.pop("travel") * KM_PER[data.pop("unit")], FARTHEST_KM)
        return data | {"travel_km": km, "pinned": True}


class LegsForm(StepForm):
    """Where it is while it tours: rows of a town and two wall times there, blank ones left out."""

    city = List(String(), load_default=list)
    begins = List(String(), load_default=list)
    ends = List(String(), load_default=list)

    @post_load
    def _in_rows(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        typed = zip(data["city"], data["begins"], data["ends"], strict=False)
        filled = [row for row in typed if any(map(str.strip, row))]
        _refuse_more("legs", len(filled), MOST_LEGS)
        return {"legs": [_stay(number, *row) for number, row in enumerate(filled, start=1)]}


def _stay(number: int, city: str, begins: str, ends: str) -> dict[str, str]:
    """One row as JSON. Raises ValidationError (`legs`)."""
    try:
        where = Text(most=120).deserialize(city)
        times = {name: moment(text) for name, text in (("begins", begins), ("ends", ends))}
    except (ValueError, ValidationError):
        where, times = "", {}
    if not where or any(at.tzinfo for at in times.values()):
        said = "Line %(number)d needs a town and two times like 2026-09-18T10:00; look at it again, or clear it."
        raise ValidationError({"legs": [Say(said, number=number)]})
    return {"city": where, **{name: f"{at:%Y-%m-%dT%H:%M}" for name, at in times.items()}}


class EveningForm(StepForm):
    """When it is free, in wall time where the show is, and how often it plays."""

    free_from = WallTime(load_default=None)
    free_until = WallTime(load_default=None)
    max_shows = Whole(least=1, most=2, required=True)

    @validates_schema
    def _check_together(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["free_from"] is not None and data["free_from"] == data["free_until"]:
            said = Say("“Until” is the same as “from”; leave both blank for any time.")
            raise ValidationError({"free_until": [said]})

    @post_load
    def _as_json(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        walls = {name: data[name] for name in ("free_from", "free_until")}
        return data | {name: f"{wall:%H:%M}" if wall else None for name, wall in walls.items()}


class HearForm(StepForm):
    """Links to hear it, what it writes of itself, and whether it may be filmed."""

    links = Links(validate=_at_most(MOST_LINKS))
    bio = Prose(load_default="", most=MOST_PROSE, private=True)
    filmed = Choice(("yes", "no"), required=True)

    @post_load
    def _in_lists(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**{name: data[name] for name in ("bio", "filmed")}, "links": list(data["links"])}


class ApartForm(StepForm):
    """With whom it would not be placed: names, one a line."""

    apart = Words(validate=_at_most(MOST_APART))

    @post_load
    def _in_lists(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"apart": list(data["apart"])}


class TermsForm(StepForm):
    """Consent to the words that were shown, which come along (`seen`)."""

    consent = YesNo(load_default=False)
    seen = String(load_default="")

    @validates_schema
    def _check_consent(self, data: Mapping[str, Any], **_: Any) -> None:
        if not data["consent"]:
            raise ValidationError({"consent": [Say("Tick this if you agree; without it we cannot ask you to play.")]})


class PhotoForm(StepForm):
    """What is on the photo of an act; the photo itself comes as a file."""

    words = Text(load_default="", most=200, private=True)
