"""Geocoding services on the network: Nominatim, Photon or Pelias, built from settings, asked politely.

The service is a third party. What leaves the server is the text of the address with its town and country, the
configured user agent and, for Pelias, the key: no name, no e-mail, no id of a space. Where even the address may not
leave, run a service of your own or stay offline; hosts can place a pin by hand either way.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from geopy.adapters import URLLibAdapter
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim, Pelias, Photon
from geopy.location import Location

from coordinator.errors import Invalid, Say

Kind = Literal["offline", "nominatim", "photon", "pelias"]
Ask = Callable[[str], Location | None]

PUBLIC_PAUSE = 1.1  # seconds; Nominatim's usage policy allows one request a second for a whole site
_SERVICES: Mapping[str, Callable[..., Any]] = {"nominatim": Nominatim, "photon": Photon, "pelias": Pelias}
_COARSE = (
    "administrative borough city city_district continent country county dependency district hamlet localadmin locality "
    "macrocounty macroregion municipality neighbourhood postalcode postcode province quarter region state "
    "state_district suburb town village"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocoderSettings:
    """Which service to ask. `url` empty is the service's own public address; `min_seconds_between` two requests."""

    kind: Kind = "offline"
    url: str = ""
    user_agent: str = ""
    api_key: str = ""
    min_seconds_between: float = PUBLIC_PAUSE
    timeout: float = 5.0  # seconds

    @property
    def pause(self) -> float:
        """Seconds between two requests; at public services never below what their policy asks."""
        return self.min_seconds_between if self.url else max(self.min_seconds_between, PUBLIC_PAUSE)


def service(settings: GeocoderSettings) -> Ask | None:
    """A function that asks the configured service for one address, waiting its turn; None when offline.

    It raises geopy's GeopyError when the service fails. The rate holds per process, so only the one worker geocodes.
    Raises Invalid for settings no service can work with.
    """
    if settings.kind == "offline":
        return None
    _check(settings)
    logging.getLogger("geopy").setLevel(logging.CRITICAL)  # it logs what it asks, and that is somebody's address
    geocode = _SERVICES[settings.kind](**_options(settings)).geocode
    return RateLimiter(  # type: ignore[no-any-return]
        geocode,
        min_delay_seconds=settings.pause,
        error_wait_seconds=2 * settings.pause,
        max_retries=0,
        swallow_exceptions=False,
    )


def is_exact(location: Location) -> bool:
    """Whether a service's answer is a house or a street, as opposed to a whole town, district or postcode."""
    raw = location.raw or {}
    facts = raw.get("properties", raw)
    said = (facts.get(key) for key in ("addresstype", "layer", "type"))
    return next((word for word in said if word), "house") not in _COARSE.split()


def _check(settings: GeocoderSettings) -> None:
    if len(settings.user_agent) < 5:
        fault = Say(
            "Tell the geocoding service who asks and how to reach you, such as “our-concerts (us@example.org)”."
        )
        raise Invalid({"user_agent": [fault]})
    if settings.kind == "pelias" and not settings.url:
        raise Invalid({"url": [Say("Pelias has no public address; give the address of the one you use.")]})
    if settings.url and urlsplit(settings.url).scheme not in {"http", "https"}:
        raise Invalid({"url": [Say("The geocoder's address begins with https:// (or http:// on your own network).")]})


def _options(settings: GeocoderSettings) -> dict[str, Any]:
    """What the geopy class is made with. The plain adapter: the other one logs addresses and repeats out of turn."""
    options: dict[str, Any] = {
        "user_agent": settings.user_agent,
        "timeout": settings.timeout,
        "adapter_factory": URLLibAdapter,
    }
    if settings.url:
        url = urlsplit(settings.url)
        options |= {"scheme": url.scheme, "domain": url.netloc + url.path.rstrip("/")}
    if settings.kind == "pelias" and settings.api_key:
        options["api_key"] = settings.api_key
    return options
