"""Nothing of an Answer Time differs with whether, where or when its act plays next: not its pages, not what the team
reads, not a refusal, not a letter."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from flask import Flask

from coordinator.answers import hours, settling
from coordinator.answers.settling import Wish
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import offers as kept
from coordinator.disclosure import slots
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid
from coordinator.lineups import locking, offers
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from tests.answers.builders import (
    EMAIL,
    a_past_act,
    a_public_answer,
    a_public_question,
    a_question,
    agreed,
    an_answer,
    speaker,
    the_team,
)
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.conftest import empty
from tests.disclosure.hands import same_hands, set_clock, throw
from tests.disclosure.looking import look
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters

BUILT = datetime(2026, 8, 20, 9, tzinfo=UTC)
NEXT = date(2026, 9, 20)
HOUR = Wish(date(2026, 8, 25), time(19), time(20))
AFTER = datetime(2026, 8, 25, 17, 5, tzinfo=UTC)
SUBJECTS = ("Your hour for questions", "Questions wait", "Your question is answered")
MENTIONS = "We play in Berlin on Sunday at 20:15, with the Muted Bells, at 9 Secret Street."


@dataclass
class Told:
    """All that came back in a world."""

    pages: dict[str, dict[str, tuple[int, tuple[tuple[str, str], ...], bytes]]] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)


def _plays(show: Show, acts: list[str], mine: int) -> None:
    for position, act in enumerate((acts[mine], *acts[1:3]), start=1):
        slots.put(show, position, act)
    locking.lock(CONSOLE, show.id, at=now())
    offer = next(one.id for one in kept.of_shows([show.id], at=now()) if one.artist_id == acts[mine])
    offers.confirm(speaker(), offer, at=now())


def _nowhere(_shows: list[Show], _acts: list[str]) -> None:
    """It applied, and that is all."""


def _in_berlin(shows: list[Show], acts: list[str]) -> None:
    _plays(shows[0], acts, 0)


def _in_lagos(shows: list[Show], acts: list[str]) -> None:
    _plays(shows[1], acts, 0)


def _others(shows: list[Show], acts: list[str]) -> None:
    _plays_without(shows[0], acts)


def _plays_without(show: Show, acts: list[str]) -> None:
    for position, act in enumerate(acts[1:4], start=1):
        slots.put(show, position, act)
    locking.lock(CONSOLE, show.id, at=now())


WORLDS: tuple[Callable[[list[Show], list[str]], None], ...] = (_nowhere, _in_berlin, _in_lagos, _others)


def _next_edition() -> tuple[Edition, list[Show], list[str]]:
    """Two rooms, and the act that answers among those that have applied; it goes as far as both."""
    edition, berlin = an_edition("doors", day=NEXT), a_city()
    shows = spaces_taken(edition, berlin, a_space("S1"))
    shows += spaces_taken(edition, a_city(LAGOS), a_space("L1", host_email="l@example.org"))
    rows = [an_artist("A0", act_name="The P1", email=EMAIL), *(an_artist(f"A{n}") for n in range(1, 4))]
    return edition, shows, artists_taken(edition, berlin, *rows)


def _world(app: Flask, happens: Callable[[list[Show], list[str]], None]) -> Told:
    db.session.remove()
    empty()
    set_clock(BUILT)
    throw("built")
    artist = a_past_act()
    other = a_past_act(act="P2", slug="before-that", days=60)
    _, shows, acts = _next_edition()
    people = {"act": a_person(EMAIL), "guest": a_person("gus@example.org")}
    team = the_team(app)
    db.session.commit()
    throw("secret")
    happens(shows, acts)
    db.session.commit()
    letters()
    throw("answers")
    time_id, told = agreed(artist, HOUR), Told()
    a_public_answer(a_public_question(time_id, email="ida@example.org"), "Our mother played it.")
    an_answer(a_public_question(time_id, "What next?"), "We say nothing of that, but think of 20.9.")
    a_public_question(time_id, "Who taught you?")
    a_question(time_id, MENTIONS)
    told.refusals = [_refusal(other, day) for day in (NEXT, NEXT - timedelta(days=1), date(2026, 10, 1), NEXT)]
    told.letters += _letters(now() + settling.UNDONE_WITHIN) + _letters(AFTER - hours.TOLD_BEFORE)
    viewers = {
        "stranger": app.test_client(),
        "team": team,
        **{who: signed_in(app.test_client(), person) for who, person in people.items()},
    }
    paths = (
        *("/answers/", f"/answers/{time_id}", "/artist/answers", f"/artist/answers/{time_id}"),
        *(f"/artist/answers/acts/{artist}", "/global/answers", f"/global/answers/{time_id}"),
    )
    for at in (BUILT, AFTER, AFTER + timedelta(days=2)):
        set_clock(at)
        for who, client in viewers.items():
            told.pages[f"{who} {at}"] = dict(look(client, paths, label=f"{who} {at}"))
    told.letters += _letters(AFTER)
    return told


def _refusal(artist_id: str, day: date) -> str:
    """What is said to an hour on that day."""
    try:
        settling.propose(speaker(), artist_id, Wish(day, time(20), time(21)), seen=0, at=now())
        db.session.rollback()
    except (Invalid, Conflict) as refused:
        db.session.rollback()
        return str(refused)
    return "taken"


def _letters(at: datetime) -> list[str]:
    """Those about Answer Time that leave then."""
    found = []
    for letter in letters(at=at):
        if str(letter["Subject"]).startswith(SUBJECTS):
            del letter["Message-ID"]
            found.append(letter.as_string())
    return found


def test_whoever_plays_wherever_everybody_is_told_the_same(app: Flask) -> None:
    with same_hands(app):
        first, *others = [_world(app, happens) for happens in WORLDS]

    assert len(first.letters) == 3
    assert [refusal[:12] for refusal in first.refusals] == ["day: On this", "day: On this", "taken", "day: On this"]
    statuses = {who: [answer[0] for answer in answers.values()] for who, answers in first.pages.items()}
    assert statuses[f"team {BUILT}"].count(200) == 4
    assert statuses[f"act {BUILT}"].count(200) == 5
    for other in others:
        assert _unlike(first, other) == []
        assert (other.refusals, other.letters) == (first.refusals, first.letters)
    desk = next(
        answer[2].decode() for request, answer in first.pages[f"team {BUILT}"].items() if "/global/answers/" in request
    )
    marked = desk.partition('class="marks"')[2].partition("</ul>")[0]
    for words in ("berlin", "sunday", "20:15", "Muted Bells", "9 Secret Street"):
        assert words in marked  # what is marked could be looked up, but for a name, by the way it is written


def _unlike(first: Told, other: Told) -> list[str]:
    """Requests that one has other answers to."""
    return [
        f"{who}: {request}"
        for who, answers in first.pages.items()
        for request, answer in answers.items()
        if answer != other.pages[who][request]
    ]
