"""`coordinator edition`, `demo`, `speed`, `propose`: an edition, a made-up one, and what the optimiser suggests."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from time import perf_counter, sleep
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from coordinator import jobs
from coordinator.campaign import demonstration
from coordinator.campaign.opening import find_edition, open_edition, say_terms, slugs
from coordinator.campaign.scenes import scenes
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Invalid
from coordinator.geo.area_names import area_name
from coordinator.geo.areas import Area
from coordinator.geo.gazetteer import gazetteer
from coordinator.lineups import component_jobs, proposals, questions, speeds
from coordinator.lineups.optimiser import Progress, solve
from coordinator.lineups.problem import ACTS, Mode, Plan
from coordinator.lineups.proposals import Draft, Proposal
from coordinator.lineups.replanning import HIGHEST_PRICE, PRICE
from coordinator.people.readers import CONSOLE

_KMH = click.FloatRange(speeds.LEAST_KMH, speeds.MOST_KMH)
PAUSE = 0.2  # seconds between looks at what workers still do


@click.command(epilog="Example: coordinator edition give-a-home-2026 --name 'Give a Home 2026' --date 2026-09-20")
@click.argument("slug")
@click.option("--name", required=True, help="What people call it.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Local day, everywhere.")
@with_appcontext
def edition(slug: str, name: str, day: datetime) -> None:
    """Open an edition: one campaign day."""
    with refusals():
        open_edition(slug, name=name, day=day.date())
    db.session.commit()
    click.echo(f"Opened {name} on {day:%Y-%m-%d}. Next: coordinator import spaces SPACES.csv --edition {slug}")


@click.command(epilog="Example: coordinator terms give-a-home-2026 'Travel is paid up to 50 euros; there is no fee.'")
@click.argument("slug", metavar="EDITION")
@click.argument("said", metavar="[TERMS]", required=False)
@with_appcontext
def terms(slug: str, said: str | None) -> None:
    """Say what acts are told of expenses or a fee before they apply; without TERMS, the sentence of the house."""
    meant = edition_called(slug)
    with refusals():
        say_terms(meant, said)
    db.session.commit()
    click.echo(f"Acts that apply for {meant.name} are told: {meant.artist_terms or 'the sentence of the house'}")


@click.command(epilog="Example: coordinator demo --seed 7 --shows 30 --artists 120 --cities 20")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed, another edition.")
@click.option("--shows", type=click.IntRange(2), default=270, show_default=True)
@click.option("--artists", type=click.IntRange(3), default=1000, show_default=True)
@click.option("--cities", type=click.IntRange(2), default=200, show_default=True, help="At most one per show.")
@with_appcontext
def demo(seed: int, shows: int, artists: int, cities: int) -> None:
    """Load a made-up edition in real cities into an empty database."""
    if not demonstration.is_empty():
        raise click.ClickException("The database is not empty; the demonstration would mix with real people's data.")
    with refusals(), progress_bar("Shows decided") as progress:
        loaded = load_demonstration(seed=seed, shows=shows, artists=artists, cities=cities, progress=progress)
    click.echo(
        f"Loaded {loaded.edition.name} ({loaded.edition.slug}) on {loaded.edition.date}: {loaded.shows} shows in "
        f"{loaded.cities} cities, {loaded.artists} artists."
    )


@click.command(epilog="Example: coordinator speed lagos --car 14 --foot 4.5")
@click.argument("city")
@click.option("--car", type=_KMH, help="Km/h as the crow flies, from door to door.")
@click.option("--transit", type=_KMH, help="Likewise.")
@click.option("--bicycle", type=_KMH, help="Likewise.")
@click.option("--foot", type=_KMH, help="Likewise.")
@click.option("--usual", is_flag=True, help="Forget what was said of this city before.")
@with_appcontext
def speed(city: str, *, usual: bool, **said: float | None) -> None:
    """Say how fast acts get from show to show in CITY; without options, print what counts."""
    given = {Mode(mode): kmh for mode, kmh in said.items() if kmh is not None}
    with refusals():
        if usual:
            speeds.forget(city)
        counts = speeds.put_right(city, given)
    db.session.commit()
    for mode, kmh in counts.items():
        click.echo(f"{mode}: {kmh:g} km/h")


@click.command(epilog="Example: coordinator propose give-a-home-2026 --city berlin --seconds 60")
@click.argument("slug", metavar="EDITION")
@click.option("--city", help="Only this city, by its name in addresses; the others stay as they are.")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), help="Longest search; without it, until proven.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Decides between equal plans.")
@click.option("--workers", is_flag=True, help="Let every `coordinator work` that runs help; the plan is the same.")
@click.option("--repair", is_flag=True, help="Only what must change since acts or rooms were lost, in moments.")
@click.option(
    "--price",
    type=click.FloatRange(0, HIGHEST_PRICE),
    default=PRICE,
    show_default=True,
    help="With --repair: rating points that one more change must win.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
@with_appcontext
def propose(
    *,
    slug: str,
    city: str | None,
    seconds: float | None,
    seed: int,
    workers: bool,
    repair: bool,
    price: float,
    as_json: bool,
) -> None:
    """Propose three acts for every show. Locked slots and final lineups stay; nothing is placed by itself.

    Leads see on their pages how far it is.
    """
    if repair and (workers or seconds is not None):
        raise click.UsageError("--repair takes moments in one process: leave --workers and --seconds out.")
    began = perf_counter()
    target, city_id = edition_called(slug), _city_called(city).id if city else None
    drawn = proposals.draft(CONSOLE, target.id, at=now(), city_id=city_id)
    db.session.commit()  # others may write while the optimiser thinks
    with refusals(), progress_bar("Shows decided") as progress:
        if repair:
            told = repaired(drawn, seed=seed, price=price)
        else:
            solves = solve_with_workers if workers else solve_alone
            told = solved(drawn, partial(solves, drawn, seed=seed, seconds=seconds), progress)
    told["seconds"] = round(perf_counter() - began, 2)
    words = "{shows} shows: {complete} complete, {partial} partial, {empty} empty; gap {gap:.2%}; {seconds} seconds."
    kept = " Changing no more than that gives up {given_up:.1f} rating points (a change must win {price:g})."
    click.echo(json.dumps(told) if as_json else (words + kept * repair).format(**told))


def repaired(drawn: Draft, *, seed: int, price: float) -> dict[str, Any]:
    """The figures of what must change at that price, once it is kept as a proposal."""
    drawn, plan, told = proposals.repair(drawn, seed=seed, price=price)
    made = proposals.keep(drawn, plan, at=now())
    db.session.commit()
    return figures(made) | {"price": price, "given_up": round(told.given_up, 3), "changes": len(told.into)}


def solved(drawn: Draft, solve_it: Callable[..., Plan], progress: Progress | None) -> dict[str, Any]:
    """The figures of the plan, once it is kept; until then leads see the proposal under way."""
    with proposal_under_way(drawn) as (proposal_id, telling):
        plan = solve_it(progress=both(progress, telling))
        made = proposals.keep(drawn, plan, at=now(), into=proposal_id)
        db.session.commit()
    return figures(made)


def figures(made: Proposal) -> dict[str, Any]:
    """How full the shows of a proposal are, and how good it is."""
    filled = list(made.filled.values())
    return {
        "shows": len(filled),
        "complete": filled.count(ACTS),
        "partial": len(filled) - filled.count(ACTS) - filled.count(0),
        "empty": filled.count(0),
        "gap": made.plan.gap,
        "status": made.plan.status,
    }


@contextmanager
def proposal_under_way(drawn: Draft) -> Iterator[tuple[str, Progress]]:
    """A proposal that leads see while it is looked for, with what tells of it; where the search breaks, it failed."""
    opened = questions.begin(drawn, at=now())
    db.session.commit()
    try:
        yield opened, questions.telling(opened)
    except BaseException:
        db.session.rollback()
        questions.give_up(opened)
        db.session.commit()
        raise


def both(one: Progress | None, other: Progress) -> Progress:
    """A progress that tells two."""

    def tell(done: int, total: int, gap: float) -> None:
        if one is not None:
            one(done, total, gap)
        other(done, total, gap)

    return tell


def solve_alone(drawn: Draft, *, seed: int, seconds: float | None, progress: Progress | None) -> Plan:
    """The draft's plan, found in this process."""
    return solve(drawn.problem, seed=seed, seconds=seconds, progress=progress)


def solve_with_workers(drawn: Draft, *, seed: int, seconds: float | None, progress: Progress | None) -> Plan:
    """The same plan, found by this process and all workers together; alone where there is nobody to run jobs as."""
    began = perf_counter()
    solving_id = component_jobs.share_out(CONSOLE, drawn, at=now(), seed=seed, seconds=seconds)
    db.session.commit()
    if solving_id is None:
        return solve_alone(drawn, seed=seed, seconds=seconds, progress=progress)
    while True:
        tried = jobs.work_off(component_jobs.JOBS, at=now(), limit=1)
        if progress is not None:
            progress(*component_jobs.progress_of(solving_id))
        plan = component_jobs.gather(drawn, solving_id, began=began)
        db.session.commit()
        if plan is not None:
            return plan
        sleep(0.0 if tried else PAUSE)


def load_demonstration(
    *,
    seed: int = 1,
    shows: int = 270,
    artists: int = 1000,
    cities: int = 200,
    progress: Progress | None = None,
    with_tonight: bool = True,
) -> demonstration.Loaded:
    """Load the demonstration and commit. Raises Invalid for more cities than there are."""
    chosen = scenes(gazetteer(), min(cities, shows))
    load = partial(demonstration.load, chosen, shows=shows, artists=artists, seed=seed, with_tonight=with_tonight)
    loaded = load(at=now(), name_area=name_area, progress=progress)
    db.session.commit()
    return loaded


def edition_called(slug: str) -> Edition:
    """The edition with that slug, or an end of the command that names those there are."""
    found = find_edition(slug)
    if found is not None:
        return found
    known = ", ".join(slugs()) or "none yet"
    make = f"coordinator edition {slug} --name NAME --date 2026-09-20"
    raise click.ClickException(f"There is no edition “{slug}”. There are: {known}. To open one: {make}")


@contextmanager
def progress_bar(label: str) -> Iterator[Progress | None]:
    """A progress bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr, item_show_func=lambda gap: gap) as bar:

        def show(done: int, total: int, gap: float) -> None:
            bar.length = total
            bar.update(done - bar.pos, f"gap {gap:.2%}")

        yield show


@contextmanager
def refusals() -> Iterator[None]:
    """A line on standard error per fault, nothing kept, exit code 1."""
    try:
        yield
    except Invalid as refused:
        db.session.rollback()
        for place, sentences in refused.faults.items():
            for said in sentences:
                click.echo(f"{place}: {said}", err=True)
        sys.exit(1)


def _city_called(slug: str) -> City:
    found = db.session.scalar(select(City).where(City.slug == slug))
    if found is None:
        message = f"No city “{slug}” takes part. Take its name in addresses, such as sao-paulo for São Paulo."
        raise click.ClickException(message)
    return found


def name_area(area: Area, city: str) -> str:
    """What an area is called, by the shipped gazetteer."""
    return area_name(area, gazetteer(), city=city)
