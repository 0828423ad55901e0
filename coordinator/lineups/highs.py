"""HiGHS, the solver: a program in, the best choice it found and a proven bound out. The only module that imports it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import highspy
import numpy as np

from coordinator.lineups.columns import Flags, Reals, Whole
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Extra, Program, extra_values

EMPTY: Whole = np.zeros(0, dtype=np.int64)
Coefficients = tuple[Whole, list[float], float]  # columns, their factors, and the most their sum may be

UNIT = 1e-3  # the solver counts in thousands of the objective's units, nearer to what its tolerances are made for

# One thread, one seed, no search for symmetries (the tie-break leaves none): the same answer on every machine. Gaps are
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
}
WITH_A_BOUND = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit)


class _Quiet(highspy.Highs):
    """A solver that prints nothing: the constructor's own banner would land in the middle of a command's output."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:  # noqa: N802 the solver's name; its constructor calls it and prints the banner
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


SOLVER = f"HiGHS {_Quiet().version()}"


@dataclass(frozen=True, slots=True)
class Answer:
    """`chosen` pairs (None: none found), a proven upper `bound` (infinite: none found), and whether it is reached."""

    chosen: Flags | None
    bound: float
    optimal: bool


def best_choice(program: Program, start: Flags, *, seconds: float) -> Answer:
    """Maximise the program from a feasible start, for at most so many seconds."""
    solver = _Quiet()
    for option, value in {**OPTIONS, "time_limit": seconds}.items():
        solver.setOptionValue(option, value)
    solver.passModel(_model(program))
    solver.setSolution(_solution(program, start))
    solver.run()
    return _answer(solver, len(program.pairs))


def _answer(solver: highspy.Highs, pairs: int) -> Answer:
    info, status = solver.getInfo(), solver.getModelStatus()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value[:pairs])
    bound = float(info.mip_dual_bound) / UNIT if status in WITH_A_BOUND else inf
    return Answer(values > 0.5 if found else None, bound, found and status == highspy.HighsModelStatus.kOptimal)


def _model(program: Program) -> highspy.HighsLp:
    rows = list(_rows(program))
    pairs, model = len(program.pairs), highspy.HighsLp()
    model.num_col_, model.num_row_ = pairs + len(program.extras), len(rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = UNIT * np.append(program.worth, [extra.weight for extra in program.extras])
    model.col_lower_ = np.append(program.pairs.locked.astype(float), np.zeros(len(program.extras)))
    model.col_upper_ = np.append(np.ones(pairs), [float(extra.most) for extra in program.extras])
    model.integrality_ = [highspy.HighsVarType.kInteger] * pairs + [_kind(extra) for extra in program.extras]
    model.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
    model.row_upper_ = np.array([most for _, _, most in rows], dtype=np.float64)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(columns) for columns, _, _ in rows)]).astype(np.int32)
    model.a_matrix_.index_ = np.concatenate([EMPTY, *(columns for columns, _, _ in rows)]).astype(np.int32)
    model.a_matrix_.value_ = np.array([factor for _, factors, _ in rows for factor in factors], dtype=np.float64)
    return model


def _rows(program: Program) -> Iterator[Coefficients]:
    for limit in program.limits:
        yield limit.pairs, [1.0] * len(limit.pairs), float(limit.most)
    for column, extra in enumerate(program.extras, start=len(program.pairs)):
        factor = {"complete": float(ACTS), "local": 1.0}.get(extra.kind)
        if factor is None:  # sum − 1 ≤ column
            yield np.append(extra.pairs, column), [*[1.0] * len(extra.pairs), -1.0], 1.0
        else:
            yield _held_by(extra.pairs, column, factor)


def _held_by(pairs: Whole, column: int, factor: float) -> Coefficients:
    """factor × column ≤ sum of the pairs."""
    return np.append(pairs, column), [*[-1.0] * len(pairs), factor], 0.0


def _kind(extra: Extra) -> highspy.HighsVarType:
    whole = extra.kind == "complete"
    return highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous


def _solution(program: Program, start: Flags) -> highspy.HighsSolution:
    solution = highspy.HighsSolution()
    values: Reals = np.append(start.astype(float), extra_values(program, start))
    solution.col_value = values.tolist()
    return solution
