"""Erase me: nothing of her is left in any column of any table; evenings to come are dealt with; a last letter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from coordinator import jobs
from coordinator.clock import now
from coordinator.db import Base, db
from coordinator.disclosure import (
    cancellations,
    changes,
    doors,
    entries,
    offers,
    outside_times,
    overrides,
    own_acts,
    own_guests,
    own_spaces,
    photos,
    plus_ones,
    questions,
    reviews,
    slots,
)
from coordinator.disclosure.addressees import Addressee
from coordinator.disclosure.changes import ChangeState
from coordinator.disclosure.deposits import fingerprint
from coordinator.disclosure.erasing_people import BLANKED, DELETED
from coordinator.disclosure.own_data import scope_of
from coordinator.disclosure.people import find_person, identity
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.touring import put_legs
from coordinator.errors import Conflict, NotAllowed
from coordinator.geo.touring import TourLeg
from coordinator.jobs import Outbox
from coordinator.lineups import locking
from coordinator.parting import erasing
from coordinator.people import accounts, attempts, email_change, second_step, sign_in
from coordinator.people.models import Attempt, Role, SignInAttempt
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.pictures import Size
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space, SpaceState
from tests.artists import acts
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.parting.every_word import every_word
from tests.people.builders import a_link, a_person, signed_in
from tests.people.mailbox import letters

EMAIL, ELSEWHERE = "zyxwina@qwertz.example", "zyxwina@elsewhere.example"
GOOD = "three words and a tree"
WORDS = {
    "name": "Zyxwina Qwertz",
    "needs of a guest": "Steps are hard for zebus",
    "needs of somebody unverified": "Stairs are hard for zebus",
    "name of her second": "Yakov Vicuna",
    "email": EMAIL,
    "email asked for": ELSEWHERE,
    "phone": "+49 30 5550199",
    "street": "77 Zebra Street",
    "name of the room": "Attic of Xylophones",
    "id in a spreadsheet": "ZYX-1",
    "words of a form": "Mind the quagga",
    "words of a draft": "A draft of quaggas",
    "words of a photo": "A quagga on a chair",
    "pixels of a photo": "quagga pixels",
    "act": "The Vexilla",
    "link": "https://vexilla.example",
    "own guest": "Cousin Quokka",
    "words of a change": "A change of quaggas",
    "words to leaving one as it was": "Leave the tapirs alone",
    "a question to a host": "Does the tapir bite?",
    "words of an act": "We sing of okapis",
    "base": "48.123456",
    "words with a score": "Scored like an ibex",
    "words of a remark": "Remarked like a tapir",
    "reason for an exception": "Excepted like a lynx",
    "reason to open": "Opened like an eland",
    "reason to cancel": "Cancelled like a gnu",
    "reason for another time": "As early as a lark-gnu",
    "what a lead wrote of her": "Judged like a kudu",
    "what a lead said of her act": "Said like an oryx",
}
STAYS = {
    "cities": "about nobody",
    "joined_cities": "about nobody",
    "sec_hour_lines": "hours that somebody gave, by numbers: sums stay, her name and her notes are gone",
    "lead_note_additions": "about nobody",
    "areas": "about nobody",
    "editions": "about nobody",
    "edition_texts": "about nobody",
    "disclosures": "who opened what, by numbers: others can still find out who knew their address",
    "audit_links": "the order of those lines, and hashes",
    "spaces": "that there was a room in its area; taken back, or closed",
    "shows": "an evening with guests and acts",
    "sec_slots": "the bill of an evening that is over, or of others",
    "sec_locks": "of an evening, by numbers",
    "sec_envelopes": "who was to play, by numbers, and hashes of names",
    "sec_started": "when the acts of an evening began, by numbers",
    "sec_offers": "that an act was asked and answered, by numbers",
    "sec_steps": "what a lead did, by numbers",
    "sec_alarms": "about a slot",
    "sec_handovers": "what the global team told its next shift; her name is gone from it",
    "sec_announcements": "what the global team told leads; her name is gone from it",
    "sec_elsewhere": "which shows took guests of others in, by numbers",
    "sec_troubles": "about a day, a city or a show, by numbers",
    "sec_trouble_steps": "what the global team did about them; her name is gone from it",
    "sec_leak_steps": "what the global team did after a leak, by numbers",
    "sec_standby": "her act stands by no more, since it is taken back",
    "sec_twins": "about two shows",
    "sec_proposals": "what was proposed, by numbers",
    "sec_proposed": "the same",
    "sec_solvings": "a day that is being solved, by numbers",
    "sec_parts": "the same",
    "draw_choices": "about nobody",
    "sec_access_records": "ids that nothing explains but a token that goes with her entry",
    "draw_links": "the same, of what happened to seats since",
    "list_links": "the same, of what was made void before the draw",
    "draw_turnouts": "numbers, of a whole city",
    "draw_numbers": "the numbers of a lottery, which everybody can look up",
    "sec_door_counts": "numbers: how many people are in",
    "told_shows": "about a show, all of it public",
    "sec_moves": "that a show moved, and when",
    "sec_seats": "numbers: how many seats of a show are free",
    "draws": "published lists of ids that nothing explains but a token that goes with her entry",
    "sec_kept_seats": "numbers that stand in the record of a draw",
    "sec_closed_doors": "while a show hangs on it: nobody is to be told where it was",
    "sec_erased_rows": "fingerprints of ids in a spreadsheet: they keep an old list from bringing her back",
    "letter_campaigns": "about nobody",
    "letter_sections": "about nobody",
    "letter_actions": "letters that were counted, by numbers; who reported them is one that leads nowhere",
    "letter_tallies": "numbers",
    "rehearsals": "counts of a rehearsal, in which nobody is real",
    "letter_cases": "of somebody else, for whom letters are written, until she has it withdrawn",
    "letter_case_texts": "the same",
    "sec_shots": "that there was a picture of an evening; it is taken down, with its words",
    "sec_addressees": "letters to her address are forgotten by that address; the last one until it has left",
}


def test_every_table_is_emptied_of_her_or_has_a_reason_to_stay() -> None:
    touched = {table.__tablename__ for table, _ in DELETED} | {blank.table.__tablename__ for blank in BLANKED}

    undecided = set(Base.metadata.tables) - touched - set(STAYS)
    assert undecided == set(), "say in disclosure/erasing_people.py what goes of it, or here why it stays"
    assert set(STAYS) - set(Base.metadata.tables) == set()
    assert touched & set(STAYS) == set()


@pytest.fixture
def her(app: Flask) -> Reader:
    """Somebody who is everything here: host, act, lead; with something of hers in every place there is for it."""
    edition, berlin = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
    who = {"host_name": WORDS["name"], "host_email": EMAIL, "space_name": WORDS["name of the room"]}
    home = a_space("ZYX-1", address=WORDS["street"], **who)
    others = (a_space(f"S{n}", address=f"{n} Other Street", host_email=f"o{n}@example.org") for n in (2, 3))
    mine, show, third = spaces_taken(edition, berlin, home, *others)
    words = {"act_name": WORDS["act"], "links": (WORDS["link"],)}
    act = an_artist("ZYX-1", email=EMAIL, genres=("folk",), members=("Zyx Drummer",), **words)
    acts = artists_taken(edition, berlin, act, *(an_artist(f"A{n}") for n in range(1, 4)))
    person = a_person(EMAIL, password=GOOD)
    her = Reader(person, frozenset({(Role.LEAD, berlin.id), (Role.HOST, None), (Role.ARTIST, None)}))
    accounts.grant(Role.LEAD, person, city_id=berlin.id)
    for position, one in enumerate(acts[:3], start=1):
        slots.put(show, position, one)
    locking.lock(her, show.id, at=now())
    locking.unlock(her, show.id, WORDS["reason to open"], at=now())
    locking.lock(her, show.id, at=now())
    overrides.put(show.id, acts[1], {"too_far": WORDS["reason for an exception"]}, by=person, at=now())
    cancellations.note(third.id, WORDS["reason to cancel"], by=person, at=now())
    outside_times.note(show.id, WORDS["reason for another time"], by=person, at=now())
    left = changes.note(show.space_id, "house", {}, {"rules": "No pets"}, state=ChangeState.WAITING, at=now())
    words_to_a_host = WORDS["words to leaving one as it was"]
    changes.settle(left, ChangeState.DECLINED, words=words_to_a_host, by=person, at=now())
    questions.put(show.space_id, WORDS["a question to a host"], by=person, at=now())
    _say(her, mine, show, acts[0])
    _as_an_account(her)
    db.session.commit()
    return her


def _say(her: Reader, mine: Show, show: Show, act: str) -> None:
    form = own_spaces.own_form(her, mine.space_id)
    own_spaces.keep(her, form, {"rules": WORDS["words of a form"], "phone": WORDS["phone"]}, at=now())
    draft = own_spaces.own_form(her, own_spaces.begin(str(her.id), mine.edition_id, at=now()))
    own_spaces.keep(her, draft, {"name": WORDS["words of a draft"]}, at=now())
    photos.add(Subject.SPACE, mine.space_id, [[Size(12, 34, WORDS["pixels of a photo"].encode())]], at=now())
    photos.describe(photos.of(Subject.SPACE, mine.space_id)[0].id, WORDS["words of a photo"])
    expected = own_guests.Expected((own_guests.OwnGuest(WORDS["own guest"], ""),), ())
    own_guests.keep(own_spaces.own_form(her, mine.space_id), mine, own_guests.Kept(1, 0), expected, at=now())
    where = entries.Where(show.edition_id, show.city_id)
    theirs = entries.put(a_person("guest@example.org"), where, entries.Wanted(2, (show.id,)), at=now())
    plus_ones.ask(theirs, entries.AskedBy(WORDS["name"], EMAIL.upper()), at=now())
    for by, needs in ((str(her.id), "a guest"), (entries.AskedBy(WORDS["name"], EMAIL.upper()), "somebody unverified")):
        wanted = entries.Wanted(2, (show.id,), access=WORDS[f"needs of {needs}"])
        entry_id = entries.put(by, where, wanted, at=now())
        plus_ones.ask(entry_id, entries.AskedBy(WORDS["name of her second"], "vicuna@example.org"), at=now())
    change = {"rules": WORDS["words of a change"]}
    changes.note(mine.space_id, "house", change, {}, state=ChangeState.TOLD, at=now())
    own = own_acts.own_act(her, act)
    own_acts.keep(her, own, {"act_name": WORDS["act"], "bio": WORDS["words of an act"]}, ["bio"], at=now())
    begins = datetime(2026, 9, 18, 10, tzinfo=UTC)
    put_legs({act: [TourLeg(begins, begins + timedelta(days=2), float(WORDS["base"]), 2.35)]})
    reviews.give(show.space_id, str(her.id), score=2, words=WORDS["words with a score"], at=now())
    reviews.say(show.space_id, by=str(her.id), words=WORDS["words of a remark"], at=now())
    critic = a_person("critic@example.org")
    reviews.give(mine.space_id, critic, score=1, words=WORDS["what a lead wrote of her"], at=now())
    reviews.say(erasing._wishes((act,))[0], by=critic, words=WORDS["what a lead said of her act"], at=now())


def _as_an_account(her: Reader) -> None:
    second_step.begin(her)
    second_step.turn_on(her, at=now())
    sign_in.ask_for_link(Addressee(EMAIL.upper()), origin="::1", at=now())
    email_change.ask(her, ELSEWHERE, origin="::1", at=now())
    a_link(str(her.id))


def found() -> dict[str, list[str]]:
    """Which of her words stand where."""
    told, words = every_word(), WORDS | {"a member": fingerprint("Zyx Drummer")}
    return {
        what: places
        for what, word in words.items()
        if (places := [place for place, text in told.items() if word.casefold() in text.casefold()])
    }


def test_nothing_of_her_is_left_in_any_column_of_any_table(app: Flask, her: Reader) -> None:
    assert set(found()) == {*WORDS, "a member"}  # all of it was there

    erasing.erase(her, at=now())
    db.session.commit()

    assert found() == {"email": ["sec_addressees.said"]}  # until the last letter has left
    letters()
    assert found() == {}


def test_she_can_come_back_as_somebody_new(app: Flask, her: Reader) -> None:
    erasing.erase(her, at=now())
    db.session.commit()

    assert find_person(EMAIL) is None
    assert a_person(EMAIL) != her.id
    assert identity(str(her.id)).email.endswith("@no-address.invalid")


def test_her_sessions_end_and_no_letter_but_the_last_goes_to_her(app: Flask, her: Reader) -> None:
    client, link = app.test_client(), a_link(str(her.id))
    second_step.reset(str(her.id), at=now())
    signed_in(client, str(her.id))
    waiting = db.session.scalar(select(func.count()).where(Outbox.person_id == her.id, Outbox.done_at.is_(None)))
    assert (client.get("/account").status_code, bool(waiting)) == (200, True)

    erasing.erase(her, at=now())
    db.session.commit()
    sent = letters()

    assert (client.get("/account").status_code, app.test_client().post(link).status_code) == (302, 410)
    to_her = [letter for letter in sent if "qwertz" in str(letter["To"]) or "invalid" in str(letter["To"])]
    assert [(str(one["To"]), str(one["Subject"])) for one in to_her] == [(EMAIL, "Your account is erased")]
    assert WORDS["name"] not in to_her[0].as_string()


def test_of_letters_on_ones_own_machine_only_the_last_to_her_stays(app: Flask, her: Reader) -> None:
    jobs.work_off(app.extensions["coordinator.jobs"], at=now())
    folder: Path = app.extensions["coordinator.settings"].folder / "outbox"
    lie = [one for one in folder.glob("*.eml") if "qwertz.example" in one.read_text()]
    others = {one.name for one in folder.glob("*.eml")} - {one.name for one in lie}
    assert (bool(lie), bool(others)) == (True, True)

    erasing.erase(her, at=now())
    db.session.commit()
    jobs.work_off(app.extensions["coordinator.jobs"], at=now())

    left = [one for one in folder.glob("*.eml") if EMAIL in one.read_text()]
    assert ["account is erased" in one.read_text() for one in left] == [True]
    assert others <= {one.name for one in folder.glob("*.eml")}


def test_what_is_to_come_is_dealt_with_and_the_leads_are_told(app: Flask, her: Reader) -> None:
    deputy = a_person("deputy@example.org", name="Dora")
    (city,) = erasing._cities(str(her.id))
    accounts.grant(Role.LEAD, deputy, city_id=city, deputy=True)
    home = db.session.scalars(select(Show).where(Show.space_id.in_(_spaces(her)))).one()
    asked = [one for one in _offers() if one.is_live]
    assert (len(asked), doors.find(home.space_id)) == (3, None)
    letters()

    erasing.erase(her, at=now())
    db.session.commit()

    assert doors.find(home.space_id) is not None
    assert home.state is not ShowState.CANCELLED  # its lead moves it to another room
    assert len([one for one in _offers() if one.is_live]) == 2
    told = {str(letter["Subject"]) for letter in letters() if "deputy@" in str(letter["To"])}
    assert "Action required: a lead of Berlin has left" in told
    assert any("slot in Berlin" in subject for subject in told)
    assert len(told) == 3  # and of the door


def _offers() -> list[offers.Offer]:
    return list(offers.of_shows(db.session.scalars(select(Show.id)).all(), at=now()))


def _spaces(her: Reader) -> tuple[str, ...]:
    return scope_of(str(her.id)).spaces


def test_a_room_where_nothing_is_to_come_is_taken_back(app: Flask, her: Reader) -> None:
    spaces = _spaces(her)
    for show in db.session.scalars(select(Show).where(Show.space_id.in_(spaces))):
        show.state = ShowState.CANCELLED
    db.session.commit()

    erasing.erase(her, at=now())
    db.session.commit()

    states = set(db.session.scalars(select(Space.state).where(Space.id.in_(spaces))))
    assert states == {SpaceState.WITHDRAWN}
    assert [doors.find(space_id) for space_id in spaces] == [None] * len(spaces)


@pytest.mark.parametrize("path", ["", "readiness", "standby", "spaces", "applications", "plan", "team", "reserves"])
def test_a_leads_pages_work_on_without_her(app: Flask, her: Reader, path: str) -> None:
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=erasing._cities(str(her.id))[0])
    client = signed_in(app.test_client(), lead)
    assert client.get(f"/lead/berlin/{path}").status_code == 200

    erasing.erase(her, at=now())
    db.session.commit()

    page = client.get(f"/lead/berlin/{path}")
    assert (page.status_code, [word for word in WORDS.values() if word in page.text]) == (200, [])


def test_the_shows_of_a_lead_open_without_her(app: Flask, her: Reader) -> None:
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=erasing._cities(str(her.id))[0])
    client = signed_in(app.test_client(), lead)
    shows = db.session.scalars(select(Show.id)).all()

    erasing.erase(her, at=now())
    db.session.commit()

    for show_id in shows:
        for page in ("", "/versions", "/sheet", "/sheet/host", "/sheet/door", "/move"):
            answer = client.get(f"/lead/berlin/shows/{show_id}{page}")
            assert (show_id, page, answer.status_code) == (show_id, page, 200)
            assert [word for word in WORDS.values() if word in answer.text] == []


def test_the_last_one_of_the_global_team_invites_another_first(app: Flask, her: Reader) -> None:
    accounts.grant(Role.GLOBAL, str(her.id))
    db.session.commit()
    assert erasing.look_ahead(her, at=now()).is_last

    with pytest.raises(Conflict, match="last_of_team"):
        erasing.erase(her, at=now())
    db.session.rollback()
    accounts.grant(Role.GLOBAL, a_person("another@example.org"))

    erasing.erase(her, at=now())
    assert find_person(EMAIL) is None


def test_of_two_who_leave_the_team_at_once_one_stays(app: Flask) -> None:
    people = [a_person(f"{name}@example.org") for name in ("ada", "ben")]
    for person in people:
        accounts.grant(Role.GLOBAL, person)
    db.session.commit()
    db.session.remove()
    gate, ended = Barrier(2), list[str]()

    def leave(person: str) -> None:
        with app.app_context():
            gate.wait()
            try:
                erasing.erase(Reader(person), at=now())
                db.session.commit()
                ended.append("gone")
            except Conflict as refused:
                ended.append(refused.reason)

    threads = [Thread(target=leave, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ended) == ["gone", "last_of_team"]


def test_a_second_press_of_the_button_changes_nothing(app: Flask, her: Reader) -> None:
    for _ in range(2):
        erasing.erase(her, at=now())
        db.session.commit()

    assert [str(letter["To"]) for letter in letters() if letter["Subject"] == "Your account is erased"] == [EMAIL]


def test_nobody_erases_the_console_or_a_stranger(app: Flask) -> None:
    for reader in (CONSOLE, STRANGER):
        with pytest.raises(NotAllowed):
            erasing.erase(reader, at=now())


def test_the_page_says_what_is_ahead_and_takes_a_tick_and_a_proof(app: Flask) -> None:
    person = a_person(password=GOOD)
    client = signed_in(app.test_client(), person)
    assert "is to take place" not in client.get("/account/erase").text

    slip = client.post("/account/erase", data={"current": GOOD})
    wrong = client.post("/account/erase", data={"current": "a guess", "sure": "yes"})
    assert ("Tick this" in slip.text, "not your present password" in wrong.text) == (True, True)
    assert (slip.status_code, wrong.status_code, find_person("mia@example.org")) == (422, 422, person)

    done = client.post("/account/erase", data={"current": GOOD, "sure": "yes"})

    assert (done.status_code, done.location, find_person("mia@example.org")) == (303, "/goodbye", None)
    assert "signed out everywhere" in client.get("/goodbye").text
    assert client.get("/account").status_code == 302


def test_the_last_letter_is_in_the_language_of_the_page_where_none_was_chosen(app: Flask) -> None:
    client = signed_in(app.test_client(), a_person(password=GOOD))

    client.post("/account/erase", data={"current": GOOD, "sure": "yes"}, headers={"Accept-Language": "de-AT"})

    (letter,) = letters()
    assert str(letter["Subject"]) == "Dein Konto ist gelöscht"


def test_the_page_names_shows_applications_and_cities(app: Flask, her: Reader) -> None:
    second_step.reset(str(her.id), at=now())
    page = signed_in(app.test_client(), str(her.id)).get("/account/erase").text

    assert "1 show is to take place in a room of yours" in page
    assert "1 application of yours is taken back" in page
    assert "Berlin passes to the global team" in page


def test_who_is_erased_is_named_in_no_form_of_another_act(app: Flask) -> None:
    an_edition(day=(now() + timedelta(days=60)).date()).artist_terms = acts.TERMS
    a_city()
    lea, noor = (a_person(f"{name}@example.org", name=f"{name.title()} Lark") for name in ("lea", "noor"))
    band, draft = acts.sent(signed_in(app.test_client(), lea)), acts.begun(signed_in(app.test_client(), lea))
    acts.answered(signed_in(app.test_client(), lea), draft)

    erasing.erase(Reader(noor), at=now())
    db.session.commit()

    left = {act: [one["name"] for one in own_acts.forms([act])[act]["members"]] for act in (band, draft)}
    assert left == {band: ["Lea Lark"], draft: ["Lea Lark"]}
    assert own_acts.forms([band])[band]["bio"] == "We sing in **two** languages."


def test_what_was_tried_for_her_mailbox_goes_with_her_however_her_address_is_spelled(app: Flask) -> None:
    mia = a_person("M.i.a+concerts@googlemail.com")
    for email in ("mia@gmail.com", "m.ia+x@googlemail.com", "somebody@example.org"):
        attempts.take(Attempt.LETTER, attempts.visitor(email, "203.0.113.7"), at=now())
    before = db.session.scalar(select(func.count()).select_from(SignInAttempt))

    erasing.erase(Reader(mia), at=now())

    assert (before, db.session.scalar(select(func.count()).select_from(SignInAttempt))) == (3, 1)
