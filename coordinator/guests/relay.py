"""A relay of drand, asked for the round of a draw that is due where the site is told of one (`COORDINATOR_DRAND_URL`);
without it the server asks nobody, and somebody types the signature in.

A relay is believed no more than somebody who types: its signature must be the round's under the key of the chain.
"""

import json
from dataclasses import replace
from datetime import datetime
from http.client import HTTPException
from urllib.request import Request, urlopen

from coordinator import jobs
from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid
from coordinator.guests import drawing
from coordinator.guests.draw_list import Source
from coordinator.guests.draw_result import Outcome
from coordinator.guests.randomness import instant_of, of_drand
from coordinator.jobs import Job
from coordinator.people.readers import CONSOLE
from coordinator.web import settings

FETCH = "fetch_round"  # the outbox's kind
TIMEOUT = 10  # seconds; well within a job's lease
MOST = 4096  # bytes; a round has about 300


class NotThisRound(ValueError):
    """What a relay said is not the round it was asked for."""


def signature_of(relay: str, source: Source) -> str:
    """The signature of a round, as drand's HTTP interface has it (`/<chain>/public/<round>`). Raises OSError and
    HTTPException where nobody answers, NotThisRound."""
    address = f"{relay.rstrip('/')}/{source.chain}/public/{source.round}"
    asked = Request(address, headers={"Accept": "application/json"})  # noqa: S310 - the settings allow http alone
    with urlopen(asked, timeout=TIMEOUT) as answer:  # noqa: S310  # nosec B310 # the operator sets it, nobody else
        body = answer.read(MOST)
    try:
        said = json.loads(body)
        number, signature = said["round"], str(said["signature"]).lower()
        hashed = of_drand(source.chain, source.round, signature).hex()
    except (ValueError, KeyError, TypeError, Invalid) as garbled:
        raise NotThisRound from garbled
    if number != source.round or said.get("randomness", hashed) != hashed:
        raise NotThisRound
    return signature


def fetch_due(at: datetime) -> None:
    """Have the rounds fetched of draws that are due at the instant `at`; where nobody answers, again a day later."""
    if settings().drand_url:
        for edition_id, city_id in drawing.waiting(at):
            place = f"{edition_id}|{city_id}"
            key = f"{FETCH}|{place}|{at:%Y-%m-%d}"
            jobs.enqueue(FETCH, person_id=None, subject=place, dedupe_key=key, due_at=at)


def fetch(job: Job, at: datetime) -> None:
    """Fetch the round of a draw and hold it, unless somebody has been quicker. The transaction ends before anybody is
    asked. Raises what `signature_of` does."""
    edition_id, city_id = job.subject.split("|")
    found = drawing.find_draw(db.session.get_one(Edition, edition_id), city_id)
    if found is None or found.result or found.head.source.type != "drand":
        return
    source = found.head.source
    db.session.commit()
    outcome = Outcome(signature=_signature(source, at=at))
    try:
        drawing.hold(CONSOLE, db.session.get_one(Edition, edition_id), city_id, outcome, at=at)
    except Conflict as refused:
        if refused.reason != "drawn_already":
            raise


def _signature(source: Source, *, at: datetime) -> str:
    """That of the round that decides, or where it cannot be had for a day that of the other."""
    try:
        return signature_of(settings().drand_url, source)
    except (OSError, HTTPException, NotThisRound):
        if not source.fallback or at < instant_of(source.fallback):
            raise
    return signature_of(settings().drand_url, replace(source, round=source.fallback, fallback=0))


JOBS = {FETCH: fetch}
ROUNDS = [fetch_due]
