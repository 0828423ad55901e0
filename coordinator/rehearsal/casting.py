"""Before a rehearsal begins: an empty database gets the demonstration edition, leads, deputies and rooms to spare."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from coordinator.campaign import demonstration
from coordinator.campaign.demonstration import PEOPLE
from coordinator.campaign.invention import Scene, invent
from coordinator.campaign.scenes import DISTRICT_KM, DISTRICT_SIZE, DISTRICTS, scenes
from coordinator.cities.models import City
from coordinator.cities.registering import NameArea, register
from coordinator.cities.siting import Sited
from coordinator.clock import now
from coordinator.disclosure.deposits import space_ids
from coordinator.disclosure.people import enrol
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.geo.gazetteer import Gazetteer, Place
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from coordinator.rehearsal.stage import Size, Stage
from coordinator.spaces.importing import import_spaces
from coordinator.spaces.listing import ListedSpace

EDGES = ("Tabwakea Village", "Pago Pago", "Apia", "Mumbai", "Kathmandu", "Beirut", "St. John's")
"""Towns that every rehearsal plays in: the first and the last clocks of the day, both sides of the date line, half and
quarter hours, and one whose clocks change at midnight."""
NUMBERS = 200  # of houses, from which on those of rooms to spare begin: the others are below
SEATS = 60  # of a room to spare: every show of the city finds room in it
BEFORE, AFTER = timedelta(days=29), timedelta(days=4)
SECOND = "team@example.org"


def last_day(today: date) -> date:
    """The newest Saturday whose edition is wholly over."""
    back = today - timedelta(days=7)
    return back - timedelta(days=(back.weekday() - demonstration.SATURDAY) % 7)


def refuse(*, is_production: bool, mail_url: str) -> None:
    """Raise Conflict where real people could be here or be written to: `production`, `letters_leave`, `not_empty`."""
    if is_production:
        raise Conflict("production")
    if mail_url != "outbox:":
        raise Conflict("letters_leave")
    if not demonstration.is_empty():
        raise Conflict("not_empty")


def places(gazetteer: Gazetteer, size: Size) -> list[Scene]:
    """The towns of a rehearsal: the demonstration's first two, those at the edges, then the demonstration's others."""
    among = scenes(gazetteer, min(size.cities + len(EDGES), 240))
    edges = [_scene(gazetteer, place) for name in EDGES if (place := gazetteer.find(name))]
    known = {scene.town.id for scene in (*among[:2], *edges)}
    others = [scene for scene in among[2:] if scene.town.id not in known]
    return [*among[:2], *edges, *others][: size.cities]


def cast(gazetteer: Gazetteer, size: Size, *, name_area: NameArea) -> Stage:
    """Fill the empty database, in the caller's transaction; the clock is stopped at the beginning."""
    chosen, chance = places(gazetteer, size), Random(size.seed)  # noqa: S311  # nosec B311 # invents people, guards nothing
    loaded = demonstration.load(
        chosen,
        shows=size.shows,
        artists=size.artists,
        seed=size.seed,
        at=now(),
        name_area=name_area,
        with_tonight=False,
        with_letters=False,
        day=size.day,
    )
    cities = register(scene.town for scene in chosen)
    mine = [cities[scene.town.id] for scene in chosen]
    stage = Stage(
        size,
        loaded.edition,
        {city.id: city for city in mine},
        leads=_leads(mine),
        deputies=_deputies(mine),
        team=(enrol(PEOPLE[Role.GLOBAL]), enrol(SECOND, name="Gil Global")),
        campaign=enrol(PEOPLE[Role.CAMPAIGN]),
        chance=chance,
        begins=now(),
    )
    grant(Role.GLOBAL, stage.team[1])
    stage.spare = _spare(loaded.edition, chosen, mine, chance, name_area=name_area)
    _fall_silent(stage)
    return stage


def begins_at(day: date) -> datetime:
    """The instant at which the rehearsal of that day begins: some weeks before."""
    return datetime.combine(day, time(9), tzinfo=now().tzinfo) - BEFORE


def _scene(gazetteer: Gazetteer, place: Place) -> Scene:
    near = gazetteer.places_near(
        place.latitude, place.longitude, km=DISTRICT_KM, limit=DISTRICTS, minimum=DISTRICT_SIZE
    )
    here = [(one.latitude, one.longitude) for one in near if one.country == place.country]
    return Scene(place, tuple(here or [(place.latitude, place.longitude)]))


def _leads(cities: Sequence[City]) -> dict[str, str]:
    """City → its lead: the known one of the first two, everywhere else one of its own."""
    found = {city.id: enrol(PEOPLE[Role.LEAD]) for city in cities[:2]}
    for number, city in enumerate(cities[2:], start=3):
        found[city.id] = enrol(f"lead{number}@example.org", name=f"Lead No {number}")
        grant(Role.LEAD, found[city.id], city_id=city.id)
    return found


def _deputies(cities: Sequence[City]) -> dict[str, str]:
    """City → the deputy: of the first two the known one, then of every other."""
    found = {city.id: enrol("deputy@example.org") for city in cities[:2]}
    for number, city in enumerate(cities[2:], start=3):
        if number % 2:
            found[city.id] = enrol(f"deputy{number}@example.org", name=f"Deputy No {number}")
            grant(Role.LEAD, found[city.id], city_id=city.id, deputy=True)
    return found


def _fall_silent(stage: Stage) -> None:
    """Choose the leads who will say nothing as the day comes: of a city with a deputy, of one whose deputy is silent as
    well, and of one without."""
    with_deputy = [city for city in stage.cities if city in stage.deputies][2:]
    without = [city for city in stage.cities if city not in stage.deputies]
    chosen = [*stage.chance.sample(with_deputy, min(2, len(with_deputy))), *without[:1]]
    stage.silent, stage.deaf = frozenset(chosen), frozenset(chosen[1:])


def _spare(
    edition: Edition, chosen: Sequence[Scene], cities: Sequence[City], chance: Random, *, name_area: NameArea
) -> dict[str, list[str]]:
    """City → rooms that no show is planned in: one in each of the first dozen cities and in every third one."""
    with_one = [number for number in range(len(chosen)) if number < 12 or number % 3 == 0]
    picked = [chosen[number] for number in with_one]
    rows = invent(picked, shows=len(picked), artists=0, favoured=0, chance=chance).spaces
    listed = [_spare_room(row, index) for index, (_, row) in enumerate(rows)]
    homes = [cities[with_one[number]] for number, _ in rows]
    sited = [
        Sited(row, city, row.latitude or 0.0, row.longitude or 0.0) for row, city in zip(listed, homes, strict=True)
    ]
    import_spaces(edition, sited, name_area=name_area)
    ids = space_ids(edition.id)
    found: dict[str, list[str]] = {}
    for row, city in zip(listed, homes, strict=True):
        found.setdefault(city.id, []).append(ids[row.space_id])
    return found


def _spare_room(row: ListedSpace, index: int) -> ListedSpace:
    """The same room with everything that a show could want, at a number that no other house has."""
    at = f"{NUMBERS + index} {row.address.partition(' ')[2]}"
    row = replace(row, space_id=f"R{index:04}", host_email=f"spare{index}@example.org", address=at, curfew=None)
    row = replace(row, capacity=SEATS, stage_people=None, step_free=True)
    return replace(row, amplified=True, drums=True, piano=True, power=True)
