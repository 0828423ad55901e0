"""Letters that a section's people have put into the ledger and that still wait: written and not mailed, or mailed and
not reported."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from coordinator.db import db
from coordinator.letters.models import Case, CaseState, Channel, Collector, LetterAction, Step, Why
from coordinator.people.models import PersonRole, Role

Batch = tuple[str, Channel]
"""A case and a channel: what belongs to both is one pile of letters."""


def collectors(section_id: str, *, mailed: bool) -> Sequence[str]:
    """The collectors of a section, by id, who have lines for a pile of which letters wait to be mailed, or with
    `mailed`, to be reported. What one of them has written another may have mailed, so piles are those of all who report
    there; what people say of their own letters is not in them."""
    named = db.session.scalars(select(Collector.person_id).where(Collector.section_id == section_id)).all()
    team = db.session.scalars(select(PersonRole.person_id).where(PersonRole.role == Role.CAMPAIGN)).all()
    piles = _waiting(section_id, {*named, *team}, mailed=mailed) if named else frozenset()
    if not piles:
        return ()
    mine = select(LetterAction.by_id, LetterAction.case_id, LetterAction.channel).where(
        LetterAction.section_id == section_id, LetterAction.by_id.in_(named), LetterAction.why == Why.SAID
    )
    return sorted({str(by) for by, case, channel in db.session.execute(mine.distinct()) if (case, channel) in piles})


def _waiting(section_id: str, people: Collection[str], *, mailed: bool) -> frozenset[Batch]:
    """The piles of which some letters wait, of cases that are open."""
    line, first = aliased(LetterAction), aliased(LetterAction)
    sums = (
        select(line.case_id, line.channel, line.step, func.sum(line.amount))
        .join(Case, Case.id == line.case_id)
        .outerjoin(first, first.id == line.corrects_id)
        .where(line.section_id == section_id, line.by_id.in_(people), Case.state == CaseState.OPEN)
        .where(or_(line.corrects_id.is_(None), first.by_id.is_not(None)))
        .group_by(line.case_id, line.channel, line.step)
    )
    found: dict[Batch, dict[Step, int]] = {}
    for case, channel, step, number in db.session.execute(sums):
        found.setdefault((case, channel), dict.fromkeys(Step, 0))[step] = int(number)
    return frozenset(pile for pile, done in found.items() if _waits(done, mailed=mailed))


def _waits(done: dict[Step, int], *, mailed: bool) -> bool:
    if mailed:
        return done[Step.MAILED] > done[Step.REPORTED]
    return done[Step.WRITTEN] > done[Step.MAILED] + done[Step.HANDED_OVER]
