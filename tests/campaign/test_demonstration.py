"""The demonstration edition: real cities, made-up people, lineups in every state."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from coordinator.answers import hours
from coordinator.answers.hours import Stage
from coordinator.artists.listing import ListedArtist
from coordinator.artists.models import Application, ApplicationState
from coordinator.campaign import questioning, tonight
from coordinator.campaign.demonstration import PEOPLE, Loaded, day_ahead, is_empty, load
from coordinator.campaign.invention import MOST_SHOWS, invent, shows_per_scene
from coordinator.campaign.scenes import scenes
from coordinator.campaign.travelling import MODES, travelling
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import gateway
from coordinator.disclosure.entries import own_entries
from coordinator.disclosure.people import find_person
from coordinator.disclosure.sealed import SealedSlot
from coordinator.errors import Invalid
from coordinator.gate import granted
from coordinator.geo.distance import km
from coordinator.geo.gazetteer import gazetteer
from coordinator.guests.models import EntryState
from coordinator.guests.verifying import verify_draw
from coordinator.people.models import PersonRole, Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import LAGOS, Town, a_city, plain_name
from tests.people.builders import signed_in

AT = datetime(2026, 8, 3, 12, tzinfo=UTC)


def a_demonstration(at: datetime = AT) -> Loaded:
    """Without the letters that were written so far, which nobody here looks at."""
    places = scenes(gazetteer(), 6)
    return load(places, shows=24, artists=90, seed=1, at=at, name_area=plain_name, with_letters=False)


def test_two_hundred_cities_lie_on_every_inhabited_continent_a_few_per_country() -> None:
    towns = [scene.town for scene in scenes(gazetteer(), 200)]

    zones = Counter(town.zone.partition("/")[0] for town in towns)
    names = {town.name for town in towns}
    assert [town.name for town in towns[:2]] == ["Berlin", "Lagos"]
    assert {"Nairobi", "São Paulo", "Auckland", "Apia", "Reykjavík"} <= names
    assert {"Africa", "America", "Asia", "Australia", "Europe", "Pacific"} <= set(zones)
    assert (len(towns), max(Counter(town.country for town in towns).values()) <= 4) == (200, True)


def test_more_cities_than_there_are_are_refused() -> None:
    with pytest.raises(Invalid, match="cities can take part"):
        scenes(gazetteer(), 5_000)


def test_busy_cities_have_several_shows_and_every_city_one() -> None:
    counts = shows_per_scene(scenes(gazetteer(), 200), shows=270, favoured=2)

    assert (sum(counts), min(counts), max(counts) <= MOST_SHOWS) == (270, 1, True)
    assert min(counts[:2]) >= 4


def test_the_same_seed_invents_the_same_lists_and_another_seed_others() -> None:
    places = scenes(gazetteer(), 12)
    one, same, other = (invent(places, shows=20, artists=80, favoured=2, chance=Random(seed)) for seed in (4, 4, 5))

    assert one == same
    assert one != other


def test_invented_homes_lie_in_their_city_and_nobody_can_be_written_to() -> None:
    places = scenes(gazetteer(), 60)
    invented = invent(places, shows=90, artists=400, favoured=2, chance=Random(1))

    homes = [(number, row.latitude or 0, row.longitude or 0) for number, row in invented.spaces]
    homes += [(number, row.latitude or 0, row.longitude or 0) for number, row in invented.artists]
    towns = [scene.town for scene in places]
    assert max(km(north, east, towns[number].latitude, towns[number].longitude) for number, north, east in homes) < 9
    assert {row.host_email.partition("@")[2] for _, row in invented.spaces} == {"example.org"}
    assert len({row.act_name for _, row in invented.artists}) > 390


def test_some_acts_tour_and_travel_otherwise_than_by_car_and_all_else_stays_as_it_was() -> None:
    places, on = scenes(gazetteer(), 60), date(2026, 9, 5)
    lists = invent(places, shows=90, artists=400, favoured=2, chance=Random(1))

    one, same = (travelling(lists, places, day=on, chance=Random(2)) for _ in range(2))

    acts = [act for _, act in one.artists]
    assert one == same
    assert {act.mode for act in acts} == set(MODES)
    assert 10 <= sum(bool(act.legs) for act in acts) <= 60
    assert {leg.begins.date() < on <= leg.ends.date() for act in acts for leg in act.legs} == {True}
    assert (acts[0].legs, {len(space.languages) for _, space in one.spaces}) == ((), {0, 1, 2})
    assert [_at_home(act) for act in acts] == [_at_home(act) for _, act in lists.artists]


def _at_home(act: ListedArtist) -> ListedArtist:
    return replace(act, mode="car", legs=(), languages=())


@pytest.mark.parametrize("today", [date(2026, 8, day) for day in range(1, 8)])
def test_the_day_is_a_saturday_about_four_weeks_ahead(today: date) -> None:
    ahead = day_ahead(today)

    assert ahead.weekday() == 5
    assert 28 <= (ahead - today).days <= 34


@pytest.mark.usefixtures("app")
def test_a_loaded_demonstration_has_shows_lineups_in_every_state_and_known_people() -> None:
    loaded = a_demonstration()

    shows = list(db.session.scalars(select(Show).where(Show.edition_id == loaded.edition.id)))
    seen = gateway.lead_shows(CONSOLE, shows, at=AT)
    states = Counter((len(one.lineup), one.locked) for one in seen.values())
    assert (loaded.shows, len(shows), loaded.cities) == (24, 24, 6)
    applied = select(func.count()).select_from(Application).where(Application.edition_id == loaded.edition.id)
    assert db.session.scalar(applied) == 90  # those of the days before are of other editions
    assert {acts for acts, _ in states} == {0, 1, 2, 3}
    assert states[3, True] > 0
    assert all(len(one.proposed) == 3 for one in seen.values())
    assert loaded.edition.embargo_ends_at == max(show.ends_at for show in shows)


@pytest.mark.parametrize("hour", [3, 11, 20])
@pytest.mark.usefixtures("app")
def test_tonight_has_three_acts_at_whatever_hour_the_demonstration_is_loaded(hour: int) -> None:
    at = now().replace(hour=hour, minute=10)

    loaded = a_demonstration(at)

    nairobi = db.session.scalars(select(City).where(City.slug == "nairobi")).one()
    tonight_there = tonight.shows_of(loaded.edition, nairobi)
    with granted("test"):
        count = func.count(SealedSlot.position)
        acts = db.session.execute(select(SealedSlot.show_id, count).group_by(SealedSlot.show_id)).all()
    assert {dict(acts)[show.id] for show in tonight_there} == {3}


def test_one_city_is_past_its_draw_with_a_guest_who_comes_a_door_that_is_open_and_a_draw_that_verifies(
    app: Flask, tmp_path: Path
) -> None:
    loaded = a_demonstration(now())
    db.session.commit()
    guest, sue, ella = (find_person(one) for one in (PEOPLE[Role.GUEST], tonight.SUPERVISOR, tonight.WAITS))
    (mine,), (waits,) = own_entries(Reader(guest)), own_entries(Reader(ella))

    evening = signed_in(app.test_client(), str(guest)).get(f"/entries/{mine.id}/evening").text
    door = signed_in(app.test_client(), str(sue)).get(f"/door/{mine.seat}")
    draw = f"/draws/{loaded.edition.slug}/nairobi"
    for name in ("list", "result", "chain"):
        (tmp_path / f"{name}.txt").write_bytes(app.test_client().get(f"{draw}/{name}.txt").data)
    files = [str(tmp_path / f"{name}.txt") for name in ("list", "result", "chain")]
    said = CliRunner().invoke(verify_draw, [*files[:2], "--chain", files[2]])

    assert (mine.state, waits.state) == (EntryState.CONFIRMED, EntryState.ENTERED)
    assert ("Open in my map app" in evening, "The words of the hour" in evening) == (True, True)
    assert (door.status_code, "Gus" in door.text, "All 2 in" in door.text) == (200, True, False)
    assert (said.exit_code, said.stdout.splitlines()[0]) == (0, "The result follows from the list.")
    with granted("test"):
        lineup = db.session.scalars(select(SealedSlot.position).where(SealedSlot.show_id == mine.seat)).all()
    assert set(lineup) == {1, 2, 3}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("at", "begins"),
    [
        ("2026-08-03T10:47:00+00:00", ["19:00", "19:00", "19:00"]),  # evening in Tokyo
        ("2026-08-03T18:00:00+00:00", ["19:00", "19:00", "19:00"]),  # in Berlin and Lagos
        ("2026-08-03T21:47:00+00:00", ["19:00", "22:30", "19:00"]),  # in none of them
    ],
)
def test_acts_answer_at_seven_in_the_evening_and_one_of_them_now(at: str, begins: list[str]) -> None:
    instant = datetime.fromisoformat(at)
    tokyo = Town(1850147, "Tokyo", "JP", 35.69, 139.69, 8_336_599, "Asia/Tokyo")

    questioning.answer_questions([a_city(), a_city(LAGOS), a_city(tokyo)], "known@example.org", at=instant)

    by_act = {one.act_name: one for one in hours.public(at=instant)}
    found = [by_act[scene.act] for scene in questioning.SCENES]
    assert [f"{one.local_from:%H:%M}" for one in found] == begins
    assert [one.stage for one in found] == [Stage.ASKING, Stage.ANSWERING, Stage.CLOSED]


@pytest.mark.usefixtures("app")
def test_there_is_a_known_person_for_every_role_and_the_lead_has_two_busy_cities() -> None:
    a_demonstration()

    people = {find_person(address): role for role, address in PEOPLE.items()}
    rows = db.session.execute(select(PersonRole.person_id, PersonRole.role, PersonRole.city_id))
    held = [(role, city_id) for person, role, city_id in rows if people.get(person) == role]
    led = db.session.scalars(select(City.name).where(City.id.in_([city_id for _, city_id in held if city_id])))
    assert Counter(role for role, _ in held) == {role: 2 if role is Role.LEAD else 1 for role in Role}
    assert set(led) == {"Berlin", "Lagos"}


@pytest.mark.usefixtures("app")
def test_in_the_leads_cities_rooms_and_acts_wait_for_review() -> None:
    loaded = a_demonstration()

    rooms = db.session.scalars(select(City.name).join(Space).where(Space.state == SpaceState.SUBMITTED))
    waiting = select(City.name).join(Application).where(Application.state == ApplicationState.SUBMITTED)
    assert set(rooms) == {"Berlin", "Lagos"}
    assert set(db.session.scalars(waiting)) == {"Berlin", "Lagos"}
    assert loaded.shows == 24


@pytest.mark.usefixtures("app")
def test_a_database_with_anything_in_it_is_not_empty() -> None:
    before = is_empty()
    a_city()

    assert (before, is_empty()) == (True, False)
