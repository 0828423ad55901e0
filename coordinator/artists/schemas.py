"""What may be said of an act: one schema for the spreadsheet, the artist's application and the API."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import ValidationError
from marshmallow.fields import Field

from coordinator.artists.listing import ListedArtist
from coordinator.errors import Say
from coordinator.fields import (
    Choice,
    Country,
    Degrees,
    Id,
    Mail,
    Number,
    Text,
    WallTime,
    Whole,
    Words,
    YesNo,
    folded,
    half_a_point,
    web_address,
    wrong,
)
from coordinator.geo.touring import TourLeg
from coordinator.rows import RowSchema

NEEDS = ("amplified", "drums", "piano", "power")
MODES = ("car", "transit", "bicycle", "foot")
MOST_ADDRESS = 500  # characters of a link
FARTHEST_KM = 20_040  # half way round the Earth
_LEG = re.compile(r"([^/@]+)/([^/@]+)@ ?([^,]+?)(?:, ?| )([^,]+)")
A_LEG = "2017-09-19T10:00/2017-09-21T10:00@48.85 2.35"


class Legs(Field[tuple[TourLeg, ...]]):
    """Legs of a tour, parted by `;`: from/until@latitude longitude as in A_LEG. Never repeats what was written.

    Times are wall time at the base, or instants where both end in `Z` or an offset (`+02:00`).
    """

    def __init__(self) -> None:
        super().__init__(load_default=())
        self.parts = Words(each=str.strip)
        self.degrees = Degrees(most=90, sides="NS"), Degrees(most=180, sides="EW")

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[TourLeg, ...]:
        return tuple(self._leg(number, said) for number, said in enumerate(self.parts.meant(value), start=1))

    def make_error(self, key: str, **_: Any) -> ValidationError:
        del key
        return wrong("Leave this blank, or write legs like %(example)s.", example=A_LEG)

    def _leg(self, number: int, said: str) -> TourLeg:
        found = _LEG.fullmatch(said)
        parts = found.groups() if found else ()
        try:
            begins, ends = map(moment, parts[:2])
            latitude, longitude = (one.meant(text) for one, text in zip(self.degrees, parts[2:], strict=True))
        except (ValueError, ValidationError):
            message = "Leg %(number)d cannot be read; one like %(example)s would be: from, until, latitude, longitude."
            raise wrong(message, number=number, example=A_LEG) from None
        if (begins.tzinfo is None) != (ends.tzinfo is None):
            message = "Leg %(number)d has a zone at one end only; leave both without, in the local time of the place."
            raise wrong(message, number=number)
        return TourLeg(begins, ends, latitude, longitude)


def moment(text: str) -> datetime:
    """A day with its time, ISO 8601. Raises ValueError."""
    if ":" not in text:
        raise ValueError(text)
    return datetime.fromisoformat(text.strip()).replace(second=0, microsecond=0)


class ArtistRow(RowSchema[ListedArtist]):
    """One row of `artists.csv`, as ListedArtist."""

    key = ("artist_id",)
    build = ListedArtist

    artist_id = Id(required=True, most=100)
    act_name = Text(required=True)
    contact_name = Text(load_default="", private=True)
    email = Mail(load_default="", most=254, private=True)
    city = Text(load_default="")
    country = Country(load_default="")
    latitude = Degrees(most=90, sides="NS", load_default=None)
    longitude = Degrees(most=180, sides="EW", load_default=None)
    travel_km = Number(least=0, most=FARTHEST_KM, units=("km", "kms", "kilometres", "kilometers"), load_default=30.0)
    mode = Choice(MODES, load_default="car")
    legs = Legs()
    genres = Words(commas=True, each=folded)
    people = Whole(least=1, most=200, units=("people", "persons"), load_default=1)
    members = Words(each=folded)
    needs = Words(commas=True, each=Choice(NEEDS).chosen)
    free_from = WallTime(data_key="from", load_default=None)
    free_until = WallTime(data_key="until", load_default=None)
    max_shows = Whole(least=1, most=2, load_default=1)
    set_minutes = Whole(least=5, most=180, units=("min", "mins", "minutes", "'"), load_default=25)
    rating = Number(least=0, most=5, load_default=0.0)
    languages = Words(commas=True)
    refugee_background = YesNo(load_default=False)
    not_with = Words()
    links = Words(each=web_address, most=MOST_ADDRESS)

    def together(self, values: Mapping[str, Any]) -> dict[str, Say]:
        faults = half_a_point(values)
        if values["free_from"] is not None and values["free_from"] == values["free_until"]:
            message = "“until” is the same as “from”; leave both blank for any time."
            faults["until"] = Say(message)
        return faults
