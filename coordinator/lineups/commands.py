"""`coordinator plan`: the main job from two spreadsheets, without a server or database."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

import click

from coordinator.artists.schemas import ArtistRow
from coordinator.errors import Invalid
from coordinator.exports import publish
from coordinator.geo.gazetteer import gazetteer
from coordinator.lineups.optimiser import Progress
from coordinator.lineups.planning import Lists, Planned, plan_day
from coordinator.lineups.replanning import HIGHEST_PRICE
from coordinator.lineups.results import Summary, lineups_csv, starts_in_words, summary, unfilled_csv
from coordinator.lineups.schemas import PickRow, SpeedsRow
from coordinator.maps.plan import PlanAct, PlanShow, plan_map
from coordinator.rows import load_rows
from coordinator.spaces.schemas import SpaceRow
from coordinator.spreadsheets import Loaded

_MOST_ADVICE = 3  # lines
_SPREADSHEET = click.Path(exists=True, dir_okay=False, path_type=Path)
_EXAMPLE = """Match artists with spaces: three acts at every show, on a map.

\b
Example:
  coordinator plan spaces.csv artists.csv --date 2017-09-20 --out plan
  coordinator plan spaces.csv artists.csv --date 2017-09-20 --out plan --keep plan/lineups.csv --price 0.5

Writes lineups.csv, unfilled.csv, summary.json and map.html into DIR. A row of the kept LINEUPS.csv with locked=yes
stays as it is, the others where that costs nothing, or no more than the price. SPEEDS.csv has the columns
city, country, car, transit, bicycle and foot: km/h from door to door, as the crow flies. Nothing is
written when a row of a spreadsheet cannot be taken; every such row is named on standard error."""


def _near_enough(_: click.Context, __: click.Parameter, day: datetime) -> datetime:
    """Years for which time zones mean something and the calendar does not end."""
    if not 1970 <= day.year <= 2200:
        raise click.BadParameter("Take a day from 1970 to 2200.")
    return day


@click.command(help=_EXAMPLE)
@click.argument("spaces", type=_SPREADSHEET, metavar="SPACES.csv")
@click.argument("artists", type=_SPREADSHEET, metavar="ARTISTS.csv")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_near_enough,
    required=True,
    help="Calendar day of the shows, each on its own clock.",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR", help="Made if missing."
)
@click.option("--keep", type=_SPREADSHEET, metavar="LINEUPS.csv", help="A plan of before.")
@click.option(
    "--speeds", type=_SPREADSHEET, metavar="SPEEDS.csv", help="How fast ways are in a city, where not as usual."
)
@click.option(
    "--price",
    type=click.FloatRange(0, HIGHEST_PRICE),
    default=0.0,
    show_default=True,
    help="Rating points that changing a kept row must win; above 0 the plan without keeping is found too, to compare.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Decides between equally good plans."
)
@click.option(
    "--seconds", type=click.FloatRange(0, min_open=True), help="Longest search; without it, until proven best."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
def plan(
    *,
    spaces: Path,
    artists: Path,
    day: datetime,
    out: Path,
    keep: Path | None,
    speeds: Path | None,
    price: float,
    seed: int,
    seconds: float | None,
    as_json: bool,
) -> None:
    """Reads the lists, plans, writes; the faults of the lists go to standard error and end the command with 1."""
    began = perf_counter()
    try:
        lists = Lists(
            spaces=load_rows(SpaceRow(), spaces.read_bytes(), name=str(spaces)),
            artists=load_rows(ArtistRow(), artists.read_bytes(), name=str(artists)),
            kept=load_rows(PickRow(), keep.read_bytes(), name=str(keep)) if keep else Loaded("kept"),
            speeds=load_rows(SpeedsRow(), speeds.read_bytes(), name=str(speeds)) if speeds else Loaded("speeds"),
        )
        planned = _plan(lists, day.date(), seed=seed, seconds=seconds, price=price)
        told = summary(planned, total_seconds=perf_counter() - began)
        publish(out, _files(planned, told))
    except Invalid as refused:
        _refuse(refused)
    except OSError as broken:
        raise click.ClickException(f"{broken.filename}: {broken.strerror}; choose another file or folder.") from broken
    click.echo(json.dumps(told) if as_json else _in_words(told, out))


def _plan(lists: Lists, day: date, *, price: float, seed: int, seconds: float | None) -> Planned:
    with _progress_of(len(lists.spaces.rows)) as progress:
        planned = plan_day(
            lists, day=day, gazetteer=gazetteer(), seed=seed, seconds=seconds, price=price, progress=progress
        )
    for warning in lists.warnings:
        click.echo(f"Warning: {warning}", err=True)
    return planned


@contextmanager
def _progress_of(shows: int) -> Iterator[Progress | None]:
    """A progress bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=shows, label="Shows decided", file=sys.stderr, item_show_func=lambda gap: gap) as bar:
        yield lambda done, _, gap: bar.update(done - bar.pos, f"gap {gap:.2%}")


def _files(planned: Planned, told: Summary) -> dict[str, bytes]:
    """The contents of DIR by name; the summary comes last, so where it is new everything is."""
    return {
        "lineups.csv": lineups_csv(planned),
        "unfilled.csv": unfilled_csv(planned),
        "map.html": _map(planned).encode(),
        "summary.json": (json.dumps(told, indent=2) + "\n").encode(),
    }


def _map(planned: Planned) -> str:
    homes = {artist.id: artist for artist in planned.problem.artists}
    acts: dict[str, list[PlanAct]] = {}
    for act in sorted(planned.plan.placed, key=lambda act: act.slot):
        home, name = homes[act.artist], planned.artists[act.artist].act_name
        shown = PlanAct(
            slot=act.slot,
            name=name,
            distance_km=act.distance_km,
            latitude=home.latitude,
            longitude=home.longitude,
        )
        acts.setdefault(act.show, []).append(shown)
    shows = [
        PlanShow(
            id=show.id,
            name=planned.spaces[show.id].space_name or show.id,
            city=show.city,
            latitude=show.latitude,
            longitude=show.longitude,
            starts_local=starts_in_words(planned, show.id),
            acts=tuple(acts.get(show.id, ())),
        )
        for show in planned.problem.shows
    ]
    return plan_map(shows, title="The plan of the day", date=f"{planned.day:%A %-d %B %Y}")


def _in_words(told: Summary, out: Path) -> str:
    lines = [
        "{shows} shows in {cities} cities: {complete} complete, {partial} partial, {empty} empty.",
        "{slots_filled} slots filled by {artists_used} of {artists} artists.",
        "At most {gap:.2%} better is possible." if told["gap"] else "Proven: no plan is better.",
        "{seconds[total]:.1f} seconds. Open {map} in a browser; who plays where is in {lineups}.",
    ]
    said = "\n".join(lines).format(**told, map=out / "map.html", lineups=out / "lineups.csv")
    advice = (f"What would help: {one['text']}" for one in told["advice"][:_MOST_ADVICE])
    return "\n".join([said, *_stability(told["stability"]), *advice])


def _stability(told: dict[str, float] | None) -> list[str]:
    """What keeping came to, and how much better a plan without it would be."""
    if told is None:
        return []
    stay = f"{told['stay']} of {told['kept']} kept acts stay."
    given_up = (told["complete"], told["slots"], round(told["rating_points"], 1))
    if not told["price"]:
        return [f"{stay} They stayed only where that costs nothing; --price sets what a change must win."]
    if max(given_up) <= 0:
        return [f"{stay} A plan without keeping would be no better."]
    more = "{} more complete shows, {} more slots and {:.1f} more rating points".format(*given_up)
    return [f"{stay} A plan without keeping would have {more}."]


def _refuse(refused: Invalid) -> None:
    for place, sentences in refused.faults.items():
        for said in sentences:
            click.echo(f"{place}: {said}", err=True)
    sys.exit(1)
