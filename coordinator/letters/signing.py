"""Somebody says that she will write, has written, handed over or mailed: alone, or for a group at a table.

No account is needed. Of her address a keyed fingerprint is kept, so that the same person, case, channel and step count
once; the answer is the same whether it did already, or anybody could ask whether a mailbox has signed up.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.db import db, random_id
from coordinator.disclosure import letter_signs
from coordinator.disclosure.letter_signs import Sign
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.letters import ledger, reminding
from coordinator.letters.ledger import Line
from coordinator.letters.models import Case, CaseState, Channel, Step
from coordinator.letters.reminding import Where
from coordinator.letters.sections import Through, for_country, sections
from coordinator.people import attempts
from coordinator.people.models import Attempt
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows.models import Show, ShowState

OWN_STEPS = (Step.PLEDGED, Step.WRITTEN, Step.HANDED_OVER, Step.MAILED)
MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Signed:
    """What somebody says: of so many `people` (1: alone), at a show (its id) or through a section (its id)."""

    email: str
    step: Step
    channel: Channel
    people: int
    section_id: str | None = None
    show_id: str | None = None
    remind: bool = False  # she has ticked that she wants to be reminded, reading in `locale`
    locale: str | None = None


def sign(case_id: str, said: Signed, *, origin: str, at: datetime, by: Reader = STRANGER) -> None:
    """Count it, once, and keep where to remind her if she asks for it. `origin` is the network address, `by` who is
    signed in. Raises NotFound, Invalid (`section`, `step`), and Conflict:
    `withdrawn`, `not_open`, `too_late`, `too_many_attempts`."""
    case = db.session.get(Case, case_id, populate_existing=True)
    if case is None or case.state is CaseState.DRAFT:
        raise NotFound
    if case.state is CaseState.CLOSED and said.step is Step.PLEDGED:
        raise Conflict("not_open")
    if said.step not in OWN_STEPS:
        raise Invalid({"step": [Say("Choose one of the steps.")]})
    section_id, city_id = _where(case, said)
    place, through = ledger.place_of(case_id, section_id, city_id)
    refuse_late(through, said.step, at=at)
    attempts.take(Attempt.SIGN, attempts.visitor(said.email, origin), at=at)
    if said.remind and said.step in (Step.PLEDGED, Step.WRITTEN):
        reminding.ask(by, Where(said.email, section_id, said.locale), origin=origin, at=at)
    one = Sign(case_id, str(said.channel), str(said.step), is_group=said.people > 1)
    if letter_signs.note(said.email, one, at=at):
        line = Line(place, said.channel, said.step, said.people, show_id=said.show_id)
        ledger.add(line, once=random_id(), at=at)


def refuse_late(through: Through, step: Step, *, at: datetime) -> None:
    """Raise Conflict (`too_late`) once the last day of a section for that step is over."""
    ends = through.mail_ends_at if step in (Step.PLEDGED, Step.WRITTEN) else through.report_ends_at
    if at >= ends:
        raise Conflict("too_late")


def find_table(show_id: str | None) -> tuple[Show, City] | None:
    """The show at which letters are written, and its city; None where there is none, or it is off."""
    if not show_id:
        return None
    row = db.session.execute(select(Show, City).join(City, City.id == Show.city_id).where(Show.id == show_id)).first()
    return None if row is None or row[0].state is ShowState.CANCELLED else (row[0], row[1])


def _where(case: Case, said: Signed) -> tuple[str, str | None]:
    """Section and city: those of the show, else the section that was chosen, and no city."""
    if said.show_id is None:
        if not said.section_id:
            raise Invalid({"section": [Say("Choose where your letters go from.")]})
        return said.section_id, None
    table = find_table(said.show_id)
    if table is None or table[0].edition_id != case.edition_id:
        raise NotFound
    through = for_country(sections(case.edition_id), table[1].country)
    if through is None:
        raise Conflict("no_section")
    return through.id, table[1].id
