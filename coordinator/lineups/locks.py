"""Locks that a committee hands in: they stand, what they break is said, and two that no evening can hold are refused.

A lock may break a rule on purpose (the act said it will come from farther this once). What nobody can do on purpose is
to play in two places at once.
"""

from collections.abc import Iterator
from itertools import combinations

from coordinator.errors import Say
from coordinator.lineups.columns import day_of
from coordinator.lineups.eligibility import Rule, rules_broken_at
from coordinator.lineups.keeping import ListedPick
from coordinator.lineups.problem import Artist, Plan, Problem, Show
from coordinator.spreadsheets import Loaded, Remark, Row

BROKEN = {
    Rule.REACH: "“%(artist)s” is locked here though the space is beyond its travel_km; it stays.",
    Rule.TIMES: "“%(artist)s” is locked here though it is not free for the whole evening; it stays.",
    Rule.SETS: "“%(artist)s” is locked here though its set is too long for three in this evening; it stays.",
    Rule.NEEDS: "“%(artist)s” is locked here though the space lacks something it needs; it stays.",
    Rule.STAGE: "“%(artist)s” is locked here though it is too many for the stage; it stays.",
    Rule.VETO: "“%(artist)s” is locked here though space or act said “not with”; it stays.",
}
TWICE = "“%(artist)s” is locked at two shows at the same time, here and in line %(before)d; unlock one of them."
SHARED = "“%(artist)s” shares a member with the act locked in line %(before)d at the same time; unlock one of them."
MOVED = "“%(artist)s” is locked in slot %(slot)d; as the bill has too few acts for that, it plays in slot %(now)d."
GENRE = "“%(artist)s” is locked beside an act of the same main genre (line %(before)d); both stay."


def check_locks(kept: Loaded[ListedPick], problem: Problem) -> None:
    """Note in `kept` what its locked rows break: warnings for what stands, faults for what cannot be."""
    locked = [row for row in kept.rows if row.value.locked]
    kept.warnings.extend(_broken(kept.name, locked, problem))
    shows = {show.id: show for show in problem.shows}
    acts = {artist.id: artist for artist in problem.artists}
    known = [row for row in locked if row.value.space_id in shows and row.value.artist_id in acts]
    for first, second in combinations(known, 2):
        meeting = (acts[first.value.artist_id], acts[second.value.artist_id])
        _pair(kept, (first, second), meeting, (shows[first.value.space_id], shows[second.value.space_id]))


def tell_moved(kept: Loaded[ListedPick], plan: Plan) -> None:
    """Note in `kept` the locked rows whose act stays at its show in another slot, since slots have no holes."""
    slots = {(act.show, act.artist): act.slot for act in plan.placed}
    for line, pick in kept.rows:
        now = slots.get((pick.space_id, pick.artist_id), pick.slot)
        if pick.locked and now != pick.slot:
            said = Say(MOVED, artist=pick.artist_id, slot=pick.slot, now=now)
            kept.warnings.append(Remark(kept.name, line, "slot", said))


def _broken(name: str, locked: list[Row[ListedPick]], problem: Problem) -> Iterator[Remark]:
    day = day_of(problem)
    for line, pick in locked:
        if pick.space_id in day.show_row and pick.artist_id in day.artist_row:
            broken = int(rules_broken_at(day, day.show_row[pick.space_id])[day.artist_row[pick.artist_id]])
            for rule, message in BROKEN.items():
                if broken & rule:
                    yield Remark(name, line, "artist_id", Say(message, artist=pick.artist_id))


def _pair(
    kept: Loaded[ListedPick],
    rows: tuple[Row[ListedPick], Row[ListedPick]],
    acts: tuple[Artist, Artist],
    shows: tuple[Show, Show],
) -> None:
    (before, _), (line, pick) = rows
    same = shows[0].id == shows[1].id
    at_once = shows[0].starts_at < shows[1].ends_at and shows[1].starts_at < shows[0].ends_at
    said = {"artist": pick.artist_id, "before": before}
    if acts[0].id == acts[1].id and at_once and not same:
        kept.faults.append(Remark(kept.name, line, "artist_id", Say(TWICE, **said)))
    elif acts[0].id != acts[1].id and acts[0].members & acts[1].members and at_once:
        kept.faults.append(Remark(kept.name, line, "artist_id", Say(SHARED, **said)))
    elif same and acts[0].main_genre and acts[0].main_genre == acts[1].main_genre:
        kept.warnings.append(Remark(kept.name, line, "artist_id", Say(GENRE, **said)))
