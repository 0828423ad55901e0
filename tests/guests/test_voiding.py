"""Void entries: never in silence, never for oneself; the record says why in a word, the guest reads the rest."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats as counted
from coordinator.disclosure import tickets, voids
from coordinator.disclosure.entries import Where
from coordinator.disclosure.people import identity
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.guests import chain, draw_result, linking, seats, voiding
from coordinator.guests.chain import What
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import Because, EntryState
from coordinator.parting import erasing
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show
from tests.guests.entering import edition_of, guests, held, open_shows, says_yes
from tests.guests.test_plus_ones import comes
from tests.guests.test_seats import by_state, entry_id, links, state
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters

WORDS = "You entered with two addresses; please keep to one."


def where_of(show: Show) -> Where:
    return Where(show.edition_id, show.city_id)


def line_of(reader: Reader) -> str:
    return own.own_entries(reader)[0].public_id


def a_lead(show: Show, email: str = "lead@example.org", name: str = "Ada") -> Reader:
    person_id = a_person(email, name=name)
    accounts.grant(Role.LEAD, person_id, city_id=show.city_id)
    db.session.commit()
    return Reader(person_id, frozenset({(Role.LEAD, show.city_id)}))


def void(lead: Reader, show: Show, guest: Reader, draw: PublicDraw, words: str = WORDS) -> None:
    voiding.void(lead, where_of(show), line_of(guest), Because.TWICE, words, at=draw.draw.due_at)
    db.session.commit()


def test_a_lead_voids_by_the_line_alone_and_the_guest_the_record_and_the_others_are_told(app: Flask) -> None:
    show, _, _ = open_shows()
    everybody = guests(show, count=21)
    draw = held(show)
    lead, other = a_lead(show), a_lead(show, "other@example.org", "Bo")
    letters(at=draw.draw.due_at)
    gone = by_state(everybody)[EntryState.WON][0]
    client = signed_in(app.test_client(), str(lead.id))

    form = {"line": line_of(gone).upper(), "because": "twice", "words": WORDS}
    answers = [client.post("/lead/berlin/voids", data=form).status_code for _ in range(2)]
    page = client.get("/lead/berlin/voids").text
    mine = signed_in(app.test_client(), str(gone.id)).get("/entries/").text
    told = {str(one["To"]): str(one["Subject"]) for one in letters(at=draw.draw.due_at)}
    file = "".join(f"{line}\n" for line in linking.links(show.edition_id, show.city_id)).encode()
    first, second = chain.read(file, after=draw_result.fingerprint(draw.result))

    assert answers == [303, 303]
    assert WORDS in page
    assert WORDS in mine
    assert "one person with more than one party" in mine
    assert (first.what, first.entry, first.because) == (What.VOID, line_of(gone), "twice")
    assert (second.what, second.because) == (What.PROMOTED, "")
    assert WORDS.encode() not in file
    assert told[_address(gone, told)] == "Your entry does not count any more"
    assert told["Bo <other@example.org>"] == "An entry in Berlin was made void"
    assert not any("lead@" in to for to in told)
    assert other.id != lead.id


def _address(reader: Reader, told: dict[str, str]) -> str:
    return next(to for to in told if identity(str(reader.id)).email in to)


def test_nobody_else_voids_or_reads_why(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show)
    draw = held(show)
    elsewhere = Reader(a_person("else@example.org"), frozenset({(Role.LEAD, "another city")}))

    for outsider in (STRANGER, mia, elsewhere):
        with pytest.raises(NotFound):
            void(outsider, show, mia, draw)
        with pytest.raises(NotFound):
            voids.of_city(outsider, where_of(show), at=draw.draw.due_at)


def test_a_lead_who_is_in_the_draw_herself_has_no_say(app: Flask) -> None:
    show, _, _ = open_shows()
    mia, also = [*guests(show), *guests(show, first=1, people=2)]
    second = comes(also)
    draw = held(show)

    for party in (also, second):
        lead = replace(party, roles=frozenset({(Role.LEAD, show.city_id)}))
        with pytest.raises(Conflict) as refused:
            void(lead, show, mia, draw)
        assert refused.value.reason == "own_interest"
    assert state(mia) is EntryState.WON


def test_nothing_is_void_without_a_reason_a_line_or_a_draw(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show)
    lead = a_lead(show)
    with pytest.raises(Conflict) as early:
        voiding.void(lead, where_of(show), line_of(mia), Because.OTHER, WORDS, at=show.starts_at)
    draw = held(show)

    with pytest.raises(Invalid):
        void(lead, show, mia, draw, words="")
    with pytest.raises(Invalid):
        voiding.void(lead, where_of(show), "f" * 64, Because.OTHER, WORDS, at=draw.draw.due_at)
    seats.release(mia, entry_id(mia), at=draw.draw.due_at)
    with pytest.raises(Conflict) as nothing:
        void(lead, show, mia, draw)

    assert (early.value.reason, nothing.value.reason) == ("not_closed", "nothing_left")


def test_who_waits_can_be_void_too_and_a_void_entry_is_never_asked(app: Flask) -> None:
    show, _, _ = open_shows()
    everybody = guests(show, count=21)
    draw = held(show)
    waits = by_state(everybody)[EntryState.WAITLISTED][0]
    giver = by_state(everybody)[EntryState.WON][0]

    void(CONSOLE, show, waits, draw)
    seats.release(giver, entry_id(giver), at=draw.draw.due_at)

    assert state(waits) is EntryState.VOID
    assert [what for what, _, _ in links(draw)] == [What.VOID, What.RELEASED]
    assert sum(counted.free(show.id).values()) == 1


def test_undone_it_waits_at_its_old_place_and_takes_nobodys_seat(app: Flask) -> None:
    show, _, _ = open_shows()
    everybody = guests(show, count=21)
    draw = held(show)
    gone = by_state(everybody)[EntryState.WON][0]
    void(CONSOLE, show, gone, draw)
    (kept,) = voids.of_city(CONSOLE, where_of(show), at=draw.draw.due_at)

    for _ in range(2):
        voiding.undo(CONSOLE, where_of(show), kept.id, at=draw.draw.due_at)
        db.session.commit()
    waits = state(gone)
    giver = by_state(everybody)[EntryState.WON][0]
    seats.release(giver, entry_id(giver), at=draw.draw.due_at)

    assert waits is EntryState.WAITLISTED
    assert state(gone) is EntryState.WON
    whats = [what for what, _, _ in links(draw)]
    assert whats == [What.VOID, What.PROMOTED, What.RESTORED, What.RELEASED, What.PROMOTED]
    assert [one.undone_at for one in voids.of_city(CONSOLE, where_of(show), at=draw.draw.due_at)] == [draw.draw.due_at]


def test_the_record_tells_of_a_void_seat_kept_for_a_few_as_if_it_waited(app: Flask) -> None:
    show, _, _ = open_shows()
    show.step_free, show.capacity = True, 8
    db.session.commit()
    guests(show, count=50)
    few = guests(show, count=4, first=60, needs_access=True)
    draw = held(show)
    kept = next(one for one in few if (has := counted.seated(entry_id(one))) is not None and has.pool == "a")

    void(CONSOLE, show, kept, draw)

    lines = linking.links(show.edition_id, show.city_id)
    assert '"show":"-"' in lines[0]
    assert [(what, entry) for what, entry, _ in links(draw)] == [(What.VOID, line_of(kept))]


def test_the_words_go_with_the_guest_and_stay_as_a_number_when_the_lead_goes(app: Flask) -> None:
    show, _, _ = open_shows()
    mia, noor = guests(show, count=2)
    draw = held(show)
    lead = a_lead(show)
    a_lead(show, "other@example.org")
    void(lead, show, mia, draw)
    void(lead, show, noor, draw)

    erasing.erase(mia, at=draw.draw.due_at)
    erasing.erase(lead, at=draw.draw.due_at)
    db.session.commit()

    (left,) = voids.of_city(CONSOLE, where_of(show), at=draw.draw.due_at)
    assert (left.entry_id, left.words) == (entry_id(noor), "…")


def test_a_reason_that_nobody_chose_is_asked_for(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show)
    held(show)
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=show.city_id)
    db.session.commit()

    answer = signed_in(app.test_client(), lead).post("/lead/berlin/voids", data={"line": line_of(mia), "because": ""})

    assert (answer.status_code, "Choose the reason that everybody reads." in answer.text) == (422, True)
    assert line_of(mia) in answer.text


@pytest.mark.parametrize("confirms", [False, True])
def test_the_seat_of_an_entry_that_counts_again_is_another_one_with_a_ticket_of_its_own(
    app: Flask, confirms: bool
) -> None:
    show, _, _ = open_shows()
    everybody = guests(show, count=21)
    draw = held(show)
    at = draw.draw.due_at
    gone = by_state(everybody)[EntryState.WON][0]
    says_yes(gone, at=at)
    before = tickets.own_ticket(gone, entry_id(gone)).code
    void(CONSOLE, show, gone, draw)
    (kept,) = voids.of_city(CONSOLE, where_of(show), at=at)

    voiding.undo(CONSOLE, where_of(show), kept.id, at=at)
    giver = by_state(everybody)[EntryState.WON][0]
    seats.release(giver, entry_id(giver), at=at)
    db.session.commit()
    page = signed_in(app.test_client(), str(gone.id)).get("/entries/").text
    if confirms:
        says_yes(gone, at=at)
    seats.lapse_due(at + timedelta(days=3))
    db.session.commit()

    assert ("Yes, I come" in page, "Do you still come?" in page) == (True, False)
    if confirms:
        assert tickets.own_ticket(gone, entry_id(gone)).code != before
    else:
        assert [what for what, line, _ in links(draw) if line == line_of(gone)][-1] is What.LAPSED


def test_draw_and_void_entries_are_found_by_links(app: Flask) -> None:
    (show,) = open_shows(1)
    held(show)
    anybody, lead = app.test_client(), signed_in(app.test_client(), str(a_lead(show).id))
    draw, void_entries = f"/draws/{edition_of(show).slug}/berlin", "/lead/berlin/voids"

    public = [anybody.get(page).text for page in ("/cities/berlin", f"/shows/{show.id}")]
    own_pages = [lead.get(page).text for page in ("/lead/berlin/plan", void_entries)]

    assert [f'href="{draw}"' in page for page in (*public, *own_pages)] == [True] * 4
    assert [f'href="{void_entries}"' in page for page in (*public, *own_pages)] == [False, False, True, True]
    assert (anybody.get(draw).status_code, lead.get(void_entries).status_code) == (200, 200)
