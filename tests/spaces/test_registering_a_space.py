"""A host offers a space: short steps that stay saved, faults beside their fields, and the lead of the city sees it."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from coordinator import jobs
from coordinator.cities.models import Area, City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_spaces
from coordinator.disclosure.people import find_person
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.gate import granted
from coordinator.geo.geocoding import Geocoded
from coordinator.hosting import finding
from coordinator.people.accounts import grant, roles_of
from coordinator.people.models import Person, Role
from coordinator.people.readers import Reader
from coordinator.reviews.judging import Verdict, score
from coordinator.reviews.spaces import decide, subject_of
from coordinator.spaces import registration
from coordinator.spaces.models import Kind, Space, SpaceState
from coordinator.spaces.registration import Step
from coordinator.spaces.schemas import AddressForm
from tests.campaign.builders import LAGOS, a_city, an_edition
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, link_of
from tests.spaces.offers import ADDRESS, ROOFTOP, a_host, answered, begun

ODD = ["🎸🏠🎶", "غرفة جميلة", '=cmd|" /C calc"!A0', "Bcc: x@example.org\r\nSubject: y", "<b>{{ 7*7 }}"]


@pytest.fixture
def host(app: Flask) -> FlaskClient:
    """A browser of somebody who wants to host."""
    an_edition()
    return signed_in(app.test_client(), a_person("ade@example.org", name="Ade"))


def test_a_space_that_is_sent_has_its_public_row_and_keeps_its_address_sealed(host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id)

    assert host.post(f"/host/{space_id}/submit").status_code == 303

    space = db.session.get_one(Space, space_id)
    assert (space.state, space.kind, space.capacity, space.step_free) == (
        SpaceState.SUBMITTED,
        Kind.ROOFTOP,
        25,
        False,
    )
    assert (space.has, space.stage_people, space.curfew, space.languages) == (
        ["amplified", "power"],
        5,
        time(22),
        ["en", "yo"],
    )
    assert db.session.get_one(City, space.city_id).name == "Lagos"
    with granted("test"):
        rows = db.session.execute(db.text("SELECT * FROM sec_spaces")).all()
        forms = db.session.execute(db.text("SELECT said FROM sec_space_forms")).all()
    assert ADDRESS not in str(rows) + str(forms)
    area = db.session.get_one(Area, space.area_id)
    assert (area.latitude, area.longitude) != (6.455, 3.395)


def test_what_was_saved_is_there_on_another_device(app: Flask, host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id, Step.ROOM, Step.ADDRESS)

    phone = signed_in(app.test_client(), a_person("ade@example.org"))

    assert "Go on" in phone.get("/host/").text
    assert f'value="{ADDRESS}"' in phone.get(f"/host/{space_id}/steps/address").text
    assert "Above the market" in phone.get(f"/host/{space_id}").text


def test_a_draft_is_nothing_that_anybody_else_can_find(app: Flask, host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id)
    lagos = a_city(LAGOS)
    lead, other = a_person("lead@example.org"), a_person("other@example.org")
    grant(Role.LEAD, lead, city_id=lagos.id)
    grant(Role.HOST, other)

    seen = [
        signed_in(app.test_client(), who).get(f"/host/{space_id}{page}").status_code
        for who in (lead, other)
        for page in ("", "/steps/address")
    ]

    assert host.get(f"/host/{space_id}").status_code == 200
    assert seen == [404] * 4
    assert db.session.scalar(select(func.count()).select_from(Space)) == 0


def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(host: FlaskClient) -> None:
    space_id = begun(host)

    said = ROOFTOP[Step.GUESTS] | {"capacity": "many", "pets": "two geese"}
    answer = host.post(f"/host/{space_id}/steps/guests", data=said)

    assert answer.status_code == 422
    assert "“many” is no number" in answer.text
    assert 'value="two geese"' in answer.text
    assert "toilet" not in own_spaces.own_form(a_host(a_person("ade@example.org")), space_id).said


@pytest.mark.parametrize(
    ("step", "changed", "sentence"),
    [
        (Step.ADDRESS, {"city": "Xyzzyville"}, "We know no town called “Xyzzyville”"),
        (Step.PIN, {"latitude": "", "longitude": ""}, "This is needed"),
        (Step.PIN, {"latitude": "0", "longitude": "0"}, "0, 0 lies in the Gulf of Guinea"),
        (Step.PIN, {"latitude": "52.5", "longitude": "13.4"}, "km from Lagos"),
        (Step.PIN, {"latitude": "6.45407", "longitude": "3.39467"}, "This is the middle of Lagos"),
        (Step.PIN, {"latitude": "95"}, "Are latitude and longitude swapped?"),
        (Step.ROOM, {"kind": ""}, "This is needed"),
        (Step.ROOM, {"name": "x" * 10_000}, "10000 characters; 80 is the most"),
        (Step.ADDRESS, {"door_phone": "call me"}, "cannot be a phone number"),
        (Step.HOUSE, {"rules": "bad\x07bell"}, "holds control characters"),
        (Step.TIMES, {"day": ["", "", ""], "opens": ["", "", ""], "closes": ["", "", ""]}, "at least one evening"),
        (Step.TIMES, {"opens": ["", "19:00", ""]}, "Line 1 needs a day"),
        (Step.TIMES, {"closes": ["17:00", "20:00", ""]}, "17:00 is not after 18:00"),
        (Step.TIMES, {"day": ["2020-01-19", "2026-09-18", ""]}, "The concerts are on Sunday, 20 September 2026"),
        (
            Step.TIMES,
            {"day": ["2026-09-20"] * 12, "opens": ["10:00"] * 12, "closes": ["11:00"] * 12},
            "These are 12 lines; 10 are the most.",
        ),
        (Step.SOUND, {"curfew": "late"}, "is no time of day"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(
    host: FlaskClient, step: Step, changed: dict[str, str | list[str]], sentence: str
) -> None:
    space_id = begun(host)
    answered(host, space_id, Step.ROOM, Step.ADDRESS)

    answer = host.post(f"/host/{space_id}/steps/{step}", data=ROOFTOP[step] | changed)

    assert (answer.status_code, sentence in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("browser", "step", "changed", "sentence"),
    [
        ("en-US", Step.TIMES, {"closes": ["17:00", "20:00", ""]}, "5:00\u202fPM is not after 6:00\u202fPM"),
        ("en-US", Step.TIMES, {"day": ["2020-01-19"] * 2}, "The concerts are on Sunday, September 20, 2026:"),
        ("en-US", Step.PIN, {"latitude": "52.5", "longitude": "13.4"}, "This is 3,223 mi from Lagos"),
        ("de-DE", Step.TIMES, {"day": ["2020-01-19"] * 2}, "Sonntag, 20. September 2026"),
        ("de-DE", Step.PIN, {"latitude": "52.5", "longitude": "13.4"}, "Das ist 5.187 km von Lagos"),
    ],
)
def test_days_times_and_distances_in_a_refusal_are_written_as_the_host_writes_them(
    host: FlaskClient, browser: str, step: Step, changed: dict[str, list[str]], sentence: str
) -> None:
    space_id = begun(host)
    answered(host, space_id, Step.ROOM, Step.ADDRESS)

    answer = host.post(
        f"/host/{space_id}/steps/{step}", data=ROOFTOP[step] | changed, headers={"Accept-Language": browser}
    )

    assert (answer.status_code, sentence in answer.text) == (422, True)


@pytest.mark.parametrize(
    "text", ["🎸🏠🎶", "غرفة جميلة", '=cmd|" /C calc"!A0', "Bcc: x@example.org\r\nSubject: y", "<b>{{ 7*7 }}"]
)
def test_odd_texts_are_kept_as_they_are_and_harm_nobody(host: FlaskClient, text: str) -> None:
    space_id = begun(host)
    answered(host, space_id, name=text, street=text, rules=text, pets=text)
    host.post(f"/host/{space_id}/submit")

    said = own_spaces.own_form(a_host(a_person("ade@example.org")), space_id).said
    page = host.get(f"/host/{space_id}").text

    assert {said[name] for name in ("name", "street", "pets")} == {" ".join(text.split())}
    assert said["rules"] == text.replace("\r\n", "\n")
    assert "<b>{{" not in page


def _shown(host: FlaskClient, url: str) -> str:
    return host.get(url).text.partition('name="shown" value="')[2].partition('"')[0]


def test_an_older_tab_puts_nothing_over_what_was_saved_since_without_showing_it(host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id)
    for step in Step:  # as it stands every form is taken
        url = f"/host/{space_id}/steps/{step}"
        assert host.post(url, data={**ROOFTOP[step], "shown": _shown(host, url)}).status_code == 303
    url = f"/host/{space_id}/steps/house"
    older = {"landlord": "own", "second_adult": "yes", "shown": _shown(host, url)}
    host.post(url, data={**older, "rules": "Mind the roses."})

    late = host.post(url, data={**older, "rules": "Mind the dog."})

    assert (late.status_code, "Mind the roses." in late.text, "Mind the dog." in late.text) == (409, True, True)
    assert "Mind the roses." in host.get(url).text


def test_a_draft_that_is_gone_sends_a_second_tab_to_my_spaces_and_says_why(host: FlaskClient) -> None:
    space_id = begun(host)
    host.post(f"/host/{space_id}/withdraw")

    late = [host.get(f"/host/{space_id}"), host.post(f"/host/{space_id}/withdraw")]

    assert [(answer.status_code, answer.location) for answer in late] == [(303, "/host/")] * 2
    assert "You have taken this draft back" in host.get("/host/").text
    assert host.get("/host/never-was").status_code == 404


def test_every_page_of_a_draft_that_is_gone_says_so_and_elsewhere_it_leads_on_with_the_words(
    app: Flask, host: FlaskClient
) -> None:
    space_id = begun(host)
    phone = signed_in(app.test_client(), a_person("ade@example.org"))
    host.post(f"/host/{space_id}/withdraw")
    rules = ROOFTOP[Step.HOUSE] | {"rules": "Nobody leans on the water tank, and shoes stay on. "}

    here = [host.get(f"/host/{space_id}/{page}") for page in ("photos", "seen", "steps/house")]
    there = [phone.get(f"/host/{space_id}/photos"), phone.post(f"/host/{space_id}/steps/house", data=rules)]

    assert [(page.status_code, page.location) for page in here] == [(303, "/host/")] * 3
    assert [page.status_code for page in there] == [404] * 2
    assert all("Of a draft that was taken back nothing is kept" in page.text for page in there)
    assert all('<a class="button" href="/host/">My spaces</a>' in page.text for page in there)
    assert ("Nobody leans on the water tank" in there[1].text, "What you wrote" in there[0].text) == (True, False)


def test_numbers_are_taken_in_the_digits_of_every_script(host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id, Step.ROOM)
    where = {**ROOFTOP[Step.ADDRESS], "door_phone": "\u200f+٢٣٤ ١ ٥٥٥ ٠١٠٠"}
    pin = {"latitude": "٦٫٤٥٥٠", "longitude": "٣،٣٩٥٠"}

    for step, said in (
        (Step.ADDRESS, where),
        (Step.PIN, pin),
        (Step.GUESTS, {**ROOFTOP[Step.GUESTS], "capacity": "२५"}),
    ):
        assert host.post(f"/host/{space_id}/steps/{step}", data=said).status_code == 303

    assert 'value="+234 1 555 0100"' in host.get(f"/host/{space_id}/steps/address").text
    page = host.get(f"/host/{space_id}/steps/pin").text
    assert ('value="6.455"' in page, 'value="3.395"' in page) == (True, True)
    assert 'value="25"' in host.get(f"/host/{space_id}/steps/guests").text


def test_house_rules_keep_their_lines_wherever_they_are_read(host: FlaskClient) -> None:
    rules = "No shoes in the hall.\r\nCoats on the bed.\r\n\r\nThe cat stays in."
    space_id = begun(host)
    answered(host, space_id)
    host.post(f"/host/{space_id}/steps/house", data={**ROOFTOP[Step.HOUSE], "rules": rules})

    kept = "No shoes in the hall.\nCoats on the bed.\n\nThe cat stays in."
    assert f">{kept}</textarea>" in host.get(f"/host/{space_id}/steps/house").text
    assert f'<dd class="lines"><bdi>{kept}</bdi></dd>' in host.get(f"/host/{space_id}").text


def test_another_address_takes_its_point_until_the_host_has_confirmed_it(host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id)
    reader = a_host(a_person("ade@example.org"))
    before = own_spaces.own_form(reader, space_id).said

    answered(host, space_id, Step.ADDRESS)
    same = own_spaces.own_form(reader, space_id).said
    answered(host, space_id, Step.ADDRESS, city="Abuja, Nigeria")

    after = own_spaces.own_form(reader, space_id).said
    assert (before["pinned"], before["latitude"], same) == (True, 6.455, before)
    assert (after["pinned"], round(after["latitude"])) == (False, 9)


def test_a_sent_space_with_the_wrong_town_goes_on_to_a_pin_in_the_right_one(host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id)
    host.post(f"/host/{space_id}/submit")
    ibadan = ROOFTOP[Step.ADDRESS] | {"city": "Ibadan, Nigeria"}

    moved = host.post(f"/host/{space_id}/steps/address", data=ibadan)
    between = host.get(f"/host/{space_id}").text
    other_step = host.post(f"/host/{space_id}/steps/room", data=ROOFTOP[Step.ROOM])
    refused = _approve(space_id)
    pinned = host.post(f"/host/{space_id}/steps/pin", data={"latitude": "7.39", "longitude": "3.90"})

    assert moved.location == f"/host/{space_id}/steps/pin"
    assert "open</span>" in between
    assert other_step.status_code == 303
    assert refused == "pin_open"
    assert pinned.status_code == 303
    said = own_spaces.own_form(a_host(a_person("ade@example.org")), space_id).said
    assert (said["city"], said["latitude"], registration.open_steps(said)) == ("Ibadan, Nigeria", 7.39, ())
    space = db.session.get_one(Space, space_id, populate_existing=True)
    assert db.session.get_one(City, space.city_id).name == "Ibadan"
    assert _approve(space_id) == ""


def _approve(space_id: str) -> str:
    """Why the global team cannot approve it; blank where it does."""
    space = db.session.get_one(Space, space_id, populate_existing=True)
    verdict = Verdict(SpaceState.APPROVED, seen=SpaceState.SUBMITTED, words="seen", alone="nobody else is here")
    team = a_person("team@example.org")
    grant(Role.GLOBAL, team)
    reader = Reader(team, frozenset({(Role.GLOBAL, None)}))
    score(reader, subject_of(space), 4, words="fine", at=now())
    try:
        decide(reader, space, verdict, at=now())
    except Conflict as refused:
        db.session.rollback()
        return refused.reason
    return ""


@pytest.mark.parametrize(
    ("typed", "label", "other"),
    [
        ("Cambridge", "Cambridge, United Kingdom", "Cambridge, MA, United States"),
        ("San José", "San Jose, CA, United States", "San José, Costa Rica"),
        ("Lagos", "Lagos, Nigeria", "Lagos, Portugal"),
    ],
)
def test_a_town_is_called_by_its_country_and_others_of_its_name_are_a_tap_away(
    host: FlaskClient, typed: str, label: str, other: str
) -> None:
    space_id = begun(host)
    answered(host, space_id, Step.ROOM)
    address = ROOFTOP[Step.ADDRESS] | {"city": typed}
    host.post(f"/host/{space_id}/steps/address", data=address)

    page = host.get(f"/host/{space_id}/steps/pin").text
    far = host.post(f"/host/{space_id}/steps/pin", data={"latitude": "-40", "longitude": "120"}).text
    host.post(f"/host/{space_id}/steps/address", data=address | {"city": other})

    assert f"We took {label}. Did you mean another one?" in page
    assert f'name="city" value="{other}"' in page
    assert f"km from {label}" in far
    said = own_spaces.own_form(a_host(a_person("ade@example.org")), space_id).said
    assert (said["city"], said["street"], said["bell"]) == (other, ADDRESS, "Adeyemi, third floor")


def test_choosing_another_town_sends_all_else_of_the_address_along(host: FlaskClient) -> None:
    space_id = begun(host)
    said = {
        name: {"city": "Cambridge", "door_phone": "+44 1223 555 010"}.get(name, f"My {name}")
        for name in AddressForm().fields
    }
    host.post(f"/host/{space_id}/steps/address", data=said)

    page = host.get(f"/host/{space_id}/steps/pin").text
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if "Cambridge, MA" in one)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    host.post(f"/host/{space_id}/steps/address", data=sent)

    kept = own_spaces.own_form(a_host(a_person("ade@example.org")), space_id).said
    assert {name: kept[name] for name in said} == said | {"city": "Cambridge, MA, United States"}


def test_lines_beyond_the_most_are_refused_with_all_of_them_kept_and_none_is_added(host: FlaskClient) -> None:
    space_id = begun(host)

    def send(count: int) -> str:
        rows = {"day": ["2026-09-20"] * count, "opens": [f"{hour:02}:00" for hour in range(count)]}
        rows["closes"] = [f"{hour:02}:30" for hour in range(count)]
        return host.post(f"/host/{space_id}/steps/times", data=rows, follow_redirects=True).text

    refused = send(12)
    send(10)
    full = host.get(f"/host/{space_id}/steps/times").text
    send(9)
    almost = host.get(f"/host/{space_id}/steps/times").text

    assert (refused.count('name="opens"'), 'value="11:00"' in refused) == (12, True)
    assert (full.count('name="opens"'), almost.count('name="opens"')) == (10, 10)


def test_who_offers_more_evenings_than_there_are_lines_keeps_them_and_gets_more(host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id)
    path = f"/host/{space_id}/steps/times"
    said = host.get(path).text

    kept = host.post(path, data=ROOFTOP[Step.TIMES] | {"stay": "more"})
    page = host.get(kept.location).text
    on = host.post(path, data=ROOFTOP[Step.TIMES])

    assert 'name="stay" value="more"' in said
    assert (kept.status_code, kept.location) == (303, f"{path}#more")
    assert [line.count('value="18:00"') for line in page.partition('<li id="more">')[::2]] == [1, 0]
    assert (page.count('name="opens"'), page.count('id="more"')) == (4, 1)
    assert on.location == f"/host/{space_id}"


def test_a_draft_whose_times_are_of_another_day_is_not_sent(host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id)
    edition = db.session.scalars(select(Edition)).one()
    edition.date = date(2026, 10, 20)
    db.session.commit()

    page = host.post(f"/host/{space_id}/submit", follow_redirects=True).text

    assert "None of the times you offer is near the day of the concerts." in page
    assert db.session.scalar(select(func.count()).select_from(Space)) == 0


def test_nothing_is_sent_before_every_step_is_answered_and_two_things_are_promised(host: FlaskClient) -> None:
    space_id = begun(host)
    reader = a_host(a_person("ade@example.org"))

    refused = []
    answered(host, space_id, Step.ROOM)
    with pytest.raises(Conflict) as told:
        registration.submit(reader, space_id, name_area=lambda _area, city: city)
    refused.append(told.value.reason)
    answered(host, space_id, landlord="not yet")
    with pytest.raises(Conflict) as told:
        registration.submit(reader, space_id, name_area=lambda _area, city: city)
    refused.append(told.value.reason)

    assert refused == ["steps_open", "promise_open"]
    assert "the landlord’s permission" in host.post(f"/host/{space_id}/submit", follow_redirects=True).text


def test_sending_twice_is_sending_once(host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id)

    pages = [host.post(f"/host/{space_id}/submit", follow_redirects=True).text for _ in range(2)]

    assert ["What happens next" in page for page in pages] == [True, True]
    assert "This has been sent already" in pages[1]
    assert db.session.scalar(select(func.count()).select_from(Space)) == 1


def test_the_lead_of_the_city_finds_it_in_her_list_with_all_that_was_said(app: Flask, host: FlaskClient) -> None:
    lagos = a_city(LAGOS)
    lead = a_person("lead@example.org")
    grant(Role.LEAD, lead, city_id=lagos.id)
    space_id = begun(host)
    answered(host, space_id)
    host.post(f"/host/{space_id}/submit")

    desk = signed_in(app.test_client(), lead)

    assert "Above the market" in desk.get("/lead/lagos/spaces").text
    page = desk.get(f"/lead/lagos/spaces/{space_id}").text
    assert [
        word for word in (ADDRESS, "Ade", "a cat", "The water tank", "they know and agree") if word not in page
    ] == []


def test_a_suburb_counts_to_the_city_that_takes_part(host: FlaskClient) -> None:
    a_city()
    space_id = begun(host)
    answered(host, space_id, city="Potsdam", latitude="52.40", longitude="13.06")

    host.post(f"/host/{space_id}/submit")

    space = db.session.get_one(Space, space_id)
    assert db.session.get_one(City, space.city_id).name == "Berlin"


def test_known_and_unknown_addresses_get_the_same_answer_and_both_a_letter(client: FlaskClient) -> None:
    an_edition()
    a_person("known@example.org", name="Known")

    answers = [
        client.post("/host/", data={"name": "Somebody", "email": email})
        for email in ("known@example.org", "new@example.org", "new@example.org")
    ]

    assert {(answer.status_code, answer.data) for answer in answers} == {(303, answers[0].data)}
    assert [str(letter["To"]) for letter in letters()] == ["Known <known@example.org>", "Somebody <new@example.org>"]
    fresh, known = find_person("new@example.org"), find_person("known@example.org")
    assert ([held.role for held in roles_of(fresh or "")], roles_of(known or "")) == ([Role.HOST], [])
    assert db.session.scalar(select(func.count()).select_from(Person)) == 2


def test_a_newcomer_who_follows_the_link_can_begin(app: Flask, client: FlaskClient) -> None:
    an_edition(day=(now() + timedelta(days=30)).date())
    client.post("/host/", data={"name": "New Host", "email": "new@example.org"})
    (letter,) = letters()

    browser = app.test_client()

    assert browser.post(link_of(letter)).location == "/host/"
    assert "Offer a space" in browser.get("/host/").text
    assert begun(browser)


@pytest.mark.parametrize("name", ["", "Win at http://evil.example", "www.evil.example", "a@b.example"])
def test_nothing_but_a_name_gets_into_the_letter_of_a_newcomer(client: FlaskClient, name: str) -> None:
    an_edition()

    answer = client.post("/host/", data={"name": name, "email": "new@example.org"})

    assert (answer.status_code, letters(), find_person("new@example.org")) == (422, [], None)


def test_after_many_tries_nobody_new_is_enrolled(client: FlaskClient) -> None:
    an_edition()
    for number in range(50):
        client.post("/host/", data={"name": "N", "email": f"n{number}@example.org"})

    answer = client.post("/host/", data={"name": "N", "email": "late@example.org"})

    assert (answer.status_code, len(letters()), find_person("late@example.org")) == (429, 50, None)


def test_towns_are_suggested_as_names_that_lead_back_to_them(host: FlaskClient) -> None:
    begun(host)

    towns = host.get("/towns.json?q=lago").get_json()["towns"]

    assert "Lagos, Nigeria" in towns
    assert host.get("/towns.json?q=").get_json() == {"towns": []}


def test_an_address_is_looked_up_later_where_a_service_is_configured(
    app: Flask, host: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = replace(app.extensions["coordinator.settings"], geocoder="nominatim", geocoder_user_agent="test")
    monkeypatch.setitem(app.extensions, "coordinator.settings", chosen)
    space_id = begun(host)
    answered(host, space_id, Step.ROOM, Step.ADDRESS)

    class Service:
        def find(self, _address: object) -> Geocoded:
            return Geocoded(6.5, 3.4, "address", "nominatim")

    monkeypatch.setattr(finding, "configured_geocoding", lambda _settings: Service())
    pin, looks = f"/host/{space_id}/steps/pin", f"/host/{space_id}/looking.json"
    before = (host.get(looks).get_json(), 'aria-busy="true"' in host.get(pin).text)
    jobs.work_off(finding.JOBS, at=now())
    after = (host.get(looks).get_json(), "aria-busy" in host.get(pin).text)

    assert (before, after) == (({"waits": True}, True), ({"waits": False}, False))
    assert signed_in(app.test_client(), a_person("other@example.org")).get(looks).status_code in (403, 404)

    reader = a_host(a_person("ade@example.org"))
    found = own_spaces.own_form(reader, space_id).said
    assert (found["latitude"], found["longitude"], found["pinned"]) == (6.5, 3.4, False)
    with pytest.raises(NotFound):
        own_spaces.own_form(a_host(a_person("other@example.org")), space_id)
