"""The geocoder as the settings have it: pins, kept answers, the service, the gazetteer; answers sealed on disk."""

from coordinator.config import Settings
from coordinator.disclosure import cipher
from coordinator.geo.answers import SealedAnswers
from coordinator.geo.gazetteer import gazetteer
from coordinator.geo.geocoding import Geocoding, geocoding
from coordinator.geo.online import GeocoderSettings


def configured_geocoding(settings: Settings) -> Geocoding:
    """The whole chain. It may wait for the service: not for a request."""
    asked = GeocoderSettings(
        kind=settings.geocoder,  # type: ignore[arg-type]  # config has checked the word
        url=settings.geocoder_url,
        user_agent=settings.geocoder_user_agent,
        api_key=settings.geocoder_key,
    )
    return geocoding(asked, gazetteer(), answers=kept_answers(settings))


def at_once(settings: Settings) -> Geocoding:
    """What is known without asking anybody: a pin or an answer that is kept, else the town."""
    return Geocoding(gazetteer(), answers=kept_answers(settings))


def kept_answers(settings: Settings) -> SealedAnswers:
    """Answers and pins in the instance folder."""
    return SealedAnswers(settings.folder / "geocoder.sqlite3", cipher.current())
