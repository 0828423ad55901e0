"""Where the demonstration plays: real cities on every inhabited continent, both sides of the date line included."""

from coordinator.campaign.invention import Scene
from coordinator.errors import Invalid, Say
from coordinator.geo.gazetteer import Gazetteer, Place

LED = ("Berlin", "Lagos")  # the known lead's; they come first
ALWAYS = (
    "Nairobi", "São Paulo", "Auckland", "Apia", "Reykjavík", "Honolulu", "Suva", "London", "Tokyo", "Mumbai",
    "Mexico City", "Cairo", "Sydney", "Beirut", "Amman", "Bogotá", "Cape Town", "Toronto", "Paris", "Istanbul", "Seoul",
    "Ushuaia",
)  # fmt: skip
PER_COUNTRY, MINIMUM = 2, 20_000
DISTRICT_KM, DISTRICTS, DISTRICT_SIZE = 7.0, 12, 3_000


def scenes(gazetteer: Gazetteer, count: int) -> list[Scene]:
    """`count` cities with their districts, the known lead's two first. Raises Invalid (`cities`) for too many."""
    named = [place for name in (*LED, *ALWAYS) if (place := gazetteer.find(name))]
    big = gazetteer.largest(per_country=PER_COUNTRY, minimum=MINIMUM)
    chosen = list({place.id: place for place in (*named, *big)}.values())
    if not len(LED) <= count <= len(chosen):
        fault = Say("Between %(least)d and %(most)d cities can take part.", least=len(LED), most=len(chosen))
        raise Invalid({"cities": [fault]})
    return [Scene(place, _districts(gazetteer, place)) for place in chosen[:count]]


def _districts(gazetteer: Gazetteer, place: Place) -> tuple[tuple[float, float], ...]:
    found = gazetteer.places_near(
        place.latitude, place.longitude, km=DISTRICT_KM, limit=DISTRICTS, minimum=DISTRICT_SIZE
    )
    here = [near for near in found if near.country == place.country]
    return tuple((near.latitude, near.longitude) for near in here or [place])
