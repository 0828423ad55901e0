"""Locked rows of a plan that is kept: what they break is said, what nobody can do is refused."""

from coordinator.lineups.keeping import ListedPick
from coordinator.lineups.locks import check_locks, tell_moved
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Artist, Need, Pick, Problem, Show
from coordinator.spreadsheets import Loaded, Row


def _show(show_id: str, *, starts_at: int = 0, latitude: float = 52.5) -> Show:
    return Show(
        id=show_id,
        city="Berlin",
        latitude=latitude,
        longitude=13.4,
        starts_at=starts_at,
        local_start=1170,
        minutes=150,
    )


def _artist(artist_id: str, *, genre: str = "", members: tuple[str, ...] = (), needs: tuple[Need, ...] = ()) -> Artist:
    return Artist(
        id=artist_id,
        latitude=52.5,
        longitude=13.4,
        genres=(genre,) if genre else (),
        members=frozenset(members),
        needs=frozenset(needs),
    )


def _said(problem: Problem, *picks: tuple[str, int, str]) -> tuple[list[str], list[str]]:
    """Warnings and faults, as people read them."""
    rows = [
        Row(line, ListedPick(space_id=show, slot=slot, artist_id=artist, locked=True))
        for line, (show, slot, artist) in enumerate(picks, start=2)
    ]
    kept = Loaded("kept.csv", rows=rows)
    check_locks(kept, problem)
    return [str(one.said) for one in kept.warnings], [str(one.said) for one in kept.faults]


def test_a_lock_that_breaks_no_rule_needs_no_words() -> None:
    assert _said(Problem((_show("S1"),), (_artist("A1"),)), ("S1", 1, "A1")) == ([], [])


def test_a_lock_that_breaks_a_rule_stands_and_is_told() -> None:
    far = Problem((_show("S1", latitude=40.0),), (_artist("A1", needs=(Need.DRUMS,)),))

    warnings, faults = _said(far, ("S1", 1, "A1"))

    assert [sentence.split(" though ")[1] for sentence in warnings] == [
        "the space is beyond its travel_km; it stays.",
        "the space lacks something it needs; it stays.",
    ]
    assert faults == []


def test_an_act_locked_in_two_places_at_once_is_refused_and_one_after_the_other_is_not() -> None:
    def twice(later: int) -> tuple[list[str], list[str]]:
        shows = (_show("S1"), _show("S2", starts_at=later))
        return _said(Problem(shows, (_artist("A1"),)), ("S1", 1, "A1"), ("S2", 1, "A1"))

    assert (len(twice(60)[1]), twice(300)[1]) == (1, [])


def test_two_acts_of_one_member_locked_at_the_same_time_are_refused() -> None:
    shows, acts = (_show("S1"), _show("S2")), (_artist("A1", members=("mia",)), _artist("A2", members=("mia",)))

    assert _said(Problem(shows, acts), ("S1", 1, "A1"), ("S2", 1, "A2"))[1] == [
        "“A2” shares a member with the act locked in line 2 at the same time; unlock one of them."
    ]


def test_two_acts_of_one_genre_on_a_bill_are_told() -> None:
    acts = (_artist("A1", genre="jazz"), _artist("A2", genre="jazz"))

    assert len(_said(Problem((_show("S1"),), acts), ("S1", 1, "A1"), ("S1", 2, "A2"))[0]) == 1


def test_a_lock_in_slot_three_of_a_bill_of_one_plays_first_and_that_is_told() -> None:
    rows = [Row(2, ListedPick(space_id="S1", slot=3, artist_id="A1", locked=True))]
    kept, keep = Loaded("kept.csv", rows=rows), (Pick("S1", 3, "A1", locked=True),)
    problem = Problem((_show("S1"),), (_artist("A1"),), keep)

    tell_moved(kept, solve(problem))

    assert [str(one.said) for one in kept.warnings] == [
        "“A1” is locked in slot 3; as the bill has too few acts for that, it plays in slot 1."
    ]
