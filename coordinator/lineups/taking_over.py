"""Taking a proposal over: the lineups of the ticked shows as it says, all or nothing, and nothing that is locked.

What was true when it was proposed is looked at again while everybody else who would touch the same acts or shows waits.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from coordinator.disclosure import engagements, matching, proposing, slots
from coordinator.errors import Conflict
from coordinator.lineups import steps
from coordinator.lineups.previewing import Preview, ShowPreview, Stand, preview
from coordinator.lineups.problem import Pick, Problem, Reason
from coordinator.lineups.proposals import problem_of
from coordinator.lineups.refusing import broken_beside
from coordinator.people.readers import Reader

Changes = Mapping[tuple[str, int], str | None]  # (show id, position) → act, None to empty the slot

REFUSED = {Stand.STALE: "changed_since", Stand.FINAL: "show_locked_since", Stand.OVER: "show_over_since"}


def take_over(
    reader: Reader, proposal_id: str, *, edition_id: str, city_id: str, shows: Collection[str], at: datetime
) -> int:
    """Make the lineups of `shows` what the proposal says; how many of them changed.

    A show that stands so already is none of them, so that the same again has no effect. Raises NotFound as `preview`
    does, and Conflict with the room's name in `space`: `changed_since`, `show_locked_since`, `show_over_since`; with
    the act's too in `act`, and in `rule` why: `no_longer_fits`; and those of `slots.rewrite`.
    """
    seen = preview(reader, proposal_id, edition_id=edition_id, city_id=city_id, at=at)
    chosen = _chosen(seen, shows)
    _hold(chosen, edition_id)
    now = preview(reader, proposal_id, edition_id=edition_id, city_id=city_id, at=at)
    chosen = _chosen(now, shows)
    for one in chosen:
        if one.stand in REFUSED:
            raise Conflict(REFUSED[one.stand], space=one.space_name)
    taken = [one for one in chosen if one.may_be_taken]
    if taken:
        _refuse_misfits(reader, now, taken, edition_id=edition_id, city_id=city_id, at=at)
        rooms = [one.show for one in taken]
        with steps.noted(str(reader.id), rooms, "taken", at=at):
            slots.rewrite(rooms, dict(_changes(taken)))
        proposing.mark_taken(proposal_id, at=at)
    return len(taken)


def _chosen(seen: Preview, shows: Collection[str]) -> list[ShowPreview]:
    return [one for one in seen.shows if one.show.id in shows]


def _changes(taken: Collection[ShowPreview]) -> Iterator[tuple[tuple[str, int], str | None]]:
    for one in taken:
        for position in sorted(one.standing.keys() | one.wanted.keys()):
            if one.standing.get(position) != one.wanted.get(position):
                yield (one.show.id, position), one.wanted.get(position)


def _hold(chosen: Collection[ShowPreview], edition_id: str) -> None:
    acts = {act for one in chosen for act in (*one.standing.values(), *one.wanted.values())}
    acts |= engagements.all_sharing_members(acts, edition_id=edition_id)
    engagements.hold_all([one.show for one in chosen], acts)


def _refuse_misfits(
    reader: Reader,
    seen: Preview,
    taken: Collection[ShowPreview],
    *,
    edition_id: str,
    city_id: str,
    at: datetime,
) -> None:
    """No act comes to stand against a rule because something changed at another show, in a band or in its wishes."""
    problem = problem_of(matching.day(reader, edition_id, city_id=city_id, at=at))
    new = [(one.show.id, act) for one in taken for act in one.wanted.values() if act not in one.standing.values()]
    known = {artist.id for artist in problem.artists}
    for show, act in new:
        if act not in known:
            raise Conflict("no_longer_fits", space=_room(seen, show), act=seen.names[act], rule="gone")
    broken = broken_beside(_afterwards(problem, taken), new)
    for (show, act), rule in sorted(broken.items()):
        code = "plays_still" if rule is Reason.ALL_TAKEN else rule.value
        raise Conflict("no_longer_fits", space=_room(seen, show), act=seen.names[act], rule=code)


def _afterwards(problem: Problem, taken: Collection[ShowPreview]) -> Problem:
    """The day with those lineups taken over."""
    changed = {one.show.id for one in taken}
    stay = tuple(pick for pick in problem.keep if pick.show not in changed)
    new = (Pick(one.show.id, slot, act) for one in taken for slot, act in one.wanted.items())
    return replace(problem, keep=(*stay, *new))


def _room(seen: Preview, show_id: str) -> str:
    return next(one.space_name for one in seen.shows if one.show.id == show_id)
