"""Lines of the ledger as collectors and the campaign team read them: in pages, chosen by case, section and collector.

A collector reads her own lines, the team those of everybody. Pages go from the newest to the oldest; each begins after
the last line of the one before, so that what is added meanwhile neither shows twice nor is passed over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select

from coordinator.db import db
from coordinator.letters.cases import refuse_others
from coordinator.letters.collecting import own_sections
from coordinator.letters.models import Collector, LetterAction
from coordinator.people.models import Role
from coordinator.people.readers import Reader

AT_ONCE = 1_000  # lines of a file that are read at a time


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which lines: blank is every case, section or collector (a person id)."""

    case: str = ""
    section: str = ""
    by: str = ""
    after: str = ""  # the last line of the page before, by its id


def page(reader: Reader, edition_id: str, chosen: Chosen, *, most: int) -> tuple[Sequence[LetterAction], str | None]:
    """Up to `most` lines, and what the next page is `after`; None: there is none. Raises NotFound for whoever reports
    for no section."""
    own_sections(reader, edition_id)
    wanted = _wanted(reader, edition_id, chosen)
    found = db.session.scalars(wanted.limit(most + 1)).all()
    return found[:most], found[most - 1].id if len(found) > most else None


def every(reader: Reader, edition_id: str, chosen: Chosen, *, most: int) -> Iterator[LetterAction]:
    """The first `most` of them, for the team. Raises NotFound for others."""
    refuse_others(reader)
    while most > 0:
        found = db.session.scalars(_wanted(reader, edition_id, chosen).limit(min(AT_ONCE, most))).all()
        yield from found
        most = most - len(found) if len(found) == AT_ONCE else 0
        if most:
            chosen = Chosen(chosen.case, chosen.section, chosen.by, found[-1].id)
            db.session.expunge_all()


def end_of_file(reader: Reader, edition_id: str, chosen: Chosen, *, most: int) -> str | None:
    """The last line of a file of the first `most` of them, by its id; None where it has them all. Raises NotFound for
    everybody but the team."""
    refuse_others(reader)
    ids = _wanted(reader, edition_id, chosen).with_only_columns(LetterAction.id)
    last = db.session.scalars(ids.offset(most - 1).limit(2)).all()
    return last[0] if len(last) > 1 else None


def collectors_of(reader: Reader, section_ids: Sequence[str]) -> Sequence[str]:
    """Who reports for any of these sections, by id. Raises NotFound for everybody but the team."""
    refuse_others(reader)
    return db.session.scalars(
        select(Collector.person_id)
        .where(Collector.section_id.in_(section_ids))
        .distinct()
        .order_by(Collector.person_id)
    ).all()


def _wanted(reader: Reader, edition_id: str, chosen: Chosen) -> Select[LetterAction]:
    by = chosen.by if reader.has(Role.CAMPAIGN) else str(reader.id)
    told = (
        (LetterAction.case_id, chosen.case),
        (LetterAction.section_id, chosen.section),
        (LetterAction.by_id, by),
    )
    wanted = select(LetterAction).where(LetterAction.edition_id == edition_id)
    wanted = wanted.where(*(column == value for column, value in told if value))
    last = db.session.get(LetterAction, chosen.after) if chosen.after else None
    if last is not None:
        older = and_(LetterAction.said_at == last.said_at, LetterAction.id < last.id)
        wanted = wanted.where(LetterAction.said_at <= last.said_at, or_(LetterAction.said_at < last.said_at, older))
    return wanted.order_by(LetterAction.said_at.desc(), LetterAction.id.desc())
