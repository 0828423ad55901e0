"""`coordinator import`: spreadsheets of spaces, artists and shows into an edition, whole or not at all."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from coordinator.artists.schemas import ArtistRow
from coordinator.campaign.commands import edition_called, name_area, refusals
from coordinator.campaign.finding import find_artists, find_spaces, site
from coordinator.campaign.importing import take_artists, take_shows, take_spaces
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Say
from coordinator.geo.configured import configured_geocoding
from coordinator.geo.gazetteer import gazetteer
from coordinator.intake import Note, Outcome, RefusedRows
from coordinator.rows import load_rows
from coordinator.shows import host_news
from coordinator.shows.scheduling import Evening
from coordinator.shows.schemas import ShowRow
from coordinator.spaces.schemas import SpaceRow
from coordinator.spreadsheets import Loaded, Refused, Remark, in_order
from coordinator.web import settings

_SPREADSHEET = click.Path(exists=True, dir_okay=False, path_type=Path)
_IMPORT = """Take a spreadsheet into an edition: all of it, or nothing when a row cannot be taken.

\b
Examples:
  coordinator import spaces spaces.csv --edition give-a-home-2026
  coordinator import artists artists.csv --edition give-a-home-2026 --dry-run

Import the spaces first, then the artists. The same file again changes nothing; a changed row changes that space, act
or show; a row that is gone changes nothing. Rows go by space_id and artist_id.

\b
spaces   each approved, with its host and one show on the edition's day at its start
artists  each with an accepted application and its contact
shows    space_id, start (HH:MM), minutes, date (2026-09-20; blank: the edition's day): all
         shows of the spaces it names, for rooms with several

A row whose host or act had herself erased since is refused; --asked-back says that she wants to be in it again.

Names of people count when they are new; who has an account keeps the name given there."""


@click.command("import", help=_IMPORT)
@click.argument("what", type=click.Choice(["spaces", "artists", "shows"]))
@click.argument("file", type=_SPREADSHEET, metavar="FILE.csv")
@click.option("--edition", "slug", required=True, metavar="SLUG", help="The edition it is for.")
@click.option(
    "--asked-back", "back", multiple=True, metavar="ID", help="A row that was erased; she asked to come back."
)
@click.option("--dry-run", is_flag=True, help="Check everything and say what would happen; keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
@with_appcontext
def import_list(*, what: str, file: Path, slug: str, back: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Reads, finds, writes; the faults of the list go to standard error and end the command with 1."""
    target = edition_called(slug)
    db.session.commit()  # others may write while the file is read
    with refusals():
        outcome = _TAKE[what](target, file, back)
    (db.session.rollback if dry_run else db.session.commit)()
    counts = {name: len(getattr(outcome, name)) for name in ("new", "changed", "unchanged")}
    if as_json:
        click.echo(json.dumps({"what": what, **counts, "dry_run": dry_run}))
    else:
        said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        click.echo(f"{what}: {said}" + (" (dry run: nothing was kept)" if dry_run else ""))


def _take_spaces(target: Edition, file: Path, back: Collection[str]) -> Outcome:
    loaded = load_rows(SpaceRow(), file.read_bytes(), name=str(file))
    found = find_spaces(loaded, gazetteer=gazetteer(), geocoding=configured_geocoding(settings()))
    _settle(loaded)
    lines = {row.value.space_id: row.line for row in loaded.rows}
    _alone(target)
    with _at_lines(loaded, lines), host_news.told_of_a_list(target.id, at=now()):
        outcome = take_spaces(target, site(found), name_area=name_area, at=now(), back=back)
        return _warned(outcome, loaded, lines)


def _take_artists(target: Edition, file: Path, back: Collection[str]) -> Outcome:
    loaded = load_rows(ArtistRow(), file.read_bytes(), name=str(file))
    sited = find_artists(loaded, gazetteer=gazetteer(), taking_part=_cities())
    _settle(loaded)
    lines = {row.value.artist_id: row.line for row in loaded.rows}
    _alone(target)
    with _at_lines(loaded, lines):
        return _warned(take_artists(target, sited, back=back), loaded, lines)


def _take_shows(target: Edition, file: Path, _back: Collection[str]) -> Outcome:
    loaded = load_rows(ShowRow(), file.read_bytes(), name=str(file))
    evenings: dict[str, list[Evening]] = {}
    lines: dict[str, int] = {}
    for line, listed in loaded.rows:
        evening = listed.evening(target.date)
        evenings.setdefault(listed.space_id, []).append(evening)
        lines.setdefault(listed.space_id, line)
        if abs(evening.start.date() - target.date) > timedelta(days=1):
            said = Say(
                "The edition is on %(day)s; a show is on that day, the one before or the one after.", day=target.date
            )
            loaded.faults.append(Remark(loaded.name, line, "date", said))
    _alone(target)
    with _at_lines(loaded, lines), host_news.told_of_a_list(target.id, at=now()):
        outcome = take_shows(target, evenings, at=now())
    _settle(loaded)
    return _warned(outcome, loaded, lines)


_TAKE = {"spaces": _take_spaces, "artists": _take_artists, "shows": _take_shows}


def _alone(target: Edition) -> None:
    """Wait until nobody else takes a list into this edition, and let others wait for us."""
    db.session.execute(select(Edition.id).where(Edition.id == target.id).with_for_update()).one()


def _settle(loaded: Loaded[Any]) -> None:
    if loaded.faults:
        raise Refused(in_order(loaded.faults))


@contextmanager
def _at_lines(loaded: Loaded[Any], lines: Mapping[str, int]) -> Iterator[None]:
    """What is refused by reference becomes faults at the lines of the file."""
    try:
        yield
    except RefusedRows as refused:
        loaded.faults += _remarks(loaded, refused.notes, lines)
        _settle(loaded)


def _warned(outcome: Outcome, loaded: Loaded[Any], lines: Mapping[str, int]) -> Outcome:
    for warning in (*loaded.warnings, *_remarks(loaded, outcome.warnings, lines)):
        click.echo(f"Warning: {warning}", err=True)
    return outcome


def _remarks(loaded: Loaded[Any], notes: Sequence[Note], lines: Mapping[str, int]) -> list[Remark]:
    return [Remark(loaded.name, lines[note.reference], note.column, note.said) for note in notes]


def _cities() -> list[City]:
    found = list(db.session.scalars(select(City).order_by(City.id)))
    db.session.commit()  # others may write while the homes are found
    return found
