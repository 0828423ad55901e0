"""A lead fills a show by hand: who would fit and why not the others, placing, clearing, taking over, locking."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import slots
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.lineups.candidates import candidates
from coordinator.lineups.levels import Objection
from coordinator.lineups.words import refusal_words
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, lineup, spaces_taken
from tests.people.builders import a_person, signed_in

CANDIDATE = r'<li class="candidate" data-artist="(\w+)"(.*?)</li>'


@pytest.fixture
def edition(app: Flask) -> Edition:
    """An edition a month ahead."""
    return an_edition(day=(now() + timedelta(days=30)).date())


@pytest.fixture
def shows(edition: Edition) -> list[Show]:
    """Two rooms in Berlin at the same hour."""
    return spaces_taken(edition, a_city(), a_space("S1"), a_space("S2", drums=False))


@pytest.fixture
def lead(app: Flask, shows: list[Show]) -> FlaskClient:
    """Berlin's lead, signed in."""
    person = a_person("lead@example.org")
    accounts.grant(Role.LEAD, person, city_id=shows[0].city_id)
    return signed_in(app.test_client(), person)


def _page(show: Show) -> str:
    return f"/lead/berlin/shows/{show.id}"


def test_the_best_who_fit_come_first_and_the_others_say_why_they_do_not(edition: Edition, shows: list[Show]) -> None:
    berlin = a_city()
    acts = [
        an_artist("A1", rating=3.0),
        an_artist("A2", rating=5.0),
        an_artist("A3", genres=("jazz",)),
        an_artist("A4", genres=("jazz",)),
        an_artist("A5", needs=("drums",)),
        an_artist("A6", not_with=("S2",)),
        an_artist("A7"),
    ]
    a1, a2, a3, a4, a5, a6, a7 = artists_taken(edition, berlin, *acts)
    slots.put(shows[1], 1, a3)
    slots.put(shows[0], 1, a7)

    found = candidates(CONSOLE, shows[1], at=now())

    assert [one.artist_id for one in found.fitting] == [a2, a1]
    assert {one.artist_id: one.against for one in found.others} == {
        a4: (Objection.GENRE,),
        a5: (Objection.LACKS,),
        a6: (Objection.VETOED,),
        a7: (Objection.OVERLAP, Objection.TWICE),
    }


def test_a_page_says_how_an_acts_genre_goes_with_those_of_the_acts_beside_it(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    genres = (("jazz", "soul"), ("folk",), ("blues", "soul"), ("jazz",), ())
    acts = artists_taken(edition, a_city(), *(an_artist(f"A{n}", genres=said) for n, said in enumerate(genres)))
    slots.put(shows[0], 1, acts[0])
    slots.put(shows[0], 2, acts[1])

    page = lead.get(_page(shows[0])).text

    slot, told = re.findall(r'id="slot-1".*?</li>', page, re.DOTALL)[0], dict(re.findall(CANDIDATE, page, re.DOTALL))
    assert "jazz, soul" in slot
    assert "<span>shares soul with Act A0</span><span>another genre than Act A1</span>" in told[acts[2]]
    assert "<span>shares jazz with Act A0</span>" in told[acts[3]]
    assert "genre is on the bill already" in told[acts[3]]
    assert not re.search("shares|another genre", told[acts[4]])


def test_a_page_says_what_the_room_has_and_of_each_act_whether_what_it_needs_is_here(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    needs = (("amplified", "power"), ("drums", "power"), ())
    acts = artists_taken(edition, a_city(), *(an_artist(f"A{n}", needs=said) for n, said in enumerate(needs)))

    page = " ".join(lead.get(_page(shows[1])).text.split())

    told = dict(re.findall(CANDIDATE, page, re.DOTALL))
    assert "<span>has amplified sound, piano, power</span>" in page
    assert "<span>needs amplified sound, power (all here)</span>" in told[acts[0]]
    assert "<span>needs drums, power (not here: drums)</span>" in told[acts[1]]
    assert "<span>needs" not in told[acts[2]]


def test_those_who_are_looked_for_stay_in_view_while_acts_are_placed_and_nobody_is_said_so(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    needs = (("amplified",), ("amplified",), ())
    acts = artists_taken(edition, a_city(), *(an_artist(f"A{n}", needs=said) for n, said in enumerate(needs)))
    page = lead.get(f"{_page(shows[0])}?q=act&need=amplified").text
    placing = re.findall(r'formaction="([^"]*)"', page)[0].replace("&amp;", "&")

    placed = lead.post(placing, data={"artist_id": acts[0], "instead_of": ""})
    after = lead.get(placed.location).text
    nobody = lead.get(f"{_page(shows[0])}?q=zither").text

    assert placed.location == f"{_page(shows[0])}?q=act&need=amplified"
    assert [act for act, _ in re.findall(CANDIDATE, after, re.DOTALL)] == [acts[1]]
    assert '<input type="hidden" name="need" value="amplified">' in after
    assert ("Nobody who could come here is called so" in nobody, "Below are those" in nobody) == (True, False)


def test_enter_in_a_reason_fills_the_first_empty_slot_and_takes_none_from_anybody(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    """The first button of a form is the one that Enter presses."""
    acts = artists_taken(edition, a_city(), *(an_artist(f"A{n}", genres=("jazz",)) for n in range(4)))
    pages = []
    for position in (1, 2, 3):
        slots.put(shows[0], position, acts[position])
        pages.append(lead.get(_page(shows[0])).text)

    first = [re.findall(rf'id="insist-{acts[0]}".*?(<button.*?>)', page, re.DOTALL)[0] for page in pages]

    assert [re.findall(r"/slots/(\d)| (disabled)>", button) for button in first] == [
        [("2", "")],
        [("3", "")],
        [("", "disabled")],
    ]


def test_an_act_of_another_city_is_told_only_where_it_comes(edition: Edition, shows: list[Show]) -> None:
    """Distances to several rooms would tell a lead where somebody lives who is none of hers."""
    lagos = a_city(LAGOS)
    spaces_taken(edition, lagos, a_space("L1"))
    far, _ = artists_taken(edition, lagos, an_artist("A1"), an_artist("A2", travel_km=9_000))
    (near,) = artists_taken(edition, a_city(), an_artist("A3", travel_km=0))

    found = candidates(CONSOLE, shows[0], at=now())

    told = {one.act_name for one in (*found.fitting, *found.others)}
    assert (told, far != near) == ({"Act A2", "Act A3"}, True)


@pytest.mark.parametrize("reader", [STRANGER, Reader("p", frozenset({(Role.LEAD, "elsewhere")}))])
def test_nobody_but_the_citys_lead_learns_who_could_play(shows: list[Show], reader: Reader) -> None:
    with pytest.raises(NotFound):
        candidates(reader, shows[0], at=now())


def test_an_act_is_placed_and_cleared_and_the_page_says_so(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    (act,) = artists_taken(edition, a_city(), an_artist("A1"))

    placed = lead.post(f"{_page(shows[0])}/slots/2", data={"artist_id": act}, follow_redirects=True)
    after = lineup(shows[0])
    cleared = lead.post(f"{_page(shows[0])}/slots/2/clear", follow_redirects=True)

    assert ("Placed in slot 2." in placed.text, after) == (True, {2: act})
    assert ("Slot 2 is empty." in cleared.text, lineup(shows[0])) == (True, {})


def test_a_second_click_has_no_second_effect(edition: Edition, shows: list[Show], lead: FlaskClient) -> None:
    (act,) = artists_taken(edition, a_city(), an_artist("A1"))

    for _ in range(2):
        lead.post(f"{_page(shows[0])}/slots/2", data={"artist_id": act})

    assert lineup(shows[0]) == {2: act}


def test_what_the_rules_refuse_is_said_in_a_sentence_and_changes_nothing(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    act, other = artists_taken(edition, a_city(), an_artist("A1"), an_artist("A2"))
    slots.put(shows[1], 1, act)
    slots.put(shows[0], 2, other)

    page = lead.post(f"{_page(shows[0])}/slots/2", data={"artist_id": act}, follow_redirects=True)

    assert "plays at another show then" in page.text
    assert lineup(shows[0]) == {2: other}


def test_a_proposal_is_taken_over_whole_even_where_acts_change_places(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    acts = artists_taken(edition, a_city(), *(an_artist(f"A{n}") for n in range(4)))
    slots.put(shows[0], 1, acts[1])
    slots.put(shows[0], 3, acts[3])
    wanted = [slots.Suggestion(shows[0].id, position, act) for position, act in enumerate(acts[:3], start=1)]
    slots.keep_proposal(_head(edition), wanted)

    page = lead.post(f"{_page(shows[0])}/proposal", follow_redirects=True)

    assert "The proposal is taken over." in page.text
    assert lineup(shows[0]) == dict(enumerate(acts[:3], start=1))


def _head(edition: Edition) -> dict[str, object]:
    proof = {"seed": 0, "status": "optimal", "objective": 1.0, "bound": 1.0, "solver": "test"}
    return {"edition_id": edition.id, "city_id": None, "made_at": now(), **proof}


def test_a_locked_lineup_is_changed_by_nobody_until_it_is_opened(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    acts = artists_taken(edition, a_city(), *(an_artist(f"A{n}") for n in range(4)))
    for position, act in enumerate(acts[:3], start=1):
        slots.put(shows[0], position, act)
    locked = lead.post(f"{_page(shows[0])}/lock", follow_redirects=True)

    refused = lead.post(f"{_page(shows[0])}/slots/1", data={"artist_id": acts[3]}, follow_redirects=True)
    kept = lineup(shows[0])
    lead.post(f"{_page(shows[0])}/unlock", data={"because": "somebody else would fit better"})
    lead.post(f"{_page(shows[0])}/slots/1", data={"artist_id": acts[3]})

    assert ("The lineup is locked." in locked.text, "This lineup is locked." in refused.text) == (True, True)
    assert (kept[1], lineup(shows[0])[1]) == (acts[0], acts[3])


def test_two_acts_are_not_enough_to_lock(edition: Edition, shows: list[Show], lead: FlaskClient) -> None:
    for position, act in enumerate(artists_taken(edition, a_city(), an_artist("A1"), an_artist("A2")), start=1):
        slots.put(shows[0], position, act)

    assert "Only three acts can be locked." in lead.post(f"{_page(shows[0])}/lock", follow_redirects=True).text


def test_a_name_or_a_genre_finds_an_act_and_a_hostile_name_is_text(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    hostile = "</script><script>alert(1)</script>"
    artists_taken(edition, a_city(), an_artist("A1", act_name=hostile), an_artist("A2", genres=("fado",)))
    db.session.commit()

    by_genre, by_name = (lead.get(_page(shows[0]), query_string={"q": q}).text for q in ("FADO", "script"))

    assert ("Act A2" in by_genre, "alert(1)" in by_genre) == (True, False)
    assert ("&lt;script&gt;alert(1)" in by_name, "<script>alert" in by_name) == (True, False)


@pytest.mark.parametrize("what", ["slots/1", "slots/1/clear", "proposal", "lock", "unlock"])
def test_another_citys_lead_gets_the_page_of_nothing(app: Flask, shows: list[Show], what: str) -> None:
    person = a_person("other@example.org")
    accounts.grant(Role.LEAD, person, city_id=a_city(LAGOS).id)
    client = signed_in(app.test_client(), person)

    answers = [client.post(f"/lead/{city}/shows/{shows[0].id}/{what}") for city in ("berlin", "lagos")]

    assert [(answer.status_code, "No door here" in answer.text) for answer in answers] == [(404, True)] * 2


def test_every_refusal_of_the_rules_has_its_sentence(app: Flask) -> None:
    import re
    from pathlib import Path

    from coordinator.errors import Conflict

    root = Path(__file__).parents[2] / "coordinator"
    said_in = ("disclosure/slots", "lineups/assignment", "lineups/locking", "lineups/standby")
    sources = "".join((root / f"{name}.py").read_text(encoding="utf-8") for name in said_in)
    reasons = set(re.findall(r'Conflict\("(\w+)"', sources)) | set(re.findall(r'", "(\w+)"\),', sources))

    with app.test_request_context():
        assert all(refusal_words(Conflict(reason)) for reason in reasons)
    assert len(reasons) >= 10
