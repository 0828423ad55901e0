"""The ledger of letters: lines that are only added, and counted as they are. Nothing in it is changed or taken out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from coordinator.cities.models import City
from coordinator.db import db, random_id
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.letters import tallies
from coordinator.letters.models import Case, CaseState, Channel, LetterAction, Section, Step, Why
from coordinator.letters.sections import Through, for_country, get_section, sections
from coordinator.letters.tallies import Place
from coordinator.once import insert_if_new


@dataclass(frozen=True, slots=True)
class Line:
    """What is added: where, what, how many. `by_id`: who answers for it; None for somebody who wrote herself."""

    place: Place
    channel: Channel
    step: Step
    amount: int
    why: Why = Why.SAID
    show_id: str | None = None
    corrects_id: str | None = None
    by_id: str | None = None
    reason: str | None = None


def add(line: Line, *, once: str, at: datetime) -> bool:
    """Add a line and count it; whether it is new. `once`: of the form, which may come again."""
    if is_there(once):  # asked first: SQLite's triggers refuse a second one rather than leave it out
        return False
    line_id, place = random_id(), line.place
    values = {
        "id": line_id,
        "once_key": once,
        "edition_id": place.edition_id,
        "case_id": place.case_id,
        "section_id": place.section_id,
        "city_id": place.city_id,
        "said_at": at,
        **{name: getattr(line, name) for name in ("channel", "step", "why", "amount")},
        **{name: getattr(line, name) for name in ("show_id", "corrects_id", "by_id", "reason")},
    }
    if not insert_if_new(LetterAction, **values):
        return False
    tallies.add(place, line.channel, line.step, line.amount, line_id=line_id)
    return True


def is_there(once: str) -> bool:
    """Whether a form was taken already."""
    return db.session.scalar(select(LetterAction.id).where(LetterAction.once_key == once)) is not None


def place_of(case_id: str, section_id: str, city_id: str | None) -> tuple[Place, Through]:
    """Where letters for a case that can still be counted are counted; nobody withdraws it until this is over. Raises
    NotFound for what is of no one campaign, Invalid (`city`) where letters of that city go through another section,
    Conflict: `withdrawn`, `not_open` (a draft)."""
    case = db.session.get(Case, case_id, populate_existing=True, with_for_update={"read": True})
    if case is None:
        raise NotFound
    if case.state in (CaseState.WITHDRAWN, CaseState.DRAFT):
        raise Conflict("withdrawn" if case.state is CaseState.WITHDRAWN else "not_open")
    through = get_section(case.edition_id, section_id)
    if city_id is not None:
        _refuse_elsewhere(through, city_id)
    return Place(case.edition_id, case_id, section_id, through.country, city_id), through


def _refuse_elsewhere(through: Through, city_id: str) -> None:
    city = db.session.get(City, city_id)
    if city is None:
        raise NotFound
    its = for_country(sections(through.edition_id), city.country)
    if its is None or its.id != through.id:
        said = Say(
            "Letters of %(city)s do not go through this section. Choose another one, or no city.", city=city.name
        )
        raise Invalid({"city": [said]})


def hold(section_id: str) -> None:
    """Let nobody else take anything off in that section until this is over, so that no sum falls under nothing."""
    db.session.execute(select(Section.id).where(Section.id == section_id).with_for_update())


def is_alike(why: Why, step: Step, channel: Channel, amount: int, *, since: datetime, **where: str | None) -> bool:
    """Whether a line of the same kind, size and place was added since then."""
    same = {"why": why, "step": step, "channel": channel, "amount": amount, **where}
    wanted = [LetterAction.__table__.c[name].is_not_distinct_from(value) for name, value in same.items()]
    return bool(db.session.scalar(select(exists().where(LetterAction.said_at > since, *wanted))))


def effective(line_id: str) -> tuple[LetterAction, int]:
    """A line and how many it stands for with all its corrections, of those that came back as well. Raises NotFound."""
    line = db.session.get(LetterAction, line_id)
    if line is None or line.why is Why.CORRECTED:
        raise NotFound
    more = db.session.scalars(select(LetterAction.amount).where(LetterAction.corrects_id == line_id))
    return line, abs(line.amount + sum(more))
