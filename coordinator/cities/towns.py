"""Towns for a form: what somebody may mean who has typed so far, the one that is meant, and what lies around it."""

from coordinator.errors import Invalid, Say
from coordinator.geo.countries import country_name
from coordinator.geo.gazetteer import Gazetteer, Place
from coordinator.geo.names import fold

MOST_OTHERS, NAMESAKES = 4, 60  # towns of the same name that are told, and among how many they are looked for
AROUND_KM, DISTRICTS = 40, 200  # how far around a town, and how many names
WITH_STATE = frozenset({"US", "CA", "AU"})  # countries whose towns go by their state, and whose states are known


def suggestions(gazetteer: Gazetteer, typed: str, *, locale: str) -> list[str]:
    """Names to choose from, each of which leads back to its town: “Lagos, Nigeria”."""
    found = gazetteer.suggest(typed) if len(typed.strip()) > 1 else ()
    named = {label(place, locale=locale): place for place in reversed(found)}
    return [said for said in reversed(named) if gazetteer.find(said) == named[said]]


def label(place: Place, *, locale: str) -> str:
    """A town with what tells it from others of its name."""
    state = [place.admin1] if place.country in WITH_STATE and place.admin1.isalpha() else []
    return ", ".join([place.name, *state, country_name(place.country, locale)])


def others(gazetteer: Gazetteer, place: Place, *, locale: str) -> list[str]:
    """Labels of the other towns of the same name, the biggest first, at most MOST_OTHERS; each leads back to its
    town."""
    same = [
        one
        for one in gazetteer.suggest(place.name, limit=NAMESAKES)
        if one.id != place.id and fold(one.name) == fold(place.name)
    ]
    named = {label(one, locale=locale): one for one in reversed(same)}
    return [said for said in reversed(named) if gazetteer.find(said) == named[said]][:MOST_OTHERS]


def town(gazetteer: Gazetteer, typed: str) -> Place:
    """The town that is meant. Raises Invalid (`city`)."""
    found = gazetteer.find(typed)
    if found is None:
        fault = "We know no town called “%(name)s”. Try its English name, or a bigger town nearby."
        raise Invalid({"city": [Say(fault, name=typed[:60])]})
    return found


def districts(gazetteer: Gazetteer, latitude: float, longitude: float) -> list[list[float | int | str]]:
    """Names around a town for its map, the largest first: latitude, longitude, name, population."""
    near = gazetteer.places_near(latitude, longitude, km=AROUND_KM, limit=DISTRICTS)
    return [[place.latitude, place.longitude, place.name, place.population] for place in near]
