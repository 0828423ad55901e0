"""The checker at the end: whether every show had its acts or a reason, every draw follows, every sum is that of its
parts, and nothing is lost: each entry, offer and job has come to an end."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from coordinator.db import Instant, db
from coordinator.disclosure import audit_chain, rehearsed
from coordinator.disclosure.rehearsed import Closed
from coordinator.errors import Invalid
from coordinator.guests import chain
from coordinator.guests.chain_check import faults_in
from coordinator.guests.draw_result import check, fingerprint
from coordinator.lineups.problem import ACTS
from coordinator.rehearsal.invariants import Holds
from coordinator.rehearsal.stage import Stage
from coordinator.rehearsal.watching import Watcher
from coordinator.shows.models import Show, ShowState

LAST = (timedelta(hours=12), timedelta(hours=3), timedelta(0))
ENDED = {"confirmed", "lapsed", "released", "void", "let_in", "waitlisted"}
STEPS = ("pledged", "written", "handed_over", "mailed", "reported", "verified")
TOLD_IN_VAIN, TOLD_OFF, PASSED = "waited", "show_changed", "city_passed"


def judge(stage: Stage, watcher: Watcher, at: datetime) -> None:
    """Look at all of it once more. The clock is stopped at the end."""
    shows = watcher.shows()
    _acts(watcher, shows, at)
    _envelopes(stage, watcher, shows, at)
    _draws(watcher, at)
    _called_off(watcher, shows, at)
    _sums(stage, watcher, at)
    _entries(stage, watcher, at)
    _offers(watcher, shows, at)
    _jobs(watcher, at)
    _silence(stage, watcher, at)
    _doors(stage, watcher, at)
    found = audit_chain.look()
    for fault in found.faults or ("",):
        watcher.findings.check(Holds.AUDIT_CHAIN, not fault, at=at, of="audit", why=fault)
    watcher.findings.checked[Holds.NOTHING_BROKE] += stage.done - len(stage.broke)
    for when, what in stage.broke:
        watcher.findings.check(Holds.NOTHING_BROKE, False, at=when, of=what, why="it broke")


def _acts(watcher: Watcher, shows: Mapping[str, Show], at: datetime) -> None:
    """Each show that took place had three different acts, or a reason is kept why not."""
    bills, reasons = rehearsed.bills(), rehearsed.reasons()
    for show in _took_place(shows):
        acts = len(set(bills.get(show.id, {}).values()))
        why = f"{acts} acts, and no reason is kept"
        holds = acts == ACTS or bool(reasons.get(show.id))
        watcher.findings.check(Holds.THREE_ACTS, holds, at=at, of=f"show {show.id}", why=why)


def _envelopes(stage: Stage, watcher: Watcher, shows: Mapping[str, Show], at: datetime) -> None:
    """Each was sealed at its instant of the show's clock, holds what its digest says, and the last one the acts that
    were final as the show began."""
    before = [timedelta(days=days) for days in range(stage.edition.lock_days, 0, -1)]
    by_show: dict[str, list[Closed]] = defaultdict(list)
    for one in rehearsed.envelopes():
        by_show[one.show_id].append(one)
    final, bills = rehearsed.final(), rehearsed.bills()
    for show in _took_place(shows):
        due = [show.starts_at - one for one in (*before, *LAST)]
        mine = by_show[show.id]
        why = "" if [one.sealed_at for one in mine] == due else "an envelope is missing, or was sealed at another time"
        if any(hashlib.sha256(one.content.encode()).hexdigest() != one.digest for one in mine):
            why = "an envelope holds something else than its digest"
        acts = [act["act"] for act in json.loads(mine[-1].content)["acts"]] if mine else []
        if not why and show.id in final and acts != [bills[show.id][slot] for slot in sorted(bills[show.id])]:
            why = "the last envelope holds other acts than played"
        watcher.findings.check(Holds.ENVELOPES, not why, at=at, of=f"show {show.id}", why=why)


def _draws(watcher: Watcher, at: datetime) -> None:
    """Each list and result, as they are published, follow from each other, and so do the links since; by the code of
    `coordinator verify-draw`."""
    wanted = "SELECT city_id, listed, result FROM draws WHERE edition_id = :edition"
    links = "SELECT line FROM draw_links WHERE edition_id = :edition AND city_id = :city ORDER BY number"
    for city, listed, result in _rows(wanted, edition=watcher.edition_id):
        lines = [line for (line,) in _rows(links, edition=watcher.edition_id, city=city)]
        why = "it was never held" if result is None else draw_fault(listed, result, lines)
        watcher.findings.check(Holds.DRAWS_VERIFY, not why, at=at, of=f"draw of {city}", why=why)


def draw_fault(listed: str, result: str, lines: Iterable[str]) -> str:
    """What is wrong with a published draw; “” for nothing."""
    try:
        found = check(listed.encode("ascii"), result.encode("ascii"))
        file = "".join(f"{line}\n" for line in lines).encode("ascii")
        faults = dict(found.faults)
        faults |= faults_in(chain.read(file, after=fingerprint(result.encode("ascii"))), found.drawn, found.order)
    except Invalid as refused:
        return f"it cannot be read: {', '.join(refused.faults)}"
    return ", ".join(faults)


def _called_off(watcher: Watcher, shows: Mapping[str, Show], at: datetime) -> None:
    """Of a show that is off a reason is kept, and whoever had a seat was told."""
    with_reason = rehearsed.called_off()
    told = {str(person) for (person,) in _rows("SELECT person_id FROM outbox WHERE kind = :kind", kind=TOLD_OFF)}
    holders: dict[str, set[str]] = defaultdict(set)
    for party in rehearsed.parties("won", "confirmed"):
        holders[party.show_id or ""].add(party.person_id or "")
    for show in shows.values():
        if show.state is ShowState.CANCELLED:
            untold = len(holders[show.id] - told)
            why = f"{untold} with a seat were not told" if untold else ""
            why = why if show.id in with_reason else "no reason is kept"
            watcher.findings.check(Holds.CALLED_OFF, not why, at=at, of=f"show {show.id}", why=why)


def _sums(stage: Stage, watcher: Watcher, at: datetime) -> None:
    """The sums by case, country, section and city are each that of the edition, and this is that of the ledger; and the
    ledger is what people have said."""
    ledger: Counter[tuple[str, str]] = Counter()
    added = "SELECT channel, step, SUM(amount) FROM letter_actions WHERE edition_id = :edition GROUP BY channel, step"
    for channel, step, amount in _rows(added, edition=watcher.edition_id):
        ledger[channel, step] = int(amount)
    sums: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    columns = ", ".join(f"SUM({step})" for step in STEPS)
    kept = f"SELECT dimension, channel, {columns} FROM letter_tallies WHERE edition_id = :edition GROUP BY dimension, channel"  # noqa: S608, E501  # nosec B608 # fixed words
    for dimension, channel, *amounts in _rows(kept, edition=watcher.edition_id):
        for step, amount in zip(STEPS, amounts, strict=True):
            sums[dimension][channel, step] += int(amount or 0)
    for dimension, by_step in sorted(sums.items()):
        for place in sorted(ledger.keys() | by_step.keys()):
            why = f"the sum by {dimension} is {by_step[place]}, the ledger's {ledger[place]}"
            holds = by_step[place] == ledger[place]
            watcher.findings.check(Holds.SUMS_OF_LETTERS, holds, at=at, of=" ".join(place), why=why)
    for step in STEPS:
        said, stands = stage.counted[step], sum(amount for (_, one), amount in ledger.items() if one == step)
        why = f"{said} were said, {stands} stand in the ledger"
        watcher.findings.check(Holds.SUMS_OF_LETTERS, said == stands, at=at, of=step, why=why)


def _entries(stage: Stage, watcher: Watcher, at: datetime) -> None:
    """Each entry has come to an end: who waited was told that it was in vain, or that all she asked for is off; none
    has vanished."""
    parties = rehearsed.parties()
    in_vain = {
        subject.partition("|")[0]
        for (subject,) in _rows("SELECT subject FROM outbox WHERE kind = :kind", kind=TOLD_IN_VAIN)
    } | _all_off(watcher)
    for party in parties:
        why = "" if party.state in ENDED else f"it is still “{party.state}”"
        if party.state == "waitlisted" and party.id not in in_vain:
            why = "it waits, and nobody has said that it is over"
        watcher.findings.check(Holds.ENTRIES_END, not why, at=at, of=f"entry {party.id}", why=why)
    stand = stage.figures["entries_counted"] - stage.figures["entries_taken_back"]
    why = f"{stand} were made and kept, {len(parties)} are there"
    watcher.findings.check(Holds.ENTRIES_END, stand == len(parties), at=at, of="all entries", why=why)


def _all_off(watcher: Watcher) -> set[str]:
    """The entries (ids) for shows that are all off, of each of which a letter has told."""
    told = _rows("SELECT subject FROM outbox WHERE kind = :kind AND subject LIKE :off", kind=TOLD_OFF, off="%|off")
    said = {tuple(subject.split("|")[:2]) for (subject,) in told}
    off = {show.id for show in watcher.shows().values() if show.state is ShowState.CANCELLED}
    return {
        entry_id
        for entry_id, shows in rehearsed.wishes().items()
        if shows <= off and all((show_id, entry_id) in said for show_id in shows)
    }


def _offers(watcher: Watcher, shows: Mapping[str, Show], at: datetime) -> None:
    """Nobody is still to answer, and who plays has said yes to that very start."""
    for one in rehearsed.asked("offered"):
        watcher.findings.check(Holds.OFFERS_END, False, at=at, of=f"offer {one.id}", why="it is still open")
    said = {(one.show_id, one.artist_id): one.starts_at for one in rehearsed.asked("confirmed")}
    bills = rehearsed.bills()
    for show in _took_place(shows):
        for act in bills.get(show.id, {}).values():
            why = "it plays without having said yes"
            holds = said.get((show.id, act)) == show.starts_at
            watcher.findings.check(Holds.OFFERS_END, holds, at=at, of=f"act {act} at show {show.id}", why=why)


def _jobs(watcher: Watcher, at: datetime) -> None:
    """Nothing that is due is left in the outbox."""
    left = text("SELECT id, kind, due_at FROM outbox WHERE done_at IS NULL").columns(due_at=Instant())
    for key, kind, due_at in db.session.execute(left).all():
        why = "it is due, and nobody has done it"
        watcher.findings.check(Holds.JOBS_DONE, due_at > at, at=at, of=f"job {key} ({kind})", why=why)


def _silence(stage: Stage, watcher: Watcher, at: datetime) -> None:
    """Of each city whose lead fell silent somebody else was told, each time."""
    passed: Counter[str] = Counter()
    for (subject,) in _rows("SELECT subject FROM outbox WHERE kind = :kind", kind=PASSED):
        passed[subject.split("|")[1]] += 1
    playing = {show.city_id for show in _took_place(watcher.shows())}
    for city_id in sorted(stage.silent & playing):
        watcher.findings.check(
            Holds.SILENT_CITIES,
            passed[city_id] > 0,
            at=at,
            of=f"city {city_id}",
            why="nobody was told that it is silent",
        )
    for city_id in sorted(passed.keys() - stage.silent):
        watcher.findings.check(
            Holds.SILENT_CITIES,
            False,
            at=at,
            of=f"city {city_id}",
            why="it was passed on although its lead was there",
        )


def _doors(stage: Stage, watcher: Watcher, at: datetime) -> None:
    """What phones without a network had noted has arrived, of when it was, and counts everybody who came in once."""
    counted, told = rehearsed.presences(), rehearsed.told_at_doors()
    for (show_id, role), noted in stage.unheard.items():
        for said in noted:
            why = "it has not arrived as it was said"
            holds, of = told.get((show_id, said.client_id)) == said.at, f"door {show_id}: {said.client_id} of a {role}"
            watcher.findings.check(Holds.DOORS_HEARD_LATE, holds, at=at, of=of, why=why)
    for (show_id, party_id), people in stage.walked.items():
        inside = counted.get((show_id, party_id), 0)
        why = f"{people} came in, {inside} are counted"
        holds, of = inside == people, f"party {party_id} at show {show_id}"
        watcher.findings.check(Holds.DOORS_HEARD_LATE, holds, at=at, of=of, why=why)
    for show_id, inside, _ in rehearsed.inside():
        parties = sum(people for (show, _), people in counted.items() if show == show_id)
        why = f"{parties} of parties are in, {inside} are counted at the door"
        watcher.findings.check(Holds.NO_ROOM_OVERFLOWS, parties == inside, at=at, of=f"show {show_id}", why=why)


def _took_place(shows: Mapping[str, Show]) -> list[Show]:
    return [show for show in shows.values() if show.state is not ShowState.CANCELLED]


def _rows(sql: str, **facts: Any) -> list[Any]:
    """Rows of public tables, read without the code that writes them."""
    return list(db.session.execute(text(sql), facts))
