"""An act as it applies or the committee lists it, before it is located, reviewed or given an id of ours."""

from dataclasses import dataclass, field
from datetime import time

from coordinator.geo.touring import TourLeg


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedArtist:
    """One row of `artists.csv`. `free_from` and `free_until` are wall time at the show's place; None is any time.

    `legs` in wall time are of the clocks at their base.
    """

    artist_id: str
    act_name: str
    contact_name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    city: str = ""
    country: str = ""
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    travel_km: float = 30.0
    mode: str = "car"  # car, transit, bicycle, foot
    legs: tuple[TourLeg, ...] = ()
    genres: tuple[str, ...] = ()  # the first is the main one
    people: int = 1
    members: tuple[str, ...] = field(default=(), repr=False)  # names or e-mails, in one spelling
    needs: tuple[str, ...] = ()  # amplified, drums, piano, power
    free_from: time | None = None
    free_until: time | None = None
    max_shows: int = 1
    set_minutes: int = 25
    rating: float = 0.0  # 0 to 5
    languages: tuple[str, ...] = ()
    refugee_background: bool = False
    not_with: tuple[str, ...] = ()  # space or artist ids
    links: tuple[str, ...] = ()
