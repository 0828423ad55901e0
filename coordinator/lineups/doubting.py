"""Which shows of a day are worth looking at: those where an act may break a rule. Quick, for all of them at once.

A show that is left out breaks none; one that is named may turn out to be fine (`levels` knows exactly, and takes its
time).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

import numpy as np

from coordinator.geo.distance import within_km
from coordinator.lineups.columns import Day
from coordinator.lineups.eligibility import Rule, bases_of, broken_rules
from coordinator.lineups.problem import Pick


def doubtful(day: Day, keep: Collection[Pick], bills: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The shows of these bills (show id → artist ids) where an act is unknown to the day, breaks a rule of its own,
    plays beside somebody it does not go with, or plays, or has a member who plays, somewhere else too. `keep`: who
    plays where."""
    known = {show: [act for act in acts if act in day.artist_row] for show, acts in bills.items()}
    gone = {show for show, acts in bills.items() if len(known[show]) < len(acts)}
    return frozenset(gone | _broken(day, known) | _beside(day, known) | _elsewhere(day, keep, known))


def _broken(day: Day, bills: Mapping[str, Collection[str]]) -> set[str]:
    pairs = [(day.show_row[show], day.artist_row[act]) for show, acts in bills.items() for act in acts]
    show, artist = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    near = within_km(bases_of(day, artist, show), day.rooms.at.take(show), day.acts.reach_km[artist])
    bad = np.flatnonzero((broken_rules(day, artist, show) & ~Rule.REACH != 0) | ~near)
    return {day.shows[row].id for row in show[bad].tolist()}


def _beside(day: Day, bills: Mapping[str, Collection[str]]) -> set[str]:
    """Where two acts have one main genre or were to be kept apart."""
    found = set()
    for show, acts in bills.items():
        rows = [day.artist_row[act] for act in acts]
        genres = [int(day.acts.genre[row]) for row in rows]
        apart = any((min(one, other), max(one, other)) in day.apart for one in rows for other in rows if one != other)
        if apart or len(set(genres)) < len(genres):
            found.add(show)
    return found


def _elsewhere(day: Day, keep: Collection[Pick], bills: Mapping[str, Collection[str]]) -> set[str]:
    """Where somebody plays who plays at another show too, or twice at one."""
    members = {artist.id: (artist.id, *artist.members) for artist in day.artists}
    plays: dict[str, list[str]] = defaultdict(list)
    for pick in keep:
        for person in members[pick.artist]:
            plays[person].append(pick.show)
    busy = {person for person, shows in plays.items() if len(shows) > 1}
    return {show for show, acts in bills.items() if any(busy.intersection(members[act]) for act in acts)}
