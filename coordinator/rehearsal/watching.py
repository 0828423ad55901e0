"""The checker, throughout: it reads every letter as it lies in the outbox, and counts seats, doors and acts anew at
every moment. It shares nothing with what it checks but the tables; what may be told when it has worked out by itself.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

from sqlalchemy import select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import rehearsed
from coordinator.disclosure.rehearsed import Home, Party
from coordinator.editions.models import Edition
from coordinator.rehearsal.invariants import Findings, Holds
from coordinator.rehearsal.post import Done, Letter, done_at, letters_of
from coordinator.rehearsal.secrets_kept import Phrases, secrets_of, words_of
from coordinator.shows.models import Show, ShowState

ADDRESS_READY = "address_ready"
SEATED, COUNTS = {"won", "confirmed"}, {"entered", "won", "waitlisted", "confirmed", "let_in"}
REMINDERS = {"offer_reminder": 2}  # kinds of letters that say the same more than once, and how often they may
_LINKS = re.compile(r"https?://\S+")


@dataclass(slots=True)
class Watcher:
    """What looks on: at an edition, the folder of letters, what it has found; all acts that ever stood on a bill."""

    edition_id: str
    outbox: Path
    findings: Findings = field(default_factory=Findings)
    acts: dict[str, str] = field(default_factory=dict)
    homes: dict[str, Home] = field(default_factory=dict)
    billed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    rooms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    letters: Counter[str] = field(default_factory=Counter)
    jobs: int = 0
    _read: set[str] = field(default_factory=set)
    _said: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    _phrases: Phrases = field(default_factory=lambda: Phrases(()))

    def learn(self) -> None:
        """Learn the truth: who the acts are, where the rooms are. The clock is stopped."""
        self.acts = {row.id: row.act_name for row in db.session.execute(select(Artist.id, Artist.act_name))}
        self.homes = dict(rehearsed.homes())
        addresses = {key: home.address for key, home in self.homes.items()}
        hosts = {key: home.host_name for key, home in self.homes.items()}
        self._phrases = Phrases(secrets_of(self.acts, addresses, hosts))

    def read_post(self, at: datetime) -> Sequence[Letter]:
        """Look at every job that is over since, and at the letters that left; those letters."""
        fresh = [job for job in done_at(at) if job.id not in self._read]
        self._read.update(job.id for job in fresh)
        self.jobs += len(fresh)
        for job in fresh:
            self.see_job(job, at)
        letters = list(letters_of(fresh, self.outbox))
        for letter in letters:
            self.see_letter(letter, at)
        self._see_addresses([one for one in letters if one.job.kind == ADDRESS_READY], at)
        return letters

    def see_job(self, job: Done, at: datetime) -> None:
        """A job is done at its first try: what was tried twice may have been sent twice."""
        self.findings.check(
            Holds.JOBS_DONE, job.failed is None, at=at, of=f"job {job.id} ({job.kind})", why=f"given up: {job.failed}"
        )
        self.findings.check(
            Holds.NOTHING_TWICE, job.attempts == 1, at=at, of=f"job {job.id} ({job.kind})", why="tried more than once"
        )

    def see_letter(self, letter: Letter, at: datetime) -> None:
        """A letter names no address, no act and no host, but its reader herself; and says nothing twice."""
        self.letters[letter.job.kind] += 1
        own = tuple(words_of(letter.name))
        told = {
            (one.kind, one.of) for one in self._phrases.found_in(f"{letter.title}\n{letter.said}") if one.words != own
        }
        why = ", ".join(sorted(f"it tells the {kind} of {of}" for kind, of in told))
        of = f"letter {letter.job.id} ({letter.job.kind})"
        self.findings.check(Holds.LETTERS_ARE_SILENT, not told, at=at, of=of, why=why)
        said = hashlib.sha256(_LINKS.sub("", letter.said).encode()).hexdigest()
        key = (letter.job.kind, letter.address, letter.job.subject, said)
        self._said[key] += 1
        once = self._said[key] <= REMINDERS.get(letter.job.kind, 1)
        self.findings.check(Holds.NOTHING_TWICE, once, at=at, of=of, why="the same was said before")

    def look(self, at: datetime) -> None:
        """Count seats, doors and acts as they stand."""
        shows, parties = self.shows(), rehearsed.parties()
        self._remember(shows)
        self._see_seats(shows, parties, at)
        self._see_parties(parties, at)
        self._see_acts(shows, at)
        for show_id, inside, capacity in rehearsed.inside():
            room = shows[show_id].capacity
            fits = 0 <= inside <= min(capacity, room)
            why = f"{inside} are in, {room} may be"
            self.findings.check(Holds.NO_ROOM_OVERFLOWS, fits, at=at, of=f"show {show_id}", why=why)
        ends = [show.ends_at for show in shows.values() if show.state is not ShowState.CANCELLED]
        kept = db.session.scalar(select(Edition.embargo_ends_at).where(Edition.id == self.edition_id))
        why = "the embargo does not end with the last show"
        self.findings.check(Holds.EMBARGO, kept == max(ends, default=None), at=at, of="edition", why=why)

    def shows(self) -> Mapping[str, Show]:
        """Show id → its row as it stands now."""
        rows = select(Show).where(Show.edition_id == self.edition_id)
        return {show.id: show for show in db.session.scalars(rows.execution_options(populate_existing=True))}

    def _remember(self, shows: Mapping[str, Show]) -> None:
        for show_id, bill in rehearsed.bills().items():
            self.billed[show_id].update(bill.values())
        for show in shows.values():
            self.rooms[show.id].add(show.space_id)

    def _see_seats(self, shows: Mapping[str, Show], parties: Sequence[Party], at: datetime) -> None:
        given: Counter[str] = Counter()
        for party in parties:
            if party.state in SEATED and party.show_id:
                given[party.show_id] += party.people
        kept, free = rehearsed.kept_seats(), rehearsed.free_seats()
        for show_id in given:
            taken = given[show_id] + kept.get(show_id, 0)
            fits = taken + max(free.get(show_id, 0), 0) <= shows[show_id].capacity
            why = f"{taken} of {shows[show_id].capacity} seats are given, and {free.get(show_id, 0)} are free"
            self.findings.check(Holds.NO_SEAT_TWICE, fits, at=at, of=f"show {show_id}", why=why)

    def _see_parties(self, parties: Sequence[Party], at: datetime) -> None:
        counted = Counter(one.person_id for one in parties if one.state in COUNTS and one.person_id)
        standing = {one.id for one in parties if one.state in COUNTS}
        counted.update(person for entry, person in rehearsed.seconds() if entry in standing)
        for person_id, number in counted.items():
            why = f"{number} parties on one day"
            self.findings.check(Holds.ONE_PARTY, number == 1, at=at, of=f"person {person_id}", why=why)

    def _see_acts(self, shows: Mapping[str, Show], at: datetime) -> None:
        plays: dict[str, list[Show]] = defaultdict(list)
        for show_id, bill in rehearsed.bills().items():
            playing = shows[show_id].state is not ShowState.CANCELLED
            self.findings.check(
                Holds.ACTS_IN_ONE_PLACE,
                len(set(bill.values())) == len(bill),
                at=at,
                of=f"show {show_id}",
                why="an act has two slots of it",
            )
            for act in bill.values() if playing else ():
                plays[act].append(shows[show_id])
        for act, several in plays.items():
            apart = all(_apart(one, other) for one, other in combinations(several, 2))
            self.findings.check(
                Holds.ACTS_IN_ONE_PLACE, apart, at=at, of=f"act {act}", why="it plays in two rooms at once"
            )

    def _see_addresses(self, letters: Sequence[Letter], at: datetime) -> None:
        """Who is told that her address is ready has a confirmed seat, and it is time; by the bare numbers."""
        if not letters:
            return
        parties = {one.id: one for one in rehearsed.parties()}
        shows, closed, seconds = self.shows(), rehearsed.closed_doors(), rehearsed.seconds()
        hours = db.session.scalar(select(Edition.reveal_hours).where(Edition.id == self.edition_id)) or 0
        for letter in letters:
            party, person = parties.get(letter.job.subject), letter.job.person_id or ""
            mine = party is not None and (party.person_id == person or (party.id, person) in seconds)
            show = shows.get(party.show_id or "") if party else None
            why = "it is not for a guest with a confirmed seat"
            if mine and show is not None and party is not None and party.state == "confirmed":
                why = _too_early(show, hours, at) or ("the door is closed" if show.space_id in closed else "")
            self.findings.check(Holds.ADDRESS_LETTERS, not why, at=at, of=f"letter {letter.job.id}", why=why)


def _too_early(show: Show, hours: int, at: datetime) -> str:
    """Why an address may not be told at that instant; “” where it may."""
    if show.state is ShowState.CANCELLED:
        return "the show is off"
    if at < show.starts_at - timedelta(hours=show.reveal_hours or hours):
        return "it left before its instant"
    return "" if at < show.starts_at else "it left after the start"


def _apart(one: Show, other: Show) -> bool:
    return one.ends_at <= other.starts_at or other.ends_at <= one.starts_at
