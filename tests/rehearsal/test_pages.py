"""The pages of rehearsals: for the global team, whatever was found."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.db import db
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.rehearsal import pages
from tests.people.builders import a_person, signed_in
from tests.rehearsal.builders import a_rehearsal, a_report


@pytest.fixture
def team(app: Flask) -> FlaskClient:
    person = a_person("glo@example.org")
    accounts.grant(Role.GLOBAL, person)
    db.session.commit()
    return signed_in(app.test_client(), person)


def test_without_a_rehearsal_the_list_says_how_to_play_one(team: FlaskClient) -> None:
    page = team.get("/global/rehearsals/").text

    assert "Nothing was rehearsed here" in page
    assert "coordinator rehearse" in page


def test_a_report_says_what_did_not_hold_and_that_nobody_was_real(team: FlaskClient) -> None:
    made = a_rehearsal()
    db.session.commit()

    listed, page = team.get("/global/rehearsals/").text, team.get(f"/global/rehearsals/{made}").text

    assert "not everything held" in listed
    assert "This was a rehearsal" in page
    assert "letter 1 (thanks)" in page
    assert "1 does not" in page
    assert "A show moved to another room" in page
    assert "No three acts were found in time" in page


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_report_reads_in_every_language(team: FlaskClient, language: str) -> None:
    made = a_rehearsal()
    db.session.commit()

    page = team.get(f"/global/rehearsals/{made}", headers={"Accept-Language": language}).text

    assert "This was a rehearsal" not in page
    assert f'<html lang="{language}' in page


@pytest.mark.parametrize("role", [Role.CAMPAIGN, Role.HOST, Role.ARTIST])
def test_nobody_but_the_global_team_finds_a_report(app: Flask, role: Role) -> None:
    made, person = a_rehearsal(), a_person("other@example.org")
    accounts.grant(role, person)
    db.session.commit()
    client = signed_in(app.test_client(), person)

    paths = ("/global/rehearsals/", f"/global/rehearsals/{made}", f"/global/rehearsals/{made}.json")
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_there_is_nothing_under_an_unknown_id(team: FlaskClient) -> None:
    assert team.get("/global/rehearsals/nothing").status_code == 404


def test_a_file_of_it_asks_for_nothing_else(app: Flask) -> None:
    file = pages.standalone(a_report())

    assert "This was a rehearsal" in file
    assert [sign for sign in ("http:", "https:", "url(", "src=", "href=", "<script") if sign in file] == []
