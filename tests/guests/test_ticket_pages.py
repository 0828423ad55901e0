"""The page of a ticket, its sheet and its calendar file: what they say, to whom, and what never."""

from datetime import date, timedelta

import pytest
import vobject
from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import slots, tickets
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import Town, a_city, an_artist, an_edition, artists_taken
from tests.door.standing import move_to
from tests.guests.entering import edition_of, guests, held, open_shows, says_yes
from tests.guests.test_plus_ones import comes
from tests.guests.test_seats import entry_id
from tests.guests.test_tickets import confirmed
from tests.paper.test_paper import squares_on, text_on
from tests.people.builders import a_person, signed_in

NEW_YORK = Town(5128581, "New York", "US", 40.71427, -74.00597, 8_804_190, "America/New_York")
PAGES = ("ticket", "ticket.pdf", "evening.ics")


def address(reader: Reader, page: str) -> str:
    """Where a page of the reader's ticket is."""
    return f"/entries/{entry_id(reader)}/{page}"


def test_the_page_has_the_code_and_asks_for_it_only_of_its_guest(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show, people=2)
    code = tickets.own_ticket(mia, entry_id(mia)).code
    hers, others = (signed_in(app.test_client(), who) for who in (str(mia.id), a_person("other@example.org")))

    page = hers.get(address(mia, "ticket")).text

    assert code in page
    assert "Valid for two people." in page
    assert f"/entries/{entry_id(mia)}/ticket" in hers.get("/entries/").text
    assert [others.get(address(mia, each)).status_code for each in PAGES] == [404, 404, 404]
    assert others.post(address(mia, "ticket"), data={"code": code}).status_code == 404
    assert app.test_client().get(address(mia, "ticket")).status_code == 302
    assert [hers.get(address(mia, each)).headers["Cache-Control"] for each in PAGES] == ["no-store"] * 3


def test_there_is_no_page_before_the_seat_is_confirmed_and_after_it_is_given_back(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show)
    due = held(show).draw.due_at
    client = signed_in(app.test_client(), str(mia.id))

    def answers() -> list[int]:
        return [client.get(address(mia, each)).status_code for each in PAGES]

    before = answers()
    says_yes(mia, at=due)
    db.session.commit()
    between = answers()
    client.post(address(mia, "release"))

    assert (before, between, answers()) == ([303] * 3, [200] * 3, [303] * 3)


def test_the_link_of_a_lost_seat_leads_both_of_its_party_to_what_became_of_it_and_nobody_else(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show, people=2)
    due = held(show).draw.due_at
    bea = comes(mia)
    says_yes(mia, at=due)
    db.session.commit()
    code = tickets.own_ticket(mia, entry_id(mia)).code
    people = (str(mia.id), str(bea.id), a_person("other@example.org"))
    hers, seconds, others = (signed_in(app.test_client(), who) for who in people)
    paths = [address(mia, each) for each in PAGES]
    before = [[client.get(path).status_code for path in paths] for client in (hers, seconds, others)]
    hers.post(address(mia, "release"))

    led = [client.get(path) for client in (hers, seconds) for path in paths]
    renewed = hers.post(address(mia, "ticket"), data={"code": code})
    page = hers.get("/entries/").text

    assert before == [[200] * 3, [200] * 3, [404] * 3]
    assert {(answer.status_code, answer.location) for answer in (*led, renewed)} == {(303, "/entries/")}
    assert "There is no ticket for this entry now." in page
    assert "You gave your seat back." in page
    assert [others.get(path).status_code for path in paths] == [404] * 3
    assert others.post(address(mia, "ticket"), data={"code": code}).status_code == 404


def test_the_sheet_is_read_by_others_and_names_neither_the_address_nor_an_act(app: Flask) -> None:
    show, _, _ = open_shows()
    acts = artists_taken(edition_of(show), a_city(), *(an_artist(f"A{n}", act_name=f"Thunder {n}") for n in range(3)))
    for position, act in enumerate(acts, start=1):
        slots.put(show, position, act)
    (mia,) = confirmed(show)
    pdf = signed_in(app.test_client(), str(mia.id)).get(address(mia, "ticket.pdf"))

    text = text_on(pdf.data)

    assert squares_on(pdf.data) == [tickets.own_ticket(mia, entry_id(mia)).code]
    assert "For one person" in text
    assert [word for word in ("Thunder", "Street", "http", "@") if word in text] == []
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="ticket.pdf"'


def test_a_new_code_is_made_once_however_often_the_form_is_sent(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    client = signed_in(app.test_client(), str(mia.id))
    lost = tickets.own_ticket(mia, entry_id(mia)).code

    first = client.post(address(mia, "ticket"), data={"code": lost}, follow_redirects=True).text
    new = tickets.own_ticket(mia, entry_id(mia)).code
    second = client.post(address(mia, "ticket"), data={"code": lost}, follow_redirects=True).text

    assert lost not in first
    assert "This is your new code." in first
    assert tickets.own_ticket(mia, entry_id(mia)).code == new
    assert "it was renewed already" in second


def test_a_ticket_for_a_show_that_is_called_off_or_over_shows_no_square(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    client = signed_in(app.test_client(), str(mia.id))
    assert "<svg" in client.get(address(mia, "ticket")).text.partition('<div class="ticket">')[2]

    show.state = ShowState.CANCELLED
    db.session.commit()
    page = client.get(address(mia, "ticket")).text

    assert "please do not go there" in page
    assert '<div class="ticket">' not in page
    assert "STATUS:CANCELLED" in client.get(address(mia, "evening.ics")).text


def _entry(app: Flask, reader: Reader) -> tuple[str, vobject.base.Component]:
    text = signed_in(app.test_client(), str(reader.id)).get(address(reader, "evening.ics")).text
    return text, vobject.readOne(text).vevent


def test_another_parser_reads_the_calendar_and_finds_no_place_and_no_act(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)

    text, entry = _entry(app, mia)

    assert (entry.dtstart.value, entry.dtend.value) == (show.starts_at, show.ends_at)
    assert entry.summary.value == "An evening"
    assert entry.url.value == "http://localhost/entries/"
    assert not {"location", "geo", "attendee", "organizer", "attach"} & set(entry.contents)
    text = text.replace("Europe/Berlin", "")
    assert [word for word in ("Kreuzberg", "Berlin", "Street", entry_id(mia)) if word in text] == []


def test_a_file_taken_after_the_show_has_moved_outruns_the_one_before(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    then = now()
    monkeypatch.setattr("coordinator.guests.ticket_views.now", lambda: then)
    _, before = _entry(app, mia)

    move_to(show, show.starts_at + timedelta(minutes=30))
    monkeypatch.setattr("coordinator.guests.ticket_views.now", lambda: then + timedelta(minutes=1))
    _, after = _entry(app, mia)

    assert (after.uid.value, after.dtstart.value) == (before.uid.value, show.starts_at)
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert int(after.sequence.value) < 2**31


def test_the_calendar_is_right_on_the_night_on_which_clocks_change(app: Flask) -> None:
    """The first Sunday of November: in New York the evening is an hour further from the morning than it looks."""
    first = date(now().year + 1, 11, 1)
    show: Show = open_shows(1, town=NEW_YORK, edition=an_edition(day=first + timedelta(days=6 - first.weekday())))[0]
    (mia,) = confirmed(show)

    _, entry = _entry(app, mia)

    assert entry.dtstart.value == show.starts_at
    assert entry.dtstart.value.utcoffset() == timedelta(hours=-5)
