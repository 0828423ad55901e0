"""The numbers of a campaign as everybody may read them, in tables: one way for the page, the files and the API, so that
what one of them keeps back no other one tells."""

from dataclasses import dataclass

from flask_babel import get_locale
from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.letters import hiding, kept, reading, sections, tallies, words
from coordinator.letters.hiding import Published, Told
from coordinator.letters.models import CaseState, Dimension
from coordinator.letters.reading import Running


@dataclass(frozen=True, slots=True)
class Row:
    """What a table tells of one case, country, section or city. `key` is its id, code or slug."""

    key: str
    name: str
    told: Told


@dataclass(frozen=True, slots=True)
class Sheets:
    """A campaign's numbers by the name of their table."""

    running: Running
    total: Told
    tables: dict[str, list[Row]]


def total(running: Running) -> Told:
    """What is told of the campaign as a whole."""
    return hiding.total(tallies.read(running.edition_id, Dimension.EDITION))


def sheets(running: Running) -> Sheets:
    """What is told of it and of its parts, under the names that the reader's language has for them."""
    through = sections.sections(running.edition_id)
    drafts = [one for one in kept.all_of(running.edition_id) if one.state is not CaseState.DRAFT]
    told = hiding.publish(
        tallies.read(running.edition_id),
        tallies.secret_order(running.edition_id),
        cases=[one.id for one in drafts],
        withdrawn=[one.id for one in drafts if one.state is CaseState.WITHDRAWN],
        sections={one.id: one.country for one in through},
    )
    language = str(get_locale().language)
    named = {one.id: reading.told_of(one, language).title for one in drafts if one.texts}
    lands = [Row(code, words.land(code), numbers) for code, numbers in told.countries.items()]
    tables = {
        "cases": [Row(one, title, told.cases[one]) for one, title in named.items()],
        "sections": [Row(one.id, one.name, told.sections[one.id]) for one in through],
        "countries": sorted(lands, key=lambda row: row.name),
        "cities": _cities(told),
    }
    return Sheets(running, told.total, tables)


def _cities(told: Published) -> list[Row]:
    """Those of which a number is told: that a city stands here at all would tell that somebody has written there."""
    said: dict[str, Told] = {}
    for (_, city), numbers in told.cities.items():
        if city:
            said[city] = _both(said[city], numbers) if city in said else numbers
    said = {city: numbers for city, numbers in said.items() if _says_something(numbers)}
    rows = db.session.execute(
        select(City.id, City.slug, City.name).where(City.id.in_(said)).order_by(City.name, City.id)
    )
    return [Row(slug, name, said[city]) for city, slug, name in rows]


def _both(one: Told, other: Told) -> Told:
    """The sums of a city whose country got a section of its own later; not told where either part is not."""
    return {
        channel: {step: _sum(number, other[channel][step]) for step, number in steps.items()}
        for channel, steps in one.items()
    }


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _says_something(told: Told) -> bool:
    return any(number is not None for by_step in told.values() for number in by_step.values())
