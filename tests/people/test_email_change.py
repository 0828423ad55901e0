"""Another e-mail address: both mailboxes confirm it within a day, the old one stops it, nobody learns whose it is."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import deposits, engagements, second_steps
from coordinator.disclosure.deposits import fingerprint
from coordinator.disclosure.people import find_person, identity
from coordinator.disclosure.sealed import SealedMember
from coordinator.errors import NotAllowed
from coordinator.gate import granted
from coordinator.jobs import Outbox
from coordinator.people import email_change, totp
from coordinator.people.commands import readdress
from coordinator.people.models import OpenSession
from coordinator.people.readers import CONSOLE, Reader
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.people.builders import a_link, a_person, signed_in
from tests.people.mailbox import letters, link_of, text_of
from tests.people.standing import stand_still

OLD, NEW, GOOD = "mia@example.org", "mia@new.example", "three words and a tree"


def asked(client: FlaskClient, new: str = NEW, **more: str) -> dict[str, str]:
    """Whoever is signed in has asked for another address: mail address → path of the link in the letter there."""
    response = client.post("/account/email", data={"email": new, **more})
    assert (response.status_code, response.location) == (303, "/account/email")
    return {letter["To"].addresses[0].addr_spec: link_of(letter) for letter in letters()}


@pytest.fixture
def mia(app: Flask) -> str:
    return a_person(OLD)


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_the_address_changes_once_both_mailboxes_have_said_yes(app: Flask, mia: str, order: tuple[str, str]) -> None:
    client = signed_in(app.test_client(), mia)
    links = asked(client)

    first = app.test_client().post(links[order[0]])
    between, open_still = identity(mia).email, client.get("/account").status_code
    second = app.test_client().post(links[order[1]])

    assert [("As soon as the other mailbox" in first.text), ("Both have said yes" in second.text)] == [True, True]
    assert (between, identity(mia).email) == (OLD, NEW)
    assert (find_person(OLD), find_person(NEW)) == (None, mia)
    assert (open_still, client.get("/account").status_code) == (200, 302)  # whoever read the old mailbox is out


def test_looking_confirms_nothing(app: Flask, mia: str) -> None:
    links = asked(signed_in(app.test_client(), mia))

    looks = [app.test_client().get(link).status_code for link in links.values() for _ in range(2)]

    assert (looks, identity(mia).email) == ([200] * 4, OLD)
    assert all(app.test_client().post(link).status_code == 200 for link in links.values())


def test_the_page_shows_what_waits_and_takes_it_back(app: Flask, mia: str) -> None:
    client = signed_in(app.test_client(), mia)
    links = asked(client)
    waiting = client.get("/account/email").text
    assert "mia@new.example waits to be confirmed" in client.get("/account").text

    client.post("/account/email/undo")

    assert ["You asked for mia@new.example" in page for page in (waiting, client.get("/account/email").text)] == [
        True,
        False,
    ]
    assert "waits to be confirmed" not in client.get("/account").text
    assert [app.test_client().post(link).status_code for link in links.values()] == [410, 410]
    assert identity(mia).email == OLD


def test_this_was_not_me_stops_it_and_ends_every_session(app: Flask, mia: str) -> None:
    thief = signed_in(app.test_client(), mia)
    unused = a_link(mia)
    links = asked(thief)
    assert thief.get("/account").status_code == 200

    stopped = app.test_client().post(f"{links[OLD]}/not-me")

    assert ("It is stopped" in stopped.text, thief.get("/account").status_code) == (True, 302)
    assert [app.test_client().post(link).status_code for link in (*links.values(), unused)] == [410] * 3
    assert identity(mia).email == OLD


def test_the_new_mailbox_cannot_sign_the_person_out(app: Flask, mia: str) -> None:
    client = signed_in(app.test_client(), mia)
    links = asked(client)

    assert app.test_client().post(f"{links[NEW]}/not-me").status_code == 410
    assert client.get("/account").status_code == 200
    assert "No, stop it" not in app.test_client().get(links[NEW]).text


def test_after_a_day_it_is_over_and_forgotten(app: Flask, mia: str) -> None:
    links = asked(signed_in(app.test_client(), mia))
    token = links[NEW].rpartition("/")[2]
    last, over = now() + timedelta(hours=23, minutes=59), now() + timedelta(hours=24, minutes=1)
    assert email_change.find_asked(token, at=last) is not None

    email_change.tidy(last)
    assert (email_change.find_asked(token, at=over), email_change.confirm(token, at=over)) == (None, None)
    assert email_change.find_asked(token, at=last) is not None

    email_change.tidy(over)
    assert email_change.find_asked(token, at=last) is None


@pytest.mark.usefixtures("alike")
def test_an_address_of_somebody_else_gets_the_same_answers_and_letters_as_a_free_one(app: Flask, mia: str) -> None:
    jan, taken = a_person("jan@example.org", name="Jan"), "not@example.org"
    a_person(taken, name="Noa")
    seen, sent = [], []
    for person, new in ((mia, "nobody@example.org"), (jan, taken)):
        client = signed_in(app.test_client(), person)
        answer = client.post("/account/email", data={"email": new})
        page = client.get("/account/email").text
        written = letters()
        (old,) = (link_of(letter) for letter in written if new not in str(letter["To"]))
        (fresh,) = (link_of(letter) for letter in written if new in str(letter["To"]))
        app.test_client().get(fresh)
        yes = app.test_client().post(old).text
        own = identity(person).email
        seen.append((answer.status_code, told_of(page, own, new), yes))
        sent.append([told_of(text_of(letter), own, new) for letter in written])

    assert seen[0] == seen[1]
    assert sent[0] == sent[1]


def told_of(text: str, own: str, new: str) -> str:
    """A text without what differs by whom it is for: addresses, names, links."""
    text = text.replace(own, "OWN").replace(new, "NEW").replace("Jan", "Mia")
    return re.sub(r"[0-9a-f]{64}|\d\d:\d\d|(?<=data-me=\")\w*", "…", text)


def test_only_the_mailbox_itself_learns_that_it_has_an_account_and_nothing_changes(app: Flask, mia: str) -> None:
    jan = a_person("jan@example.org", name="Jan")
    client = signed_in(app.test_client(), mia)
    links = asked(client, "Jan@Example.org")
    before = client.get("/account/email").data

    by_jan = app.test_client().post(links["Jan@Example.org"])
    by_mia = app.test_client().post(links[OLD])

    assert (by_jan.status_code, "has an account already" in by_jan.text) == (409, True)
    assert (by_mia.status_code, "As soon as the other mailbox" in by_mia.text) == (200, True)
    assert client.get("/account/email").data.count(b"jan@") == before.count(b"jan@")
    assert (identity(mia).email, identity(jan).email) == (OLD, "jan@example.org")


def test_who_is_quicker_to_have_the_address_keeps_it(app: Flask, mia: str) -> None:
    links = asked(signed_in(app.test_client(), mia))
    assert app.test_client().post(links[NEW]).status_code == 200
    quicker = a_person(NEW, name="Quick")

    late = app.test_client().post(links[OLD])

    assert "As soon as the other mailbox" in late.text
    assert (identity(mia).email, find_person(NEW)) == (OLD, quicker)


def test_two_ends_that_confirm_at_once_change_it_once(app: Flask, mia: str) -> None:
    for number in range(4):
        links = asked(signed_in(app.test_client(), mia), f"mia{number}@new.example")
        db.session.remove()
        gate, texts = Barrier(2), list[str]()

        def press(link: str, gate: Barrier = gate, texts: list[str] = texts) -> None:
            client = app.test_client()
            gate.wait()
            texts.append(client.post(link).text)

        threads = [Thread(target=press, args=[link]) for link in links.values()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted("Both have said yes" in text for text in texts) == [False, True]
        assert identity(mia).email == f"mia{number}@new.example"
        letters()


def test_links_sent_to_the_old_mailbox_open_nothing_after_the_change(app: Flask, mia: str) -> None:
    sent_before = a_link(mia)
    links = asked(signed_in(app.test_client(), mia))

    for link in links.values():
        app.test_client().post(link)

    assert app.test_client().post(sent_before).status_code == 410


def test_the_new_mailbox_is_told_that_it_is_changed_and_no_name_before(app: Flask, mia: str) -> None:
    client = signed_in(app.test_client(), mia)
    client.post("/account/email", data={"email": NEW})
    asks = letters()
    (new,) = (letter for letter in asks if NEW in str(letter["To"]))
    assert ("Mia" in new.as_string(), "Mia" in asks[0].as_string()) == (False, True)

    for letter in asks:
        app.test_client().post(link_of(letter))
    (told,) = letters()

    assert (told["To"].addresses[0].addr_spec, told["Subject"]) == (NEW, "Your e-mail address was changed")


def test_a_letter_that_is_sent_twice_has_the_same_link_both_times(app: Flask, mia: str) -> None:
    links = asked(signed_in(app.test_client(), mia))

    db.session.execute(update(Outbox).values(done_at=None))  # as if the worker had died before its mark
    again = {letter["To"].addresses[0].addr_spec: link_of(letter) for letter in letters()}

    assert again == links


def test_a_wish_that_was_taken_back_sends_no_letter(app: Flask, mia: str) -> None:
    client = signed_in(app.test_client(), mia)
    client.post("/account/email", data={"email": NEW})
    client.post("/account/email/undo")

    assert letters() == []


def test_a_later_wish_takes_the_place_of_the_first(app: Flask, mia: str) -> None:
    client = signed_in(app.test_client(), mia)
    first, second = asked(client), asked(client, "other@new.example")

    assert app.test_client().post(first[OLD]).status_code == 410
    assert [app.test_client().post(link).status_code for link in second.values()] == [200, 200]
    assert identity(mia).email == "other@new.example"


def test_who_has_a_password_shows_it_first(app: Flask) -> None:
    mia = a_person(OLD, password=GOOD)
    client = signed_in(app.test_client(), mia)

    wrong = client.post("/account/email", data={"email": NEW, "current": "a guess"})
    assert (wrong.status_code, "not your present password" in wrong.text) == (422, True)
    assert 'value="mia@new.example"' in wrong.text

    assert set(asked(client, current=GOOD)) == {OLD, NEW}


def test_guesses_at_the_password_are_slowed_down(app: Flask) -> None:
    client = signed_in(app.test_client(), a_person(OLD, password=GOOD))

    tries = [client.post("/account/email", data={"email": NEW, "current": "a guess"}).status_code for _ in range(5)]
    right = client.post("/account/email", data={"email": NEW, "current": GOOD})

    assert (tries, right.status_code, "15 minutes" in right.text) == ([422] * 5, 429, True)


def test_a_session_that_is_open_for_long_needs_a_fresh_link(app: Flask, mia: str) -> None:
    client = signed_in(app.test_client(), mia)
    db.session.execute(update(OpenSession).values(begun_at=now() - timedelta(minutes=16)))
    db.session.commit()

    refused = client.post("/account/email", data={"email": NEW})
    assert (refused.status_code, "Send me the link" in refused.text, letters()) == (422, True, [])

    assert client.post("/account/once-more", data={"next": "/account/email"}).location == "/sign-in/sent"
    (letter,) = letters()
    assert client.post(link_of(letter)).location == "/account/email"
    assert set(asked(client)) == {OLD, NEW}


def test_faults_stand_beside_the_field_with_what_was_typed(app: Flask, mia: str) -> None:
    client = signed_in(app.test_client(), mia)

    for typed, told in (("mia(at)new", "name@example.org"), ("MIA@example.org", "go to this address already")):
        response = client.post("/account/email", data={"email": typed})
        assert (response.status_code, told in response.text, f'value="{typed}"' in response.text) == (422, True, True)
    assert letters() == []


def test_nobody_is_flooded_with_letters_about_it(app: Flask) -> None:
    statuses = []
    for number in range(6):
        client = signed_in(app.test_client(), a_person(f"p{number}@example.org"))
        statuses.append(client.post("/account/email", data={"email": NEW}).status_code)

    assert statuses == [303] * 5 + [429]


def test_who_runs_the_site_answers_for_a_lost_mailbox(app: Flask, mia: str) -> None:
    told = CliRunner().invoke(readdress, [OLD, NEW], obj=None)
    assert (told.exit_code, "letter to the new address" in told.output) == (0, True)
    links = {letter["To"].addresses[0].addr_spec: link_of(letter) for letter in letters()}

    done = app.test_client().post(links[NEW])

    assert "Both have said yes" in done.text
    assert identity(mia).email == NEW


def test_the_old_mailbox_can_stop_what_was_said_at_the_console(app: Flask, mia: str) -> None:
    email_change.ask_for(CONSOLE, OLD, NEW, at=now())
    links = {letter["To"].addresses[0].addr_spec: link_of(letter) for letter in letters()}

    app.test_client().post(f"{links[OLD]}/not-me")

    assert app.test_client().post(links[NEW]).status_code == 410
    assert identity(mia).email == OLD


def test_only_the_console_answers_for_somebody_else(app: Flask, mia: str) -> None:
    with pytest.raises(NotAllowed):
        email_change.ask_for(Reader(mia), OLD, NEW, at=now())
    unknown = CliRunner().invoke(readdress, ["nobody@example.org", NEW])
    assert "No account has this address" in str(unknown.exception)


def test_a_code_is_not_spent_on_an_address_that_is_refused(
    app: Flask, mia: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(app.test_client(), mia)
    step = totp.step_at(stand_still(monkeypatch, "second_step_views", "proof_pages"))
    client.post("/account/second-step/begin")
    key = second_steps.find_secret(mia) or ""
    before, code = (totp.code(key, step + later) for later in (-1, 0))
    client.post("/account/second-step/confirm", data={"code": before})
    assert client.post("/account/email", data={"email": NEW, "code": before}).status_code == 422  # works once

    refused = [client.post("/account/email", data={"email": new, "code": code}) for new in (OLD, "no address")]

    assert [answer.status_code for answer in refused] == [422, 422]
    assert client.post("/account/email", data={"email": NEW, "code": code}).status_code == 303


def test_of_the_old_address_nothing_stays_in_bands(app: Flask, mia: str) -> None:
    edition, berlin = an_edition(), a_city()
    acts = artists_taken(
        edition, berlin, an_artist("A1", members=(OLD, "Bo")), an_artist("A2", members=(OLD, NEW)), an_artist("A3")
    )
    db.session.commit()
    assert engagements.sharing_members(acts[0], edition_id=edition.id) == {acts[1]}

    for link in asked(signed_in(app.test_client(), mia)).values():
        app.test_client().post(link)

    with granted("a test"):
        kept = db.session.scalars(select(SealedMember.member)).all()
    assert identity(mia).email == NEW
    assert sorted(kept) == sorted([fingerprint("Bo"), fingerprint(NEW), fingerprint(NEW)])
    assert engagements.sharing_members(acts[0], edition_id=edition.id) == {acts[1]}


def test_a_list_with_the_old_address_still_means_her_whoever_reads_that_mailbox_now(app: Flask, mia: str) -> None:
    edition, city = an_edition(), a_city()
    room, act = a_space("S1", host_email="mia@example.org"), an_artist("A1", email="mia@example.org")
    spaces_taken(edition, city, room)
    artists_taken(edition, city, act)
    changed(app, mia)
    stranger = a_person("mia@example.org")  # who has the mailbox now

    spaces_taken(edition, city, room)
    artists_taken(edition, city, act, an_artist("A2", email="mia@example.org"))

    answering = {**deposits.hosts(edition.id), **deposits.contacts(edition.id)}
    assert answering == {"S1": mia, "A1": mia, "A2": stranger}
    artists_taken(edition, city, an_artist("A1", email="other@example.org"))
    assert deposits.contacts(edition.id)["A1"] == a_person("other@example.org")


def changed(app: Flask, person_id: str) -> None:
    """Her address is changed, and both mailboxes have said so."""
    links = asked(signed_in(app.test_client(), person_id))
    for link in links.values():
        assert app.test_client().post(link).status_code == 200
