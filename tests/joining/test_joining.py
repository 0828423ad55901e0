"""A city joins by a form: confirmed before anybody reads it, decided once, and nothing secret in any answer."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import city_requests
from coordinator.editions.models import Edition
from coordinator.joining import asking, joined
from coordinator.people import accounts
from coordinator.people.models import PersonRole, Role
from tests.campaign.builders import LAGOS, a_city, a_space, an_edition, spaces_taken
from tests.joining.asking import NORA, WISH, asked_and_confirmed, asks, letters, only_id, path_in, states
from tests.people.builders import a_person, signed_in


@pytest.fixture
def edition(app: Flask) -> Edition:
    """In sixty days; Berlin takes part."""
    made = an_edition(day=(now() + timedelta(days=60)).date())
    spaces_taken(made, a_city(), a_space("S1"))
    db.session.commit()
    return made


@pytest.fixture
def team(app: Flask, edition: Edition) -> FlaskClient:
    """One of the global team."""
    person = a_person("glo@example.org", name="Glo")
    accounts.grant(Role.GLOBAL, person)
    db.session.commit()
    return signed_in(app.test_client(), person)


def test_nobody_reads_a_request_before_its_address_has_answered(app: Flask, team: FlaskClient) -> None:
    client = app.test_client()
    sent = asks(client)
    unread = team.get("/global/joining").text
    request_id = only_id()
    (letter,) = [text for to, _, text in letters(app) if NORA["email"] in to]
    looked = client.get(path_in(letter))

    assert (sent.status_code, sent.location) == (303, "/cities/join/sent")
    assert ("Nora" in unread, team.get(f"/global/joining/{request_id}").status_code) == (False, 404)
    assert (looked.status_code, states()) == (200, ["unverified"])  # looking does not confirm

    done = client.post(path_in(letter), follow_redirects=True)
    assert (done.request.path, "The global team reads it now." in done.text) == (f"/joining/{request_id}", True)
    assert "Nora New" in team.get("/global/joining").text
    assert "Forty friends" in team.get(f"/global/joining/{request_id}").text
    assert client.post(path_in(letter)).status_code == 410


def test_a_form_sent_twice_asks_once_and_writes_once(app: Flask, edition: Edition) -> None:
    before, client = len(letters(app)), app.test_client()

    codes = [asks(client, form="the same opening").status_code for _ in range(2)]

    assert (codes, states(), len(letters(app)) - before) == ([303, 303], ["unverified"], 1)


def test_a_stranger_reads_the_same_whether_her_address_is_known_or_somebody_leads_the_city(
    app: Flask, edition: Edition, alike: None
) -> None:
    known = a_person(NORA["email"])
    accounts.grant(Role.LEAD, known, city_id=a_city(LAGOS).id)  # invited, and nothing public yet
    db.session.commit()

    answers = [
        asks(app.test_client(), "Lagos, Nigeria"),
        asks(app.test_client(), "Lagos, Nigeria", email="nobody@example.org"),
        asks(app.test_client(), "Gdynia", email="else@example.org"),
    ]

    assert {(one.status_code, one.location, one.data) for one in answers} == {
        (303, "/cities/join/sent", answers[0].data)
    }


def test_a_city_that_takes_part_is_told_with_how_to_help_there_and_never_who_leads_it(
    app: Flask, edition: Edition
) -> None:
    lead = a_person("lea@example.org", name="Lea Lead")
    accounts.grant(Role.LEAD, lead, city_id=db.session.query(City).one().id)
    db.session.commit()

    answer = asks(app.test_client(), "Berlin, Germany")

    assert answer.status_code == 409
    assert all(words in answer.text for words in ("Berlin joins already", "Offer a room", "/artist/apply", "Forty"))
    assert ("Lea Lead" in answer.text, states()) == (False, [])


def test_of_several_towns_of_a_name_the_form_asks_which(app: Flask, edition: Edition) -> None:
    client = app.test_client()
    several = asks(client, "Valencia")
    chosen = asks(client, "Valencia", which="Valencia, Venezuela", of="Valencia")
    anew = asks(client, "Atlantis under the sea", which="Valencia, Venezuela", of="Valencia")

    assert several.status_code == 422
    assert all(one in several.text for one in ("Which one do you mean?", "Valencia, Spain", "Valencia, Venezuela"))
    assert chosen.status_code == 303
    (made,) = [city_requests.find(only_id())]
    assert made is not None
    assert (made.asked.label, made.asked.town["zone"]) == ("Valencia, Venezuela", "America/Caracas")
    assert (anew.status_code, "We know no town" in anew.text) == (422, True)


def test_what_is_missing_is_said_and_what_was_typed_stays(app: Flask, edition: Edition) -> None:
    answer = app.test_client().post(
        "/cities/join", data={"city": "Gdynia", "why": "My own words", "colead_name": "Ann"}
    )

    assert answer.status_code == 422
    assert "My own words" in answer.text
    assert "Read what a lead keeps to herself" in answer.text
    assert states() == []


def test_no_city_joins_once_the_day_is_near(app: Flask, edition: Edition) -> None:
    client = asked_and_confirmed(app)
    edition.cities_close_days = 60
    db.session.commit()

    assert joined.takes_cities(edition, at=now()) is False
    assert "No other city can join now" in client.get("/cities/join").text
    assert (asks(app.test_client(), "Lublin").status_code, states()) == (409, ["waiting"])
    assert "/cities/join" not in client.get("/").text


def test_asking_again_and_again_is_slowed_down(app: Flask, edition: Edition) -> None:
    codes = [
        asks(app.test_client(), city).status_code for city in ("Gdynia", "Lublin", "Bydgoszcz", "Katowice", "Kielce")
    ]
    refused = asks(app.test_client(), "Szczecin")

    assert (codes, refused.status_code) == ([303] * 5, 429)
    assert "Forty friends" in refused.text


def test_it_is_changed_until_decided_and_an_older_tab_loses_nothing(app: Flask, team: FlaskClient) -> None:
    client = asked_and_confirmed(app)
    page = f"/joining/{only_id()}"
    said = {name: text for name, text in WISH.items() if name != "agreed"}

    first = client.post(page, data={**said, "why": "Fifty friends", "seen": "1"})
    again = client.post(page, data={**said, "why": "Fifty friends", "seen": "1"})
    older = client.post(page, data={**said, "why": "Sixty friends", "seen": "1"})

    assert (first.status_code, again.status_code, older.status_code) == (303, 303, 409)
    assert all(words in older.text for words in ("Fifty friends", "Sixty friends"))
    assert "Fifty friends" in team.get(f"/global{page}").text


def test_taken_back_nothing_of_it_is_kept(app: Flask, team: FlaskClient) -> None:
    client = asked_and_confirmed(app)
    page = f"/joining/{only_id()}"

    assert client.post(f"{page}/withdraw").status_code == 303
    assert (states(), client.post(f"{page}/withdraw").location) == ([], "/joining/")
    assert team.get(f"/global{page}").status_code == 404


def test_accepted_the_city_takes_part_and_its_lead_is_invited_once(app: Flask, team: FlaskClient) -> None:
    client = asked_and_confirmed(app, colead_name="Cora", colead_email="cora@example.org")
    before, page = len(letters(app)), f"/global/joining/{only_id()}"

    codes = [team.post(f"{page}/accept", data={"seen": "1"}).status_code for _ in range(2)]

    city = db.session.query(City).filter_by(slug="gdynia").one()
    told = {to.partition("<")[2].strip(">") or to: subject for to, subject, _ in letters(app)[before:]}
    assert codes == [303, 409]
    assert (city.zone, len(joined.preparing(db.session.query(Edition).one().id))) == ("Europe/Warsaw", 1)
    assert told == {
        NORA["email"]: "Gdynia joins, and you lead it",
        "cora@example.org": "You are a deputy lead of Gdynia",
    }
    (invitation,) = [text for to, _, text in letters(app)[before:] if NORA["email"] in to]
    assert client.post(path_in(invitation)).location == "/lead/gdynia/notes"
    assert client.get("/lead/gdynia/readiness").status_code == 200
    assert "Cities that prepare" in app.test_client().get("/cities/").text
    assert "joins already" in asks(app.test_client(), "Gdynia", email="x@example.org").text


def test_of_two_of_the_team_one_decides_and_the_other_is_told(app: Flask, team: FlaskClient) -> None:
    asked_and_confirmed(app)
    page = f"/global/joining/{only_id()}"

    first = team.post(f"{page}/decline", data={"seen": "1", "words": "Too near to another one."})
    second = team.post(f"{page}/accept", data={"seen": "1"})
    third = team.post(f"{page}/ask", data={"seen": "1", "words": "Have you a piano?"})

    assert (first.status_code, second.status_code, third.status_code) == (303, 409, 409)
    assert ("It is decided already" in second.text, "Have you a piano?" in third.text) == (True, True)
    assert db.session.query(PersonRole).filter_by(role=Role.LEAD).count() == 0
    assert [text for to, _, text in letters(app) if NORA["email"] in to and "Too near to another one." in text]


def test_asked_back_she_answers_and_it_waits_again(app: Flask, team: FlaskClient) -> None:
    client = asked_and_confirmed(app)
    page = f"/joining/{only_id()}"
    silent = team.post(f"/global{page}/ask", data={"seen": "1", "words": " "})
    team.post(f"/global{page}/ask", data={"seen": "1", "words": "Who owns the garden?"})
    told = [subject for _, subject, _ in letters(app)]
    said = {name: text for name, text in WISH.items() if name != "agreed"}

    unanswered = client.post(page, data={**said, "seen": "2"})
    answers = [client.post(page, data={**said, "answer": "My aunt.", "seen": "2"}).status_code for _ in range(2)]

    assert (silent.status_code, unanswered.status_code, answers) == (422, 422, [303, 303])
    assert ("Who owns the garden?" in unanswered.text, states()) == (True, ["waiting"])
    assert team.get(f"/global{page}").text.count("My aunt.") == 1
    assert "A question about your city" in told


def test_who_asks_for_one_city_twice_goes_on_with_the_first_request(app: Flask, edition: Edition) -> None:
    client = asked_and_confirmed(app)
    first = only_id()
    signed_in_again = asks(client)
    asks(app.test_client(), why="Another reason.")
    text = letters(app)[-1][2]

    assert signed_in_again.location == f"/joining/{first}"
    assert app.test_client().post(path_in(text)).location == f"/joining/{first}"
    assert only_id() == first


def test_what_nobody_confirmed_is_forgotten(app: Flask, edition: Edition) -> None:
    asks(app.test_client())
    asking.tidy(now() + asking.VERIFIED_WITHIN - timedelta(minutes=1))
    kept = states()
    asking.tidy(now() + asking.VERIFIED_WITHIN + timedelta(minutes=1))

    assert (kept, states()) == (["unverified"], [])


def test_only_who_asked_and_the_team_read_it(app: Flask, team: FlaskClient) -> None:
    asked_and_confirmed(app)
    other = signed_in(app.test_client(), a_person("other@example.org"))
    nothing = other.get("/nothing/here")

    for path in (f"/joining/{only_id()}", f"/global/joining/{only_id()}", "/global/joining"):
        answer = other.get(path)
        assert (answer.status_code, len(answer.data)) == (404, len(nothing.data))
