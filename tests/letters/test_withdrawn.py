"""Once a case is withdrawn no answer of the site tells of it, to nobody, and no cache may answer in its place."""

from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db, random_id
from coordinator.letters import cases, collecting, evenings, signing
from coordinator.letters.models import Channel, Step
from coordinator.letters.signing import Signed
from tests.campaign.builders import a_city, a_space, an_edition, spaces_taken
from tests.letters.builders import TEAM, WORDS, a_campaign, a_case, a_line, a_section, the_team
from tests.letters.test_reminding import MIA
from tests.people.mailbox import letters, link_of

SAID = "They came twice, says the brother of Yara"
TOLD = ("Yara", "dam.", "Free her", "Minister of Justice", "Palace Square", "her brother")


def _everywhere(app: Flask, known: dict[str, str]) -> Iterator[str]:
    """Every address that answers GET and needs nothing but the parts of a case."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.arguments <= known.keys() and rule.endpoint != "static":
            built = rule.build({name: known[name] for name in rule.arguments}, append_unknown=False)
            assert built is not None
            yield built[1]


def _telling(client: FlaskClient, paths: list[str]) -> dict[str, str]:
    """Path → how caches may keep it, of those that tell something of the case."""
    answers = {path: client.get(path) for path in paths}
    return {
        path: answer.headers.get("Cache-Control", "")
        for path, answer in answers.items()
        if any(word in answer.data.decode(errors="replace") for word in TOLD)
    }


def test_no_answer_tells_of_a_withdrawn_case_and_none_that_told_of_it_was_to_be_kept(app: Flask) -> None:
    edition = an_edition()
    (show,) = spaces_taken(edition, a_city(), a_space("S1"))
    section = a_section(a_campaign(edition), country="")
    evenings.set_hour(TEAM, edition.id, show.id, 60)
    case = a_case(edition)
    line = a_line(edition, case, section, number=70)
    collecting.correct(TEAM, line, 60, SAID, once=random_id(), at=now())
    signing.sign(case, Signed(MIA, Step.PLEDGED, Channel.PAPER, 1, section, remind=True), origin="", at=now())
    db.session.commit()
    (letter,) = letters()
    mail = link_of(letter)
    known = {"case_id": case, "section_id": section, "line_id": line, "show_id": show.id, "city": "berlin"}
    paths = [*_everywhere(app, known), mail, f"/letters/cases/{case}/sign?show={show.id}"]
    viewers = {"everybody": app.test_client(), "team": the_team(app)}
    viewers["everybody"].post(mail)
    before = {who: _telling(client, paths) for who, client in viewers.items()}
    assert WORDS["title"] in viewers["everybody"].get(mail).text

    cases.withdraw(TEAM, case, at=now())
    db.session.commit()

    own = {"/letters/", "/letters/tallies", "/letters/tallies.csv", "/api/v1/letters/tallies", mail}
    assert own <= before["everybody"].keys()
    assert {"/letters/lines.csv", "/letters/collect", f"/campaign/cases/{case}/words"} <= before["team"].keys()
    kept = {rule for told in before.values() for rule in told.values()}
    assert {rule for rule in kept if "no-cache" not in rule and "no-store" not in rule} == set()
    assert {who: _telling(client, paths) for who, client in viewers.items()} == {"everybody": {}, "team": {}}
