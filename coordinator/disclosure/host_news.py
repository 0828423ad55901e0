"""What hosts are told of the evenings in their spaces: planned, moved, off, a reserve. Times alone, no act and no other
room. For use-cases that plan, and for the host whose space it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, insert, select

from coordinator.db import db, random_id
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_board import SealedReserve
from coordinator.disclosure.sealed_hosts import SealedNews
from coordinator.gate import granted
from coordinator.shows.models import Show, ShowState


class News(StrEnum):
    """What happened to an evening, as its host sees it."""

    PLANNED = "planned"
    MOVED = "moved"  # another time in the same room
    ELSEWHERE = "elsewhere"  # in another room now
    OFF = "off"
    RESERVE = "reserve"  # her space stands ready for one
    NO_RESERVE = "no_reserve"  # and does not any more
    DECLINED = "declined"  # because she said no


Span = tuple[datetime, datetime]  # from one instant to another


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of news. `now` and `before` are instants; `before` None: it had no other time."""

    id: str
    space_id: str
    show_id: str
    news: News
    now: Span
    before: Span | None
    said_at: datetime


def add(space_id: str, show: Show, news: News, *, before: Span | None = None, at: datetime) -> str:
    """Keep a piece of news for the host of a space; its id."""
    said = Told(random_id(), space_id, show.id, news, (show.starts_at, show.ends_at), before, at)
    add_all([said])
    return said.id


def add_all(said: Sequence[Told]) -> None:
    """Keep pieces of news for the hosts of their spaces."""
    rows = [
        {"id": one.id, "space_id": one.space_id, "show_id": one.show_id, "news": one.news, "said_at": one.said_at}
        | dict(zip(("starts_at", "ends_at"), one.now, strict=True))
        | dict(zip(("before_starts_at", "before_ends_at"), one.before or (None, None), strict=True))
        for one in said
    ]
    with granted("news for hosts"):
        if rows:
            db.session.execute(insert(SealedNews), rows)


def hosts(edition_id: str) -> Mapping[str, str]:
    """Space id → its host, of an edition, for use-cases that write to many."""
    with granted("who hosts in an edition"):
        rows = select(SealedSpace.space_id, SealedSpace.host_id).where(SealedSpace.edition_id == edition_id)
        return {row.space_id: row.host_id for row in db.session.execute(rows)}


def find_newest(news_id: str) -> Told | None:
    """That piece of news, unless there is newer one of the same evening in the same space; of those of one moment the
    one that is so now."""
    found = next(iter(_read(SealedNews.id == news_id)), None)
    if found is None:
        return None
    same = _read((SealedNews.space_id == found.space_id) & (SealedNews.show_id == found.show_id))
    latest = [one for one in same if one.said_at == same[0].said_at]
    show = db.session.get_one(Show, found.show_id)
    newest = next((one for one in latest if _is_so(one, show)), latest[0])
    return found if newest.id == found.id else None


def _is_so(told: Told, show: Show) -> bool:
    if told.news is News.OFF or show.state is ShowState.CANCELLED:
        return told.news is News.OFF and show.state is ShowState.CANCELLED
    if told.news is News.ELSEWHERE or told.space_id != show.space_id:
        return told.news is News.ELSEWHERE and told.space_id != show.space_id
    return told.now == (show.starts_at, show.ends_at)


def of_form(form: OwnForm) -> Sequence[Told]:
    """All news of a host's space, the newest first."""
    return _read(SealedNews.space_id == form.space_id)


def ready_for(form: OwnForm, *, at: datetime) -> Sequence[Show]:
    """The shows still to come for which a host's space stands ready, in order of time. Which room each has is not
    hers to know: of these rows only the times are told."""
    with granted("shows a space stands ready for"):
        ids = db.session.scalars(select(SealedReserve.show_id).where(SealedReserve.space_id == form.space_id)).all()
    coming = (Show.id.in_(ids), Show.state != ShowState.CANCELLED, Show.ends_at > at)
    return db.session.scalars(select(Show).where(*coming).order_by(Show.starts_at, Show.id)).all()


def declined(show_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Show id → the spaces whose hosts have said that they cannot stand ready for it."""
    here = (SealedNews.news == News.DECLINED) & SealedNews.show_id.in_(show_ids)
    found: dict[str, set[str]] = {}
    with granted("who cannot stand ready"):
        for row in db.session.execute(select(SealedNews.show_id, SealedNews.space_id).where(here)):
            found.setdefault(row.show_id, set()).add(row.space_id)
    return {show_id: frozenset(spaces) for show_id, spaces in found.items()}


def _read(which: ColumnElement[bool]) -> Sequence[Told]:
    wanted = select(*SealedNews.__table__.columns).where(which).order_by(SealedNews.said_at.desc(), SealedNews.id)
    with granted("news of a space"):
        rows = db.session.execute(wanted).all()
    return tuple(
        Told(
            row.id,
            row.space_id,
            row.show_id,
            News(row.news),
            (row.starts_at, row.ends_at),
            (row.before_starts_at, row.before_ends_at) if row.before_starts_at is not None else None,
            row.said_at,
        )
        for row in rows
    )
