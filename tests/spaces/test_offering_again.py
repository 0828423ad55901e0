"""A space of an earlier edition stays in reach, and what was said of one is offered again without typing it anew."""

from datetime import timedelta

import pytest
from flask import Flask

from coordinator.artists import applying
from coordinator.artists.models import ApplicationState
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_acts, own_spaces
from coordinator.errors import Conflict, NotFound
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.spaces import registration
from coordinator.spaces.models import SpaceState
from coordinator.spaces.registration import Step
from tests.artists import acts
from tests.campaign.builders import an_edition
from tests.people.builders import a_person, signed_in
from tests.spaces.homes import times_on
from tests.spaces.hosted import a_hosted_show
from tests.spaces.offers import a_host, answered, begun

DAYS = timedelta(days=1)


def test_a_space_of_an_earlier_edition_is_kept_in_reach_and_offered_again(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-20)
    browser = hosted.browser()
    an_edition("next", day=(now() + 60 * DAYS).date())

    front = browser.get("/host/").text
    new = browser.post(f"{hosted.url}/again").location.split("/")[2]

    assert f'href="{hosted.url}"' in front
    assert "Offer it again" in front
    assert browser.get(f"{hosted.url}/keep").status_code == 200
    form = own_spaces.own_form(hosted.reader, new)
    assert (form.state, form.said["street"], form.name, form.said["capacity"]) == (
        SpaceState.DRAFT,
        "77 Secret Lane",
        "Hidden attic",
        hosted.space.capacity,
    )
    assert Step.TIMES in registration.open_steps(form.said)
    assert browser.get(f"/host/{new}").status_code == 200


def test_nothing_is_offered_again_of_what_is_erased_or_offered_still_or_anothers(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-20)
    edition = an_edition("next", day=(now() + 60 * DAYS).date())

    def refused(space_id: str, edition_id: str, reader: Reader) -> str:
        try:
            registration.begin_again(reader, space_id, edition_id, at=now())
        except Conflict as conflict:
            return conflict.reason
        return ""

    assert refused(hosted.show.space_id, hosted.edition.id, hosted.reader) == "offered_still"
    with pytest.raises(NotFound):
        refused(hosted.show.space_id, edition.id, a_host(a_person("other@example.org")))
    hosted.browser().post(f"{hosted.url}/erase", data={"sure": "yes"})
    db.session.expire_all()
    assert refused(hosted.show.space_id, edition.id, hosted.reader) == "nothing_kept"
    assert f'href="{hosted.url}"' not in hosted.browser().get("/host/").text


def test_a_space_that_was_taken_back_is_offered_again_as_it_was(app: Flask) -> None:
    edition = an_edition(day=(now() + 30 * DAYS).date())
    person = a_person("ade@example.org")
    host = signed_in(app.test_client(), person)
    space_id = begun(host)
    answered(host, space_id, *(step for step in Step if step is not Step.TIMES))
    host.post(f"/host/{space_id}/steps/times", data=times_on(edition))
    host.post(f"/host/{space_id}/submit")
    host.post(f"/host/{space_id}/withdraw")
    said = own_spaces.own_form(a_host(person), space_id).said

    page = host.get(f"/host/{space_id}").text
    new = host.post(f"/host/{space_id}/again").location.split("/")[2]

    assert "Offer it again" in page
    assert own_spaces.own_form(a_host(person), new).said == said


def test_taking_back_says_that_it_can_be_offered_again_and_a_second_press_says_the_same(app: Flask) -> None:
    edition = an_edition(day=(now() + 30 * DAYS).date())
    host = signed_in(app.test_client(), a_person("ade@example.org"))
    space_id = begun(host)
    answered(host, space_id, *(step for step in Step if step is not Step.TIMES))
    host.post(f"/host/{space_id}/steps/times", data=times_on(edition))
    host.post(f"/host/{space_id}/submit")

    asked = host.get(f"/host/{space_id}/withdraw").text
    pressed = [host.post(f"/host/{space_id}/withdraw", follow_redirects=True).text for _ in range(2)]

    assert ("you can offer it again" in asked, "cannot be offered again" in asked) == (True, False)
    assert ["Taken back. No reason needed" in page for page in pressed] == [True, True]
    assert ["has decided" in page for page in pressed] == [False, False]


def test_an_act_that_was_taken_back_applies_again_with_what_it_said(app: Flask) -> None:
    an_edition(day=(now() + 30 * DAYS).date())
    person = a_person("larks@example.org")
    browser = signed_in(app.test_client(), person)
    act_id = acts.begun(browser)
    acts.answered(browser, act_id)
    browser.post(f"/artist/acts/{act_id}/submit")
    still = browser.post(f"/artist/acts/{act_id}/again", follow_redirects=True).text
    browser.post(f"/artist/acts/{act_id}/withdraw")
    reader = Reader(person, frozenset({(Role.ARTIST, None)}))
    said = dict(own_acts.own_act(reader, act_id).said)

    page = browser.get(f"/artist/acts/{act_id}").text
    new = browser.post(f"/artist/acts/{act_id}/again").location.split("/")[3]

    assert "This application stands already" in still
    assert "Apply again" in page
    again = dict(own_acts.own_act(reader, new).said)
    assert "terms" in said
    del said["terms"]
    assert {name: value for name, value in again.items() if said.get(name) != value} == {}
    assert "terms" not in again


def test_an_act_of_an_earlier_edition_applies_again_with_what_it_said(app: Flask) -> None:
    first = an_edition("first", day=(now() + 30 * DAYS).date())
    person = a_person("larks@example.org")
    browser = signed_in(app.test_client(), person)
    act_id = acts.sent(browser)
    reader = Reader(person, frozenset({(Role.ARTIST, None)}))
    said = dict(own_acts.own_act(reader, act_id).said)
    address = f'href="/artist/acts/{act_id}"'
    first.date = (now() - 20 * DAYS).date()
    db.session.commit()
    closed = [browser.get(page).text for page in ("/artist/apply", f"/artist/acts/{act_id}")]
    an_edition("next", day=(now() + 60 * DAYS).date())
    other = signed_in(app.test_client(), a_person("other@example.org"))

    fronts = [browser.get(page).text for page in ("/artist/apply", "/artist/", f"/artist/acts/{act_id}")]
    refused = other.post(f"/artist/acts/{act_id}/again")
    new = browser.post(f"/artist/acts/{act_id}/again").location.split("/")[3]

    assert ["Apply again" in page for page in (*closed, *fronts)] == [False, False, True, True, True]
    assert [address in page for page in fronts[:2]] == [True, True]
    assert address not in other.get("/artist/apply").text
    assert refused.status_code == 404
    draft = own_acts.own_act(reader, new)
    assert (draft.state, draft.edition_id != first.id) == (ApplicationState.DRAFT, True)
    assert applying.open_steps(draft) == (applying.Step.LEGS, applying.Step.TERMS)
    left = {name for name in said if draft.said.get(name) != said[name]}
    assert left == {"legs", "terms"}
    assert [browser.get(f"/artist/acts/{new}{page}").status_code for page in ("", "/steps/legs")] == [200, 200]
