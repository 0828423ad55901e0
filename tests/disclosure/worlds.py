"""Worlds that differ in nothing but what is secret, each built by the use-cases of the site itself.

Two secrets, each in several versions: where (addresses, exact points within one area, names of rooms and hosts, photos
and their metadata, what hosts say) and who (names of acts, their order and number, offers, answers, reviews, what
happens at the door). All else is the same: the same people do the same at the same instants, with the same random
numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import select

from coordinator.answers.settling import Wish
from coordinator.artists.models import Application, Artist
from coordinator.campaign.importing import take_spaces
from coordinator.cities.models import City
from coordinator.cities.siting import Sited
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import (
    changes,
    deposits,
    doorkeepers,
    host_vetoes,
    incidents,
    own_guests,
    photos,
    questions,
    reviews,
    slots,
)
from coordinator.disclosure import offers as asked
from coordinator.disclosure import (
    seats as seated,
)
from coordinator.disclosure.changes import ChangeState
from coordinator.disclosure.entries import Wanted, own_entries
from coordinator.disclosure.own_guests import Expected, Kept, OwnGuest
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.photos import Subject
from coordinator.door import acts, checking
from coordinator.door.checking import Said
from coordinator.door.models import DoorRole, Way
from coordinator.editions.models import Edition
from coordinator.guests import drawing, entries, seats, voiding
from coordinator.guests.draw_list import Pool
from coordinator.guests.models import Because, EntryState
from coordinator.hosting import closing
from coordinator.lineups import locking, offers, replacements, standby, withdrawing
from coordinator.lineups.proposals import propose
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from coordinator.spaces.listing import ListedSpace
from tests.answers.builders import a_past_act, a_public_answer, a_public_question, a_question, agreed
from tests.campaign.builders import LAGOS, Town, a_city, a_space, an_artist, an_edition, artists_taken, plain_name
from tests.disclosure.hands import set_clock, throw
from tests.door.standing import a_supervisor
from tests.guests.entering import held, says_yes
from tests.guests.test_plus_ones import comes
from tests.guests.test_voiding import line_of, where_of
from tests.joining.asking import a_request
from tests.letters.builders import a_campaign, a_case, a_line, a_section
from tests.people.builders import a_person
from tests.pictures.files import PLANTED, TELLING, a_photo, taken

BUILT = datetime(2026, 8, 20, 9, tzinfo=UTC)
STARTS = datetime(2026, 9, 20, 17, 30, tzinfo=UTC)  # in Berlin
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANGELES = Town(5368361, "Los Angeles", "US", 34.05223, -118.24368, 3_971_883, "America/Los_Angeles")


@dataclass(frozen=True)
class Where:
    """A secret place: what stands of the home of the first show, and of that of the second."""

    address: str
    room: str
    host: str
    point: tuple[float, float]
    photos: tuple[str, ...]  # kinds of `TELLING`
    email: str = "host-S1@example.org"


@dataclass(frozen=True)
class Who:
    """Secret acts: their names, which of them come into the second and third slot instead of who was asked first, those
    of the second show, and how many proposals were made. The act of the first slot is the same in all worlds."""

    names: tuple[str, str, str, str]
    instead: tuple[int, ...]
    others: tuple[int, ...]
    proposals: int
    goes_on: bool  # whether more is said of it all, and what happens at the door


@dataclass(frozen=True)
class World:
    """One of them."""

    where: Where
    who: Who


PLACES = (
    Where("77 Secret Lane", "The hidden attic", "Hanna Host", (52.52437, 13.41053), ("JPEG with a place",)),
    Where(
        address="9 Unknown Boulevard, at the very end of the second yard, " * 4,
        room="A room with a much longer name",
        host="Bartholomew Ferdinand von Somewhere-Else",
        point=(52.5251, 13.4112),
        photos=("PNG with texts", "WebP with XMP"),
        email="another.and.longer@example.org",
    ),
    Where("1 Alley", "X", "Al", (52.5229, 13.4093), (), email="z@example.org"),
    Where("Ünseen Straße 5", "مخفي", "أمل", (52.5236, 13.4121), tuple(TELLING)[:4], email="amal@example.org"),
)
"""All in one area (a test says so)."""
ACTS = (
    Who(("Unheard Thunder", "Muted Bells", "Silent Quire", "Veiled Choir"), (), (), 0, goes_on=False),
    Who(("Zither of Nowhere", "A Quiet Name", "Quelled", "Aardvark Untold"), (4,), (3, 5), 2, goes_on=True),
    Who(("Bo", "Yet Another Band With a Far Longer Name", "Ço", "Ъ"), (4, 3), (5,), 1, goes_on=True),
)
WORLDS = tuple(World(PLACES[where], ACTS[who]) for where, who in ((0, 0), (2, 0), (0, 1), (1, 2)))
"""The first differs from the second in where alone, from the third in who alone, from the fourth in both."""
MORE_WORLDS = tuple(World(PLACES[where], ACTS[who]) for where, who in ((3, 1), (2, 2), (1, 0), (3, 2)))
_OF_HOMES = (word for place in PLACES for word in (place.address[:40], place.host) if len(word) > len("Alley"))
CANARIES = (*_OF_HOMES, PLANTED.decode())
"""Words that only those may read who may know of a home."""
SAID = ("A secret reason", "Somebody shouted", "Cleo Critic", "Dreadful", "Tomasina", "Not wanted", "hidden window")
"""What is said behind closed doors, in every world or in some."""


def edition() -> Edition:
    """The one that is to come."""
    return db.session.scalars(select(Edition).where(Edition.slug == "doors")).one()


def show(reference: str = "S1") -> Show:
    """The show of the space with that reference."""
    space = deposits.space_ids(edition().id)[reference]
    return db.session.scalars(select(Show).where(Show.space_id == space)).one()


def guest(name: str) -> Reader:
    """Somebody by the first part of her address."""
    return Reader(a_person(f"{name}@example.org", name=name.capitalize()))


def contact(act: int) -> Reader:
    """Who speaks for an act."""
    return Reader(a_person(f"act-A{act}@example.org"), frozenset({(Role.ARTIST, None)}))


def build(world: World) -> None:
    """The world as it is when entries open; the database is empty before."""
    set_clock(BUILT)
    throw("places")
    doors, berlin = an_edition(day=date(2026, 9, 20)), a_city()
    for town in (LAGOS, ANGELES):
        place = a_city(town)
        _taken(doors, place, a_space(place.slug), (town.latitude, town.longitude))
    _homes(world.where, doors, berlin)
    _acts(world.who, doors, berlin)
    throw("letters")
    section = a_section(a_campaign(doors))
    a_line(doors, a_case(doors), section)
    throw("answers")
    _answers()
    throw("people")
    _people(doors, berlin)
    a_request(doors.id, a_person("nora@example.org", name="Nora New"))
    _entries(doors, berlin)
    _lineup()
    throw("proposal")
    propose(CONSOLE, doors.id, city_id=berlin.id, at=now())
    throw("report")
    form = OwnForm(show().space_id, doors.id, {})
    incidents.report(form, show(), incidents.Kind.DAMAGE, f"The vase of {world.where.host}", (), at=now())
    db.session.commit()
    set_clock(now() + timedelta(minutes=5))
    throw(f"secrets {world.where}")
    _secrets_of_place(world.where)
    throw(f"secrets {world.who}")
    _secrets_of_acts(world.who)
    db.session.commit()


def _taken(doors: Edition, city: City, row: ListedSpace, point: tuple[float, float]) -> None:
    take_spaces(doors, [Sited(row, city, *point)], name_area=plain_name, at=now())


def _answers() -> None:
    """Who speaks for the act of the first slot, and who for that of the third, answer for acts of the day before; both
    were asked, one has said something. Whether they play now differs from world to world."""
    for number, name in enumerate(("act-A0", "act-A3")):
        email = f"{name}@example.org"
        act = a_past_act(act=f"P{number}", email=email, slug=f"before-{number}", days=60 + 10 * number)
        hour = agreed(act, Wish(date(2026, 8, 25), time(19), time(20)), email=email)
        one = a_public_question(hour)
        a_question(hour, "Do you play tonight?")
        if not number:
            a_public_answer(one, email=email)


def _homes(where: Where, doors: Edition, berlin: City) -> None:
    named = {"address": where.address, "space_name": where.room, "host_name": where.host}
    _taken(doors, berlin, a_space("S1", **named, host_email=where.email), where.point)
    beside = {"address": where.address[::-1], "space_name": where.room[::-1], "host_name": where.host[::-1]}
    _taken(doors, berlin, a_space("S2", **beside, host_email=f"2{where.email}"), where.point)
    other = {"address": "1 Other Street", "host_name": "Olu Other", "host_email": "host@example.org"}
    _taken(doors, berlin, a_space("S3", **other), PLACES[0].point)
    photos.add(Subject.SPACE, show().space_id, taken(a_photo()), at=now())


def _acts(who: Who, doors: Edition, berlin: City) -> None:
    names = ("Known to Herself", who.names[0], "Who Declined", *who.names[1:], "Her Own Act")
    artists_taken(doors, berlin, *(an_artist(f"A{n}", act_name=name) for n, name in enumerate(names)))


def _people(doors: Edition, berlin: City) -> None:
    """Who looks, and what they may."""
    lagos = db.session.scalars(select(City.id).where(City.name == "Lagos")).one()
    for name, role, city in (
        ("far", Role.LEAD, lagos),
        ("campaign", Role.CAMPAIGN, None),
        ("lead", Role.LEAD, berlin.id),
    ):
        accounts.grant(role, str(guest(name).id), city_id=city)
    accounts.grant(Role.GLOBAL, str(guest("team").id))
    guest("nora")  # whoever first comes in one world later than in another has another id
    doorkeepers.put(show("S3"), str(guest("door").id), DoorRole.SUPERVISOR, "Dora", at=now())
    _no_more(doors, berlin)
    everything = str(guest("everything").id)
    accounts.grant(Role.LEAD, everything, city_id=lagos)
    accounts.grant(Role.CAMPAIGN, everything)
    doorkeepers.put(show("S3"), everything, DoorRole.STEWARD, "Every", at=now())
    artists_taken(doors, berlin, an_artist("A9", act_name="Everything", email="everything@example.org"))
    _taken(doors, berlin, a_space("S4", host_name="Everything", host_email="everything@example.org"), PLACES[0].point)


def _no_more(doors: Edition, berlin: City) -> None:
    """Those who were something, and what they were is taken from them or given up."""
    for name, role, city in (
        ("former", Role.LEAD, berlin.id),
        ("formerteam", Role.GLOBAL, None),
        ("formercampaign", Role.CAMPAIGN, None),
    ):
        accounts.grant(role, str(guest(name).id), city_id=city)
        accounts.revoke(role, str(guest(name).id), city_id=city)
    former_door = str(guest("formerdoor").id)
    doorkeepers.put(show(), former_door, DoorRole.SUPERVISOR, "Fred", at=now())
    doorkeepers.take_off(show(), former_door)
    _taken(doors, berlin, a_space("S5", host_name="Closed", host_email="closed@example.org"), PLACES[0].point)
    closing.close(guest("closed"), show("S5").space_id, at=now())
    artists_taken(doors, berlin, an_artist("A8", act_name="Gone"))
    wish = select(Application.id).where(Application.artist_id == an_act("A8"))
    withdrawing.withdraw(contact(8), db.session.scalars(wish).one(), at=now())


ENTRANTS = ("gil", "wanda", "rea", "lars", "vera")


def _entries(doors: Edition, berlin: City) -> None:
    """Gil will come with Pia; Wanda waits; Rea gives her seat back; Lars never answers; Vera's entry is made void."""
    entries.open_city(CONSOLE, doors, berlin.id, at=now())
    for name in ENTRANTS:
        entries.enter(guest(name), Wanted(2 if name == "gil" else 1, (show().id,)), at=now())
    entries.enter(guest("everything"), Wanted(1, (show("S3").id,)), at=now())
    db.session.commit()
    comes(guest("gil"))  # with Bea


def _lineup() -> None:
    """Three acts are asked; the first says yes, the third no."""
    known = deposits.artist_ids(edition().id)
    for position in (1, 2, 3):
        slots.put(show(), position, known[f"A{position - 1}"])
    locking.lock(CONSOLE, show().id, at=now())
    mine = {one.artist_id: one.id for one in asked.of_shows([show().id], at=now())}
    offers.confirm(contact(0), mine[known["A0"]], at=now())
    offers.decline(contact(2), mine[known["A2"]], at=now())


def _secrets_of_place(where: Where) -> None:
    """Photos with their metadata, and what a host says of her home and of whom she expects."""
    space = show().space_id
    form = OwnForm(space, edition().id, {})
    own_guests.keep(form, show(), Kept(1), Expected((OwnGuest(where.host),)), at=now())
    for kind in where.photos:
        photos.add(Subject.SPACE, space, taken(TELLING[kind]()), at=now())
    if where.photos[1:]:
        photos.describe(photos.of(Subject.SPACE, space)[0].id, where.host)
        incidents.report(form, show(), incidents.Kind.INCIDENT, f"Somebody shouted at {where.host}", (), at=now())
        said = {"kind": "rooftop", "street": where.address, "capacity": 9, "latitude": 52.5, "longitude": 13.4}
        changes.note(space, "address", said, {**said, "street": "12"}, state=ChangeState.WAITING, at=now())
        questions.answer(questions.put(space, "A step?", by=str(guest("lead").id), at=now()), where.room, at=now())
    photos.see(Subject.SPACE, space, [photos.of(Subject.SPACE, space)[0].id], at=now())


def _secrets_of_acts(who: Who) -> None:
    """Who else comes in, in which order, what was proposed and what is thought of them."""
    known = deposits.artist_ids(edition().id)
    (offers.confirm if len(who.instead) < len((3, 2)) else offers.decline)(contact(1), _offer("A1"), at=now())
    for position, act in zip((3, 2), who.instead, strict=False):
        replacements.take(CONSOLE, show().id, position, known[f"A{act}"], at=now())
    for act in who.instead:
        offers.confirm(contact(act), _offer(f"A{act}"), at=now())
    for position, act in enumerate(who.others, start=1):
        slots.put(show("S2"), position, known[f"A{act}"])
    for _ in range(who.proposals):
        propose(CONSOLE, edition().id, city_id=show().city_id, at=now())
    if who.goes_on:
        veto = host_vetoes.say(show("S3").space_id, "Not wanted", at=now())
        host_vetoes.settle(show("S3").space_id, veto, known["A3"], at=now())
        standby.place(CONSOLE, 1, known["A6"], edition_id=edition().id, city_id=show().city_id)
        critic = a_person("critic@example.org", name="Cleo Critic")
        for subject in (show().space_id, db.session.scalars(select(Application.id).order_by(Application.id)).all()[0]):
            reviews.give(subject, critic, score=1, words="Dreadful", at=now())


def _offer(reference: str) -> str:
    """The id of the offer of the first show to an act."""
    act = an_act(reference)
    return next(one.id for one in asked.of_shows([show().id], at=now()) if one.artist_id == act)


def _rounds(phase: str) -> None:
    """What workers do, in their order."""
    for due in current_app.extensions["coordinator.rounds"]:
        if due.__module__ != "coordinator.guests.relay":  # asks outside
            throw(f"{phase}: {due.__module__}.{due.__name__}")
            due(now())
            db.session.commit()


def _entry(name: str) -> str:
    return own_entries(guest(name))[0].id


def _draw(_world: World) -> None:
    held(show())
    for name in ("wanda",):
        if seated.leave(_entry(name), EntryState.WAITLISTED, at=now()):
            seated.give_back(show().id, Pool.GENERAL, 1)


def _answer(_world: World) -> None:
    for name in ("gil", "rea", "vera"):
        says_yes(guest(name), at=now())
    seats.release(guest("rea"), _entry("rea"), at=now())
    voiding.void(CONSOLE, where_of(show()), line_of(guest("vera")), Because.TWICE, "Two addresses.", at=now())


def _at_the_door(world: World) -> None:
    """Gil and Bea come in; in some worlds much more happens."""
    sue = doorkeepers.standing(a_supervisor(show()), show().id, at=now())
    checking.let_through(sue, Said("0000-step-1", _entry("gil"), Way.IN, 2, now()), at=now())
    throw(f"door {world}")
    if world.who.goes_on:
        checking.let_in_unlisted(sue, "0000-step-9", 1, "A secret reason", at=now())
        acts.start(sue, 1, at=now())


def _nothing(_world: World) -> None:
    """Only time passes."""


@dataclass(frozen=True)
class Phase:
    """A moment of the clock, and what everybody sees happen then."""

    at: datetime
    happens: Callable[[World], None] = _nothing


PHASES = {
    "entering": Phase(BUILT + HOUR),
    "listed": Phase(STARTS - 10 * DAY + HOUR, lambda _world: drawing.close_due(now())),
    "drawn": Phase(STARTS - 9 * DAY + HOUR, _draw),
    "confirmed": Phase(STARTS - 8 * DAY, _answer),
    "sealed": Phase(STARTS - 4 * DAY),
    "revealed": Phase(STARTS - 2 * DAY),
    "doorbell": Phase(STARTS - HOUR),
    "live": Phase(STARTS + 20 * timedelta(minutes=1), _at_the_door),
    "ended": Phase(STARTS + 4 * HOUR),
    "forgotten": Phase(STARTS + 2 * DAY),
}


def enter(world: World, name: str) -> None:
    """Let that phase begin: what is due is done, what happens happens."""
    phase = PHASES[name]
    set_clock(phase.at)
    throw(f"phase {name}")
    phase.happens(world)
    db.session.commit()
    _rounds(name)
    throw(f"after {name}")


def an_act(reference: str) -> str:
    """The id of an act."""
    return deposits.artist_ids(edition().id)[reference]


def act_names() -> set[str]:
    """Of all."""
    return set(db.session.scalars(select(Artist.act_name)))
