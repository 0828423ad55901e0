"""How somebody reads: what she chose on her account counts on pages and in letters, and nothing else changes."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import db
from coordinator.languages import addressed_to, locales_offered, zones_offered
from coordinator.mail.letters import Envelope, Recipient, compose
from coordinator.people import accounts
from coordinator.people.models import Person, Units
from coordinator.people.readers import UNCHOSEN, Customs, Reader
from coordinator.wording import deadline, distance, named_deadline, when
from tests.people.builders import a_link, a_person, signed_in
from tests.people.mailbox import letters, text_of

GOOD = "three words and a tree"
AT = datetime(2026, 9, 20, 17, 30, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def choose(client: FlaskClient, **chosen: str) -> int:
    return client.post("/account/reading", data=chosen).status_code


def test_what_is_chosen_is_kept_and_shown_as_chosen(client: FlaskClient) -> None:
    person = a_person()
    signed_in(client, person)

    status = choose(client, locale="en_US", zone="America/New_York", units="km")

    page = client.get("/account").text
    assert (status, accounts.customs_of(person)) == (303, Customs("en_US", "America/New_York", Units.KILOMETRES))
    for value in ("en_US", "America/New_York", "km"):
        assert f'<option value="{value}" selected>' in page
    assert '<html lang="en-US"' in page


def test_a_choice_can_be_taken_back(client: FlaskClient) -> None:
    person = a_person()
    signed_in(client, person)
    choose(client, locale="en_US", zone="America/New_York", units="mi")

    choose(client, locale="", zone="", units="")

    assert accounts.customs_of(person) == Customs("en_150")  # letters are written as her browser reads
    assert 'value="en_US" selected' not in client.get("/account").text


def test_who_chose_to_read_as_her_browser_does_reads_so_whatever_browser_opens_her_next_link(
    client: FlaskClient,
) -> None:
    person = a_person(password=GOOD)
    signed_in(client, person)
    choose(client, locale="")
    german, english = {"Accept-Language": "de-AT,de;q=0.9"}, {"Accept-Language": "en-GB"}

    client.post(a_link(person), headers=german)
    letters_in = accounts.customs_of(person).locale
    pages = ['<html lang="de' in client.get("/account", headers=said).text for said in (german, english)]
    client.post(a_link(person), headers=english)

    assert (letters_in, pages) == ("de_AT", [True, False])
    assert accounts.customs_of(person).locale == "en_GB"


@pytest.mark.parametrize(("chosen", "kept"), [(None, "de_AT"), ("en_US", "en_US")])
def test_who_opens_her_link_gets_later_letters_in_her_browsers_language_unless_she_chose_one(
    client: FlaskClient, chosen: str | None, kept: str
) -> None:
    person = a_person(password=GOOD)
    accounts.set_customs(Reader(person), Customs(locale=chosen))
    db.session.commit()

    client.post(a_link(person), headers={"Accept-Language": "de-AT,de;q=0.9"})
    client.post("/account/password", data={"current": GOOD, "password": GOOD + " and more"})

    (letter,) = letters()
    assert accounts.customs_of(person).locale == kept
    assert ("Passwort" in text_of(letter), "password" in text_of(letter)) == (chosen is None, chosen is not None)


def test_a_link_that_opens_nothing_chooses_nothing(client: FlaskClient) -> None:
    person = a_person()
    link = a_link(person)
    accounts.spend_links(person, at=now())
    db.session.commit()

    assert client.post(link, headers={"Accept-Language": "de-AT"}).status_code == 410
    assert accounts.customs_of(person) == UNCHOSEN


@pytest.mark.parametrize(("field", "said"), [("locale", "xx_YY"), ("zone", "Mars/Olympus"), ("units", "leagues")])
def test_what_is_not_on_the_list_is_refused_beside_its_field(client: FlaskClient, field: str, said: str) -> None:
    person = a_person()
    signed_in(client, person)

    response = client.post("/account/reading", data={field: said})

    assert (response.status_code, accounts.customs_of(person)) == (422, UNCHOSEN)
    assert f'id="{field}-fault"' in response.text


def test_a_choice_beats_the_browser_and_without_one_the_browser_counts(client: FlaskClient) -> None:
    signed_in(client, a_person())
    american = {"Accept-Language": "en-US"}
    before = client.get("/account", headers=american).text

    choose(client, locale="en_DE")

    after = client.get("/account", headers=american).text
    assert ('<html lang="en-US"' in before, '<html lang="en-DE"' in after) == (True, True)
    assert "My browser’s: English (United States)" in after


def test_a_choice_is_nobody_elses(app: Flask) -> None:
    choose(signed_in(app.test_client(), a_person("mia@example.org")), locale="en_US")

    other = signed_in(app.test_client(), a_person("noa@example.org"))

    assert '<html lang="en-150"' in other.get("/account").text


def test_distances_are_told_in_the_unit_that_was_chosen(app: Flask) -> None:
    told = []
    for customs in (UNCHOSEN, Customs("en_US"), Customs("en_US", units=Units.KILOMETRES), Customs(units=Units.MILES)):
        with addressed_to(customs):
            told.append(distance(8.04672))

    assert told == ["8 km", "5 mi", "8 km", "5 mi"]


def test_a_deadline_is_told_on_the_readers_own_clock_too_and_a_show_is_not(app: Flask) -> None:
    with addressed_to(Customs(zone="America/New_York")):
        told = deadline(AT, BERLIN), named_deadline(AT, BERLIN), when(AT, BERLIN)

    assert told == (
        "Sun, 20 Sept, 19:30 (Sun, 20 Sept, 13:30 on your clock)",
        "Sun, 20 Sept, 19:30 (Central European Summer Time; Sun, 20 Sept, 13:30 on your clock)",
        "Sun, 20 Sept, 19:30",
    )


@pytest.mark.parametrize("zone", [None, BERLIN, "Europe/Paris"])
def test_a_clock_that_shows_the_same_time_is_not_told_twice(app: Flask, zone: str | None) -> None:
    with addressed_to(Customs(zone=zone)):
        assert deadline(AT, BERLIN) == "Sun, 20 Sept, 19:30"


def test_a_letter_is_written_as_its_reader_chose(app: Flask) -> None:
    chosen = Customs("en_US", "America/New_York")
    facts = {"city": "Berlin", "until": AT, "zone": BERLIN, "link": "http://localhost/"}

    texts = [_letter(customs, facts) for customs in (UNCHOSEN, chosen)]

    assert "until Sun, 20 Sept, 19:30 (Central European Summer Time)." in texts[0]
    assert "until Sun, Sep 20, 7:30\u202fPM (Central European Summer Time; Sun, Sep 20, 1:30\u202fPM on" in texts[1]


def _letter(customs: Customs, facts: dict[str, object]) -> str:
    envelope = Envelope("House <us@example.org>", Recipient("Mia", "mia@example.org", customs), "row1", AT)
    letter: EmailMessage = compose("check_in", envelope, facts)
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_nobody_has_chosen_anything_until_she_does(app: Flask) -> None:
    person = a_person()

    assert accounts.customs_of(person) == accounts.customs_of("nobody") == UNCHOSEN
    accounts.set_customs(Reader(person), Customs("en_GB"))
    assert db.session.scalars(select(Person.locale)).one() == "en_GB"


def test_the_lists_hold_what_people_look_for(app: Flask) -> None:
    assert {"en_150", "en_US", "en_GB", "en_DE", "en_NG"} <= locales_offered()
    assert {BERLIN, "Africa/Lagos", "Asia/Kathmandu", "America/New_York", "Etc/UTC"} <= zones_offered()
