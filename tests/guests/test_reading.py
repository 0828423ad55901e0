"""In which language and country guests are written to: as they have chosen, else as where they entered."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import plus_ones as kept
from coordinator.disclosure.people import find_person
from coordinator.people import accounts
from coordinator.people.readers import Customs, Reader
from tests.guests.entering import filled_in, guests, held, open_shows
from tests.guests.test_seats import entry_id
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, link_of

GUL, BEA = "gul@example.org", "bea@example.org"


def tongues(found: list[EmailMessage]) -> list[str]:
    """The language and country of letters, as their pages say it."""
    parts = [letter.get_body(("html",)) for letter in found]
    return [re.findall(r'<html lang="([^"]+)"', part.get_content())[0] for part in parts if part is not None]


def chosen(email: str) -> str | None:
    """What the account of that address reads in."""
    return accounts.customs_of(str(find_person(email))).locale


@pytest.mark.parametrize(("picked", "tongue"), [("", "en-NG"), ("en_US", "en-US")])
def test_letters_to_a_guest_keep_the_language_in_which_she_entered(app: Flask, picked: str, tongue: str) -> None:
    (show,) = open_shows(1)
    browser = app.test_client()
    headers = {"Accept-Language": "en-NG"}
    path = f"/shows/{show.id}/enter"

    page = browser.get(path, headers=headers).text
    form = filled_in(show, name="Gül", email=GUL, locale=picked)
    assert browser.post(path, data=form, headers=headers).status_code == 303
    (letter,) = letters()
    browser.post(link_of(letter))
    drawn = letters(at=held(show).draw.due_at)

    assert '<option value="en_NG" selected>' in page
    assert tongues([letter, *drawn]) == [tongue] * (1 + len(drawn))
    assert (len(drawn) > 0, chosen(GUL)) == (True, tongue.replace("-", "_"))


def test_what_an_account_has_chosen_stays_and_is_not_asked_for(app: Flask) -> None:
    (show,) = open_shows(1)
    mia = a_person("mia@example.org")
    accounts.set_customs(Reader(mia), Customs("en_GB"))
    db.session.commit()
    browser, path = signed_in(app.test_client(), mia), f"/shows/{show.id}/enter"

    page = browser.get(path).text
    answer = browser.post(path, data=filled_in(show, locale="en_US"))

    assert ('name="locale"' in page, answer.status_code, chosen("mia@example.org")) == (False, 303, "en_GB")


def test_somebody_signed_in_who_has_not_chosen_is_offered_the_choice(app: Flask) -> None:
    (show,) = open_shows(1)
    browser, path = signed_in(app.test_client(), a_person("mia@example.org")), f"/shows/{show.id}/enter"

    page = browser.get(path).text
    refused = browser.post(path, data=filled_in(show, locale="xx_YY")).status_code
    before = chosen("mia@example.org")
    answer = browser.post(path, data=filled_in(show, locale="en_US"))

    assert ('name="locale"' in page, refused, before) == (True, 422, None)
    assert (answer.status_code, chosen("mia@example.org")) == (303, "en_US")


@pytest.mark.parametrize(
    ("knows", "has", "tongue"), [(False, None, "en-IN"), (True, None, "en-IN"), (True, "en_GB", "en-GB")]
)
def test_the_second_is_written_to_as_her_guest_says_or_as_she_has_chosen(
    app: Flask, has: str | None, tongue: str, *, knows: bool
) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    if knows:
        accounts.set_customs(Reader(a_person(BEA)), Customs(has))
        db.session.commit()
    browser, path = signed_in(app.test_client(), str(mia.id)), f"/entries/{entry_id(mia)}/plus-one"
    letters()

    page = browser.get(path, headers={"Accept-Language": "en-NG"}).text
    browser.post(path, data={"name": "Bea", "email": BEA, "locale": "en_IN"})
    found = [letter for letter in letters(at=now() + timedelta(seconds=1)) if BEA in str(letter["To"])]
    app.test_client().post(link_of(found[0]))

    assert ('name="locale"' in page, '<option value="en_NG" selected>' in page) == (True, True)
    assert (tongues(found), chosen(BEA)) == ([tongue], tongue.replace("-", "_"))
    assert kept.of_entries([entry_id(mia)])[entry_id(mia)].state == "consented"
