"""Who waits to the end: what she reads of her second and of the evening, and the one letter once it is over."""

from datetime import timedelta

from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.people import identity
from coordinator.guests import in_vain
from coordinator.guests.models import EntryState
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from tests.door.standing import move_to
from tests.guests.entering import guests, held, open_shows
from tests.guests.test_plus_ones import comes
from tests.guests.test_seats import entry_id, state
from tests.people.builders import signed_in
from tests.people.mailbox import letters, text_of


def waiting_pair() -> tuple[Show, Reader, Reader]:
    """A show without a free seat, a pair that waits for one, and the one that has it."""
    (show,) = open_shows(1)
    show.capacity = 2
    db.session.commit()
    pairs = guests(show, count=2, people=2)
    held(show)
    waits = next(pair for pair in pairs if state(pair) is EntryState.WAITLISTED)
    return show, waits, next(pair for pair in pairs if pair != waits)


def page_of(app: Flask, reader: Reader) -> str:
    """What she reads of her entries."""
    return str(signed_in(app.test_client(), str(reader.id)).get("/entries/").text)


def told(*readers: Reader) -> list[bool]:
    """Whether a letter says to each of them that no seat came free; all letters are taken from the box."""
    texts = [(str(letter["To"]), text_of(letter)) for letter in letters()]
    return [any(email_of(reader) in to and "no seat came free" in text for to, text in texts) for reader in readers]


def email_of(reader: Reader) -> str:
    """Her address."""
    return identity(str(reader.id)).email


def test_a_waiting_pair_reads_before_and_after_the_last_moment_what_is_so(app: Flask) -> None:
    show, pair, _ = waiting_pair()
    before = page_of(app, pair)
    move_to(show, now() + timedelta(hours=71))

    late = page_of(app, pair)

    assert "or a seat that becomes free is for you alone." in before
    assert "Nobody had said yes in time. Should a seat become free, it is for you alone." in late
    assert "you come alone" not in before + late


def test_the_page_of_who_waited_in_vain_says_that_it_is_over_and_offers_nothing_to_do(app: Flask) -> None:
    show, pair, _ = waiting_pair()
    bea = comes(pair)
    clients = [signed_in(app.test_client(), str(reader.id)) for reader in (pair, bea)]
    paths = [f"/entries/{entry_id(pair)}/{page}" for page in ("here", "release", "leave")]
    before = [client.get("/entries/").text for client in clients]
    move_to(show, now() - timedelta(days=1))

    after = [client.get("/entries/").text for client in clients]
    led = clients[0].get(paths[0])
    refused = clients[0].post(paths[1])

    assert [[path in page for path in paths] for page in before] == [[True, True, False], [True, False, True]]
    assert [[path in page for path in paths] for page in after] == [[False] * 3] * 2
    assert ["no seat came free for you" in page for page in (*before, *after)] == [False, False, True, True]
    assert (led.location, refused.location) == ("/entries/", "/entries/")
    assert "This evening is over." in clients[0].get("/entries/").text
    assert state(pair) is EntryState.WAITLISTED


def test_who_waited_in_vain_has_one_letter_two_hours_after_the_end_and_who_had_a_seat_has_none(app: Flask) -> None:
    show, pair, seated = waiting_pair()
    bea = comes(pair)
    letters()
    move_to(show, now() - (show.ends_at - show.starts_at) - timedelta(minutes=119))
    in_vain.tell_due(now())
    db.session.commit()
    early = told(pair, bea, seated)
    move_to(show, show.starts_at - timedelta(minutes=2))
    in_vain.tell_due(now())
    in_vain.tell_due(now())
    db.session.commit()

    in_time = told(pair, bea, seated)
    in_vain.tell_due(now())
    db.session.commit()

    assert (early, in_time, told(pair, bea)) == ([False] * 3, [True, True, False], [False] * 2)


def test_no_letter_is_written_of_what_is_long_over_or_never_was(app: Flask) -> None:
    shows = open_shows(1)
    shows[0].capacity = 1
    db.session.commit()
    readers = guests(*shows, count=2)
    held(shows[0])
    waits = next(one for one in readers if state(one) is EntryState.WAITLISTED)
    letters()
    move_to(shows[0], now() - timedelta(days=1))
    in_vain.tell_due(now())
    move_to(shows[0], now() - timedelta(days=3))
    db.session.commit()
    past_due = told(waits)
    in_vain.tell_due(now())
    shows[0].state = ShowState.CANCELLED
    move_to(shows[0], now() - timedelta(days=1))
    in_vain.tell_due(now())
    db.session.commit()

    assert (past_due, told(waits)) == ([False], [False])
