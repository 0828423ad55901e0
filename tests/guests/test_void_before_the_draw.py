"""An entry is made void between the list of a draw and the draw: the list stays, the record says so in time, and the
draw passes over the line, whoever draws again."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import seats as counted
from coordinator.disclosure import voids
from coordinator.errors import Conflict, Invalid
from coordinator.guests import between, chain, draw_list, draw_result, drawing, linking, seats, voiding
from coordinator.guests.chain import NOBODY, What
from coordinator.guests.chain_check import faults_in
from coordinator.guests.draw_list import Seats
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import Because, EntryState
from coordinator.guests.randomness import instant_of
from coordinator.guests.verifying import verify_draw
from coordinator.parting import erasing
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from tests.guests.draws import RANDOMNESS, ROUND, SIGNATURE, a_list, an_entry, drawn_by_hand
from tests.guests.entering import edition_of, guests, open_shows, outcome_of, published
from tests.guests.test_chain_check import links_of
from tests.guests.test_plus_ones import comes
from tests.guests.test_seats import by_state, entry_id, state
from tests.guests.test_voiding import a_lead, line_of, where_of
from tests.people.builders import signed_in
from tests.people.mailbox import letters

HOUR = timedelta(hours=1)
OUTCOME = draw_result.Outcome(signature=SIGNATURE)
LISTED = draw_list.write(a_list([an_entry(number) for number in range(6)]))


def a_record(*moves: tuple[What, str], after: str = draw_list.root(LISTED), early: timedelta = HOUR) -> bytes:
    """The record of what was made void, or counts again, so long before what decides."""
    links, at = list[chain.Link](), instant_of(ROUND) - early
    for number, (what, line) in enumerate(moves, start=1):
        because = "twice" if what is What.VOID else ""
        link = chain.link(number, after, at=at, what=what, entry=line, show=NOBODY, people=1, because=because)
        links.append(link)
        after = link.hash()
    return chain.write(links)


def first_drawn() -> str:
    """The line that the draw of the list brings first."""
    return draw_result.hold(LISTED, OUTCOME).order[0].entry.id


def test_the_draw_passes_over_what_is_void_as_a_golden_vector_and_a_second_verifier_say() -> None:
    gone = first_drawn()
    record = a_record((What.VOID, gone))

    result = draw_result.write(LISTED, draw_result.Outcome(signature=SIGNATURE), record)
    head, *lines = result.decode().splitlines()

    assert hashlib.sha256(record).hexdigest() == "f256c3f532c2d31620bd53e20c29b1ef0c415fe6fe81e62818bacc19463a97e4"
    assert hashlib.sha256(result).hexdigest() == "774a916122e6b4926e815f9c689976cd93276cbaef12875362bccdc343d3b044"
    assert lines == drawn_by_hand(LISTED, bytes.fromhex(RANDOMNESS), void={gone})
    assert lines[0].endswith(f"{gone} void")
    assert [json.dumps(one, sort_keys=True, separators=(",", ":")) for one in json.loads(head)["before"]] == [
        record.decode().strip()
    ]
    assert (draw_result.check(LISTED, result).faults, draw_result.winners(result)) == ({}, 3)


def test_nothing_is_void_that_counts_again_and_the_record_stays_in_the_result() -> None:
    gone = first_drawn()
    record = a_record((What.VOID, gone), (What.RESTORED, gone), (What.VOID, gone), (What.RESTORED, gone))

    found = draw_result.check(LISTED, draw_result.write(LISTED, OUTCOME, record))

    assert (found.faults, found.before) == ({}, record)
    assert [one.show for one in found.order] == ["s1", "s1", "s1", None, None, None]
    assert between.standing(record) == frozenset()


@pytest.mark.parametrize(
    "record",
    [
        a_record((What.VOID, first_drawn()), early=timedelta(0)),  # when everybody could know the outcome
        a_record((What.VOID, first_drawn()), after="0" * 64),  # of another list
        a_record((What.VOID, "f" * 64)),  # of no line in it
        a_record((What.VOID, first_drawn()), (What.VOID, first_drawn())),
        a_record((What.RESTORED, first_drawn())),
        a_record((What.LEFT, first_drawn())),
        a_record((What.VOID, first_drawn())).replace(b'"people":1', b'"people":2'),
        b"{}\n",
        b'{"number":1}\n',
    ],
)
def test_a_record_that_does_not_follow_from_its_list_holds_no_draw(record: bytes) -> None:
    with pytest.raises(Invalid):
        draw_result.hold(LISTED, OUTCOME, record)

    said = draw_result.write(LISTED, OUTCOME).decode()
    links = [json.loads(line) for line in record.splitlines()]
    head, _, lines = said.partition("\n")
    forged = json.dumps(json.loads(head) | {"before": links}, sort_keys=True, separators=(",", ":"))
    assert list(draw_result.check(LISTED, f"{forged}\n{lines}".encode()).faults) == ["line 1"]


def test_a_result_that_draws_a_void_line_all_the_same_is_found() -> None:
    gone = first_drawn()
    with_it, without = (draw_result.write(LISTED, OUTCOME, record) for record in (a_record((What.VOID, gone)), b""))

    forged = b"\n".join([with_it.split(b"\n")[0], *without.split(b"\n")[1:]])

    assert "line 2" in draw_result.check(LISTED, forged).faults
    assert draw_result.check(LISTED, with_it).faults == {}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """List, result and record of a draw that passes over its first line."""
    record = a_record((What.VOID, first_drawn()))
    said = (LISTED, draw_result.write(LISTED, OUTCOME, record), record)
    paths = tuple(tmp_path / name for name in ("list.txt", "result.txt", "before.txt"))
    for path, body in zip(paths, said, strict=True):
        path.write_bytes(body)
    return paths  # type: ignore[return-value]


def verified(*said: object) -> Result:
    """What the command says."""
    return CliRunner().invoke(verify_draw, [str(each) for each in said])


def test_verify_draw_knows_what_was_void_and_whether_the_record_is_the_one_somebody_kept(
    files: tuple[Path, Path, Path],
) -> None:
    listed, drawn, record = files

    alone, with_it = verified(listed, drawn), verified(listed, drawn, "--before", record)
    record.write_bytes(record.read_bytes().replace(b'"twice"', b'"other"'))
    another = verified(listed, drawn, "--before", record)
    as_json = json.loads(verified(listed, drawn, "--json").stdout)

    assert [said.exit_code for said in (alone, with_it, another)] == [0, 0, 1]
    assert "1 passed over, made void before the draw" in alone.stdout
    assert "before.txt:line 1: The result does not hold this." in another.stderr
    assert (as_json["void"], as_json["drawn"]) == (1, 3)


def would_win(fixed: PublicDraw, readers: list[Reader]) -> Reader:
    """Somebody to whom the draw would give a seat."""
    order = draw_result.hold(fixed.file, outcome_of(fixed)).order
    lines = {line_of(reader): reader for reader in readers}
    return next(lines[one.entry.id] for one in order if one.show and one.entry.id in lines)


def void(show: Show, guest: Reader, lead: Reader = CONSOLE, *, fixed: PublicDraw) -> None:
    """Make her entry void an hour after the list."""
    at = fixed.draw.closed_at + HOUR
    voiding.void(lead, where_of(show), line_of(guest), Because.SAFETY, "Please write to us.", at=at)
    db.session.commit()


def hold(show: Show, fixed: PublicDraw) -> PublicDraw:
    """Hold the draw when it is due."""
    found = drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome_of(fixed), at=fixed.draw.due_at)
    db.session.commit()
    return found


def test_a_lead_voids_before_the_draw_and_list_record_letters_and_draw_say_so(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=25)
    lead, _ = a_lead(show), a_lead(show, "other@example.org", "Bo")
    fixed = published(show)
    gone = would_win(fixed, readers)
    letters(at=fixed.draw.closed_at)
    page = f"/draws/{edition_of(show).slug}/berlin"
    before = app.test_client().get(f"{page}/before.txt")

    for _ in range(2):
        void(show, gone, lead, fixed=fixed)
    record = app.test_client().get(f"{page}/before.txt").data
    public = app.test_client().post(f"{page}/line", data={"entry": line_of(gone)}).text
    told = {str(one["To"]).rpartition("<")[2]: str(one["Subject"]) for one in letters(at=fixed.draw.closed_at + HOUR)}
    mine = signed_in(app.test_client(), str(gone.id)).get("/entries/").text
    draw = hold(show, fixed)

    assert (before.status_code, before.data) == (200, b"")
    (link,) = chain.read(record, after=fixed.root)
    assert (link.what, link.entry, link.show, link.because) == (What.VOID, line_of(gone), NOBODY, "safety")
    assert "It was made void before the draw, which passes over it." in public
    assert sorted(told.values()) == ["An entry in Berlin was made void", "Your entry does not count any more"]
    assert ("Please write to us." in mine, "the safety of others" in mine) == (True, True)
    assert (draw.root, draw.file) == (fixed.root, fixed.file)
    places = by_state(readers)
    assert {stands: len(some) for stands, some in places.items()} == {
        EntryState.VOID: 1,
        EntryState.WON: 20,
        EntryState.WAITLISTED: 4,
    }
    assert state(gone) is EntryState.VOID
    assert (links_of(draw), draw_result.check(draw.file, draw.result).faults) == ((), {})
    assert "passed over it: rank" in app.test_client().post(f"{page}/line", data={"entry": line_of(gone)}).text
    assert not any("drawn" in str(one["Subject"]) for one in letters(at=draw.draw.due_at) if _is_to(one["To"], told))


def _is_to(address: object, told: dict[str, str]) -> bool:
    return str(address).rpartition("<")[2] in told


def test_what_is_void_once_somebody_can_know_what_decides_is_a_link_after_the_result(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=25)
    fixed = published(show)
    early = would_win(fixed, readers)
    lead = signed_in(app.test_client(), str(a_lead(show).id))
    void(show, early, fixed=fixed)
    late = would_win(fixed, [reader for reader in readers if reader is not early])
    (kept,) = voids.of_city(CONSOLE, where_of(show), at=fixed.draw.due_at)

    voiding.void(CONSOLE, where_of(show), line_of(late), Because.OTHER, "So.", at=fixed.draw.due_at)
    with pytest.raises(Conflict) as refused:
        voiding.undo(CONSOLE, where_of(show), kept.id, at=fixed.draw.due_at)
    monkeypatch.setattr("coordinator.guests.void_views.now", lambda: fixed.draw.due_at)
    page = lead.get("/lead/berlin/voids").text
    draw = hold(show, fixed)

    found, links = draw_result.check(draw.file, draw.result), links_of(draw)
    assert refused.value.reason == "decided"
    assert [link.entry for link in chain.read(linking.before(draw.draw), after=fixed.root)] == [line_of(early)]
    assert [link.what for link in links] == [What.VOID, What.PROMOTED]
    assert links[0].entry == line_of(late)
    assert faults_in(links, found.drawn, found.order) == {}
    assert {stands: len(some) for stands, some in by_state(readers).items()} == {
        EntryState.VOID: 2,
        EntryState.WON: 20,
        EntryState.WAITLISTED: 3,
    }
    assert "The record will say that this was decided afterwards." in page


def test_undone_before_the_draw_it_is_drawn_like_all_others(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=25)
    fixed = published(show)
    gone = would_win(fixed, readers)
    void(show, gone, fixed=fixed)
    (kept,) = voids.of_city(CONSOLE, where_of(show), at=fixed.draw.closed_at)

    for _ in range(2):
        voiding.undo(CONSOLE, where_of(show), kept.id, at=fixed.draw.closed_at + 2 * HOUR)
    db.session.commit()
    draw = hold(show, fixed)

    record = linking.before(draw.draw)
    assert [link.what for link in chain.read(record, after=fixed.root)] == [What.VOID, What.RESTORED]
    assert state(gone) is EntryState.WON
    assert draw_result.check(draw.file, draw.result).faults == {}


def test_undone_after_the_draw_it_waits_at_the_place_that_it_was_drawn_at(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=25)
    fixed = published(show)
    gone = would_win(fixed, readers)
    void(show, gone, fixed=fixed)
    draw = hold(show, fixed)
    (kept,) = voids.of_city(CONSOLE, where_of(show), at=fixed.draw.due_at)

    voiding.undo(CONSOLE, where_of(show), kept.id, at=fixed.draw.due_at)
    giver = by_state(readers)[EntryState.WON][0]
    seats.release(giver, entry_id(giver), at=fixed.draw.due_at)
    db.session.commit()

    found, links = draw_result.check(draw.file, draw.result), links_of(draw)
    assert [link.what for link in links] == [What.RESTORED, What.RELEASED, What.PROMOTED]
    assert (links[2].entry, state(gone)) == (line_of(gone), EntryState.WON)
    assert faults_in(links, found.drawn, found.order) == {}


def test_a_seat_kept_for_a_few_goes_to_none_of_them_who_is_void(app: Flask) -> None:
    show, _, _ = open_shows()
    show.step_free, show.capacity = True, 8
    db.session.commit()
    guests(show, count=50)
    few = guests(show, count=1, first=60, needs_access=True)
    fixed = published(show)
    void(show, few[0], fixed=fixed)

    hold(show, fixed)

    assert (state(few[0]), counted.seated(entry_id(few[0]))) == (EntryState.VOID, None)
    assert counted.free(show.id)["a"] == 2


def test_the_second_of_a_void_party_is_told_and_who_erases_herself_then_leaves_no_link(app: Flask) -> None:
    show, other, _ = open_shows()
    (mia,) = guests(show, people=2)
    readers = guests(show, other, count=40, first=5)
    second = comes(mia)
    fixed = published(show)
    letters(at=fixed.draw.closed_at)

    void(show, mia, fixed=fixed)
    told = [str(one["Subject"]) for one in letters(at=fixed.draw.closed_at + HOUR)]
    erasing.erase(mia, at=fixed.draw.closed_at + HOUR)
    erasing.erase(would_win(fixed, readers), at=fixed.draw.closed_at + HOUR)
    draw = hold(show, fixed)

    found, links = draw_result.check(draw.file, draw.result), links_of(draw)
    assert sorted(told) == ["Your entry does not count any more", "Your party is out of the draw"]
    assert second.id is not None
    assert (faults_in(links, found.drawn, found.order), links != ()) == ({}, True)
    assert [one.is_void for one in found.order].count(True) == 1


def test_a_line_that_did_not_get_into_the_list_is_not_made_void_before_the_draw(app: Flask) -> None:
    show, other, _ = open_shows()
    (mia,) = guests(other)
    guests(show, first=1)
    other.state = other.state.CANCELLED
    db.session.commit()
    fixed = published(show)

    with pytest.raises(Conflict) as refused:
        void(show, mia, fixed=fixed)

    assert refused.value.reason == "nothing_left"
    assert Seats(0, 20) == fixed.head.seats[show.id]
