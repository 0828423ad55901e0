"""An act changes what it said after it was placed: it stays, the lead hears of it, and what does not hold is said."""

from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from coordinator import jobs
from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import deposits
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.lineups import assignment, letters, locking, rechecking
from coordinator.lineups.columns import day_of
from coordinator.lineups.doubting import doubtful
from coordinator.lineups.levels import Objection
from coordinator.lineups.objections import rules_against
from coordinator.lineups.problem import Problem
from coordinator.people.readers import STRANGER
from coordinator.spaces.models import Space
from tests.campaign.builders import a_city, a_space, an_artist, artists_taken, lineup, spaces_taken
from tests.lineups.evenings import AskedShow, a_filled_show, an_asked_show, contact_of, waiting
from tests.lineups.small_days import small_days
from tests.people.builders import signed_in
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)


def _say(evening: AskedShow, act: int, **said: Any) -> None:
    """What the act says from now on, and what follows."""
    wish = db.session.scalars(select(Application).where(Application.artist_id == evening.acts[act])).one()
    artist = db.session.get_one(Artist, evening.acts[act])
    for name, value in said.items():
        setattr(artist if name == "people" else wish, name, value)
    db.session.flush()
    rechecking.tell_leads(artist.id, edition_id=evening.edition.id, at=evening.at)


def _found(evening: AskedShow) -> dict[str, tuple[Objection, ...]]:
    seen = rechecking.misfits(evening.lead, evening.show, at=evening.at)
    return {one.who.act_name: one.who.rules for one in seen}


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ({"free_from": time(20)}, (Objection.NOT_FREE,)),
        ({"free_until": time(21)}, (Objection.NOT_FREE,)),
        ({"set_minutes": 90}, (Objection.TOO_LONG,)),
        ({"people": 9}, (Objection.STAGE,)),
        ({"needs": ["piano"]}, (Objection.LACKS,)),
        ({"state": ApplicationState.WAITLISTED}, (Objection.LEFT,)),
        ({"free_from": time(20), "people": 9}, (Objection.NOT_FREE, Objection.STAGE)),
        ({"rating": 1.0}, ()),
    ],
)
def test_what_an_act_says_now_is_held_against_its_slot_and_the_slot_stays(
    said: dict[str, Any], rules: tuple[Objection, ...]
) -> None:
    evening = a_filled_show()
    space = db.session.get_one(Space, evening.show.space_id)
    space.has, space.stage_people = ["amplified", "drums", "power"], 4
    db.session.flush()
    before = _found(evening)

    _say(evening, 1, **said)

    assert (before, _found(evening)) == ({}, {"Act A1": rules} if rules else {})
    assert lineup(evening.show)[2] == evening.acts[1]


def test_a_veto_of_an_act_speaks_against_both_who_stand_on_one_bill() -> None:
    evening = a_filled_show()

    deposits.put_vetoes([(evening.acts[0], None, evening.acts[2])], said_by="artist")

    assert _found(evening) == {"Act A0": (Objection.VETOED,), "Act A2": (Objection.VETOED,)}


def test_who_fits_again_or_is_cleared_is_spoken_of_no_more() -> None:
    evening = a_filled_show()
    _say(evening, 0, free_from=time(21))
    _say(evening, 1, free_from=time(21))

    _say(evening, 0, free_from=time(19))
    assignment.clear(evening.lead, evening.show.id, 2, at=evening.at)

    assert _found(evening) == {}


def test_a_lead_keeps_an_act_with_a_reason_unless_a_rule_cannot_be_set_aside() -> None:
    evening = a_filled_show()
    db.session.get_one(Space, evening.show.space_id).stage_people = 4
    _say(evening, 0, people=9)
    _say(evening, 1, free_from=time(21))
    about: dict[str, Any] = {"city_id": evening.show.city_id, "at": evening.at}

    with pytest.raises(Invalid):
        rechecking.keep(evening.lead, evening.show.id, evening.acts[0], "", **about)
    kept = [
        rechecking.keep(evening.lead, evening.show.id, evening.acts[0], "They sit on the stairs", **about)
        for _ in range(2)
    ]
    with pytest.raises(Conflict, match="not_free"):
        rechecking.keep(evening.lead, evening.show.id, evening.acts[1], "They come later", **about)

    assert (kept, _found(evening)) == ([True, False], {"Act A1": (Objection.NOT_FREE,)})


def test_a_lineup_is_not_locked_on_an_act_that_cannot_play_and_is_on_one_that_only_needs_a_reason() -> None:
    evening = a_filled_show()
    db.session.get_one(Space, evening.show.space_id).stage_people = 4
    _say(evening, 0, people=9)
    _say(evening, 1, free_from=time(21))

    with pytest.raises(Conflict, match="not_free") as refused:
        locking.lock(evening.lead, evening.show.id, at=evening.at)
    _say(evening, 1, free_from=None)

    assert refused.value.facts["act"] == "Act A1"
    assert locking.lock(evening.lead, evening.show.id, at=evening.at) == 1


def test_an_act_that_was_declined_after_it_was_placed_is_not_asked() -> None:
    evening = a_filled_show()
    _say(evening, 2, state=ApplicationState.DECLINED)

    with pytest.raises(Conflict, match="act_left"):
        locking.lock(evening.lead, evening.show.id, at=evening.at)


@pytest.mark.parametrize("fits", [True, False])
def test_one_letter_for_each_change_is_sent_where_something_does_not_hold(app: Flask, fits: bool) -> None:
    evening = an_asked_show()
    outbox: Path = app.extensions["coordinator.settings"].folder / "outbox"
    before = set(outbox.glob("*.eml"))

    for _ in range(2):
        _say(evening, 1, free_from=time(19) if fits else time(21))
    db.session.commit()
    asked = [person for kind, person in waiting() if kind == "misfit"]
    jobs.work_off({rechecking.LETTER: letters.JOBS[rechecking.LETTER]}, at=evening.at + rechecking.PAUSE)

    sent = [path.read_text(encoding="utf-8") for path in set(outbox.glob("*.eml")) - before]
    assert (asked, len(sent)) == ([evening.lead.id], 0 if fits else 1)
    assert all("An act in Berlin does not fit its evening any more" in letter for letter in sent)
    assert [word for word in ("Act A1", "green sofa", "Example Street") if word in "".join(sent)] == []


def test_what_changes_within_ten_minutes_is_one_letter_and_what_comes_later_another() -> None:
    evening = an_asked_show()
    evening.at -= timedelta(seconds=evening.at.timestamp() % rechecking.PAUSE.total_seconds())
    asked = []

    for minutes in (0, 9, 1):
        evening.at += timedelta(minutes=minutes)
        _say(evening, 1, free_from=time(21))
        asked.append(len([kind for kind, _ in waiting() if kind == "misfit"]))

    assert asked == [1, 1, 2]


def test_a_show_that_is_over_troubles_nobody() -> None:
    evening = an_asked_show()
    evening.at = evening.show.ends_at

    _say(evening, 1, free_from=time(21))

    assert ([kind for kind, _ in waiting() if kind == "misfit"], _found(evening)) == ([], {})


def test_nobody_but_the_lead_learns_who_fits_no_more() -> None:
    evening = a_filled_show()

    for reader in (STRANGER, contact_of(1)):
        with pytest.raises(NotFound):
            rechecking.misfits(reader, evening.show, at=evening.at)


def test_the_page_says_what_the_act_says_now_and_takes_the_reason(app: Flask) -> None:
    evening = a_filled_show()
    evening.at = now()
    _shift(evening)
    _say(evening, 1, free_from=time(21))
    _say(evening, 0, people=9)
    db.session.get_one(Space, evening.show.space_id).stage_people = 4
    lead = signed_in(app.test_client(), str(evening.lead.id))
    page = f"/lead/berlin/shows/{evening.show.id}"

    told = lead.get(page).text
    refused = lead.post(f"{page}/lock", follow_redirects=True).text
    empty = lead.post(f"{page}/keep", data={"artist_id": evening.acts[0]}, follow_redirects=True).text
    kept = lead.post(f"{page}/keep", data={"artist_id": evening.acts[0], "reason": "Stairs"}, follow_redirects=True)

    assert "is free from 21:00 only; the evening is from 19:30 to 22:00" in told
    assert "is 9 people, and the stage has room for 4" in told
    assert "Act A1 cannot play as it is. This act is not free for the whole evening." in refused
    assert ("Say in a few words why" in empty, "It plays all the same." in kept.text) == (True, True)
    assert ("is 9 people" in kept.text, "is free from" in kept.text) == (False, True)


def _shift(evening: AskedShow) -> None:
    """Move the show into the future of whoever opens a page."""
    for name in ("local_start", "starts_at", "ends_at"):
        setattr(evening.show, name, getattr(evening.show, name) + timedelta(days=366))
    db.session.flush()


def test_all_shows_of_a_city_are_looked_at_at_once_and_only_those_with_a_misfit_are_named(app: Flask) -> None:
    evening = a_filled_show()
    more = spaces_taken(evening.edition, a_city(), *(a_space(f"S{n}") for n in range(2, 9)))
    for number, show in enumerate(more):
        (act,) = artists_taken(evening.edition, a_city(), an_artist(f"B{number}"))
        assignment.assign(evening.lead, show.id, 1, act, at=evening.at)
    before = _of_city(evening)

    _say(evening, 1, free_from=time(21))

    assert (before, _of_city(evening)) == ({}, {evening.show.id: ["Act A1"]})


def _of_city(evening: AskedShow) -> dict[str, list[str]]:
    about = {"edition_id": evening.edition.id, "city_id": evening.show.city_id}
    found = rechecking.misfits_of_city(evening.lead, at=evening.at, **about)
    return {show.id: [one.who.act_name for one in misfits] for show, misfits in found}


def test_a_city_of_one_show_and_of_eight_takes_the_same_statements() -> None:
    evening = a_filled_show()
    counts = []

    for shows in (0, 7):
        spaces_taken(evening.edition, a_city(), *(a_space(f"S{n}") for n in range(2, 2 + shows)))
        with statements() as seen:
            _of_city(evening)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_page_of_readiness_names_shows_on_whose_bill_an_act_fits_no_more(app: Flask) -> None:
    evening = a_filled_show()
    evening.at = now()
    _shift(evening)
    lead = signed_in(app.test_client(), str(evening.lead.id))
    before = lead.get("/lead/berlin/readiness").text

    _say(evening, 1, free_from=time(21))
    after = lead.get("/lead/berlin/readiness").text

    assert ["has an act that fits no more" in page for page in (before, after)] == [False, True]
    assert f'/lead/berlin/shows/{evening.show.id}">' in after


@given(problem=small_days())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_show_that_is_left_out_has_an_act_that_breaks_a_rule(problem: Problem) -> None:
    bills: dict[str, list[str]] = {show.id: [] for show in problem.shows}
    for pick in problem.keep:
        bills[pick.show].append(pick.artist)

    looked = doubtful(day_of(problem), problem.keep, bills)

    broken = {show for show, acts in bills.items() if any(rules_against(problem, show, acts).values())}
    assert broken <= looked
