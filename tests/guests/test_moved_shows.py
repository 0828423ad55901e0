"""A show moves after its guests were drawn: the old address is gone, the new one is read, or said yes to anew."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from coordinator.campaign.importing import take_shows
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import deposits, guest_evenings, moves, own_spaces
from coordinator.disclosure.people import find_person
from coordinator.errors import NotFound
from coordinator.guests import linking, seats
from coordinator.guests.chain import What
from coordinator.guests.models import EntryState
from coordinator.hosting import closing
from coordinator.lineups import moving
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows import reserves
from coordinator.shows.models import Show
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Space
from tests.campaign.builders import a_space, spaces_taken
from tests.guests.entering import edition_of, field_of, guests, held, open_shows, says_yes
from tests.guests.test_evenings import at_hour, path
from tests.guests.test_plus_ones import comes
from tests.guests.test_seats import entry_id, state
from tests.guests.test_tickets import confirmed
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, text_of

OLD, NEW = "12 Example Street", "9 Reserve Road"
DAY = timedelta(days=1)


def a_move(*, north: float = 0.0) -> tuple[Show, str, Reader]:
    """A show whose guest has confirmed, and a free room (id) so many degrees to the north of it."""
    show, reserve = a_reserve(north=north)
    (mia,) = confirmed(show)
    return show, reserve, mia


def a_reserve(*, north: float = 0.0) -> tuple[Show, str]:
    """A show that is open to guests, and a free room (id) so many degrees to the north of it."""
    show, other, _ = open_shows()
    reserve = other.space_id
    db.session.delete(other)
    host = a_person("reserve@example.org")
    room = deposits.SpaceSecrets(
        space_id=reserve,
        reference="berlin1",
        host_id=host,
        name="Reserve",
        address=NEW,
        latitude=52.52437 + north,
        longitude=13.41053,
    )
    deposits.put_spaces(show.edition_id, [room], known=frozenset({reserve}))
    db.session.commit()
    return show, reserve


def move(show: Show, space_id: str, *, minutes: int = 0, at: datetime) -> None:
    """The lead moves it, and so many minutes later."""
    lasts = round((show.ends_at - show.starts_at).total_seconds() / 60)
    evening = Evening(show.local_start + timedelta(minutes=minutes), lasts)
    booking = Booking(space_id, evening)
    moving.move(CONSOLE, show.id, booking, city_id=show.city_id, seen=moving.seen_of(show), leave=(), at=at)
    db.session.commit()


def told(at: datetime) -> list[str]:
    """Subjects of the letters to guests that leave then, but for those of before."""
    known = ("Your evening has changed", "Action required: your evening has changed")
    return [str(one["Subject"]) for one in letters(at=at) if str(one["Subject"]).startswith(known)]


def test_from_a_closed_door_to_the_reserve_that_the_guest_has_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    show, reserve, mia = a_move()
    at = show.starts_at - DAY
    at_hour(monkeypatch, at)
    client = signed_in(app.test_client(), str(mia.id))
    reserves.pair(CONSOLE, show.id, reserve, city_id=show.city_id, at=now())
    assert OLD in client.get(path(mia)).text
    host = Reader(a_person("berlin0@example.org"), frozenset({(Role.HOST, None)}))

    closing.close(host, show.space_id, at=at)
    db.session.commit()
    closed = client.get(path(mia)).text
    move(show, reserve, at=at)
    unread = moves.unread(show)
    mail = letters(at=at)
    opened = client.get(path(mia)).text

    assert [word for word in (OLD, NEW) if word in closed] == []
    assert "Please wait for our letter" in closed
    assert (OLD in opened, NEW in opened) == (False, True)
    assert unread == {entry_id(mia)}
    assert moves.unread(show) == frozenset()
    (letter,) = [one for one in mail if one["Subject"] == "Your evening has changed"]
    assert path(mia) in text_of(letter)
    assert [word for word in (OLD, NEW, "Reserve") if word in letter.as_string()] == []


def test_the_page_of_both_says_that_it_was_moved_until_somebody_has_read_where_it_is_now(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, reserve = a_reserve()
    (mia,) = guests(show, people=2)
    bea = comes(mia)
    held(show)
    says_yes(mia, at=now())
    db.session.commit()
    both = [signed_in(app.test_client(), str(reader.id)) for reader in (mia, bea)]

    def says_so(at: datetime) -> list[bool]:
        monkeypatch.setattr("coordinator.guests.views.now", lambda: at)
        return ["This evening has been moved." in client.get("/entries/").text for client in both]

    at = show.starts_at - DAY
    at_hour(monkeypatch, at)
    before = says_so(at)
    move(show, reserve, at=at)
    moved, over = says_so(at), says_so(show.starts_at)
    assert NEW in both[1].get(path(mia)).text

    assert (before, moved, over, says_so(at)) == ([False] * 2, [True] * 2, [False] * 2, [False] * 2)


@pytest.mark.parametrize(("minutes", "later"), [(0, False), (20, True)])
def test_the_page_says_nothing_of_a_move_while_no_address_is_told_nor_of_another_one_in_the_same_area(
    app: Flask, monkeypatch: pytest.MonkeyPatch, minutes: int, later: bool
) -> None:
    show, reserve, mia = a_move()
    move(show, reserve, minutes=minutes, at=show.starts_at - 5 * DAY)
    client, said = signed_in(app.test_client(), str(mia.id)), []

    for at in (show.starts_at - 4 * DAY, show.starts_at - DAY):
        monkeypatch.setattr("coordinator.guests.views.now", lambda at=at: at)
        said.append("This evening has been moved." in client.get("/entries/").text)

    assert said == [False, later]


@pytest.mark.parametrize(
    ("north", "minutes", "steps", "anew"),
    [
        (0.0, 0, False, False),
        (0.017, 0, False, False),  # 1.9 km
        (0.019, 0, False, True),  # 2.1 km
        (0.0, 30, False, False),
        (0.0, 31, False, True),
        (0.0, -31, False, True),
        (0.0, 0, True, True),
    ],
)
def test_more_than_two_kilometres_half_an_hour_or_other_access_ask_for_a_fresh_yes(
    app: Flask, north: float, minutes: int, steps: bool, anew: bool
) -> None:
    show, reserve, mia = a_move(north=north)
    space = db.session.get_one(Space, reserve)
    space.step_free = not show.step_free if steps else show.step_free
    db.session.commit()
    at = show.starts_at - DAY
    letters(at=at)

    move(show, reserve, minutes=minutes, at=at)

    assert state(mia) is (EntryState.WON if anew else EntryState.CONFIRMED)
    assert told(at) == ["Action required: your evening has changed" if anew else "Your evening has changed"]


@pytest.mark.parametrize(
    ("here", "there", "anew"),
    [
        ({"toilet": "step-free"}, {"toilet": "no"}, True),
        ({"toilet": "yes", "steps": 0}, {"toilet": "yes", "steps": 40}, True),
        ({"toilet": "yes", "steps": 3}, {"toilet": "yes", "steps": 12}, False),
        ({}, {"toilet": "no", "steps": 40}, False),  # of the first nothing was said
    ],
)
def test_another_toilet_or_a_climb_asks_who_had_read_the_address_for_a_fresh_yes(
    app: Flask, here: dict[str, object], there: dict[str, object], anew: bool
) -> None:
    show, reserve, mia = a_move()
    hosts = (find_person("berlin0@example.org"), find_person("reserve@example.org"))
    for space_id, person, said in zip((show.space_id, reserve), hosts, (here, there), strict=True):
        host = Reader(person, frozenset({(Role.HOST, None)}))
        form = own_spaces.own_form(host, space_id)
        own_spaces.keep(host, form, {**form.said, **said}, at=now())
    db.session.commit()
    at = show.starts_at - DAY
    letters(at=at)

    move(show, reserve, at=at)

    assert state(mia) is (EntryState.WON if anew else EntryState.CONFIRMED)
    assert told(at) == ["Action required: your evening has changed" if anew else "Your evening has changed"]


@pytest.mark.parametrize("says", ["when", "how one gets in"])
def test_a_list_that_moves_a_show_asks_anew_as_its_lead_does(app: Flask, says: str) -> None:
    show, _, mia = a_move()
    at, edition, city = now(), edition_of(show), db.session.get_one(City, show.city_id)
    letters(at=at)

    if says == "when":
        later = Evening(show.local_start + timedelta(minutes=45), 150)
        take_shows(edition, {"berlin0": [later]}, at=at)
    else:
        spaces_taken(edition, city, a_space("berlin0", host_email="berlin0@example.org", step_free=not show.step_free))
    db.session.commit()

    assert state(mia) is EntryState.WON
    assert told(now()) == ["Action required: your evening has changed"]


def test_until_she_says_yes_again_she_reads_no_address_and_then_the_new_one(app: Flask) -> None:
    show, reserve, mia = a_move(north=0.03)
    at = show.starts_at - DAY
    before = linking.links(show.edition_id, show.city_id)

    move(show, reserve, at=at)
    with pytest.raises(NotFound):
        guest_evenings.evening(mia, entry_id(mia), at=at)
    page = signed_in(app.test_client(), str(mia.id)).get("/entries/").text
    says_yes(mia, at=at)
    db.session.commit()

    assert "Do you still come?" in page
    assert guest_evenings.evening(mia, entry_id(mia), at=at).visit.address == NEW
    assert linking.links(show.edition_id, show.city_id) == before  # nobody else learns that it moved


@pytest.mark.parametrize("minutes", [10, 45])
def test_a_yes_to_what_stood_on_the_page_before_a_move_is_none(app: Flask, minutes: int) -> None:
    show, reserve = a_reserve()
    (mia,) = guests(show)
    at = held(show).draw.due_at
    client = signed_in(app.test_client(), str(mia.id))
    yes = f"/entries/{entry_id(mia)}/confirm"
    before = field_of(client.get("/entries/").text, "sees")

    move(show, reserve, minutes=minutes, at=at)
    refused = client.post(yes, data={"sees": before}, follow_redirects=True).text
    nothing = client.post(yes, follow_redirects=True).text
    waits = state(mia)
    client.post(yes, data={"sees": field_of(refused, "sees")})

    assert ["changed since this page was open" in page for page in (refused, nothing)] == [True, True]
    assert (waits, state(mia)) == (EntryState.WON, EntryState.CONFIRMED)


def test_who_does_not_say_yes_again_lets_the_seat_go_on_as_if_it_was_given_back(app: Flask) -> None:
    show, reserve, mia = a_move(north=0.03)
    at = show.starts_at - DAY
    move(show, reserve, at=at)

    seats.lapse_due(at + timedelta(hours=6))
    db.session.commit()

    assert state(mia) is EntryState.LAPSED
    assert What.RELEASED in linking.links(show.edition_id, show.city_id)[-1]


def test_before_the_address_is_told_another_one_in_the_same_area_is_nobodys_news(app: Flask) -> None:
    show, reserve, mia = a_move(north=0.03)
    at = show.starts_at - 4 * DAY
    letters(at=at)

    move(show, reserve, at=at)

    assert (told(at), state(mia), moves.unread(show)) == ([], EntryState.CONFIRMED, frozenset())


def test_a_letter_of_a_move_that_is_none_any_more_is_not_sent(app: Flask) -> None:
    show, reserve, _ = a_move()
    at, home = show.starts_at - DAY, show.space_id
    letters(at=at)
    move(show, reserve, at=at)
    move(show, home, at=at + timedelta(seconds=1))

    assert told(at + timedelta(seconds=1)) == ["Your evening has changed"]


def test_who_has_not_read_is_for_the_lead_alone(app: Flask) -> None:
    show, reserve, mia = a_move()
    move(show, reserve, at=show.starts_at - DAY)

    (party,) = moves.unread_parties(CONSOLE, show, at=now())

    assert (party.entry_id, party.name, party.people) == (entry_id(mia), "Mia", 1)
    for reader in (STRANGER, mia):
        with pytest.raises(NotFound):
            moves.unread_parties(reader, show, at=now())
