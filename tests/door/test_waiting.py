"""Standing by: let in from a quarter of an hour after the start, in the order of the draw, as far as seats are free."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import waiting_lists
from coordinator.door import checking, waiting
from coordinator.door.checking import Result, Said
from coordinator.door.models import Way
from coordinator.errors import Conflict, NotFound
from coordinator.guests import chain, draw_result, seats
from coordinator.guests.linking import links
from coordinator.guests.models import EntryState
from coordinator.guests.verifying import verify_draw
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.door.standing import a_doorkeeper, a_supervisor, move_to, standing
from tests.guests.entering import edition_of, guests, held, open_shows
from tests.guests.test_plus_ones import comes
from tests.guests.test_seats import entry_id, state
from tests.people.builders import signed_in


def full_show(*, singles: int = 4, pairs: int = 0) -> tuple[Show, list[Reader]]:
    """A show of two seats whose draw is held, and who is on its waiting list, in the order of the draw."""
    (show,) = open_shows(1)
    show.capacity = 2
    db.session.commit()
    guests(show, count=singles)
    guests(show, count=pairs, first=50, people=2)
    held(show)
    return show, [Reader(one.party.person_id) for one in waiting_lists.in_line(show.id, people=2, in_public=False)]


def here(show: Show, *readers: Reader) -> None:
    """They say that they are there."""
    for reader in readers:
        waiting.say_here(reader, entry_id(reader), show.id, at=show.starts_at)
    db.session.commit()


def let_in(sue: Reader, show: Show, reader: Reader, minutes: int = 15, *, step: str = "step-one") -> Result:
    """The supervisor lets in a party that waits."""
    at = show.starts_at + timedelta(minutes=minutes)
    return waiting.let_in(standing(sue, show, minutes=minutes), step, entry_id(reader), at=at).result


def test_who_waits_comes_in_a_quarter_of_an_hour_after_the_start_in_the_order_of_the_draw(app: Flask) -> None:
    show, waits = full_show()
    sue = a_supervisor(show)
    here(show, waits[1], waits[0])

    with pytest.raises(Conflict) as early:
        let_in(sue, show, waits[0], 14)
    with pytest.raises(Conflict) as too_late_in_line:
        let_in(sue, show, waits[1])
    results = [let_in(sue, show, waits[0]), let_in(sue, show, waits[0]), let_in(sue, show, waits[1], step="step-two")]

    assert (early.value.reason, too_late_in_line.value.reason) == ("too_early", "not_first")
    assert results == [Result.DONE] * 3
    assert checking.look(standing(sue, show), at=show.starts_at).count.inside == 2


def test_who_is_let_in_from_the_waiting_list_is_a_link_of_the_published_chain(app: Flask, tmp_path: Path) -> None:
    show, waits = full_show()
    sue = a_supervisor(show)
    here(show, *waits[:2])
    for number in (0, 1, 0):
        let_in(sue, show, waits[number], step=f"0000-step-{number}")

    names = published_files(app, show, tmp_path)
    said = CliRunner().invoke(verify_draw, [*names[:2], "--chain", names[2]])
    Path(names[2]).write_text("".join(Path(names[2]).read_text().splitlines(keepends=True)[1:]))
    broken = CliRunner().invoke(verify_draw, [*names[:2], "--chain", names[2]])

    assert (said.exit_code, "since   2 admitted" in said.stdout.splitlines()) == (0, True)
    assert (broken.exit_code, broken.stderr) == (
        1,
        f"{names[2]}:line 1: This does not follow from what stands before it.\n",
    )
    file = "".join(f"{line}\n" for line in links(show.edition_id, show.city_id)).encode()
    after = draw_result.fingerprint(Path(names[1]).read_bytes())
    told = [(link.what, link.entry, link.show, link.people, link.at) for link in chain.read(file, after=after)]
    late = f"{show.starts_at + checking.LATE:%Y-%m-%dT%H:%M:%SZ}"
    assert told == [(chain.What.ADMITTED, own.own_entries(one)[0].public_id, show.id, 1, late) for one in waits[:2]]


def test_who_is_let_in_at_one_door_waits_at_no_other_and_for_no_other_seat(app: Flask, tmp_path: Path) -> None:
    show, later = open_shows(2)
    show.capacity = later.capacity = 1
    db.session.commit()
    move_to(later, show.starts_at + timedelta(hours=4))
    everybody = guests(show, later, count=4)
    held(show)
    first, second = [Reader(one.party.person_id) for one in waiting_lists.in_line(show.id, people=2, in_public=False)]
    sue = a_supervisor(show)
    a_supervisor(later)
    here(show, first)
    waiting.say_here(first, entry_id(first), later.id, at=later.starts_at)

    assert let_in(sue, show, first) is Result.DONE
    db.session.commit()
    with pytest.raises(NotFound):
        waiting.say_here(first, entry_id(first), later.id, at=later.starts_at)
    with pytest.raises(Conflict):
        waiting.note(standing(sue, later), own.own_entries(first)[0].public_id[:8], at=later.starts_at)
    seated = next(one for one in everybody if own.own_entries(one)[0].seat == later.id)
    seats.release(seated, entry_id(seated), at=show.starts_at + timedelta(minutes=20))
    db.session.commit()

    assert waiting.in_line(standing(sue, later)) == []
    assert (state(first), state(second)) == (EntryState.LET_IN, EntryState.WON)
    assert "You were let in from the waiting list." in signed_in(app.test_client(), str(first.id)).get("/entries/").text
    names = published_files(app, show, tmp_path)
    assert CliRunner().invoke(verify_draw, [*names[:2], "--chain", names[2]]).exit_code == 0


def published_files(app: Flask, show: Show, folder: Path) -> list[str]:
    """List, result and chain as anybody gets them from the page of the draw."""
    page = f"/draws/{edition_of(show).slug}/berlin"
    for name in ("list", "result", "chain"):
        (folder / f"{name}.txt").write_bytes(app.test_client().get(f"{page}/{name}.txt").data)
    return [str(folder / f"{name}.txt") for name in ("list", "result", "chain")]


def test_who_was_let_in_by_a_slip_waits_again_at_her_old_place_once_that_is_undone(app: Flask, tmp_path: Path) -> None:
    show, waits = full_show()
    sue = a_supervisor(show)
    here(show, *waits[:2])
    at = show.starts_at + timedelta(minutes=16)
    let_in(sue, show, waits[0])

    for _ in range(2):
        checking.undo(standing(sue, show), "step-one", at=at)
    line, states = [one.id for one in waiting.in_line(standing(sue, show))], [state(one) for one in waits[:2]]
    door = checking.look(standing(sue, show), at=at)
    again = let_in(sue, show, waits[0], 17, step="step-two")

    assert line == [entry_id(one) for one in waits[:2]]
    assert states == [EntryState.WAITLISTED] * 2
    assert (door.count.inside, [one.party.id for one in door.parties if one.party.id in line]) == (0, [])
    assert (again, state(waits[0])) == (Result.DONE, EntryState.LET_IN)
    names = published_files(app, show, tmp_path)
    said = [json.loads(line)["what"] for line in Path(names[2]).read_text().splitlines()]
    assert said == ["admitted", "restored", "admitted"]
    assert CliRunner().invoke(verify_draw, [*names[:2], "--chain", names[2]]).exit_code == 0


def test_who_went_out_and_came_in_again_waits_no_more_while_one_of_the_two_stands(app: Flask) -> None:
    show, waits = full_show()
    sue = a_supervisor(show)
    here(show, waits[0])
    let_in(sue, show, waits[0])
    for way, step in ((Way.OUT, "step-two"), (Way.IN, "step-three")):
        said = Said(step, entry_id(waits[0]), way, 1, show.starts_at + timedelta(minutes=20))
        checking.let_through(standing(sue, show), said, at=said.at)

    seen = []
    for step in ("step-one", "step-three"):
        checking.undo(standing(sue, show), step, at=show.starts_at + timedelta(minutes=30))
        seen.append(state(waits[0]))

    assert seen == [EntryState.LET_IN, EntryState.WAITLISTED]


def test_who_has_not_said_so_is_not_in_line_however_early_in_the_draw(app: Flask) -> None:
    show, waits = full_show()
    sue = a_supervisor(show)
    here(show, waits[1])

    assert [one.id for one in waiting.in_line(standing(sue, show))] == [entry_id(waits[1])]
    assert let_in(sue, show, waits[1]) is Result.DONE


def test_a_pair_for_which_there_is_no_room_keeps_its_place_and_nobody_is_let_in_over_the_seats(app: Flask) -> None:
    show, waits = full_show(singles=4, pairs=3)
    sue = a_supervisor(show)
    pair = next(one for one in waits if own.own_entries(one)[0].wanted.people == 2)
    single = next(one for one in waits if own.own_entries(one)[0].wanted.people == 1)
    comes(pair)
    here(show, pair, single)
    checking.let_in_unlisted(standing(sue, show), "step-unlisted", 1, "a neighbour", at=show.starts_at + checking.LATE)

    assert let_in(sue, show, single) is Result.DONE
    with pytest.raises(Conflict) as full:
        let_in(sue, show, pair, step="step-two")

    assert full.value.reason == "no_room"
    assert [one.id for one in waiting.in_line(standing(sue, show))] == [entry_id(pair)]


def test_a_steward_lets_nobody_in_who_waits(app: Flask) -> None:
    show, waits = full_show()
    here(show, waits[0])

    with pytest.raises(NotFound):
        let_in(a_doorkeeper(show), show, waits[0])


def test_only_who_is_on_the_waiting_list_may_say_so_and_only_around_the_start(app: Flask) -> None:
    show, waits = full_show()
    other = Reader(str(waits[1].id))

    with pytest.raises(NotFound):
        waiting.say_here(other, entry_id(waits[0]), show.id, at=show.starts_at)
    with pytest.raises(Conflict) as early:
        waiting.say_here(waits[0], entry_id(waits[0]), show.id, at=show.starts_at - timedelta(minutes=61))

    assert early.value.reason == "not_now"


def test_the_door_notes_her_by_her_line_or_by_a_name_that_only_one_has(app: Flask) -> None:
    show, waits = full_show()
    tom = a_doorkeeper(show)
    code = own.own_entries(waits[0])[0].public_id[:8]

    waiting.note(standing(tom, show), code, at=show.starts_at)
    with pytest.raises(Conflict) as several:
        waiting.note(standing(tom, show), "mia", at=show.starts_at)
    with pytest.raises(Conflict) as nobody:
        waiting.note(standing(tom, show), "Zoe", at=show.starts_at)

    assert [one.id for one in waiting.in_line(standing(tom, show))] == [entry_id(waits[0])]
    assert (several.value.reason, nobody.value.reason) == ("several", "nobody")


def test_a_guest_says_so_on_her_own_page_once_it_is_time(app: Flask) -> None:
    show, waits = full_show()
    client = signed_in(app.test_client(), str(waits[0].id))
    path = f"/entries/{entry_id(waits[0])}/here"

    early = client.get(path).text
    answer = client.post(f"{path}/{show.id}")

    assert "I am here</button>" not in early
    assert own.own_entries(waits[0])[0].public_id[:8] in early
    assert answer.status_code == 303
    assert "Say so from an hour before" in client.get(path).text


def test_the_page_of_who_was_let_in_leads_to_how_her_entry_stands_and_that_of_another_is_not_found(app: Flask) -> None:
    show, waits = full_show()
    sue = a_supervisor(show)
    here(show, waits[0])
    path = f"/entries/{entry_id(waits[0])}/here"
    hers, others = (signed_in(app.test_client(), str(reader.id)) for reader in waits[:2])
    before = hers.get(path).status_code
    assert let_in(sue, show, waits[0]) is Result.DONE
    db.session.commit()

    led = [hers.get(path), hers.post(f"{path}/{show.id}")]
    once_more = hers.get(led[1].location)

    assert before == 200
    assert led[0].location == once_more.location == "/entries/"
    assert "You were let in from the waiting list." in hers.get("/entries/").text
    assert [others.get(path).status_code, others.post(f"{path}/{show.id}").status_code] == [404, 404]


def test_a_pair_with_whom_nobody_has_said_yes_to_come_is_let_in_as_one(app: Flask, tmp_path: Path) -> None:
    show, waits = full_show(singles=0, pairs=3)
    sue, (pair, alone) = a_supervisor(show), waits
    comes(pair)
    here(show, pair, alone)
    door = standing(sue, show, minutes=15)
    checking.let_in_unlisted(door, "step-unlisted", 1, "a neighbour", at=show.starts_at + checking.LATE)
    db.session.commit()

    in_line = [(one.id, one.people) for one in waiting.in_line(door)]
    result = let_in(sue, show, alone)
    db.session.commit()

    assert in_line == [(entry_id(pair), 2), (entry_id(alone), 1)]
    assert result is Result.DONE
    present = next(one for one in checking.look(door, at=show.starts_at).parties if one.party.id == entry_id(alone))
    assert (present.party.people, present.inside) == (1, 1)
    names = published_files(app, show, tmp_path)
    last = json.loads(Path(names[2]).read_text().splitlines()[-1])
    assert (last["what"], last["people"]) == ("admitted", 1)
    assert CliRunner().invoke(verify_draw, [*names[:2], "--chain", names[2]]).exit_code == 0
