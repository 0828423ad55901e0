"""Signing in: a link works once, an answer tells nothing, a session ends when it should."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.addressees import Addressee
from coordinator.disclosure.people import find_person
from coordinator.jobs import Outbox
from coordinator.people import accounts, sessions, sign_in
from coordinator.people.models import Purpose, Role, SignInLink
from tests.people.builders import a_city, a_link, a_person, signed_in
from tests.people.mailbox import letters, link_of
from tests.people.standing import stand_still

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD = "three words and a tree"


def ask(client: FlaskClient, email: str, **more: str) -> TestResponse:
    return client.post("/sign-in", data={"email": email, **more})


def answer(response: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that a caller gets."""
    return response.status_code, list(response.headers), response.data


def letters_waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(Outbox)) or 0


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


@pytest.mark.usefixtures("alike")
def test_a_known_and_an_unknown_address_get_the_same_bytes(client: FlaskClient) -> None:
    a_person("known@example.org")

    unknown = answer(ask(client, "nobody@example.org"))
    without = letters()
    known = answer(ask(client, "known@example.org"))

    assert (without, [str(letter["To"]) for letter in letters()]) == ([], ["Mia <known@example.org>"])
    assert known == unknown
    assert known[0] == 302


def test_an_address_is_found_however_it_is_typed(client: FlaskClient) -> None:
    a_person("Mia@Example.org")

    ask(client, " mIA@example.ORG ")

    assert [str(letter["To"]) for letter in letters()] == ["Mia <Mia@Example.org>"]


def test_a_double_click_is_one_letter(client: FlaskClient) -> None:
    a_person()

    for second in (0.0, 0.4):
        sign_in.ask_for_link(Addressee("mia@example.org"), origin="::1", at=NOON + timedelta(seconds=second))

    assert letters_waiting() == 1


@pytest.mark.parametrize(("form", "role"), [("/host/", Role.HOST), ("/artist/apply", Role.ARTIST)])
@pytest.mark.parametrize("hurried", [True, False])
def test_what_a_form_says_is_not_lost_when_its_address_asked_to_sign_in_a_moment_before(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, form: str, role: Role, hurried: bool
) -> None:
    """Whether the letter's job has found nobody by then (`hurried`) or not."""
    stand_still(monkeypatch, "views", at=NOON)
    ask(client, "nele@example.org")
    nobody = letters() if hurried else []

    for second in (1.0, 1.4):  # a double click
        stand_still(monkeypatch, "arriving", at=NOON + timedelta(seconds=second))
        client.post(form, data={"name": "Nele", "email": " Nele@example.org"})
    (letter,) = letters()

    who = find_person("nele@example.org") or ""
    assert (nobody, str(letter["To"])) == ([], "Nele <Nele@example.org>")
    assert [held.role for held in accounts.roles_of(who)] == [role]


def test_what_a_form_says_is_kept_beside_another_for_known_and_unknown_addresses_alike(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_person("known@example.org", name="Kim")
    forms: list[tuple[str, dict[str, str]]] = [("/sign-in", {})]
    forms += [(form, {"name": "Nele"}) for form in ("/host/", "/artist/apply")]
    waiting: list[int] = []
    for email in ("known@example.org", "new@example.org"):
        for second, (form, named) in enumerate(forms):
            with monkeypatch.context() as patch:
                stand_still(patch, "views", "arriving", at=NOON + timedelta(seconds=second))
                app.test_client().post(form, data={"email": email, **named})
        waiting.append(letters_waiting())

    sent = [(str(letter["To"]), link_of(letter)) for letter in letters()]
    onwards = sorted((to, app.test_client().post(link).location) for to, link in sent)

    kim, nele = "Kim <known@example.org>", "Nele <new@example.org>"
    assert waiting == [3, 6]
    assert onwards == sorted(
        [(kim, "/account"), (kim, "/host/"), (kim, "/artist/apply"), (nele, "/host/"), (nele, "/artist/apply")]
    )


def test_an_address_that_is_none_is_told_so_in_the_form(client: FlaskClient) -> None:
    response = ask(client, "mia(at)example.org")

    assert response.status_code == 422
    assert "name@example.org" in response.text
    assert 'value="mia(at)example.org"' in response.text


def test_looking_at_a_link_does_not_use_it(client: FlaskClient) -> None:
    link = a_link(a_person())

    looks = [client.get(link).status_code for _ in range(3)] + [client.head(link).status_code]
    used = client.post(link)

    assert looks == [200] * 4
    assert (used.status_code, used.location, is_signed_in(client)) == (302, "/account", True)


@pytest.mark.usefixtures("alike")
def test_a_used_an_expired_and_an_invented_link_look_alike_and_open_nothing(app: Flask) -> None:
    person = a_person()
    used, expired = a_link(person), a_link(person)
    assert app.test_client().post(used).status_code == 302
    stored = db.session.get_one(SignInLink, hashlib.sha256(expired.rpartition("/")[2].encode()).hexdigest())
    stored.expires_at = now() - timedelta(seconds=1)
    db.session.commit()

    links = [used, expired, "/sign-in/abcdefghijklmnopqrstuvwxyz"]
    seen = [answer(app.test_client().get(link)) for link in links]
    tried = [answer(app.test_client().post(link)) for link in links]

    assert [found[0] for found in (*seen, *tried)] == [410] * 6
    assert seen[0] == seen[1] == seen[2]
    assert tried[0] == tried[1] == tried[2]


def test_only_the_hash_of_a_token_is_kept(app: Flask) -> None:
    token = a_link(a_person()).rpartition("/")[2]

    kept = db.session.scalars(select(SignInLink.token_hash)).one()

    assert (len(token), kept) == (26, hashlib.sha256(token.encode()).hexdigest())


@pytest.mark.parametrize(
    ("purpose", "lives"), [(Purpose.SIGN_IN, timedelta(minutes=15)), (Purpose.INVITE, timedelta(days=7))]
)
def test_a_link_lives_as_long_as_its_purpose_says(app: Flask, purpose: Purpose, lives: timedelta) -> None:
    token = sign_in.mint(a_person(), purpose, at=NOON)

    last = sign_in.is_usable(token, at=NOON + lives - timedelta(seconds=1))
    over = sign_in.use_link(token, at=NOON + lives)

    assert (last, over) == (True, None)


def test_two_who_use_one_link_at_once_open_one_session(app: Flask) -> None:
    person = a_person()
    for _ in range(5):
        link = a_link(person)
        db.session.remove()
        clients = [app.test_client(), app.test_client()]
        assert [client.get(link).status_code for client in clients] == [200, 200]  # it is open to either

        statuses = used_at_once(clients, link)

        assert sorted(statuses) == [302, 410]
        assert sorted(map(is_signed_in, clients)) == [False, True]


def used_at_once(clients: list[FlaskClient], link: str) -> list[int]:
    gate, statuses = Barrier(len(clients)), []

    def use(client: FlaskClient) -> None:
        gate.wait()
        statuses.append(client.post(link).status_code)

    threads = [Thread(target=use, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_a_session_begins_empty(client: FlaskClient) -> None:
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"

    signed_in(client, a_person())

    with client.session_transaction() as after:
        assert "planted" not in after
        assert "_user_id" in after


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("/map", "/map"),
        ("/cities/?q=k", "/cities/?q=k"),
        ("https://elsewhere.example/map", "/account"),
        ("//elsewhere.example/map", "/account"),
        ("/\\elsewhere.example", "/account"),
        ("/no-such-page", "/account"),
        ("/sign-out", "/account"),
        ("", "/account"),
    ],
)
def test_who_signs_in_goes_on_where_they_were_but_only_on_this_site(client: FlaskClient, wanted: str, got: str) -> None:
    person = a_person()
    ask(client, "mia@example.org", next=wanted)

    assert client.post(a_link(person)).location == got


def test_a_lead_begins_with_the_city(client: FlaskClient) -> None:
    person = a_person()
    accounts.grant(Role.LEAD, person, city_id=a_city("krakow"))
    db.session.commit()

    assert client.post(a_link(person)).location == "/lead/krakow/"


def test_who_is_signed_in_is_not_asked_again(client: FlaskClient) -> None:
    assert client.get("/sign-in").status_code == 200

    signed_in(client, a_person())

    assert client.get("/sign-in").location == "/account"


def test_a_password_opens_a_session(client: FlaskClient) -> None:
    a_person(password=GOOD)

    response = ask(client, "mia@example.org", password=GOOD, next="/map")

    assert (response.status_code, response.location, is_signed_in(client)) == (302, "/map", True)


@pytest.mark.usefixtures("alike")
def test_a_wrong_password_no_password_and_no_account_get_the_same_answer(app: Flask) -> None:
    a_person("mia@example.org", password=GOOD)
    a_person("noa@example.org")

    answers = []
    for email in ("mia@example.org", "noa@example.org", "not@example.org"):
        response = ask(app.test_client(), email, password="something else")
        status, headers, body = answer(response)
        answers.append((status, headers, body.replace(email.encode(), b"")))

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422


def test_after_five_wrong_passwords_even_the_right_one_waits(client: FlaskClient) -> None:
    a_person(password=GOOD)
    wrong = [ask(client, "mia@example.org", password="a guess").status_code for _ in range(5)]

    sixth = ask(client, "mia@example.org", password=GOOD)
    elsewhere = client.post(
        "/sign-in", data={"email": "mia@example.org", "password": GOOD}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )

    assert wrong == [422] * 5
    assert (sixth.status_code, "15 minutes" in sixth.text) == (429, True)
    assert elsewhere.status_code == 302  # nobody locks somebody else out


def test_unknown_addresses_are_slowed_down_alike(client: FlaskClient) -> None:
    statuses = [ask(client, "not@example.org", password="a guess").status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_the_right_password_forgives_the_wrong_ones(client: FlaskClient) -> None:
    a_person(password=GOOD)

    for password in ("a guess",) * 4 + (GOOD,) + ("a guess",) * 4:
        ask(client, "mia@example.org", password=password)

    assert ask(client, "mia@example.org", password=GOOD).status_code == 302


def test_nobody_is_flooded_with_letters(client: FlaskClient) -> None:
    a_person()
    statuses = [ask(client, "mia@example.org").status_code for _ in range(6)]
    unknown = [ask(client, "not@example.org").status_code for _ in range(6)]

    assert statuses == unknown == [302] * 5 + [429]


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://localhost/artist/apply", "/artist/apply"),
        ("http://localhost/sign-in?next=/door/", "/sign-in?next=/door/"),
        ("http://localhost/sign-in/sent", "/sign-in"),
        ("http://elsewhere.example/host/", "/sign-in"),
        ("", "/sign-in"),
    ],
)
def test_who_mistyped_her_address_goes_back_to_the_form_that_takes_another(
    client: FlaskClient, came_from: str, back: str
) -> None:
    page = client.get("/sign-in/sent", headers={"Referer": came_from}).text

    assert re.findall(r'href="([^"]+)">Try another address', page) == [back]


def test_signing_out_takes_a_press_and_ends_the_session(client: FlaskClient) -> None:
    signed_in(client, a_person())

    looked = client.get("/sign-out").status_code
    still = is_signed_in(client)
    left = client.post("/sign-out")

    assert (looked, still, is_signed_in(client)) == (405, True, False)
    assert left.headers["Clear-Site-Data"] == '"storage"'  # the list of a door, for one


def test_signing_out_ends_the_session_at_the_server_and_no_other(app: Flask) -> None:
    person = a_person()
    here, there = signed_in(app.test_client(), person), signed_in(app.test_client(), person)
    stolen = here.get_cookie("session")
    assert stolen is not None
    thief = app.test_client()
    thief.set_cookie("session", stolen.value)
    assert is_signed_in(thief)

    here.post("/sign-out")

    assert [is_signed_in(one) for one in (here, thief, there)] == [False, False, True]


def test_signing_out_everywhere_ends_every_session_and_spends_open_links(app: Flask) -> None:
    person = a_person()
    here, there, link = signed_in(app.test_client(), person), signed_in(app.test_client(), person), a_link(person)
    assert is_signed_in(there)

    response = here.post("/account/sign-out-everywhere")

    assert (response.location, response.headers["Clear-Site-Data"]) == ("/sign-in", '"storage"')
    assert [is_signed_in(here), is_signed_in(there)] == [False, False]
    assert app.test_client().post(link).status_code == 410


def test_a_form_from_another_site_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    link = a_link(a_person())
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    forged = app.test_client().post(link).status_code
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    own = app.test_client().post(link).status_code

    assert (forged, own) == (422, 302)


def test_no_copy_of_these_pages_is_kept_anywhere(client: FlaskClient) -> None:
    link = a_link(a_person())

    kept = {path: client.get(path).headers["Cache-Control"] for path in ("/sign-in", link, "/account")}

    assert set(kept.values()) == {"no-store"}


def test_the_account_asks_a_stranger_to_sign_in_first(client: FlaskClient) -> None:
    assert client.get("/account").location == "/sign-in?next=/account"


def test_a_first_password_is_chosen_and_ends_the_other_sessions(app: Flask) -> None:
    person = a_person()
    here, there = signed_in(app.test_client(), person), signed_in(app.test_client(), person)

    response = here.post("/account/password", data={"password": GOOD})

    assert (response.status_code, is_signed_in(here), is_signed_in(there)) == (302, True, False)
    assert ask(there, "mia@example.org", password=GOOD).status_code == 302


def test_another_password_takes_the_present_one(client: FlaskClient) -> None:
    signed_in(client, a_person(password=GOOD))
    another = "quite another one"

    without = client.post("/account/password", data={"password": another})
    wrong = client.post("/account/password", data={"current": "a guess", "password": another})
    right = client.post("/account/password", data={"current": GOOD, "password": another})

    assert (without.status_code, wrong.status_code, right.status_code) == (422, 422, 302)
    assert "not your present password" in wrong.text


def test_a_short_password_is_refused_with_what_would_do(client: FlaskClient) -> None:
    signed_in(client, a_person())

    response = client.post("/account/password", data={"password": "short"})

    assert response.status_code == 422
    assert "At least 10 characters are needed" in response.text


def test_the_account_shows_name_and_roles_with_their_pages(client: FlaskClient) -> None:
    person = a_person(name="Mia <b>Nowak</b>")
    accounts.grant(Role.LEAD, person, city_id=a_city("krakow", name="Kraków"))
    accounts.grant(Role.CAMPAIGN, person)
    db.session.commit()

    page = signed_in(client, person).get("/account").text

    assert "Mia &lt;b&gt;Nowak&lt;/b&gt;" in page
    assert '<a class="card lit" href="/lead/krakow/"><h3>City lead, Kraków</h3>' in page
    assert '<a class="card lit" href="/campaign/"><h3>Campaign team</h3>' in page
    assert "Letters go to mia@example.org." in page


def test_a_session_outlives_the_browser_as_long_as_it_lasts_at_the_server(app: Flask) -> None:
    browser = app.test_client()

    answer = browser.post(a_link(a_person()))
    browser.get("/account")
    later = browser.get("/account")

    kept = browser.get_cookie("session")
    assert kept is not None
    assert kept.expires is not None
    assert abs(kept.expires - now() - sessions.LASTS) < timedelta(minutes=5)
    assert (answer.status_code, "Set-Cookie" in later.headers) == (302, False)
