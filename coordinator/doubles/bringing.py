"""What the act that stays lacks and the other has: its people, its photo, the legs of its tour, what leads think of
it.

Where both have a photo, or legs at one time, a lead says which counts (`Choice`); else the act that stays counts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from coordinator.artists.depositing import MOST_LEGS, prints, tour_legs
from coordinator.artists.models import Application
from coordinator.cities.registering import Town
from coordinator.cities.whereabouts import as_json
from coordinator.disclosure import joining, photos, reviews
from coordinator.disclosure.deposits import fingerprint
from coordinator.disclosure.own_acts import Said
from coordinator.disclosure.photos import Subject
from coordinator.geo.touring import TourLeg

Row = Mapping[str, Any]
TownAt = Callable[[float, float], tuple[Town, str]]
"""The town nearest to a point (degrees), and what it is called in a form."""


class Choice(StrEnum):
    """Of what both have, that of the act that goes is to count."""

    PHOTO = "photo"
    LEGS = "legs"


@dataclass(frozen=True, slots=True)
class Gain:
    """What goes over. `people`: names; `nameless`: how many more are known by fingerprint alone; `younger`: names of
    those of whom only the other says that they are under age. `legs` are all there are then, `legs_over` of the other;
    `legs_clash`: how many of the other's are at one time with another; `legs_left`: for how many there is no room.
    `photo_over`: whether the photo of the other counts then, `photos`: how many of the two have one. `scores_over`:
    whether what leads think of the other goes over."""

    people: tuple[str, ...] = field(repr=False)
    nameless: int
    younger: tuple[str, ...] = field(repr=False)
    legs: tuple[TourLeg, ...] = field(repr=False)
    legs_over: int
    legs_clash: int
    legs_left: int
    photo_over: bool
    photos: int
    scores_over: bool

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Of what both have something, and only one can count."""
        asked = {Choice.PHOTO: self.photos > 1, Choice.LEGS: bool(self.legs_clash)}
        return tuple(choice for choice in Choice if asked[choice])


def gain(kept: Application, other: Application, said: Said, theirs: Said, *, takes: Collection[Choice]) -> Gain:
    """What `kept` gets of `other`, of which these are the forms. Scores stay in their city: they were said among its
    leads."""
    pair = (kept.artist_id, other.artist_id)
    pictures = photos.of_all(Subject.ACT, pair)
    known = joining.members(pair)
    mine, others = (joining.legs(pair).get(act, ()) for act in pair)
    legs, left = together(mine, others, first=Choice.LEGS not in takes)
    whole, before = members(said, theirs), list(said.get("members", ()))
    fresh = whole[len(before) :] if "members" in said else ()
    return Gain(
        tuple(one["name"] for one in fresh),
        len(known[pair[1]] - known[pair[0]]) if not fresh else 0,
        tuple(now["name"] for now, was in zip(whole, before, strict=False) if now["minor"] and not was["minor"]),
        legs,
        sum(leg in others and leg not in mine for leg in legs),
        sum(any(_at_once(leg, one) for one in mine) for leg in others if leg not in mine),
        left,
        other.artist_id in pictures and (kept.artist_id not in pictures or Choice.PHOTO in takes),
        len(pictures),
        kept.city_id == other.city_id,
    )


def bring(kept: Application, other: Application, gain: Gain) -> None:
    """Write it, but for what stands in a form. Both acts are held by the caller."""
    joining.members_over(other.artist_id, kept.artist_id)
    joining.put_legs({kept.artist_id: gain.legs})
    if gain.photo_over:
        photos.drop_all(Subject.ACT, kept.artist_id)
        photos.hand_over(Subject.ACT, other.artist_id, kept.artist_id)
    if gain.scores_over:
        reviews.hand_over(other.id, kept.id)


def members(said: Said, theirs: Said) -> Sequence[Row]:
    """The lines of all who play, those of the act that stays first, by person: who stands in both is one line, and
    under age where either says so, with the word of who answers then."""
    whole: list[dict[str, Any]] = [dict(one) for one in said.get("members", ())]
    for one in theirs.get("members", ()):
        same = next((known for known in whole if _person(known) & _person(one)), None)
        if same is None:
            whole.append(dict(one))
        elif one["minor"] and not same["minor"]:
            same.update(minor=True, guardian=one["guardian"])
    return whole


def _person(row: Row) -> set[str]:
    return {fingerprint(said) for said in prints([row])}


def together(mine: Sequence[TourLeg], theirs: Sequence[TourLeg], *, first: bool) -> tuple[tuple[TourLeg, ...], int]:
    """The legs of two acts as those of one, in order of time, and how many of the other's there is no room for. Of two
    at one time that of the act that stays counts (`first`), or that of the other."""
    whole, left = list(mine if first else theirs), 0
    for leg in theirs if first else mine:
        if leg in whole or any(_at_once(leg, one) for one in whole):
            continue
        if len(whole) < MOST_LEGS:
            whole.append(leg)
        else:
            left += 1
    return tuple(sorted(whole, key=lambda leg: leg.begins)), left


def leg_rows(legs: Sequence[TourLeg], known: Sequence[Row], town_at: TownAt) -> list[Row]:
    """The legs as lines of a form: as an act typed them, or, of a list, with the town nearest to the base."""
    typed = {tour_legs([row])[0]: row for row in reversed(known)}
    return [typed.get(leg) or _row(leg, *town_at(leg.latitude, leg.longitude)) for leg in legs]


def _row(leg: TourLeg, town: Town, called: str) -> Row:
    zone = ZoneInfo(town.zone)
    walls = {name: f"{getattr(leg, name).astimezone(zone):%Y-%m-%dT%H:%M}" for name in ("begins", "ends")}
    return {
        "city": called,
        "town": as_json(town),
        **walls,
        "latitude": leg.latitude,
        "longitude": leg.longitude,
    }


def _at_once(one: TourLeg, other: TourLeg) -> bool:
    return one.begins < other.ends and other.begins < one.ends
