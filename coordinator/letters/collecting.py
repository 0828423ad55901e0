"""Collectors report letters of a section, many at once; what the post brings back is taken off; a line that was wrong
is corrected by another one; the campaign team verifies. Every form may come twice, and counts once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from coordinator.db import db
from coordinator.disclosure.people import enrol
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.letters import ledger, tallies
from coordinator.letters.cases import refuse_others
from coordinator.letters.ledger import Line
from coordinator.letters.models import Channel, Collector, LetterAction, Section, Step, Why
from coordinator.letters.reading import Running, campaigns
from coordinator.letters.sections import Through, get_section, sections
from coordinator.letters.signing import refuse_late
from coordinator.letters.tallies import Place
from coordinator.once import insert_once
from coordinator.people.models import Role
from coordinator.people.readers import Reader

STEPS = (Step.WRITTEN, Step.HANDED_OVER, Step.MAILED, Step.REPORTED)
MOST = 100_000  # letters in one line
MANY = 10  # two batches of fewer are often of one size


@dataclass(frozen=True, slots=True)
class Batch:
    """So many letters for a case, collected in a section; `once` is of the form."""

    once: str
    case_id: str
    section_id: str
    city_id: str | None
    channel: Channel
    number: int
    is_another: bool = False  # somebody said so, of one that looks like a line which is there already


def name(reader: Reader, section_id: str, email: str, *, at: datetime) -> None:
    """Let whoever has that address report letters of a section. Raises NotFound unless the reader is of the team."""
    refuse_others(reader)
    _get(section_id)
    insert_once(Collector, person_id=enrol(email), section_id=section_id, named_at=at)


def take_off(reader: Reader, section_id: str, person_id: str) -> None:
    """End that, from the next request on. Raises NotFound as `name`."""
    refuse_others(reader)
    this = delete(Collector).where(Collector.person_id == person_id, Collector.section_id == section_id)
    db.session.execute(this, execution_options={"synchronize_session": False})


def collectors(reader: Reader, section_id: str) -> Sequence[str]:
    """The people who may, by id. Raises NotFound as `name`."""
    refuse_others(reader)
    mine = select(Collector.person_id).where(Collector.section_id == section_id).order_by(Collector.named_at)
    return db.session.scalars(mine).all()


def own_campaigns(reader: Reader) -> Sequence[Running]:
    """The campaigns in which the reader may report, the one that was begun last first: of the sections that she was
    named for, or all for the team. Raises NotFound for whoever may in none."""
    mine = campaigns()
    if not reader.has(Role.CAMPAIGN):
        named = select(Section.edition_id).join(Collector, Collector.section_id == Section.id)
        hers = set(db.session.scalars(named.where(Collector.person_id == (reader.id or ""))))
        mine = [one for one in mine if one.edition_id in hers]
    if not mine:
        raise NotFound
    return mine


def own_sections(reader: Reader, edition_id: str) -> Sequence[Through]:
    """The sections that the reader may report for: those she was named for, or all for the team. Raises NotFound for
    whoever may for none."""
    every = sections(edition_id)
    if reader.has(Role.CAMPAIGN):
        return every
    named = set(db.session.scalars(select(Collector.section_id).where(Collector.person_id == (reader.id or ""))))
    mine = [one for one in every if one.id in named]
    if not mine:
        raise NotFound
    return mine


def report(reader: Reader, batch: Batch, step: Step, *, at: datetime) -> bool:
    """Count letters that were written, handed over, mailed or reported; whether the form is new. Raises NotFound for
    another's section, Invalid (`step`, `city`), Conflict: `withdrawn`, `not_open`, `too_late`, and `alike` where a
    batch like it was counted within a day, perhaps by somebody else, and nobody said that this is another one."""
    place, through = _place(reader, batch)
    if step not in STEPS:
        raise Invalid({"step": [Say("Choose one of the steps.")]})
    ledger.hold(batch.section_id)
    if ledger.is_there(batch.once):
        return False
    refuse_late(through, Step.REPORTED, at=at)
    if batch.number >= MANY and not batch.is_another:
        _refuse_alike(batch, step, at=at)
    line = Line(place, batch.channel, step, batch.number, by_id=reader.id)
    return ledger.add(line, once=batch.once, at=at)


def give_back(reader: Reader, batch: Batch, *, at: datetime) -> bool:
    """Take off letters on paper that the post has brought back. Raises as `report`, and Invalid (`number`) where fewer
    were mailed from there."""
    place, _ = _place(reader, batch)
    ledger.hold(batch.section_id)
    if ledger.is_there(batch.once):
        return False
    mailed = tallies.in_cell(place, Channel.PAPER, Step.MAILED)
    if batch.number > mailed:
        raise Invalid({"number": [Say("%(number)d were mailed from there; no more can come back.", number=mailed)]})
    line = Line(place, Channel.PAPER, Step.MAILED, -batch.number, Why.RETURNED, by_id=reader.id)
    return ledger.add(line, once=batch.once, at=at)


def verify(reader: Reader, batch: Batch, *, at: datetime) -> bool:
    """Count letters whose report the campaign team has checked. Raises NotFound unless the reader is of the team, and
    Invalid (`number`) beyond what was reported."""
    refuse_others(reader)
    place, _ = _place(reader, batch)
    ledger.hold(batch.section_id)
    if ledger.is_there(batch.once):
        return False
    done = {step: tallies.in_section(place, batch.channel, step) for step in (Step.REPORTED, Step.VERIFIED)}
    left = done[Step.REPORTED] - done[Step.VERIFIED]
    if batch.number > left:
        raise Invalid({"number": [Say("%(number)d are reported and not verified yet.", number=left)]})
    return ledger.add(Line(place, batch.channel, Step.VERIFIED, batch.number, by_id=reader.id), once=batch.once, at=at)


def get_line(reader: Reader, line_id: str) -> tuple[LetterAction, int]:
    """A line that the reader may correct, her own or for the team any, and how many it stands for. Raises NotFound."""
    line, number = ledger.effective(line_id)
    if not reader.has(Role.CAMPAIGN) and (reader.id is None or line.by_id != reader.id):
        raise NotFound
    return line, number


def correct(reader: Reader, line_id: str, number: int, reason: str, *, once: str, at: datetime) -> bool:
    """Have a line stand for `number` letters, by another line beside it with the reason. Raises NotFound as `get_line`,
    Invalid (`number`) where a sum would fall under what came back or is verified; and where it would grow, Conflict:
    `withdrawn`, and for collectors `too_late`."""
    line, _ = get_line(reader, line_id)
    ledger.hold(line.section_id)
    if ledger.is_there(once):
        return False
    _, counted = ledger.effective(line_id)
    place = Place(
        line.edition_id,
        line.case_id,
        line.section_id,
        get_section(line.edition_id, line.section_id).country,
        line.city_id,
    )
    more = (number - counted) * (-1 if line.why is Why.RETURNED else 1)
    if not more:
        return False
    if more > 0:
        _refuse_growth(reader, line, at=at)
    elif -more > (spare := _spare(place, line.channel, line.step)):
        raise Invalid({"number": [_others_hang(line, counted, spare)]})
    said = {"show_id": line.show_id, "corrects_id": line_id, "by_id": reader.id, "reason": reason}
    added = Line(place, line.channel, line.step, more, Why.CORRECTED, **said)
    return ledger.add(added, once=once, at=at)


def _refuse_alike(batch: Batch, step: Step, *, at: datetime) -> None:
    """Two who hold the same list report it both, and one who is not sure whether she did reports it again."""
    same = {"case_id": batch.case_id, "section_id": batch.section_id, "city_id": batch.city_id}
    if ledger.is_alike(Why.SAID, step, batch.channel, batch.number, since=at - timedelta(days=1), **same):
        raise Conflict("alike")


def _refuse_growth(reader: Reader, line: LetterAction, *, at: datetime) -> None:
    """What is over grows no more: a case that is withdrawn, for collectors also a section after its last day."""
    _, through = ledger.place_of(line.case_id, line.section_id, None)
    if not reader.has(Role.CAMPAIGN):
        refuse_late(through, Step.REPORTED, at=at)


def _others_hang(line: LetterAction, counted: int, spare: int) -> Say:
    if line.why is Why.RETURNED:
        return Say("More than %(number)d cannot be: no more were mailed from there.", number=counted + spare)
    return Say("Fewer than %(number)d cannot be: others hang on them.", number=counted - spare)


def _spare(place: Place, channel: Channel, step: Step) -> int:
    """How many can be taken off of a step."""
    here = tallies.in_cell(place, channel, step)
    if step is not Step.REPORTED:
        return here
    return min(here, tallies.in_section(place, channel, step) - tallies.in_section(place, channel, Step.VERIFIED))


def _place(reader: Reader, batch: Batch) -> tuple[Place, Through]:
    section = _get(batch.section_id)
    if batch.section_id not in {one.id for one in own_sections(reader, section.edition_id)}:
        raise NotFound
    return ledger.place_of(batch.case_id, batch.section_id, batch.city_id)


def _get(section_id: str) -> Section:
    found = db.session.get(Section, section_id)
    if found is None:
        raise NotFound
    return found
