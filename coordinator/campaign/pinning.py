"""`coordinator pin`, and the geocoder as the settings have it: where a pin stands, nothing overwrites it."""

import click
from flask.cli import with_appcontext

from coordinator.disclosure import cipher
from coordinator.geo.answers import SealedAnswers
from coordinator.geo.countries import country_code
from coordinator.geo.gazetteer import gazetteer
from coordinator.geo.geocoding import Address, GeocoderSettings, Geocoding, geocoding
from coordinator.web import settings

_PIN = """Say by hand where an address is; no geocoder ever overwrites it.

\b
Example:
  coordinator pin "12 Example Street" --city Berlin --country DE -- 52.5206 13.4094

The next import of a row with that address and without coordinates takes the pin. Only another pin replaces it."""


@click.command("pin", help=_PIN)
@click.argument("address")
@click.argument("latitude", type=click.FloatRange(-90, 90))
@click.argument("longitude", type=click.FloatRange(-180, 180))
@click.option("--city", default="", help="As the spreadsheet has it.")
@click.option("--country", default="", help="Code or name.")
@with_appcontext
def pin(*, address: str, latitude: float, longitude: float, city: str, country: str) -> None:
    """Keeps the pin, sealed."""
    if not address.strip():
        raise click.BadParameter("say which address", param_hint="ADDRESS")
    if country and country_code(country) is None:
        raise click.BadParameter("no country we know; a code like DE would be one", param_hint="--country")
    configured_geocoding().place_pin(Address(address, city, country), latitude, longitude)
    click.echo("Kept. Import the spaces again to move what stands at this address.")


def configured_geocoding() -> Geocoding:
    """The chain of pins, kept answers, service and gazetteer, with answers sealed in the instance folder."""
    chosen = settings()
    asked = GeocoderSettings(
        kind=chosen.geocoder,  # type: ignore[arg-type]  # config has checked the word
        url=chosen.geocoder_url,
        user_agent=chosen.geocoder_user_agent,
        api_key=chosen.geocoder_key,
    )
    answers = SealedAnswers(chosen.folder / "geocoder.sqlite3", cipher.current())
    return geocoding(asked, gazetteer(), answers=answers)
