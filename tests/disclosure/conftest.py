"""All worlds, looked at by everybody once a session: what tests of secrecy compare."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure.sealed import Disclosure
from coordinator.jobs import Outbox
from tests.conftest import empty
from tests.disclosure import leaks, looking, worlds
from tests.disclosure.hands import Stopped, same_hands, throw
from tests.disclosure.leaks import LEAKS, Leak
from tests.disclosure.looking import LEAD, VIEWERS, Seen
from tests.disclosure.worlds import MORE_WORLDS, PHASES, WORLDS, World
from tests.people.mailbox import letters

WHOLE = os.environ.get("COORDINATOR_SWEEP", "").split()  # `make sweep`
EVERY_MOMENT, EVERYWHERE = "moments" in WHOLE, "worlds" in WHOLE
ON = os.environ.get("COORDINATOR_SWEEP_ON") or ("sqlite postgresql" if WHOLE else "sqlite")  # it takes its time
ENGINES = tuple(ON.split())
EVERY_WORLD = WORLDS + MORE_WORLDS if EVERYWHERE else WORLDS


@dataclass
class Swept:
    """What was seen in each world, and in each with each leak turned on."""

    worlds: list[Seen] = field(default_factory=list)
    leaks: dict[str, dict[int, Seen]] = field(default_factory=lambda: {name: {} for name in LEAKS})


def compared(told: frozenset[str]) -> tuple[int, ...]:
    """The worlds that somebody who is told so much may not tell from the first, and the first; in the suite only the
    one that differs from it most."""
    if not EVERYWHERE or not _pair(told):
        return _pair(told)
    return tuple(number for number, world in enumerate(EVERY_WORLD) if _is_like_the_first(world, told))


def _pair(told: frozenset[str]) -> tuple[int, ...]:
    """The first of them and the one that differs from it most: in those leaks are planted."""
    other = {frozenset(): 3, frozenset({"where"}): 2, frozenset({"who"}): 1}.get(told)
    return () if other is None else (0, other)


def _is_like_the_first(world: World, told: frozenset[str]) -> bool:
    first = EVERY_WORLD[0]
    return all(getattr(world, one) == getattr(first, one) for one in told)


@pytest.fixture(scope="session")
def swept(migrated_app: Flask) -> Swept:
    """Builds every world in turn, lets its clock run, and lets everybody look."""
    done = Swept()
    with migrated_app.app_context(), same_hands(migrated_app):
        for number, world in enumerate(EVERY_WORLD):
            begin_anew()
            worlds.build(world)
            done.worlds.append(_look_on(migrated_app, number, world, done))
        begin_anew()
    return done


def begin_anew() -> None:
    """An empty database."""
    db.session.remove()
    empty()


def _look_on(app: Flask, number: int, world: World, done: Swept) -> Seen:
    seen = Seen()
    with _log(seen):
        for phase in PHASES:
            worlds.enter(world, phase)
            seen.letters[phase], seen.letters_apart[phase] = posted()
            if phase == "entering":
                looking.look(looking.lead(app), tuple(looking.everywhere(app, VIEWERS["stranger"])))
            looking.look_as_before_leaks(app)
            for who, viewer in VIEWERS.items():
                somebody = who, looking.herself(viewer, world)
                if (EVERY_MOMENT or phase in viewer.phases) and (
                    viewer.apart or number in compared(viewer.told(phase))
                ):
                    looking.sweep(app, seen, somebody, phase)
                elif number:
                    looking.leave_traces(app, done.worlds[0], somebody, phase)
            seen.kept, seen.jobs[phase] = _kept(), _jobs()
            for name, leak in LEAKS.items():
                if leak.phase == phase:
                    _plant(app, number, (name, leak), seen, done)
    return seen


def _plant(app: Flask, number: int, named: tuple[str, Leak], seen: Seen, done: Swept) -> None:
    """See a world with that leak, if its viewer is compared there; else look through it only where that is written into
    the audit of the others, so that it is in this one's, too."""
    name, leak = named
    label = f"{name}, {leak.phase}"
    if number in _pair(VIEWERS[leak.viewer].told(leak.phase)):
        done.leaks[name][number] = _with(app, leak, seen, label)
    elif any(done.leaks[name][0].traced.values()):
        _with(app, leak, done.worlds[0], label)


def _with(app: Flask, leak: Leak, within: Seen, label: str) -> Seen:
    """What is seen with that leak, after a lead has looked."""
    seen = Seen()
    throw(label)
    with pytest.MonkeyPatch.context() as patch, _log(seen):
        leak.on(patch, app)
        looking.peek(app, seen, within, leak)
        leaks.ask_for_a_letter(label)
        seen.letters[leak.phase], seen.letters_apart[leak.phase] = posted()
        seen.jobs[leak.phase] = _jobs()
        seen.kept = _kept()
    leaks.clean_up()
    return seen


@contextmanager
def _log(seen: Seen) -> Iterator[None]:
    """Have all that is logged be seen."""
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    hears = logging.Handler()
    hears.emit = lambda record: seen.logged.append(record.getMessage())  # type: ignore[method-assign]
    root.handlers[:] = [hears]  # what a planted leak logs is no word of the world around it
    try:
        yield
    finally:
        root.handlers[:] = before


def posted() -> tuple[list[str], list[str]]:
    """The letters that leave now to those who look, without the random part of their ids; and those to whom some pages
    tell more, of what is theirs to know."""
    found: tuple[list[str], list[str]] = ([], [])
    people = _theirs(False), _theirs(True)
    for letter in letters(at=Stopped.hands):
        for them, kept in zip(people, found, strict=True):
            if letter["To"].addresses[0].addr_spec.lower() in them:
                del letter["Message-ID"]
                kept.append(letter.as_string())
    return found


def _theirs(apart: bool) -> set[str]:
    """The addresses of those who look, without or with more to know; the host's in each world."""
    hosts = {place.email for place in worlds.PLACES} if apart else set()
    return {f"{name.lower()}@example.org" for name in _names(apart)} | {email.lower() for email in hosts}


def _names(apart: bool) -> set[str]:
    """Of viewers: those with pages apart, and the lead, may know more than the others."""
    return {
        one.email for one in VIEWERS.values() if one.email and apart is (bool(one.apart) or one.email == LEAD.email)
    }


def _kept() -> list[str]:
    """What the audit and the outbox say in plain words."""
    db.session.rollback()
    rows = (Disclosure.subject, Outbox.subject, Outbox.dedupe_key, Outbox.failed)
    return [str(text) for column in rows for text in db.session.scalars(select(column))]


def _jobs() -> list[str]:
    """What waits for those who look, and all that is not for anybody in particular."""
    mine = {str(worlds.guest(name).id) for name in _names(apart=False)}
    rows = db.session.execute(select(Outbox.kind, Outbox.person_id, Outbox.subject, Outbox.due_at, Outbox.done_at))
    return sorted(str(tuple(row)) for row in rows if row.person_id in mine)
