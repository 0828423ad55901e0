"""What may be said of an act: one schema for the spreadsheet, the artist's application and the API."""

from collections.abc import Mapping
from typing import Any

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
)
from coordinator.rows import RowSchema

NEEDS = ("amplified", "drums", "piano", "power")
FARTHEST_KM = 20_040  # half way round the Earth


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
    links = Words(each=web_address)

    def together(self, values: Mapping[str, Any]) -> dict[str, Say]:
        faults = half_a_point(values)
        if values["free_from"] is not None and values["free_from"] == values["free_until"]:
            message = "“until” is the same as “from”; leave both blank for any time."
            faults["until"] = Say(message)
        return faults
