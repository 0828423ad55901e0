"""After the last set: who played, told to who was there and to nobody else before the embargo ends; thanks; feedback;
who did not come."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from coordinator.db import db
from coordinator.disclosure import doors, feedback, no_shows, performed, slots
from coordinator.disclosure import entries as own
from coordinator.disclosure.erasing_homes import erase
from coordinator.disclosure.people import identity
from coordinator.door import acts
from coordinator.errors import Conflict, NotFound
from coordinator.guests import after, seats
from coordinator.guests.models import EntryState
from coordinator.jobs import Outbox
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import a_city, an_artist, artists_taken
from tests.door.standing import a_supervisor, standing
from tests.door.test_waiting import full_show, here, let_in
from tests.guests.entering import edition_of, guests, held, open_shows, says_yes
from tests.guests.test_seats import entry_id
from tests.guests.test_tickets import confirmed
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, text_of

NAMES = ("Thunder 0", "Thunder 1", "Thunder 2")
HEAR = "https://thunder.example.org/"


def an_evening() -> tuple[Show, Reader]:
    """A show with three acts, and a guest with a confirmed seat."""
    show, _, _ = open_shows()
    _with_acts(show)
    (mia,) = confirmed(show)
    return show, mia


def _with_acts(show: Show) -> None:
    rows = (an_artist(f"A{n}", act_name=name, links=(HEAR,)) for n, name in enumerate(NAMES))
    for position, act in enumerate(artists_taken(edition_of(show), a_city(), *rows), start=1):
        slots.put(show, position, act)


def told(reader: Reader, show: Show, after_end: timedelta) -> tuple[str, ...] | None:
    """The names that somebody with an entry learns so long after the end."""
    found = after.find_evening(reader, entry_id(reader), at=show.ends_at + after_end)
    return tuple(act.act_name for act in found.acts) if found else None


def test_who_was_there_learns_who_played_after_the_last_set_and_not_a_second_before(app: Flask) -> None:
    show, mia = an_evening()

    assert told(mia, show, timedelta(seconds=-1)) is None
    assert told(mia, show, timedelta()) == NAMES
    assert told(mia, show, timedelta(days=20)) == NAMES


def test_who_was_let_in_from_the_waiting_list_learns_who_played_is_thanked_and_says_how_it_was(app: Flask) -> None:
    show, waits = full_show()
    _with_acts(show)
    here(show, *waits[:2])
    let_in(a_supervisor(show), show, waits[0])
    db.session.commit()
    letters(at=show.starts_at + timedelta(minutes=20))

    sent = letters(at=show.ends_at + timedelta(hours=2))

    inside, outside = waits[:2]
    assert [letter["To"] for letter in sent] == [f"Mia <{identity(str(inside.id)).email}>"]
    assert f"/entries/{entry_id(inside)}/after" in text_of(sent[0])
    assert (told(inside, show, timedelta(seconds=-1)), told(inside, show, timedelta())) == (None, NAMES)
    assert told(outside, show, timedelta()) is None
    after.say(inside, entry_id(inside), "Worth the wait", for_host=True, at=show.ends_at)
    assert [one.words for one in feedback.for_host([show.id])] == ["Worth the wait"]


def test_nobody_else_learns_it_before_the_embargo_ends(app: Flask) -> None:
    show, _ = an_evening()
    edition = edition_of(show)
    assert edition.embargo_ends_at is not None
    tom = Reader(a_person("tom@example.org"))
    over = max(edition.embargo_ends_at, show.ends_at)

    for reader in (STRANGER, tom):
        assert performed.to_everybody(reader, show, edition, at=over - timedelta(seconds=1)) is None
        acts = performed.to_everybody(reader, show, edition, at=over)
        assert [(act.act_name, act.links) for act in acts or ()] == [(name, (HEAR,)) for name in NAMES]


def test_an_evening_that_runs_late_tells_nobody_the_act_that_is_still_to_play(app: Flask) -> None:
    show, mia = an_evening()
    performed.start(show, 1, by="door", at=show.starts_at)
    performed.start(show, 2, by="door", at=show.ends_at - timedelta(minutes=20))

    assert told(mia, show, timedelta(minutes=30)) is None
    performed.start(show, 3, by="door", at=show.ends_at + timedelta(minutes=20))
    assert told(mia, show, timedelta(minutes=64)) is None
    assert told(mia, show, timedelta(minutes=65)) == NAMES


def test_a_door_that_forgets_the_last_mark_keeps_it_from_nobody_for_ever(app: Flask) -> None:
    show, mia = an_evening()
    performed.start(show, 1, by="door", at=show.starts_at)

    assert told(mia, show, timedelta(hours=2) - timedelta(seconds=1)) is None
    assert told(mia, show, timedelta(hours=2)) == NAMES


def test_a_seat_that_was_given_back_and_a_show_that_was_called_off_tell_nothing(app: Flask) -> None:
    show, mia = an_evening()
    show.state = ShowState.CANCELLED
    assert told(mia, show, timedelta()) is None
    show.state = ShowState.OPEN
    assert told(mia, show, timedelta()) == NAMES

    seats.release(mia, entry_id(mia), at=show.ends_at)

    assert told(mia, show, timedelta()) is None


def test_acts_begin_one_after_another_and_the_door_knows_those_that_have(app: Flask) -> None:
    show, _ = an_evening()
    edition, at = edition_of(show), show.starts_at

    def known() -> list[str]:
        return [act.act_name for act in performed.at_door(CONSOLE, show, edition, at=at)]

    with pytest.raises(Conflict) as early:
        performed.start(show, 1, by="door", at=at - timedelta(seconds=1))
    with pytest.raises(Conflict) as turn:
        performed.start(show, 2, by="door", at=at)
    before = known()
    for position in (1, 1, 2):
        performed.start(show, position, by="door", at=at)
    two = known()
    performed.undo(show, 2)

    assert (early.value.reason, turn.value.reason) == ("not_begun", "out_of_turn")
    assert (before, two, known()) == ([], ["Thunder 0", "Thunder 1"], ["Thunder 0"])


def test_no_act_begins_once_those_who_were_there_have_been_told_who_played(app: Flask) -> None:
    show, _ = an_evening()
    tom = standing(a_supervisor(show), show)

    def offered(minutes: int) -> int | None:
        return acts.stage(tom, at=show.ends_at + timedelta(minutes=minutes)).next

    unmarked = (offered(-1), offered(0))
    with pytest.raises(Conflict) as over:
        acts.start(tom, 1, at=show.ends_at)
    acts.start(tom, 1, at=show.starts_at)
    acts.start(tom, 1, at=show.ends_at)  # sent a second time
    late = (offered(-1), offered(119), offered(120))

    assert (unmarked, over.value.reason) == ((1, None), "over")
    assert late == (2, 2, None)


def test_who_was_told_who_played_is_told_so_still_when_a_mark_is_taken_back_too_late(app: Flask) -> None:
    show, mia = an_evening()
    tom = standing(a_supervisor(show), show)
    for position in (1, 2, 3):
        acts.start(tom, position, at=show.starts_at + timedelta(minutes=30))
    told = [after.find_evening(mia, entry_id(mia), at=show.ends_at) is not None]

    with pytest.raises(Conflict) as refused:
        acts.undo(tom, 3, at=show.ends_at)
    told.append(after.find_evening(mia, entry_id(mia), at=show.ends_at) is not None)
    acts.undo(tom, 3, at=show.ends_at - timedelta(minutes=1))

    assert (told, refused.value.reason) == ([True, True], "over")
    assert after.find_evening(mia, entry_id(mia), at=show.ends_at) is None  # an act is late


def test_everybody_with_a_seat_is_written_to_once_by_a_letter_that_names_no_act(app: Flask) -> None:
    show, mia = an_evening()
    letters(at=show.starts_at - timedelta(hours=1))  # the one with her ticket

    early = letters(at=show.ends_at + timedelta(minutes=119))
    sent = [*letters(at=show.ends_at + timedelta(hours=2)), *letters(at=show.ends_at + timedelta(hours=3))]

    assert early == []
    assert [letter["Subject"] for letter in sent] == ["Your evening is over"]
    assert f"/entries/{entry_id(mia)}/after" in text_of(sent[0])
    assert not any(name in str(sent[0]) for name in NAMES)
    assert db.session.scalars(select(Outbox.failed).where(Outbox.failed.is_not(None))).all() == []


def test_nobody_is_told_that_she_came_who_may_not_have(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    show, mia = an_evening()
    letters(at=show.starts_at - timedelta(hours=1))
    over = show.ends_at + timedelta(hours=2)
    for views in ("views", "after_views"):
        monkeypatch.setattr(f"coordinator.guests.{views}.moment", lambda: over)
    client = signed_in(app.test_client(), str(mia.id))

    (letter,) = letters(at=over)
    told = [str(letter["Subject"]), text_of(letter)]
    told += [client.get(path).text for path in ("/entries/", f"/entries/{entry_id(mia)}/after")]

    assert all(words in page for words, page in zip(("is over", "is over", "is over", "Thunder 0"), told, strict=True))
    assert [page for page in told if re.search(r"\b(coming|came|were there)\b", page)] == []


def test_a_host_who_closes_her_door_after_the_evening_takes_back_the_way_there_and_nothing_else(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, mia = an_evening()
    letters(at=show.starts_at - timedelta(hours=1))
    over = show.ends_at + timedelta(hours=2)
    monkeypatch.setattr("coordinator.guests.evening_views.moment", lambda: over)
    client, page = signed_in(app.test_client(), str(mia.id)), f"/entries/{entry_id(mia)}/evening"
    before = client.get(page).text
    doors.close(show.space_id, before=SpaceState.APPROVED, shows=[show.id], at=show.ends_at + timedelta(hours=1))
    db.session.commit()

    sent, shut = letters(at=over), client.get(page).text

    assert ([letter["Subject"] for letter in sent], told(mia, show, timedelta(hours=2))) == (
        ["Your evening is over"],
        NAMES,
    )
    assert ["12 Example Street" in text for text in (before, shut)] == [True, False]
    assert "settled anew" not in shut


@pytest.mark.parametrize("what", ["cancelled", "given back", "stale"])
def test_nobody_is_thanked_for_what_did_not_take_place_or_long_after(app: Flask, what: str) -> None:
    show, mia = an_evening()
    letters(at=show.starts_at - timedelta(hours=1))
    if what == "cancelled":
        show.state = ShowState.CANCELLED
    elif what == "given back":
        seats.release(mia, entry_id(mia), at=show.starts_at)
    db.session.commit()

    assert letters(at=show.ends_at + (timedelta(days=2) if what == "stale" else timedelta(hours=2))) == []


def test_a_show_that_is_put_off_thanks_after_its_new_end(app: Flask) -> None:
    show, _ = an_evening()
    letters(at=show.starts_at - timedelta(hours=1))
    first = show.ends_at
    show.ends_at = first + timedelta(hours=5)
    db.session.commit()

    early = letters(at=first + timedelta(hours=2))
    then = [*letters(at=show.ends_at + timedelta(hours=2)), *letters(at=show.ends_at + timedelta(hours=2))]

    assert early == []
    assert len(then) == 1


def test_a_ticket_comes_by_letter_as_a_link(app: Flask) -> None:
    show, mia = an_evening()

    sent = letters(at=show.starts_at - timedelta(hours=1))

    (letter,) = [letter for letter in sent if letter["Subject"] == "Your ticket"]
    assert f"/entries/{entry_id(mia)}/ticket" in text_of(letter)


def test_a_guest_says_something_changes_it_and_her_lead_reads_it_without_her_name(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, mia = an_evening()
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=show.city_id)
    db.session.commit()
    client, address = signed_in(app.test_client(), str(mia.id)), f"/entries/{entry_id(mia)}/after"
    early = client.get(address).status_code
    ends_at = show.ends_at
    monkeypatch.setattr("coordinator.guests.after_views.moment", lambda: ends_at + timedelta(hours=1))

    page = client.get(address).text
    for words in ("Fine", "<b>Wonderful</b>", "<b>Wonderful</b>"):
        client.post(address, data={"words": words, "for_host": "yes"})
    long = client.post(address, data={"words": "x" * 1001})
    read = signed_in(app.test_client(), lead).get("/lead/berlin/feedback").text

    assert early == 404
    assert all(name in page for name in NAMES)
    assert page.count(f'href="{HEAR}"') == 3
    assert long.status_code == 422
    assert "&lt;b&gt;Wonderful&lt;/b&gt;" in read
    assert read.count("Wonderful") == 1
    assert [word for word in ("guest-", "Fine", str(mia.id)) if word in read] == []
    assert [one.words for one in feedback.for_host([show.id])] == ["<b>Wonderful</b>"]


def test_what_is_not_meant_for_the_host_only_the_lead_reads(app: Flask) -> None:
    show, mia = an_evening()
    after.say(mia, entry_id(mia), "The soup was cold", for_host=False, at=show.ends_at)

    read = feedback.of_city(CONSOLE, edition_id=show.edition_id, city_id=show.city_id, at=show.ends_at)

    assert [one.words for one in read] == ["The soup was cold"]
    assert list(feedback.for_host([show.id])) == []
    with pytest.raises(NotFound):
        feedback.of_city(mia, edition_id=show.edition_id, city_id=show.city_id, at=show.ends_at)


def test_after_a_week_it_stays_as_it_is_and_with_the_home_it_goes(app: Flask) -> None:
    show, mia = an_evening()
    end = show.ends_at + timedelta(days=7)
    after.say(mia, entry_id(mia), "Lovely", for_host=True, at=end - timedelta(seconds=1))

    with pytest.raises(Conflict):
        after.say(mia, entry_id(mia), "", for_host=True, at=end)
    kept = feedback.own(mia, show.id)
    erase(db.session.get_one(Space, show.space_id), at=end)

    assert kept is not None
    assert feedback.own(mia, show.id) is None


def test_an_empty_field_takes_the_words_away(app: Flask) -> None:
    show, mia = an_evening()
    after.say(mia, entry_id(mia), "Lovely", for_host=True, at=show.ends_at)
    assert feedback.own(mia, show.id) is not None

    after.say(mia, entry_id(mia), "", for_host=True, at=show.ends_at)

    assert feedback.own(mia, show.id) is None


def test_words_that_are_too_many_stay_in_the_field(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    show, mia = an_evening()
    ends_at = show.ends_at
    monkeypatch.setattr("coordinator.guests.after_views.moment", lambda: ends_at + timedelta(hours=1))
    client, address = signed_in(app.test_client(), str(mia.id)), f"/entries/{entry_id(mia)}/after"
    said = "Lovely " * 150

    answer = client.post(address, data={"words": said})

    assert (answer.status_code, said.strip() in answer.text) == (422, True)
    assert feedback.own(mia, show.id) is None


def test_it_takes_two_witnesses_that_somebody_did_not_come(app: Flask) -> None:
    show, mia = an_evening()
    ada, ben = a_person("ada@example.org"), a_person("ben@example.org")
    with pytest.raises(Conflict):
        no_shows.see(show, entry_id(mia), by=ada, at=show.ends_at - timedelta(seconds=1))

    for _ in range(2):
        no_shows.see(show, entry_id(mia), by=ada, at=show.ends_at)
    one = no_shows.absent(show.id)
    no_shows.see(show, entry_id(mia), by=ben, at=show.ends_at)
    two = no_shows.absent(show.id)
    no_shows.unsee(entry_id(mia), by=ada)

    assert (one, two, no_shows.absent(show.id)) == (frozenset(), {entry_id(mia)}, frozenset())


def test_nothing_that_draws_asks_who_did_not_come(app: Flask) -> None:
    """A whole draw, from the list to a seat that goes on, and every statement of it."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    show, _, _ = open_shows()
    readers = guests(show, count=22)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        due = held(show).draw.due_at
        winner = next(one for one in readers if own.own_entries(one)[0].state is EntryState.WON)
        says_yes(winner, at=due)
        seats.release(winner, entry_id(winner), at=due)
        drew = [statement for statement in asked if "sec_no_shows" in statement]
        no_shows.absent(show.id)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)

    assert any("sec_entries" in statement for statement in asked)
    assert drew == []
    assert "sec_no_shows" in asked[-1]
