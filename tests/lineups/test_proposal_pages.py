"""A lead asks for a proposal, sees what it would change, and takes over what she ticks; what an act here would cost."""

import re
from datetime import time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from coordinator import jobs
from coordinator.artists.models import Application, ApplicationState
from coordinator.campaign.commands import proposal_under_way
from coordinator.campaign.commands import propose as propose_command
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import proposing, slots
from coordinator.disclosure.sealed import Disclosure
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.lineups import questions
from coordinator.lineups.advice import Advice
from coordinator.lineups.insisting import insist
from coordinator.lineups.previewing import Preview, Stand, Turn, preview
from coordinator.lineups.problem import Reason
from coordinator.lineups.proposal_words import advice_words, conflict_words
from coordinator.lineups.proposals import draft
from coordinator.people import accounts
from coordinator.people.models import PersonRole, Role
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from coordinator.spaces.models import Space
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, lineup, spaces_taken
from tests.people.builders import a_person, signed_in
from tests.statements import statements

PAGE = "/lead/berlin/proposals"


@pytest.fixture
def edition(app: Flask) -> Edition:
    """An edition a month ahead."""
    return an_edition(day=(now() + timedelta(days=30)).date())


@pytest.fixture
def shows(edition: Edition) -> list[Show]:
    """Three rooms in Berlin at the same hour."""
    return spaces_taken(edition, a_city(), *(a_space(f"S{n}", space_name=f"Room {n}") for n in (1, 2, 3)))


@pytest.fixture
def lead(app: Flask, shows: list[Show]) -> FlaskClient:
    """Berlin's lead, signed in."""
    person = a_person("lead@example.org")
    accounts.grant(Role.LEAD, person, city_id=shows[0].city_id)
    return signed_in(app.test_client(), person)


def some_acts(edition: Edition, count: int, **said: object) -> list[str]:
    """Acts of Berlin, the later the better rated; their ids."""
    rows = [an_artist(f"A{n}", rating=n / 4, **said) for n in range(count)]
    return artists_taken(edition, a_city(), *rows)


def asked(lead: FlaskClient, *shows: Show) -> str:
    """Ask for these shows, or for the city; the address of the proposal."""
    form: dict[str, object] = {"show": [show.id for show in shows]} if shows else {"all": "yes"}
    answer = lead.post(PAGE, data=form)
    assert (answer.status_code, answer.location.startswith(f"{PAGE}/")) == (303, True)
    return str(answer.location)


def taken(lead: FlaskClient, address: str, *shows: Show) -> TestResponse:
    """Take the proposal over for these shows."""
    return lead.post(address, data={"show": [show.id for show in shows]})


def seen(address: str, show: Show) -> Preview:
    """What stands at the address."""
    db.session.rollback()
    about = {"edition_id": show.edition_id, "city_id": show.city_id}
    return preview(CONSOLE, address.rsplit("/", 1)[1], **about, at=now())


def words(answer: TestResponse) -> str:
    """The text of a page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.split("<main", 1)[1]).split())


def test_a_proposal_places_nobody_until_it_is_taken_over_and_then_only_where_ticked(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    acts = some_acts(edition, 9)

    address = asked(lead)
    before = [lineup(show) for show in shows]
    page = taken(lead, address, *shows[:2])

    assert before == [{}, {}, {}]
    assert (page.status_code, page.location) == (303, address)
    assert [len(lineup(show)) for show in shows] == [3, 3, 0]
    assert {act for show in shows for act in lineup(show).values()} < set(acts)
    assert "2 lineups are taken over." in lead.get(address).text


def test_the_preview_tells_of_every_act_what_becomes_of_it_and_why(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    low, *acts = some_acts(edition, 4)
    for position, act in enumerate((low, acts[0], acts[1]), start=1):
        slots.put(shows[0], position, act)
    slots.pin(shows[0].id, 2, locked=True)

    address = asked(lead, shows[0])
    told = words(lead.get(address))
    (one,) = seen(address, shows[0]).shows

    turns = {act.name: (act.turn, act.position, act.was, act.locked) for act in one.acts}
    assert turns == {
        "Act A0": (Turn.OUT, None, 1, False),
        "Act A1": (Turn.STAYS, 2, 2, True),
        "Act A2": (Turn.STAYS, 3, 3, False),
        "Act A3": (Turn.IN, 1, None, False),
    }
    assert "in Act A3 under 0.1 km away, rated 0.8 of 5, the local act" in told
    assert "out Act A0 makes room for Act A3" in told
    assert "stays Act A1 its slot is locked" in told
    assert "1 of 1 show is complete, before and after." in told
    assert "This is the best there can be" in told


def test_an_act_that_no_longer_fits_goes_with_the_rule_for_which_it_goes(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    act, gone = some_acts(edition, 2)
    slots.put(shows[0], 1, act)
    slots.put(shows[0], 2, gone)
    wishes = update(Application).where(Application.artist_id == act)
    db.session.execute(wishes.values(free_until=shows[0].local_start.time()))
    db.session.execute(
        update(Application).where(Application.artist_id == gone).values(state=ApplicationState.WITHDRAWN)
    )

    told = words(lead.get(asked(lead, shows[0])))

    assert "out Act A0 no longer fits here: not free then" in told
    assert "out Act A1 does not play that day any more" in told
    assert told.count("empty") == 3


def test_of_a_move_both_halves_are_taken_over_or_none(edition: Edition, shows: list[Show], lead: FlaskClient) -> None:
    act, *_ = some_acts(edition, 1)
    slots.put(shows[0], 1, act)
    head = {"edition_id": edition.id, "city_id": shows[0].city_id, "made_at": now()}
    proof = {"seed": 0, "status": "optimal", "objective": 1.0, "bound": 1.0, "solver": "test"}
    nobody = slots.Suggestion(shows[0].id, 1, None, None, Reason.ALL_TAKEN.value, {"able": 1}, before_id=act)
    there = slots.Suggestion(shows[1].id, 1, act, 1.0, facts={"rating": 1.0})
    address = f"{PAGE}/{slots.keep_proposal(head | proof, [nobody, there])}"

    told = words(lead.get(address))
    half = taken(lead, address, shows[1])
    kept = [lineup(show) for show in shows[:2]]
    taken(lead, address, *shows[:2])

    assert ("out Act A0 plays at Room 2 instead" in told, "moves here Act A0 from Room 1" in told) == (True, True)
    assert (half.status_code, "tick the show that it leaves as well" in half.text) == (409, True)
    assert kept == [{1: act}, {}]
    assert [lineup(show) for show in shows[:2]] == [{}, {1: act}]


def test_the_other_shows_of_the_city_stay_as_they_are_when_some_are_chosen(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    acts = some_acts(edition, 5)
    slots.put(shows[1], 1, acts[4])

    address = asked(lead, shows[0])
    taken(lead, address, *shows)

    assert [one.show.id for one in seen(address, shows[0]).shows] == [shows[0].id]
    assert set(lineup(shows[0]).values()) == set(acts[1:4])
    assert [lineup(show) for show in shows[1:]] == [{1: acts[4]}, {}]


def test_the_same_question_twice_is_one_proposal_and_taking_it_over_twice_has_no_second_effect(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    some_acts(edition, 9)
    first, again = asked(lead), asked(lead)
    taken(lead, first, *shows)
    once = [lineup(show) for show in shows]

    page = lead.post(first, data={"show": [show.id for show in shows]}, follow_redirects=True)

    assert first == again
    assert [lineup(show) for show in shows] == once
    assert "Every lineup stands as it is proposed" in page.text
    assert asked(lead) != first


def test_a_show_that_changed_meanwhile_is_refused_in_a_sentence_and_her_ticks_are_kept(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    acts = some_acts(edition, 10)
    address = asked(lead)
    unproposed = next(act for act in acts if act not in proposed_acts(address, shows[0]))
    slots.put(shows[0], 1, unproposed)

    refused = taken(lead, address, *shows[:2])
    page = lead.get(address)

    assert (refused.status_code, "Room 1 changed since this was proposed" in refused.text) == (409, True)
    assert [lineup(show) for show in shows] == [{1: unproposed}, {}, {}]
    assert ticks(refused) == [shows[1].id]
    assert ("1 show changed since this was proposed" in page.text, "Propose anew" in page.text) == (True, True)
    assert sorted(ticks(page)) == sorted(show.id for show in shows[1:])


def proposed_acts(address: str, show: Show) -> set[str]:
    """All acts of the proposal."""
    return {act for one in seen(address, show).shows for act in one.wanted.values()}


def ticks(answer: TestResponse) -> list[str]:
    """The shows that are ticked on a page."""
    return re.findall(r'name="show" value="(\w+)" checked', answer.text)


def test_a_show_that_was_locked_meanwhile_stays_and_is_named(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    acts = some_acts(edition, 12)
    address = asked(lead, shows[0], shows[1])
    for position, act in enumerate(acts[:3], start=1):
        slots.put(shows[0], position, act)
    slots.lock(shows[0].id, by="console", at=now())

    refused = taken(lead, address, *shows[:2])

    assert (refused.status_code, "Room 1 was locked meanwhile" in refused.text) == (409, True)
    assert lineup(shows[0]) == dict(enumerate(acts[:3], start=1))
    assert lineup(shows[1]) == {}
    assert [one.stand for one in seen(address, shows[0]).shows].count(Stand.FINAL) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"state": ApplicationState.WITHDRAWN}, "does not play that day any more"),
        ({"needs": ["drums"]}, "no longer fits Room 1 (room lacks what it needs)"),
    ],
)
def test_an_act_that_changed_its_mind_meanwhile_keeps_all_from_being_taken_over(
    edition: Edition, lead: FlaskClient, shows: list[Show], change: dict[str, object], told: str
) -> None:
    (act,) = some_acts(edition, 1)
    address = asked(lead, shows[0])
    if "needs" in change:
        db.session.execute(update(Space).where(Space.id == shows[0].space_id).values(has=[]))
    db.session.execute(update(Application).where(Application.artist_id == act).values(**change))

    refused = taken(lead, address, shows[0])

    assert (refused.status_code, told in words(refused)) == (409, True)
    assert lineup(shows[0]) == {}


def test_a_large_question_waits_for_a_worker_and_the_page_tells_how_far_it_is(
    app: Flask, edition: Edition, shows: list[Show], lead: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_acts(edition, 9)
    monkeypatch.setattr(questions, "AT_ONCE", 0)

    address = asked(lead)
    asked(lead)
    waiting = lead.get(address)
    proposing.tell(address.rsplit("/", 1)[1], 2, 3, 0.125, at=now())
    running, overview = lead.get(address), lead.get(PAGE)
    done = jobs.work_off(app.extensions["coordinator.jobs"], at=now())

    assert "Waiting for its turn." in waiting.text
    told = "2 of 3 shows decided, so far at most 12.5 % from the best."
    assert all(told in page.text for page in (running, overview))
    assert all('id="progress"' in page.text for page in (waiting, running, overview))
    assert (done, "Take over what is ticked" in lead.get(address).text) == (1, True)
    assert [len(one.wanted) for one in seen(address, shows[0]).shows] == [3, 3, 3]


def test_the_job_tells_on_the_way(
    app: Flask, edition: Edition, shows: list[Show], lead: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_acts(edition, 9)
    monkeypatch.setattr(questions, "AT_ONCE", 0)
    address = asked(lead)

    jobs.work_off(app.extensions["coordinator.jobs"], at=now())

    head = seen(address, shows[0]).head
    assert (head.shows_done, head.shows_total, head.status) == (3, 3, "optimal")


def test_one_who_lost_the_city_meanwhile_gets_no_answer_and_the_next_can_ask_again(
    app: Flask, edition: Edition, shows: list[Show], lead: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_acts(edition, 9)
    monkeypatch.setattr(questions, "AT_ONCE", 0)
    address = asked(lead)
    db.session.execute(update(PersonRole).values(city_id=a_city(LAGOS).id))
    db.session.commit()
    jobs.work_off(app.extensions["coordinator.jobs"], at=now())
    db.session.execute(update(PersonRole).values(city_id=shows[0].city_id))

    told = lead.get(address).text
    again = asked(lead)
    jobs.work_off(app.extensions["coordinator.jobs"], at=now())

    assert ("This proposal came to nothing" in told, again) == (True, address)
    assert "Take over what is ticked" in lead.get(address).text


def test_what_the_console_proposes_stands_on_the_leads_page_while_it_is_under_way_and_after(
    app: Flask, edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    some_acts(edition, 9)
    spaces_taken(edition, a_city(LAGOS), a_space("L1"))
    db.session.commit()

    app.test_cli_runner().invoke(propose_command, [edition.slug])
    overview = lead.get(PAGE)
    (address,) = set(re.findall(rf"{PAGE}/\w+", overview.text))
    page = lead.get(address)

    assert "For the whole edition" in overview.text
    assert "It was made for the whole edition." in page.text
    assert {one.show.id for one in seen(address, shows[0]).shows} == {show.id for show in shows}


def test_leads_see_the_consoles_proposal_under_way_and_that_it_failed_where_the_search_breaks(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    some_acts(edition, 9)
    drawn = draft(CONSOLE, edition.id, at=now())
    pages = []

    def broken_off() -> None:
        with proposal_under_way(drawn) as (_, telling):
            telling(1, 3, 0.25)
            pages.append(lead.get(PAGE).text)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    pages.append(lead.get(PAGE).text)

    assert "1 of 3 shows decided, so far at most 25 % from the best." in pages[0]
    assert ["Came to nothing. Ask again." in page for page in pages] == [False, True]
    assert ['id="progress"' in page for page in pages] == [True, False]


def test_what_would_complete_most_shows_is_told_beside_the_proposal(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    some_acts(edition, 7)

    page, overview = lead.get(asked(lead)), lead.get(PAGE)

    sentence = "2 more acts within 30 km of Berlin complete one show."
    assert (sentence in page.text, sentence in overview.text) == (True, True)


def test_another_citys_lead_gets_the_page_of_nothing(
    app: Flask, edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    (act, *_) = some_acts(edition, 9)
    address = asked(lead)
    person = a_person("other@example.org")
    accounts.grant(Role.LEAD, person, city_id=a_city(LAGOS).id)
    other = signed_in(app.test_client(), person)
    tail = address.rsplit("/", 1)[1]

    gets = [PAGE, address, f"/lead/lagos/proposals/{tail}", f"/lead/berlin/shows/{shows[0].id}/acts/{act}"]
    answers = [other.get(path) for path in gets]
    answers += [other.post(path, data={"show": shows[0].id}) for path in gets[:3]]

    assert [answer.status_code for answer in answers] == [404] * 7
    assert lineup(shows[0]) == {}
    assert lead.get(address).status_code == 200


def test_every_look_at_a_proposal_is_written_down(edition: Edition, shows: list[Show], lead: FlaskClient) -> None:
    address = asked(lead, shows[0])
    before = db.session.scalars(select(Disclosure.id)).all()

    lead.get(address)

    fresh = select(Disclosure.fact).where(Disclosure.id.not_in(before), Disclosure.subject == shows[0].id)
    assert sorted(db.session.scalars(fresh)) == ["lineup", "proposal", "space_name"]


@pytest.mark.usefixtures("unlinked")
def test_pages_take_the_same_number_of_statements_for_three_shows_and_for_many(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    some_acts(edition, 3)
    few = counted(lead)

    spaces_taken(edition, a_city(), *(a_space(f"M{n}") for n in range(40)))
    some_acts(edition, 80)

    assert few == counted(lead) == [27, 21]


def counted(lead: FlaskClient) -> list[int]:
    """The statements of the overview and of a proposal for the city."""
    address = asked(lead)
    counts = []
    for path in (PAGE, address):
        with statements() as found:
            assert lead.get(path).status_code == 200
        counts.append(len([one for one in found if not one.startswith("BEGIN")]))
    return counts


def test_why_not_this_act_says_the_rule_and_what_it_would_cost_in_shows(
    edition: Edition, shows: list[Show], lead: FlaskClient
) -> None:
    acts = some_acts(edition, 7)
    for show, bill in zip(shows, (acts[:3], acts[3:6]), strict=False):
        for position, act in enumerate(bill, start=1):
            slots.put(show, position, act)
    (late,) = artists_taken(edition, a_city(), an_artist("A9", free_from=time(23)))
    here = f"/lead/berlin/shows/{shows[2].id}/acts"

    free, never, held = (words(lead.get(f"{here}/{act}")) for act in (acts[6], late, acts[0]))
    slots.put(shows[2], 1, acts[6])
    swapped = words(lead.get(f"{here}/{acts[0]}"))
    for number, position in ((2, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3)):
        slots.pin(shows[number].id, position, locked=True)
    dear = words(lead.get(f"{here}/{acts[0]}"))

    assert "Act A6 can play here at no cost." in free
    assert ("not free then" in never, "Act A9 cannot play here." in never) == (True, True)
    assert "Act A6 would come to Room 1." in held
    assert re.search(r"no cost\. Act A\d would move from Room \d to Room \d\.", swapped) is not None
    assert "With Act A0 here the city loses one complete show." in dear


def test_an_act_of_another_city_that_does_not_come_here_is_unknown(edition: Edition, shows: list[Show]) -> None:
    (far,) = artists_taken(edition, a_city(LAGOS), an_artist("L1"))

    with pytest.raises(NotFound):
        insist(CONSOLE, shows[0], far, at=now())


def test_every_refusal_of_taking_over_has_its_sentence(app: Flask) -> None:
    facts = {"space": "Room 1", "act": "Act A1"}
    rules = [*(reason.value for reason in Reason), "gone", "plays_still"]

    with app.test_request_context():
        said = [conflict_words(Conflict("no_longer_fits", rule=rule, **facts)) for rule in rules]
        said += [conflict_words(Conflict(f"{code}_since", **facts)) for code in ("changed", "show_locked", "show_over")]

    assert all("Room 1" in sentence for sentence in said)


def test_advice_minds_one_and_many(app: Flask) -> None:
    facts: dict[str, float | str] = {"city": "x", "km": 30, "acoustic": 1.0}
    many = Advice("acts", 3, ("s1", "s2", "s3", "s4", "s5"), facts)
    one = Advice("acts", 1, ("s1",), facts | {"acoustic": 0.0})
    piano = Advice("piano", 1, ("s1",))
    names = {"acts": {}, "rooms": {"s1": "The green sofa"}}

    with app.test_request_context():
        said = [advice_words(each, city="Porto", **names) for each in (many, one, piano)]

    assert said == [
        "3 more acoustic acts within 30 km of Porto complete 5 shows.",
        "One more act within 30 km of Porto completes one show.",
        "A piano at The green sofa completes it.",
    ]
