"""How fast ways are in cities, from a list, for a plan without a database; `speeds` keeps them where there is one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from coordinator.errors import Invalid, Say
from coordinator.lineups.locating import Atlas
from coordinator.lineups.problem import Mode
from coordinator.spreadsheets import Loaded, Remark

Speeds = dict[Mode, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSpeeds:
    """One city's: km/h as the crow flies, from door to door; None where they are as usual."""

    city: str
    country: str = ""
    latitude: None = None
    longitude: None = None
    car: float | None = None
    transit: float | None = None
    bicycle: float | None = None
    foot: float | None = None


def city_speeds(listed: Loaded[ListedSpeeds], atlas: Atlas, *, cities: Collection[str]) -> dict[str, Speeds]:
    """By the city as its shows spell it. A city that is not to be found or comes twice is a fault, one without a show a
    warning; both are noted in the list."""
    found: dict[str, Speeds] = {}
    for line, city, speeds in _by_city(listed, atlas):
        if city in found:
            said = Say("%(city)s stands in the list already; take one of the rows out.", city=city)
            listed.faults.append(Remark(listed.name, line, "city", said))
        elif city not in cities:
            said = Say("No show is in %(city)s, so its speeds count for nothing.", city=city)
            listed.warnings.append(Remark(listed.name, line, "city", said))
        found.setdefault(city, speeds)
    return found


def _by_city(listed: Loaded[ListedSpeeds], atlas: Atlas) -> Iterator[tuple[int, str, Speeds]]:
    for line, row in listed.rows:
        try:
            city = atlas.home(row, atlas.spot(row)).city
        except Invalid as refused:
            faults = ((column, said) for column, all_said in refused.faults.items() for said in all_said)
            listed.faults.extend(Remark(listed.name, line, column, said) for column, said in faults)
        else:
            said = {mode: getattr(row, mode) for mode in Mode}
            yield line, city, {mode: kmh for mode, kmh in said.items() if kmh is not None}
