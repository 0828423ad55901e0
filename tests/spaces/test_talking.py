"""Host and lead talk: whom she does not want in her home, which no one else learns, and what the lead asks her."""

import html
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from coordinator import jobs
from coordinator.campaign.importing import take_spaces
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import engagements, host_vetoes, own_data, questions, slots
from coordinator.disclosure.matching import day
from coordinator.errors import NotFound
from coordinator.hosting import talking
from coordinator.people.models import PersonRole, SignInAttempt
from coordinator.people.readers import CONSOLE, STRANGER
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, artists_taken, plain_name, sited
from tests.lineups.evenings import lead_of
from tests.people.builders import a_person, signed_in
from tests.spaces.homes import Rooftop, a_rooftop, told

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def roof(app: Flask) -> Rooftop:
    return a_rooftop(app)


@pytest.fixture
def acts(roof: Rooftop) -> list[str]:
    """Three acts that have applied; Bola plays in the second."""
    named: list[dict[str, Any]] = [
        {"act_name": "Loud Thunder"},
        {"act_name": "The Quiet", "members": ("Bola Bad",)},
        {"act_name": "Thunder"},
    ]
    said = [an_artist(f"A{number}", **one) for number, one in enumerate(named)]
    found = artists_taken(roof.edition, a_city(LAGOS), *said)
    db.session.commit()
    return found


def _veto(roof: Rooftop, words: str) -> str:
    """Say it; the veto's id."""
    roof.host.post(f"/host/{roof.space_id}/not-with", data={"words": words, "email": ""})
    return host_vetoes.own(roof.space_id)[-1].id


def _settle(roof: Rooftop, veto_id: str, **said: str) -> str:
    address = f"/lead/lagos/spaces/{roof.space_id}/not-with/{veto_id}"
    return roof.lead.post(address, data=said, follow_redirects=True).text


def _kept_out(roof: Rooftop) -> frozenset[str]:
    """The acts that the engine does not place there."""
    rooms = day(CONSOLE, roof.edition.id, city_id=None, at=now()).rooms
    return next(room.not_with for room in rooms if room.show.id == roof.show.id)


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("loud thunder", "Loud Thunder"),
        ("Bola Bad", "The Quiet"),
        ("not the quiet, please", "The Quiet"),
        ("thunder", "Thunder"),
        ("Nobody at all", None),
        ("the loud thunder and the quiet", None),
    ],
)
def test_an_act_is_proposed_where_the_words_mean_exactly_one(
    roof: Rooftop, acts: list[str], words: str, act: str | None
) -> None:
    _veto(roof, words)

    page = roof.lead.get(f"/lead/lagos/spaces/{roof.space_id}/changes").text

    assert (f"This is {act}" in page, "This is " in page) == ((True, True) if act else (False, False))
    assert ("host_veto", roof.lead_reader.id) in told()
    assert "Look at what 1 host has said" in roof.lead.get("/lead/lagos/readiness").text


@pytest.mark.usefixtures("alike")
def test_what_the_lead_links_the_engine_respects_and_the_host_does_not_learn(roof: Rooftop, acts: list[str]) -> None:
    veto_id = _veto(roof, "Loud Thunder")
    before = roof.host.get(f"/host/{roof.space_id}/not-with").text.partition("<main")[2]

    answer = _settle(roof, veto_id, act="Loud Thunder")

    assert ("linked: Loud Thunder" in answer, _kept_out(roof)) == (True, frozenset({acts[0]}))
    after = roof.host.get(f"/host/{roof.space_id}/not-with").text.partition("<main")[2]
    assert _plain(after) == _plain(before).replace("Kept. Only the lead of your city reads it.", "")
    mine = own_data.own_data(roof.host_reader, at=now())
    assert ([one["words"] for one in mine["not_in_my_home"]], mine["not_with"]) == (["Loud Thunder"], [])
    assert acts[0] not in str(mine)


def test_a_host_gives_the_address_of_somebody_who_might_come_as_a_guest(roof: Rooftop) -> None:
    address = f"/host/{roof.space_id}/not-with"

    wrong = roof.host.post(address, data={"words": "Karl <him>", "email": "karl at home"})
    kept = [roof.host.post(address, data={"words": "Karl", "email": "Karl@example.org"}) for _ in range(2)]
    page, theirs = (
        browser.get(path).text
        for browser, path in ((roof.host, address), (roof.lead, f"/lead/lagos/spaces/{roof.space_id}/changes"))
    )

    assert (wrong.status_code, "Karl &lt;him&gt;" in wrong.text, "karl at home" in wrong.text) == (422, True, True)
    assert [answer.status_code for answer in kept] == [303, 303]
    assert [(one.words, one.email) for one in host_vetoes.own(roof.space_id)] == [("Karl", "Karl@example.org")]
    assert ("Karl@example.org" in page, "Karl@example.org" in theirs) == (True, False)
    assert "If she enters as a guest, you get a letter and decide" in theirs


def _plain(text: str) -> str:
    return text.partition("</header>")[2].replace('name="csrf_token"', "")


def test_the_lead_reads_it_where_she_reviews_the_space_and_the_host_no_word_of_what_became_of_it(
    roof: Rooftop, acts: list[str]
) -> None:
    veto_id = _veto(roof, "Loud Thunder <or> Bola")
    page = f"/lead/lagos/spaces/{roof.space_id}"

    before = roof.lead.get(page).text
    _settle(roof, veto_id, act="Loud Thunder")
    after = roof.lead.get(page).text

    assert "Loud Thunder &lt;or&gt; Bola" in before.partition("Not in her home")[2]
    assert ("Nobody has said yet whom it means" in before, "linked: Loud Thunder" in after) == (True, True)
    pages = [roof.host.get(f"/host/{roof.space_id}{more}").text for more in ("", "/seen", "/not-with")]
    assert not any("linked" in text or "whom it means" in text for text in pages)


def test_taken_back_or_dismissed_it_holds_no_more(roof: Rooftop, acts: list[str]) -> None:
    first, second = _veto(roof, "Loud Thunder"), _veto(roof, "that Loud Thunder again")
    for veto_id in (first, second):
        _settle(roof, veto_id, act="Loud Thunder")

    roof.host.post(f"/host/{roof.space_id}/not-with/{first}/forget")
    still = _kept_out(roof)
    _settle(roof, second, do="dismiss")

    assert (still, _kept_out(roof)) == (frozenset({acts[0]}), frozenset())


def test_a_list_that_is_imported_again_leaves_what_the_lead_has_linked(roof: Rooftop, acts: list[str]) -> None:
    _settle(roof, _veto(roof, "Loud Thunder"), act="Loud Thunder")
    lagos = db.session.get_one(City, roof.show.city_id)

    take_spaces(roof.edition, sited([a_space(roof.space_id, not_with=("A2",))], lagos), name_area=plain_name, at=now())

    assert _kept_out(roof) == {acts[0], acts[2]}


def test_of_a_linked_act_that_plays_there_the_lead_is_told_where(roof: Rooftop, acts: list[str]) -> None:
    slots.put(roof.show, 1, acts[0])
    db.session.commit()

    veto_id, before = _veto(roof, "Loud Thunder"), told()
    answer = _settle(roof, veto_id, act="Loud Thunder")

    assert "It is on the bill there" in answer
    assert "misfit" not in [kind for kind, _ in before]
    assert "misfit" in [kind for kind, _ in told()]  # whoever answers for the show looks again
    assert engagements.engagements([acts[0]], edition_id=roof.edition.id)  # its slot is the lead's to clear


def test_a_name_that_means_no_act_or_several_is_refused_in_words(roof: Rooftop, acts: list[str]) -> None:
    assert "Not exactly one act" in _settle(roof, _veto(roof, "somebody"), act="Unknown")
    assert _kept_out(roof) == frozenset()


@pytest.mark.parametrize("name", ["<Unknown>", " "])
def test_a_name_that_cannot_be_linked_stays_in_its_own_form_beside_the_reason(roof: Rooftop, name: str) -> None:
    other, veto_id = _veto(roof, "nobody"), _veto(roof, "somebody")

    answer = roof.lead.post(f"/lead/lagos/spaces/{roof.space_id}/not-with/{veto_id}", data={"act": name})

    forms = {one: answer.text.partition(f'id="act-{one}"')[2].partition("</form>")[0] for one in (other, veto_id)}
    assert answer.status_code == 422
    assert f'value="{html.escape(name)}"' in forms[veto_id]
    assert f'<p class="fault" id="act-{veto_id}-fault"><span>' in forms[veto_id]
    assert "fault" not in forms[other]
    assert _kept_out(roof) == frozenset()


def test_blank_words_the_same_words_and_too_many_are_taken_as_they_should(roof: Rooftop) -> None:
    blank = roof.host.post(f"/host/{roof.space_id}/not-with", data={"words": "  "})
    for number in range(talking.MOST + 1):
        db.session.execute(delete(SignInAttempt))  # as over days: so many at once are slowed down
        db.session.commit()
        roof.host.post(f"/host/{roof.space_id}/not-with", data={"words": f"Somebody {number}"})
        roof.host.post(f"/host/{roof.space_id}/not-with", data={"words": f"SOMEBODY {number}"})

    assert (blank.status_code, len(host_vetoes.own(roof.space_id))) == (422, talking.MOST)


def test_nobody_but_host_and_lead_reads_or_settles_a_veto(app: Flask, roof: Rooftop) -> None:
    veto_id = _veto(roof, "Loud Thunder")
    other = signed_in(app.test_client(), a_person("other@example.org"))

    answers = [
        other.get(f"/host/{roof.space_id}/not-with"),
        other.post(f"/host/{roof.space_id}/not-with", data={"words": "x"}),
        other.post(f"/host/{roof.space_id}/not-with/{veto_id}/forget"),
        other.post(f"/lead/lagos/spaces/{roof.space_id}/not-with/{veto_id}", data={"do": "dismiss"}),
        other.post(f"/lead/lagos/spaces/{roof.space_id}/questions", data={"words": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    for reader in (STRANGER, roof.host_reader):
        with pytest.raises(NotFound):
            talking.vetoes(reader, roof.space, at=now())
        with pytest.raises(NotFound):
            questions.told(reader, roof.space, at=now())


def test_the_lead_asks_and_the_host_answers_once(app: Flask, roof: Rooftop) -> None:
    page, mine = f"/lead/lagos/spaces/{roof.space_id}", f"/host/{roof.space_id}"

    roof.lead.post(f"{page}/questions", data={"words": "Please measure the stage."})
    asked = questions.of_space(roof.space_id)[0]
    shown = roof.host.get(mine).text
    for words in ("4 by 3 metres", "something else"):
        roof.host.post(f"{mine}/questions/{asked.id}", data={"answer": words})

    assert ("Please measure the stage." in shown, "Please measure" in roof.host.get(mine).text) == (True, False)
    assert questions.of_space(roof.space_id)[0].answer == "4 by 3 metres"
    assert dict(told()) == {
        "host_asked": roof.host_reader.id,
        "host_answered": roof.lead_reader.id,
    }
    assert "4 by 3 metres" in roof.lead.get(f"{page}/changes").text
    roof.lead.post(f"{page}/questions/{asked.id}/seen")
    assert "Nothing to look at" in roof.lead.get("/lead/lagos/changes").text


def test_what_cannot_be_taken_stands_there_again_with_its_reason(roof: Rooftop) -> None:
    page, mine = f"/lead/lagos/spaces/{roof.space_id}", f"/host/{roof.space_id}"
    asked = roof.lead.post(f"{page}/questions", data={"words": "measure " * 200})
    roof.lead.post(f"{page}/questions", data={"words": "Please measure the stage."})
    question = questions.of_space(roof.space_id)[0]

    answered = roof.host.post(f"{mine}/questions/{question.id}", data={"answer": "metres " * 200})

    assert (asked.status_code, "measure measure" in asked.text) == (422, True)
    assert (answered.status_code, "metres metres" in answered.text, 'class="fault"' in answered.text) == (
        422,
        True,
        True,
    )
    assert questions.of_space(roof.space_id)[0].answered_at is None


def test_where_who_asked_answers_for_the_city_no_more_who_does_has_the_answer(roof: Rooftop) -> None:
    page, mine = f"/lead/lagos/spaces/{roof.space_id}", f"/host/{roof.space_id}"
    roof.lead.post(f"{page}/questions", data={"words": "Please measure the stage."})
    next_lead = lead_of(roof.show, "next@example.org")
    db.session.execute(delete(PersonRole).where(PersonRole.person_id == roof.lead_reader.id))
    db.session.commit()

    roof.host.post(f"{mine}/questions/{questions.of_space(roof.space_id)[0].id}", data={"answer": "4 by 3"})

    assert [person for kind, person in told() if kind == "host_answered"] == [next_lead.id]


def test_letters_of_talk_carry_a_link_and_no_words(app: Flask, roof: Rooftop) -> None:
    folder: Path = app.extensions["coordinator.settings"].folder / "outbox"
    for file in folder.glob("*.eml"):
        file.unlink()
    _veto(roof, "Loud Thunder")
    roof.lead.post(f"/lead/lagos/spaces/{roof.space_id}/questions", data={"words": "Please measure the stage."})

    jobs.work_off(app.extensions["coordinator.jobs"], at=now())

    read = BytesParser(EmailMessage, policy=policy.default)
    letters = [read.parsebytes(file.read_bytes()) for file in folder.glob("*.eml")]
    assert {str(letter["Subject"]) for letter in letters} == {
        "A host in Lagos does not want somebody in her home",
        "Action required: your lead asks you something",
    }
    assert not any(word in letter.as_string() for letter in letters for word in ("Thunder", "measure", "Rooftop Road"))


def test_one_veto_too_many_stays_in_its_field(roof: Rooftop) -> None:
    for number in range(talking.MOST):
        roof.host.post(f"/host/{roof.space_id}/not-with", data={"words": f"Act number {number}"})

    answer = roof.host.post(f"/host/{roof.space_id}/not-with", data={"words": "My former neighbour"})

    assert (answer.status_code, 'value="My former neighbour"' in answer.text) == (409, True)
    assert "That is enough for one space" in answer.text
