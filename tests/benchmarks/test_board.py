"""A lead's hand on a board of 270 shows in one city among 1,000 acts: how long the server takes for each step."""

from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

import pytest
from flask import Flask
from sqlalchemy import text

from coordinator.db import db
from coordinator.gate import granted
from coordinator.lineups import assignment, proposals
from coordinator.lineups.candidates import candidates
from coordinator.lineups.optimiser import solve
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE
from tests.campaign.builders import NOW, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.people.builders import a_person, signed_in

SHOWS, ARTISTS, ROUNDS = 270, 1_000, 15
GENRES = ("soul", "folk", "jazz", "indie", "hip hop", "electronic", "classical", "rock", "blues", "choir")


def _milliseconds(act: Callable[[int], object]) -> str:
    """Waiting, and this process's computing in it, which other work on the machine does not stretch."""
    waits, works = [], []
    for number in range(ROUNDS):
        began, worked = perf_counter(), process_time()
        act(number)
        waits.append(1000 * (perf_counter() - began))
        works.append(1000 * (process_time() - worked))
    return f"median {median(waits):.0f} ms, worst {max(waits):.0f} ms; computing {median(works):.0f} ms"


def _count_rows() -> None:
    """Let PostgreSQL know how large its tables are: by itself it finds out within a minute."""
    if db.engine.dialect.name == "postgresql":
        with granted("count rows for the planner"):
            db.session.execute(text("ANALYZE"))
        db.session.commit()


@pytest.mark.bench
def test_a_board_of_270_shows(app: Flask) -> None:
    edition, city = an_edition(), a_city()
    shows = spaces_taken(edition, city, *(a_space(f"S{n}") for n in range(SHOWS)))
    rows = (
        an_artist(f"A{n}", genres=(GENRES[n % 10],), rating=n % 50 / 10, members=(f"m{n}",)) for n in range(ARTISTS)
    )
    acts = artists_taken(edition, city, *rows)
    drawn = proposals.draft(CONSOLE, edition.id, at=NOW)
    made = proposals.keep(drawn, solve(drawn.problem, seconds=20), at=NOW)
    proposals.take_over(CONSOLE, edition.id, made, shows=made.shows, at=NOW)
    person = a_person("lead@example.org")
    accounts.grant(Role.LEAD, person, city_id=city.id)
    db.session.commit()
    _count_rows()
    lead = signed_in(app.test_client(), person)
    placed = {pick.artist for pick in made.plan.placed}
    spare = [act for act in acts if act not in placed]

    def place(number: int) -> None:
        assignment.assign(CONSOLE, shows[number].id, 1, spare[number], at=NOW, reason="it fits")
        db.session.commit()

    def open_show(number: int) -> None:
        assert lead.get(f"/lead/berlin/shows/{shows[number].id}").status_code == 200

    def step(number: int) -> None:
        form = {"artist_id": spare[ROUNDS + number], "reason": "it fits"}
        path = f"/lead/berlin/shows/{shows[ROUNDS + number].id}/slots/1"
        assert lead.post(path, data=form, headers={"Board-After": str(ROUNDS + number)}).status_code == 200

    steps = {
        "candidates": lambda number: candidates(CONSOLE, shows[number], at=NOW),
        "assign": place,
        "click to panel": step,
        "page of a show": open_show,
        "board": lambda _number: lead.get("/lead/berlin/"),
        "plan": lambda _number: lead.get("/lead/berlin/plan"),
        "reserves": lambda _number: lead.get("/lead/berlin/reserves"),
    }
    print(f"\n{db.engine.dialect.name}: {SHOWS} shows in one city, {ARTISTS} acts, {len(placed)} of them placed")
    for name, act in steps.items():
        print(f"  {name:15} {_milliseconds(act)}")
