"""`coordinator rehearse`: plays a whole edition under a stopped clock, in an empty database, and writes its report."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from coordinator import chance, clock
from coordinator.campaign.commands import name_area, refusals
from coordinator.db import db, hurried
from coordinator.errors import Conflict
from coordinator.geo.gazetteer import gazetteer
from coordinator.rehearsal import casting, pages, reports
from coordinator.rehearsal.looking import Looker
from coordinator.rehearsal.playing import Progress, outbox_of, play
from coordinator.rehearsal.stage import Size
from coordinator.rehearsal.watching import Watcher
from coordinator.web import settings

REFUSED = {
    "production": "This is a site in production. Rehearse with a database of its own: COORDINATOR_INSTANCE=rehearsal",
    "letters_leave": "Letters would leave from here. Rehearse with COORDINATOR_MAIL_URL=outbox:",
    "not_empty": (
        "There is somebody in this database. A rehearsal invents people, and needs one of its own:"
        " COORDINATOR_INSTANCE=rehearsal, then coordinator db upgrade"
    ),
}


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A rehearsal that is over: its report, who looked on, and the instant at which the clock stood in the end."""

    report: dict[str, Any]
    looker: Looker
    ends: datetime


@click.command(epilog="Example: coordinator rehearse --shows 30 --cities 20 --artists 120 --seed 7 --out report.html")
@click.option("--shows", type=click.IntRange(9), default=270, show_default=True)
@click.option("--cities", type=click.IntRange(9), default=200, show_default=True, help="At most one per show.")
@click.option("--artists", type=click.IntRange(9), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same one plays the same again.")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Local day that is played; else a Saturday not long ago."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also a file: .html or .json.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@with_appcontext
def rehearse(
    *, day: datetime | None, out: Path | None, as_json: bool, shows: int, cities: int, artists: int, seed: int
) -> None:
    """Play a made-up edition in minutes, weeks before and its day, and check that everything holds.

    Needs an empty database of its own. The same seed, size and date come to the same report, but for its seconds and
    the name of the database. Exit 1 where something did not hold.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    _refuse()
    played = day.date() if day else casting.last_day(clock.now().date())
    size = Size(shows, min(cities, shows), artists, seed, played)
    with refusals(), _bar() as progress:
        report = rehearsed(app, size, progress).report
    if out is not None:
        out.write_text(
            json.dumps(report, indent=2) if out.suffix == ".json" else pages.standalone(report), encoding="utf-8"
        )
    click.echo(json.dumps(report) if as_json else _said(report))
    for one in report["invariants"]:
        for each in one["violations"]:
            click.echo(f"{one['name']}: {each['of']} at {each['at']}: {each['why']}", err=True)
    sys.exit(not report["holds"])


def rehearsed(app: Flask, size: Size, progress: Progress | None = None) -> Rehearsed:
    """Play an edition of that size in the empty database of `app`, in its context, and keep the report."""
    began = perf_counter()
    with hurried(), chance.seeded(size.seed):
        with clock.stopped(casting.begins_at(size.day)):
            stage = casting.cast(gazetteer(), size, name_area=name_area)
            db.session.commit()
        looker = Looker(app, stage, Watcher(stage.edition.id, outbox_of(app)))
        ends, moments = play(app, stage, looker, progress)
        with clock.stopped(ends):
            took = {"seconds": perf_counter() - began, "moments": moments, "pages": looker.opened}
            report = reports.write(stage, looker.watcher, **took)
        reports.keep(stage, report, at=clock.now())
        db.session.commit()
    return Rehearsed(report, looker, ends)


def _refuse() -> None:
    try:
        casting.refuse(is_production=settings().production, mail_url=settings().mail_url)
    except Conflict as refused:
        raise click.ClickException(REFUSED[refused.reason]) from None


def _said(report: dict[str, Any]) -> str:
    shows, checked = report["shows"], sum(one["checked"] for one in report["invariants"])
    violated = sum(one["violated"] for one in report["invariants"])
    found = f"{violated} do not hold" if violated else "All of it holds"
    if report["unseen"]:
        found += f", but nothing was there to look at of {', '.join(report['unseen'])}"
    return (
        f"{shows['planned']} shows in {shows['cities']} cities on {report['day']}: {shows['took_place']} took place,"
        f" {shows['called_off']} were called off. {report['moments']} moments in {report['seconds']:.0f} seconds,"
        f" {sum(report['mail'].values())} letters. {checked} cases looked at: {found}.\n"
        "The report is at /global/rehearsals/ of: coordinator run"
    )


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """A progress bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1000, label="Rehearsing", file=sys.stderr, item_show_func=str) as bar:

        def show(at: datetime, share: float) -> None:
            bar.update(int(share * 1000) - bar.pos, f"{at:%a %d %b %H:%M} UTC")

        yield show
