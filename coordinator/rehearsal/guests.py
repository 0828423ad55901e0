"""The guests of a rehearsal: they ask for seats, answer letters, say yes or nothing, give back, name who comes."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from random import Random

from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import moves, rehearsed
from coordinator.disclosure.entries import AskedBy, Wanted
from coordinator.disclosure.people import enrol
from coordinator.disclosure.rehearsed import Party
from coordinator.guests import entries, plus_ones, seats
from coordinator.people.readers import Reader
from coordinator.rehearsal.post import Letter
from coordinator.rehearsal.stage import DAY, HOUR, MINUTE, Stage
from coordinator.shows.models import Show

WISHES = 3
MOMENTS = 8  # instants at which most of them ask, so that the clock need not stop for each
POPULAR, CROWD = 0.15, 1.3  # share of shows that too many ask for; seats asked for there, of those there are
FEW = (2, 4)  # parties elsewhere
PAIRS, ACCESS, BY_LETTER, IDLE = 0.45, 0.03, 0.35, 0.04  # shares of those who ask
YES, NO = 0.84, 0.05  # of those who are drawn; the others say nothing
GIVES_BACK, NAMES, COMES_ALONG = 0.05, 0.85, 0.9


def plan(stage: Stage) -> None:
    """Have parties ask for seats, most of them at a few moments, and some in the last minutes."""
    chance, number = stage.chance, 0
    stage.figures["entries_counted"] = len(rehearsed.parties())  # those of the demonstration
    by_city: dict[str, list[Show]] = {}
    for show in stage.shows():
        by_city.setdefault(show.city_id, []).append(show)
    for city_id, shows in by_city.items():
        opens = stage.begins + 2 * HOUR
        closes = entries.close_at(stage.edition, city_id)
        if closes is None:
            continue
        regular = [opens + (closes.replace(minute=0) - 3 * HOUR - opens) * part / MOMENTS for part in range(MOMENTS)]
        moments = [at.replace(minute=0, second=0, microsecond=0) + HOUR for at in regular]
        for show in shows:
            for _ in range(_parties(show, chance)):
                number += 1
                at = closes - 30 * MINUTE if chance.random() < 0.04 else chance.choice(moments)
                wished = _wishes(show, shows, chance)
                stage.agenda.put(at, partial(_ask, stage, number, wished))


def read(stage: Stage, letters: Sequence[Letter], at: datetime) -> None:
    """Have those who got a letter with a link of their own answer it a little later."""
    for letter in letters:
        if token := letter.token("/entries/verify/"):
            if stage.chance.random() > IDLE:
                stage.agenda.put(at + 20 * MINUTE, partial(_verify, stage, token))
        elif (token := letter.token("/entries/plus-one/")) and stage.chance.random() < COMES_ALONG:
            stage.agenda.put(at + 3 * HOUR, partial(_come_along, stage, token))


def follow(stage: Stage, at: datetime) -> None:
    """Have those who are asked for a yes think it over."""
    for party in rehearsed.parties("won"):
        if party.confirm_by and party.confirm_by > at and stage.is_new(f"won|{party.id}|{party.confirm_by}"):
            stage.agenda.put(party.confirm_by)
            _think(stage, party, at)


def _think(stage: Stage, party: Party, at: datetime) -> None:
    lot, when = stage.chance.random(), stage.within(at + MINUTE, party.confirm_by or at, minutes=60)
    if lot < YES:
        stage.agenda.put(max(when, at + 5 * MINUTE), partial(_say_yes, stage, party))
    elif lot < YES + NO:
        stage.agenda.put(max(when, at + 5 * MINUTE), partial(_give_back, stage, party))


def _ask(stage: Stage, number: int, wished: Sequence[str], at: datetime) -> None:
    lots = Random(stage.size.seed * 1_000_003 + number)  # noqa: S311  # nosec B311 # invents people, guards nothing
    name, email = f"Visitor{number}", f"visitor{number}@example.org"
    people = 2 if lots.random() < PAIRS else 1
    wanted = Wanted(people, tuple(wished), needs_access=lots.random() < ACCESS)
    stage.figures["entries"] += 1
    if lots.random() < BY_LETTER:
        entries.ask(AskedBy(name, email), wanted, form=f"form{number}", origin=f"network{number}", at=at)
        return
    guest = Reader(enrol(email, name=name))
    entries.enter(guest, wanted, at=at)
    stage.figures["entries_counted"] += 1
    if lots.random() < 0.03:
        entries.enter(guest, wanted, at=at)  # the form is pressed twice
    if lots.random() < 0.02:
        entries.withdraw(guest, own.own_entries(guest)[0].id, at=at)
        stage.figures["entries_taken_back"] += 1


def _verify(stage: Stage, token: str, at: datetime) -> None:
    if entries.verify(token, at=at) is not None:
        stage.figures["entries_counted"] += 1
        stage.figures["entries_by_letter"] += 1


def _say_yes(stage: Stage, party: Party, at: datetime) -> None:
    guest = Reader(party.person_id)
    entry = own.own_entry(guest, party.id)
    if entry.seat is None:
        return
    seats.confirm(guest, party.id, sees=moves.seen_of(entry.seat), at=at)
    stage.figures["seats_confirmed"] += 1
    if entry.wanted.people == 2 and plus_ones.may_name(entry, at=at) and stage.chance.random() < NAMES:
        stage.agenda.put(at + HOUR, partial(_name, party))
    if stage.chance.random() < GIVES_BACK:
        last = at + 2 * DAY if stage.chance.random() < 0.5 else _start(entry.seat) - 3 * HOUR
        stage.agenda.put(
            stage.within(at + HOUR, max(last, at + 2 * HOUR), minutes=60), partial(_give_back, stage, party)
        )


def _give_back(stage: Stage, party: Party, at: datetime) -> None:
    seats.release(Reader(party.person_id), party.id, at=at)
    stage.figures["seats_given_back"] += 1


def _name(party: Party, at: datetime) -> None:
    who = AskedBy(f"Friend{party.id[:5]}", f"friend-{party.id[:12]}@example.org")
    plus_ones.name(Reader(party.person_id), party.id, who, origin=f"network {party.id}", at=at)


def _come_along(stage: Stage, token: str, at: datetime) -> None:
    if plus_ones.consent(token, at=at) is not None:
        stage.figures["seconds"] += 1


def _start(show_id: str) -> datetime:
    return db.session.get_one(Show, show_id).starts_at


def _parties(show: Show, chance: Random) -> int:
    """How many ask for a show first."""
    if chance.random() < POPULAR:
        return round(show.capacity * CROWD / (1 + PAIRS))
    return chance.randint(*FEW)


def _wishes(first: Show, shows: Sequence[Show], chance: Random) -> list[str]:
    others = [show.id for show in shows if show is not first]
    return [first.id, *chance.sample(others, min(chance.randrange(WISHES), len(others)))]
