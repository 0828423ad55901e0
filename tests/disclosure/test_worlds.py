"""Nobody learns who plays or where: worlds that differ in that alone answer everybody else alike, byte for byte.

The sweep asks every rule of `url_map`; a new one is asked from its first day, or fails here. docs/security.md says how
many requests that is, and what such a sweep cannot see.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

import pytest
from flask import Flask

from coordinator.geo.areas import area_of
from tests.campaign.builders import Town, a_city
from tests.disclosure import addresses
from tests.disclosure.conftest import ENGINES, EVERY_WORLD, Swept, compared
from tests.disclosure.leaks import LEAKS, Leak
from tests.disclosure.looking import TYPED, VIEWERS, Answer, Seen, Session, Viewer
from tests.disclosure.worlds import ACTS, CANARIES, PHASES, PLACES, SAID

pytestmark = pytest.mark.parametrize("db_url", ENGINES, indirect=True, scope="session")
SHARED = r"/(embed|cards)/|/map/day\.json|/(cities/[^/]+/)?dates\.|/letters/tallies\.json|/api/v1/(cities|shows)"
ANYTHING = dict.fromkeys(("city", "edition", "token", "name", "step", "act_step", "side", "number"), "1")


def _differences(first: Seen, other: Seen, who: str, phase: str) -> list[str]:
    """Requests that one has other answers to; those that a role alone refuses are asked in one world only."""
    mine, theirs = first.answers[who, phase], other.answers[who, phase]
    assert mine.keys() <= theirs.keys()
    unlike = {
        request for request in mine if not VIEWERS[who].is_apart(request, phase) and mine[request] != theirs[request]
    }
    return [f"{who}, {phase}: {request}" for request in sorted(unlike)]


def test_whoever_may_not_know_gets_the_same_answers_in_every_world(swept: Swept) -> None:
    first, compared_answers, found = swept.worlds[0], 0, []
    for (who, phase), answers in first.answers.items():
        for number in compared(VIEWERS[who].told(phase))[1:]:
            compared_answers += sum(not VIEWERS[who].is_apart(request, phase) for request in answers)
            found += _differences(first, swept.worlds[number], who, phase)

    pairs, rules = len(first.answers), {request for answers in first.answers.values() for request in answers}
    shown = f"{len(VIEWERS)} viewers, {pairs} of viewer and moment, {len(rules)} addresses, {len(EVERY_WORLD)} worlds"
    print(f"\n{compared_answers} answers compared, {len(found)} differ: {shown}")  # noqa: T201
    assert found == []
    assert (compared_answers > 6_500, pairs >= 55, len(rules) > 150) == (True, True, True)


def test_the_answers_that_are_compared_are_pages_and_not_only_refusals(swept: Swept) -> None:
    """A page that fails would be equal, too."""
    statuses = [answer.status for seen in swept.worlds[0].answers.values() for answer in seen.values()]

    assert {status for status in statuses if status >= 500} == set()
    assert statuses.count(200) > len(statuses) / 4
    asked = {request.removeprefix("GET ") for seen in swept.worlds[0].answers.values() for request in seen}
    assert set(TYPED) <= asked


def test_what_other_sites_keep_is_compared_with_its_length_and_by_whether_it_still_holds(swept: Swept) -> None:
    """`HEAD` and a conditional request were asked in each world; a tag that followed a secret would be a header of
    these answers, which are compared as a whole."""
    answers = swept.worlds[0].answers["stranger", "revealed"]
    shared = [one.removeprefix("GET ") for one in answers if re.match(f"GET ({SHARED})", one)]

    def told(request: str) -> tuple[int, str, str]:
        headers = dict(answers[request].headers)
        return answers[request].status, headers.get("ETag", ""), headers.get("Content-Length", "")

    assert len(shared) == 13
    for path in shared:
        status, tag, length = told(f"GET {path}")
        assert (status, told(f"HEAD {path}")) == (200, (200, tag, length))
        assert told(f"conditional {path}")[:2] == ((304, tag) if tag else (200, ""))
    untagged = [path for path in shared if not told(f"GET {path}")[1]]
    assert sorted(untagged) == ["/embed/cities/berlin", "/letters/tallies.json"]


def test_letters_to_those_who_look_and_their_jobs_are_the_same_in_the_world_that_differs_most(swept: Swept) -> None:
    """That one is looked at in the same moments as the first; whoever has seen a page is not
    written to about it."""
    first, other = swept.worlds[0], swept.worlds[3]

    assert other.letters == first.letters
    assert other.jobs == first.jobs
    assert [len(first.letters[phase]) > 0 for phase in ("entering", "listed", "confirmed", "revealed")] == [True] * 4


def _words(seen: Seen, words: Sequence[str], *, shown: Callable[[str, str], bool]) -> list[str]:
    """Those of `words` that stand in the log, the audit, the outbox, or in the bodies for whom (viewer, phase) they are
    not `shown`, but for pages that are theirs to read."""
    bodies = {
        answer.body
        for (who, phase), answers in seen.answers.items()
        if not shown(who, phase)
        for request, answer in answers.items()
        if not VIEWERS[who].is_apart(request, phase)
    }
    letters = "".join(chain.from_iterable(seen.letters.values()))
    text = "".join((*seen.logged, *seen.kept, letters)) + b"".join(map(seen.bodies.__getitem__, bodies)).decode(
        "utf-8", "replace"
    )
    return [word for word in words if word in text]


def _may_know_where(who: str, _phase: str) -> bool:
    return bool(VIEWERS[who].where)


def test_no_word_of_a_home_and_nothing_said_in_confidence_stands_anywhere_for_others(swept: Swept) -> None:
    for seen in swept.worlds:
        assert _words(seen, (*CANARIES, *SAID), shown=_may_know_where) == []
        assert seen.logged is not None


def test_no_name_of_an_act_stands_anywhere_before_it_may_be_told(swept: Swept) -> None:
    """For the host of the show, too, and in all letters; the site tells the names once the embargo is over."""
    for seen, world in zip(swept.worlds, EVERY_WORLD, strict=True):
        names = [name for name in world.who.names if len(name) > len("Bo")]
        assert _words(seen, names, shown=lambda who, phase: "who" in VIEWERS[who].told(phase)) == []
        told = "".join(chain.from_iterable(seen.letters_apart.values()))
        assert ([name for name in names if name in told], told.count("Subject: ") > 3) == ([], True)
    every = {answer.body for answers in swept.worlds[0].answers.values() for answer in answers.values()}
    assert ACTS[0].names[0].encode() in b"".join(map(swept.worlds[0].bodies.__getitem__, every))


def test_who_may_know_does_see_the_secrets_in_the_same_sweep(swept: Swept) -> None:
    """The control of all the others: the addresses are asked for as they should be, and the secrets are there."""
    seen = swept.worlds[0]

    def read(who: str, phase: str) -> str:
        bodies = (seen.bodies[answer.body] for answer in seen.answers[who, phase].values())
        return b"".join(bodies).decode("utf-8", "replace")

    address = PLACES[0].address
    assert [address in read("confirmed", phase) for phase in ("drawn", "sealed", "revealed", "live")] == [
        *(False, False),
        *(True, True),
    ]
    assert address in read("second of a party", "revealed")
    assert address in read("act of the show", "revealed")
    assert [ACTS[0].names[0] in read("stranger", phase) for phase in ("ended", "forgotten")] == [False, True]
    assert address not in read("confirmed", "forgotten")
    assert [address in read(who, "live") for who in ("host of the show", "global team")] == [True, True]
    assert ACTS[0].names[0] in read("global team", "live")


def test_what_only_somebody_may_read_is_kept_by_no_cache(swept: Swept) -> None:
    """Each answer says for whom it was made; with a session none is stored at all, but what is the same for all."""
    shared: dict[tuple[str, str], set[Answer]] = {}
    for (who, phase), answers in swept.worlds[0].answers.items():
        for request, answer in answers.items():
            told = dict(answer.headers)
            kept = told.get("Cache-Control", "")
            if "public" in kept:
                shared.setdefault((phase, request), set()).add(answer)
                continue
            assert "Cookie" in told.get("Vary", ""), (who, request)
            assert not _is_in(VIEWERS[who]) or "no-store" in kept, (who, request, kept)
    assert {len(answers) for answers in shared.values()} == {1}


def _is_in(viewer: Viewer) -> bool:
    return viewer.email != "" and viewer.session is Session.OPEN


@pytest.mark.parametrize("name", LEAKS)
def test_a_leak_that_is_planted_is_found(swept: Swept, name: str) -> None:
    leak = LEAKS[name]
    first, *others = (swept.leaks[name][number] for number in sorted(swept.leaks[name]))

    assert list(_caught(leak, first, others)) != []


def test_how_many_of_all_leaks_are_found(swept: Swept) -> None:
    """The figure that docs/security.md gives."""
    seen = {name: [swept.leaks[name][number] for number in sorted(swept.leaks[name])] for name in LEAKS}
    found = [name for name, (first, *others) in seen.items() if any(_caught(LEAKS[name], first, others))]

    print(f"\n{len(found)} of {len(LEAKS)} leaks found")  # noqa: T201
    assert found == list(LEAKS)


def _caught(leak: Leak, first: Seen, others: Sequence[Seen]) -> Iterator[str]:
    """How it shows."""
    for other in others:
        yield from _differences(first, other, leak.viewer, leak.phase)
        yield from ("letters" for _ in "x" if other.letters != first.letters)
        yield from ("jobs" for _ in "x" if other.jobs != first.jobs)
        yield from _words(other, CANARIES, shown=_may_know_where)
        yield from _words(other, CANARIES[-1:], shown=lambda _who, _phase: False)


def test_a_rule_that_nobody_has_filled_in_fails(app: Flask) -> None:
    known: Mapping[str, object] = ANYTHING

    with pytest.raises(addresses.Unfilled, match=r"say what \w+ is in tests/disclosure/addresses\.py, or why"):
        list(addresses.of(app, known))


def test_every_reason_for_not_asking_is_about_a_rule_that_is_there(app: Flask) -> None:
    assert addresses.REASONS.keys() <= {rule.endpoint for rule in app.url_map.iter_rules()}
    assert all(len(reason) > 30 for reason in addresses.REASONS.values())
    assert len(LEAKS) >= 25


def test_all_places_lie_in_one_area_and_no_two_are_the_same(app: Flask) -> None:
    city = a_city(Town())

    assert len({area_of(*place.point, city=city) for place in PLACES}) == 1
    assert len({place.point for place in PLACES}) == len({place.address for place in PLACES}) == len(PLACES)
    assert set(PHASES) >= {phase for viewer in VIEWERS.values() for phase in viewer.phases}
