"""Sections: through whom the letters of a country go, and until when they are mailed and reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import exists, select, update

from coordinator.clock import first_shown, instant
from coordinator.db import db
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.letters.cases import OVERTAKEN, refuse_others
from coordinator.letters.models import LetterCampaign, Section
from coordinator.once import insert_once
from coordinator.people.readers import Reader

_SAID = ("name", "country", "zone", "mail_by", "report_by")


@dataclass(frozen=True, slots=True)
class Through:
    """A section. Its days end at midnight on the clocks of `zone`."""

    id: str
    edition_id: str
    name: str
    country: str
    zone: str
    mail_by: date
    report_by: date
    version: int

    @property
    def mail_ends_at(self) -> datetime:
        """The instant (UTC) from which nothing is mailed any more."""
        return _end_of(self.mail_by, self.zone)

    @property
    def report_ends_at(self) -> datetime:
        """The instant (UTC) from which nothing is reported any more."""
        return _end_of(self.report_by, self.zone)


def sections(edition_id: str) -> Sequence[Through]:
    """Those of a campaign by name."""
    found = db.session.scalars(select(Section).where(Section.edition_id == edition_id).order_by(Section.name))
    return [_through(one) for one in found]


def get_section(edition_id: str, section_id: str) -> Through:
    """One of a campaign. Raises NotFound."""
    found = db.session.get(Section, section_id)
    if found is None or found.edition_id != edition_id:
        raise NotFound
    return _through(found)


def through(section_id: str) -> Through:
    """One of any campaign. Raises NotFound."""
    found = db.session.get(Section, section_id, populate_existing=True)
    if found is None:
        raise NotFound
    return _through(found)


def reported_from(day: date) -> Sequence[Through]:
    """Those of any campaign that may still report on that day or later."""
    wanted = select(Section).where(Section.report_by >= day).order_by(Section.id)
    return [_through(one) for one in db.session.scalars(wanted.execution_options(populate_existing=True))]


def for_country(found: Sequence[Through], country: str) -> Through | None:
    """The section that letters written in a country go through: its own, else the one for everywhere else."""
    own = [one for one in found if one.country == country]
    return (own or [one for one in found if not one.country] or [None])[0]  # type: ignore[list-item]


def add(reader: Reader, edition_id: str, section_id: str, said: Mapping[str, Any]) -> None:
    """A new section; `section_id` is of the form, so that a retry is the same one. Raises NotFound unless the reader is
    of the campaign team, Invalid (`name`, `report_by`)."""
    refuse_others(reader)
    if db.session.get(LetterCampaign, edition_id) is None:
        raise NotFound
    _refuse_unfit(edition_id, section_id, said)
    insert_once(Section, id=section_id, edition_id=edition_id, version=1, **{name: said[name] for name in _SAID})


def change(reader: Reader, edition_id: str, section_id: str, said: Mapping[str, Any], *, seen: int) -> None:
    """Other words or days; `seen` is the version that the form showed. Its country stays: numbers hang on it. Raises as
    `add`, and Conflict (`overtaken`)."""
    refuse_others(reader)
    kept = get_section(edition_id, section_id)
    _refuse_unfit(edition_id, section_id, said)
    if said["country"] != kept.country:
        raise Invalid({"country": [Say("The country of a section stays: letters were counted there.")]})
    if all(getattr(kept, name) == said[name] for name in _SAID):
        return
    this = update(Section).where(Section.id == section_id, Section.version == seen)
    values = {"version": seen + 1, **{name: said[name] for name in _SAID}, **_told(section_id, said)}
    changed = this.values(values).returning(Section.id)
    if db.session.execute(changed, execution_options={"synchronize_session": False}).first() is None:
        raise Conflict(OVERTAKEN)


def _refuse_unfit(edition_id: str, section_id: str, said: Mapping[str, Any]) -> None:
    if said["report_by"] < said["mail_by"]:
        raise Invalid(
            {"report_by": [Say("Letters are reported after they were mailed; take that day or a later one.")]}
        )
    same = (Section.edition_id == edition_id, Section.name == said["name"], Section.id != section_id)
    if db.session.scalar(select(exists().where(*same))):
        raise Invalid({"name": [Say("There is a section of that name already; choose another one.")]})


def _told(section_id: str, said: Mapping[str, Any]) -> dict[str, date]:
    """Of days that come forward, what was told last: who said yes late was reminded of a day that was no news to the
    others, so that the earlier one is news again."""
    kept = db.session.get_one(Section, section_id)
    told = {"mail_told": (kept.mail_told, kept.mail_by), "report_told": (kept.report_told, kept.report_by)}
    by = {"mail_told": said["mail_by"], "report_told": said["report_by"]}
    return {name: day for name, (last, day) in told.items() if last is not None and last <= by[name] < day}


def _end_of(day: date, zone: str) -> datetime:
    midnight = first_shown(datetime.combine(day + timedelta(days=1), time()), zone)
    return instant(midnight, zone, fold=1)


def _through(row: Section) -> Through:
    said = {name: getattr(row, name) for name in _SAID}
    return Through(id=row.id, edition_id=row.edition_id, version=row.version, **said)
