"""The leads of a rehearsal: lineups, draws, check-ins, and what is to be done when somebody falls away.

Where a lead is silent her deputy sees to it, later, or the global team.
"""

from datetime import datetime, timedelta
from functools import partial

from coordinator.clock import local
from coordinator.db import db
from coordinator.disclosure import rehearsed
from coordinator.errors import Conflict
from coordinator.guests import agreeing, choosing, entries
from coordinator.guests.draw_result import Outcome
from coordinator.lineups import calling_off, filling, locking, offers, proposals, replacements
from coordinator.lineups.candidates import candidates
from coordinator.lineups.problem import ACTS
from coordinator.people.readers import CONSOLE, Reader
from coordinator.rehearsal.stage import DAY, HOUR, MINUTE, Stage
from coordinator.reviews import judging
from coordinator.reviews import spaces as rooms
from coordinator.reviews.judging import Verdict
from coordinator.shows import check_ins
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import SpaceState

LOTTERY = "a drawing of numbers invented for the rehearsal"
PROPOSED, LOCKED = 9 * DAY, (8 * DAY, 5 * DAY)  # before the start
TRIES = 6
LAST_WORD = (20 * HOUR, 70 * MINUTE)  # before the start: who has no lineup then is called off
LATE = 26 * HOUR  # after it is due, one draw that somebody forgets
NO_ACTS, NO_ROOM, NO_HOUSE = "no_acts", "no_room", "no_house"
BECAUSE = {
    NO_ACTS: "No three acts could be found in time.",
    NO_ROOM: "The host cannot have guests that evening, and there is no other room.",
    NO_HOUSE: "The whole street is closed that evening.",
}


def plan(stage: Stage) -> None:
    """Have cities opened, what decides named, lineups made final, draws held."""
    late = stage.chance.choice(sorted(stage.cities))
    for city_id in stage.cities:
        stage.agenda.put(stage.begins + HOUR, partial(_open, stage, city_id))
        due = entries.draw_at(stage.edition, city_id)
        if due is not None:
            drawn = due.replace(minute=0) + 3 * HOUR
            typed = drawn + (LATE if city_id == late else 10 * MINUTE)
            stage.agenda.put(stage.begins + 2 * HOUR, partial(_name_lottery, stage, city_id, drawn))
            stage.agenda.put(typed, partial(_type, stage, city_id, "lead"))
            stage.agenda.put(typed + 20 * MINUTE, partial(_type, stage, city_id, "team"))
    starts = [show.starts_at for show in stage.shows()]
    stage.agenda.put(min(starts) - PROPOSED, partial(_propose, stage))
    for show in stage.shows():
        first = stage.within(show.starts_at - LOCKED[0], show.starts_at - LOCKED[1], minutes=60)
        stage.agenda.put(first, partial(_complete, stage, show.id, TRIES))
        for before in LAST_WORD:
            stage.agenda.put(show.starts_at - before, partial(_last_word, stage, show.id))


def follow(stage: Stage, at: datetime) -> None:
    """Have leads see to lineups that fell apart, and say that they are there."""
    if not stage.is_near(at, days=9):
        return
    final, bills = rehearsed.final(), rehearsed.bills()
    for show in stage.shows():
        broken = show.id not in final and show.starts_at - LOCKED[1] < at < show.starts_at - 20 * MINUTE
        bill = "".join(sorted(bills.get(show.id, {}).values()))
        if broken and stage.is_new(f"broken|{show.id}|{bill}"):
            wait = 2 * HOUR if show.starts_at - at > DAY else 20 * MINUTE
            stage.agenda.put(at + wait, partial(_complete, stage, show.id, 3))
    if not stage.is_near(at):
        return
    for city_id, charge in check_ins.charges(stage.edition, at=at).items():
        for turn in charge.day.turns:
            _watch(stage, city_id, turn, at)


def _watch(stage: Stage, city_id: str, turn: check_ins.Turn, at: datetime) -> None:
    if turn.is_said or not turn.opens_at <= at < turn.passes_at + HOUR:
        return
    key = f"{city_id}|{turn.hours}|{turn.due_at}"
    if city_id not in stage.silent:
        if stage.is_new(f"here|{key}"):
            in_time = stage.within(at, turn.due_at - HOUR)
            stage.agenda.put(max(in_time, at + MINUTE), partial(_say_here, stage, city_id, "lead"))
    elif at >= turn.due_at and stage.is_new(f"silent|{key}"):
        stage.tell(at, "city_silent", city_id)
        if city_id in stage.deaf or city_id not in stage.deputies:
            stage.agenda.put(turn.passes_at + 10 * MINUTE, partial(_say_here, stage, city_id, "team"))
        else:
            stage.agenda.put(at + 30 * MINUTE, partial(_say_here, stage, city_id, "deputy"))


def _say_here(stage: Stage, city_id: str, who: str, at: datetime) -> None:
    reader = {"lead": stage.lead(city_id), "deputy": stage.deputy(city_id), "team": stage.of_team()}[who]
    check_ins.check_in(reader or stage.of_team(), stage.edition, city_id, at=at)
    stage.figures["check_ins"] += 1
    if who != "lead":
        stage.tell(at, "city_passed_on", city_id)


def _open(stage: Stage, city_id: str, at: datetime) -> None:
    reader = stage.lead(city_id)
    for space in rooms.spaces_of(reader, edition_id=stage.edition.id, city_id=city_id, state=SpaceState.SUBMITTED):
        judging.score(reader, rooms.subject_of(space), 5, words="A fine room.", at=at)
        verdict = Verdict(SpaceState.APPROVED, SpaceState.SUBMITTED, "A fine room.", alone="It is a rehearsal.")
        rooms.decide(reader, space, verdict, at=at)
    entries.open_city(reader, stage.edition, city_id, at=at)


def _name_lottery(stage: Stage, city_id: str, drawn: datetime, at: datetime) -> None:
    zone = stage.cities[city_id].zone
    wall = local(drawn, zone).replace(tzinfo=None).isoformat()
    choosing.choose(stage.lead(city_id), stage.edition, city_id, LOTTERY, wall, zone=zone, at=at)


def _type(stage: Stage, city_id: str, who: str, at: datetime) -> None:
    """Type what the lottery has drawn: the same numbers for whoever looks them up."""
    reader = stage.lead(city_id) if who == "lead" else stage.of_team()
    base = sum(map(ord, city_id)) + stage.size.seed
    numbers = tuple(sorted({(base * step) % 49 + 1 for step in (3, 7, 11, 19, 23, 31)}))
    agreeing.say(reader, stage.edition, city_id, Outcome(numbers=numbers), at=at)
    if who == "team":
        stage.tell(at, "draw_held", city_id)


def _propose(stage: Stage, at: datetime) -> None:
    proposals.propose(CONSOLE, stage.edition.id, at=at, seed=stage.size.seed)
    stage.tell(at, "lineups_proposed")


def _complete(stage: Stage, show_id: str, tries: int, at: datetime) -> None:
    """Have a lineup filled and made final; where it cannot be yet, once more later."""
    show = db.session.get_one(Show, show_id)
    if show.state is ShowState.CANCELLED or at >= show.starts_at or show_id in rehearsed.final():
        return
    reader = stage.who_leads(show.city_id)
    if len(rehearsed.bills().get(show_id, {})) < ACTS:
        _take_proposal(reader, show, at)
        _replace(stage, reader, show, at)
    if show_id not in rehearsed.final():
        if len(rehearsed.bills().get(show_id, {})) == ACTS:
            locking.lock(reader, show_id, at=at)
        elif tries > 1:
            later = min(8 * HOUR, (show.starts_at - at) / 2)
            stage.agenda.put(_whole(at + later), partial(_complete, stage, show_id, tries - 1))


def _take_proposal(reader: Reader, show: Show, at: datetime) -> None:
    """Take over what the newest proposal says, as far as it still can be."""
    there = rehearsed.bills().get(show.id, {})
    refusing = offers.refusing(reader, show, at=at)
    wanted = filling.proposed(reader, show, at=at)
    missing = {slot: act for slot, act in wanted.items() if slot not in there and act not in there.values()}
    for slot, act in missing.items():
        if act in refusing:
            continue
        try:
            with db.session.begin_nested():
                replacements.take(reader, show.id, slot, act, at=at)
        except Conflict:
            continue


def _replace(stage: Stage, reader: Reader, show: Show, at: datetime) -> None:
    """Fill what is empty with the best who fits, and who has not left this show before."""
    empty = [slot for slot in range(1, ACTS + 1) if slot not in rehearsed.bills().get(show.id, {})]
    fitting = candidates(reader, show, at=at).fitting if empty else ()
    for slot in empty:
        there = set(rehearsed.bills().get(show.id, {}).values())
        for one in replacements.ranked(fitting, {}, there | offers.refusing(reader, show, at=at)):
            try:
                with db.session.begin_nested():
                    replacements.take(reader, show.id, slot, one.candidate.artist_id, at=at)
            except Conflict as refused:
                stage.refused[f"replacement: {refused.reason}"] += 1
                continue
            stage.figures["slots_refilled"] += 1
            break


def _last_word(stage: Stage, show_id: str, at: datetime) -> None:
    """Call a show off that has fewer than two acts, or whose acts were never asked."""
    show = db.session.get_one(Show, show_id)
    if show.state is ShowState.CANCELLED or show_id in rehearsed.final():
        return
    asked = {one.artist_id for one in rehearsed.asked("offered", "confirmed") if one.show_id == show_id}
    there = set(rehearsed.bills().get(show_id, {}).values())
    if len(there & asked) < 2:
        call_off(stage, show, NO_ACTS, at)


def call_off(stage: Stage, show: Show, because: str, at: datetime) -> None:
    """Call a show off, with its reason: a key of `BECAUSE`."""
    calling_off.call_off(stage.who_leads(show.city_id), show.id, BECAUSE[because], city_id=show.city_id, at=at)
    stage.off[because] += 1
    stage.tell(at, "show_called_off", show.city_id)


def _whole(at: datetime) -> datetime:
    """The next whole minute."""
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)
