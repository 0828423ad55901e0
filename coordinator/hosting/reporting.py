"""A host reports damage or an incident: from the hours before her evening on, with photos if she has some. Who answers
for the city gets a letter with a link; the page decides."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from coordinator import jobs
from coordinator.disclosure import incidents, own_evenings, own_spaces
from coordinator.disclosure.incidents import Incident, Kind
from coordinator.disclosure.photos import Made
from coordinator.errors import Conflict
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows.leading import refuse_others
from coordinator.shows.models import Show

LETTER = "incident"  # the outbox's kind
MOST = 10  # reports of one evening
OPENS = timedelta(hours=6)  # before the start: something may happen while things are carried in


def may_report(show: Show, *, at: datetime) -> bool:
    """Whether it is near enough to its evening, or over."""
    return at >= show.starts_at - OPENS


def report(
    reader: Reader,
    space_id: str,
    show_id: str,
    kind: Kind,
    words: str,
    pictures: Sequence[Sequence[Made]] = (),
    *,
    at: datetime,
) -> None:
    """Keep a report and have it told; the same words once more are the report that is there. Raises NotFound for
    everybody but the host, Conflict: `too_early`, `too_many_reports` (`most`)."""
    form = own_spaces.own_form(reader, space_id, held=True)
    show = own_evenings.get_show_reported(form, show_id)
    if not may_report(show, at=at):
        raise Conflict("too_early")
    known = incidents.own(form, show)
    if any((one.kind, one.words) == (kind, words) for one in known):
        return
    if len(known) >= MOST:
        raise Conflict("too_many_reports", most=MOST)
    key = incidents.report(form, show, kind, words, pictures, at=at)
    _tell(key, show.city_id, at=at)


def settle(reader: Reader, incident_id: str, *, city_id: str, at: datetime) -> Incident:
    """Say that a report is dealt with, which somebody else may have said before. Raises NotFound for who does not lead
    the city."""
    refuse_others(reader, city_id)
    found = incidents.for_lead(reader, incident_id, city_id=city_id, at=at)
    incidents.settle(reader, incident_id, at=at)
    return found


def _tell(incident_id: str, city_id: str, *, at: datetime) -> None:
    city = roll(city_id)
    for person_id in (*city.leads, *city.deputies) or city.team:
        key = f"{LETTER}|{incident_id}|{person_id}"
        jobs.enqueue(LETTER, person_id=person_id, subject=incident_id, dedupe_key=key, due_at=at)
