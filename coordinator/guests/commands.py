"""`coordinator draw` holds the draw of a city; `verify-draw` says, without a database, whether a published result
follows from its list."""

import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from coordinator.cities.listing import get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.editions.calendar import get_edition
from coordinator.errors import Conflict
from coordinator.guests import drawing
from coordinator.guests.draw_list import DrawList, root, size
from coordinator.guests.draw_result import Checked, check, winners
from coordinator.guests.randomness import instant_of
from coordinator.people.readers import CONSOLE

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_EXAMPLE = """Draw again from a published LIST and compare with its RESULT; no database is asked.

\b
Example:
  coordinator verify-draw open-doors-2027-berlin-list.txt open-doors-2027-berlin-result.txt

Both files are on the page of the draw. The source of the randomness is named: look it up by yourself and compare."""


@click.command("verify-draw", help=_EXAMPLE)
@click.argument("list_file", type=_FILE, metavar="LIST")
@click.argument("result_file", type=_FILE, metavar="RESULT")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify_draw(list_file: Path, result_file: Path, *, as_json: bool) -> None:
    """Say whether the result is the one that follows, and name each line that is not."""
    file = list_file.read_bytes()
    found = check(file, result_file.read_bytes())
    if as_json:
        click.echo(json.dumps(_facts(file, found)))
    else:
        for line in _words(file, found):
            click.echo(line)
    for where, said in found.faults.items():
        click.echo(f"{result_file}:{where}: {' '.join(map(str, said))}", err=True)
    sys.exit(1 if found.faults else 0)


def _facts(file: bytes, found: Checked) -> dict[str, object]:
    won = [one for one in found.order if one.show]
    return {
        "follows": not found.faults,
        "root": root(file),
        "city": found.drawn.city,
        "date": found.drawn.date.isoformat(),
        "entries": len(found.order),
        "drawn": len(won),
        "people": sum(one.entry.people for one in won),
        "source": _source(found.drawn),
    }


def _words(file: bytes, found: Checked) -> tuple[str, ...]:
    facts = _facts(file, found)
    verdict = "The result follows from the list." if facts["follows"] else "The result does NOT follow from the list."
    return (
        verdict,
        "{city}, {date}: {drawn} of {entries} entries drawn, {people} people".format_map(facts),
        f"root    {facts['root']}",
        f"source  {facts['source']}",
    )


def _source(drawn: DrawList) -> str:
    source = drawn.source
    if source.type != "drand":
        return f"lottery: {source.name}"
    return (
        f"drand round {source.round} of chain {source.chain}, published {instant_of(source.round):%Y-%m-%dT%H:%M:%SZ}"
    )


@click.command(
    "draw",
    help="""Hold the draw of CITY, with the OUTCOME of the source that its published list names.

\b
Example:
  coordinator draw open-doors-2027 berlin b44679b9a59af2ec…

Without an OUTCOME it says where the draw stands. The same outcome again changes nothing.""",
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
            found = drawing.hold(CONSOLE, meant, place.id, said, at=now())
        except Conflict as refused:
            raise click.ClickException(_refusal(refused)) from None
        db.session.commit()
    for line in _standing(found):
        click.echo(line)


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
        f"source  {_source(found.head)}",
    )
