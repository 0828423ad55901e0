"""HiGHS, the solver: a program in, the best choice it found and a proven bound out. The only module that imports it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from time import perf_counter
from typing import Any

import highspy
import numpy as np

from coordinator.lineups.columns import Flags, Reals, Whole
from coordinator.lineups.matrix import Matrix, columns_of, matrix_of
from coordinator.lineups.program import Program, value_of

UNIT = 1e-3  # the solver counts in thousands of the objective's units, nearer to what its tolerances are made for

# One thread, one seed, no search for symmetries (the tie-break leaves none): the same answer on every machine. Every
# program comes with a start, so that what looks for a first choice only takes time. Gaps are
# in the solver's units; the tolerances keep COMPLETE × tolerance far below the objective's smallest whole step.
# Rows such as "complete ≤ acts outside any two genres" were tried and left out: HiGHS's own cuts do as much, sooner.
OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-6,
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
    "mip_detect_symmetry": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
LP_OPTIONS = {**OPTIONS, "solver": "simplex", "primal_feasibility_tolerance": 1e-7, "dual_feasibility_tolerance": 1e-7}
HASTY = 1e-3  # who is content with so little begins to branch without trying out first where it is best
EXACT = 1e-2  # of the objective's smallest whole step: the rounding of sums, not a better plan
KINDS = {False: highspy.HighsVarType.kContinuous, True: highspy.HighsVarType.kInteger}
BOUNDED = ("kOptimal", "kTimeLimit", "kInterrupt", "kSolutionLimit", "kIterationLimit")
LOW, BASIC, UP = (highspy.HighsBasisStatus.kLower, highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kUpper)
POLLS = (highspy.cb.HighsCallbackType.kCallbackMipInterrupt, highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt)


class _Quiet(highspy.Highs):
    """A solver that prints nothing: the constructor's own banner would land in the middle of a command's output."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        for option, value in options.items():
            self.setOptionValue(option, value)

    def enableCallbacks(self) -> None:  # noqa: N802 the solver's name; its constructor calls it and prints the banner
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]

    def stop_when(self, is_over: Callable[[int], bool]) -> None:
        """Ask again and again, with the number of times asked before; the solver's own limits come too late."""
        asked = 0

        def poll(_type: Any, _message: str, _out: Any, into: Any, _data: Any) -> None:
            nonlocal asked
            asked += 1
            into.user_interrupt = is_over(asked)

        self.setCallback(poll, None)
        for kind in POLLS:
            self.startCallback(kind)


SOLVER = f"HiGHS {_Quiet({}).version()}"


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: until the moment `ends` (perf_counter), or for so many of the solver's nodes and polls.

    Nodes and polls are counted, not timed: the same on every machine. A choice within `close` (relative) of its bound
    is good enough.
    """

    ends: float = inf
    nodes: int = 50_000
    polls: int = 2_000
    close: float = 0.0

    @property
    def left(self) -> float:
        """Seconds until the end."""
        return max(self.ends - perf_counter(), 0.0)

    def is_over(self, polls: int) -> bool:
        """Whether it is time to stop, after so many polls."""
        return polls > self.polls or (self.ends < inf and perf_counter() > self.ends)

    def share(self, part: float, **other: float) -> "Effort":
        """That part of the time which is left; nodes, polls and closeness as they are or as said."""
        return replace(self, ends=perf_counter() + part * self.left, **other)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Answer:
    """`chosen` pairs (None: none found), a proven upper `bound` (infinite: none found), and whether it is reached.

    With an effort that is content to come close, reached means as close as that.
    """

    chosen: Flags | None
    bound: float
    optimal: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """Where the simplex method stopped, as numbers of rows and columns: basic ones, and columns at their upper end."""

    basic_columns: Whole
    upper_columns: Whole
    basic_rows: Whole


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A program without whole numbers: values of its columns, prices of its rows (never negative)."""

    values: Reals
    prices: Reals
    basis: Basis


def best_choice(program: Program, start: Flags, *, seconds: float) -> Answer:
    """Maximise the program from a feasible start, for at most so many seconds."""
    return best_within(program, start, Effort(ends=perf_counter() + seconds))


def best_within(program: Program, start: Flags, effort: Effort) -> Answer:
    """Maximise the program from a feasible start, with so much effort.

    Where presolve settles everything the solver may call its start the best, beside a bound that is right. So a choice
    that falls short of the bound is not the best, whatever the solver says, and it is asked again without a start.
    """
    matrix = matrix_of(program)
    answer = _run(matrix, columns_of(program, start), effort)
    if answer.optimal and not _reached(program, answer, effort.close):
        answer = _run(matrix, None, effort)
    reached = answer.optimal and _reached(program, answer, effort.close)
    pairs = None if answer.values is None else answer.values[: len(program.pairs)] > 0.5
    return Answer(pairs, answer.bound, reached)


def _reached(program: Program, found: "_Found", close: float) -> bool:
    value = -inf if found.values is None else value_of(program, found.values[: len(program.pairs)] > 0.5)
    return value >= found.bound - close * abs(found.bound) - EXACT


@dataclass(frozen=True, slots=True)
class _Found:
    """What the solver says: values of all columns (None: none found), its bound, and whether it calls them the best."""

    values: Reals | None
    bound: float
    optimal: bool


def _run(matrix: Matrix, start: Reals | None, effort: Effort) -> _Found:
    limits = {"mip_max_nodes": effort.nodes, "mip_rel_gap": effort.close, "time_limit": inf if effort.left > 0 else 0.0}
    hasty = {"mip_pscost_minreliable": 0} if effort.close > HASTY else {}
    solver = _Quiet({**OPTIONS, **limits, **hasty})
    solver.stop_when(effort.is_over)
    solver.passModel(_model(matrix))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        solver.setSolution(solution)
    solver.run()
    info, status = solver.getInfo(), solver.getModelStatus()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if found else None
    bound = float(info.mip_dual_bound) / UNIT if status.name in BOUNDED else inf
    return _Found(values, bound, found and status == highspy.HighsModelStatus.kOptimal)


def relaxed(matrix: Matrix, effort: Effort, *, start: Basis | None = None) -> Relaxed | None:
    """Maximise without whole numbers, by the dual simplex method; None where it could not come to an end."""
    solver = _Quiet(LP_OPTIONS)
    if effort.ends < inf:
        solver.stop_when(lambda _: perf_counter() > effort.ends)
    model = _model(matrix)
    model.integrality_ = []
    solver.passModel(model)
    if start is not None:
        solver.setBasis(_basis(matrix, start))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution, basis = solver.getSolution(), solver.getBasis()
    columns, rows = np.array([*map(int, basis.col_status)]), np.array([*map(int, basis.row_status)])
    stopped = Basis(*(np.flatnonzero(some) for some in (columns == int(BASIC), columns == int(UP), rows == int(BASIC))))
    prices = np.maximum(np.array(solution.row_dual), 0.0) / UNIT
    return Relaxed(np.array(solution.col_value), prices, stopped)


class Held:
    """A relaxation that is solved again and again, from where it stopped, with ever more columns held at their most."""

    def __init__(self, matrix: Matrix, start: Basis) -> None:
        self._solver, model = _Quiet(LP_OPTIONS), _model(matrix)
        model.integrality_ = []
        self._solver.passModel(model)
        self._solver.setBasis(_basis(matrix, start))

    def relaxed(self, columns: Whole, effort: Effort) -> Reals | None:
        """The values of all columns with these held at 1; None where it could not come to an end."""
        if effort.ends < inf:
            self._solver.stop_when(lambda _: perf_counter() > effort.ends)
        ones = np.ones(len(columns))
        self._solver.changeColsBounds(len(columns), columns.astype(np.int32), ones, ones)
        self._solver.run()
        optimal = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return np.array(self._solver.getSolution().col_value) if optimal else None


def _basis(matrix: Matrix, start: Basis) -> highspy.HighsBasis:
    columns = np.full(len(matrix.cost), int(LOW))
    columns[start.basic_columns], columns[start.upper_columns] = int(BASIC), int(UP)
    rows = np.full(len(matrix.most), int(UP))
    rows[start.basic_rows] = int(BASIC)
    status = {int(one): one for one in (LOW, BASIC, UP)}
    basis = highspy.HighsBasis()
    basis.col_status = [status[one] for one in columns.tolist()]
    basis.row_status = [status[one] for one in rows.tolist()]
    basis.valid = True
    basis.alien = True
    return basis


def _model(matrix: Matrix) -> highspy.HighsLp:
    model, rows = highspy.HighsLp(), len(matrix.most)
    model.num_col_, model.num_row_ = len(matrix.cost), rows
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = UNIT * matrix.cost
    model.col_lower_, model.col_upper_ = matrix.lower, matrix.upper
    model.integrality_ = [KINDS[whole] for whole in matrix.whole.tolist()]
    model.row_lower_, model.row_upper_ = np.full(rows, -highspy.kHighsInf), matrix.most
    by_row = np.argsort(matrix.row, kind="stable")
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.append(0, np.cumsum(np.bincount(matrix.row, minlength=rows))).astype(np.int32)
    model.a_matrix_.index_ = matrix.column[by_row].astype(np.int32)
    model.a_matrix_.value_ = matrix.factor[by_row]
    return model
