"""Picks going in and coming out: which are refused before solving, and in which slot each chosen act plays."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from coordinator.errors import Invalid, Say
from coordinator.lineups.problem import ACTS, Pick, Problem


def refuse_impossible(problem: Problem) -> None:
    """Raises Invalid for ids that come twice and for locks that cannot stand.

    A kept pick that is not locked and names somebody the day no longer knows is no fault: it is not kept.
    """
    faults = {
        "shows": _twice([show.id for show in problem.shows]),
        "artists": _twice([artist.id for artist in problem.artists]),
        "keep": _faulty_locks(problem),
    }
    if any(faults.values()):
        raise Invalid({field: said for field, said in faults.items() if said})


def _twice(ids: Iterable[str]) -> list[Say]:
    sentence = "The id %(id)s stands here %(times)s times; give each row its own."
    return [Say(sentence, id=one, times=times) for one, times in sorted(Counter(ids).items()) if times > 1]


def _faulty_locks(problem: Problem) -> list[Say]:
    shows, artists = {show.id for show in problem.shows}, {artist.id for artist in problem.artists}
    locks = [pick for pick in problem.keep if pick.locked]
    slots = Counter((pick.show, pick.slot) for pick in locks)
    acts = Counter((pick.show, pick.artist) for pick in locks)
    refused: dict[str, Callable[[Pick], bool]] = {
        "There is no show %(show)s; unlock this row or correct the id.": lambda pick: pick.show not in shows,
        "There is no artist %(artist)s; unlock this row or correct the id.": lambda pick: pick.artist not in artists,
        "Slot %(slot)s is none of 1, 2 and 3.": lambda pick: not 1 <= pick.slot <= ACTS,
        "Slot %(slot)s of %(show)s is locked twice; unlock one of the two.": lambda pick: (
            slots[pick.show, pick.slot] > 1
        ),
        "%(artist)s is locked twice at %(show)s; unlock one of the two.": lambda pick: acts[pick.show, pick.artist] > 1,
    }
    return [_fault(sentence, pick) for sentence, is_so in refused.items() for pick in locks if is_so(pick)]


def _fault(sentence: str, pick: Pick) -> Say:
    return Say(sentence, show=pick.show, slot=pick.slot, artist=pick.artist)


def slots_of(wanted: Sequence[int], fixed: Sequence[bool]) -> list[int]:
    """Slots 1..n, without holes, for n acts given in playing order.

    `wanted` is the slot an act was locked or kept in (0 for none), `fixed` whether it was locked. Every wish within
    1..n is met, locks first; an act whose slot would leave a hole below it moves down, keeping its turn.
    """
    acts = range(len(wanted))
    slots: dict[int, int] = {}
    for act in sorted(acts, key=lambda act: (not fixed[act], wanted[act])):
        if 1 <= wanted[act] <= len(wanted) and wanted[act] not in slots.values():
            slots[act] = wanted[act]
    free = [slot for slot in range(1, len(wanted) + 1) if slot not in slots.values()]
    rest = sorted((act for act in acts if act not in slots), key=lambda act: (wanted[act], act))
    return [(slots | dict(zip(rest, free, strict=True)))[act] for act in acts]
