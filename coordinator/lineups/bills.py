"""From chosen pairs to lineups: which act plays in which slot, how far it comes, and what spoke for it."""

from collections.abc import Sequence

from coordinator.lineups.columns import Day, groups
from coordinator.lineups.eligibility import Pairs, away_km
from coordinator.lineups.objective import worth_of
from coordinator.lineups.picks import slots_of
from coordinator.lineups.problem import Placed
from coordinator.lineups.terms import terms_of


def placed_acts(day: Day, chosen: Pairs, *, seed: int) -> tuple[Placed, ...]:
    """The lineups, by show id and slot. New acts go from the lowest rating up: the best closes the evening."""
    lineups = [_in_playing_order(day, chosen, rows.tolist()) for _, rows in groups(chosen.show)]
    terms = terms_of(day, chosen, worth_of(day, chosen, seed=seed), lineups)
    return tuple(
        Placed(
            show=day.shows[chosen.show[row]].id,
            slot=slot,
            artist=day.artists[chosen.artist[row]].id,
            distance_km=away_km(day.artists[chosen.artist[row]], day.shows[chosen.show[row]]),
            locked=bool(chosen.locked[row]),
            terms=terms[row],
        )
        for lineup in lineups
        for slot, row in enumerate(lineup, start=1)
    )


def _in_playing_order(day: Day, chosen: Pairs, rows: Sequence[int]) -> list[int]:
    by_rating = sorted(rows, key=lambda row: (day.artists[chosen.artist[row]].rating, chosen.artist[row]))
    slots = slots_of([int(chosen.slot[row]) for row in by_rating], [bool(chosen.locked[row]) for row in by_rating])
    return [row for _, row in sorted(zip(slots, by_rating, strict=True))]
