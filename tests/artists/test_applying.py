"""An act applies: short steps that stay saved, faults beside their fields, and rows that the engine reads."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from coordinator import jobs
from coordinator.artists import applying
from coordinator.artists.applying import Step
from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import cipher, own_acts, slots
from coordinator.disclosure.deposits import fingerprint
from coordinator.disclosure.matching import ActRow, day
from coordinator.disclosure.own_data import own_data
from coordinator.disclosure.people import find_person
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.gate import granted
from coordinator.geo.touring import TourLeg
from coordinator.jobs import Outbox
from coordinator.lineups.candidates import candidates
from coordinator.lineups.levels import Level, Objection
from coordinator.lineups.proposals import propose
from coordinator.people.accounts import grant, roles_of
from coordinator.people.models import Attempt, Person, Role, SignInAttempt
from coordinator.people.readers import CONSOLE
from coordinator.playing import keeping
from tests.artists.acts import BAND, TERMS, a_player, answered, at_tour, begun, moved, seen_terms, sent, typed
from tests.campaign.builders import (
    LAGOS,
    NOW,
    a_city,
    a_space,
    an_artist,
    an_edition,
    artists_taken,
    spaces_taken,
)
from tests.kept import kept
from tests.people.alike import statements
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters
from tests.spaces import offers


@pytest.fixture
def player(app: Flask) -> FlaskClient:
    """A browser of somebody who wants to play; Berlin and Lagos take part."""
    an_edition(day=(now() + timedelta(days=60)).date()).artist_terms = TERMS
    a_city()
    a_city(LAGOS)
    return signed_in(app.test_client(), a_person("lea@example.org", name="Lea"))


def _edition() -> Edition:
    return db.session.scalars(select(Edition)).one()


def _row(artist_id: str) -> ActRow:
    """The act as the optimiser is told of it."""
    acts = day(CONSOLE, _edition().id, city_id=None, at=NOW).acts
    return next(row for row in acts if row.id == artist_id)


def _said(artist_id: str, who: str = "lea@example.org") -> own_acts.Said:
    return own_acts.own_act(a_player(a_person(who)), artist_id).said


def _in(town: str, wall: str) -> datetime:
    zones = {"Paris": "Europe/Paris", "Lagos": "Africa/Lagos"}
    return datetime.fromisoformat(at_tour(wall)).replace(tzinfo=ZoneInfo(zones[town])).astimezone(UTC)


def _form(player: FlaskClient, artist_id: str, step: Step) -> str:
    """What the form of a step sends along for what it showed."""
    page = player.get(f"/artist/acts/{artist_id}/steps/{step}").text
    return page.partition('name="shown" value="')[2].partition('"')[0]


def test_a_form_that_was_overtaken_in_another_tab_drops_nobody_unseen(player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id)
    url, older = f"/artist/acts/{artist_id}/steps/people", _form(player, artist_id, Step.PEOPLE)
    three = {"name": ["Lea Lark", "Noor Lark", "Zoë"], "guardian": ["", "", ""]}
    three["email"] = ["lea@example.org", "noor@example.org", "zoe@example.org"]
    assert player.post(url, data={**three, "shown": older}).status_code == 303
    again = player.post(url, data={**three, "shown": older})  # a second press says nothing new

    late = player.post(url, data={**typed(Step.PEOPLE), "phone": "+49 30 1234567", "shown": older})

    assert (again.status_code, late.status_code) == (303, 409)
    assert [one["name"] for one in _said(artist_id)["members"]] == ["Lea Lark", "Noor Lark", "Zoë"]
    assert ("Lea Lark, Noor Lark, Zoë" in late.text, 'value="+49 30 1234567"' in late.text) == (True, True)
    newer = late.text.partition('name="shown" value="')[2].partition('"')[0]
    assert player.post(url, data={**typed(Step.PEOPLE), "shown": newer}).status_code == 303
    assert [one["name"] for one in _said(artist_id)["members"]] == ["Lea Lark", "Noor Lark"]


def test_every_step_that_nobody_else_has_saved_is_taken_from_the_form_as_it_stands(player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id)

    for step in Step:
        said = typed(step) | {"shown": _form(player, artist_id, step)}
        said |= {"seen": seen_terms(player, artist_id)} if step is Step.TERMS else {}
        assert player.post(f"/artist/acts/{artist_id}/steps/{step}", data=said).status_code == 303


def test_what_was_written_of_an_act_that_was_taken_back_can_be_copied(player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id)
    player.post(f"/artist/acts/{artist_id}/submit")
    player.post(f"/artist/acts/{artist_id}/withdraw")
    bio = "We have sung together in three kitchens and on one roof."

    late = player.post(f"/artist/acts/{artist_id}/steps/hear", data={**typed(Step.HEAR), "bio": bio})

    assert (late.status_code, bio in late.text) == (409, True)
    assert "You have taken this application back" in late.text


@pytest.mark.usefixtures("alike")
def test_a_draft_that_is_gone_sends_its_own_browser_to_its_acts_and_nobody_elses(
    app: Flask, player: FlaskClient
) -> None:
    artist_id = begun(player)
    other = signed_in(app.test_client(), a_person("noor@example.org"))
    begun(other)
    player.post(f"/artist/acts/{artist_id}/withdraw")
    address = f"/artist/acts/{artist_id}/steps/act"

    mine, theirs = player.post(address, data=typed(Step.ACT)), other.post(address, data=typed(Step.ACT))

    assert (mine.status_code, mine.location, theirs.status_code) == (303, "/artist/apply", 404)
    assert "You have taken this draft back" in player.get(mine.location).text
    assert theirs.text == other.post("/artist/acts/never-was/steps/act", data=typed(Step.ACT)).text


def test_every_page_of_a_draft_that_is_gone_says_so_and_elsewhere_it_leads_on_with_the_words(
    app: Flask, player: FlaskClient
) -> None:
    artist_id = begun(player)
    answered(player, artist_id, Step.ACT)
    phone = signed_in(app.test_client(), a_person("lea@example.org"))
    player.post(f"/artist/acts/{artist_id}/withdraw")
    bio = typed(Step.HEAR) | {"bio": "We sing in two languages, and mean it. " * 3}

    here = [player.get(f"/artist/acts/{artist_id}/{page}") for page in ("photo", "legs/1/pin", "steps/hear")]
    there = [phone.get(f"/artist/acts/{artist_id}/photo"), phone.post(f"/artist/acts/{artist_id}/steps/hear", data=bio)]

    assert [(page.status_code, page.location) for page in here] == [(303, "/artist/apply")] * 3
    assert [page.status_code for page in there] == [404] * 2
    assert all("Of a draft that was taken back nothing is kept" in page.text for page in there)
    assert all('<a class="button" href="/artist/">My evening</a>' in page.text for page in there)
    assert ["We sing in two languages, and mean it." in page.text for page in there] == [False, True]


def test_as_many_are_on_stage_as_are_named_at_least_and_it_is_said(player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id, Step.ACT, people="1")
    url = f"/artist/acts/{artist_id}/steps"

    page = player.post(f"{url}/people", data=typed(Step.PEOPLE), follow_redirects=True).text
    fewer = player.post(f"{url}/act", data={**typed(Step.ACT), "people": "1"})
    more = player.post(f"{url}/act", data={**typed(Step.ACT), "people": "5"})

    assert ("That makes 2 people on stage." in page, fewer.status_code, more.status_code) == (True, 422, 303)
    assert "You have named 2 people" in fewer.text
    player.post(f"{url}/people", data=typed(Step.PEOPLE))
    assert _said(artist_id)["people"] == 5


def test_links_are_taken_line_by_line_as_long_as_they_are_and_a_fault_names_its_line(player: FlaskClient) -> None:
    artist_id, long = begun(player), f"https://example.org/{'a' * 400};v=2"
    url = f"/artist/acts/{artist_id}/steps/hear"

    taken = player.post(url, data={**typed(Step.HEAR), "links": f"https://example.org/one\r\n\r\n{long}"})
    wrong = player.post(url, data={**typed(Step.HEAR), "links": "https://example.org/one\r\n\r\nftp://example.org"})
    endless = player.post(url, data={**typed(Step.HEAR), "links": f"https://example.org/{'a' * 500}"})

    assert (taken.status_code, wrong.status_code, endless.status_code) == (303, 422, 422)
    assert _said(artist_id)["links"] == ["https://example.org/one", long]
    assert ("Line 3: “ftp://example.org”" in wrong.text, "Line 1 has 520 characters" in endless.text) == (True, True)


def test_each_link_of_what_is_missing_names_its_field(player: FlaskClient) -> None:
    page = player.post(f"/artist/acts/{begun(player)}/steps/act", data={"genres": "folk"}).text

    needed = ("What are you called?", "How many minutes is your set?", "How many are on stage?")
    assert [label for label in needed if f"{label} This is needed; fill it in.</a>" not in page] == []


def test_my_evening_says_what_is_left_to_do(player: FlaskClient) -> None:
    nothing = "Nothing is left for you to do"
    artist_id = begun(player)
    draft = player.get("/artist/").text
    answered(player, artist_id)
    player.post(f"/artist/acts/{artist_id}/submit")
    sent_page = player.get("/artist/").text
    player.post(f"/artist/acts/{artist_id}/withdraw")
    back = player.get("/artist/").text

    assert ("Not sent yet: A new act" in draft, nothing in draft) == (True, False)
    assert ("Not sent yet" in sent_page, nothing in sent_page) == (False, True)
    assert ("You have taken your application back" in back, nothing in back) == (True, False)


def test_an_act_that_is_sent_stands_before_the_optimiser_with_all_that_it_said(player: FlaskClient) -> None:
    artist_id = sent(player)

    row = _row(artist_id)
    wish = row
    assert (row.act_name, row.genres, row.people) == ("The Larks", ("folk", "jazz"), 2)
    assert (wish.travel_km, wish.mode, wish.max_shows, wish.set_minutes) == (40.0, "transit", 2, 30)
    assert (wish.free_from, wish.free_until, wish.needs) == (time(18), time(23, 30), ("amplified", "power"))
    assert (row.latitude, row.longitude) == (52.5012, 13.4512)
    assert row.members == {
        fingerprint(said) for said in ("lea@example.org", "Lea Lark", "noor@example.org", "Noor Lark")
    }
    assert row.legs == (
        TourLeg(_in("Paris", "2026-09-18T10:00"), _in("Paris", "2026-09-21T10:00"), 48.85341, 2.3488),
        TourLeg(_in("Lagos", "2026-09-21T12:00"), _in("Lagos", "2026-09-25T10:00"), 6.45407, 3.39467),
    )
    application = db.session.scalars(select(Application)).one()
    assert (application.state, db.session.get_one(City, application.city_id).name) == (
        ApplicationState.SUBMITTED,
        "Berlin",
    )


def test_what_was_said_is_sealed_where_it_lies(player: FlaskClient) -> None:
    sent(player)

    with granted("test"):
        rows = kept("sec_act_forms", "sec_artists", "sec_members", "sec_legs")

    assert [word for word in ("The Larks", "lea@", "52.5012", "Paris", "Hanna", "**two**") if word in rows] == []


def test_what_was_saved_is_there_on_another_device(app: Flask, player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id, Step.ACT, Step.PEOPLE, Step.HOME)

    phone = signed_in(app.test_client(), a_person("lea@example.org"))

    assert "Go on" in phone.get("/artist/apply").text
    assert 'value="noor@example.org"' in phone.get(f"/artist/acts/{artist_id}/steps/people").text
    assert "The Larks" in phone.get(f"/artist/acts/{artist_id}").text


def test_a_draft_is_nothing_that_anybody_else_can_find(app: Flask, player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id)
    lead, other = a_person("lead@example.org"), a_person("other@example.org")
    grant(Role.LEAD, lead, city_id=a_city().id)
    grant(Role.ARTIST, other)

    seen = [
        signed_in(app.test_client(), who).get(f"/artist/acts/{artist_id}{page}").status_code
        for who in (lead, other)
        for page in ("", "/steps/people", "/withdraw", "/places.json")
    ]

    assert player.get(f"/artist/acts/{artist_id}").status_code == 200
    assert seen == [404] * 8
    assert db.session.scalar(select(func.count()).select_from(Artist)) == 0


def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(player: FlaskClient) -> None:
    artist_id = begun(player)

    answer = player.post(f"/artist/acts/{artist_id}/steps/act", data=BAND[Step.ACT] | {"set_minutes": "long"})

    assert answer.status_code == 422
    assert "“long” is no number" in answer.text
    assert 'value="The Larks"' in answer.text
    assert _said(artist_id) == {}


@pytest.mark.parametrize(
    ("step", "changed", "sentence"),
    [
        (Step.ACT, {"act_name": ""}, "This is needed"),
        (Step.ACT, {"act_name": "x" * 10_000}, "10000 characters; 120 is the most"),
        (Step.ACT, {"act_name": "\u200b\u2066"}, "Nobody could see this name"),
        (Step.ACT, {"genres": ""}, "Name at least one"),
        (Step.ACT, {"genres": ",".join(f"g{n}" for n in range(11))}, "11; 10 is the most"),
        (Step.ACT, {"people": "0"}, "out of bounds"),
        (Step.PEOPLE, {"name": ["", "", ""], "email": ["", "", ""]}, "at least one name"),
        (Step.PEOPLE, {"name": ["", "N", ""]}, "Line 1 has no name"),
        (Step.PEOPLE, {"email": ["lea@example.org", "", ""]}, "Line 2 has no e-mail address"),
        (Step.PEOPLE, {"email": ["lea@example.org", "noor at home", ""]}, "Line 2 has no e-mail address that can be"),
        (Step.PEOPLE, {"name": ["x" * 81, "N", ""]}, "Line 1 is too long"),
        (Step.PEOPLE, {"minor": ["2"]}, "Line 2: say who answers for this person"),
        (Step.HOME, {"city": "Xyzzyville"}, "We know no town called “Xyzzyville”"),
        (Step.REACH, {"latitude": "6.5", "longitude": "3.4"}, "km from Berlin"),
        (Step.REACH, {"latitude": "0", "longitude": "0"}, "0, 0 lies in the Gulf of Guinea"),
        (Step.REACH, {"travel": "-1"}, "out of bounds"),
        (Step.REACH, {"mode": "camel"}, "is not one of these"),
        (Step.LEGS, {"city": ["Xyzzyville", "Lagos, Nigeria", ""]}, "Line 1: we know no town of that name"),
        (Step.LEGS, {"begins": ["", "2026-09-21T12:00", ""]}, "Line 1 needs a town and two times"),
        (Step.LEGS, {"begins": ["2026-09-18T10:00Z", "2026-09-21T12:00", ""]}, "Line 1 needs a town and two times"),
        (Step.LEGS, {"ends": ["2026-09-18T09:00", "2026-09-25T10:00", ""]}, "over before it begins"),
        (Step.LEGS, {"ends": ["2026-09-23T09:00", "2026-09-25T10:00", ""]}, "Two legs overlap"),
        (
            Step.LEGS,
            {
                "begins": ["2025-09-18T10:00", "2026-09-21T12:00", ""],
                "ends": ["2025-09-21T10:00", "2026-09-25T10:00", ""],
            },
            "Line 1 is more than a month away",
        ),
        (
            Step.LEGS,
            {
                "begins": ["2026-09-18T10:00", "2026-10-22T12:00", ""],
                "ends": ["2026-09-21T10:00", "2026-10-25T10:00", ""],
            },
            "Line 2 is more than a month away from the concerts, which are on ",
        ),
        (
            Step.LEGS,
            {"begins": ["2026-03-29T02:30", "2026-09-21T12:00", ""]},
            "Clocks in Europe/Paris skip 02:30 on Sun",
        ),
        (Step.EVENING, {"free_from": "late"}, "is no time of day"),
        (Step.EVENING, {"free_until": "18:00"}, "same as “from”"),
        (Step.EVENING, {"max_shows": "3"}, "out of bounds"),
        (Step.HEAR, {"links": "http://example.org/x"}, "cannot be taken"),
        (Step.HEAR, {"links": "javascript:alert(1)"}, "Line 1: “javascript:alert(1)” cannot be taken"),
        (Step.HEAR, {"links": "https://me:pw@example.org/"}, "cannot be taken"),
        (Step.HEAR, {"links": "\n".join(f"https://example.org/{n}" for n in range(11))}, "11; 10 is the most"),
        (Step.HEAR, {"bio": "x" * 10_001}, "10001 characters; 10000 is the most"),
        (Step.HEAR, {"bio": "bad\x07bell"}, "holds control characters"),
        (Step.HEAR, {"filmed": ""}, "This is needed"),
        (Step.APART, {"apart": "\n".join(f"act {n}" for n in range(21))}, "21; 20 is the most"),
        (Step.TERMS, {"consent": ""}, "Tick this if you agree"),
        (Step.TERMS, {"seen": "Other words"}, "This has changed since you opened the page"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(
    player: FlaskClient, step: Step, changed: dict[str, str | list[str]], sentence: str
) -> None:
    artist_id = begun(player)
    answered(player, artist_id, Step.HOME)

    answer = player.post(f"/artist/acts/{artist_id}/steps/{step}", data=moved(BAND[step] | changed))

    assert (answer.status_code, sentence in answer.text) == (422, True)


@pytest.mark.parametrize(
    "text",
    [
        "🎸🏠🎶",
        "غرفة جميلة",
        '=cmd|" /C calc"!A0',
        "Bcc: x@example.org\r\nSubject: y",
        "<b>{{ 7717*13 }}",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
    ],
)
def test_odd_texts_are_kept_as_they_are_and_harm_nobody(player: FlaskClient, text: str) -> None:
    artist_id = sent(player, act_name=text, bio=text, apart=text, name=[text, "Noor Lark", ""])
    said = _said(artist_id)

    pages = player.get(f"/artist/acts/{artist_id}").text + player.get(f"/artist/acts/{artist_id}/steps/hear").text

    plain = " ".join(text.split())
    assert (said["act_name"], said["members"][0]["name"], said["bio"]) == (plain, plain, text.replace("\r\n", "\n"))
    assert [harm for harm in ("<b>{{", "<script>alert", "100321") if harm in pages] == []


def test_ten_thousand_characters_and_a_choir_of_forty_fit(player: FlaskClient) -> None:
    people = [f"Singer {n}" for n in range(40)]
    artist_id = begun(player)
    answered(
        player, artist_id, bio="ä" * 10_000, name=people, email=[f"s{n}@example.org" for n in range(40)],
        guardian=[""] * 40,
    )  # fmt: skip

    said = _said(artist_id)

    assert (len(said["bio"]), len(said["members"])) == (10_000, 40)
    assert player.get(f"/artist/acts/{artist_id}/steps/people").status_code == 200


def test_miles_are_kept_as_the_distance_they_are(app: Flask, player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id, Step.HOME)
    answered(player, artist_id, Step.REACH, travel="25", unit="mi")

    page = player.get(f"/artist/acts/{artist_id}/steps/reach", headers={"Accept-Language": "en-US"}).text

    assert _said(artist_id)["travel_km"] == pytest.approx(40.2336)
    assert ['name="unit" value="mi"' in page, 'value="25"' in page, "How many miles" in page] == [True] * 3


def test_another_town_takes_its_point_until_it_is_confirmed(player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id)
    before = _said(artist_id)

    answered(player, artist_id, Step.HOME)
    same = _said(artist_id)
    answered(player, artist_id, Step.HOME, city="Lagos, Nigeria")

    after = _said(artist_id)
    assert (same["latitude"], same["pinned"], same) == (52.5012, True, before)
    assert (round(after["latitude"]), after["pinned"]) == (6, False)


def test_nothing_is_sent_before_every_step_is_answered(player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id, *(step for step in Step if step is not Step.APART))
    reader = a_player(a_person("lea@example.org"))

    with pytest.raises(Conflict) as told:
        applying.submit(reader, artist_id, at=now())

    assert told.value.reason == "steps_open"
    assert applying.open_steps(own_acts.own_act(reader, artist_id)) == (Step.APART,)


def test_other_terms_than_those_agreed_to_are_read_again(player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id)
    _edition().artist_terms = "There is a fee of 5 euros."
    db.session.commit()

    answer = player.post(f"/artist/acts/{artist_id}/submit", follow_redirects=True)

    assert "has changed meanwhile" in answer.text
    assert seen_terms(player, artist_id) == "There is a fee of 5 euros."
    answered(player, artist_id, Step.TERMS)
    assert "What happens next" in player.post(f"/artist/acts/{artist_id}/submit", follow_redirects=True).text


def test_the_expenses_are_said_before_somebody_applies(client: FlaskClient) -> None:
    edition = an_edition()
    usual = client.get("/artist/apply").text
    edition.artist_terms = TERMS

    assert ("Nobody is paid" in usual, TERMS in client.get("/artist/apply").text) == (True, True)


def test_sending_twice_is_sending_once(player: FlaskClient) -> None:
    artist_id = sent(player)

    page = player.post(f"/artist/acts/{artist_id}/submit", follow_redirects=True).text

    assert ["What happens next" in page, "This has been sent already" in page] == [True, True]
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1


def test_one_person_has_several_acts_and_no_more_than_twenty(player: FlaskClient) -> None:
    acts = [begun(player) for _ in range(20)]

    answer = player.post("/artist/acts/new", follow_redirects=True)

    assert len(set(acts)) == 20
    assert "that is the most for one person" in answer.text


def test_the_list_of_one_s_acts_takes_as_many_statements_however_many_they_are(player: FlaskClient) -> None:
    reader, edition, told = a_player(a_person("lea@example.org")), _edition().id, []

    for _ in range(2):
        sent(player)
        begun(player)
        with statements() as asked:
            own_acts.own_acts(reader, edition)
        told.append(sum(one.startswith("SELECT") for one in asked))

    assert told == [3, 3]


def test_an_act_far_from_every_city_counts_to_the_nearest_that_takes_part(player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id, city="Abuja, Nigeria", latitude="9.06", longitude="7.49")

    player.post(f"/artist/acts/{artist_id}/submit")

    application = db.session.scalars(select(Application)).one()
    assert db.session.get_one(City, application.city_id).name == "Lagos"


@pytest.mark.parametrize(
    ("free", "kept"),
    [
        (("", ""), (time(6), time(21))),
        (("18:00", "23:30"), (time(18), time(21))),
        (("18:00", "02:00"), (time(18), time(21))),
        (("", "02:00"), (time(6), time(21))),
        (("17:00", "20:00"), (time(17), time(20))),
        (("04:00", ""), (time(6), time(21))),
    ],
)
def test_an_act_with_somebody_under_age_is_over_by_nine(
    player: FlaskClient, free: tuple[str, str], kept: tuple[time, time]
) -> None:
    young = {"minor": ["2"], "guardian": ["", "Mo Lark, +49 30 1", ""], "email": ["lea@example.org", "", ""]}
    artist_id = sent(player, free_from=free[0], free_until=free[1], **young)

    wish = _row(artist_id)

    assert (wish.free_from, wish.free_until) == kept
    assert _said(artist_id)["free_until"] == (free[1] or None)


@pytest.mark.parametrize(("start", "minutes", "plays"), [(time(19, 30), 150, False), (time(18), 180, True)])
def test_no_plan_has_somebody_under_age_play_after_nine(
    player: FlaskClient, start: time, minutes: int, plays: bool
) -> None:
    berlin, young = a_city(), {"minor": ["2"], "guardian": ["", "Mo Lark, +49 30 1", ""]}
    artist_id = sent(player, free_from="", free_until="", apart="", **young)
    show = spaces_taken(_edition(), berlin, a_space("S1", start=start, minutes=minutes))[0]

    filled = propose(CONSOLE, _edition().id, city_id=berlin.id, at=now()).filled[show.id]
    found = candidates(CONSOLE, show, at=now())
    ((one,),) = [side for side in (found.fitting, found.others) if side]

    assert (filled, one.artist_id, one.is_fitting) == (int(plays), artist_id, plays)
    assert plays or (one.against[0] is Objection.NOT_FREE and one.level is Level.BLOCK)


def test_when_nobody_is_under_age_any_more_the_hours_said_count_again(player: FlaskClient) -> None:
    artist_id = sent(player, minor=["2"], guardian=["", "Mo Lark, +49 30 1", ""])
    early = _row(artist_id).free_until

    answered(player, artist_id, Step.PEOPLE)

    assert (early, _row(artist_id).free_until) == (time(21), time(23, 30))


@pytest.mark.parametrize("step", [Step.EVENING, Step.PEOPLE])
def test_hours_of_which_nothing_is_left_for_somebody_under_age_are_refused(player: FlaskClient, step: Step) -> None:
    artist_id = begun(player)
    late = {"free_from": "21:30", "free_until": "23:30", "max_shows": "1"}
    young = BAND[Step.PEOPLE] | {"minor": ["2"], "guardian": ["", "Mo Lark, +49 30 1", ""]}
    said = {Step.EVENING: late, Step.PEOPLE: young}
    first = Step.PEOPLE if step is Step.EVENING else Step.EVENING

    begins = player.post(f"/artist/acts/{artist_id}/steps/{first}", data=said[first])
    answer = player.post(f"/artist/acts/{artist_id}/steps/{step}", data=said[step])

    assert (begins.status_code, answer.status_code) == (303, 422)
    assert "between 6:00 and 21:00 only" in answer.text


def test_hosts_and_acts_named_are_kept_apart_whatever_their_spelling(player: FlaskClient) -> None:
    edition, berlin = _edition(), a_city()
    show, _ = spaces_taken(edition, berlin, a_space("S1", host_name="Hanna Höst"), a_space("S2", host_name="Olu"))
    wrens, _ = artists_taken(edition, berlin, an_artist("W", act_name="The Wrens"), an_artist("X"))

    artist_id = sent(player, apart="hanna host\nTHE WRENS\nNobody We Know\nThe Larks")
    jobs.work_off(keeping.JOBS, at=now())

    rooms = {room.show.id: room.not_with for room in day(CONSOLE, edition.id, city_id=None, at=NOW).rooms}
    assert (rooms[show.id], _row(artist_id).not_with) == (frozenset({artist_id}), frozenset({wrens}))
    answered(player, artist_id, Step.APART, apart="")
    jobs.work_off(keeping.JOBS, at=now())
    assert _row(artist_id).not_with == frozenset()


def test_whoever_comes_later_by_a_name_is_kept_apart_too(app: Flask, player: FlaskClient) -> None:
    edition, berlin = _edition(), a_city()
    artist_id = sent(player, apart="Hanna Host\nThe Wrens")

    show = spaces_taken(edition, berlin, a_space("S1", host_name="Hanna Host"))[0]
    listed = artists_taken(edition, berlin, an_artist("W", act_name="The Wrens"))[0]
    browser = signed_in(app.test_client(), a_person("wren@example.org", name="Kim"))
    came = sent(browser, act_name="the wrens", apart="")
    before = _row(artist_id).not_with
    jobs.work_off(keeping.JOBS, at=now())

    rooms = {room.show.id: room.not_with for room in day(CONSOLE, edition.id, city_id=None, at=NOW).rooms}
    assert rooms[show.id] == frozenset({artist_id})
    assert (before, _row(artist_id).not_with) == (frozenset({listed}), frozenset({listed, came}))


def test_a_room_that_gets_a_name_later_is_kept_apart_too(app: Flask, player: FlaskClient) -> None:
    artist_id = sent(player, apart="Above the market")
    host = signed_in(app.test_client(), a_person("ade@example.org", name="Ade"))
    space_id = offers.begun(host)
    offers.answered(host, space_id)
    host.post(f"/host/{space_id}/submit")

    jobs.work_off(keeping.JOBS, at=now())

    with granted("test"):
        pairs = db.session.execute(db.text("SELECT artist_id, space_id, said_by FROM sec_vetoes")).all()
    assert [tuple(pair) for pair in pairs] == [(artist_id, space_id, "artist")]


@pytest.mark.usefixtures("alike")
def test_nobody_learns_from_the_answer_whether_somebody_of_that_name_takes_part(player: FlaskClient) -> None:
    spaces_taken(_edition(), a_city(), a_space("S1", host_name="Hanna Host"))
    artist_id = sent(player)
    player.get("/artist/apply")  # says that it was sent

    answers = [
        player.post(f"/artist/acts/{artist_id}/steps/apart", data={"apart": name})
        for name in ("Hanna Host", "Hanna Hoss")
    ]
    pages = []
    for name in ("Hanna Host", "Hanna Hoss"):
        answered(player, artist_id, Step.APART, apart=name)
        pages.append(player.get(f"/artist/acts/{artist_id}").text)

    assert answers[0].data == answers[1].data
    assert pages[0].replace("Hanna Host", "Hanna Hoss") == pages[1]


def test_a_name_that_is_met_is_kept_by_the_same_statements_as_one_that_is_not(player: FlaskClient) -> None:
    spaces_taken(_edition(), a_city(), a_space("S1", host_name="Hanna Host"))
    artist_id, reader, told = sent(player, apart=""), a_player(a_person("lea@example.org")), []

    for name in ("Hanna Host", "Hanna Hoss"):
        with statements() as asked:
            applying.save(reader, artist_id, {"apart": [name]}, at=now())
        told.append(asked)
        db.session.commit()

    assert told[0] == told[1]


def test_the_lead_is_told_when_an_act_of_a_bill_would_not_meet_another(player: FlaskClient) -> None:
    artist_id, berlin = sent(player, apart=""), a_city()
    grant(Role.LEAD, a_person("lead@example.org"), city_id=berlin.id)
    show = spaces_taken(_edition(), berlin, a_space())[0]
    wrens = artists_taken(_edition(), berlin, an_artist("W", act_name="The Wrens"))[0]
    _accepted(artist_id)
    for position, act in enumerate((artist_id, wrens), start=1):
        slots.put(show, position, act)

    answered(player, artist_id, Step.APART, apart="The Wrens")
    before = _letters("misfit")
    jobs.work_off(keeping.JOBS, at=now())

    assert (before, _letters("misfit")) == (0, 1)


def test_an_act_that_moves_counts_to_another_city_until_somebody_has_decided(player: FlaskClient) -> None:
    artist_id = sent(player)
    counts_to = select(City.name).join(Application, Application.city_id == City.id)
    cities: list[str | None] = []

    for town in ("Lagos, Nigeria", "Berlin, Germany", "Lagos, Nigeria"):
        if len(cities) == 2:
            _accepted(artist_id)
        answered(player, artist_id, Step.HOME, city=town)
        cities.append(db.session.scalar(counts_to))

    assert cities == ["Lagos", "Berlin", "Berlin"]


def test_all_that_is_kept_of_an_act_does_not_tell_whether_somebody_of_that_name_takes_part(player: FlaskClient) -> None:
    spaces_taken(_edition(), a_city(), a_space("S1", host_name="Hanna Host"))
    artist_id, reader, files = sent(player), a_player(a_person("lea@example.org")), []

    for name in ("Hanna Host", "Hanna Hoss"):
        applying.save(reader, artist_id, {"apart": [name]}, at=NOW)
        db.session.commit()
        jobs.work_off(keeping.JOBS, at=now())
        file = own_data(reader, at=NOW)
        files.append(str({part: rows for part, rows in file.items() if part != "opened_by_you"}))

    assert files[0].replace("Hanna Host", "Hanna Hoss") == files[1]


def test_a_band_of_another_band_s_musician_is_seen_to_be(player: FlaskClient) -> None:
    other = artists_taken(_edition(), a_city(), an_artist("W", members=("noor@example.org", "Kim Wren")))[0]

    artist_id = sent(player)

    assert _row(artist_id).members & _row(other).members == {fingerprint("noor@example.org")}


def test_known_and_unknown_addresses_get_the_same_answer_and_both_a_letter(client: FlaskClient) -> None:
    an_edition()
    a_person("known@example.org", name="Known")

    answers = [
        client.post("/artist/apply", data={"name": "Somebody", "email": email})
        for email in ("known@example.org", "new@example.org", "new@example.org")
    ]

    assert {(answer.status_code, answer.data) for answer in answers} == {(303, answers[0].data)}
    assert [str(letter["To"]) for letter in letters()] == ["Known <known@example.org>", "Somebody <new@example.org>"]
    fresh, known = find_person("new@example.org"), find_person("known@example.org")
    assert ([held.role for held in roles_of(fresh or "")], roles_of(known or "")) == ([Role.ARTIST], [])
    assert db.session.scalar(select(func.count()).select_from(Person)) == 2


@pytest.mark.parametrize("name", ["", "Win at http://evil.example"])
def test_nothing_but_a_name_gets_into_the_letter_of_a_newcomer(client: FlaskClient, name: str) -> None:
    an_edition()

    answer = client.post("/artist/apply", data={"name": name, "email": "new@example.org"})

    assert (answer.status_code, find_person("new@example.org")) == (422, None)


def test_what_is_somebody_else_s_is_nobody_s(player: FlaskClient) -> None:
    artist_id = begun(player)
    other = a_player(a_person("other@example.org"))

    with pytest.raises(NotFound):
        applying.save(other, artist_id, {"act_name": "Mine"}, at=now())
    with pytest.raises(NotFound):
        applying.submit(other, artist_id, at=now())
    with pytest.raises(NotFound):
        applying.discard(other, artist_id)


def _accepted(artist_id: str) -> Application:
    wish = db.session.scalars(select(Application).where(Application.artist_id == artist_id)).one()
    wish.state = ApplicationState.ACCEPTED
    db.session.commit()
    return wish


def test_a_change_after_the_decision_counts_at_once_and_is_kept_as_a_change(player: FlaskClient) -> None:
    artist_id = sent(player)
    _accepted(artist_id)
    reader = a_player(a_person("lea@example.org"))
    before = own_acts.own_act(reader, artist_id).changes

    answered(player, artist_id, Step.ACT, set_minutes="40")
    answered(player, artist_id, Step.LEGS, city=["", "", ""], begins=["", "", ""], ends=["", "", ""])

    row = _row(artist_id)
    assert (row.set_minutes, row.legs) == (40, ())
    after = own_acts.own_act(reader, artist_id)
    assert (before, sorted(after.changes), after.state) == ({}, ["legs", "set_minutes"], ApplicationState.ACCEPTED)
    page = player.get(f"/artist/acts/{artist_id}").text
    assert "length of the set, tour" in page or "tour, length of the set" in page  # the latest stands first


def test_the_lead_of_a_show_is_told_when_an_act_of_it_changes_its_hours(player: FlaskClient) -> None:
    artist_id, berlin = sent(player), a_city()
    grant(Role.LEAD, a_person("lead@example.org"), city_id=berlin.id)
    show = spaces_taken(_edition(), berlin, a_space())[0]
    _accepted(artist_id)
    slots.put(show, 1, artist_id)

    answered(player, artist_id, Step.HEAR)
    nothing = _letters("misfit")
    answered(player, artist_id, Step.EVENING, free_until="20:00")

    assert (nothing, _letters("misfit")) == (0, 1)
    assert day(CONSOLE, _edition().id, city_id=None, at=NOW).taken[0].artist_id == artist_id


@pytest.mark.parametrize(
    ("step", "most", "said"),
    [
        (Step.PEOPLE, 40, {"name": "Lark %d", "email": "lark%d@example.org", "guardian": ""}),
        (Step.LEGS, 8, {"city": "Paris, France", "begins": "2026-09-%02dT10:00", "ends": "2026-09-%02dT12:00"}),
    ],
)
def test_more_lines_than_can_be_kept_are_refused_and_stay_typed(
    player: FlaskClient, step: Step, most: int, said: dict[str, str]
) -> None:
    path = f"/artist/acts/{begun(player)}/steps/{step}"

    def lines(count: int) -> dict[str, list[str]]:
        numbers = range(1, count + 1)
        rows = {name: [text % number if "%" in text else text for number in numbers] for name, text in said.items()}
        return moved(rows)

    whole, more = player.post(path, data=lines(most)), player.post(path, data=lines(most + 1))

    assert (whole.status_code, more.status_code) == (303, 422)
    assert f"These are {most + 1} lines; {most} are the most." in more.text
    assert all(f'value="{lines(most + 1)[name][-1]}"' in more.text for name in said)


@pytest.mark.parametrize(("step", "column", "rows"), [(Step.PEOPLE, "name", 4), (Step.LEGS, "city", 4)])
def test_who_has_more_to_say_than_there_are_lines_keeps_it_and_gets_more(
    player: FlaskClient, step: Step, column: str, rows: int
) -> None:
    path = f"/artist/acts/{begun(player)}/steps/{step}"

    kept = player.post(path, data=typed(step) | {"stay": "more"})
    page = player.get(kept.location).text
    elsewhere = player.post(path, data=typed(step) | {"stay": "//example.org"})

    assert (kept.status_code, kept.location) == (303, f"{path}#more")
    assert (page.count(f'name="{column}"'), page.count('id="more"'), 'value="more"' in page) == (rows, 1, True)
    assert ("#more" in elsewhere.location, elsewhere.location.startswith("/artist/")) == (False, True)


def test_a_leg_that_is_not_around_the_day_is_kept_and_said_to_change_nothing(player: FlaskClient) -> None:
    path = f"/artist/acts/{begun(player)}/steps/legs"
    notice = "This leg is kept and changes nothing"
    days = [_edition().date + timedelta(days=apart) for apart in (-9, -2, -1, 1, 2, 3)]
    said = {"city": ["Paris, France"] * 3, "begins": [f"{one}T10:00" for one in days[::2]]}
    said["ends"] = [f"{one}T09:00" for one in days[1::2]]

    first = player.post(path, data=said)
    page = player.get(first.location).text
    second = player.post(f"{path}?knows=idle", data=said)
    around = player.post(path, data={name: texts[1:2] for name, texts in said.items()})

    assert (first.location.endswith("/steps/legs?knows=idle#legs"), page.count(notice)) == (True, 2)
    assert 'steps/legs?knows=idle">' in page
    assert [answer.location.endswith("/steps/evening") for answer in (second, around)] == [True, True]
    assert notice not in player.get(path).text


def test_the_same_answers_once_more_trouble_nobody(player: FlaskClient) -> None:
    artist_id, berlin = sent(player), a_city()
    grant(Role.LEAD, a_person("lead@example.org"), city_id=berlin.id)
    slots.put(spaces_taken(_edition(), berlin, a_space())[0], 1, artist_id)
    answered(player, artist_id, Step.EVENING, free_until="20:00")
    before = _letters("misfit"), _letters("keep_apart"), _tries()

    for _ in range(30):
        answered(player, artist_id, Step.EVENING, free_until="20:00")
        answered(player, artist_id, Step.APART)
        player.post(f"/artist/acts/{artist_id}/steps/legs", data=typed(Step.LEGS))

    assert (_letters("misfit"), _letters("keep_apart"), _tries()) == before


def test_who_says_something_else_over_and_over_is_slowed_down_and_loses_nothing(player: FlaskClient) -> None:
    artist_id = sent(player)
    path = f"/artist/acts/{artist_id}/steps/evening"

    said = [{"free_from": "18:00", "free_until": f"20:{minute}", "max_shows": "1"} for minute in range(10, 31)]
    answers = [player.post(path, data=one) for one in said]

    assert [one.status_code for one in answers] == [303] * 20 + [429]
    assert ('value="20:30"' in answers[-1].text, "what you typed stands here" in answers[-1].text) == (True, True)
    assert own_acts.own_act(a_player(a_person("lea@example.org")), artist_id).said["free_until"] == "20:29"


def _tries() -> int | None:
    return db.session.scalar(select(func.count()).select_from(SignInAttempt).where(SignInAttempt.what == Attempt.WORDS))


def _letters(kind: str) -> int | None:
    return db.session.scalar(select(func.count()).select_from(Outbox).where(Outbox.kind == kind))


def test_an_application_is_taken_back_in_any_state_and_its_slots_with_it(player: FlaskClient) -> None:
    artist_id, berlin = sent(player), a_city()
    show = spaces_taken(_edition(), berlin, a_space())[0]
    wish = _accepted(artist_id)
    slots.put(show, 1, artist_id)

    asked = player.get(f"/artist/acts/{artist_id}/withdraw").text
    twice = [player.post(f"/artist/acts/{artist_id}/withdraw").status_code for _ in range(2)]
    late = player.post(f"/artist/acts/{artist_id}/steps/act", data=BAND[Step.ACT], follow_redirects=True).text

    db.session.refresh(wish)
    assert ("Take it back?" in asked, twice, wish.state) == (True, [303, 303], ApplicationState.WITHDRAWN)
    assert day(CONSOLE, _edition().id, city_id=None, at=NOW).taken == ()
    assert "You have taken this application back." in late


def test_of_a_draft_that_is_taken_back_nothing_stays(player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id, Step.ACT)

    player.post(f"/artist/acts/{artist_id}/withdraw")

    with pytest.raises(NotFound):
        own_acts.own_act(a_player(a_person("lea@example.org")), artist_id)
    assert player.get(f"/artist/acts/{artist_id}").location == "/artist/apply"
    with granted("test"):
        assert db.session.scalar(db.text("SELECT count(*) FROM sec_act_forms")) == 0


def test_who_speaks_for_an_act_of_a_list_changes_what_she_says_and_keeps_the_rest(app: Flask) -> None:
    edition, berlin = an_edition(), a_city()
    listed = an_artist("W", email="wren@example.org", members=("Kim Wren",), refugee_background=True, rating=4.5)
    artist_id = artists_taken(edition, berlin, listed)[0]
    browser = signed_in(app.test_client(), a_person("wren@example.org"))
    before = _row(artist_id)

    page = browser.get(f"/artist/acts/{artist_id}").text
    answered(browser, artist_id, Step.EVENING, free_from="17:00", free_until="")

    after = _row(artist_id)
    assert ("As the list says that brought your act" in page, "Act W" in page) == (True, True)
    assert (after.free_from, after.rating) == (time(17), 4.5)
    assert (after.members, after.latitude) == (frozenset({fingerprint("Kim Wren")}), berlin.latitude)
    assert (after.members, after.latitude) == (before.members, before.latitude)
    artists_taken(edition, berlin, listed)
    with granted("test"):
        sealed = db.session.scalars(db.text("SELECT refugee_background FROM sec_artists")).one()
    assert cipher.current().open(sealed, f"sec_artists.refugee_background|{artist_id}") == "yes"


def test_somebody_signed_in_who_plays_nowhere_is_told_how_to_begin(app: Flask, client: FlaskClient) -> None:
    an_edition()
    guest = signed_in(app.test_client(), a_person("guest@example.org"))

    stranger = client.get("/artist/").location
    told = guest.get("/artist/", follow_redirects=True).text

    assert (stranger, "Play in somebody’s home" in told) == ("/sign-in?next=/artist/", True)
    artist_id = begun(guest)
    assert f"/artist/acts/{artist_id}" in guest.get("/artist/").text


def test_other_towns_of_the_name_of_a_home_are_a_tap_away(player: FlaskClient) -> None:
    artist_id = begun(player)
    answered(player, artist_id, Step.HOME, city="Cambridge")
    first = _said(artist_id)["city"]
    page = player.get(f"/artist/acts/{artist_id}/steps/reach").text
    one = page.partition('name="city" value="')[2].partition('"')[0]

    player.post(f"/artist/acts/{artist_id}/steps/home", data={"city": one})

    assert f"We took {first}. Did you mean another one?" in page
    assert (one != first, _said(artist_id)["city"]) == (True, one)
    answered(
        player, artist_id, Step.REACH, **dict(zip(("latitude", "longitude"), _middle_said(artist_id), strict=True))
    )
    assert "Did you mean another one?" not in player.get(f"/artist/acts/{artist_id}/steps/reach").text


def _middle_said(artist_id: str) -> tuple[str, str]:
    said = _said(artist_id)
    return str(said["latitude"]), str(said["longitude"])


@pytest.mark.parametrize(("typed", "asks"), [("Cambridge", True), ("Cambridge, United Kingdom", False)])
def test_a_leg_in_a_town_that_has_namesakes_is_asked_about_once(player: FlaskClient, typed: str, asks: bool) -> None:
    artist_id = begun(player)
    legs = moved(BAND[Step.LEGS]) | {"city": ["Berlin, Germany", typed, ""]}
    step = f"/artist/acts/{artist_id}/steps/legs"

    page = player.post(step, data=legs, follow_redirects=True).text
    again = player.post(step, data=legs | {"city": ["Berlin, Germany", "Cambridge, United Kingdom", ""]})

    question = "We took Cambridge, United Kingdom. Did you mean another one?"
    assert (question in page, "Cambridge, MA, United States" in page) == (asks, asks)
    assert _said(artist_id)["legs"][1]["city"] == "Cambridge, United Kingdom"
    assert not again.location.endswith("meant=which")
