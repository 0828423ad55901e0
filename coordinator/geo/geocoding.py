"""From an address to a point: a pin placed by hand, else a kept answer, else the service, else the gazetteer's town.

Nothing is fetched unless a service is configured (`online`, which also says what text then leaves the server).
Addresses and points are secrets: they are never logged, and kept only sealed (`answers`).
"""

import json
import logging
from dataclasses import asdict, dataclass
from typing import Literal

from geopy.exc import GeopyError

from coordinator.errors import Invalid, Say
from coordinator.geo.answers import Answers
from coordinator.geo.gazetteer import Gazetteer, country_code, country_name
from coordinator.geo.offline import GazetteerGeocoder
from coordinator.geo.online import Ask, GeocoderSettings, is_exact, service

__all__ = ["Address", "Geocoded", "GeocoderSettings", "Geocoding", "geocoding"]

Precision = Literal["pin", "address", "town"]
_NOTHING = "null"  # the service knew no such place; kept so that it is not asked again
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address: street and number, town, country (code or name). Parts may be blank."""

    street: str = ""
    town: str = ""
    country: str = ""

    def __str__(self) -> str:
        code = country_code(self.country)
        parts = (self.street, self.town, country_name(code) if code else self.country)
        return ", ".join(part.strip() for part in parts if part.strip())


@dataclass(frozen=True, slots=True)
class Geocoded:
    """A point (degrees, WGS 84), how exact it is and who said so (“pin”, the service's kind, or “gazetteer”).

    `place_name` names the town of an answer of precision “town” from the gazetteer.
    """

    latitude: float
    longitude: float
    precision: Precision
    source: str
    place_name: str | None = None


class Geocoding:
    """The chain. `ask` is the service (None: offline), `kind` its name, `answers` where answers and pins are kept."""

    def __init__(
        self, gazetteer: Gazetteer, *, ask: Ask | None = None, kind: str = "offline", answers: Answers | None = None
    ) -> None:
        self._offline = GazetteerGeocoder(gazetteer)
        self._ask, self._kind, self._answers = ask, kind, answers

    def find(self, address: Address) -> Geocoded | None:
        """The point of an address, or of its town; None where not even the town is known.

        May wait for the service's turn and its answer: call it from the worker, not from a request.
        """
        if not str(address):
            return None
        kept = self._answers.find(str(address)) if self._answers else None
        if kept is None and self._ask:
            kept = self._asked(str(address), self._ask)
        return Geocoded(**json.loads(kept)) if kept and kept != _NOTHING else self._town(address)

    def place_pin(self, address: Address, latitude: float, longitude: float) -> Geocoded:
        """Keeps the point somebody placed by hand (degrees); only another pin replaces it. Raises Invalid."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise Invalid({"latitude": [Say("A pin lies between 90° south and 90° north, 180° west and 180° east.")]})
        if self._answers is None:
            raise ValueError("pins need somewhere to be kept")
        pin = Geocoded(latitude, longitude, "pin", "pin")
        self._answers.keep(str(address), json.dumps(asdict(pin)), pin=True)
        return pin

    def forget(self, address: Address) -> None:
        """Drops what is kept of an address, pin included."""
        if self._answers:
            self._answers.forget(str(address))

    def _asked(self, address: str, ask: Ask) -> str | None:
        """The service's answer, kept; None when it failed."""
        try:
            location = ask(address)
        except GeopyError as fault:
            _log.warning("The geocoder %s failed (%s); towns stand in.", self._kind, type(fault).__name__)
            return None
        answer = _NOTHING
        if location:
            precision: Precision = "address" if is_exact(location) else "town"
            answer = json.dumps(asdict(Geocoded(location.latitude, location.longitude, precision, self._kind)))
        if not self._answers:
            return answer
        self._answers.keep(address, answer)
        return self._answers.find(address)  # a pin placed while the service was thinking

    def _town(self, address: Address) -> Geocoded | None:
        country = country_code(address.country)
        query = address.town if address.town.strip() else address.street
        found = self._offline.locate(query, country=country)
        if found is None:
            return None
        return Geocoded(found.latitude, found.longitude, "town", "gazetteer", found.raw["name"])


def geocoding(settings: GeocoderSettings, gazetteer: Gazetteer, *, answers: Answers | None = None) -> Geocoding:
    """The chain as configured. Raises Invalid for settings no service can work with."""
    return Geocoding(gazetteer, ask=service(settings), kind=settings.kind, answers=answers)
