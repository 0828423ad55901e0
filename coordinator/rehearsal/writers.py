"""The letters of a rehearsal: pledged, written at letter evenings and at home, handed over, posted, some come back.

What is counted on the way is written down here as well, so that a checker can hold the sums against it.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import func, select

from coordinator.db import db, random_id
from coordinator.letters import collecting, evenings, signing
from coordinator.letters.collecting import Batch
from coordinator.letters.models import Case, CaseState, Channel, LetterAction, Section, Step
from coordinator.letters.sections import for_country, sections
from coordinator.letters.signing import Signed
from coordinator.rehearsal.stage import DAY, HOUR, MINUTE, Stage
from coordinator.shows.models import Show, ShowState

EVENINGS, MINUTES = 0.12, 60  # share of the shows that have a letter hour, at least one; how long it is
AT_HOME = 0.5  # letters written at home, for each show
AGAIN, GROUP = 0.1, 0.15  # who says the same once more, which counts once; who says it for a table


def plan(stage: Stage) -> None:
    """Choose letter evenings, and when letters are written at home."""
    stage.counted.update(_in_ledger(stage))
    shows = sorted(stage.shows(), key=lambda show: (-show.capacity, show.id))
    for show in shows[: max(1, round(len(shows) * EVENINGS))]:
        stage.agenda.put(stage.begins + HOUR, partial(_set_hour, stage, show.id))
        stage.agenda.put(show.starts_at - 30 * MINUTE, partial(_write_at_show, stage, show.id))
        stage.agenda.put(show.ends_at + DAY, partial(_collect, stage, show.id))
    last = max(show.ends_at for show in shows)
    for number in range(max(8, round(len(shows) * AT_HOME))):
        at = stage.within(stage.begins + DAY, last, minutes=60)
        stage.agenda.put(at, partial(_write_at_home, stage, number))


def _in_ledger(stage: Stage) -> dict[str, int]:
    """How many of each step stand in the ledger before the rehearsal begins."""
    rows = db.session.execute(
        select(LetterAction.step, func.sum(LetterAction.amount))
        .where(LetterAction.edition_id == stage.edition.id)
        .group_by(LetterAction.step)
    )
    return {str(step): int(amount) for step, amount in rows}


def _set_hour(stage: Stage, show_id: str, at: datetime) -> None:
    evenings.set_hour(stage.of_campaign(), stage.edition.id, show_id, MINUTES)
    stage.tell(at, "letter_evening", db.session.get_one(Show, show_id).city_id)


def _write_at_show(stage: Stage, show_id: str, at: datetime) -> None:
    show = db.session.get_one(Show, show_id)
    if show.state is ShowState.CANCELLED:
        return
    for number in range(stage.chance.randint(4, 12)):
        email = f"writer-{show_id[:8]}-{number}@example.org"
        _sign(stage, email, at, show_id=show_id)


def _write_at_home(stage: Stage, number: int, at: datetime) -> None:
    section = stage.chance.choice(_sections(stage))
    _sign(stage, f"home{number}@example.org", at, section_id=section.id)


def _sign(stage: Stage, email: str, at: datetime, *, section_id: str | None = None, show_id: str | None = None) -> None:
    """Say that one writes, and has written, for a case; some say it twice."""
    case_id = stage.chance.choice(_cases(stage))
    people = stage.chance.randint(2, 9) if stage.chance.random() < GROUP else 1
    channel = Channel.ONLINE if stage.chance.random() < 0.3 else Channel.PAPER
    for step in (Step.PLEDGED, Step.WRITTEN):
        said = Signed(email, step, channel, people, section_id, show_id)
        for _ in range(2 if stage.chance.random() < AGAIN else 1):
            signing.sign(case_id, said, origin=f"network of {email}", at=at)
        stage.counted[step] += people
    stage.figures["writers"] += people


def _collect(stage: Stage, show_id: str, at: datetime) -> None:
    """Have the team count what was handed over at a show; the form is sent twice, and some of it comes back."""
    show = db.session.get_one(Show, show_id)
    section = for_country(sections(stage.edition.id), stage.cities[show.city_id].country)
    if section is None:
        return
    number, case_id = stage.chance.randint(5, 60), stage.chance.choice(_cases(stage))
    reader = stage.of_campaign()
    for step in (Step.HANDED_OVER, Step.MAILED, Step.REPORTED):
        batch = Batch(random_id(), case_id, section.id, show.city_id, Channel.PAPER, number)
        for _ in range(2):
            collecting.report(reader, batch, step, at=at)
    back = Batch(random_id(), case_id, section.id, show.city_id, Channel.PAPER, 2)
    collecting.give_back(reader, back, at=at)
    checked = Batch(random_id(), case_id, section.id, show.city_id, Channel.PAPER, number // 2)
    collecting.verify(reader, checked, at=at)
    done = {Step.HANDED_OVER: number, Step.MAILED: number - 2, Step.REPORTED: number, Step.VERIFIED: number // 2}
    stage.counted.update({str(step): count for step, count in done.items()})
    stage.figures["batches"] += 1


def _sections(stage: Stage) -> Sequence[Section]:
    here = select(Section).where(Section.edition_id == stage.edition.id).order_by(Section.name)
    return db.session.scalars(here).all()


def _cases(stage: Stage) -> Sequence[str]:
    is_open = (Case.edition_id == stage.edition.id, Case.state == CaseState.OPEN)
    return db.session.scalars(select(Case.id).where(*is_open).order_by(Case.opened_at, Case.id)).all()
