"""Planning a world-wide day: seconds, proven gap and complete shows, beside its rivals on the same data in one run.

Seconds, and limits of time, are of the processor: a machine with other work to do tells the same as a quiet one.
`make bench` measures G, C and 10G, each ample and scarce. The largest, 100G, takes minutes and gigabytes and is
measured when COORDINATOR_BENCH names it: `COORDINATOR_BENCH=100G make bench`.
"""

import os
import resource
from time import process_time

import pytest

from coordinator.lineups import highs, optimiser
from coordinator.lineups.problem import Plan
from tests.benchmarks.rivals import Result, field_of, greedy, local_search, plain_highs, relaxation
from tests.lineups.days import MOODS, SIZES, a_day_of

SECONDS = {"G": None, "C": 40.0, "10G": 60.0, "100G": 260.0}  # for the plan; None: until proven best
SCARCE = {"10G": 280.0, "100G": 280.0}  # the same where acts are scarce, if it is more
PLAIN = {"G": 60.0, "C": 40.0, "10G": 60.0}  # for plain HiGHS and the relaxation; none for what would take hours


@pytest.mark.bench
@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("size", SIZES)
def test_planning_a_day(size: str, mood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (highs, optimiser):
        monkeypatch.setattr(module, "perf_counter", process_time)
    if size not in PLAIN and size not in os.environ.get("COORDINATOR_BENCH", ""):
        pytest.skip(f"COORDINATOR_BENCH={size} measures it")
    problem = a_day_of(size, mood)
    optimiser.solve(a_day_of("G", seed=2))  # what is loaded once is nobody's time

    seconds = SCARCE.get(size, SECONDS[size]) if mood == "scarce" else SECONDS[size]
    began = process_time()
    plan = optimiser.solve(problem, seconds=seconds)
    busy = process_time() - began

    lines = [_of_plan(plan, busy), *_of_rivals(size, mood, plan)]
    print(f"\n{size} {mood}: {len(problem.shows)} shows, {len(problem.artists)} artists", *lines, sep="\n")


def _of_plan(plan: Plan, busy: float) -> str:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"  optimiser      {sum(plan.seconds.values()):8.2f} s (candidates {plan.seconds['candidates']:.2f}),"
        f" {busy:.2f} s with reasons and distances\n                "
        f"  complete {plan.complete} of at most {plan.complete_bound}, slots {len(plan.placed)}"
        f"  gap {plan.gap:.4%} (in quality {plan.quality_gap:.2%}), {plan.status}, peak {peak} MB"
    )


def _of_rivals(size: str, mood: str, plan: Plan) -> list[str]:
    if size not in PLAIN:
        return []
    field = field_of(a_day_of(size, mood))
    by_hand, start = greedy(field)
    rivals = {
        "greedy": by_hand,
        "local search": local_search(field, start, seconds=min(sum(plan.seconds.values()), 30.0)),
        "plain HiGHS": plain_highs(field, start, seconds=PLAIN[size]),
        "relaxation": relaxation(field, seconds=PLAIN[size]),
    }
    built = f"  {len(field.pairs)} pairs, found and written down as one program in {field.build:.2f} s"
    return [built, *(_line(name, result, plan) for name, result in rivals.items())]


def _line(name: str, result: Result, plan: Plan) -> str:
    proven = f"bound {result.bound / plan.bound - 1:+.4%} of ours" if result.bound < float("inf") else "no bound"
    reached = (
        f"complete {result.complete}, {1 - result.value / plan.objective:.3%} below" if result.value else "no plan"
    )
    return f"  {name:14} {result.seconds:8.2f} s  {reached}; {proven}"
