"""`coordinator draw` holds the draw of a city."""

import click
from flask.cli import with_appcontext

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.editions.calendar import get_edition
from coordinator.errors import Conflict
from coordinator.guests import agreeing, drawing
from coordinator.guests.draw_list import size
from coordinator.guests.draw_result import winners
from coordinator.guests.verifying import source_words
from coordinator.people.readers import CONSOLE


@click.command(
    "draw",
    help="""Hold the draw of CITY, with the OUTCOME of the source that its published list names.

\b
Example:
  coordinator draw open-doors-2027 berlin b44679b9a59af2ec…

Without an OUTCOME it says where the draw stands. The same outcome again changes nothing. Numbers of a lottery are
typed by a second person, too, on the page of the draw: it is held once both are the same.""",
)
@click.argument("edition")
@click.argument("city")
@click.argument("outcome", required=False)
@with_appcontext
def hold_draw(edition: str, city: str, outcome: str | None) -> None:
    """Hold a draw, or say where it stands."""
    meant, place = get_edition(edition), get_city(city)
    found = drawing.find_draw(meant, place.id)
    if found is None:
        raise click.ClickException(f"Nothing is published for {place.name} yet: entries are not closed.")
    if outcome is not None:
        try:
            said = drawing.outcome_of(found.head.source, outcome)
            found = agreeing.say(CONSOLE, meant, place.id, said, at=now())
        except Conflict as refused:
            raise click.ClickException(_refusal(refused)) from None
        db.session.commit()
        if not found.result:
            click.echo(_WAITS)
    for line in _standing(found):
        click.echo(line)


_WAITS = """Noted. Somebody else types the numbers, too, on the page of the draw: it is held once both are the same."""


def _refusal(refused: Conflict) -> str:
    if refused.reason == "too_early":
        return f"What decides is published at {refused.facts['at']:%Y-%m-%dT%H:%M:%SZ}; come back then."
    return "This draw was held already, with another outcome. It stands."


def _standing(found: drawing.PublicDraw) -> tuple[str, ...]:
    held = (
        f"held {found.draw.drawn_at:%Y-%m-%dT%H:%M:%SZ}, {winners(found.result)} drawn" if found.result else "not held"
    )
    return (
        f"{found.head.city}, {found.head.date}: {size(found.file)} entries, {held}",
        f"root    {found.root}",
        f"source  {source_words(found.head)}",
    )
