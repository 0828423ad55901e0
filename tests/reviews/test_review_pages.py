"""The pages of a review: lists, one space, one application; what is on them before and after a lead has scored."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import slots
from coordinator.disclosure.sealed import Disclosure
from coordinator.gate import granted
from coordinator.reviews import judging
from coordinator.shows.models import Show
from coordinator.spaces.models import SpaceState
from tests.campaign.builders import a_space, an_artist, artists_taken, spaces_taken
from tests.guests.entering import field_of
from tests.people.builders import a_person, signed_in
from tests.reviews.desk import AT, Desk, a_desk
from tests.statements import statements
from tests.twice import Sent, has_the_effect_of_once

WORDS = {"state": "approved", "seen": "submitted", "words": "A fine room.", "aware": "1"}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return a_desk(app)


def text(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_list_shows_one_state_and_what_waits_for_my_score(desk: Desk) -> None:
    browser = desk.browser(desk.ada)
    lists = ("/lead/berlin/spaces", "/lead/berlin/applications")

    first = [text(browser.get(path).text) for path in lists]

    assert ["The green sofa" in first[0], "The long table" in first[0]] == [True, False]
    assert ["Act A1" in first[1], "Act A2" in first[1]] == [True, False]
    assert all("1 waits for your score." in page for page in first)
    assert "The long table" in browser.get("/lead/berlin/spaces?state=approved").text
    for path in desk.addresses():
        browser.post(f"{path}/score", data={"score": "4"})
    told = [text(browser.get(f"{path}?mine=open").text) for path in lists]
    assert all("All scored" in page and "you gave 4" not in page for page in told)
    assert all("you gave 4" in browser.get(path).text for path in lists)


def test_the_pages_tell_the_lead_what_she_needs_to_judge(desk: Desk) -> None:
    space, wish = (text(desk.browser(desk.ada).get(path).text) for path in desk.addresses())

    for said in ("12 Example Street", "Hanna Host", "a room", "20", "amplified sound, drums"):
        assert said.casefold() in space.casefold()
    for said in ("Act A1", "Ada Act", "genre A1", "★ 0", "25 minutes"):
        assert said in wish


@pytest.mark.usefixtures("alike")
def test_before_i_have_scored_the_page_is_the_same_whatever_others_think(desk: Desk) -> None:
    browser = desk.browser(desk.bea)
    before = [browser.get(path).data for path in desk.addresses()]

    for subject in desk.subjects:
        judging.score(desk.ada, subject, 1, words="Gruesome.", at=AT)
        judging.remark(desk.ada, subject, "No.", at=AT)

    assert [browser.get(path).data for path in desk.addresses()] == before
    for path in desk.addresses():
        assert "Gruesome." in browser.post(f"{path}/score", data={"score": "4"}, follow_redirects=True).text


def test_a_review_from_scores_to_the_decision(desk: Desk) -> None:
    path, _ = desk.addresses()
    ada, bea = desk.browser(desk.ada), desk.browser(desk.bea)
    ada.post(f"{path}/score", data={"score": "5", "words": "Wonderful."})

    alone = ada.post(f"{path}/decision", data=WORDS)
    bea.post(f"{path}/score", data={"score": "4"})
    ada.post(f"{path}/remarks", data={"words": "Then let us."})
    done = bea.post(f"{path}/decision", data=WORDS, follow_redirects=True)
    again = ada.post(f"{path}/decision", data=WORDS)

    assert (alone.status_code, "Only one of you has scored this." in alone.text) == (409, True)
    assert "A fine room." in alone.text  # what was typed is still there
    assert ("Decided: approved." in done.text, "Then let us." in done.text) == (True, True)
    assert (again.status_code, "Somebody decided this just now." in again.text) == (409, True)
    db.session.refresh(desk.space)
    assert desk.space.state is SpaceState.APPROVED


@pytest.mark.parametrize("number", [0, 1], ids=["of a space", "of an application"])
def test_a_remark_that_is_sent_twice_is_one_and_from_a_page_opened_anew_another(desk: Desk, number: int) -> None:
    browser, path = desk.browser(desk.ada), desk.addresses()[number]
    browser.post(f"{path}/score", data={"score": "5"})

    for _ in range(2):
        said = {"words": "Look at the stairs.", "form": field_of(browser.get(path).text, "form")}
        has_the_effect_of_once(Sent(browser, f"{path}/remarks", said))

    assert browser.get(path).text.count("Look at the stairs.") == 2


def test_what_was_written_in_lines_is_read_in_lines(desk: Desk) -> None:
    browser, (path, _) = desk.browser(desk.ada), desk.addresses()
    browser.post(f"{path}/score", data={"score": "5", "words": " A wide  room.\r\n\r\n\r\n\r\nNo  lift. "})

    page = browser.post(f"{path}/remarks", data={"words": "One.\r\nTwo."}, follow_redirects=True).text

    assert '<span class="lines">A wide room.\n\nNo lift.</span>' in page
    assert '<span class="lines">One.\nTwo.</span>' in page


def test_a_form_that_says_too_little_is_refused_and_keeps_what_was_typed(desk: Desk) -> None:
    path, _ = desk.addresses()
    browser = desk.browser(desk.ada)

    unscored = browser.post(f"{path}/score", data={"score": "9", "words": "So so."})
    browser.post(f"{path}/score", data={"score": "3"})
    silent = browser.post(f"{path}/remarks", data={"words": "  "})

    assert (unscored.status_code, "So so." in unscored.text) == (422, True)
    assert (silent.status_code, "Say it in a few words" in silent.text) == (422, True)


def test_what_a_suspension_touches_stands_above_the_decision(desk: Desk) -> None:
    show = db.session.scalars(select(Show).where(Show.space_id == desk.space.id)).one()
    slots.put(show, 2, desk.wish.artist_id)
    browser = desk.browser(desk.ada)

    for path in desk.addresses():
        page = browser.post(f"{path}/score", data={"score": "3"}, follow_redirects=True).text
        assert page.index(f"/lead/berlin/shows/{show.id}") < page.index("Your decision")


def test_to_another_citys_lead_it_is_as_if_there_were_nothing(desk: Desk) -> None:
    browser = desk.browser(desk.other)
    space, wish = desk.addresses()
    posts = [f"{path}/{what}" for path in (space, wish) for what in ("score", "remarks", "decision")]

    seen = [browser.get(path) for path in (space, wish, "/lead/berlin/spaces", "/lead/berlin/applications")]
    seen += [browser.get(path.replace("berlin", "lagos")) for path in (space, wish)]
    nothing = browser.get("/lead/berlin/spaces/none")
    done = [browser.post(path, data={**WORDS, "score": "5"}) for path in posts]

    assert {answer.status_code for answer in (*seen, *done, nothing)} == {404}
    assert {text(answer.text) for answer in seen} == {text(nothing.text)}
    assert "The green sofa" not in browser.get("/lead/lagos/spaces").text


def test_the_global_team_reviews_every_city(desk: Desk) -> None:
    browser = desk.browser(desk.globe)
    path, _ = desk.addresses()

    page = browser.post(f"{path}/score", data={"score": "3"}, follow_redirects=True)

    assert "Your score is kept." in page.text


@pytest.mark.usefixtures("unlinked")
def test_one_of_a_kind_takes_as_many_queries_as_fifty(desk: Desk) -> None:
    browser = desk.browser(desk.ada)
    lists = ("/lead/berlin/spaces?state=approved", "/lead/berlin/applications?state=accepted")
    queries = []

    for more in (0, 50):
        spaces_taken(desk.edition, desk.city, *(a_space(f"M{number}") for number in range(more)))
        artists_taken(desk.edition, desk.city, *(an_artist(f"M{number}") for number in range(more)))
        for path in lists:
            with statements() as seen:
                assert browser.get(path).status_code == 200
            queries.append(len([statement for statement in seen if statement.startswith("SELECT")]))

    assert queries == [12, 11] * 2


@pytest.mark.usefixtures("unlinked")
def test_a_page_takes_as_many_queries_whatever_has_been_said(desk: Desk) -> None:
    browser = desk.browser(desk.ada)
    queries = []

    for said in (0, 20):
        for subject in desk.subjects:
            judging.score(desk.ada, subject, 3, words="", at=AT)
            for number in range(said):
                judging.remark(desk.ada, subject, f"Word {number}", at=AT)
        for path in desk.addresses():
            with statements() as seen:
                assert browser.get(path).status_code == 200
            queries.append(len([statement for statement in seen if statement.startswith("SELECT")]))

    assert queries == [26, 25] * 2


def test_a_link_of_an_act_tells_nobody_where_it_was_found(desk: Desk) -> None:
    artists_taken(desk.edition, desk.city, an_artist("A1", links=("https://example.org/a",)))
    _, path = desk.addresses()

    page = desk.browser(desk.ada).get(path).text

    link = re.search(r'<a href="https://example.org/a"[^>]*>', page)
    assert link is not None
    assert {"noopener", "noreferrer", "nofollow"} <= set(re.search(r'rel="([^"]*)"', link[0])[1].split())  # type: ignore[index]


def test_a_home_that_two_accounts_offer_is_shown_to_the_lead_who_judges_either(desk: Desk) -> None:
    twice = {"host_email": "twin@example.org", "host_name": "Hans Host", "space_name": "The blue sofa"}
    first, far = (
        spaces_taken(desk.edition, desk.city, row, north=north)[0].space_id
        for row, north in ((a_space("T1", space_name="The red sofa"), 0.02), (a_space("T3", host_name="Far"), 0.021))
    )
    second = spaces_taken(desk.edition, desk.city, a_space("T2", **twice), north=0.0202)[0].space_id
    db.session.commit()
    ada = desk.browser(desk.ada)

    pages = {key: ada.get(f"/lead/berlin/spaces/{key}").text for key in (first, second, far, desk.space.id)}

    asked = "Is it one home, offered twice?"
    assert {key: asked in page for key, page in pages.items()} == {
        first: True,
        second: True,
        far: False,
        desk.space.id: False,  # of whose address nothing but the town is known
    }
    assert f'<a href="/lead/berlin/spaces/{second}">The blue sofa</a>' in pages[first]
    with granted("test"):
        learnt = select(Disclosure.subject).where(Disclosure.fact == "exact_point")
        assert set(db.session.scalars(learnt)) == {first, second}
    assert desk.browser(desk.other).get(f"/lead/berlin/spaces/{first}").status_code == 404


@pytest.mark.usefixtures("alike")
def test_no_host_learns_from_her_page_that_somebody_offers_a_space_beside_hers(desk: Desk) -> None:
    (show,) = spaces_taken(desk.edition, desk.city, a_space("T1"), north=0.02)
    db.session.commit()
    host = signed_in(desk.app.test_client(), a_person("host-T1@example.org"))
    page = f"/host/{show.space_id}/seen"
    before = host.get(page).data

    spaces_taken(desk.edition, desk.city, a_space("T2", host_email="twin@example.org"), north=0.0202)
    db.session.commit()

    assert host.get(page).data == before
