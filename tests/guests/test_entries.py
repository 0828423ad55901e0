"""Entries: asked for by anybody, counted once an address has answered, changed and taken back until they close."""

import re
import subprocess
import sys
from datetime import timedelta
from functools import partial
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import email_changes, own_tokens, plus_ones
from coordinator.disclosure import entries as own
from coordinator.disclosure.email_changes import EmailChange, End
from coordinator.disclosure.people import find_person
from coordinator.disclosure.sealed_guests import SealedEntrant, SealedEntry, SealedWish
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.gate import granted
from coordinator.guests import drawing, entries
from coordinator.guests.models import Help
from coordinator.people import accounts
from coordinator.people.models import Person, Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import LAGOS, Town, an_edition
from tests.guests.entering import entered, field_of, filled_in, open_shows, wishes
from tests.guests.test_plus_ones import comes
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, link_of, text_of

KNOWN = "mia@example.org"
AUCKLAND = Town(2193733, "Auckland", "NZ", -36.84853, 174.76349, 417_910, "Pacific/Auckland")


def test_a_guest_reads_the_secret_of_her_line_and_nobody_else_does(app: Flask) -> None:
    show = open_shows(1)[0]
    mia = Reader(a_person(KNOWN))
    entries.enter(mia, wishes(show, people=2), at=now())
    db.session.commit()
    entry = own.own_entries(mia)[0]
    bea = comes(mia)
    page, seconds = (signed_in(app.test_client(), str(who.id)).get("/entries/").text for who in (mia, bea))
    printed = next(code for code in re.findall(r'<code class="long">(.*?)</code>', page) if "import" in code)
    token = own_tokens.own_token(mia, entry.id)

    run = subprocess.run([sys.executable, "-c", unescape(printed)], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == entry.public_id
    assert f">{token}<" in page
    assert entry.public_id in seconds
    assert token not in seconds
    for other in (bea, STRANGER):
        with pytest.raises(NotFound):
            own_tokens.own_token(other, entry.id)


def test_who_changes_her_entry_is_led_to_where_her_language_is_chosen(app: Flask) -> None:
    show = open_shows(1)[0]
    mia = Reader(a_person(KNOWN))
    entries.enter(mia, wishes(show), at=now())
    db.session.commit()
    client = signed_in(app.test_client(), str(mia.id))

    page = client.get(f"/entries/{own.own_entries(mia)[0].id}/change").text
    said = re.search(r'language and country in your account: <a href="([^"]+)"', page)

    assert said is not None
    assert 'name="locale"' in client.get(said[1]).text


def counts() -> tuple[int, int, int]:
    """How many entries, wishes and entrants are kept."""
    with granted("count in a test"):
        return tuple(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES)  # type: ignore[return-value]


TABLES = (SealedEntry, SealedWish, SealedEntrant)


def test_a_stranger_enters_by_the_link_in_her_letter_and_is_signed_in(client: FlaskClient) -> None:
    first, second, _ = open_shows()

    page = client.get(f"/shows/{first.id}/enter")
    asked = client.post(
        f"/shows/{first.id}/enter", data=filled_in(second, first, name="Gül", email="gul@example.org", people=2)
    )
    (letter,) = letters()
    link = link_of(letter)
    looked = [client.get(link) for _ in range(2)]
    verified = client.post(link)
    mine = client.get("/entries/")

    assert (page.status_code, asked.status_code) == (200, 303)
    assert asked.headers["Location"] == f"/shows/{first.id}/enter/sent"
    assert "Hello Gül," in text_of(letter)
    assert [answer.status_code for answer in looked] == [200, 200]
    assert verified.headers["Location"] == "/entries/"
    assert mine.text.index(second.id) < mine.text.index(first.id)
    assert "For two" in mine.text
    assert client.post(link).status_code == 410
    assert counts() == (1, 2, 1)


def test_who_has_asked_reads_that_it_does_not_count_yet_and_asks_anew_where_her_address_had_a_slip(
    client: FlaskClient,
) -> None:
    (show,) = open_shows(1)
    for email in ("gul@exmaple.org", KNOWN):
        form = filled_in(show, name="Gül", email=email)
        next_ = client.post(f"/shows/{show.id}/enter", data=form, follow_redirects=True).text
        again = re.findall(r'href="([^"]+/enter)"', next_)

        assert "You are not in the draw yet." in next_
        assert "within 48 hours and before entries close" in next_
        assert again == [f"/shows/{show.id}/enter"]
    assert client.get("/shows/aaaaaaaaaaaaaaaaaaaaaaaaaa/enter/sent").status_code == 404


def test_nobody_has_an_account_before_the_letter_is_answered(client: FlaskClient) -> None:
    (show,) = open_shows(1)
    before = db.session.scalar(select(func.count()).select_from(Person))

    client.post(f"/shows/{show.id}/enter", data=filled_in(show, name="Nobody", email="nobody@example.org"))

    assert db.session.scalar(select(func.count()).select_from(Person)) == before
    assert counts() == (1, 1, 0)


def test_known_and_unknown_addresses_are_answered_alike(client: FlaskClient) -> None:
    (show,) = open_shows(1)
    a_person(KNOWN)

    answers = [
        client.post(f"/shows/{show.id}/enter", data=filled_in(show, name="Mia", email=email))
        for email in (KNOWN, "unknown@example.org")
    ]

    assert answers[0].status_code == answers[1].status_code == 303
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_somebody_signed_in_enters_at_once_and_is_a_guest_from_then_on(app: Flask) -> None:
    (show,) = open_shows(1)
    mia = a_person(KNOWN)
    client = signed_in(app.test_client(), mia)

    entered(client, show, access="a chair", needs_access="yes", helps="animal")

    (entry,) = own.own_entries(Reader(mia))
    assert (entry.wanted.access, entry.wanted.needs_access) == ("a chair", True)
    assert entry.wanted.helps == (Help.ANIMAL,)
    assert "My entries" in client.get("/").text


def test_the_newest_entry_counts_worldwide_whatever_the_spelling_of_the_address(app: Flask) -> None:
    (berlin,) = open_shows(1)
    (lagos,) = open_shows(1, town=LAGOS, edition=db.session.get_one(Edition, berlin.edition_id))
    one = signed_in(app.test_client(), a_person("mia.moss@gmail.com"))
    same = signed_in(app.test_client(), a_person("MiaMoss+concerts@googlemail.com"))
    other = signed_in(app.test_client(), a_person("mia.moss@example.org"))

    entered(other, berlin)
    entered(one, berlin)
    entered(one, lagos)
    was = one.get("/entries/").text
    entered(same, berlin)

    assert berlin.id not in was
    assert lagos.id in was
    assert lagos.id not in one.get("/entries/").text
    assert berlin.id in same.get("/entries/").text
    assert berlin.id in other.get("/entries/").text
    assert counts() == (2, 2, 2)


def _letter_of(client: FlaskClient, show: Show) -> str:
    """Somebody asks for a show; the link of her letter."""
    client.post(f"/shows/{show.id}/enter", data=filled_in(show, name="Gül", email="gul@example.org"))
    (letter,) = letters()
    return link_of(letter)


def test_a_letter_that_is_answered_later_takes_the_place_of_what_counted(client: FlaskClient) -> None:
    first, second, _ = open_shows()
    links = [_letter_of(client, show) for show in (first, second)]

    for link in links:
        assert client.post(link).status_code == 303

    assert counts() == (1, 1, 1)
    assert client.post(links[0]).status_code == 410


def test_the_same_form_sent_twice_is_one_letter_and_opened_anew_another(client: FlaskClient) -> None:
    (show,) = open_shows(1)
    path = f"/shows/{show.id}/enter"
    opened = [field_of(client.get(path).text, "form") for _ in range(2)]
    said = {"name": "Gül", "email": "gul@example.org"}

    for form, people in ((opened[0], 1), (opened[0], 1), (opened[0], 2), (opened[1], 1)):
        client.post(path, data=filled_in(show, people=people, form=form, **said))

    assert opened[0] != opened[1]
    assert counts() == (3, 3, 0)
    assert len(letters()) == 3


def test_an_entry_taken_back_may_be_asked_for_with_the_same_form(client: FlaskClient) -> None:
    (show,) = open_shows(1)
    path = f"/shows/{show.id}/enter"
    data = filled_in(show, name="Gül", email="gul@example.org", form=field_of(client.get(path).text, "form"))
    client.post(path, data=data)
    client.post(link_of(letters()[0]))
    entry_id = own.read()[0].id
    client.post(f"/entries/{entry_id}/withdraw")

    client.application.test_client().post(path, data=data)

    assert [entry.id for entry in own.read()] == [entry_id]
    assert len(letters()) == 1


def test_entered_once_more_as_two_in_the_same_city_keeps_who_comes_along(app: Flask) -> None:
    first, second, _ = open_shows()
    mia = Reader(a_person(KNOWN))
    client = signed_in(app.test_client(), str(mia.id))
    entered(client, first, second, people=2)
    (before,) = own.own_entries(mia)
    comes(mia)

    entered(client, first, second, people=2)
    (same,) = own.own_entries(mia)
    kept = plus_ones.has_second(same.id)
    entered(client, second, first, people=2)
    (other,) = own.own_entries(mia)

    assert (same.id, kept) == (before.id, True)
    assert other.id != before.id
    assert [plus_ones.has_second(entry.id) for entry in (before, other)] == [False, True]


def test_an_older_letter_that_is_answered_later_takes_the_place_of_nothing(client: FlaskClient) -> None:
    first, second, _ = open_shows()
    older, newer = (_letter_of(client, show) for show in (first, second))

    client.post(newer)
    answer = client.post(older)

    assert (answer.status_code, "asked for other shows after this letter" in answer.text) == (409, True)
    (entry,) = own.own_entries(Reader(find_person("gul@example.org")))
    assert entry.wanted.shows == (second.id,)
    assert counts() == (2, 2, 1)  # the older one is forgotten with all that nobody verified


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mia@bücher.example", "mia@xn--bcher-kva.example", True),
        ("mía@example.org", "mi\u0301a@example.org", True),
        ("mia@example.org", "mia@example.org.", True),
        ("mia@example.org", "mia@example.com", False),
        ("mia@a..b", "mia@a..c", False),
    ],
)
def test_an_address_in_other_signs_is_the_same_mailbox(app: Flask, one: str, other: str, same: bool) -> None:
    assert (own.mailbox(one) == own.mailbox(other)) is same


def test_an_entry_is_changed_and_taken_back_until_entries_close(app: Flask) -> None:
    first, second, third = open_shows()
    mia = a_person(KNOWN)
    client = signed_in(app.test_client(), mia)
    entered(client, first)
    (entry,) = own.own_entries(Reader(mia))

    changed = client.post(f"/entries/{entry.id}/change", data=filled_in(third, second, people=2))
    (after,) = own.own_entries(Reader(mia))
    asked, gone = client.get(f"/entries/{entry.id}/withdraw"), client.post(f"/entries/{entry.id}/withdraw")

    assert changed.status_code == 303
    assert (after.wanted.shows, after.wanted.people) == ((third.id, second.id), 2)
    assert after.public_id == entry.public_id
    assert (asked.status_code, gone.status_code) == (200, 303)
    assert counts() == (0, 0, 0)
    assert client.post(f"/entries/{entry.id}/withdraw").status_code == 404


def test_nobody_but_its_guest_sees_or_touches_an_entry(app: Flask) -> None:
    (show,) = open_shows(1)
    mia, ole = a_person(KNOWN), a_person("ole@example.org")
    entered(signed_in(app.test_client(), mia), show)
    (entry,) = own.own_entries(Reader(mia))
    other = signed_in(app.test_client(), ole)

    answers = [other.get(f"/entries/{entry.id}/{page}").status_code for page in ("change", "withdraw")]
    answers += [
        other.post(f"/entries/{entry.id}/{page}", data=filled_in(show)).status_code for page in ("change", "withdraw")
    ]

    assert answers == [404] * 4
    assert own.own_entry(Reader(mia), entry.id) == entry
    with pytest.raises(NotFound):
        own.own_entry(CONSOLE, entry.id)


def test_after_the_close_nothing_is_entered_verified_changed_or_taken_back(client: FlaskClient) -> None:
    (show,) = open_shows(1)
    edition = db.session.get_one(Edition, show.edition_id)
    mia = a_person(KNOWN)
    entries.enter(Reader(mia), wishes(show), at=now())
    entries.ask(own.AskedBy("Gül", "gul@example.org"), wishes(show), form="1", origin="", at=now())
    db.session.commit()
    (entry,) = own.own_entries(Reader(mia))
    closes = entries.close_at(edition, show.city_id)
    assert closes == show.starts_at - timedelta(days=10)

    assert closes is not None
    refused = []
    for act in (
        partial(entries.enter, Reader(mia), wishes(show)),
        partial(entries.change, Reader(mia), entry.id, wishes(show)),
        partial(entries.withdraw, Reader(mia), entry.id),
    ):
        with pytest.raises(Conflict) as late:
            act(at=closes)
        refused.append(late.value.reason)
    assert refused == ["closed"] * 3
    link = link_of(letters()[0])
    assert entries.verify(link.rpartition("/")[2], at=closes) is None
    assert entries.verify(link.rpartition("/")[2], at=closes - timedelta(seconds=1)) is not None


def test_letters_that_nobody_answers_are_forgotten_after_two_days(app: Flask) -> None:
    (show,) = open_shows(1)
    entries.ask(own.AskedBy("Gül", "gul@example.org"), wishes(show), form="1", origin="", at=now())
    entries.enter(Reader(a_person(KNOWN)), wishes(show), at=now())
    db.session.commit()

    entries.tidy(now() + timedelta(hours=47))
    early = counts()
    entries.tidy(now() + timedelta(hours=49))

    assert (early, counts()) == ((2, 2, 1), (1, 1, 1))


@pytest.mark.parametrize("people", ["0", "3", "two", ""])
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client: FlaskClient, people: str) -> None:
    (show,) = open_shows(1)

    answer = client.post(
        f"/shows/{show.id}/enter",
        data={
            "people": people,
            "shows": [show.id],
            "name": "Gül",
            "email": "nowhere",
            "access": "\u202e 𝔸 <b>chair</b>",
        },
    )

    assert answer.status_code == 422
    assert "no e-mail address" in answer.text
    assert 'id="people-fault"' in answer.text
    assert 'value="Gül"' in answer.text
    assert "&lt;b&gt;chair&lt;/b&gt;" in answer.text
    assert counts() == (0, 0, 0)


def test_wishes_are_open_shows_of_one_city_each_once(app: Flask) -> None:
    shows = open_shows(6)
    (lagos,) = open_shows(1, town=LAGOS, edition=db.session.get_one(Edition, shows[0].edition_id))
    closed = shows[5]
    closed.state = ShowState.PLANNED
    db.session.commit()
    mia = Reader(a_person(KNOWN))

    for wanted, fault in (
        (wishes(), Invalid),
        (wishes(shows[0], shows[0]), Invalid),
        (wishes(shows[0], lagos), Invalid),
        (wishes(shows[0], closed), Conflict),
    ):
        with pytest.raises(fault):
            entries.enter(mia, wanted, at=now())
    with pytest.raises(NotFound):
        entries.enter(mia, own.Wanted(1, ("no such show",)), at=now())
    assert counts() == (0, 0, 0)


def test_a_lead_opens_her_city_and_the_public_page_offers_a_seat(app: Flask) -> None:
    (show,) = open_shows(1)
    show.state = ShowState.PLANNED
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=show.city_id)
    db.session.commit()
    stranger, hers = app.test_client(), signed_in(app.test_client(), lead)

    before = stranger.get(f"/shows/{show.id}").text
    closed = stranger.get(f"/shows/{show.id}/enter")
    plan = hers.get("/lead/berlin/plan").text
    opened = hers.post("/lead/berlin/entries")
    after = stranger.get(f"/shows/{show.id}").text

    assert (closed.status_code, opened.status_code) == (303, 303)
    assert "1 show is not open to guests yet." in plan
    assert "Ask for a seat" not in before
    assert "Ask for a seat" in after
    assert "not open to guests yet" not in hers.get("/lead/berlin/plan").text
    assert stranger.post("/lead/berlin/entries").status_code == 302
    show.state = ShowState.PLANNED
    with pytest.raises(Conflict):
        entries.open_city(CONSOLE, db.session.get_one(Edition, show.edition_id), show.city_id, at=show.starts_at)


def test_too_many_letters_to_one_address_are_refused_with_a_sentence(client: FlaskClient) -> None:
    (show,) = open_shows(1)
    form = filled_in(show, name="Gül", email="gul@example.org")

    answers = [client.post(f"/shows/{show.id}/enter", data=form).status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]
    assert counts() == (5, 5, 0)


def test_another_address_of_the_same_person_does_not_make_a_second_party(app: Flask) -> None:
    (berlin,) = open_shows(1)
    (lagos,) = open_shows(1, town=LAGOS, edition=db.session.get_one(Edition, berlin.edition_id))
    mia = a_person(KNOWN)
    entries.enter(Reader(mia), wishes(berlin), at=now())
    email_changes.put(EmailChange("c1", mia, "moss@example.net", now(), frozenset(End)), {end: str(end) for end in End})
    change = email_changes.of_person(mia, since=now() - timedelta(days=1))
    assert change is not None
    assert email_changes.carry_out(change, at=now())

    entries.enter(Reader(mia), wishes(lagos), at=now())

    assert [entry.wanted.shows for entry in own.own_entries(Reader(mia))] == [(lagos.id,)]
    assert counts() == (1, 1, 1)


def _in_auckland(show: Show, *, days: int = 0) -> list[Show]:
    """Shows on the other side of the earth, of the edition of that show, or of one so many days later."""
    edition = db.session.get_one(Edition, show.edition_id)
    meant = an_edition("other", day=edition.date + timedelta(days=days)) if days else edition
    return open_shows(1, town=AUCKLAND, edition=meant)


@pytest.mark.parametrize(("days", "counting"), [(0, 1), (3, 2)])
def test_an_edition_is_one_day_and_the_newest_entry_counts_and_another_edition_is_another_day(
    app: Flask, days: int, counting: int
) -> None:
    (berlin,) = open_shows(1)
    (auckland,) = _in_auckland(berlin, days=days)
    mia = a_person("mia.moss@gmail.com")
    same = a_person("MiaMoss+concerts@googlemail.com")

    entries.enter(Reader(mia), wishes(berlin), at=now())
    entries.enter(Reader(same), wishes(auckland), at=now())

    assert counts() == (counting, counting, counting)
    assert len(own.own_entries(Reader(mia))) == counting - 1
    assert [entry.wanted.shows for entry in own.own_entries(Reader(same))] == [(auckland.id,)]


def test_who_takes_an_entry_back_enters_another_city_and_the_second_does(app: Flask) -> None:
    (berlin,) = open_shows(1)
    (auckland,) = _in_auckland(berlin)
    mia = Reader(a_person(KNOWN))
    entries.enter(mia, wishes(berlin, people=2), at=now())
    db.session.commit()
    bea = comes(mia)

    entries.enter(bea, wishes(auckland), at=now())
    left = plus_ones.joined(bea)
    entries.withdraw(mia, own.own_entries(mia)[0].id, at=now())
    entries.enter(mia, wishes(auckland), at=now())

    assert left == ()
    assert counts() == (2, 2, 2)


def test_who_is_in_a_list_that_is_published_cannot_enter_elsewhere(app: Flask) -> None:
    (berlin,) = open_shows(1)
    (lagos,) = open_shows(1, town=LAGOS, edition=db.session.get_one(Edition, berlin.edition_id))
    lagos.starts_at += timedelta(hours=20)
    lagos.ends_at += timedelta(hours=20)
    mia = a_person(KNOWN)
    entries.enter(Reader(mia), wishes(berlin), at=now())
    entries.ask(own.AskedBy("Mia", KNOWN), wishes(lagos), form="1", origin="", at=now())
    db.session.commit()
    closes = entries.close_at(db.session.get_one(Edition, berlin.edition_id), berlin.city_id)
    assert closes is not None
    drawing.close_due(closes)
    db.session.commit()
    token = link_of(letters()[0]).rpartition("/")[2]

    with pytest.raises(Conflict) as again:
        entries.enter(Reader(mia), wishes(lagos), at=closes)
    db.session.rollback()
    with pytest.raises(Conflict) as verified:
        entries.verify(token, at=closes)
    db.session.rollback()

    assert {again.value.reason, verified.value.reason} == {"listed_elsewhere"}
    assert [entry.wanted.shows for entry in own.own_entries(Reader(mia))] == [(berlin.id,)]


def test_the_letter_is_in_the_language_of_the_browser_that_asked(client: FlaskClient) -> None:
    (show,) = open_shows(1)
    said = {"Accept-Language": "en-GB"}

    client.post(f"/shows/{show.id}/enter", data=filled_in(show, name="Gül", email="gul@example.org"), headers=said)
    (letter,) = letters()

    html = letter.get_body(("html",))
    assert html is not None
    assert 'lang="en-GB"' in html.get_content()
