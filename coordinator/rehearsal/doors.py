"""The doors of a rehearsal: guests come or do not, some wait before them, acts begin one after the other."""

from datetime import datetime
from functools import partial

from coordinator.db import db
from coordinator.disclosure import doorkeepers, rehearsed
from coordinator.disclosure.doorkeepers import Standing
from coordinator.disclosure.people import enrol
from coordinator.door import acts, checking, naming, waiting
from coordinator.door.checking import Result, Said
from coordinator.door.models import DoorRole, Way
from coordinator.errors import Conflict, NotFound
from coordinator.guests import after
from coordinator.people.readers import Reader
from coordinator.rehearsal import phones
from coordinator.rehearsal.stage import DAY, HOUR, MINUTE, Stage
from coordinator.shows.models import Show, ShowState

COMES, ON_TIME, TWICE, SAYS = 0.92, 0.9, 0.05, 0.1
WAITERS = 3  # of the waiting list who come all the same


def plan(stage: Stage) -> None:
    """Name who stands at each door, and have the evening take its course."""
    phones.choose(stage)
    for number, show in enumerate(stage.shows()):
        stage.agenda.put(show.starts_at - 2 * DAY - HOUR, partial(_name, stage, show.id, number))
        _evening(stage, show)


def _evening(stage: Stage, show: Show) -> None:
    third, first = (show.ends_at - show.starts_at) / 3, 15 * MINUTE
    if show.id in stage.offline:  # whoever waits, and the first act, wait for a network
        phones.plan(stage, show)
        first = phones.HEARD[0][1]
    stage.agenda.put(show.starts_at - 30 * MINUTE, partial(_let_in, stage, show.id, "early"))
    stage.agenda.put(show.starts_at + 15 * MINUTE, partial(_let_in, stage, show.id, "late"))
    waiting = phones.HEARD[-1][1] if show.id in stage.offline else 30 * MINUTE
    stage.agenda.put(show.starts_at + waiting, partial(_let_in_waiting, stage, show.id))
    for slot in (1, 2, 3):
        begins = show.starts_at + (first if slot == 1 else third * (slot - 1))
        stage.agenda.put(begins.replace(second=0, microsecond=0), partial(_begin, stage, show.id, slot))
    stage.agenda.put(show.ends_at + 3 * HOUR, partial(_say_thanks, stage, show.id))


def _name(stage: Stage, show_id: str, number: int, at: datetime) -> None:
    show = db.session.get_one(Show, show_id)
    if show.state is ShowState.CANCELLED:
        return
    reader = stage.who_leads(show.city_id)
    for role in DoorRole:
        email = f"{role}{number}@example.org"
        enrol(email, name=f"Door No {number}")
        naming.name(reader, show, email, role, called=f"D{number}", origin=f"lead of {show.city_id}", at=at)


def _standing(show_id: str, at: datetime) -> Standing | None:
    """Who answers for that door, as she stands there; None of a show that is off, or behind a closed door."""
    show = db.session.get_one(Show, show_id)
    person_id = rehearsed.doorkeepers().get(show_id)
    if person_id is None or show.state is ShowState.CANCELLED or show.space_id in rehearsed.closed_doors():
        return None
    return doorkeepers.standing(Reader(person_id), show_id, at=at)


def _let_in(stage: Stage, show_id: str, when: str, at: datetime) -> None:
    standing = _standing(show_id, at)
    if standing is None:
        return
    for party in rehearsed.parties("confirmed"):
        if party.show_id != show_id or not _comes(stage, party.id, when):
            continue
        if show_id in stage.offline:
            phones.note(stage, party, show_id, at)
            continue
        said = Said(f"{party.id}-in", party.id, Way.IN, party.people, at)
        _note(stage, checking.let_through(standing, said, at=at).result)
        if stage.chance.random() < TWICE:
            checking.let_through(standing, said, at=at)  # the network was slow, and the phone sends it again
    stage.figures["doors"] += when == "early"


def _comes(stage: Stage, party_id: str, when: str) -> bool:
    """Whether a party comes at all, on time or late; decided once."""
    if when == "early":
        lot = stage.chance.random()
        if COMES * ON_TIME <= lot < COMES:
            stage.seen.add(f"late|{party_id}")
        return lot < COMES * ON_TIME
    return f"late|{party_id}" in stage.seen


def _note(stage: Stage, result: Result) -> None:
    stage.figures[f"door_{result}"] += 1


def _let_in_waiting(stage: Stage, show_id: str, at: datetime) -> None:
    """Let some of the waiting list say that they are here, and in whose turn it is."""
    standing = _standing(show_id, at)
    if standing is None:
        return
    here = 0
    for party in rehearsed.parties("waitlisted"):
        if here == WAITERS or party.city_id != standing.show.city_id or party.person_id is None:
            continue
        try:
            waiting.say_here(Reader(party.person_id), party.id, show_id, at=at)
        except (NotFound, Conflict):  # she waits for another show
            continue
        here += 1
    for number in range(here):
        _admit_next(stage, standing, number, at)


def _admit_next(stage: Stage, standing: Standing, number: int, at: datetime) -> None:
    free = checking.free(standing, checking.look(standing, at=at), at=at)
    turn = waiting.first_that_fits(waiting.in_line(standing), free)
    if turn is None:
        return
    try:
        waiting.let_in(standing, f"waits-{number}-{turn.id}", turn.id, at=at)
        stage.figures["let_in_from_waiting_list"] += 1
    except Conflict as refused:
        stage.refused[f"waiting list at the door: {refused.reason}"] += 1


def _begin(stage: Stage, show_id: str, slot: int, at: datetime) -> None:
    standing = _standing(show_id, at)
    if standing is None:
        return
    acts.start(standing, slot, at=at)
    if slot == 1:
        stage.figures["shows_begun"] += 1


def _say_thanks(stage: Stage, show_id: str, at: datetime) -> None:
    for party in rehearsed.parties("confirmed"):
        if party.show_id == show_id and stage.chance.random() < SAYS and party.person_id:
            after.say(Reader(party.person_id), party.id, "Thank you, it was lovely.", for_host=True, at=at)
            stage.figures["thanks_said"] += 1
