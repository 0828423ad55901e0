"""A host whose space stands ready for an evening may say that she cannot, without a reason."""

from datetime import datetime

from coordinator import jobs
from coordinator.disclosure import host_news, own_spaces, reserves
from coordinator.disclosure.host_news import News
from coordinator.errors import NotFound
from coordinator.lineups import alarms
from coordinator.people.readers import Reader

LETTER = "reserve_declined"  # the outbox's kind


def decline(reader: Reader, space_id: str, show_id: str, *, at: datetime) -> None:
    """Stand ready for a show no more; who answers for the city is told, and the space is not suggested for it again.
    Raises NotFound for everybody but the host, and where her space does not stand ready for it."""
    form = own_spaces.own_form(reader, space_id, held=True)
    show = next((one for one in host_news.ready_for(form, at=at) if one.id == show_id), None)
    if show is None:
        raise NotFound
    reserves.pair(show.id, None)
    said = host_news.add(space_id, show, News.DECLINED, at=at)
    for person_id in alarms.told_at(alarms.Level.LEAD, show, at=at):
        key = f"{LETTER}|{said}|{person_id}"
        jobs.enqueue(LETTER, person_id=person_id, subject=show.id, dedupe_key=key, due_at=at)
