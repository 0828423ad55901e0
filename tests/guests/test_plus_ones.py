"""The second person of a party: named by its guest, asked at her own mailbox, counted once worldwide, free to leave."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import email_changes, standing_by
from coordinator.disclosure import entries as own
from coordinator.disclosure import plus_ones as kept
from coordinator.disclosure import seats as counted
from coordinator.disclosure.drawing import Placed, place
from coordinator.disclosure.email_changes import EmailChange, End
from coordinator.disclosure.entries import AskedBy
from coordinator.disclosure.own_tokens import own_token
from coordinator.door import waiting
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.guests import entries, plus_ones, promoting, seats
from coordinator.guests.chain import What
from coordinator.guests.models import EntryState, PlusOneState
from coordinator.jobs import Outbox
from coordinator.parting import erasing
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows.models import Show
from tests.campaign.builders import LAGOS
from tests.guests.entering import edition_of, guests, held, open_shows, says_yes, wishes
from tests.guests.test_seats import by_state, entry_id, links, state
from tests.people.alike import statements
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, link_of, text_of

BEA = AskedBy("Bea", "bea@example.org")


def named(guest: Reader) -> PlusOneState | None:
    """Where the second of the guest's party stands."""
    found = kept.of_entries([entry_id(guest)]).get(entry_id(guest))
    return found.state if found else None


def test_every_link_to_an_entry_leads_somewhere_for_both_of_a_party_wherever_it_stands(app: Flask) -> None:
    (show,) = open_shows(1)
    show.capacity = 2
    db.session.commit()
    pairs = guests(show, count=2, people=2)
    seconds = [comes(pair, AskedBy("Bea", f"bea-{number}@example.org")) for number, pair in enumerate(pairs)]
    people = [signed_in(app.test_client(), str(reader.id)) for reader in (*pairs, *seconds)]

    def dead() -> list[str]:
        pages = [(client, client.get("/entries/").text) for client in people]
        found = [(client, unescape(link)) for client, page in pages for link in re.findall(r'href="(/[^"#]+)"', page)]
        ours = [(client, link) for client, link in found if link.startswith(("/entries/", "/draws/"))]
        assert len(ours) > len(people)
        return [link for client, link in ours if client.get(link).status_code != 200]

    open_ = dead()
    held(show)
    drawn = dead()
    winner = next(pair for pair in pairs if state(pair) is EntryState.WON)
    says_yes(winner, at=now())
    db.session.commit()

    assert (open_, drawn, dead()) == ([], [], [])
    assert {state(pair) for pair in pairs} == {EntryState.CONFIRMED, EntryState.WAITLISTED}


def test_who_comes_along_no_longer_reads_so_in_words_and_nothing_that_a_stranger_does_not(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia, kim) = guests(show, count=2, people=2)
    bea = comes(mia)
    held(show)
    clients = [signed_in(app.test_client(), str(reader.id)) for reader in (bea, kim)]
    pages = [f"/entries/{entry_id(mia)}/{page}" for page in ("ticket", "ticket.pdf", "evening", "evening.ics", "here")]
    before = [clients[0].get(page).status_code for page in pages]

    clients[0].post(f"/entries/{entry_id(mia)}/leave")

    assert 404 not in before
    main = re.compile(r"<main.*</main>", re.DOTALL)
    asked = [client.get(page) for client in clients for page in (*pages, "/nothing/here")]
    ((status, words),) = {(answer.status_code, *main.findall(answer.text)) for answer in asked}
    assert (status, "or not any more" in words, 'class="button" href="/entries/"' in words) == (404, True, True)
    assert "or not any more" not in app.test_client().get("/nothing/here").text


def test_the_second_of_a_party_says_for_both_that_they_are_there_and_a_stranger_does_not(app: Flask) -> None:
    (show,) = open_shows(1)
    show.capacity = 2
    db.session.commit()
    pairs = guests(show, count=2, people=2)
    held(show)
    pair = next(one for one in pairs if state(one) is EntryState.WAITLISTED)
    bea = comes(pair)
    kim = next(one for one in pairs if one != pair)

    for other in (kim, STRANGER):
        with pytest.raises(NotFound):
            waiting.say_here(other, entry_id(pair), show.id, at=show.starts_at)
    before = standing_by.shows_here(pair, entry_id(pair))
    waiting.say_here(bea, entry_id(pair), show.id, at=show.starts_at)

    assert before == []
    assert [standing_by.shows_here(who, entry_id(pair)) for who in (pair, bea, kim)] == [[show.id], [show.id], []]
    assert signed_in(app.test_client(), str(kim.id)).get(f"/entries/{entry_id(pair)}/here").status_code == 404


def ask(guest: Reader, who: AskedBy = BEA, *, at: datetime | None = None) -> str:
    """Have somebody asked; the token of her letter."""
    plus_ones.name(guest, entry_id(guest), who, origin="::1", at=at or now())
    db.session.commit()
    return kept.letter_token(kept.of_entries([entry_id(guest)])[entry_id(guest)].id)


def comes(guest: Reader, who: AskedBy = BEA, *, at: datetime | None = None) -> Reader:
    """Somebody who has said yes to coming with that guest."""
    person_id = plus_ones.consent(ask(guest, who, at=at), at=at or now())
    db.session.commit()
    assert person_id is not None
    return Reader(person_id)


def naming(client: FlaskClient, guest: Reader, email: str = BEA.email) -> tuple[int, str]:
    """The answer to naming somebody on the page."""
    answer = client.post(f"/entries/{entry_id(guest)}/plus-one", data={"name": "Bea", "email": email})
    return answer.status_code, answer.location or answer.text


def test_a_second_person_is_asked_by_letter_and_says_yes_with_a_button(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    client = signed_in(app.test_client(), str(mia.id))
    before = client.get("/entries/").text

    form = client.get(f"/entries/{entry_id(mia)}/plus-one")
    wrong = naming(client, mia, "bea@example")
    asked = naming(client, mia)
    (letter,) = letters()
    bea = app.test_client()
    looked = [bea.get(link_of(letter)) for _ in range(2)]
    waits = client.get("/entries/").text
    yes = bea.post(link_of(letter))
    again = bea.post(link_of(letter))

    assert "Somebody has to say yes until" in before
    assert (form.status_code, wrong[0], "bea@example" in wrong[1]) == (200, 422, True)
    assert asked == (303, "/entries/")
    assert (str(letter["To"]), letter["Subject"]) == ("Bea <bea@example.org>", "Mia asks whether you come along")
    assert [answer.status_code for answer in looked] == [200, 200]
    assert "We have written to Bea and wait for a yes." in waits
    assert (yes.status_code, yes.location, again.status_code) == (303, "/entries/", 410)
    assert "You are in the draw together." in bea.get("/entries/").text
    assert "Berlin, with Mia" in bea.get("/entries/").text
    assert "Bea has said yes." in client.get("/entries/").text
    assert [one["Subject"] for one in letters()] == ["Bea comes with you"]


def test_a_letter_to_a_second_person_names_no_show_and_no_city(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    ask(mia)

    (letter,) = letters()

    assert "Berlin" not in text_of(letter)
    assert show.id not in text_of(letter)


def test_who_says_no_is_forgotten_but_for_the_name_and_another_can_be_named(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    token = ask(mia)

    answers = [app.test_client().post(f"/entries/plus-one/{token}/decline").status_code for _ in range(2)]
    found = kept.of_entries([entry_id(mia)])[entry_id(mia)]

    assert answers == [200, 410]
    assert (found.state, found.name, found.email) == (PlusOneState.DECLINED, "Bea", "")
    assert [letter["Subject"] for letter in letters()] == ["Bea does not come along"]
    assert comes(mia, AskedBy("Cem", "cem@example.org")).id is not None


def test_naming_another_one_makes_the_first_letter_void(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    first = ask(mia)

    second = ask(mia, AskedBy("Cem", "cem@example.org"))

    assert app.test_client().get(f"/entries/plus-one/{first}").status_code == 410
    assert app.test_client().get(f"/entries/plus-one/{second}").status_code == 200
    assert [str(letter["To"]) for letter in letters()] == ["Cem <cem@example.org>"]


def test_the_same_name_sent_twice_is_one_letter(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)

    assert ask(mia) == ask(mia)
    assert len(letters()) == 1


def test_nobody_else_names_leaves_or_takes_back(app: Flask) -> None:
    (show,) = open_shows(1)
    mia, other = [*guests(show, people=2), *guests(show, first=1)]
    bea = comes(mia)

    for outsider in (other, bea):
        with pytest.raises(NotFound):
            plus_ones.name(outsider, entry_id(mia), BEA, origin="::1", at=now())
        with pytest.raises(NotFound):
            plus_ones.name_nobody(outsider, entry_id(mia), at=now())
    for outsider in (other, mia, Reader(None)):
        with pytest.raises(NotFound):
            plus_ones.leave(outsider, entry_id(mia), at=now())


@pytest.fixture
def four(app: Flask) -> dict[str, str]:
    """Addresses of people who are: unknown here, known, in a party of their own, coming with another party."""
    (berlin,) = open_shows(1)
    (lagos,) = open_shows(1, town=LAGOS, edition=db.session.get_one(Edition, berlin.edition_id))
    (elsewhere,) = guests(lagos, first=40)
    (host,) = guests(lagos, people=2, first=41)
    comes(host, AskedBy("Kim", "kim@example.org"))
    a_person("known@example.org")
    assert elsewhere.id is not None
    letters()
    emails = {"unknown": "not@example.org", "known": "known@example.org", "coming": "kim@example.org"}
    return emails | {"entered": "guest-40@example.org", "show": berlin.id}


def test_naming_tells_nothing_of_an_address_neither_in_words_nor_in_work(app: Flask, four: dict[str, str]) -> None:
    show = db.session.get_one(Show, four.pop("show"))
    answers: dict[str, tuple[tuple[int, str], list[str], str]] = {}
    for number, (what, email) in enumerate(four.items()):
        (guest,) = guests(show, people=2, first=number)
        client = signed_in(app.test_client(), str(guest.id))
        client.get("/entries/")
        with statements() as said:
            answer = naming(client, guest, email)
        letters()
        page = client.get("/entries/").text.replace(entry_id(guest), "ID").replace(str(guest.id), "GUEST")
        public, secret = own.own_entries(guest)[0].public_id, own_token(guest, entry_id(guest))
        answers[what] = (answer, said, page.replace(public, "PUBLIC").replace(secret, "SECRET"))

    first = answers.pop("unknown")
    assert len(first[1]) > 5
    for other in answers.values():
        assert other[:2] == first[:2]
        assert _without_tokens(other[2]) == _without_tokens(first[2])


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line and "nonce" not in line]


def test_who_comes_with_another_party_of_a_published_draw_is_told_and_nobody_else_is(app: Flask) -> None:
    (berlin,) = open_shows(1)
    (lagos,) = open_shows(1, town=LAGOS, edition=db.session.get_one(Edition, berlin.edition_id))
    (mia,) = guests(berlin, people=2)
    (adaeze,) = guests(lagos, people=2, first=1)
    bea = comes(adaeze)
    held(lagos)
    token = ask(mia, AskedBy("Bea", "BEA+x@example.org"))
    letters()

    answer = app.test_client().post(f"/entries/plus-one/{token}")

    assert answer.status_code == 409
    assert "there is one party a person and day" in answer.text
    assert named(mia) is PlusOneState.ASKED
    assert [entry.person_id for entry in kept.joined(bea)] == [adaeze.id]
    assert letters() == []


def test_who_was_drawn_with_a_party_of_her_own_comes_with_no_other(app: Flask) -> None:
    (berlin,) = open_shows(1)
    (lagos,) = open_shows(1, town=LAGOS, edition=db.session.get_one(Edition, berlin.edition_id))
    (mia,) = guests(berlin, people=2)
    (bea,) = guests(lagos, first=1)
    held(lagos)
    seats.release(bea, entry_id(bea), at=now())
    db.session.commit()

    with pytest.raises(Conflict) as refused:
        plus_ones.consent(ask(mia, AskedBy("Bea", "guest-1@example.org")), at=now())

    assert refused.value.reason == "listed_elsewhere"


def test_a_yes_takes_the_place_of_a_party_in_another_city(app: Flask) -> None:
    (berlin,) = open_shows(1)
    (lagos,) = open_shows(1, town=LAGOS, edition=db.session.get_one(Edition, berlin.edition_id))
    mia, bea = [*guests(berlin, people=2), *guests(lagos, first=1)]

    comes(mia, AskedBy("Bea", "guest-1@example.org"))

    assert own.own_entries(bea) == ()
    assert [entry.person_id for entry in kept.joined(bea)] == [mia.id]


def test_a_yes_takes_the_place_of_an_entry_that_can_still_be_changed(app: Flask) -> None:
    (show,) = open_shows(1)
    mia, bea = [*guests(show, people=2), *guests(show, people=2, first=1)]
    kim = comes(bea, AskedBy("Kim", "kim@example.org"))
    letters()

    comes(mia, AskedBy("Bea", "guest-1@example.org"))

    assert own.own_entries(bea) == ()
    assert [entry.person_id for entry in kept.joined(bea)] == [mia.id]
    assert kept.joined(kim) == ()
    assert [str(one["Subject"]) for one in letters() if "kim@" in str(one["To"])] == ["You do not come along any more"]


@pytest.mark.parametrize("has_moved", [False, True])
def test_an_entry_of_ones_own_takes_one_out_of_anothers_party_and_leaves_that_as_it_is(
    app: Flask, has_moved: bool
) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    bea = comes(mia)
    if has_moved:  # to another mailbox, which nothing is known of
        change = EmailChange("change", str(bea.id), "bea@elsewhere.example", now(), frozenset(End))
        assert email_changes.carry_out(change, at=now())
        db.session.commit()
    letters()

    entries.enter(bea, wishes(show), at=now())
    db.session.commit()

    assert len(own.own_entries(bea)) == 1
    assert kept.joined(bea) == ()
    assert (state(mia), named(mia)) == (EntryState.ENTERED, PlusOneState.LEFT)
    assert [letter["Subject"] for letter in letters()] == ["Bea comes along no more"]


def test_ones_own_address_in_any_spelling_is_no_second_person(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)

    with pytest.raises(Invalid):
        ask(mia, AskedBy("Me", "Guest-0+too@example.org"))


def test_who_has_said_yes_is_taken_back_before_another_is_named(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    bea = comes(mia)
    letters()

    with pytest.raises(Conflict) as refused:
        ask(mia, AskedBy("Cem", "cem@example.org"))
    db.session.rollback()
    plus_ones.name_nobody(mia, entry_id(mia), at=now())
    db.session.commit()

    assert refused.value.reason == "has_second"
    assert kept.joined(bea) == ()
    assert [letter["Subject"] for letter in letters()] == ["You do not come along any more"]
    entries.enter(bea, wishes(show), at=now())  # and is free to go elsewhere


def test_one_who_changes_to_come_alone_names_nobody_any_more(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    bea = comes(mia)

    entries.change(mia, entry_id(mia), wishes(show), at=now())

    assert (named(mia), kept.joined(bea)) == (None, ())


def test_a_confirmed_party_and_its_second_are_found_and_who_only_was_asked_is_not(app: Flask) -> None:
    (show,) = open_shows(1)
    mia, kim = [*guests(show, people=2), *guests(show, people=2, first=1)]
    bea = comes(mia)
    draw = held(show)
    ask(kim, AskedBy("Cem", "cem@example.org"))
    cem = Reader(a_person("cem@example.org"))
    early = kept.confirmed(bea)
    for guest in (mia, kim):
        says_yes(guest, at=draw.draw.due_at)
    db.session.commit()

    assert early == ()
    assert [entry.seat for entry in (*kept.confirmed(mia), *kept.confirmed(bea))] == [show.id, show.id]
    assert (kept.confirmed(cem), kept.confirmed(Reader(None))) == ((), ())
    assert sorted(kept.comers(show.id)) == sorted(
        [(entry_id(mia), mia.id), (entry_id(mia), bea.id), (entry_id(kim), kim.id)]
    )


def test_without_a_yes_by_three_days_before_the_second_seat_goes_on(app: Flask) -> None:
    show, _, _ = open_shows()
    show.capacity = 6
    db.session.commit()
    pairs = guests(show, count=2, people=2)
    singles = guests(show, count=4, first=10)
    draw = held(show)
    for guest in (*pairs, *singles):
        if state(guest) is EntryState.WON:
            says_yes(guest, at=draw.draw.due_at)
    db.session.commit()
    alone = next(guest for guest in pairs if state(guest) is EntryState.CONFIRMED)
    letters(at=draw.draw.due_at)
    due = show.starts_at - timedelta(hours=edition_of(show).plus_one_hours)
    before = len(links(draw))

    seats.part_due(due - timedelta(seconds=1))
    early = own.own_entries(alone)[0].wanted.people
    for _ in range(2):
        seats.part_due(due)
        db.session.commit()

    after = own.own_entries(alone)[0]
    assert (early, after.wanted.people, after.state) == (2, 1, EntryState.CONFIRMED)
    assert named(alone) is PlusOneState.LATE
    parted = [(what, people) for what, entry, people in links(draw)[before:] if entry == after.public_id]
    assert parted == [(What.PARTED, 1)]
    assert _seated(pairs + singles) + sum(counted.free(show.id).values()) == 6
    assert "You come alone" in [str(letter["Subject"]) for letter in letters(at=due)]


REMINDERS = ("Nobody comes along with you yet", "Bea has not answered yet")


def reminders(at: datetime) -> list[str]:
    """The subjects of reminders that leave as everything goes round at that instant, and then again an hour later."""
    found = []
    for when in (at, at + timedelta(hours=1)):
        plus_ones.remind_due(when)
        db.session.commit()
        found += [str(letter["Subject"]) for letter in letters(at=when)]
    return [subject for subject in found if subject in REMINDERS]


def a_pair_with_seats(*, says_yes_too: bool = True) -> tuple[Show, Reader, datetime]:
    """A show, the guest of a party of two at it, and the instant by which she must have company."""
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    draw = held(show)
    if says_yes_too:
        says_yes(mia, at=draw.draw.due_at)
    db.session.commit()
    letters(at=draw.draw.due_at)
    return show, mia, show.starts_at - timedelta(hours=edition_of(show).plus_one_hours)


def test_a_guest_with_whom_nobody_comes_is_reminded_once_a_day_before_it_is_too_late(app: Flask) -> None:
    _, _, until = a_pair_with_seats()

    early = reminders(until - timedelta(hours=26))
    due = reminders(until - timedelta(hours=24))
    again = reminders(until - timedelta(hours=12))

    assert (early, due, again) == ([], ["Nobody comes along with you yet"], [])


def test_the_reminder_says_that_who_was_asked_has_not_answered(app: Flask) -> None:
    _, mia, until = a_pair_with_seats()
    ask(mia)
    letters()

    assert reminders(until - timedelta(hours=24)) == ["Bea has not answered yet"]


def test_nobody_is_reminded_past_the_time_nor_who_has_company_or_comes_alone_or_lost_the_seat(app: Flask) -> None:
    _, mia, until = a_pair_with_seats()
    in_time = until - timedelta(hours=20)
    plus_ones.remind_due(in_time)
    db.session.commit()

    late = [str(letter["Subject"]) for letter in letters(at=until)]
    past = reminders(until)

    assert [subject for subject in late if subject in REMINDERS] == past == []

    db.session.execute(delete(Outbox).where(Outbox.kind == plus_ones.MISSING))
    bea = comes(mia)
    assert reminders(in_time) == []
    plus_ones.leave(bea, entry_id(mia), at=in_time)
    seats.release(mia, entry_id(mia), at=in_time)
    db.session.commit()
    assert reminders(in_time) == []


def test_a_reminder_that_waits_in_the_queue_is_not_sent_once_somebody_has_said_yes(app: Flask) -> None:
    _, mia, until = a_pair_with_seats()
    plus_ones.remind_due(until - timedelta(hours=24))
    db.session.commit()

    comes(mia)

    assert [str(one["Subject"]) for one in letters(at=until - timedelta(hours=23))] == ["Bea comes with you"]


def test_who_is_asked_to_confirm_within_that_day_is_not_reminded_besides(app: Flask) -> None:
    _, mia, until = a_pair_with_seats(says_yes_too=False)
    at = until - timedelta(hours=20)
    promoting.tell_all([(entry_id(mia), str(mia.id), until)], at=at)
    db.session.commit()

    assert reminders(at) == []


def _seated(readers: list[Reader]) -> int:
    found = (own.own_entries(reader)[0] for reader in readers)
    return sum(one.wanted.people for one in found if one.state in (EntryState.WON, EntryState.CONFIRMED))


def test_a_pair_whose_second_said_yes_keeps_both_seats_and_one_who_leaves_late_frees_hers(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    bea = comes(mia)
    draw = held(show)
    says_yes(mia, at=draw.draw.due_at)
    due = show.starts_at - timedelta(hours=72)

    seats.part_due(due)
    both = own.own_entries(mia)[0].wanted.people
    plus_ones.leave(bea, entry_id(mia), at=due)
    db.session.commit()
    with pytest.raises(NotFound):
        plus_ones.leave(bea, entry_id(mia), at=due)

    assert both == 2
    assert (own.own_entries(mia)[0].wanted.people, named(mia)) == (1, PlusOneState.LEFT)
    assert [(what, people) for what, _, people in links(draw)] == [(What.PARTED, 1)]
    assert counted.free(show.id)["g"] == show.capacity - 1


def test_one_who_leaves_early_leaves_the_seat_to_be_named_for(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    bea = comes(mia)
    draw = held(show)

    plus_ones.leave(bea, entry_id(mia), at=draw.draw.due_at)
    db.session.commit()
    comes(mia, AskedBy("Cem", "cem@example.org"), at=draw.draw.due_at)

    assert own.own_entries(mia)[0].wanted.people == 2


def test_nobody_is_named_and_nobody_says_yes_once_it_is_too_late(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    due = show.starts_at - timedelta(hours=72)
    token = ask(mia)

    assert plus_ones.consent(token, at=due) is None
    with pytest.raises(Conflict) as refused:
        ask(mia, AskedBy("Cem", "cem@example.org"), at=due)
    assert refused.value.reason == "too_late"
    assert plus_ones.consent(token, at=due - timedelta(seconds=1)) is not None


def test_a_pair_that_waits_comes_as_one_once_nobody_can_be_named(app: Flask) -> None:
    show, _, _ = open_shows()
    show.capacity = 6
    db.session.commit()
    singles = guests(show, count=6)
    draw = held(show)
    assert {state(one) for one in singles} == {EntryState.WON}
    late = show.starts_at - timedelta(hours=70)
    pair = _waiting_pair(show)

    seats.release(singles[0], entry_id(singles[0]), at=late)
    db.session.commit()

    assert (state(pair), own.own_entries(pair)[0].wanted.people) == (EntryState.WON, 1)
    assert [(what, people) for what, _, people in links(draw)] == [(What.RELEASED, 1), (What.PROMOTED, 1)]


def _waiting_pair(show: Show) -> Reader:
    """A pair on the waiting list, put there by hand: a draw would have to be lucky."""
    pair = Reader(a_person("pair@example.org"))
    where = own.Where(show.edition_id, show.city_id)
    entry = own.put(str(pair.id), where, wishes(show, people=2), at=now())
    own.count(entry, own.day_of(where), str(pair.id))
    place([Placed(own.own_entries(pair)[0].public_id, "f" * 64, 7, None, None, None)])
    db.session.commit()
    return pair


def test_who_is_asked_is_forgotten_with_her_account_and_who_comes_leaves(app: Flask) -> None:
    (show,) = open_shows(1)
    mia, kim = [*guests(show, people=2), *guests(show, people=2, first=1)]
    bea = comes(mia)
    ask(kim, AskedBy("Bea", "Bea@Example.org"))

    erasing.erase(bea, at=now())
    db.session.commit()

    assert (named(mia), named(kim)) == (PlusOneState.LEFT, None)
    assert own.own_entries(mia)[0].wanted.people == 2


def test_the_second_of_somebody_who_erases_herself_is_told(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    bea = comes(mia)
    letters()

    erasing.erase(mia, at=now())
    db.session.commit()

    assert kept.joined(bea) == ()
    assert "You do not come along any more" in [letter["Subject"] for letter in letters()]


def test_who_never_answers_is_forgotten_when_a_yes_would_count_no_more_whatever_became_of_the_party(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    ask(mia)
    limit = show.starts_at - timedelta(hours=72)

    plus_ones.forget_due(limit - timedelta(seconds=1))
    before = named(mia)
    plus_ones.forget_due(limit)

    assert (before, named(mia)) == (PlusOneState.ASKED, None)


def test_the_second_of_a_party_that_leaves_the_waiting_list_reads_of_no_seat_that_was_lost(app: Flask) -> None:
    show, _, _ = open_shows()
    show.capacity = 2
    db.session.commit()
    pairs = guests(show, count=2, people=2)
    for number, pair in enumerate(pairs):
        comes(pair, AskedBy(f"Bea {number}", f"bea-{number}@example.org"))
    draw = held(show)
    letters(at=draw.draw.due_at)
    seated, waits = by_state(pairs)[EntryState.WON][0], by_state(pairs)[EntryState.WAITLISTED][0]

    told = []
    for pair in (waits, seated):
        seats.release(pair, entry_id(pair), at=draw.draw.due_at)
        db.session.commit()
        told += [str(one["Subject"]) for one in letters(at=draw.draw.due_at) if "bea-" in str(one["To"])]

    assert told == ["Your party is out of the draw", "Your party has no seat any more"]


def test_whoever_presses_the_button_behind_a_letter_reads_what_has_come_of_it(app: Flask) -> None:
    (show,) = open_shows(1)
    entries.ask(AskedBy("Mia", "mia@example.org"), wishes(show, people=2), form="1", origin="::1", at=now())
    db.session.commit()
    (entry,) = own.read()
    guest = app.test_client().post(f"/entries/verify/{own.letter_token(entry.id)}", follow_redirects=True)

    token = ask(Reader(a_person("mia@example.org")))
    along = app.test_client().post(f"/entries/plus-one/{token}", follow_redirects=True)

    assert (guest.request.path, along.request.path) == ("/entries/", "/entries/")
    assert ("You are in the draw." in guest.text, "You come along." in along.text) == (True, True)
