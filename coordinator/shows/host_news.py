"""A host hears of every step of planning that touches her home: by letter, and on her page. No act is named, and no
other room."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator import jobs
from coordinator.db import db, random_id
from coordinator.disclosure import changes, host_news
from coordinator.disclosure.host_news import News, Span, Told
from coordinator.shows.models import Show, ShowState

LETTER = "host_news"  # the outbox's kind


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where and when a show takes place."""

    space_id: str
    span: Span
    is_on: bool


@contextmanager
def told_to_hosts(shows: Sequence[Show], *, at: datetime) -> Iterator[None]:
    """Compare how these shows stand for their hosts after the block with how they stood before, and tell them. They
    are held by the caller."""
    before = [_stand(show) for show in shows]
    yield
    for show, was in zip(shows, before, strict=True):
        _follow(show, was, at=at)


@contextmanager
def told_of_a_list(edition_id: str, *, at: datetime) -> Iterator[None]:
    """Compare the shows of an edition that are still to end with how they stood before the block, which takes a list,
    and tell the hosts of those that are new or moved. A handful of statements, whatever their number."""
    before = _spans(edition_id, at)
    yield
    told = [
        Told(random_id(), space_id, show_id, News.MOVED if show_id in before else News.PLANNED, span, was, at)
        for show_id, (space_id, span) in _spans(edition_id, at).items()
        if (was := before.get(show_id, ("", None))[1]) != span
    ]
    host_news.add_all(told)
    hosts = host_news.hosts(edition_id)
    jobs.enqueue_all(LETTER, [(hosts[one.space_id], one.id, one.id) for one in told], due_at=at)


def _spans(edition_id: str, at: datetime) -> dict[str, tuple[str, Span]]:
    """Show id → its space, from when and until when, of those that take place and are not over."""
    rows = select(Show.id, Show.space_id, Show.starts_at, Show.ends_at).where(
        Show.edition_id == edition_id, Show.state != ShowState.CANCELLED, Show.ends_at > at
    )
    return {row.id: (row.space_id, (row.starts_at, row.ends_at)) for row in db.session.execute(rows.order_by(Show.id))}


def tell(space_id: str, show: Show, news: News, *, before: Span | None = None, at: datetime) -> None:
    """Have the host of a space told of one of its evenings; of the last news alone where there is more at once."""
    news_id = host_news.add(space_id, show, news, before=before, at=at)
    host_id = changes.host_of(space_id)
    jobs.enqueue(LETTER, person_id=host_id, subject=news_id, dedupe_key=f"{LETTER}|{news_id}", due_at=at)


def _follow(show: Show, was: _Stand, *, at: datetime) -> None:
    now = _stand(show)
    if not now.is_on:
        if was.is_on:
            tell(now.space_id, show, News.OFF, at=at)
    elif now.space_id != was.space_id:
        tell(was.space_id, show, News.ELSEWHERE, before=was.span, at=at)
        tell(now.space_id, show, News.PLANNED, at=at)
    elif now.span != was.span:
        tell(now.space_id, show, News.MOVED, before=was.span, at=at)


def _stand(show: Show) -> _Stand:
    return _Stand(show.space_id, (show.starts_at, show.ends_at), show.state is not ShowState.CANCELLED)
