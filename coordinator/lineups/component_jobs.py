"""A day solved by several workers: its portions are jobs of the outbox, and who asked puts the plan together.

A job carries the id of a portion. Its worker reads the day through disclosure, as the person in whose name it runs,
checks by the fingerprint that it is the same problem, solves, and keeps the answer sealed. A slow worker keeps its
lease; one that is killed loses it, and the portion is solved again; solved twice, it is the same answer. Where the day
changed in the meantime, or a job was given up, who asked solves that portion from the draft. Only callers commit, save
that a job ends its transaction before it solves, so that nobody waits for it.
"""

from dataclasses import asdict
from datetime import datetime
from time import perf_counter

from sqlalchemy import select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import solving
from coordinator.disclosure.solving import Part
from coordinator.errors import NotFound
from coordinator.lineups import proposals
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Plan
from coordinator.lineups.proposals import Draft
from coordinator.lineups.splitting import Answer, answer_of, fingerprint, portion, portions_of, put_together
from coordinator.people.models import Person, PersonRole, Role
from coordinator.people.readers import Reader

KIND = "solve a portion"


def share_out(reader: Reader, drawn: Draft, *, at: datetime, seed: int = 0, seconds: float | None = None) -> str | None:
    """Write the portions of a draft down and enqueue them; the id of the solving.

    None where there is nobody to run jobs as: the reader is no person and the global team is empty. `seconds` limits
    the search for each portion. Raises Invalid as `optimiser.solve` does.
    """
    person_id = _in_whose_name(reader)
    if person_id is None:
        return None
    portions = portions_of(drawn.problem)
    said = [(sorted(shows), fingerprint(portion(drawn.problem, shows))) for shows in portions]
    head = {"edition_id": drawn.edition_id, "city_id": drawn.city_id, "seed": seed, "seconds": seconds}
    solving_id, parts = solving.open_solving(head, said)
    for part_id in parts:
        jobs.enqueue(KIND, person_id=person_id, subject=part_id, dedupe_key=f"{KIND}|{part_id}", due_at=at)
    return solving_id


def solve_portion(job: jobs.Job, at: datetime) -> None:
    """Run a job: solve the portion it names, unless that is done or the day has changed."""
    part = solving.find_part(job.subject)
    if part is None or part.answer is not None:
        return
    drawn = proposals.draft(reader_of(job.person_id), part.edition_id, at=at, city_id=part.city_id)
    problem = portion(drawn.problem, part.shows)
    db.session.commit()
    if fingerprint(problem) != part.print:
        solving.put_answer(part.id, {"changed": True})
        return
    with jobs.held(job, at):
        answer = answer_of(solve(problem, seed=part.seed, seconds=part.seconds))
    solving.put_answer(part.id, _kept(answer))


JOBS = {KIND: solve_portion}


def gather(drawn: Draft, solving_id: str, *, began: float) -> Plan | None:
    """The plan, once every portion is solved; then nothing is left of the solving. None while some are under way.

    `began` is perf_counter() at the start.
    """
    parts = solving.parts_of(solving_id)
    given_up = _given_up([part.id for part in parts if part.answer is None])
    if any(part.answer is None and part.id not in given_up for part in parts):
        return None
    answers = [_answer(drawn, part) for part in parts]
    solving.forget(solving_id)
    seed = parts[0].seed if parts else 0
    return put_together(drawn.problem, answers, seed=seed, seconds=perf_counter() - began)


def progress_of(solving_id: str) -> tuple[int, int, float]:
    """How many shows of how many are decided, and the relative gap of what is."""
    parts = solving.parts_of(solving_id)
    told = [part.answer for part in parts if part.answer and not part.answer.get("changed")]
    gap = sum(answer["slack"] for answer in told) / max(sum(answer["value"] for answer in told), 1.0)
    return sum(len(part.shows) for part in parts if part.answer), sum(len(part.shows) for part in parts), gap


def _answer(drawn: Draft, part: Part) -> Answer:
    if part.answer is None or part.answer.get("changed"):
        return answer_of(solve(portion(drawn.problem, part.shows), seed=part.seed, seconds=part.seconds))
    chosen = tuple((show, artist) for show, artist in part.answer["chosen"])
    return Answer(
        chosen, part.answer["value"], part.answer["slack"], part.answer["solver"], part.answer.get("most_complete")
    )


def _kept(answer: Answer) -> dict[str, object]:
    return asdict(answer) | {"chosen": [list(pair) for pair in answer.chosen]}


def _given_up(part_ids: list[str]) -> frozenset[str]:
    ended = select(jobs.Outbox.subject).where(jobs.Outbox.subject.in_(part_ids), jobs.Outbox.done_at.is_not(None))
    return frozenset(db.session.scalars(ended)) if part_ids else frozenset()


def _in_whose_name(reader: Reader) -> str | None:
    """The reader, or for the console somebody of the global team."""
    if reader.id is not None and db.session.get(Person, reader.id) is not None:
        return reader.id
    if not reader.has(Role.GLOBAL):
        return None
    team = select(PersonRole.person_id).where(PersonRole.role == Role.GLOBAL).order_by(PersonRole.person_id)
    return db.session.scalar(team.limit(1))


def reader_of(person_id: str) -> Reader:
    """The person of a job, with the roles held now. Raises NotFound for somebody who has none any more."""
    rows = db.session.execute(select(PersonRole.role, PersonRole.city_id).where(PersonRole.person_id == person_id))
    roles = frozenset((row.role, row.city_id) for row in rows)
    if not roles:
        raise NotFound
    return Reader(person_id, roles)
