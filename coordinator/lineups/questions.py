"""Asking for a proposal: a small question is answered at once, a large one by a worker that tells how far it is.

The same question asked again, with nothing changed, is the same proposal. Only callers commit, save that a job ends its
transaction before it solves, and whenever it tells.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from coordinator import jobs
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import proposing
from coordinator.disclosure.proposing import Head
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.lineups import proposals
from coordinator.lineups.columns import day_of
from coordinator.lineups.component_jobs import reader_of
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.optimiser import Progress, solve
from coordinator.lineups.problem import Plan
from coordinator.lineups.proposals import Draft
from coordinator.lineups.splitting import fingerprint
from coordinator.people.readers import Reader

KIND = "answer a proposal"
AT_ONCE = 10_000  # pairs that are solved while somebody waits
PATIENCE = 5.0  # seconds of it at most; the best so far comes with its gap
PAUSE = 0.5  # seconds between what a long search tells


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: what it is drawn from, how many pairs there are to choose from, and its proposal."""

    drawn: Draft
    pairs: int
    head: Head

    @property
    def may_be_answered_at_once(self) -> bool:
        """Whether somebody can wait for the answer that is still to come."""
        return self.head.is_open and self.pairs <= AT_ONCE

    def solved(self) -> Plan:
        """The answer; end the transaction before. Raises Invalid as `optimiser.solve` does."""
        return solve(self.drawn.problem, seconds=PATIENCE)


def ask(reader: Reader, edition_id: str, *, city_id: str, shows: Collection[str] | None = None, at: datetime) -> Asked:
    """Ask for a city's proposal, or for some of its shows with all others as they are.

    What is too large to be waited for goes to the workers. Raises NotFound for who does not lead the city, and Conflict
    (`no_shows`) where there is nothing to fill.
    """
    drawn = proposals.draft(reader, edition_id, at=at, city_id=city_id, shows=shows)
    if not drawn.shows:
        raise Conflict("no_shows")
    pairs = len(eligible_pairs(day_of(drawn.problem), drawn.problem.keep).show)
    head = {"status": proposing.WAITING, "shows_done": 0, "shows_total": len(drawn.shows), "gap_now": 0.0}
    who = {"edition_id": edition_id, "city_id": city_id, "asked_by": reader.id, "asked_for": sorted(shows or ())}
    opened = proposing.open_proposal(_print(drawn), seed=0, made_at=at, told_at=at, **head, **who)
    asked = Asked(drawn, pairs, opened)
    if opened.is_open and not asked.may_be_answered_at_once and reader.id is not None:
        key = f"{KIND}|{opened.id}|{opened.made_at.isoformat()}"
        jobs.enqueue(KIND, person_id=reader.id, subject=opened.id, dedupe_key=key, due_at=at)
    return asked


def answer(asked: Asked, plan: Plan, *, at: datetime) -> None:
    """Keep the answer to a question."""
    proposals.keep(asked.drawn, plan, at=at, into=asked.head.id)


def begin(drawn: Draft, *, at: datetime) -> str:
    """Say on leads' pages that the caller looks for a proposal; its id, for `proposals.keep`."""
    head = {"status": proposing.RUNNING, "shows_done": 0, "shows_total": len(drawn.shows), "gap_now": 0.0}
    about: dict[str, object] = {"edition_id": drawn.edition_id, "city_id": drawn.city_id, "asked_for": []}
    return proposing.open_proposal(None, seed=0, made_at=at, told_at=at, **head, **about).id


def give_up(proposal_id: str) -> None:
    """Say that nothing came of it."""
    proposing.fail(proposal_id)


def answer_asked(job: jobs.Job, at: datetime) -> None:
    """Run a job: answer the proposal it names, unless that is done. One who lost the city gets no answer any more."""
    head = proposing.find_open(job.subject)
    if head is None:
        return
    try:
        drawn = proposals.draft(
            reader_of(job.person_id), head.edition_id, at=at, city_id=head.city_id, shows=head.asked_for or None
        )
        db.session.commit()
        with jobs.held(job, at):
            plan = solve(drawn.problem, progress=telling(head.id))
    except (NotFound, Invalid):
        proposing.fail(head.id)
        return
    proposals.keep(drawn, plan, at=at, into=head.id)


JOBS = {KIND: answer_asked}


def telling(proposal_id: str) -> Progress:
    """A progress that stands on the pages of leads, and is committed there now and then."""
    told_last = -PAUSE

    def tell(done: int, total: int, gap: float) -> None:
        nonlocal told_last
        if done < total and perf_counter() - told_last < PAUSE:
            return
        told_last = perf_counter()
        proposing.tell(proposal_id, done, total, gap, at=now())
        db.session.commit()

    return tell


def _print(drawn: Draft) -> str:
    """The same for the same question about the same day and the same lineups."""
    said = (drawn.edition_id, drawn.city_id, sorted(drawn.shows), sorted(map(repr, drawn.taken)))
    return hashlib.sha256(f"{said}\n{fingerprint(drawn.problem)}".encode()).hexdigest()
