"""How the script of a door's page counts what was said there: as the server does (`coordinator/door/tally.py`)."""

from typing import Any

import pytest

from tests.journeys.conftest import Open

pytestmark = pytest.mark.browser
COUNTS = """async ([capacity, said, steps]) => {
  const list = await import('/static/door/list.js');
  const party = { id: 'mia', people: 2, inside: 0, said: [] };
  const empty = { capacity, inside: 0, parties: [party] };
  const at = (step, index) => ({ at: new Date(index).toISOString(), people: 1, party: 'mia', of: '', ...step });
  const known = list.merged(empty, said.map(at));
  for (const one of known.parties[0].said) one.counted = said.find(({ id }) => id === one.id).counted ?? one.counted;
  const now = list.merged(known, steps.map((step, index) => at(step, said.length + index)));
  const [mia] = now.parties;
  return { inside: mia.inside, all: now.inside, stands: mia.said.map((one) => [one.id, one.counted]),
           doubt: list.isDoubtful(mia), out: list.leftOut(mia) };
}"""


def step(kind: str, key: str = "", people: int = 2, **more: Any) -> dict[str, Any]:
    """A step of a phone; an undoing names what it undoes by `key`."""
    return {"kind": kind, "id": f"{kind}-{key}", "of": key, "people": people, **more}


def counted(opened: Open, *steps: dict[str, Any], said: tuple[dict[str, Any], ...] = (), capacity: int = 10) -> Any:
    """What a phone makes of these steps, on top of what the server had told it."""
    return opened("/").page.evaluate(COUNTS, [capacity, list(said), list(steps)])


IN, OUT = step("in", "a"), step("out", "b")


@pytest.mark.parametrize("order", [("in-a", "out-b"), ("out-b", "in-a")])
def test_an_in_and_an_out_that_are_undone_in_either_order_leave_nobody_and_no_step(
    opened: Open, order: tuple[str, str]
) -> None:
    before = counted(opened, IN)
    after = counted(opened, IN, OUT, *(step("undo", key) for key in order))

    assert (before["inside"], before["all"], before["stands"]) == (2, 2, [["in-a", 2]])
    assert (after["inside"], after["all"], after["stands"]) == (0, 0, [])


def test_whom_two_phones_let_in_counts_by_the_second_once_the_first_is_undone(opened: Open) -> None:
    said = (step("in", "a"), step("in", "b"))
    doubt, after = counted(opened, said=said), counted(opened, step("undo", "in-a"), said=said)

    assert (doubt["inside"], doubt["doubt"], doubt["out"]) == (2, True, 0)
    assert (after["inside"], after["doubt"], after["stands"]) == (2, False, [["in-b", 2]])


def test_whom_a_full_room_left_out_no_second_phone_let_in(opened: Open) -> None:
    told = counted(opened, said=(step("in", "a"),), capacity=1)

    assert (told["inside"], told["doubt"], told["out"]) == (1, False, 1)
