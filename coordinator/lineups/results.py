"""What a plan is told in: rows of `lineups.csv` and `unfilled.csv`, and the object of `summary.json`."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from coordinator.exports import render
from coordinator.lineups.advice import advice, in_words
from coordinator.lineups.explanations import explain
from coordinator.lineups.planning import Planned
from coordinator.lineups.problem import ACTS, Pick
from coordinator.lineups.stability import Stability

LINEUP_COLUMNS = ("space_id", "show_starts_at", "city", "slot", "artist_id", "act_name", "distance_km", "locked")
UNFILLED_COLUMNS = ("space_id", "slot", "reason", "explanation")

MOST_ADVICE = 10

Cells = tuple[object, ...]
Summary = dict[str, Any]


def lineups_csv(planned: Planned) -> bytes:
    """Every filled slot, shows in the order of the list of spaces. Starts are UTC, ISO 8601."""
    return render(LINEUP_COLUMNS, _lineup_rows(planned))


def unfilled_csv(planned: Planned) -> bytes:
    """Every empty slot with its reason (a code) and a sentence, in the same order."""
    return render(UNFILLED_COLUMNS, _unfilled_rows(planned))


def _lineup_rows(planned: Planned) -> Iterator[Cells]:
    shows = {show.id: show for show in planned.problem.shows}
    place = {id_: number for number, id_ in enumerate(shows)}
    for act in sorted(planned.plan.placed, key=lambda act: (place[act.show], act.slot)):
        show = shows[act.show]
        name, away = planned.artists[act.artist].act_name, round(act.distance_km, 3)
        yield (act.show, _iso(show.starts_at), show.city, act.slot, act.artist, name, away, act.locked)


def _unfilled_rows(planned: Planned) -> Iterator[Cells]:
    place = {show.id: number for number, show in enumerate(planned.problem.shows)}
    names = {id_: artist.act_name for id_, artist in planned.artists.items()}
    for empty in sorted(planned.plan.unfilled, key=lambda empty: (place[empty.show], empty.slot)):
        yield (empty.show, empty.slot, empty.reason.value, str(explain(empty, names)))


def _iso(minute: int) -> str:
    return f"{datetime.fromtimestamp(minute * 60, UTC):%Y-%m-%dT%H:%M:%SZ}"


def starts_in_words(planned: Planned, space_id: str) -> str:
    """The start as clocks at the space show it, with weekday and zone: `Wed 20 Sep 2017, 19:30, Europe/Berlin`."""
    start, zone = planned.spaces[space_id].start, planned.homes[space_id].zone
    return f"{planned.day:%a %-d %b %Y}, {start:%H:%M}, {zone}"


def summary(planned: Planned, *, total_seconds: float) -> Summary:
    """The object of `summary.json`; `total_seconds` includes reading the lists."""
    plan, shows = planned.plan, planned.problem.shows
    acts = Counter(act.show for act in plan.placed)
    full = sum(count == ACTS for count in acts.values())
    seconds = {**planned.seconds, "total": total_seconds}
    return {
        "date": planned.day.isoformat(),
        "shows": len(shows),
        "cities": len({home.key for home in planned.homes.values()}),
        "artists": len(planned.problem.artists),
        "complete": full,
        "partial": len(acts) - full,
        "empty": len(shows) - len(acts),
        "slots_filled": len(plan.placed),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "complete_bound": plan.complete_bound,
        "quality_gap": plan.quality_gap,
        "status": plan.status,
        "artists_used": len({act.artist for act in plan.placed}),
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "seed": plan.seed,
        "solver": plan.solver,
        "stability": _steadiness(planned.stability) if planned.stability.kept else None,
        "advice": advised(planned),
    }


def _steadiness(told: Stability) -> dict[str, float]:
    """What keeping was asked to cost at most, what stayed, and how much better a plan without keeping would be."""
    given_up = {"complete": told.complete, "slots": told.slots, "rating_points": round(told.points, 3)}
    return {"price": told.price, "kept": told.kept, "stay": told.stay, **given_up}


def advised(planned: Planned) -> list[dict[str, object]]:
    """What would complete the most shows, in words, with how many things it takes and the spaces it completes."""
    keep = tuple(Pick(act.show, act.slot, act.artist, act.locked) for act in planned.plan.placed)
    names = {id_: artist.act_name for id_, artist in planned.artists.items()}
    found = advice(replace(planned.problem, keep=keep))[:MOST_ADVICE]
    return [
        {"text": str(in_words(one, names)), "kind": one.kind, "things": one.things, "completes": list(one.completes)}
        for one in found
    ]
