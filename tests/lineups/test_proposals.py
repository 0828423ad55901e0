"""Proposals: from the database to a plan and back, locks untouched, other cities as they are."""

from collections import Counter
from datetime import time
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select, update

from coordinator.artists.models import Application, ApplicationState
from coordinator.campaign.commands import propose as propose_command
from coordinator.campaign.importing import take_artists, take_spaces
from coordinator.campaign.invention import Scene, invent
from coordinator.cities.siting import Sited
from coordinator.db import db
from coordinator.disclosure import gateway
from coordinator.disclosure.matching import day
from coordinator.errors import NotFound
from coordinator.geo.gazetteer import gazetteer
from coordinator.lineups import assignment, locking
from coordinator.lineups.locating import Atlas
from coordinator.lineups.planning import Lists, located
from coordinator.lineups.problem import Artist, Need, Pick, Reason, Show
from coordinator.lineups.proposals import draft, keep, problem_of, propose, repair, take_over
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show as ShowRow
from coordinator.spreadsheets import Loaded, Row
from tests.campaign.builders import (
    DAY,
    LAGOS,
    NOW,
    Town,
    a_city,
    a_space,
    an_artist,
    an_edition,
    artists_taken,
    lineup,
    plain_name,
    spaces_taken,
)

pytestmark = pytest.mark.usefixtures("app")


def artist_ids(edition_id: str) -> set[str]:
    return set(db.session.scalars(select(Application.artist_id).where(Application.edition_id == edition_id)))


def test_the_rows_of_the_database_become_the_lineup_problem() -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space(curfew=time(0, 30), start=time(22), minutes=180, stage_people=4))
    row = an_artist(free_from=time(20), free_until=time(1), needs=("piano",), travel_km=7.5, people=2)
    (act,) = artists_taken(edition, city, row)

    problem = problem_of(day(CONSOLE, edition.id, city_id=None, at=NOW))

    (room,), (artist,) = problem.shows, problem.artists
    assert (room.id, room.city, room.local_start, room.minutes, room.curfew) == (show.id, city.id, 1320, 180, 1470)
    assert room.starts_at == int(show.starts_at.timestamp()) // 60
    assert (room.has, room.stage_people) == (frozenset(Need), 4)
    assert (artist.id, artist.free_from, artist.free_until) == (act, 1200, 1500)
    assert (artist.needs, artist.travel_km, artist.people) == (frozenset({Need.PIANO}), 7.5, 2)


def test_a_proposal_is_kept_for_the_lead_and_places_nobody() -> None:
    edition, city = an_edition(), a_city()
    (show,) = spaces_taken(edition, city, a_space())
    acts = artists_taken(edition, city, an_artist("A1"), an_artist("A2"))

    proposal = propose(CONSOLE, edition.id, at=NOW)

    suggested = gateway.lead_shows(CONSOLE, [show], at=NOW)[show.id].proposed
    assert [one.position for one in suggested] == [1, 2, 3]
    assert {one.artist_id for one in suggested[:2]} == set(acts)
    assert (suggested[2].artist_id, suggested[2].reason) == (None, Reason.NO_ARTIST_IN_RANGE)
    assert (proposal.filled, proposal.plan.gap, lineup(show)) == ({show.id: 2}, 0.0, {})


def test_locked_slots_and_final_lineups_stay_and_the_rest_is_taken_over() -> None:
    edition, city = an_edition(), a_city()
    held, final, free = spaces_taken(edition, city, a_space("S1"), a_space("S2"), a_space("S3"))
    acts = artists_taken(edition, city, *(an_artist(f"A{number}", rating=number / 2) for number in range(9)))
    assignment.assign(CONSOLE, held.id, 3, acts[0], at=NOW)
    assignment.hold(CONSOLE, held.id, 3, held=True, at=NOW)
    assignment.assign(CONSOLE, held.id, 1, acts[4], at=NOW)
    for position, act in enumerate(acts[1:4], start=1):
        assignment.assign(CONSOLE, final.id, position, act, at=NOW)
    locking.lock(CONSOLE, final.id, at=NOW)

    proposal = propose(CONSOLE, edition.id, at=NOW)
    take_over(CONSOLE, edition.id, proposal, shows=proposal.shows, at=NOW)

    assert proposal.filled == {held.id: 3, final.id: 3, free.id: 3}
    assert lineup(held)[3] == acts[0]
    assert lineup(final) == dict(enumerate(acts[1:4], start=1))
    assert {act for show in (held, final, free) for act in lineup(show).values()} == set(acts)


def test_a_citys_proposal_leaves_other_cities_as_they_are_and_does_not_borrow_their_acts() -> None:
    edition, berlin, lagos = an_edition(), a_city(), a_city(LAGOS)
    (here,) = spaces_taken(edition, berlin, a_space("S1"))
    (there,) = spaces_taken(edition, lagos, a_space("S2", start=time(18, 30)))
    anywhere = 20_000.0
    acts = artists_taken(edition, berlin, *(an_artist(f"A{number}", travel_km=anywhere) for number in range(4)))
    assignment.assign(CONSOLE, there.id, 1, acts[0], at=NOW)
    assignment.assign(CONSOLE, there.id, 2, acts[1], at=NOW)
    lead = Reader("lead", frozenset({(Role.LEAD, berlin.id)}))

    proposal = propose(lead, edition.id, city_id=berlin.id, at=NOW)
    take_over(lead, edition.id, proposal, shows=proposal.shows, at=NOW)

    assert proposal.filled == {here.id: 2}
    assert lineup(there) == {1: acts[0], 2: acts[1]}
    assert set(lineup(here).values()) == set(acts[2:])


def test_shows_elsewhere_that_nobody_plays_at_are_no_part_of_a_citys_problem() -> None:
    edition, berlin, lagos = an_edition(), a_city(), a_city(LAGOS)
    here, busy = spaces_taken(edition, berlin, a_space("S1"), a_space("S2"))
    there, _ = spaces_taken(edition, lagos, a_space("S3"), a_space("S4"))
    one, other = artists_taken(edition, berlin, an_artist("A1"), an_artist("A2"))
    assignment.assign(CONSOLE, there.id, 1, one, at=NOW, reason="They are on tour there.")
    assignment.assign(CONSOLE, busy.id, 1, other, at=NOW)

    problem = problem_of(day(CONSOLE, edition.id, city_id=berlin.id, at=NOW), city_id=berlin.id)

    assert {show.id for show in problem.shows} == {here.id, busy.id, there.id}
    assert set(problem.keep) == {Pick(there.id, 1, one, locked=True), Pick(busy.id, 1, other)}
    assert {show.id: show.not_with for show in problem.shows if show.not_with} == {there.id: frozenset({other})}


def test_a_proposal_over_again_keeps_what_stands() -> None:
    edition, city = an_edition(), a_city()
    shows = spaces_taken(edition, city, a_space("S1"), a_space("S2"))
    artists_taken(edition, city, *(an_artist(f"A{number}") for number in range(6)))
    first = propose(CONSOLE, edition.id, at=NOW)
    take_over(CONSOLE, edition.id, first, shows=first.shows, at=NOW)
    before = [lineup(show) for show in shows]

    second = propose(CONSOLE, edition.id, seed=5, at=NOW)
    take_over(CONSOLE, edition.id, second, shows=second.shows, at=NOW)

    assert [lineup(show) for show in shows] == before


def test_a_repair_is_about_the_shows_that_lost_something_and_leaves_the_others() -> None:
    edition, city = an_edition(), a_city()
    shows = spaces_taken(edition, city, a_space("S1"), a_space("S2"))
    artists_taken(edition, city, *(an_artist(f"A{number}") for number in range(7)))
    first = propose(CONSOLE, edition.id, at=NOW)
    take_over(CONSOLE, edition.id, first, shows=first.shows, at=NOW)
    before = {show.id: lineup(show) for show in shows}
    gone = before[shows[0].id][1]
    (idle,) = artist_ids(edition.id) - {act for held in before.values() for act in held.values()}
    withdrawn = update(Application).where(Application.artist_id == gone)
    db.session.execute(withdrawn.values(state=ApplicationState.WITHDRAWN))

    drawn, plan, told = repair(draft(CONSOLE, edition.id, at=NOW))
    made = keep(drawn, plan, at=NOW)
    take_over(CONSOLE, edition.id, made, shows=made.shows, at=NOW)

    assert (made.shows, [one.artist for one in told.into], told.gap) == (frozenset({shows[0].id}), [idle], 0.0)
    assert set(lineup(shows[0]).values()) == {*before[shows[0].id].values(), idle} - {gone}
    assert lineup(shows[1]) == before[shows[1].id]


def test_the_command_repairs_in_the_stead_of_planning_anew(app: Flask) -> None:
    edition, city = an_edition(), a_city()
    spaces_taken(edition, city, a_space("S1"))
    (act, _) = artists_taken(edition, city, an_artist("A1"), an_artist("A2"))
    first = propose(CONSOLE, edition.id, at=NOW)
    take_over(CONSOLE, edition.id, first, shows=first.shows, at=NOW)
    withdrawn = update(Application).where(Application.artist_id == act)
    db.session.execute(withdrawn.values(state=ApplicationState.WITHDRAWN))
    db.session.commit()

    once = app.test_cli_runner().invoke(propose_command, [edition.slug, "--repair", "--price", "1.5"])

    assert once.stdout.startswith("1 shows: 0 complete, 1 partial, 0 empty; gap 0.00%;")
    assert once.stdout.endswith("gives up 0.0 rating points (a change must win 1.5).\n")


def test_acts_of_a_cancelled_show_may_fill_another_one() -> None:
    edition, city = an_edition(), a_city()
    one, other = spaces_taken(edition, city, a_space("S1"), a_space("S2"))
    acts = artists_taken(edition, city, *(an_artist(f"A{number}") for number in range(3)))
    for position, act in enumerate(acts[:2], start=1):
        assignment.assign(CONSOLE, one.id, position, act, at=NOW)
    assignment.assign(CONSOLE, other.id, 1, acts[2], at=NOW)
    assert repair(draft(CONSOLE, edition.id, at=NOW))[0].shows == frozenset()
    db.session.execute(update(ShowRow).where(ShowRow.id == one.id).values(state="cancelled"))

    drawn, plan, _ = repair(draft(CONSOLE, edition.id, at=NOW))

    assert drawn.shows == {other.id}
    assert {placed.artist for placed in plan.placed} == set(acts)


def test_leads_propose_for_their_own_city_only() -> None:
    edition, berlin, lagos = an_edition(), a_city(), a_city(LAGOS)
    spaces_taken(edition, berlin, a_space("S1"))
    lead = Reader("lead", frozenset({(Role.LEAD, berlin.id)}))
    propose(lead, edition.id, city_id=berlin.id, at=NOW)

    for reader, city_id in ((lead, lagos.id), (lead, None), (STRANGER, berlin.id), (STRANGER, None)):
        with pytest.raises(NotFound):
            propose(reader, edition.id, city_id=city_id, at=NOW)


def test_a_cancelled_show_gets_no_proposal() -> None:
    edition, city = an_edition(), a_city()
    one, other = spaces_taken(edition, city, a_space("S1"), a_space("S2"))
    db.session.execute(update(ShowRow).where(ShowRow.id == one.id).values(state="cancelled"))

    assert propose(CONSOLE, edition.id, at=NOW).filled == {other.id: 0}


def test_the_same_lists_are_the_same_problem_with_and_without_a_database() -> None:
    scene = Scene(Town(), ((52.52437, 13.41053), (52.4811, 13.43535)))
    invented = invent([scene], shows=9, artists=60, favoured=1, chance=Random(3))
    spaces, artists = [row for _, row in invented.spaces], [row for _, row in invented.artists]
    lists = Lists(
        spaces=Loaded("spaces", [Row(2 + line, row) for line, row in enumerate(spaces)]),
        artists=Loaded("artists", [Row(2 + line, row) for line, row in enumerate(artists)]),
        kept=Loaded("kept"),
    )
    edition, city = an_edition(), a_city()

    rooms = [Sited(row, city, row.latitude or 0.0, row.longitude or 0.0) for row in spaces]
    take_spaces(edition, rooms, name_area=plain_name, at=NOW)
    take_artists(edition, [Sited(row, city, row.latitude or 0.0, row.longitude or 0.0) for row in artists])

    from_lists, _ = located(lists, day=DAY, atlas=Atlas(gazetteer()))
    from_database = problem_of(day(CONSOLE, edition.id, city_id=None, at=NOW))
    assert Counter(map(_as_said, from_database.shows)) == Counter(map(_as_said, from_lists.shows))
    assert Counter(map(_as_said, from_database.artists)) == Counter(map(_as_said, from_lists.artists))


def _as_said(row: Show | Artist) -> tuple[object, ...]:
    """Everything but the ids, of which only the number is compared."""
    values = row._asdict()
    counted = {name: len(values.pop(name)) for name in ("members", "not_with") if name in values}
    return (*(value for name, value in values.items() if name not in {"id", "city"}), *counted.values())
