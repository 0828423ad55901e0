"""What happens before the eyes of all and is told to few: whoever it is not for sees the same before and after it.

`test_worlds` compares whole worlds that differ from their beginning; here one changes while somebody looks.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.answers.models import AnswerTime
from coordinator.artists import applying
from coordinator.artists.models import Application, Artist
from coordinator.cities.models import City
from coordinator.cities.whereabouts import as_json
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import (
    changes,
    deposits,
    doorkeepers,
    host_vetoes,
    incidents,
    own_guests,
    photos,
    proposing,
    questions,
    reviews,
    slots,
)
from coordinator.disclosure import offers as kept
from coordinator.disclosure import seats as seated
from coordinator.disclosure.changes import ChangeState
from coordinator.disclosure.entries import Wanted, own_entries
from coordinator.disclosure.own_guests import Expected, Kept, OwnGuest
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.sealed import Disclosure
from coordinator.door import absent, acts, checking, waiting
from coordinator.door.checking import Said
from coordinator.door.models import Way
from coordinator.editions.models import Edition
from coordinator.guests import entries
from coordinator.guests.draw_list import Pool
from coordinator.guests.models import EntryState
from coordinator.hosting import closing
from coordinator.letters.models import LetterAction
from coordinator.lineups import locking, offers, replacements
from coordinator.lineups.proposals import propose
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.playing import feeds
from coordinator.shows import envelopes
from coordinator.shows.listing import in_city
from coordinator.shows.models import Show
from tests.answers.builders import a_past_act, a_public_question, agreed
from tests.campaign.builders import LAGOS, Town, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.door.standing import a_doorkeeper, a_supervisor, move_to
from tests.guests.entering import held, says_yes
from tests.letters.builders import a_campaign, a_case, a_line, a_section
from tests.people.builders import a_person, signed_in
from tests.pictures.files import a_photo, taken

ADDRESS, ROOM, ACT = "77 Secret Lane", "The hidden attic", "Unheard Thunder"
ENTRANT, NEED = "entrant@example.org", "a chair by the hidden window"
SECRETS = (ADDRESS, ROOM, ACT, NEED, "Hanna Host", "Aunt Secret")
LOOKED = "/account/looked"  # it tells, by role, that somebody has looked at what is one's own
VIEWERS = ("stranger", "guest", "artist", "host", "lead of Lagos", "campaign")


@pytest.fixture(autouse=True)
def all_of_it_just_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks at all pages a minute may go by."""
    monkeypatch.setattr("coordinator.lineups.step_words.JUST_NOW", timedelta(hours=1))


@pytest.fixture
def evening(app: Flask) -> Show:
    """A show in Berlin with a secret address and three acts in it."""
    edition, berlin = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
    home = a_space("S1", address=ADDRESS, space_name=ROOM)
    other = a_space("S2", address="1 Other Street", host_name="Olu Other", host_email="host@example.org")
    show, _ = spaces_taken(edition, berlin, home, other)
    acts = artists_taken(edition, berlin, *(an_artist(f"A{n}", act_name=f"{ACT} {n}") for n in range(7)))
    spaces_taken(edition, a_city(LAGOS), a_space("L1"))
    for position, act in enumerate(acts[:3], start=1):
        slots.put(show, position, act)
    locking.lock(CONSOLE, show.id, at=now())
    propose(CONSOLE, edition.id, city_id=berlin.id, at=now())
    photos.add(Subject.SPACE, show.space_id, taken(a_photo()), at=now())
    _keep_seats(show, "Aunt Secret", Kept(1))
    entries.open_city(CONSOLE, edition, berlin.id, at=now())
    entries.enter(Reader(a_person(ENTRANT)), Wanted(2, (show.id,), access=NEED), at=now())
    form = OwnForm(show.space_id, show.edition_id, {})
    incidents.report(form, show, incidents.Kind.DAMAGE, "The vase of Aunt Secret", taken(a_photo()), at=now())
    db.session.commit()
    return show


def _viewer(app: Flask, who: str) -> str | None:
    if who == "stranger":
        return None
    if who in {"host", "artist"}:
        return a_person("host@example.org" if who == "host" else "act-A6@example.org")
    person = a_person(f"{who.replace(' ', '-')}@example.org")
    if who.startswith("lead"):
        lagos = db.session.scalars(select(City.id).where(City.name == "Lagos")).one()
        accounts.grant(Role.LEAD, person, city_id=lagos)
    else:
        accounts.grant(Role(who), person)
    return person


def _addresses(app: Flask, show: Show) -> Iterator[str]:
    """Every address of the site that answers GET, filled with this show and its city.

    But for static files, which stand in the repository and know no database; their headers tell the time.
    """
    city = db.session.get_one(City, show.city_id).slug
    known = {"city": city, "show_id": show.id, "token": "x" * 26, "name": "x.eml"}
    known |= {"request_id": "x" * 26, "artist_id": _act(), "proposal_id": _proposal(show)}
    known |= {"offer_id": kept.of_shows([show.id], at=now())[0].id}
    known |= {"space_id": show.space_id, "application_id": _wish(), "step": "room", "act_step": "act"}
    known |= {"entry_id": _entry(show), "edition": db.session.get_one(Edition, show.edition_id).slug}
    known |= {"photo_id": photos.of(Subject.SPACE, show.space_id)[0].id, "side": "480"}
    known |= {"incident_id": _report(show), "other_id": show.id, "number": "1", "shot_id": "x" * 26}
    known |= {"rehearsal_id": "r" * 26}
    known |= _letters(db.session.get_one(Edition, show.edition_id))
    known["time_id"] = _answer_time()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            yield rule.build({name: known[name] for name in rule.arguments}, append_unknown=False)[1]  # type: ignore[index]


def _letters(edition: Edition) -> dict[str, str]:
    """A line of the ledger, the same each time, with its case and section."""
    if db.session.scalar(select(LetterAction.id)) is None:
        section = a_section(a_campaign(edition))
        a_line(edition, a_case(edition), section)
    line = db.session.scalars(select(LetterAction)).one()
    return {"line_id": line.id, "case_id": line.case_id, "section_id": line.section_id}


def _answer_time() -> str:
    """That of who speaks for the first act, for one of an edition that is over."""
    found = db.session.scalar(select(AnswerTime.id))
    if found is None:
        found = agreed(a_past_act(email="act-a0@example.org"), email="act-a0@example.org")
        a_public_question(found)
    return found


def _act() -> str:
    """One that plays nowhere."""
    return db.session.scalars(select(Artist.id).where(Artist.act_name == f"{ACT} 3")).one()


def _wish() -> str:
    """The application of that act."""
    return db.session.scalars(select(Application.id).where(Application.artist_id == _act())).one()


def _proposal(show: Show) -> str:
    """The first one for the show's city."""
    return proposing.recent(CONSOLE, edition_id=show.edition_id, city_id=show.city_id, most=9)[-1].id


def _entry(show: Show) -> str:
    """The id of the entry of a guest of that show."""
    return own_entries(Reader(a_person(ENTRANT)))[0].id


def _seen(app: Flask, show: Show, person: str | None) -> dict[str, tuple[int, str, bytes]]:
    client = app.test_client() if person is None else signed_in(app.test_client(), person)
    answers = {}
    for address in _addresses(app, show):
        answer = client.get(address)
        headers = sorted((name, value) for name, value in answer.headers if name not in {"Date", "Set-Cookie"})
        answers[address] = (answer.status_code, str(headers), answer.data)
    return answers


def _change_every_secret(show: Show) -> None:
    """Another home in the same area, another host, another name, other acts in another order, no lock; a proposal."""
    locking.unlock(CONSOLE, show.id, "A secret reason", at=now())
    for position in (1, 2, 3):
        slots.clear(show.id, position)
    others = db.session.scalars(select(Artist.id).where(Artist.act_name.in_([f"{ACT} 4", f"{ACT} 5"]))).all()
    for position, act in enumerate(others, start=1):
        slots.put(show, position, act)
    propose(CONSOLE, show.edition_id, city_id=show.city_id, at=now())
    _review(show)
    _enter_more(show)
    _say_more()
    _show_more(show)
    _keep_seats(show, "Uncle Hidden", Kept(2, 2))
    _say_anew(show)
    incidents.settle(CONSOLE, _report(show), at=now())
    form = OwnForm(show.space_id, show.edition_id, {})
    incidents.report(form, show, incidents.Kind.INCIDENT, "Somebody shouted at Uncle Hidden", at=now())
    _move_home(show)


def _report(show: Show) -> str:
    """The first report of the show's host."""
    every = incidents.of_city(CONSOLE, edition_id=show.edition_id, city_id=show.city_id, at=now())
    return min(every, key=lambda one: one.sent_at).id


def _keep_seats(show: Show, name: str, kept: Kept) -> None:
    """Its host expects somebody."""
    form = OwnForm(show.space_id, show.edition_id, {})
    own_guests.keep(form, show, kept, Expected((OwnGuest(name),)), at=now())


def _say_anew(show: Show) -> None:
    """A change of what the host says that waits for the lead; whom she does not want; what she has answered."""
    said = {"kind": "rooftop", "street": "5 Changed Street", "capacity": 9, "latitude": 52.5, "longitude": 13.4}
    now_said = {**said, "street": ADDRESS}
    changes.note(show.space_id, "address", said, now_said, state=ChangeState.WAITING, at=now())
    veto_id = host_vetoes.say(show.space_id, f"Not {ACT} 4", at=now())
    host_vetoes.settle(show.space_id, veto_id, _acts()[f"{ACT} 4"], at=now())
    asked = questions.put(show.space_id, "Is there a step?", by=a_person("asker@example.org"), at=now())
    questions.answer(asked, "A secret answer", at=now())


def _enter_more(show: Show) -> None:
    """More guests, one of whom wants something else by now."""
    for number in range(3):
        entries.enter(Reader(a_person(f"more-{number}@example.org")), Wanted(1, (show.id,)), at=now())
    entries.change(Reader(a_person(ENTRANT)), _entry(show), Wanted(1, (show.id,), needs_access=True), at=now())


def _show_more(show: Show) -> None:
    """Another photo, and words for the first."""
    photos.describe(photos.of(Subject.SPACE, show.space_id)[0].id, "A sofa that nobody knows of")
    photos.add(Subject.SPACE, show.space_id, taken(a_photo((900, 300))), at=now())


def _say_more() -> None:
    """The act that plays nowhere says who is in it, where it tours, whom it would not meet, and more."""
    contact = Reader(a_person("act-A3@example.org"), frozenset({(Role.ARTIST, None)}))
    child = {"name": "Kid", "email": "kid@example.org", "minor": True, "guardian": "Mo, +49 30 1"}
    paris = as_json(Town(2988507, "Paris", "FR", 48.85341, 2.3488, 2_138_551, "Europe/Paris"))
    leg = {"city": "Paris", "town": paris, "begins": "2026-01-01T10:00", "ends": "2030-01-01T10:00"}
    said = {"members": [child], "legs": [leg], "bio": "Loud", "filmed": "no", "apart": ["Hanna Host", f"{ACT} 1"]}
    applying.save(contact, _act(), said, at=now())


def _review(show: Show) -> None:
    """Somebody has scored and spoken of the space and of the act."""
    critic = a_person("critic@example.org", name="Cleo Critic")
    for subject in (show.space_id, _wish()):
        reviews.give(subject, critic, score=1, words="Dreadful", at=now())
        reviews.say(subject, by=critic, words="Dreadful, I say", at=now())


def _move_home(show: Show) -> None:
    """Another address, name and host, in the same area."""
    moved = deposits.SpaceSecrets(
        space_id=show.space_id,
        reference="S1",
        host_id=a_person("another@example.org", name="Somebody with a much longer name than before"),
        name="Another room",
        address="A much, much longer address, " * 4,
        latitude=52.5251,
        longitude=13.4112,
    )
    deposits.put_spaces(show.edition_id, [moved], known=frozenset({show.space_id}))
    db.session.commit()


@pytest.mark.usefixtures("alike")
def test_the_lead_does_see_the_difference(app: Flask, evening: Show) -> None:
    person = a_person("lead@example.org")
    accounts.grant(Role.LEAD, person, city_id=evening.city_id)
    before = _seen(app, evening, person)

    _change_every_secret(evening)

    after = _seen(app, evening, person)
    assert {address for address in before if before[address] != after[address]} == {
        "/lead/berlin/",
        "/lead/berlin/shows.json",
        "/lead/berlin/steps.json",
        "/lead/berlin/proposals",
        f"/lead/berlin/proposals/{_proposal(evening)}",
        f"/lead/berlin/shows/{evening.id}",
        *(f"/lead/berlin/shows/{evening.id}/{page}" for page in ("cancel", "move", "split")),
        *(f"/lead/berlin/shows/{evening.id}/sheet{whose}" for whose in ("", "/host", "/door")),
        "/lead/berlin/plan",
        "/lead/berlin/plan/new",
        "/lead/berlin/reserves",
        f"/lead/berlin/shows/{evening.id}/acts/{_act()}",
        f"/lead/berlin/shows/{evening.id}/versions",
        "/lead/berlin/readiness",
        *(f"/lead/berlin/spaces/{evening.space_id}{page}" for page in ("", "/changes")),
        "/lead/berlin/changes",
        f"/lead/berlin/applications/{_wish()}",
        "/lead/berlin/reports",
        f"/lead/berlin/reports/{_report(evening)}",
        "/lead/berlin/standby",
        f"/shows/{evening.id}",
    }
    opened = before[f"/lead/berlin/shows/{evening.id}"][2]
    assert all(word.encode() in opened for word in (ADDRESS, ROOM, f"{ACT} 1"))


@pytest.mark.parametrize("says_yes", [False, True])
@pytest.mark.usefixtures("alike")
def test_an_act_learns_nothing_of_those_it_plays_with_nor_of_their_answers(
    app: Flask, evening: Show, *, says_yes: bool
) -> None:
    acts = _acts()
    person = a_person("act-A0@example.org")
    me = Reader(person, frozenset({(Role.ARTIST, None)}))
    link = f"/calendar/{feeds.renew(me, seen='', at=now())}.ics"
    if says_yes:
        offers.confirm(me, kept.of_shows([evening.id], at=now())[0].id, at=now())
    before, calendar = _seen(app, evening, person), app.test_client().get(link).data

    for number in (1, 2):
        contact = Reader(a_person(f"act-A{number}@example.org"), frozenset({(Role.ARTIST, None)}))
        asked = next(one for one in kept.of_shows([evening.id], at=now()) if one.artist_id == acts[f"{ACT} {number}"])
        (offers.decline if number == 1 else offers.confirm)(contact, asked.id, at=now())
    replacements.take(CONSOLE, evening.id, 2, acts[f"{ACT} 3"], at=now())
    _move_home(evening)

    assert _seen(app, evening, person) == before
    assert app.test_client().get(link).data == calendar
    text = b"".join(body for address, (_, _, body) in before.items() if address.startswith("/artist/")).decode()
    told = ("Sheet to print" if says_yes else "Waiting for your answer", f"{ACT} 0")
    assert [word for word in told if word not in text] == []
    assert [word for word in (f"{ACT} 1", ADDRESS, ROOM) if word in text + calendar.decode()] == []


def _close_the_door(show: Show) -> None:
    host = Reader(a_person("host-S1@example.org"), frozenset({(Role.HOST, None)}))
    closing.close(host, show.space_id, at=now())
    db.session.commit()


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.usefixtures("alike")
def test_that_a_door_is_closed_differs_in_nothing_for_who_need_not_act(app: Flask, evening: Show, who: str) -> None:
    person = _viewer(app, who)
    before = _seen(app, evening, person)

    _close_the_door(evening)

    assert _seen(app, evening, person) == before


@pytest.mark.usefixtures("alike")
def test_that_a_door_is_closed_its_lead_and_its_host_do_see(app: Flask, evening: Show) -> None:
    people = [a_person("lead@example.org"), a_person("host-S1@example.org")]
    accounts.grant(Role.LEAD, people[0], city_id=evening.city_id)
    before = [_seen(app, evening, person) for person in people]

    _close_the_door(evening)

    after = [_seen(app, evening, person) for person in people]
    lead, host = ({one for one in old if old[one] != new[one]} for old, new in zip(before, after, strict=True))
    city, home = "/lead/berlin", f"/host/{evening.space_id}"
    assert lead == {
        *(f"{city}/{page}" for page in ("", "plan", "readiness")),
        f"{city}/doors/{evening.space_id}",
        f"{city}/spaces",
        f"{city}/spaces/{evening.space_id}",
        f"{city}/plan/new",
        f"{city}/shows/{evening.id}",
        f"{city}/shows/{evening.id}/door",
    }
    pages = ("seen", "photos", "evening", "close", "keep")
    assert host == {LOOKED, "/host/", home, *(f"{home}/{page}" for page in pages)}


def _give_a_seat(show: Show) -> None:
    """The draw is held, the guest of that show says yes, and an envelope is sealed."""
    due = held(show).draw.due_at
    says_yes(Reader(a_person(ENTRANT)), at=due)
    envelopes.seal_due(show.starts_at - timedelta(days=5))
    db.session.commit()


@pytest.mark.usefixtures("alike")
def test_a_guest_with_a_seat_learns_no_more_than_others_before_it_is_time(
    app: Flask, evening: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor from her ticket, its sheet, its calendar file, or the envelope of her show."""
    at = now()
    monkeypatch.setattr("coordinator.guests.ticket_views.now", lambda: at)
    _give_a_seat(evening)
    person, mine = a_person(ENTRANT), f"/entries/{_entry(evening)}"
    before = _seen(app, evening, person)

    locking.unlock(CONSOLE, evening.id, "A secret reason", at=now())
    slots.clear(evening.id, 2)
    slots.put(evening, 2, _acts()[f"{ACT} 4"])
    _move_home(evening)

    assert _seen(app, evening, person) == before
    assert [before[f"{mine}/{page}"][0] for page in ("ticket", "ticket.pdf", "evening.ics", "after")] == [200] * 3 + [
        404
    ]
    assert len(before[f"/shows/{evening.id}/envelopes.json"][2]) > 200


def _acts() -> dict[str, str]:
    """Act name → id."""
    return {row.act_name: row.id for row in db.session.execute(select(Artist.act_name, Artist.id))}


def test_each_secret_stands_in_the_answers_to_those_who_may_know(app: Flask, evening: Show) -> None:
    """The control of the next one, which looks at the same pages for the same words."""
    lead, host, guest = a_person("lead@example.org"), a_person("host-S1@example.org"), a_person(ENTRANT)
    accounts.grant(Role.LEAD, lead, city_id=evening.city_id)
    db.session.commit()

    text = b"".join(body for who in (lead, host, guest) for _, _, body in _seen(app, evening, who).values())

    assert [word for word in SECRETS if word.encode() not in text] == []


@pytest.mark.parametrize("who", VIEWERS)
def test_no_secret_stands_in_any_answer_to_somebody_who_may_not_know(app: Flask, evening: Show, who: str) -> None:
    answers = _seen(app, evening, _viewer(app, who))

    text = b"".join(body for _, _, body in answers.values()).decode(errors="replace")  # pictures, too
    text = text.replace(f"{ACT} 6", "her own act") if who == "artist" else text
    assert [word for word in SECRETS if word in text] == []


def test_two_homes_in_one_area_have_the_same_public_show(app: Flask, evening: Show) -> None:
    """All that the pages are made of, but the id, is equal for another home in the area."""
    both = in_city(evening.edition_id, evening.city_id)

    assert len({replace(show, id="") for show in both}) == 1


def test_what_a_lead_sees_is_written_down_and_what_a_stranger_sees_is_not(app: Flask, evening: Show) -> None:
    person = a_person("lead@example.org")
    accounts.grant(Role.LEAD, person, city_id=evening.city_id)
    db.session.commit()
    app.test_client().get(f"/shows/{evening.id}")
    nothing = db.session.scalars(select(Disclosure.fact).where(Disclosure.reader_id != CONSOLE.id)).all()

    lead = signed_in(app.test_client(), person)
    lead.get("/lead/berlin/")

    assert nothing == []
    assert _learnt(evening, person) == {"space_name", "lineup", "offer"}
    lead.get(f"/lead/berlin/shows/{evening.id}")
    assert _learnt(evening, person) == {"space_name", "lineup", "offer", "street_address", "exact_point", "proposal"}


def _learnt(show: Show, person: str) -> set[str]:
    """What was unsealed of the show for that person."""
    wanted = select(Disclosure.fact).where(Disclosure.subject == show.id, Disclosure.reader_id == person)
    return set(db.session.scalars(wanted))


@pytest.fixture
def revealed(evening: Show) -> Show:
    """The same evening, drawn, its address told to the one guest, who has confirmed."""
    edition = db.session.get_one(Edition, evening.edition_id)
    edition.reveal_hours = 24 * 60
    due = held(evening).draw.due_at
    says_yes(Reader(a_person(ENTRANT)), at=due)
    db.session.commit()
    return evening


@pytest.mark.usefixtures("alike")
def test_the_guest_with_a_seat_reads_where_it_is_on_one_page_and_on_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch, revealed: Show
) -> None:
    person, then = a_person(ENTRANT), now()
    monkeypatch.setattr("coordinator.guests.ticket_views.now", lambda: then)  # files say when they were made
    before = _seen(app, revealed, person)

    _move_home(revealed)

    after = _seen(app, revealed, person)
    page = f"/entries/{_entry(revealed)}/evening"
    assert {address for address in before if before[address] != after[address]} == {page}
    assert ADDRESS.encode() in before[page][2]
    assert [address for address, (_, _, body) in before.items() if ADDRESS.encode() in body] == [page]


PHASES: dict[str, Callable[[timedelta], timedelta]] = {
    "running": lambda _lasts: timedelta(minutes=-30),
    "over": lambda lasts: -lasts - timedelta(minutes=10),
}
WAITER, DOOR_NAME = "waiter@example.org", "Tomasina"


@pytest.fixture(params=PHASES)
def at_the_door(evening: Show, request: pytest.FixtureRequest) -> Show:
    """The same evening on its day: drawn, with one guest who comes, one who waits, and people at the door."""
    entries.enter(Reader(a_person(WAITER, name="Wanda Waits")), Wanted(1, (evening.id,)), at=now())
    due = held(evening).draw.due_at
    says_yes(Reader(a_person(ENTRANT)), at=due)
    if seated.leave(_waits(), EntryState.WAITLISTED, at=due):
        seated.give_back(evening.id, Pool.GENERAL, 1)
    move_to(evening, now() + PHASES[request.param](evening.ends_at - evening.starts_at))
    a_doorkeeper(evening, called=DOOR_NAME)
    a_supervisor(evening)
    return evening


def _waits() -> str:
    return own_entries(Reader(a_person(WAITER)))[0].id


def _go_on_at_the_door(show: Show) -> None:
    """All that happens there and is nobody else's: in, out and undone, over the list, an act, somebody who waits, the
    door closed, another name for who stands there, and once it is over who did not come."""
    at, party = now(), _entry(show)
    door = (a_doorkeeper(show, called="Timotheus"), a_supervisor(show))
    tom, sue = (doorkeepers.standing(one, show.id, at=at) for one in door)
    if at >= show.ends_at:
        absent.say(sue, checking.look(sue, at=at), party, at=at)
    for number, (who, way, people) in enumerate([(tom, Way.IN, 2), (sue, Way.IN, 1), (sue, Way.OUT, 1)]):
        checking.let_through(who, Said(f"0000-step-{number}", party, way, people, at), at=at)
    checking.undo(sue, "0000-step-2", at=at)
    checking.let_in_unlisted(sue, "0000-step-9", 1, "a secret reason", at=at)
    waiting.note(sue, "Wanda", at=at)
    if show.starts_at <= at < show.ends_at:
        acts.start(sue, 1, at=at)
    checking.close(sue, at=at)
    db.session.commit()


@pytest.mark.usefixtures("alike")
def test_what_happens_at_an_open_door_is_on_no_page_of_who_does_not_stand_there(
    app: Flask, monkeypatch: pytest.MonkeyPatch, at_the_door: Show
) -> None:
    """One world for all viewers, about fifteen seconds of a processor each: to set it up costs more than to look."""
    at = now()
    monkeypatch.setattr("coordinator.guests.ticket_views.now", lambda: at)
    other = db.session.scalars(select(Show).where(Show.city_id == at_the_door.city_id, Show.id != at_the_door.id)).one()
    move_to(other, at_the_door.starts_at)
    people = {who: _viewer(app, who) for who in VIEWERS}
    people |= {"other door": a_doorkeeper(other, "ann@example.org").id, "waits": a_person(WAITER)}
    if at < at_the_door.ends_at:  # afterwards she learns who played, later where an act was marked late
        people["guest with a seat"] = a_person(ENTRANT)
    before = {who: _seen(app, at_the_door, person) for who, person in people.items()}
    tom = a_doorkeeper(at_the_door).id
    known = _seen(app, at_the_door, tom)

    _go_on_at_the_door(at_the_door)

    after = {who: _seen(app, at_the_door, person) for who, person in people.items()}
    changed = {who: [one for one in old if old[one] != after[who][one]] for who, old in before.items()}
    assert {who: [one for one in pages if one != LOOKED] for who, pages in changed.items()} == {
        who: [] for who in before
    }
    door = f"/door/{at_the_door.id}"
    told = _seen(app, at_the_door, tom)
    assert {one for one in known if known[one] != told[one]} == {
        door,
        *(f"{door}/{page}" for page in ("snapshot", "sheet")),
    }
    del after["waits"]  # her own name
    pages = b"".join(body for seen in after.values() for _, _, body in seen.values())
    assert [word for word in (DOOR_NAME, "Timotheus", "Wanda", "secret reason") if word.encode() in pages] == []
