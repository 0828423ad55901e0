"""Whether the acts of a show still fit it: looked at anew whenever somebody looks, so that nothing can be out of date.

An act may change what it said after it was placed. Nobody is thrown off for that: its slot stays, whoever answers for
the city is told, and the show says what does not hold until the act, the slot or the show changes, or the lead keeps it
with a reason. Rules, levels and words are those of placing an act (`levels`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from coordinator import jobs
from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import engagements, matching, offers, overrides
from coordinator.errors import Conflict, Invalid, Say
from coordinator.lineups import alarms, steps
from coordinator.lineups.columns import Day, day_of
from coordinator.lineups.doubting import doubtful
from coordinator.lineups.levels import Level, Objection
from coordinator.lineups.objections import Objector, hold_bill, part, rules_against, set_aside
from coordinator.lineups.problem import Artist as ProblemArtist
from coordinator.lineups.problem import Need, Problem
from coordinator.lineups.problem import Show as ProblemShow
from coordinator.lineups.proposals import problem_of
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows import leading
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show

LETTER = "misfit"  # the outbox's kind
PAUSE = timedelta(minutes=10)  # before it leaves: more may follow, and that is one letter
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Misfit:
    """An act of the bill, the rules it breaks that nobody has set aside, and what is to be known of each.

    `facts`: minutes of the day at the show's place, km, people, words of `problem.Need`; never where an act lives.
    """

    who: Objector
    facts: Mapping[Objection, Facts]
    show_id: str


def misfits(reader: Reader, show: Show, *, at: datetime) -> Sequence[Misfit]:
    """The acts of a show that fit it no more, by slot, for its lead; none of one that is over. Raises NotFound for
    everybody else."""
    leading.refuse_others(reader, show.city_id)
    bill = offers.bills([show.id])[show.id]
    acts = frozenset(bill.values())
    if not bill:
        return ()
    bands = acts | engagements.all_sharing_members(acts, edition_id=show.edition_id)
    rows = matching.day(reader, show.edition_id, city_id=show.city_id, at=at, acts_at=(bands, [show.id]))
    problem = problem_of(rows)
    return misfits_among(problem, day_of(problem), show, bill, at=at)


def misfits_among(problem: Problem, day: Day, show: Show, bill: Mapping[int, str], *, at: datetime) -> Sequence[Misfit]:
    """The same of a bill (slot → act), for who has the day already, as a problem and as columns. Two statements where
    there is something to look at, else none."""
    return _misfits(problem, day, [show], {show.id: bill}, at=at).get(show.id, ())


def misfits_of_city(
    reader: Reader, *, edition_id: str, city_id: str, at: datetime
) -> Sequence[tuple[Show, Sequence[Misfit]]]:
    """The shows of a city with acts that fit no more, in order of time, and those acts. The same statements for one
    show and for three hundred. Raises NotFound for who does not lead the city."""
    shows = leading.led_shows(reader, edition_id=edition_id, city_id=city_id)
    bills = offers.bills([show.id for show in shows])
    acts = frozenset(act for bill in bills.values() for act in bill.values())
    bands = acts | engagements.all_sharing_members(acts, edition_id=edition_id)
    rows = matching.day(reader, edition_id, city_id=city_id, at=at, acts_at=(bands, bills))
    problem = problem_of(rows)
    found = _misfits(problem, day_of(problem), shows, bills, at=at)
    return [(show, found[show.id]) for show in shows if show.id in found]


def _misfits(
    problem: Problem, day: Day, shows: Sequence[Show], bills: Mapping[str, Mapping[int, str]], *, at: datetime
) -> Mapping[str, Sequence[Misfit]]:
    rooms = {room.id: room for room in problem.shows}
    coming = {show.id: bills[show.id] for show in shows if show.id in rooms and at < show.ends_at}
    looked = doubtful(day, problem.keep, {show_id: bill.values() for show_id, bill in coming.items()}) if coming else ()
    if not looked:
        return {}
    names = _names({act for show_id in looked for act in coming[show_id].values()})
    accepted = overrides.rules(looked)
    found = {
        show_id: _of_bill(problem, rooms[show_id], coming[show_id], names) for show_id in coming if show_id in looked
    }
    left = {show_id: [_without(one, accepted) for one in misfits] for show_id, misfits in found.items()}
    return {show_id: kept for show_id, misfits in left.items() if (kept := [one for one in misfits if one.who.rules])}


def _of_bill(
    problem: Problem, room: ProblemShow, bill: Mapping[int, str], names: Mapping[str, str]
) -> Sequence[Misfit]:
    """Each act of a bill with all rules it breaks."""
    known = {one.id: one for one in problem.artists if one.id in bill.values()}
    against = rules_against(part(problem, room.id, known), room.id, known)
    return [
        Misfit(
            Objector(act, names[act], position, tuple(against.get(act, (Objection.LEFT,)))),
            _facts(known[act], room) if act in known else {},
            room.id,
        )
        for position, act in bill.items()
    ]


def _without(misfit: Misfit, accepted: Mapping[tuple[str, str], frozenset[str]]) -> Misfit:
    """Without the rules that a lead has set aside."""
    fine = accepted.get((misfit.show_id, misfit.who.artist_id), frozenset())
    rules = tuple(rule for rule in misfit.who.rules if rule.value not in fine)
    return replace(misfit, who=replace(misfit.who, rules=rules))


def refuse_blocked(reader: Reader, show: Show, *, at: datetime) -> None:
    """Raise Conflict with the code of a rule that no lead can set aside, with the `act` that breaks it. The show and
    its acts are held by the caller."""
    for misfit in misfits(reader, show, at=at):
        first = misfit.who.rules[0]
        if first.level is Level.BLOCK:
            raise Conflict(first.value, show=show.id, artist=misfit.who.artist_id, act=misfit.who.act_name)


def keep(reader: Reader, show_id: str, artist_id: str, reason: str, *, city_id: str, at: datetime) -> bool:
    """Let an act play although it fits no more, for a reason that is kept; whether there was anything to say. Raises
    NotFound, Invalid (`reason`) without one, and Conflict with the code of a rule that cannot be set aside."""
    show = led_show(reader, show_id, city_id=city_id)
    if not reason:
        raise Invalid({"reason": [Say("Say in a few words why this act plays all the same.")]})
    hold_bill([show])
    mine = [one.who for one in misfits(reader, show, at=at) if one.who.artist_id == artist_id]
    for who in mine:
        if not who.may_stay:
            raise Conflict(who.rules[0].value, show=show.id, artist=artist_id, act=who.act_name)
        set_aside(show.id, [who], reason, by=str(reader.id), at=at)
        steps.note(str(reader.id), [show], "kept", before={}, after={}, at=at)
    return bool(mine)


def tell_leads(artist_id: str, *, edition_id: str, at: datetime) -> None:
    """Have whoever answers for a show look again, wherever this act plays from now on: in the transaction in which what
    it says has changed. At each show it is found out as the letter is sent whether there is anything to tell; what
    changes before then is in the same letter."""
    db.session.flush()
    engagements.hold_act(artist_id, edition_id=edition_id)
    for one in engagements.engagements([artist_id], edition_id=edition_id):
        if one.ends_at > at:
            _tell(db.session.get_one(Show, one.show_id), artist_id, at=at)


def _tell(show: Show, artist_id: str, *, at: datetime) -> None:
    in_charge = alarms.told_at(alarms.Level.LEAD, show, at=at)
    for person_id in dict.fromkeys((*roll(show.city_id).leads, *in_charge)):
        key = f"{LETTER}|{show.id}|{artist_id}|{person_id}|{at.timestamp() // PAUSE.total_seconds():.0f}"
        jobs.enqueue(LETTER, person_id=person_id, subject=show.id, dedupe_key=key, due_at=at + PAUSE)


def _names(artist_ids: Collection[str]) -> Mapping[str, str]:
    rows = db.session.execute(select(Artist.id, Artist.act_name).where(Artist.id.in_(artist_ids)))
    return {row.id: row.act_name for row in rows}


def _facts(act: ProblemArtist, room: ProblemShow) -> Mapping[Objection, Facts]:
    return {
        Objection.NOT_FREE: {"free": (act.free_from, act.free_until), "evening": (room.local_start, room.local_end)},
        Objection.TOO_LONG: {"minutes": act.set_minutes},
        Objection.LACKS: {"needs": [str(need) for need in Need if need in act.needs - room.has]},
        Objection.REACH: {"km": act.travel_km},
        Objection.STAGE: {"people": act.people, "room": room.stage_people},
        Objection.TWICE: {"most": act.max_shows},
    }
