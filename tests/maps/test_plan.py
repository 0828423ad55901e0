"""The plan's page: whole in itself, and deaf to what names try to say."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from coordinator.maps import PlanAct, PlanShow, plan_map

HOSTILE = (
    "{{7*7}}",
    "${7*7}",
    "</script><script>alert(1)</script>",
    "{% raw %}",
    "<!--<script>",
    "<img src=x onerror=alert(2)>",
)


def an_act(name: str = "Ada Quartet", slot: int = 1) -> PlanAct:
    return PlanAct(slot=slot, name=name, distance_km=1.25, latitude=52.5, longitude=13.4)


def a_show(name: str = "Rooftop", *, ident: str = "S1", acts: tuple[PlanAct, ...] = ()) -> PlanShow:
    return PlanShow(
        id=ident, name=name, city="Berlin", latitude=52.52, longitude=13.41, starts_local="Wed 20 Sep, 19:30", acts=acts
    )


def a_page(*shows: PlanShow) -> str:
    return plan_map(shows, title="Give a Home", date="Wednesday, 20 September 2017")


def data_in(page: str, ident: str = "plan-data") -> Any:
    found = re.search(rf'<script type="application/json" id="{ident}">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_page_holds_what_it_was_given() -> None:
    page = a_page(a_show(acts=(an_act(),)))

    assert data_in(page) == {
        "shows": [
            {
                "id": "S1",
                "name": "Rooftop",
                "city": "Berlin",
                "latitude": 52.52,
                "longitude": 13.41,
                "starts_local": "Wed 20 Sep, 19:30",
                "acts": [{"slot": 1, "name": "Ada Quartet", "distance_km": 1.25, "latitude": 52.5, "longitude": 13.4}],
            }
        ]
    }
    assert "<title>Give a Home</title>" in page


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_changes_nothing_but_its_own_data(name: str) -> None:
    plain, hostile = (a_page(a_show(n, acts=(an_act(n),))) for n in ("Rooftop", name))

    assert [data_in(hostile)["shows"][0]["name"], data_in(hostile)["shows"][0]["acts"][0]["name"]] == [name, name]
    block = re.compile(r'id="plan-data">.*?</script>', re.DOTALL)
    assert block.sub("", hostile) == block.sub("", plain)
    assert "<" not in block.search(hostile)[0].removeprefix('id="plan-data">').removesuffix("</script>")  # type: ignore[index]


def test_a_hostile_title_is_text() -> None:
    page = plan_map([a_show()], title="</title><script>alert(1)</script>{{7*7}}", date="{{7*7}}")

    assert "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}</title>" in page


def test_every_script_and_style_is_one_the_policy_names() -> None:
    page = a_page(a_show())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = set(re.findall(r"sha256-([\w+/=]+)", policy[1].replace("&#39;", "'").replace("&#43;", "+")))

    blocks = re.findall(r"<(script|style)>(.*?)</\1>", page, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for _, text in blocks}

    assert hashes == allowed
    assert "unsafe" not in policy[1]


def test_the_page_loads_nothing() -> None:
    page = a_page(a_show())

    assert re.findall(r"<(?:script|link|img|iframe)[^>]*\b(?:src|href)=", page) == []
    assert re.findall(r"url\((?!data:)[^)]{0,40}\)", re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]) == []  # type: ignore[index]


def test_the_same_plan_gives_the_same_page() -> None:
    assert a_page(a_show()) == a_page(a_show())


def test_an_empty_plan_is_a_page_too() -> None:
    assert data_in(a_page()) == {"shows": []}


@pytest.mark.browser
def test_hostile_names_are_read_and_not_obeyed(watched: Any, tmp_path: Path) -> None:
    acts = tuple(an_act(name, slot) for slot, name in enumerate(HOSTILE[:3], 1))
    shows = [a_show(name, ident=f"S{n}", acts=acts) for n, name in enumerate(HOSTILE)]
    (tmp_path / "map.html").write_text(a_page(*shows), "utf-8")

    watched.page.goto((tmp_path / "map.html").as_uri())
    watched.page.click("#plan-shows li:nth-child(3) button")

    assert watched.page.locator("#plan-shows strong").all_inner_texts() == list(HOSTILE)
    assert watched.page.locator("#plan-show h2").inner_text() == HOSTILE[2]
    assert [text.splitlines()[0] for text in watched.page.locator("#plan-show .who").all_inner_texts()] == list(
        HOSTILE[:3]
    )
    assert watched.said == []


@pytest.mark.browser
def test_the_list_finds_a_city_without_its_accents(watched: Any, tmp_path: Path) -> None:
    there = PlanShow(id="S2", name="Loft", city="Kraków", latitude=50, longitude=20, starts_local="Wed 20 Sep, 19:30")
    (tmp_path / "map.html").write_text(a_page(a_show(), there), "utf-8")

    watched.page.goto((tmp_path / "map.html").as_uri())
    watched.page.fill("#plan-search", "krakow")

    expect(watched.page.locator("#plan-shows li:visible strong")).to_have_text(["Loft"], use_inner_text=True)
    expect(watched.page.locator("#plan-found")).to_have_text("1 show", use_inner_text=True)
