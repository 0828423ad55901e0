"""How fast ways are in a city, where that is not as usual: what its leads know and no table of averages does."""

from collections.abc import Mapping

from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.errors import Invalid, Say
from coordinator.lineups.problem import SPEED_KMH, Mode

LEAST_KMH, MOST_KMH = 1.0, 200.0


def put_right(slug: str, said: Mapping[Mode, float]) -> dict[Mode, float]:
    """Keep these speeds (km/h as the crow flies, door to door) of a city beside those kept before.

    Returns what counts there now, for every mode. Raises Invalid for a city that does not take part (`city`) and for a
    speed that nobody goes at (its mode).
    """
    for mode, kmh in said.items():
        if not LEAST_KMH <= kmh <= MOST_KMH:
            message = "%(kmh)s km/h is out of bounds; %(least)d to %(most)d is possible."
            raise Invalid({str(mode): [Say(message, kmh=f"{kmh:g}", least=LEAST_KMH, most=MOST_KMH)]})
    city = _city(slug)
    city.speed_kmh = city.speed_kmh | {str(mode): kmh for mode, kmh in said.items()}
    return {mode: city.speed_kmh.get(mode, usual) for mode, usual in SPEED_KMH.items()}


def forget(slug: str) -> None:
    """Let ways in a city be as fast as usual again. Raises Invalid (`city`)."""
    _city(slug).speed_kmh = {}


def _city(slug: str) -> City:
    city = db.session.scalar(select(City).where(City.slug == slug).with_for_update())
    if city is None:
        raise Invalid({"city": [Say("No city “%(city)s” takes part; its name in addresses is wanted.", city=slug)]})
    return city
