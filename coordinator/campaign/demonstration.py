"""The demonstration edition: invented lists taken in like any other, a proposal, lineups in every state, known people.

Goes through the use-cases that real lists go through, so what it shows is what the software does.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import TypeVar

from sqlalchemy import func, select

from coordinator.artists.listing import ListedArtist
from coordinator.campaign import looking_back, newcomers, questioning, tonight
from coordinator.campaign.importing import take_artists, take_spaces
from coordinator.campaign.invention import Invented, Scene, invent
from coordinator.campaign.opening import open_edition
from coordinator.campaign.reviewing import leave_to_review
from coordinator.campaign.travelling import travelling
from coordinator.campaign.writing import write_letters
from coordinator.cities.models import City
from coordinator.cities.registering import NameArea, register
from coordinator.cities.siting import Sited
from coordinator.db import db
from coordinator.disclosure import offers, slots
from coordinator.disclosure.deposits import artist_ids, space_ids
from coordinator.disclosure.offers import Offer
from coordinator.disclosure.people import enrol
from coordinator.editions.models import Edition
from coordinator.guests.entries import open_city
from coordinator.lineups import locking
from coordinator.lineups import offers as answering
from coordinator.lineups.optimiser import Progress
from coordinator.lineups.problem import ACTS
from coordinator.lineups.proposals import Proposal, propose, take_over
from coordinator.people.accounts import grant
from coordinator.people.models import Person, Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from coordinator.spaces.listing import ListedSpace

T = TypeVar("T", ListedSpace, ListedArtist)
SLUG, NAME = "open-doors", "Open Doors"
TONIGHT = 2  # the number of the city whose evening is tonight, after the known lead's two
WEEKS_AHEAD = 4
SATURDAY = 5
PEOPLE: Mapping[Role, str] = {role: f"{role}@example.org" for role in Role}
"""An address per role, all of them known to the demonstration; the lead's is of the first two cities."""

# How the lineups of one city stand, in turn: acts taken over from the proposal, and whether the lineup is final.
STAGES = ((3, True), (3, False), (0, False), (2, False), (3, False), (1, False), (0, False), (3, True), (0, False))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded."""

    edition: Edition
    cities: int
    shows: int
    artists: int
    proposal: Proposal


def is_empty() -> bool:
    """Whether the database holds neither an edition nor people."""
    return not any(db.session.scalar(select(func.count()).select_from(table)) for table in (Edition, City, Person))


def day_ahead(today: date) -> date:
    """The first Saturday that is at least four weeks ahead."""
    soon = today + timedelta(weeks=WEEKS_AHEAD)
    return soon + timedelta(days=(SATURDAY - soon.weekday()) % 7)


def load(
    scenes: Sequence[Scene],
    *,
    shows: int,
    artists: int,
    seed: int,
    at: datetime,
    name_area: NameArea,
    progress: Progress | None = None,
    with_tonight: bool = True,
    with_letters: bool = True,
    day: date | None = None,
) -> Loaded:
    """Fill the empty database; `at` is the present instant, the first two scenes become the known lead's, and the
    evening of the third is tonight (`with_tonight`). `with_letters`: some were written by then. `day`: of the edition.

    Writes in the caller's transaction. The lists are the same for the same scenes, numbers and seed; ids never are.
    """
    chance = Random(seed)  # noqa: S311  # nosec B311 # invents names, guards nothing
    edition = _edition(day := day or day_ahead(at.date()))
    cities = register(scene.town for scene in scenes)
    homes = [cities[scene.town.id] for scene in scenes]
    early = homes[TONIGHT:][:1] if with_tonight else []
    lists = invent(scenes, shows=shows, artists=artists, favoured=2, chance=chance)
    invented = _with_known_people(travelling(_at_any_hour(lists) if early else lists, scenes, day=day, chance=chance))
    take_spaces(edition, [_sited(row, homes[number]) for number, row in invented.spaces], name_area=name_area, at=at)
    for city in early:
        tonight.bring_forward(edition, _rooms_of_tonight(invented), city, at=at)
    take_artists(edition, [_sited(row, homes[number]) for number, row in invented.artists])
    _grant_roles(homes[:2])
    proposal = propose(CONSOLE, edition.id, at=at, seed=seed, progress=progress)
    _fill(edition, proposal, _stages(edition, homes, early), at=at, known=invented.artists[0][1].artist_id)
    _leave_work(edition, homes, at=at)
    for city in early:
        tonight.play(edition, city, known=PEOPLE[Role.GUEST], at=at)
    _open(edition, homes[TONIGHT + len(early) :], at=at)
    _write(edition, homes, seed, at=at, so_far=with_letters)
    _look_back(invented, homes[: len(early)], name_area=name_area, at=at)
    return Loaded(edition, len(scenes), len(invented.spaces), len(invented.artists), proposal)


def _rooms_of_tonight(invented: Invented) -> list[str]:
    return [row.space_id for number, row in invented.spaces if number == TONIGHT]


def _look_back(invented: Invented, cities: Sequence[City], *, name_area: NameArea, at: datetime) -> None:
    """Let an evening have been in the first room, where there are acts enough, with pictures of it."""
    (_, space), acts = invented.spaces[0], [act for home, act in invented.artists if home == 0][1:]
    played = looking_back.three_apart(acts)
    for city in cities if len(played) == ACTS else ():
        looking_back.look_back(space, played, city, name_area=name_area, at=at)


def _edition(day: date) -> Edition:
    return open_edition(f"{SLUG}-{day:%Y}", name=f"{NAME} {day:%Y}", day=day)


def _leave_work(edition: Edition, cities: Sequence[City], *, at: datetime) -> None:
    """Rooms and acts wait to be reviewed, acts of a day before answer, a city would like to join, and people have given
    hours."""
    leave_to_review(edition, cities[:2], at=at)
    questioning.answer_questions(cities, PEOPLE[Role.ARTIST], at=at)
    newcomers.ask(edition, at=at)
    giving = (Role.LEAD, Role.HOST, Role.GLOBAL, Role.CAMPAIGN)
    newcomers.give_hours(edition, cities[:2], [(enrol(PEOPLE[role]), role) for role in giving], at=at)


def _write(edition: Edition, cities: Sequence[City], seed: int, *, at: datetime, so_far: bool) -> None:
    lots = Random(seed)  # noqa: S311  # nosec B311 # invents letters, guards nothing
    write_letters(edition, cities, enrol(PEOPLE[Role.CAMPAIGN]), at=at, chance=lots, so_far=so_far)


def _open(edition: Edition, cities: Sequence[City], *, at: datetime) -> None:
    """Let guests ask for seats there (the known lead opens her cities herself); in the first one somebody has."""
    for city in cities:
        open_city(CONSOLE, edition, city.id, at=at)
    for city in cities[:1]:
        tonight.wait(edition, city, at=at)


def _with_known_people(invented: Invented) -> Invented:
    """The first room's host and the first act's contact are the known ones."""
    (scene, space), *spaces = invented.spaces
    (home, act), *acts = invented.artists
    host, contact = PEOPLE[Role.HOST], PEOPLE[Role.ARTIST]
    return Invented(((scene, replace(space, host_email=host)), *spaces), ((home, replace(act, email=contact)), *acts))


def _at_any_hour(lists: Invented) -> Invented:
    """The same with rooms and acts of tonight's city that have all night, for tonight may be late there."""
    spaces = [(number, replace(one, curfew=None) if number == TONIGHT else one) for number, one in lists.spaces]
    acts = [(at, replace(one, free_from=None, free_until=None) if at == TONIGHT else one) for at, one in lists.artists]
    return Invented(tuple(spaces), tuple(acts))


def _sited(listed: T, city: City) -> Sited[T]:
    return Sited(listed, city, listed.latitude or 0.0, listed.longitude or 0.0)


def _grant_roles(led: Sequence[City]) -> None:
    lead = enrol(PEOPLE[Role.LEAD], name="Ada Lead")
    for city in led:
        grant(Role.LEAD, lead, city_id=city.id)
    for role, name in ((Role.GUEST, "Gus Guest"), (Role.GLOBAL, "Glo Global"), (Role.CAMPAIGN, "Cam Campaign")):
        grant(role, enrol(PEOPLE[role], name=name))


def _fill(
    edition: Edition, proposal: Proposal, stages: Mapping[str, tuple[int, bool]], *, at: datetime, known: str
) -> None:
    """Take the proposal over for about two thirds of the shows, and leave their lineups at different stages: those of
    the `known` act (its reference) are final, so that it has an offer to answer."""
    known = artist_ids(edition.id)[known]
    stages = {**stages, **{one.show: (ACTS, True) for one in proposal.plan.placed if one.artist == known}}
    take_over(CONSOLE, edition.id, proposal, shows={show for show, (acts, _) in stages.items() if acts}, at=at)
    filled = proposal.filled
    for show, (acts, final) in stages.items():
        for position in range(acts + 1, ACTS + 1) if acts else ():
            slots.clear(show, position)
        if final and filled[show] == ACTS:
            locking.lock(CONSOLE, show, at=at)
    _confirm(offers.of_shows(list(stages), at=at), at=at, known=known)


def _confirm(asked: Sequence[Offer], *, at: datetime, known: str) -> None:
    """Two of three acts have said yes already, the known one has not."""
    for offer in asked:
        if offer.position != ACTS and offer.artist_id != known:
            answering.confirm(Reader(offer.contact_id), offer.id, at=at)


def _stages(edition: Edition, cities: Sequence[City], early: Collection[City]) -> dict[str, tuple[int, bool]]:
    """Show id → its stage: within a city they follow each other, and each city begins one further on; all of those in
    `early` cities are final."""
    final = {show.id for city in early for show in tonight.shows_of(edition, city)}
    names = {space: reference for reference, space in space_ids(edition.id).items()}
    shows = sorted(
        db.session.scalars(select(Show).where(Show.edition_id == edition.id)), key=lambda s: names[s.space_id]
    )
    turn = {city.id: count(number) for number, city in enumerate(cities)}
    in_order = sorted(shows, key=lambda show: names[show.space_id])
    stages = {show.id: STAGES[next(turn[show.city_id]) % len(STAGES)] for show in in_order}
    return stages | dict.fromkeys(final, (ACTS, True))
