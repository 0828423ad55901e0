"""Training notes: read and ticked by leads, added to by the team, and the policy's own table in them."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import policy
from coordinator.disclosure.policy import Fact, Relation
from coordinator.editions.models import Edition
from coordinator.joining import note_words, notes
from coordinator.joining.models import NoteReading
from coordinator.joining.notes import Note
from coordinator.people import accounts
from coordinator.people.models import Role
from tests.campaign.builders import a_city, a_space, an_edition, spaces_taken
from tests.people.builders import a_person, signed_in

PAGE = "/lead/berlin/notes"


@pytest.fixture
def edition(app: Flask) -> Edition:
    """In sixty days, with a room in Berlin."""
    made = an_edition(day=(now() + timedelta(days=60)).date())
    spaces_taken(made, a_city(), a_space("S1"))
    db.session.commit()
    return made


@pytest.fixture
def ada(app: Flask, edition: Edition) -> str:
    """The lead of Berlin; her id."""
    person = a_person("ada@example.org", name="Ada Lead")
    accounts.grant(Role.LEAD, person, city_id=a_city().id)
    db.session.commit()
    return person


@pytest.fixture
def lead(app: Flask, ada: str) -> FlaskClient:
    """Her browser."""
    return signed_in(app.test_client(), ada)


@pytest.fixture
def team(app: Flask, edition: Edition) -> FlaskClient:
    """One of the global team."""
    person = a_person("glo@example.org", name="Glo")
    accounts.grant(Role.GLOBAL, person)
    db.session.commit()
    return signed_in(app.test_client(), person)


def ticks(client: FlaskClient, note: Note, edition: Edition, *, times: int = 1) -> list[int]:
    """The answers to the button below a note."""
    form = {"note": str(note), "seen": notes.mark(notes.additions(edition.id)[note])}
    return [client.post(PAGE, data=form).status_code for _ in range(times)]


def test_a_lead_ticks_each_note_once_and_the_board_names_her_until_then(
    app: Flask, edition: Edition, ada: str, lead: FlaskClient, team: FlaskClient
) -> None:
    named = "Ada Lead has notes to read" in team.get("/global/").text
    warned = "8 of your notes are still to read" in lead.get("/lead/berlin/plan").text

    codes = {note: ticks(lead, note, edition, times=2) for note in Note}

    assert (named, warned) == (True, True)
    assert codes == {note: [303, 303] for note in Note}
    assert db.session.query(NoteReading).count() == len(Note)
    assert "Ada Lead" not in team.get("/global/").text
    assert "still to read" not in lead.get("/lead/berlin/plan").text


def test_entries_are_opened_with_notes_unread_as_well(lead: FlaskClient) -> None:
    answer = lead.post("/lead/berlin/entries", follow_redirects=True)

    assert "1 show is open to guests." in answer.text


def test_what_the_team_adds_is_read_in_ones_language_and_asks_to_read_that_note_again(
    edition: Edition, ada: str, lead: FlaskClient, team: FlaskClient
) -> None:
    ticks(lead, Note.DOOR, edition)
    ticks(lead, Note.CARE, edition)
    form = {"note": "door", "seen": notes.mark({}), "words_en": "Bring lamps.", "words_de": "Bringt Lampen mit."}

    codes = [team.post("/global/notes", data=form).status_code for _ in range(2)]

    assert codes == [303, 303]  # the same once more is no conflict
    assert notes.read_by([ada], edition.id)[ada] == {Note.CARE}
    assert "Bring lamps." in lead.get(PAGE).text
    assert "Bringt Lampen mit." in lead.get(PAGE, headers={"Accept-Language": "de"}).text
    stale = lead.post(PAGE, data={"note": "door", "seen": notes.mark({})})
    assert (stale.status_code, "has changed since" in stale.text) == (409, True)
    assert ticks(lead, Note.DOOR, edition) == [303]


def test_two_of_the_team_lose_nothing_of_each_other(edition: Edition, team: FlaskClient) -> None:
    first = {"note": "door", "seen": notes.mark({}), "words_en": "Bring lamps."}
    team.post("/global/notes", data=first)

    answer = team.post("/global/notes", data={**first, "words_en": "Bring candles."})

    assert answer.status_code == 409
    assert all(words in answer.text for words in ("Bring lamps.", "Bring candles."))


def test_notes_are_for_leads_of_the_city_and_the_team(app: Flask, edition: Edition, team: FlaskClient) -> None:
    other = signed_in(app.test_client(), a_person("other@example.org"))

    assert (other.get(PAGE).status_code, other.post(PAGE, data={"note": "x"}).status_code) == (404, 404)
    assert (other.get("/global/notes").status_code, other.post("/global/notes").status_code) == (404, 404)
    assert team.get(PAGE).status_code == 200


def test_the_table_of_secrets_is_the_policys_own(monkeypatch: pytest.MonkeyPatch, lead: FlaskClient) -> None:
    def cells() -> dict[str, str]:
        rows = dict(note_words.secrecy())
        return dict(zip(note_words.READERS, rows["who plays"], strict=True))

    before, page = cells(), lead.get(PAGE).text
    monkeypatch.setitem(policy.RULES, Fact.LINEUP, {Relation.HOST: policy.ALWAYS})
    after = cells()

    assert (before["lead"], before["host"], before["performer"]) == (
        "always",
        *["once the last set in the last zone is over"] * 2,
    )
    assert (after["lead"], after["host"]) == ("once the last set in the last zone is over", "always")
    assert "once the address is told, until the address is gone again" in page
