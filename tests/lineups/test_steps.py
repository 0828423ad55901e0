"""Steps on a board: what was done, taking it back and doing it again, moving and swapping, and nobody overwritten."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from coordinator.db import db
from coordinator.disclosure import slots
from coordinator.disclosure.matching import day
from coordinator.errors import Conflict, NotFound
from coordinator.lineups import assignment, filling, steps, undoing
from coordinator.lineups.levels import LEVELS, Level, Objection
from coordinator.lineups.words import objection_words, refusal_words, step_words
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from tests.campaign.builders import (
    LAGOS,
    NOW,
    a_city,
    a_space,
    an_artist,
    an_edition,
    artists_taken,
    at,
    lineup,
    spaces_taken,
)

pytestmark = pytest.mark.usefixtures("app")


class Board:
    """Two rooms one after the other, four acts, and two leads."""

    def __init__(self) -> None:
        edition, city = self.edition, _ = an_edition(), a_city()
        rooms = (a_space("S1", start=at(16), minutes=90), a_space("S2", start=at(20), minutes=90))
        self.early, self.late = spaces_taken(edition, city, *rooms)
        self.acts = artists_taken(edition, city, *(an_artist(f"A{n}") for n in range(4)))
        self.ada, self.ben = (Reader(name, frozenset({(Role.LEAD, city.id)})) for name in ("ada", "ben"))
        self.of = {"edition_id": edition.id, "city_id": city.id}

    def undo(self, reader: Reader) -> bool:
        step = steps.undoable(reader, **self.of)
        return undoing.undo(reader, step.number if step else 1, **self.of, at=NOW)

    def redo(self, reader: Reader) -> bool:
        step = steps.redoable(reader, **self.of)
        return undoing.redo(reader, step.number if step else 1, **self.of, at=NOW)

    def place(self, show: Show, position: int, act: int, reader: Reader | None = None) -> None:
        assignment.assign(reader or self.ada, show.id, position, self.acts[act], at=NOW)

    def kinds(self) -> list[str]:
        return [step.kind for step in steps.since(self.ada, **self.of, after=0)]


@pytest.fixture
def board() -> Board:
    return Board()


def test_steps_are_numbered_and_a_lead_undoes_and_redoes_her_own_last_ones(board: Board) -> None:
    board.place(board.early, 1, 0)
    board.place(board.early, 1, 1)
    board.place(board.late, 1, 2, board.ben)

    undone = (board.undo(board.ada), lineup(board.early), board.undo(board.ada), lineup(board.early))
    redone = (board.redo(board.ada), board.redo(board.ada), lineup(board.early))

    one, other, bens, _ = board.acts
    assert undone == (True, {1: one}, True, {})
    assert (redone, lineup(board.late)) == ((True, True, {1: other}), {1: bens})
    assert board.kinds() == ["assigned", "assigned", "assigned", "undone", "undone", "redone", "redone"]
    assert steps.newest(board.ben, **board.of) == 7
    assert steps.since(board.ben, **board.of, after=6)[0].made_by == "ada"


def test_the_same_undo_sent_twice_takes_back_one_step(board: Board) -> None:
    board.place(board.early, 1, 0)
    board.place(board.early, 2, 1)

    twice = [undoing.undo(board.ada, 2, **board.of, at=NOW) for _ in range(2)]

    assert (twice, lineup(board.early)) == ([True, False], {1: board.acts[0]})


def test_after_something_new_nothing_is_done_again(board: Board) -> None:
    board.place(board.early, 1, 0)
    board.undo(board.ada)
    board.place(board.early, 2, 1)

    assert (board.redo(board.ada), lineup(board.early)) == (False, {2: board.acts[1]})


def test_what_somebody_else_changed_since_is_not_undone(board: Board) -> None:
    board.place(board.early, 1, 0)
    board.place(board.early, 1, 1, board.ben)

    with pytest.raises(Conflict, match="changed_meanwhile"):
        board.undo(board.ada)
    assert lineup(board.early) == {1: board.acts[1]}


def test_an_undo_keeps_the_rules_that_hold_now(board: Board) -> None:
    board.place(board.early, 1, 0)
    assignment.clear(board.ada, board.early.id, 1, at=NOW)
    board.place(board.late, 1, 0, board.ben)

    with pytest.raises(Conflict, match="enough_shows"):
        board.undo(board.ada)
    assert (lineup(board.early), lineup(board.late)) == ({}, {1: board.acts[0]})


def test_an_act_is_moved_and_two_are_swapped_also_between_shows(board: Board) -> None:
    one, other, *_ = board.acts
    board.place(board.early, 1, 0)

    assignment.move(board.ada, (board.early.id, 1), (board.early.id, 3), at=NOW)
    moved = lineup(board.early)
    board.place(board.late, 2, 1)
    assignment.move(board.ada, (board.early.id, 3), (board.late.id, 2), at=NOW)
    swapped = (lineup(board.early), lineup(board.late))
    board.undo(board.ada)

    assert (moved, swapped) == ({3: one}, ({3: other}, {2: one}))
    assert (lineup(board.early), lineup(board.late)) == ({3: one}, {2: other})
    with pytest.raises(Conflict, match="nobody_there"):
        assignment.move(board.ada, (board.early.id, 1), (board.late.id, 3), at=NOW)


def test_a_lead_does_not_overwrite_what_she_has_not_seen(board: Board) -> None:
    one, other, third, _ = board.acts
    board.place(board.early, 1, 1, board.ben)

    with pytest.raises(Conflict, match="changed_meanwhile"):
        assignment.assign(board.ada, board.early.id, 1, one, at=NOW, instead_of="")
    assignment.assign(board.ada, board.early.id, 1, third, at=NOW, instead_of=other)
    assert lineup(board.early) == {1: third}


def test_another_citys_lead_learns_nothing_of_steps(board: Board) -> None:
    foreign = Reader("eve", frozenset({(Role.LEAD, "elsewhere")}))

    for ask in (
        lambda: steps.newest(foreign, **board.of),
        lambda: steps.since(foreign, **board.of, after=0),
        lambda: undoing.undo(foreign, 1, **board.of, at=NOW),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_rule_that_may_be_set_aside_needs_a_reason_which_is_kept_and_survives_an_undo() -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space())
    one, alike = artists_taken(edition, city, *(an_artist(name, genres=("folk",)) for name in ("A1", "A2")))
    lead = Reader("lead", frozenset({(Role.LEAD, city.id)}))
    of = {"edition_id": edition.id, "city_id": city.id}
    assignment.assign(lead, show.id, 1, one, at=NOW)

    with pytest.raises(Conflict) as refused:
        assignment.assign(lead, show.id, 2, alike, at=NOW)
    assignment.assign(lead, show.id, 2, alike, at=NOW, reason="One sings, one fiddles.")
    undoing.undo(lead, 2, **of, at=NOW)
    undoing.redo(lead, 3, **of, at=NOW)

    taken = day(CONSOLE, edition.id, city_id=None, at=NOW).taken
    assert [(slot.artist_id, slot.locked) for slot in taken] == [(one, False), (alike, True)]  # the optimiser leaves it
    assert (refused.value.reason, refused.value.facts) == (
        "needs_reason",
        {"rules": ["same_genre"], "show": show.id, "artist": alike},
    )
    assert lineup(show) == {1: one, 2: alike}


@pytest.mark.parametrize(
    ("said", "about", "code"),
    [
        ({"free_until": at(20)}, {}, "not_free"),
        ({"set_minutes": 60}, {}, "set_too_long"),
        ({"needs": ("drums",)}, {"drums": False}, "room_lacks"),
        ({"people": 5}, {"stage_people": 4}, "needs_reason"),
        ({"needs": ("amplified",)}, {"amplified": False}, None),
    ],
)
def test_every_rule_has_its_level(said: dict[str, Any], about: dict[str, Any], code: str | None) -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space(**about))
    (act,) = artists_taken(edition, city, replace(an_artist(), **said))
    lead = Reader("lead", frozenset({(Role.LEAD, city.id)}))

    try:
        assignment.assign(lead, show.id, 1, act, at=NOW)
        refused = None
    except Conflict as conflict:
        refused = conflict.reason

    assert (refused, lineup(show)) == (code, {} if code else {1: act})


def test_too_little_time_between_two_shows_can_be_set_aside_and_no_time_at_all_cannot() -> None:
    edition, city = an_edition(), a_city()
    rooms = (a_space("S1", start=at(16), minutes=90), a_space("S2", start=at(17, 45), minutes=90))
    early, late = spaces_taken(edition, city, *rooms)
    (clash,) = spaces_taken(edition, city, a_space("S3", start=at(16, 30), minutes=90))
    (act,) = artists_taken(edition, city, an_artist(max_shows=2))
    lead = Reader("lead", frozenset({(Role.LEAD, city.id)}))
    assignment.assign(lead, early.id, 1, act, at=NOW)

    with pytest.raises(Conflict, match="needs_reason"):
        assignment.assign(lead, late.id, 1, act, at=NOW)
    with pytest.raises(Conflict, match="plays_elsewhere"):
        assignment.assign(lead, clash.id, 1, act, at=NOW, reason="They run.")
    assignment.assign(lead, late.id, 1, act, at=NOW, reason="It is next door.")
    assert (lineup(early), lineup(late), lineup(clash)) == ({1: act}, {1: act}, {})


def test_what_is_sent_twice_has_no_second_effect_and_is_no_second_step(board: Board) -> None:
    one, *_ = board.acts
    early, late = board.early.id, board.late.id

    for _ in range(2):
        assignment.assign(board.ada, early, 1, one, at=NOW, instead_of="")
    for _ in range(2):
        assignment.move(board.ada, (early, 1), (late, 2), at=NOW, sees=one)
    for _ in range(2):
        assignment.hold(board.ada, late, 2, held=True, at=NOW)
    assignment.hold(board.ada, late, 2, held=False, at=NOW)
    for _ in range(2):
        assignment.clear(board.ada, late, 2, at=NOW, sees=one)

    assert board.kinds() == ["assigned", "moved", "held", "let_go", "cleared"]
    assert (lineup(board.early), lineup(board.late)) == ({}, {})


def test_a_lead_neither_clears_nor_moves_nor_takes_over_what_she_has_not_seen(board: Board) -> None:
    one, other, third, _ = board.acts
    board.place(board.early, 1, 0)
    board.place(board.early, 1, 1, board.ben)
    slot = (board.early.id, 1)

    for attempt in (
        lambda: assignment.clear(board.ada, *slot, at=NOW, sees=one),
        lambda: assignment.move(board.ada, slot, (board.late.id, 1), at=NOW, sees=one),
        lambda: filling.fill(board.ada, board.early, {1: third}, at=NOW, seen={1: one}),
    ):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert (refused.value.reason, refused.value.facts) == (
            "changed_meanwhile",
            {"show": board.early.id, "position": 1},
        )
    assert lineup(board.early) == {1: other}


def test_an_undo_takes_overrides_moves_and_proposals_back_step_by_step(board: Board) -> None:
    board.place(board.early, 1, 0)
    filling.fill(board.ada, board.early, {1: board.acts[1], 2: board.acts[0]}, at=NOW)
    assignment.move(board.ada, (board.early.id, 2), (board.late.id, 3), at=NOW)
    seen = [(lineup(board.early), lineup(board.late))]

    while board.undo(board.ada):
        seen.append((lineup(board.early), lineup(board.late)))

    one, other, *_ = board.acts
    assert seen == [({1: other}, {3: one}), ({1: other, 2: one}, {}), ({1: one}, {}), ({}, {})]


def test_nobody_undoes_what_another_lead_did(board: Board) -> None:
    board.place(board.early, 1, 0)

    assert (board.undo(board.ben), undoing.undo(board.ben, 1, **board.of, at=NOW)) == (False, False)
    assert lineup(board.early) == {1: board.acts[0]}


def test_an_act_moves_only_within_its_city(board: Board) -> None:
    (lagos,) = spaces_taken(board.edition, a_city(LAGOS), a_space("L1"))
    board.place(board.early, 1, 0)

    with pytest.raises(NotFound):
        assignment.move(CONSOLE, (board.early.id, 1), (lagos.id, 1), at=NOW)
    assert lineup(board.early) == {1: board.acts[0]}


def test_a_lock_refuses_before_any_rule_does(board: Board) -> None:
    for position in (1, 2, 3):
        board.place(board.early, position, position - 1)
    slots.lock(board.early.id, by="ada", at=NOW)

    with pytest.raises(Conflict, match="show_locked"):
        board.place(board.early, 1, 3)
    with pytest.raises(Conflict, match="show_locked"):
        board.undo(board.ada)


def test_a_hand_takes_as_many_statements_in_a_city_of_two_rooms_as_of_twenty(board: Board) -> None:
    few = _statements_of_a_hand(board)
    spaces_taken(board.edition, a_city(), *(a_space(f"T{n}") for n in range(18)))
    artists_taken(board.edition, a_city(), *(an_artist(f"B{n}") for n in range(20)))

    assert few == _statements_of_a_hand(board) == [25, 28, 36, 17]


def _statements_of_a_hand(board: Board) -> list[int]:
    """Of placing, moving, taking the move back, and clearing."""
    early, late = (board.early.id, 1), (board.late.id, 2)
    return [
        counted(lambda: assignment.assign(board.ada, *early, board.acts[0], at=NOW, instead_of="")),
        counted(lambda: assignment.move(board.ada, early, late, at=NOW, sees=board.acts[0])),
        counted(lambda: board.undo(board.ada)),
        counted(lambda: assignment.clear(board.ada, *early, at=NOW)),
    ]


def counted(act: Callable[[], object]) -> int:
    """How many statements something takes."""
    seen: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    act()
    event.remove(db.engine, "before_cursor_execute", hear)
    return len([one for one in seen if not one.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))])


def test_every_objection_has_a_level_and_words() -> None:
    assert set(LEVELS) == set(Objection)
    assert all(objection_words(one) for one in Objection)
    assert all(refusal_words(Conflict(one.value)) for one in Objection if one.level is not Level.WARN)
    others = {"undone", "redone", "locked", "unlocked", "left", "planned", "held", "let_go", "kept"}
    assert all(step_words(kind) for kind in steps.DOING | others)
