"""Letters of the demonstration: eleven invented cases, sections, a letter evening, and what was written so far."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from coordinator.campaign.case_words import CASES, InventedCase
from coordinator.cities.models import City
from coordinator.db import db, random_id
from coordinator.editions.models import Edition
from coordinator.letters import cases, collecting, evenings, sections, signing
from coordinator.letters.collecting import Batch
from coordinator.letters.kept import WORDS, Words
from coordinator.letters.models import Channel, Step
from coordinator.letters.signing import Signed
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

NAME = "Write for rights"
OWN_SECTIONS = {
    "DE": "Germany",
    "NG": "Nigeria",
    "KE": "Kenya",
    "BR": "Brazil",
    "GB": "United Kingdom",
    "NZ": "New Zealand",
}
ZONES = {"NG": "Africa/Lagos", "KE": "Africa/Nairobi", "BR": "America/Sao_Paulo", "GB": "Europe/London"}
ZONES |= {"DE": "Europe/Berlin", "NZ": "Pacific/Auckland", "": "Etc/UTC"}
WRITING_CITIES = 12
MINUTES = 60


def write_letters(
    edition: Edition, cities: Sequence[City], team: str, *, at: datetime, chance: Random, so_far: bool = True
) -> None:
    """A campaign beside the edition, told and counted by `team` (the id of a person). Cases come in their order;
    `so_far`: with letters that were written before."""
    reader = Reader(team, frozenset({(Role.CAMPAIGN, None)}))
    cases.begin_campaign(reader, edition, NAME, at=at)
    through = _sections(reader, edition)
    for number, invented in enumerate(CASES):
        case_id = _tell(reader, edition, invented, at=at + timedelta(seconds=number))
        if not so_far:
            continue
        _pledge(case_id, list(through.values()), at=at, chance=chance)
        for section in through.values():
            _collect(reader, case_id, section, None, at=at, chance=chance)
        for city in cities[:WRITING_CITIES]:
            _collect(reader, case_id, through.get(city.country, through[""]), city, at=at, chance=chance)
    _evening(reader, edition, cities[0])


def _sections(reader: Reader, edition: Edition) -> dict[str, str]:
    """Country → id of its section; "" for everywhere else."""
    later = edition.date.year + (edition.date > date(edition.date.year, 1, 31))
    days = {"mail_by": date(later, 1, 31), "report_by": date(later, 2, 28)}
    made = {}
    for country, name in {**OWN_SECTIONS, "": "Everywhere else"}.items():
        made[country] = random_id()
        said = {"name": name, "country": country, "zone": ZONES[country], **days}
        sections.add(reader, edition.id, made[country], said)
    return made


def _tell(reader: Reader, edition: Edition, case: InventedCase, *, at: datetime) -> str:
    case_id = random_id()
    facts = {"addressee": case.addressee, "address": case.address, "country": "", "languages": list(case.languages)}
    cases.begin(reader, edition.id, case_id, facts, at=at)
    for text in case.texts:
        said = {name: getattr(text, name) for name in WORDS}
        cases.save_words(reader, case_id, Words(text.language, **said), seen=0)
    cases.open_case(reader, case_id, at=at)
    return case_id


def _pledge(case_id: str, through: Sequence[str], *, at: datetime, chance: Random) -> None:
    """Tables that have signed up, on paper and online, through any section."""
    for number, section in enumerate(through):
        channel = Channel.ONLINE if number % 3 == 2 else Channel.PAPER
        said = Signed(f"writer{number}@example.org", Step.PLEDGED, channel, chance.randint(2, 90), section_id=section)
        signing.sign(case_id, said, origin="", at=at)


def _collect(reader: Reader, case_id: str, section: str, city: City | None, *, at: datetime, chance: Random) -> None:
    """What was written in a city, or at home, how much of that is in the post, and of that reported and verified."""
    written = chance.choice((0, 3, 12, 25, 40, 80, 160))
    mailed = written * chance.randint(5, 9) // 10
    reported = mailed * chance.randint(4, 9) // 10
    for step, number in ((Step.WRITTEN, written), (Step.MAILED, mailed), (Step.REPORTED, reported)):
        if number:
            collecting.report(reader, _batch(case_id, section, city, number), step, at=at)
    if reported > 1:
        collecting.verify(reader, _batch(case_id, section, city, reported // 2), at=at)


def _batch(case_id: str, section: str, city: City | None, number: int) -> Batch:
    return Batch(random_id(), case_id, section, city.id if city else None, Channel.PAPER, number, is_another=True)


def _evening(reader: Reader, edition: Edition, city: City) -> None:
    """Letters before the largest show of the city whose hours can still be set."""
    here = (Show.edition_id == edition.id, Show.city_id == city.id)
    able = Show.state.in_((ShowState.PLANNED, ShowState.OPEN))
    found = db.session.scalars(
        select(Show.id).where(*here, able).order_by(Show.capacity.desc(), Show.id).limit(1)
    ).first()
    if found:
        evenings.set_hour(reader, edition.id, found, MINUTES)
