"""Which numbers are told: none under five, and none that would tell one under five."""

from collections import defaultdict
from dataclasses import replace
from itertools import permutations, product

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from coordinator.clock import now
from coordinator.db import random_id
from coordinator.letters import cases, collecting, hiding
from coordinator.letters.collecting import Batch
from coordinator.letters.hiding import FEW, Published, left_out
from coordinator.letters.models import Channel, Dimension, Step
from coordinator.letters.tallies import Tally
from tests.campaign.builders import LAGOS, a_city
from tests.letters.builders import TEAM, a_campaign, a_case, a_section

Shown = tuple[int | None, ...]


ORDERS = [dict(zip("012", order, strict=True)).__getitem__ for order in permutations("abc")]


def _shown(numbers: tuple[int, ...], order: hiding.Order) -> Shown:
    """A row of parts as it is told beside their sum."""
    hidden = left_out({str(place): number for place, number in enumerate(numbers)}, order)
    return tuple(None if str(place) in hidden else number for place, number in enumerate(numbers))


def test_nobody_who_knows_the_rule_can_work_out_a_number_that_is_not_told() -> None:
    """Every table of three parts up to eleven, by what is told of it and of its sum: whoever sees that, and knows how
    it is made but for the order, cannot say of any number under five which one it is."""
    alike = defaultdict[tuple[int, Shown], list[tuple[int, ...]]](list)
    for numbers, order in product(product(range(12), repeat=3), ORDERS):
        if sum(numbers) >= FEW:
            alike[sum(numbers), _shown(numbers, order)].append(numbers)

    found = [
        (whole, shown, place)
        for (whole, shown), possible in alike.items()
        if whole <= 22  # beyond, a part would be over eleven in some of those that look alike
        for place, number in enumerate(shown)
        if number is None and len({one[place] for one in possible}) < 2
    ]

    assert (found, len(alike) > 100) == ([], True)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 12), max_size=9))
def test_what_is_left_out_is_two_and_five_or_everything(parts: dict[str, int]) -> None:
    hidden = left_out(parts, str)

    assert {key for key, number in parts.items() if number < FEW} <= hidden
    enough = len(hidden) >= 2 and sum(parts[key] for key in hidden) >= FEW
    assert not hidden or enough or hidden == set(parts)


def _tally(cells: dict[tuple[str, str, str], int]) -> Tally:
    """Sums of cells of (case, section, city), where the country of a section is its first letter."""
    found: dict[Dimension, dict[str, dict[Channel, dict[Step, int]]]] = {one: {} for one in Dimension}
    for (case, section, city), number in cells.items():
        keys = ("", case, section[:1], section, f"{section[:1]}|{city}")
        for dimension, key in zip(Dimension, (keys[0], keys[1], keys[2], keys[3], keys[4]), strict=False):
            steps = found[dimension].setdefault(key, {Channel.PAPER: dict.fromkeys(Step, 0)})[Channel.PAPER]
            steps[Step.MAILED] += number
    return found


CASES, SECTIONS, CITIES = ("c1", "c2", "c3"), ("A1", "A2", "B1", "C1"), ("", "x")


@given(st.lists(st.integers(0, 14), min_size=24, max_size=24))
def test_no_parent_with_its_other_parts_tells_a_number_under_five(numbers: list[int]) -> None:
    cells = dict(zip(product(CASES, SECTIONS, CITIES), numbers, strict=True))
    tally = _tally(cells)

    told = hiding.publish(tally, str, cases=CASES, withdrawn=(), sections={one: one[:1] for one in SECTIONS})

    def number(of: dict[Channel, dict[Step, int | None]] | object) -> int | None:
        return of[Channel.PAPER][Step.MAILED]  # type: ignore[index]

    total = number(told.total)
    groups = [(total, {key: number(one) for key, one in told.cases.items()}, Dimension.CASE)]
    groups.append((total, {key: number(one) for key, one in told.countries.items()}, Dimension.COUNTRY))
    for country, one in told.countries.items():
        mine = {key: number(part) for key, part in told.sections.items() if key[:1] == country}
        groups.append((number(one), mine, Dimension.SECTION))
        there = {"|".join(key): number(part) for key, part in told.cities.items() if key[0] == country}
        groups.append((number(one), there, Dimension.CITY))
    for whole, parts, dimension in groups:
        really = {key: tally[dimension].get(key, {}).get(Channel.PAPER, {}).get(Step.MAILED, 0) for key in parts}
        assert [key for key, said in parts.items() if said is not None and (said != really[key] or said < FEW)] == []
        hidden = [really[key] for key, said in parts.items() if said is None]
        assert whole is not None or len(hidden) == len(parts)
        assert whole is None or not hidden or (len(hidden) >= 2 and sum(hidden) >= FEW)


def test_of_a_withdrawn_case_no_number_is_told_nor_can_be_worked_out() -> None:
    tally = _tally({("c1", "A1", ""): 50, ("c2", "A1", ""): 60, ("c3", "A1", ""): 70})

    told: Published = hiding.publish(tally, str, cases=CASES, withdrawn=["c3"], sections={"A1": "A"})

    numbers = {key: one[Channel.PAPER][Step.MAILED] for key, one in told.cases.items()}
    assert numbers == {"c1": None, "c2": 60, "c3": None}


def test_page_json_and_spreadsheet_tell_the_same_and_hide_the_same(app: Flask, client: FlaskClient) -> None:
    edition = a_campaign()
    section = a_section(edition)
    large, small, gone = a_case(edition), a_case(edition, title="=HYPERLINK(1)"), a_case(edition, title="Gone Girl")
    for case, number in ((large, 4321), (small, 3), (gone, 77)):
        batch = Batch(random_id(), case, section, None, Channel.PAPER, number)
        collecting.report(TEAM, batch, Step.MAILED, at=now())
    cases.withdraw(TEAM, gone, at=now())

    record = client.get("/letters/tallies.json")
    page = client.get("/letters/tallies").text
    sheet = client.get("/letters/tallies.csv").text

    told = {one["id"]: one["paper"]["mailed"] for one in record.json["cases"]}  # type: ignore[index]
    assert told == {large: 4321, small: None}
    assert record.json["total"]["paper"] == dict.fromkeys(map(str, Step), None) | {"mailed": 4401}  # type: ignore[index]
    assert ("4,321" in page, "4,401" in page, "Gone Girl" in page + sheet + record.text) == (True, True, False)
    assert f"cases,{large},Yara of the Lake,paper,,,,4321,," in sheet
    assert f"cases,{small},'=HYPERLINK(1),paper,,,,,," in sheet
    assert record.headers["Access-Control-Allow-Origin"] == "*"


def test_a_city_without_a_number_that_is_told_is_not_listed(app: Flask, client: FlaskClient) -> None:
    edition, berlin, lagos = a_campaign(), a_city(), a_city(LAGOS)
    germany, world = a_section(edition), a_section(edition, "World", country="")
    case = a_case(edition)
    for section, city, number in ((germany, berlin, 30), (germany, None, 40), (world, lagos, 2)):
        batch = Batch(random_id(), case, section, city.id if city else None, Channel.PAPER, number)
        collecting.report(TEAM, batch, Step.MAILED, at=now())

    record = client.get("/letters/tallies.json").json

    assert record is not None
    assert [(one["id"], one["paper"]["mailed"]) for one in record["cities"]] == []
    assert [one["paper"]["mailed"] for one in record["countries"]] == [None, None]
    more = Batch(random_id(), case, world, lagos.id, Channel.PAPER, 8)
    collecting.report(TEAM, more, Step.MAILED, at=now())
    again = client.get("/letters/tallies.json").json
    assert again is not None
    assert [(one["id"], one["paper"]["mailed"]) for one in again["cities"]] == [("berlin", 30), ("lagos", 10)]


def test_the_widget_is_framed_by_those_the_settings_name_and_by_nobody_else(app: Flask, client: FlaskClient) -> None:
    a_campaign()
    kept = app.extensions["coordinator.settings"]

    def framers(path: str) -> str:
        return client.get(path).headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]

    assert framers("/letters/widget") == "'none'"
    app.extensions["coordinator.settings"] = replace(kept, framed_by="https://a.example, https://b.example")
    try:
        assert framers("/letters/widget") == "https://a.example https://b.example"
        assert framers("/letters/tallies") == "'none'"
        assert "<script" not in client.get("/letters/widget").text
        assert "<form" not in client.get("/letters/widget").text
    finally:
        app.extensions["coordinator.settings"] = kept
