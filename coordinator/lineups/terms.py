"""What each placed act adds to the objective, by name: the parts add up to the plan's objective to the last digit.

What several acts share is told by the one that earns it: a complete show by each of the three for a third, a local act
by the first of them, a repeated genre by the later one, a further show by the later show.
"""

from collections.abc import Mapping, Sequence

from coordinator.lineups.columns import Day
from coordinator.lineups.eligibility import Pairs
from coordinator.lineups.objective import COMPLETE, FAIRNESS, LOCAL, SLOT, VARIETY, Worth, tags_of
from coordinator.lineups.problem import ACTS


def terms_of(day: Day, pairs: Pairs, worth: Worth, lineups: Sequence[Sequence[int]]) -> dict[int, Mapping[str, float]]:
    """Terms for each pair (row of `pairs`) of the lineups; a lineup is one show's pairs in playing order."""
    terms = {row: _own(worth, row) for lineup in lineups for row in lineup}
    for lineup in lineups:
        _share(day, pairs, worth, [(row, terms[row]) for row in lineup])
    later = sorted(terms, key=lambda row: (day.rooms.starts[pairs.show[row]], pairs.show[row]))
    played: set[int] = set()
    for row in later:
        artist = int(pairs.artist[row])
        if artist in played:
            terms[row]["fairness"] = -float(FAIRNESS)
        played.add(artist)
    return {row: {name: value for name, value in own.items() if value} for row, own in terms.items()}


def _own(worth: Worth, row: int) -> dict[str, float]:
    names = {"rating": worth.rating, "nearness": worth.nearness, "language": worth.language, "kept": worth.kept}
    own = names | {"tie_break": worth.tie}
    return {"slot": float(SLOT), **{name: float(values[row]) for name, values in own.items()}}


def _share(day: Day, pairs: Pairs, worth: Worth, lineup: Sequence[tuple[int, dict[str, float]]]) -> None:
    """Add what the acts of one show are worth together."""
    heard: set[str] = set()
    local = False
    for row, own in lineup:
        tags = tags_of(day, int(pairs.artist[row]))
        own["complete"] = COMPLETE / ACTS if len(lineup) == ACTS else 0.0
        own["variety"] = -float(VARIETY) * len(heard.intersection(tags))
        own["local"] = float(LOCAL) if worth.local[row] and not local else 0.0
        local = local or bool(worth.local[row])
        heard.update(tags)
