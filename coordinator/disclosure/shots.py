"""Pictures of evenings as they are kept: sealed, with what is on them and what they were sent for. Who may see them the
modules that call this decide."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from coordinator.album.models import Medium, Use
from coordinator.db import db, random_id
from coordinator.disclosure import cipher, photos
from coordinator.disclosure.photos import Made, Size, Subject
from coordinator.disclosure.sealed_album import SealedClip, SealedConsent, SealedHandout, SealedShot
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.once import insert_if_new
from coordinator.shows.models import Show

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody says of a picture that she sends: what is on it, a caption, its uses, whether nobody can be
    recognised; `form` is one opening of the form."""

    words: str
    caption: str
    uses: tuple[Use, ...]
    is_empty: bool
    form: str


@dataclass(frozen=True, slots=True)
class Film:
    """A clip: sides in pixels, length in seconds, rounded up, and the MP4."""

    width: int
    height: int
    seconds: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of an evening. `sizes`: of a photo, the smallest first; none of a clip. Taken down it has none, and no
    words."""

    id: str
    show_id: str
    sent_by: str
    medium: Medium
    words: str = field(repr=False)
    caption: str = field(repr=False)
    uses: tuple[Use, ...]
    is_empty: bool
    seconded_by: str | None
    sent_at: datetime
    down_at: datetime | None
    sizes: tuple[Size, ...]
    film: tuple[int, int, int] | None  # of a clip: width and height in pixels, seconds


def keep(show_id: str, sent: Sent, made: Sequence[Made] | Film, *, by: str, at: datetime) -> str | None:
    """Keep a picture; its id, or None where this opening of the form has brought it already."""
    key = random_id()
    said = json.dumps({"words": sent.words, "caption": sent.caption})
    row = {
        "id": key,
        "show_id": show_id,
        "sent_by": by,
        "medium": Medium.CLIP if isinstance(made, Film) else Medium.PHOTO,
        "said": cipher.current().seal(said, f"sec_shots.said|{key}"),
        "uses": joined(sent.uses),
        "is_empty": sent.is_empty,
        "once_key": _once(by, sent.form) or key,
        "sent_at": at,
    }
    with granted("keep a picture of an evening"):
        if not insert_if_new(SealedShot, **row):
            return None
        if isinstance(made, Film):
            db.session.execute(insert(SealedClip), [_film_row(key, made)])
    if not isinstance(made, Film):
        photos.add(Subject.SHOT, key, [made], at=at)
    return key


def is_kept(form: str, *, by: str) -> bool:
    """Whether somebody's opening of the form has brought a picture already."""
    wanted = select(SealedShot.id).where(SealedShot.once_key == _once(by, form))
    with granted("whether a picture has come already"):
        return bool(form) and db.session.scalar(wanted) is not None


def find(shot_id: str, *, held: bool = False) -> Shot | None:
    """A picture, to the end of the transaction nobody else's to change where it is `held`."""
    if held:
        with granted("hold a picture"):
            db.session.execute(select(SealedShot.id).where(SealedShot.id == shot_id).with_for_update())
    return next(iter(_read(SealedShot.id == shot_id)), None)


def of_shows(show_ids: Collection[str]) -> Sequence[Shot]:
    """Those of these shows, the oldest first; what was taken down is not among them."""
    return _read(SealedShot.show_id.in_(show_ids), SealedShot.down_at.is_(None)) if show_ids else ()


def of_city(city_id: str) -> Sequence[Shot]:
    """All of a city that are still kept, of whatever edition, the oldest first; what was taken down, too."""
    return _read(SealedShot.show_id.in_(select(Show.id).where(Show.city_id == city_id)))


def of_edition(edition_id: str, *, down: bool = False) -> Sequence[str]:
    """Ids of those of an edition, with what was taken down (`down`) or without."""
    shows = select(Show.id).where(Show.edition_id == edition_id)
    there = () if down else (SealedShot.down_at.is_(None),)
    wanted = select(SealedShot.id).where(SealedShot.show_id.in_(shows), *there)
    with granted("pictures of an edition"):
        return db.session.scalars(wanted.order_by(SealedShot.id)).all()


def these(shot_ids: Collection[str]) -> Sequence[Shot]:
    """Those with these ids, the oldest first."""
    return _read(SealedShot.id.in_(shot_ids)) if shot_ids else ()


def sent_by(person_id: str, show_id: str) -> Sequence[Shot]:
    """What somebody has sent of a show, the oldest first, what was taken down, too."""
    return _read(SealedShot.sent_by == person_id, SealedShot.show_id == show_id)


def count(person_id: str, show_id: str) -> int:
    """How many somebody has sent of a show that are not taken down."""
    which = (SealedShot.sent_by == person_id, SealedShot.show_id == show_id, SealedShot.down_at.is_(None))
    with granted("count pictures"):
        return db.session.scalar(select(func.count()).select_from(SealedShot).where(*which)) or 0


def second(shot_id: str, *, by: str) -> bool:
    """Keep that somebody else recognises nobody; whether that was new."""
    this = (SealedShot.id == shot_id, SealedShot.seconded_by.is_(None), SealedShot.down_at.is_(None))
    with granted("a second pair of eyes"):
        said = update(SealedShot).where(*this).values(seconded_by=by).returning(SealedShot.id)
        return db.session.scalar(said, execution_options=PLAIN) is not None


def picture(shot_id: str, side: int) -> bytes:
    """One size of a photo. Raises NotFound."""
    found = photos.of(Subject.SHOT, shot_id)
    if not found:
        raise NotFound
    return photos.picture(found[0].id, side)


def clip(shot_id: str) -> bytes:
    """A clip. Raises NotFound."""
    with granted("a clip"):
        sealed = db.session.scalar(select(SealedClip.body).where(SealedClip.shot_id == shot_id))
    if sealed is None:
        raise NotFound
    return cipher.current().open_bytes(sealed, f"sec_clips.body|{shot_id}")


def take_down(shot_ids: Collection[str], *, at: datetime) -> None:
    """Take pictures away for good, with their words and the names of who was asked; again nothing happens. Whoever had
    been given one the lead is to tell (`handouts.untold`)."""
    if not shot_ids:
        return
    for key in shot_ids:
        photos.drop_all(Subject.SHOT, key)
    with granted("take pictures down"):
        db.session.execute(delete(SealedClip).where(SealedClip.shot_id.in_(shot_ids)), execution_options=PLAIN)
        db.session.execute(delete(SealedConsent).where(SealedConsent.shot_id.in_(shot_ids)), execution_options=PLAIN)
        for key in sorted(shot_ids):
            nothing = cipher.current().seal("{}", f"sec_shots.said|{key}")
            gone = update(SealedShot).where(SealedShot.id == key, SealedShot.down_at.is_(None))
            db.session.execute(gone.values(said=nothing, down_at=at), execution_options=PLAIN)
        given = (SealedHandout.shot_id.in_(shot_ids), SealedHandout.recalled_at.is_(None))
        db.session.execute(update(SealedHandout).where(*given).values(recalled_at=at), execution_options=PLAIN)


def forget(shot_ids: Collection[str]) -> None:
    """Let not even a row of them stay, once nobody has to be told any more."""
    if not shot_ids:
        return
    with granted("forget pictures"):
        for table in (SealedHandout, SealedConsent, SealedClip):
            db.session.execute(delete(table).where(table.shot_id.in_(shot_ids)), execution_options=PLAIN)
        db.session.execute(delete(SealedShot).where(SealedShot.id.in_(shot_ids)), execution_options=PLAIN)


def joined(uses: Collection[Use]) -> str:
    """Uses as they are kept: in one order, with blanks between."""
    return " ".join(use for use in Use if use in uses)


def parted(kept: str) -> tuple[Use, ...]:
    """And back."""
    return tuple(Use(word) for word in kept.split())


def _once(by: str, form: str) -> str | None:
    return f"{by}|{form}" if form else None


def _read(*which: ColumnElement[bool]) -> Sequence[Shot]:
    wanted = select(SealedShot.__table__).where(*which).order_by(SealedShot.sent_at, SealedShot.id)
    with granted("pictures of evenings"):
        rows = db.session.execute(wanted).all()
        keys = [row.id for row in rows]
        columns = (SealedClip.shot_id, SealedClip.width, SealedClip.height, SealedClip.seconds)
        clips = db.session.execute(select(*columns).where(SealedClip.shot_id.in_(keys))).all()
    shown = photos.of_all(Subject.SHOT, keys)
    sizes = {key: found[0].sizes for key, found in shown.items()}
    films = {row.shot_id: (row.width, row.height, row.seconds) for row in clips}
    return [_shot(row, sizes, films) for row in rows]


def _shot(row: Any, sizes: Mapping[str, tuple[Size, ...]], films: Mapping[str, tuple[int, int, int]]) -> Shot:
    said = json.loads(cipher.current().open(row.said, f"sec_shots.said|{row.id}"))
    return Shot(
        row.id,
        row.show_id,
        row.sent_by,
        Medium(row.medium),
        said.get("words", ""),
        said.get("caption", ""),
        parted(row.uses),
        row.is_empty,
        row.seconded_by,
        row.sent_at,
        row.down_at,
        sizes.get(row.id, ()),
        films.get(row.id),
    )


def _film_row(shot_id: str, film: Film) -> dict[str, object]:
    body = cipher.current().seal_bytes(film.body, f"sec_clips.body|{shot_id}")
    return {
        "shot_id": shot_id,
        "width": film.width,
        "height": film.height,
        "seconds": film.seconds,
        "body": body,
    }
