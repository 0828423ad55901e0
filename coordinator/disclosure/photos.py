"""Photos as they are kept: sealed, in their order, each in a few sizes. Who may see them the modules that call this
decide (`room_photos`)."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import delete, func, insert, select, update

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed_photos import SealedPhoto, SealedPicture
from coordinator.errors import NotFound
from coordinator.gate import granted


class Subject(StrEnum):
    """What a photo is of. Its id is that of the space or the act, as a draft too, of the report, or of the shot."""

    SPACE = "space"
    INCIDENT = "incident"  # that a host reports
    ACT = "act"
    SHOT = "shot"  # of an evening, in the album


class Made(Protocol):
    """A picture in one size, as `pictures` makes it. Sides in pixels."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def side(self) -> int: ...
    @property
    def body(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Size:
    """A size there is of a photo, in pixels; `side` is the longer one."""

    side: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo without its picture. `words` say what is on it, “” where its owner has not; the smallest size first;
    `is_new` until a lead has looked at it."""

    id: str
    words: str
    sizes: tuple[Size, ...]
    is_new: bool


def of(subject: Subject, subject_id: str) -> tuple[Photo, ...]:
    """The photos of something, in their order. Two statements."""
    return of_all(subject, [subject_id]).get(subject_id, ())


def of_all(subject: Subject, subject_ids: Collection[str]) -> Mapping[str, tuple[Photo, ...]]:
    """Id of something → its photos in their order, of those of these that have any. Two statements at most."""
    if not subject_ids:
        return {}
    which = (SealedPhoto.subject == subject, SealedPhoto.subject_id.in_(subject_ids))
    columns = (SealedPicture.photo_id, SealedPicture.side, SealedPicture.width, SealedPicture.height)
    with granted("list photos"):
        rows = db.session.execute(
            select(SealedPhoto.id, SealedPhoto.subject_id, SealedPhoto.words, SealedPhoto.seen_at)
            .where(*which)
            .order_by(SealedPhoto.position, SealedPhoto.id)
        ).all()
        sizes = db.session.execute(
            select(*columns).where(SealedPicture.photo_id.in_([row.id for row in rows])).order_by(SealedPicture.side)
        ).all()
    seal = cipher.current()
    found: dict[str, tuple[Photo, ...]] = {}
    for row in rows:
        words = seal.open(row.words, f"sec_photos.words|{row.id}")
        mine = tuple(Size(size.side, size.width, size.height) for size in sizes if size.photo_id == row.id)
        photo = Photo(row.id, words, mine, is_new=row.seen_at is None)
        found[row.subject_id] = (*found.get(row.subject_id, ()), photo)
    return found


def count(subject: Subject, subject_id: str) -> int:
    """How many there are of it."""
    which = (SealedPhoto.subject == subject, SealedPhoto.subject_id == subject_id)
    with granted("count photos"):
        return db.session.scalar(select(func.count()).select_from(SealedPhoto).where(*which)) or 0


def fresh(subject: Subject, subject_id: str, pictures: Sequence[Sequence[Made]]) -> dict[str, Sequence[Made]]:
    """Id → picture, of those of these that are not kept of it yet, each once: the same has the same id there."""
    found = {_id_of(subject, subject_id, picture): picture for picture in pictures}
    with granted("which photos are new"):
        known = db.session.scalars(select(SealedPhoto.id).where(SealedPhoto.id.in_(found))).all()
    return {key: picture for key, picture in found.items() if key not in known}


def add(subject: Subject, subject_id: str, pictures: Sequence[Sequence[Made]], *, at: datetime) -> None:
    """Keep these pictures, each in its sizes, behind those that are there. What is kept of it already stays as it is;
    whoever adds holds the subject."""
    seal = cipher.current()
    which = (SealedPhoto.subject == subject, SealedPhoto.subject_id == subject_id)
    new = fresh(subject, subject_id, pictures)
    with granted("keep photos"):
        last = db.session.scalar(select(func.max(SealedPhoto.position)).where(*which)) or 0
        for position, (key, picture) in enumerate(new.items(), start=last + 1):
            of = {"subject": subject, "subject_id": subject_id, "position": position, "sent_at": at}
            db.session.execute(
                insert(SealedPhoto), [{"id": key, "words": seal.seal("", f"sec_photos.words|{key}"), **of}]
            )
            db.session.execute(insert(SealedPicture), [_row(key, size) for size in picture])


def describe(photo_id: str, words: str) -> None:
    """Say what is on it, over what was said: nobody has looked at it so."""
    sealed = cipher.current().seal(words, f"sec_photos.words|{photo_id}")
    with granted("describe a photo"):
        db.session.execute(update(SealedPhoto).where(SealedPhoto.id == photo_id).values(words=sealed, seen_at=None))


def see(subject: Subject, subject_id: str, photo_ids: Collection[str], *, at: datetime) -> int:
    """Keep that a lead has looked at these photos of it, and when; how many of them were new."""
    which = (SealedPhoto.subject == subject, SealedPhoto.subject_id == subject_id, SealedPhoto.id.in_(photo_ids))
    with granted("photos that a lead has looked at"):
        seen = update(SealedPhoto).where(*which, SealedPhoto.seen_at.is_(None)).values(seen_at=at)
        return len(db.session.execute(seen.returning(SealedPhoto.id)).all())


def is_new(photo_id: str) -> bool:
    """Whether no lead has looked at it yet."""
    with granted("whether a photo is new"):
        return db.session.scalar(select(SealedPhoto.seen_at).where(SealedPhoto.id == photo_id)) is None


def put_in_order(photo_ids: Sequence[str]) -> None:
    """Number photos of one thing as they stand here."""
    with granted("order photos"):
        for position, key in enumerate(photo_ids, start=1):
            db.session.execute(update(SealedPhoto).where(SealedPhoto.id == key).values(position=position))


def drop(photo_ids: Sequence[str]) -> None:
    """Take photos away, with every size of them."""
    with granted("drop photos"):
        db.session.execute(delete(SealedPicture).where(SealedPicture.photo_id.in_(photo_ids)))
        db.session.execute(delete(SealedPhoto).where(SealedPhoto.id.in_(photo_ids)))


def drop_all(subject: Subject, subject_id: str) -> None:
    """Take all photos of something away."""
    which = (SealedPhoto.subject == subject, SealedPhoto.subject_id == subject_id)
    with granted("drop all photos of something"):
        keys = db.session.scalars(select(SealedPhoto.id).where(*which)).all()
    drop(keys)


def hand_over(subject: Subject, subject_id: str, into: str) -> None:
    """Let all photos of the one be the other's, which has none."""
    which = (SealedPhoto.subject == subject, SealedPhoto.subject_id == subject_id)
    with granted("photos of what is another"):
        db.session.execute(update(SealedPhoto).where(*which).values(subject_id=into))


def whose(photo_id: str) -> tuple[Subject, str]:
    """What a photo is of, and its id. Raises NotFound."""
    with granted("whose photo it is"):
        row = db.session.execute(
            select(SealedPhoto.subject, SealedPhoto.subject_id).where(SealedPhoto.id == photo_id)
        ).one_or_none()
    if row is None:
        raise NotFound
    return Subject(row.subject), row.subject_id


def picture(photo_id: str, side: int) -> bytes:
    """One size of a photo. Raises NotFound."""
    this = (SealedPicture.photo_id == photo_id, SealedPicture.side == side)
    with granted("a photo"):
        sealed = db.session.scalar(select(SealedPicture.body).where(*this))
    if sealed is None:
        raise NotFound
    return cipher.current().open_bytes(sealed, f"sec_pictures.body|{photo_id}.{side}")


def _id_of(subject: Subject, subject_id: str, picture: Sequence[Made]) -> str:
    """By its largest size: of the same file the same pixels are written the same way."""
    digest = hashlib.sha256(picture[-1].body).hexdigest()
    return cipher.current().id_of_said(f"{subject}|{subject_id}|{digest}", "a photo")


def _row(photo_id: str, size: Made) -> dict[str, object]:
    place = f"sec_pictures.body|{photo_id}.{size.side}"
    body = cipher.current().seal_bytes(size.body, place)
    return {"photo_id": photo_id, "side": size.side, "width": size.width, "height": size.height, "body": body}
