"""A draft as its public side would stand in the tables if it were sent now: rows that belong to no session.

So its host can be shown what others would see of it by what shows it of a space that was sent, and nothing is kept.
"""

from typing import Any, NamedTuple

from coordinator.cities.models import Area, City
from coordinator.cities.registering import NameArea, area_as_registered, as_registered
from coordinator.cities.whereabouts import Place
from coordinator.disclosure import had_areas
from coordinator.disclosure.own_spaces import OwnForm, Said
from coordinator.spaces.models import Kind, Space, SpaceState
from coordinator.spaces.registration import NEEDS, city_around, public

_ANYTHING = {"kind": Kind.OTHER, "capacity": 1, "step_free": False}
"""What `public` asks for, where nothing is said: it is taken out again."""


class Preview(NamedTuple):
    """What of a draft anybody might know. Of the space that is None which its host has not said yet."""

    space: Space
    area: Area
    city: City


def preview(form: OwnForm, *, name_area: NameArea) -> Preview:
    """A draft whose place is known (`registration.has_place`) as it would stand if it were sent."""
    city = city_around(form) or as_registered(Place(**form.said["town"]))
    before = had_areas.of_host(form.space_id, city.id)
    here = form.said["latitude"], form.said["longitude"]
    area = area_as_registered(city, *here, name_area=name_area, before=before)
    where = {"edition_id": form.edition_id, "city_id": city.id, "area_id": area.id}
    return Preview(Space(id=form.space_id, state=SpaceState.SUBMITTED, **where, **_said(form.said)), area, city)


def _said(said: Said) -> dict[str, Any]:
    """The columns of what was said; None where it was not."""
    unsaid = [name for name in _ANYTHING if name not in said]
    if not any(need in said for need in NEEDS):
        unsaid.append("has")
    return public({**_ANYTHING, **said}) | dict.fromkeys(unsaid)
