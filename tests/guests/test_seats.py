"""Seats after the draw: confirmed, given back, lapsed, passed on; never given twice, and never left by mistake."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats as counted
from coordinator.disclosure import waiting_lists
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.errors import Conflict, NotFound
from coordinator.gate import granted
from coordinator.guests import chain, draw_result, linking, seats
from coordinator.guests.chain import What
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import EntryState
from coordinator.jobs import Outbox
from coordinator.parting import erasing
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from coordinator.shows.windows import confirm_by
from tests.guests.entering import edition_of, field_of, guests, held, open_shows, says_yes
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, text_of
from tests.statements import statements


def state(reader: Reader) -> EntryState:
    """Where the reader's entry stands."""
    return own.own_entries(reader)[0].state


def entry_id(reader: Reader) -> str:
    """The id of the reader's entry."""
    return own.own_entries(reader)[0].id


def by_state(readers: list[Reader]) -> dict[EntryState, list[Reader]]:
    """The readers by where their entries stand."""
    found: dict[EntryState, list[Reader]] = {}
    for reader in readers:
        found.setdefault(state(reader), []).append(reader)
    return found


def links(draw: PublicDraw) -> list[tuple[What, str, int]]:
    """What stands in the chain, read as everybody can."""
    lines = linking.links(draw.draw.edition_id, draw.draw.city_id)
    file = "".join(f"{line}\n" for line in lines).encode()
    return [(one.what, one.entry, one.people) for one in chain.read(file, after=draw_result.fingerprint(draw.result))]


def test_a_winner_is_asked_by_letter_and_confirms_with_one_button(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show)
    draw = held(show)
    (letter,) = letters(at=draw.draw.due_at)
    client = signed_in(app.test_client(), str(mia.id))

    page = client.get("/entries/").text
    said = {"sees": field_of(page, "sees")}
    answers = [client.post(f"/entries/{entry_id(mia)}/confirm", data=said).status_code for _ in range(2)]

    assert letter["Subject"] == "Action required: you were drawn"
    assert "/entries/" in text_of(letter)
    assert "Yes, I come" in page
    assert answers == [303, 303]
    assert state(mia) is EntryState.CONFIRMED
    assert "You have confirmed it." in client.get("/entries/").text
    assert links(draw) == []  # a yes moves no seat


def test_a_seat_that_is_not_confirmed_goes_to_the_next_who_fits_and_a_skipped_pair_keeps_its_rank(app: Flask) -> None:
    show, _, _ = open_shows()
    show.capacity = 6
    db.session.commit()
    readers = [*guests(show, count=6), *guests(show, count=3, first=6, people=2)]
    draw = held(show)
    before = by_state(readers)
    until = own.own_entries(before[EntryState.WON][0])[0].confirm_by
    assert until is not None
    for reader in before[EntryState.WON][1:]:
        says_yes(reader, at=draw.draw.due_at)
    db.session.commit()

    seats.lapse_due(until - timedelta(seconds=1))
    early = state(before[EntryState.WON][0])
    seats.lapse_due(until)
    seats.lapse_due(until)
    db.session.commit()

    assert early is EntryState.WON
    assert state(before[EntryState.WON][0]) is EntryState.LAPSED
    assert _people(readers, EntryState.WON, EntryState.CONFIRMED) + sum(counted.free(show.id).values()) == 6
    assert not _fits_and_waits(readers, show)
    whats = [what for what, _, _ in links(draw)]
    assert whats[0] is What.LAPSED
    assert whats.count(What.LAPSED) == 1


def test_very_many_seats_go_on_in_portions(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=5)
    held(show)
    until = own.own_entries(readers[0])[0].confirm_by
    assert until is not None
    monkeypatch.setattr("coordinator.guests.seats.AT_ONCE", 2)

    lapsed = []
    for _ in range(4):
        seats.lapse_due(until)
        db.session.commit()
        lapsed.append(len(by_state(readers).get(EntryState.LAPSED, [])))

    assert lapsed == [2, 4, 5, 5]


def _people(readers: list[Reader], *states: EntryState) -> int:
    entries = [own.own_entries(reader)[0] for reader in readers]
    return sum(entry.wanted.people for entry in entries if entry.state in states)


def _fits_and_waits(readers: list[Reader], show: Show) -> list[str]:
    free = sum(counted.free(show.id).values())
    return [one.party.id for one in waiting_lists.in_line(show.id, people=free, in_public=False)]


def test_a_seat_given_back_is_offered_at_once_and_twice_is_as_once(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=22)
    draw = held(show)
    first = by_state(readers)
    giver, waits = first[EntryState.WON][0], first[EntryState.WAITLISTED]

    for _ in range(2):
        seats.release(giver, entry_id(giver), at=draw.draw.due_at)
        db.session.commit()

    after = by_state(readers)
    assert after[EntryState.RELEASED] == [giver]
    assert len(after[EntryState.WON]) == 20
    assert len(after[EntryState.WAITLISTED]) == len(waits) - 1
    assert [what for what, _, _ in links(draw)] == [What.RELEASED, What.PROMOTED]
    assert sum(counted.free(show.id).values()) == 0


def test_who_is_too_late_or_gave_the_seat_back_cannot_confirm_it(app: Flask) -> None:
    show, _, _ = open_shows()
    early, late = guests(show, count=2)
    draw = held(show)
    until = own.own_entries(late)[0].confirm_by
    assert until is not None
    seats.release(early, entry_id(early), at=draw.draw.due_at)

    for reader in (early, late):
        with pytest.raises(Conflict) as refused:
            says_yes(reader, at=until)
        assert refused.value.reason == "seat_gone"
    with pytest.raises(NotFound):
        seats.confirm(Reader(a_person("other@example.org")), entry_id(late), sees="", at=draw.draw.due_at)


def test_who_needs_an_access_seat_is_asked_first_for_one_that_is_free_again(app: Flask) -> None:
    show, _, _ = open_shows()
    show.step_free = True
    show.capacity = 8
    db.session.commit()
    needing = guests(show, count=9, needs_access=True)
    others = guests(show, count=9, first=20)
    draw = held(show)
    giver = next(
        reader for reader in needing if (one := counted.seated(entry_id(reader))) is not None and one.pool == "a"
    )
    waited = [reader for reader in needing if state(reader) is EntryState.WAITLISTED]
    assert any(state(reader) is EntryState.WAITLISTED for reader in others)

    seats.release(giver, entry_id(giver), at=draw.draw.due_at)

    assert waited
    assert sum(state(reader) is EntryState.WON for reader in waited) == 1


@pytest.mark.parametrize(
    ("before", "window"),
    [
        (timedelta(days=9), timedelta(hours=48)),
        (timedelta(hours=73), timedelta(hours=48)),
        (timedelta(hours=72), timedelta(hours=6)),
        (timedelta(hours=13), timedelta(hours=6)),
        (timedelta(hours=12), timedelta(minutes=60)),
        (timedelta(hours=1, minutes=20), timedelta(minutes=20)),
        (timedelta(hours=1, minutes=15), timedelta(minutes=15)),
        (timedelta(hours=1, minutes=14, seconds=59), None),
        (timedelta(hours=1), None),
        (timedelta(0), None),
    ],
)
def test_windows_shorten_as_the_evening_nears_and_end_an_hour_before(
    app: Flask, before: timedelta, window: timedelta | None
) -> None:
    (show,) = open_shows(1)
    at = show.starts_at - before

    until = confirm_by(show, edition_of(show), at=at)

    assert (until and until - at) == window


def test_nobody_is_asked_for_a_cancelled_show_or_in_the_last_hour(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=21)
    held(show)
    giver = by_state(readers)[EntryState.WON][0]

    seats.release(giver, entry_id(giver), at=show.starts_at - timedelta(minutes=59))

    assert len(by_state(readers)[EntryState.WAITLISTED]) == 1
    assert sum(counted.free(show.id).values()) == 1


def test_the_database_itself_gives_no_seat_twice(app: Flask) -> None:
    (show,) = open_shows(1)
    counted.open_seats({(show.id, "g"): 3})

    taken = [counted.take(show.id, "g", people) for people in (2, 2, 1, 1)]

    assert taken == [True, False, True, False]
    assert counted.free(show.id) == {"g": 0}


def test_the_seat_of_somebody_who_erases_herself_goes_to_the_next(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=21)
    draw = held(show)
    gone = by_state(readers)[EntryState.WON][0]

    erasing.erase(gone, at=draw.draw.due_at)
    db.session.commit()

    rest = [reader for reader in readers if reader != gone]
    assert own.own_entries(gone) == ()
    assert {state(reader) for reader in rest} == {EntryState.WON}
    assert [what for what, _, _ in links(draw)] == [What.RELEASED, What.PROMOTED]


def test_a_show_that_is_cancelled_after_the_draw_asks_nobody_to_come(app: Flask) -> None:
    show, _, _ = open_shows()
    asked, came = guests(show, count=2)
    draw = held(show)
    says_yes(came, at=draw.draw.due_at)
    show.state = ShowState.CANCELLED
    db.session.commit()

    with pytest.raises(Conflict):
        says_yes(asked, at=draw.draw.due_at)
    pages = [signed_in(app.test_client(), str(reader.id)).get("/entries/").text for reader in (asked, came)]

    assert letters(at=draw.draw.due_at) == []
    assert all("This show is cancelled: please do not go there." in page for page in pages)
    assert not any("there is room for you" in page for page in pages)


def test_access_seats_that_nobody_took_are_everybodys_two_days_before(app: Flask) -> None:
    show, _, _ = open_shows()
    show.step_free, show.capacity = True, 8
    db.session.commit()
    readers = [*guests(show, count=15), *guests(show, count=5, first=20, needs_access=True)]
    draw = held(show)
    gone = [one for one in readers if (seat := counted.seated(entry_id(one))) is not None and seat.pool == "a"]
    needing = [one for one in readers[15:] if state(one) is EntryState.WAITLISTED]
    two_days = show.starts_at - timedelta(hours=48)
    for reader in (*needing, *gone):  # nobody is left who needs one
        own.drop(entry_id(reader))
        counted.give_back(show.id, "a", 1 if reader in gone else 0)

    seats.open_access_due(two_days - timedelta(seconds=1))
    early = links(draw)
    seats.open_access_due(two_days)
    seats.open_access_due(two_days)

    assert early == []
    assert counted.free(show.id) == {"a": 0, "g": 0}
    assert [(what, people) for what, _, people in links(draw)] == [
        (What.OPENED, 2),
        (What.PROMOTED, 1),
        (What.PROMOTED, 1),
    ]


def test_where_few_need_one_what_is_left_of_access_seats_goes_on_and_the_chain_says_nothing(app: Flask) -> None:
    show, _, _ = open_shows()
    show.step_free = True
    db.session.commit()
    readers = guests(show, count=19)
    draw = held(show)
    two_days = show.starts_at - timedelta(hours=48)

    seats.open_access_due(two_days - timedelta(seconds=1))
    early = by_state(readers)
    seats.open_access_due(two_days)
    seats.open_access_due(two_days)

    assert len(early[EntryState.WAITLISTED]) == 1
    assert {state(reader) for reader in readers} == {EntryState.WON}
    assert counted.free(show.id) == {"a": 1, "g": 0}
    assert links(draw) == []


def test_the_chain_names_nobody_who_has_a_seat_that_was_kept_for_a_few(app: Flask) -> None:
    show, _, _ = open_shows()
    show.step_free, show.capacity = True, 8
    db.session.commit()
    others = guests(show, count=50)
    few = guests(show, count=4, first=60, needs_access=True)
    draw = held(show)
    kept = [reader for reader in few if (has := counted.seated(entry_id(reader))) is not None and has.pool == "a"]
    plain = by_state(others)[EntryState.WON][0]

    for reader in (*kept, plain):
        says_yes(reader, at=draw.draw.due_at)
    seats.release(kept[0], entry_id(kept[0]), at=draw.draw.due_at)

    assert kept
    assert links(draw)[0][:2] == (What.LEFT, own.own_entries(kept[0])[0].public_id)


def test_a_letter_about_a_seat_of_somebody_who_has_left_is_no_failure(app: Flask) -> None:
    show, _, _ = open_shows()
    (gone,) = guests(show)
    draw = held(show)
    own.drop(entry_id(gone))
    db.session.commit()

    assert letters(at=draw.draw.due_at) == []
    assert set(db.session.scalars(select(Outbox.failed))) == {None}


def test_who_waits_leaves_the_list_by_one_tap_and_is_asked_no_more(app: Flask) -> None:
    (show,) = open_shows(1)
    show.capacity = 1
    db.session.commit()
    everybody = guests(show, count=3)
    draw = held(show)
    first, second = sorted(by_state(everybody)[EntryState.WAITLISTED], key=lambda one: rank_of(one, draw))
    (winner,) = by_state(everybody)[EntryState.WON]
    browser = signed_in(app.test_client(), str(first.id))
    path = f"/entries/{entry_id(first)}/release"
    before = browser.get("/entries/").text

    answers = [browser.post(path, follow_redirects=True).text for _ in range(2)]
    seats.release(winner, entry_id(winner), at=draw.draw.due_at)
    db.session.commit()

    assert (f'action="{path}"' in before, "Leave the waiting list" in before) == (True, True)
    said = ("You are off the waiting list.", "You left the waiting list.", f'action="{path}"')
    assert [[words in page for words in said] for page in answers] == [[True, True, False]] * 2
    assert (state(first), state(second)) == (EntryState.RELEASED, EntryState.WON)
    lines = [own.own_entries(one)[0].public_id for one in (first, winner, second)]
    assert links(draw) == [(What.LEFT, lines[0], 1), (What.RELEASED, lines[1], 1), (What.PROMOTED, lines[2], 1)]


def rank_of(reader: Reader, draw: PublicDraw) -> int:
    """Where the reader's line stands in the result."""
    return draw.result.index(own.own_entries(reader)[0].public_id.encode())


def test_a_round_holds_no_draw_of_a_city_in_which_nobody_waits(app: Flask) -> None:
    show, full, _ = open_shows()
    show.step_free, full.capacity = True, 4
    db.session.commit()
    guests(show, full)
    at = held(show).draw.due_at
    late = show.starts_at - timedelta(hours=47)

    def holding(when: datetime) -> int:
        with statements() as seen:
            seats.open_access_due(when)
            seats.fill_due(when)
        db.session.commit()
        return sum(statement.lstrip().startswith("SELECT draws.") for statement in seen)

    alone = [holding(at), holding(late)]
    with granted("somebody waits, as after a show that was off"):
        waits = {"state": EntryState.WAITLISTED, "show_id": None, "pool": None, "confirm_by": None}
        db.session.execute(update(SealedEntry).values(waits))
    waited = holding(at)

    assert alone == [0, 0]
    assert waited > 0
