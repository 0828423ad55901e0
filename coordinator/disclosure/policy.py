"""The policy: one table and one pure function that says who may see which fact in which phase. Default: nothing.

The table is compared exhaustively (fact × relation × phase × embargo) with `tests/disclosure/policy.csv`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from coordinator.people.models import Role
from coordinator.people.readers import Reader


class Fact(StrEnum):
    """What can be known of a show beyond its public page."""

    STREET_ADDRESS = "street_address"
    EXACT_POINT = "exact_point"
    SPACE_NAME = "space_name"
    HOST_NAME = "host_name"
    LINEUP = "lineup"
    PROPOSAL = "proposal"
    MATCHING = "matching"  # all the optimiser needs: points, needs, vetoes, members
    REVIEW = "review"  # of its space, or of an act's application: scores, words, what was decided
    CONTACT_NAME = "contact_name"  # who speaks for an act
    LEAD_NAME = "lead_name"  # who leads a city, and who deputises; hosts with an evening and acts learn whom to ask
    READINESS = "readiness"  # how far a city is: rooms, lineups, offers, in numbers
    OFFER = "offer"  # that an act was asked to play there, until when, and what it answered
    WELCOME = "welcome"  # what visitors meet: steps, toilet, pets, smoke, shoes, rules of the house
    DOORBELL = "doorbell"  # how the door is found: the name at the bell, the floor, the phone there
    ROOM_PHOTO = "room_photo"  # what the room looks like: a window, a stucco or a view can be recognised
    SET_TIMES = "set_times"  # from when to when each act plays, with how many people, what they need: no name
    OWN_GUESTS = "own_guests"  # whom its host has asked, and what they need; how many is in the draw's record
    TURNOUT = "turnout"  # how many guests have said that they come, and how many of them on access seats: no name
    ACCESS_HELPS = "access_helps"  # what helps guests with a seat, by kind and number: no name, and none of their words
    FIRST_NAMES = "first_names"  # of its guests with a seat, for who opens her home to them
    INCIDENT = "incident"  # what its host reports of it: damage, or something that happened
    VOID = "void"  # that a guest's entry was made void, and the words for it: no name
    HOME = "home"  # what else its host says of it: times, permission, neighbours
    CLOSED_DOOR = "closed_door"  # that its host has closed her door
    ACT = "act"  # what an act says of itself: in its own words, open to being filmed or not
    MEMBERS = "members"  # who plays in it, who of them is under age, and who answers for those
    PHONE = "phone"  # by what number an act is reached
    BASE = "base"  # where it lives, and where it is while it tours
    TICKET = "ticket"  # the code that opens its door
    ON_STAGE = "on_stage"  # which of its acts have begun to play, by name
    FEEDBACK = "feedback"  # what its guests say of it afterwards
    APART = "apart"  # with whom it is not to be placed
    DOOR_PEOPLE = "door_people"  # who stands at its door
    ACCESS_WORDS = "access_words"  # what its guests say, in their own words, of the access they need: no name
    GUEST_LIST = "guest_list"  # who comes: first names, party sizes, access needs yes or no; who is in
    DOOR_WORDS = "door_words"  # the words of the hour, by which a door and its guests know each other
    AUDIT = "audit"  # who has learnt what of it, and when
    SHOT = "shot"  # pictures of it in the album that are not for everybody, and who is asked about them
    READ_RECEIPT = "read_receipt"  # which parties have opened its address since it moved


class Relation(StrEnum):
    """How a reader stands to a show. Whoever is none of the others is a stranger, other cities' leads included."""

    STRANGER = "stranger"
    ENTRANT = "entrant"  # a guest with an entry, before she has confirmed a seat
    GUEST = "guest"  # with a seat that she has confirmed
    DOOR = "door"  # a volunteer at its door
    HOST = "host"
    ARTIST = "artist"  # who speaks for the act that the fact is about
    PERFORMER = "performer"  # who speaks for an act of its final lineup that has said yes
    LEAD = "lead"
    GLOBAL = "global"


class Phase(IntEnum):
    """Where a show is on its clock. A door that its host has closed outruns the clock: it is closed at every hour."""

    PLANNED = 0
    REVEALED = 1
    DOORBELL = 2
    LIVE = 3
    ENDED = 4
    FORGOTTEN = 5
    CLOSED = 6


@dataclass(frozen=True, slots=True)
class Clock:
    """The instants at which a show changes phase, the end of the edition's embargo (None: not set, still holds), and
    since when the door of its room is closed (None: it is open)."""

    starts_at: datetime
    ends_at: datetime
    reveal_hours: int = 72
    doorbell_hours: int = 3
    forget_hours: int = 12
    embargo_ends_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def reveals_at(self) -> datetime:
        """From when on visitors know the address. An instant: hours are taken off in UTC."""
        return self.starts_at - timedelta(hours=self.reveal_hours)

    @property
    def rings_at(self) -> datetime:
        """From when on they know how the door is found."""
        return self.starts_at - timedelta(hours=self.doorbell_hours)

    @property
    def forgets_at(self) -> datetime:
        """From when on they know neither."""
        return self.ends_at + timedelta(hours=self.forget_hours)

    def phase(self, at: datetime) -> Phase:
        """The phase at the instant `at`. Differences are taken between instants, so no change of clocks matters. A door
        that is closed once the show is over takes nothing back but the way to it."""
        if self.closed_at is not None and at >= self.closed_at:
            return Phase.CLOSED if self.closed_at < self.ends_at else Phase.FORGOTTEN
        turns = (self.reveals_at, self.rings_at, self.starts_at, self.ends_at, self.forgets_at)
        return Phase(sum(at >= turn for turn in turns))

    def embargo_over(self, at: datetime) -> bool:
        """Whether everybody may know who played. Never before the show's own end."""
        return self.embargo_ends_at is not None and at >= max(self.embargo_ends_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Window:
    """From which phase to which (inclusive) a fact is open."""

    opens: Phase = Phase.PLANNED
    closes: Phase = Phase.CLOSED


ALWAYS = Window()
REVEAL = Window(Phase.REVEALED, Phase.ENDED)
VISITORS = (Relation.GUEST, Relation.DOOR, Relation.PERFORMER)
VISIT = dict.fromkeys(VISITORS, REVEAL)
ARRIVAL = dict.fromkeys(VISITORS, Window(Phase.DOORBELL, Phase.LIVE))
TEAM = {Relation.LEAD: ALWAYS, Relation.GLOBAL: ALWAYS}

RULES: Mapping[Fact, Mapping[Relation, Window]] = {
    Fact.STREET_ADDRESS: {Relation.HOST: ALWAYS, **VISIT, **TEAM},
    Fact.EXACT_POINT: {Relation.HOST: ALWAYS, **VISIT, **TEAM},
    Fact.SPACE_NAME: {Relation.HOST: ALWAYS, **TEAM},
    Fact.HOST_NAME: {Relation.HOST: ALWAYS, **TEAM},
    Fact.LINEUP: {Relation.GUEST: Window(Phase.ENDED, Phase.FORGOTTEN), **TEAM},
    Fact.PROPOSAL: TEAM,
    Fact.MATCHING: TEAM,
    Fact.REVIEW: TEAM,
    Fact.CONTACT_NAME: TEAM,
    Fact.LEAD_NAME: {Relation.HOST: ALWAYS, Relation.PERFORMER: ALWAYS, **TEAM},
    Fact.SET_TIMES: {Relation.HOST: Window(Phase.REVEALED, Phase.FORGOTTEN), Relation.DOOR: REVEAL, **TEAM},
    Fact.OWN_GUESTS: {Relation.HOST: ALWAYS, Relation.DOOR: Window(Phase.DOORBELL, Phase.ENDED)},
    Fact.READINESS: TEAM,
    Fact.AUDIT: {Relation.GLOBAL: ALWAYS},
    Fact.OFFER: {Relation.ARTIST: ALWAYS, **TEAM},
    Fact.WELCOME: {Relation.HOST: ALWAYS, **VISIT, **TEAM},
    Fact.DOORBELL: {Relation.HOST: ALWAYS, **ARRIVAL, **TEAM},
    Fact.ROOM_PHOTO: {Relation.HOST: ALWAYS, **VISIT, **TEAM},
    Fact.TURNOUT: {Relation.HOST: ALWAYS, Relation.DOOR: Window(Phase.DOORBELL, Phase.LIVE), **TEAM},
    Fact.ACCESS_HELPS: {Relation.HOST: Window(Phase.REVEALED, Phase.LIVE)},
    Fact.FIRST_NAMES: {Relation.HOST: Window(Phase.DOORBELL, Phase.LIVE)},
    Fact.INCIDENT: {Relation.HOST: ALWAYS, **TEAM},
    Fact.VOID: TEAM,
    Fact.HOME: {Relation.HOST: ALWAYS, **TEAM},
    Fact.CLOSED_DOOR: {Relation.HOST: ALWAYS, **TEAM},
    Fact.ACT: {Relation.ARTIST: ALWAYS, **TEAM},
    Fact.MEMBERS: {Relation.ARTIST: ALWAYS, **TEAM},
    Fact.PHONE: {Relation.ARTIST: ALWAYS, **TEAM},
    Fact.BASE: {Relation.ARTIST: ALWAYS, **TEAM},
    Fact.TICKET: {Relation.GUEST: ALWAYS, Relation.DOOR: Window(Phase.DOORBELL, Phase.ENDED)},
    Fact.ON_STAGE: {Relation.DOOR: Window(Phase.LIVE, Phase.ENDED), **TEAM},
    Fact.FEEDBACK: {Relation.HOST: Window(Phase.ENDED, Phase.CLOSED), **TEAM},
    Fact.READ_RECEIPT: {Relation.DOOR: Window(Phase.DOORBELL, Phase.LIVE), **TEAM},
    Fact.SHOT: TEAM,
    Fact.APART: {Relation.ARTIST: ALWAYS, **TEAM},
    Fact.DOOR_PEOPLE: TEAM,
    Fact.ACCESS_WORDS: {  # at the door for who answers for it
        Relation.LEAD: Window(Phase.PLANNED, Phase.LIVE),
        Relation.DOOR: Window(Phase.DOORBELL, Phase.LIVE),
    },
    Fact.GUEST_LIST: {Relation.DOOR: Window(Phase.DOORBELL, Phase.ENDED)},
    Fact.DOOR_WORDS: dict.fromkeys((Relation.GUEST, Relation.DOOR), Window(Phase.DOORBELL, Phase.LIVE)),
}
AFTER_EMBARGO = frozenset({Fact.LINEUP})  # open to everybody once the embargo is over


def may_see(fact: Fact, relation: Relation, phase: Phase, *, embargo_over: bool = False) -> bool:
    """Whether somebody who stands in `relation` to a show may learn `fact` of it in `phase`."""
    if embargo_over and fact in AFTER_EMBARGO:
        return True
    window = RULES[fact].get(relation)
    return window is not None and window.opens <= phase <= window.closes


def relation(
    reader: Reader,
    *,
    city_id: str,
    host_id: str | None = None,
    contact_id: str | None = None,
    plays: bool = False,
) -> Relation:
    """How `reader` stands to a show in that city, in that host's space, or to an act there for which `contact_id`
    speaks; `plays`: that act has said yes to a final lineup. The closest relation counts."""
    if reader.has(Role.GLOBAL):
        return Relation.GLOBAL
    if reader.leads(city_id):
        return Relation.LEAD
    if host_id is not None and reader.id == host_id:
        return Relation.HOST
    if contact_id is not None and reader.id == contact_id:
        return Relation.PERFORMER if plays else Relation.ARTIST
    return Relation.STRANGER
