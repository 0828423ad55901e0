"""Which pairs cannot stand in a plan, and the first rule that each breaks: by itself, or beside the others."""

from collections.abc import Collection

from coordinator.lineups.columns import Day, day_of
from coordinator.lineups.eligibility import Rule, rules_broken_at
from coordinator.lineups.explanations import REASONS
from coordinator.lineups.problem import Problem, Reason
from coordinator.lineups.standing import Bills

Pair = tuple[str, str]  # show id, artist id


def broken_alone(problem: Problem, pairs: Collection[Pair]) -> dict[Pair, Reason]:
    """Those of `pairs` that a rule keeps apart whoever else plays; ids that the problem does not know are left out."""
    day = day_of(problem) if pairs else None
    return {} if day is None else _alone(day, pairs)


def broken_beside(problem: Problem, pairs: Collection[Pair]) -> dict[Pair, Reason]:
    """Those of `pairs`, all in the plan `problem.keep`, that cannot stand there: by themselves or for the others.

    Of the others none is asked whether it may stand.
    """
    day, new = day_of(problem), set(pairs)
    found = _alone(day, pairs)
    bills = Bills(day)
    for pick in problem.keep:
        if (pick.show, pick.artist) not in new and _known(day, (pick.show, pick.artist)):
            bills.put(day.show_row[pick.show], day.artist_row[pick.artist])
    for pair in sorted(new - found.keys()):
        if _known(day, pair):
            show, artist = day.show_row[pair[0]], day.artist_row[pair[1]]
            if not bills.fits(show, artist):
                found[pair] = _clash(day, bills, show, artist)
            bills.put(show, artist)
    return found


def _alone(day: Day, pairs: Collection[Pair]) -> dict[Pair, Reason]:
    found: dict[Pair, Reason] = {}
    by_show: dict[str, list[str]] = {}
    for show, artist in filter(lambda pair: _known(day, pair), sorted(pairs)):
        by_show.setdefault(show, []).append(artist)
    for show, artists in by_show.items():
        broken = rules_broken_at(day, day.show_row[show])
        for artist in artists:
            rules = int(broken[day.artist_row[artist]])
            if rules:
                found[show, artist] = next(REASONS[rule] for rule in Rule if rule & rules)
    return found


def _known(day: Day, pair: Pair) -> bool:
    return pair[0] in day.show_row and pair[1] in day.artist_row


def _clash(day: Day, bills: Bills, show: int, artist: int) -> Reason:
    beside = bills.at_show[show]
    if all(bills.go_together(artist, other) for other in beside):
        return Reason.ALL_TAKEN
    alike = any(day.acts.genre[artist] == day.acts.genre[other] for other in beside)
    return Reason.GENRE_CLASH if alike else Reason.VETOED
