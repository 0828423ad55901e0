"""`coordinator pin`: where a pin stands, no geocoder overwrites it."""

import click
from flask.cli import with_appcontext

from coordinator.geo.configured import configured_geocoding
from coordinator.geo.countries import country_code
from coordinator.geo.geocoding import Address
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
    configured_geocoding(settings()).place_pin(Address(address, city, country), latitude, longitude)
    click.echo("Kept. Import the spaces again to move what stands at this address.")
