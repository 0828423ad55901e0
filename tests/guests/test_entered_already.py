"""Who has entered already opens the form of another show: she reads what gives way, and loses nothing unseen."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import plus_ones as kept
from coordinator.disclosure.people import find_person
from coordinator.guests import entries, plus_ones
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.campaign.builders import LAGOS
from tests.door.standing import move_to
from tests.guests.entering import edition_of, entered, filled_in, guests, open_shows, published, wishes
from tests.guests.test_plus_ones import BEA, ask, comes
from tests.guests.test_seats import entry_id
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, link_of


def form_of(client: FlaskClient, show: Show) -> str:
    """The form as it opens."""
    return str(client.get(f"/shows/{show.id}/enter").text)


def wishes_in(page: str) -> list[str]:
    """The shows that are chosen in a form, in order."""
    chosen = re.findall(r'<option value="([^"]*)" selected>', page.partition('name="locale"')[0])
    return [show for show in chosen if show]


def seen_in(page: str) -> str:
    """The entry of which a form says that it gives way, "" for none."""
    (found,) = re.findall(r'name="instead_of" value="([^"]*)"', page)
    return str(found)


def is_two(page: str) -> bool:
    """Whether a form says that two come."""
    return re.search(r'name="people" value="2"[^>]* checked', page) is not None


def sent(client: FlaskClient, page: str, *shows: Show, people: int) -> int:
    """What the form answers that stands on a page, sent for these shows."""
    data = filled_in(*shows, people=people, instead_of=seen_in(page))
    return client.post(f"/shows/{shows[0].id}/enter", data=data).status_code


def test_the_form_has_what_was_asked_for_and_this_show_as_the_next_wish_and_keeps_who_comes_along(app: Flask) -> None:
    first, second, third = open_shows()
    (mia,) = guests(first, second, people=2, access="A cane")
    bea = comes(mia)
    client = signed_in(app.test_client(), str(mia.id))

    page = form_of(client, third)
    answer = sent(client, page, first, second, third, people=2)

    assert "You are in the draw already" in page
    assert ("Bea has said yes." in page, "Bea still comes with you where you are two again" in page) == (True, True)
    assert (wishes_in(page), is_two(page), "A cane" in page) == ([first.id, second.id, third.id], True, True)
    assert answer == 303
    (entry,) = own.own_entries(mia)
    assert (entry.wanted.shows, entry.wanted.people) == ((first.id, second.id, third.id), 2)
    assert [one.id for one in kept.joined(bea)] == [entry.id]
    assert own.counting(edition_of(first).date, str(bea.id)) == (entry,)


def test_who_then_comes_alone_is_told_before_that_nobody_comes_along_and_the_second_is_told_after(app: Flask) -> None:
    first, second, _ = open_shows()
    (mia,) = guests(first, people=2)
    bea = comes(mia)
    client = signed_in(app.test_client(), str(mia.id))
    letters()

    page = form_of(client, second)
    sent(client, page, first, second, people=1)

    assert "if you come alone, not." in page
    assert kept.joined(bea) == ()
    assert [str(letter["To"]) for letter in letters()] == ["Bea <bea@example.org>"]


def test_a_second_who_has_been_asked_says_yes_to_the_entry_that_took_the_place(app: Flask) -> None:
    first, second, _ = open_shows()
    (mia,) = guests(first, people=2)
    token = ask(mia)
    client = signed_in(app.test_client(), str(mia.id))

    page = form_of(client, second)
    sent(client, page, first, second, people=2)
    person_id = plus_ones.consent(token, at=now())
    db.session.commit()

    assert "We have written to Bea and wait for a yes." in page
    assert [one.id for one in kept.joined(Reader(person_id))] == [entry_id(mia)]


def test_five_wishes_are_kept_and_the_page_says_that_there_is_room_for_no_sixth(app: Flask) -> None:
    shows = open_shows(6)
    (mia,) = guests(*shows[:5])

    page = form_of(signed_in(app.test_client(), str(mia.id)), shows[5])

    assert wishes_in(page) == [show.id for show in shows[:5]]
    assert "You have as many wishes as there may be" in page


def test_in_another_city_the_form_says_that_the_entry_there_ends_and_who_comes_along_there(app: Flask) -> None:
    (berlin,) = open_shows(1)
    (lagos,) = open_shows(1, town=LAGOS, edition=edition_of(berlin))
    (mia,) = guests(berlin, people=2)
    bea = comes(mia)
    clients = [signed_in(app.test_client(), str(reader.id)) for reader in (mia, bea)]

    hers, seconds = (form_of(client, lagos) for client in clients)
    sent(clients[0], hers, lagos, people=2)

    assert "your entry there ends. Bea comes along only there" in hers
    assert (wishes_in(hers), is_two(hers)) == ([lagos.id], True)
    assert "You come along with Mia in Berlin." in seconds
    assert "you come along there no more." in seconds
    assert (wishes_in(seconds), is_two(seconds)) == ([lagos.id], False)
    assert [entry.wanted.shows for entry in own.own_entries(mia)] == [(lagos.id,)]
    assert kept.joined(bea) == ()


def test_a_form_that_was_open_before_she_entered_takes_the_place_of_nothing_unseen(app: Flask) -> None:
    first, second, _ = open_shows()
    client = signed_in(app.test_client(), a_person("mia@example.org"))
    old = form_of(client, second)
    entered(client, first)

    refused = client.post(f"/shows/{second.id}/enter", data=filled_in(second, instead_of=seen_in(old)))
    seen = [sent(client, refused.text, second, people=1) for _ in range(2)]

    assert "You are in the draw already" not in old
    assert (refused.status_code, "You have an entry that this form did not show." in refused.text) == (409, True)
    assert wishes_in(refused.text) == [second.id]
    assert seen == [303, 303]


def test_a_form_that_showed_nothing_takes_the_place_of_nothing(app: Flask) -> None:
    first, second, _ = open_shows()
    client = signed_in(app.test_client(), a_person("mia@example.org"))
    entered(client, first)

    refused = client.post(f"/shows/{second.id}/enter", data=filled_in(second))

    assert (refused.status_code, "You are in the draw already" in refused.text) == (409, True)
    assert "You have an entry that this form did not show." in refused.text
    assert [each.wanted.shows for each in own.own_entries(Reader(find_person("mia@example.org")))] == [(first.id,)]


def test_who_is_in_a_published_list_is_told_before_she_fills_in_a_form(app: Flask) -> None:
    (berlin,) = open_shows(1)
    (lagos,) = open_shows(1, town=LAGOS, edition=edition_of(berlin))
    move_to(lagos, lagos.starts_at + timedelta(hours=20))  # its entries close later
    (mia,) = guests(berlin)
    client = signed_in(app.test_client(), str(mia.id))
    before = client.get(f"/shows/{lagos.id}/enter").status_code
    published(berlin)

    answer = client.get(f"/shows/{lagos.id}/enter")

    assert (before, answer.status_code, answer.location) == (200, 302, f"/shows/{lagos.id}")
    assert "You are in a draw whose list is published already" in client.get(answer.location).text


@pytest.mark.parametrize("email", ["known@example.org", "new@example.org"])
def test_a_stranger_reads_the_same_of_known_and_unknown_addresses_and_keeps_who_comes_along(
    app: Flask, email: str
) -> None:
    first, second, _ = open_shows()
    mia = Reader(a_person("known@example.org"))
    entries.enter(mia, wishes(first, people=2), at=now())
    db.session.commit()
    bea = comes(mia)
    letters()
    said = "Whoever comes with you still does if this is for two in the same city."

    form = form_of(app.test_client(), second)
    data = filled_in(second, people=2, name="Mia", email=email)
    app.test_client().post(f"/shows/{second.id}/enter", data=data)
    (link,) = [link_of(letter) for letter in letters()]
    page = app.test_client().get(link).text
    app.test_client().post(link)

    assert (said in form, said in page, BEA.name in form + page) == (True, True, False)
    asked = own.own_entries(mia)[0].wanted.shows
    assert asked == ((second.id,) if email == "known@example.org" else (first.id,))
    assert [one.wanted.shows for one in kept.joined(bea)] == [asked]
