"""A band that applied twice, to two cities: each lead sees her side alone, and whoever speaks for the two decides."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.artists.applying import Step
from coordinator.artists.models import ApplicationState
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doubles, reviews, slots
from coordinator.disclosure.alike import Why
from coordinator.disclosure.merged import State
from coordinator.doubles import asking
from coordinator.doubles.views import town_at
from coordinator.errors import Conflict, NotFound
from coordinator.jobs import Outbox
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from tests.artists.acts import a_player, answered, sent
from tests.campaign.builders import LAGOS, a_city
from tests.doubles.pairs import PHONE, Pairs, accepted, some_pairs, wish_of
from tests.lineups.racers import several_racers
from tests.people.builders import a_person
from tests.reviews.desk import a_lead

THERE = {"city": "Lagos, Nigeria", "latitude": "6.4550", "longitude": "3.3940"}


@pytest.fixture
def pairs(app: Flask) -> Pairs:
    return some_pairs(app)


@pytest.fixture
def lagos(pairs: Pairs) -> City:
    return a_city(LAGOS)


@pytest.fixture
def olu(lagos: City) -> Reader:
    return a_lead("olu@example.org", lagos, name="Olu Lead")


def apart(pairs: Pairs, **other: Any) -> tuple[str, str]:
    """One application of Lea's to Berlin and one of Noor's to Lagos, with the same people."""
    acts = sent(pairs.lea, phone=PHONE), sent(pairs.noor, **{"act_name": "Larks of Lagos"} | THERE | other)
    cities = [db.session.get_one(City, wish_of(act).city_id).slug for act in acts]
    assert cities == ["berlin", "lagos"]
    return acts


def test_each_lead_sees_the_pair_and_her_own_side_alone(pairs: Pairs, lagos: City, olu: Reader) -> None:
    here, there = apart(pairs)

    (mine,) = pairs.found()
    (theirs,) = asking.of_city(olu, edition_id=pairs.edition.id, city_id=lagos.id, at=now())

    assert [side.act.id for side in mine.sides] == [here]
    assert [side.act.id for side in theirs.sides] == [there]
    assert mine.why == theirs.why == ()
    assert there not in mine.names
    assert here not in theirs.names


def test_who_leads_both_and_the_global_team_see_both_sides(pairs: Pairs, lagos: City) -> None:
    apart(pairs)
    both = Reader(a_person("both@example.org"), frozenset({(Role.LEAD, pairs.city.id), (Role.LEAD, lagos.id)}))
    team = Reader(a_person("team@example.org"), frozenset({(Role.GLOBAL, None)}))

    for reader in (both, team):
        (double,) = pairs.found(reader)
        assert (len(double.sides), double.far, len(double.why)) == (2, "", 2)


OTHERWISE: list[dict[str, Any]] = [
    {"act_name": "Thunder", "links": "https://own.example/b", "phone": PHONE},
    {"name": ["Uma Else"], "email": ["uma@example.org"], "guardian": [""], "genres": "metal", "bio": "Loud."},
    {"people": "9", "minor": ["2"], "guardian": ["", "Mo, +49 30 123", ""]},
]


@pytest.mark.parametrize("other", OTHERWISE)
def test_pages_of_a_lead_are_the_same_bytes_whatever_the_other_side_says(
    pairs: Pairs, lagos: City, other: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = apart(pairs)
    monkeypatch.setattr(
        "coordinator.disclosure.alike.pairs", lambda *_, **__: {doubles.in_order(here, there): (Why.LINK,)}
    )
    before = pages(pairs)
    answered(pairs.noor, there, Step.ACT, Step.PEOPLE, Step.HEAR, **other)
    wish_of(there).state = ApplicationState.ACCEPTED
    slots.put(pairs.shows[0], 1, there)
    db.session.commit()

    assert pages(pairs) == before


def test_what_a_pair_looks_alike_by_tells_a_lead_nothing(pairs: Pairs, lagos: City) -> None:
    """The signs themselves differ: nothing but that there is a pair is told."""
    seen = []
    for other in ({"links": "https://own.example/b"}, {"name": ["Uma Else"], "email": ["uma@example.org"]}):
        here, there = apart(pairs, **other)
        page = pairs.browser().get("/lead/berlin/doubles").text
        (double,) = pairs.found()
        seen.append(page.replace(double.far, "far").replace(here, "here").replace(wish_of(here).id, "wish"))
        for act in (here, there):
            wish_of(act).state = ApplicationState.WITHDRAWN
        db.session.commit()

    assert without_tokens(seen[0]) == without_tokens(seen[1])


def without_tokens(page: str) -> str:
    """The page without what is random each time."""
    return re.sub(r'(nonce="|name="csrf_token" value=")[^"]*', r"\1", page)


def pages(pairs: Pairs) -> list[str]:
    (double,) = pairs.found()
    client, (one, other) = pairs.browser(), double.names
    merge = f"/lead/berlin/doubles/{one}/{other}/merge"
    addresses = ("/lead/berlin/doubles", merge, f"{merge}?keep={other}")
    return [without_tokens(client.get(address).text) for address in addresses]


def test_nobody_merges_who_sees_one_side_alone(pairs: Pairs, lagos: City) -> None:
    here, there = apart(pairs)
    double = pairs.pair()

    assert pairs.merge(here) == State.ASKED
    with pytest.raises(NotFound):
        asking.outlook(double, here, at=now())
    with pytest.raises(NotFound):
        double.act_of(there)
    assert wish_of(there).state is ApplicationState.SUBMITTED
    asked = db.session.scalars(select(Outbox.subject).where(Outbox.kind == "double_asked")).all()
    assert set(asked) == {here, there}


def test_both_who_speak_for_them_make_them_one(pairs: Pairs, lagos: City) -> None:
    here, there = apart(pairs, links="https://own.example/b")
    pairs.merge(pairs.pair().far)
    lea, noor = (a_player(a_person(f"{name}@example.org")) for name in ("lea", "noor"))

    assert asking.answer(lea, here, town_at, yes=True, at=now()) is State.ASKED
    assert asking.answer(noor, there, town_at, yes=True, at=now()) is State.MERGED

    assert (wish_of(there).state, wish_of(here).state) == (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN)


def test_who_speaks_for_both_is_asked_once_and_reads_which_two(pairs: Pairs, lagos: City) -> None:
    here, there = sent(pairs.lea), sent(pairs.lea, act_name="Larks of Lagos", **THERE)
    pairs.merge(here)
    asked = db.session.scalars(select(Outbox.subject).where(Outbox.kind == "double_asked")).all()

    page = pairs.lea.get(f"/artist/acts/{here}/one").text
    answer = pairs.lea.post(f"/artist/acts/{here}/one", data={"one": "yes"})

    assert asked == [here]
    assert [word for word in ("The Larks", "Larks of Lagos", "this application stays:") if word not in page] == []
    assert answer.status_code == 303
    assert wish_of(there).state is ApplicationState.WITHDRAWN


def test_scores_of_the_other_citys_leads_stay_with_them(pairs: Pairs, lagos: City, olu: Reader) -> None:
    here, there = apart(pairs)
    for reader, act, city in ((olu, there, lagos), (pairs.ada, here, pairs.city)):
        reviews.give(wish_of(act).id, str(reader.id), score=3, words="So.", at=now())
        assert reviews.panel(reader, wish_of(act).id, city_id=city.id, at=now()).scores == 1
    db.session.commit()
    pairs.merge(here)
    for name, act in (("lea", here), ("noor", there)):
        asking.answer(a_player(a_person(f"{name}@example.org")), act, town_at, yes=True, at=now())

    assert wish_of(there).state is ApplicationState.WITHDRAWN
    assert reviews.panel(pairs.ada, wish_of(here).id, city_id=pairs.city.id, at=now()).scores == 1


def test_what_is_in_the_way_is_told_to_who_sees_both(pairs: Pairs, lagos: City) -> None:
    here, there = apart(pairs)
    accepted(here, there)
    slots.put(pairs.shows[0], 1, here)
    slots.put(pairs.shows[0], 2, there)
    db.session.commit()
    pairs.merge(here)
    for name, act in (("lea", here), ("noor", there)):
        assert asking.answer(a_player(a_person(f"{name}@example.org")), act, town_at, yes=True, at=now()) is State.ASKED
    db.session.commit()

    assert "The global team sees both sides" in pairs.browser().get("/lead/berlin/doubles").text
    team = Reader(a_person("team@example.org"), frozenset({(Role.GLOBAL, None)}))
    with pytest.raises(Conflict, match="at_once"):
        asking.merge(team, pairs.found(team)[0], here, town_at, seen=1, at=now())


def of_lead(reader: Reader, edition_id: str, city_id: str, what: str) -> None:
    """What one of two leads says of the only pair of her city."""
    at = now()
    (double,) = asking.of_city(reader, edition_id=edition_id, city_id=city_id, at=at)
    if what == "two":
        asking.say_two(reader, double, at=at)
    else:
        asking.merge(reader, double, double.names[0], town_at, seen=0, at=at)


@pytest.mark.parametrize("words", [("ask", "ask"), ("ask", "two"), ("two", "two")])
def test_of_two_leads_at_once_one_word_stands_whole(
    pairs: Pairs, lagos: City, olu: Reader, words: tuple[str, str], db_url: str, tmp_path: Path
) -> None:
    here, there = apart(pairs)
    jobs = [
        (of_lead, reader, pairs.edition.id, city.id, what)
        for reader, city, what in ((pairs.ada, pairs.city, words[0]), (olu, lagos, words[1]))
    ]

    with several_racers(db_url, tmp_path) as race:
        assert race(*jobs) == ["done", "done"]

    said = doubles.find(doubles.in_order(here, there))
    assert said is not None
    by = {str(pairs.ada.id): (words[0], here), str(olu.id): (words[1], there)}[said.said_by]
    assert (said.state, said.kept_id) == ((State.TWO, None) if by[0] == "two" else (State.ASKED, by[1]))
    assert said.agreed == frozenset()
