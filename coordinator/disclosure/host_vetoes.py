"""Whom hosts do not want in their homes: typed in words, linked to an act by the lead, never told to anybody else.

The host reads her own words and nothing of what became of them: whether such an act wants to play is its secret.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select, update

from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.db import db, random_id
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.deposits import fingerprint
from coordinator.disclosure.entries import mailbox
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedMember, SealedVeto
from coordinator.disclosure.sealed_hosts import SealedHostVeto
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.spaces.models import Space

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session
BY = "lead"  # who says the veto that the engine reads: one from a list is the host's own, and goes with that list


@dataclass(frozen=True, slots=True)
class OwnVeto:
    """A veto as its host has typed it. `email`: of whom it means, where she knows it."""

    id: str
    words: str
    said_at: datetime
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Veto:
    """A veto as the lead sees it. `artist_id`, `act_name`: whom she has linked; `is_open`: she has done nothing yet;
    `email`: the address that the host gave of a person."""

    id: str
    space_id: str
    words: str
    said_at: datetime
    artist_id: str | None
    act_name: str | None
    is_open: bool
    email: str | None


def say(space_id: str, words: str, *, email: str | None = None, at: datetime) -> str:
    """Keep what a host says; the veto's id. The space is held by the caller."""
    key, seal = random_id(), cipher.current()
    row = {"id": key, "space_id": space_id, "said_at": at, "artist_id": None, "settled_at": None}
    said = {
        "words": seal.seal(words, f"sec_host_vetoes.words|{key}"),
        "email": seal.seal(email, f"sec_host_vetoes.email|{key}") if email else None,
        "mailbox": mailbox(email) if email else None,
    }
    with granted("keep a veto"):
        db.session.execute(insert(SealedHostVeto), [row | said])
    return key


def own(space_id: str) -> Sequence[OwnVeto]:
    """What the host of a space has said, the oldest first, for use-cases that have checked who asks."""
    return tuple(OwnVeto(one.id, one.words, one.said_at, one.email) for one in of_space(space_id))


def of_space(space_id: str) -> Sequence[Veto]:
    """The same with what the lead has made of it, for letters to her."""
    return _read(SealedHostVeto.space_id == space_id)


def is_named(space_id: str, email: str) -> bool:
    """Whether a host does not want whoever has that address, however it is written, for use-cases of her lead."""
    this = (SealedHostVeto.space_id == space_id, SealedHostVeto.mailbox == mailbox(email))
    with granted("whether a host does not want somebody"):
        return db.session.scalar(select(SealedHostVeto.id).where(*this).limit(1)) is not None


def forget(space_id: str, veto_id: str) -> None:
    """Take a veto back, with what the lead has made of it. The space is held by the caller."""
    this = (SealedHostVeto.id == veto_id) & (SealedHostVeto.space_id == space_id)
    with granted("take a veto back"):
        artist_id = db.session.scalar(select(SealedHostVeto.artist_id).where(this))
        db.session.execute(delete(SealedHostVeto).where(this), execution_options=PLAIN)
        _respect(space_id, artist_id)


def settle(space_id: str, veto_id: str, artist_id: str | None, *, at: datetime) -> bool:
    """Link a veto to an act, or dismiss it (None); what was linked before holds no more. Whether that was not so
    before. The space is held by the caller. Raises NotFound for a veto that the space has not."""
    this = (SealedHostVeto.id == veto_id) & (SealedHostVeto.space_id == space_id)
    with granted("settle a veto"):
        row = db.session.execute(select(SealedHostVeto.settled_at, SealedHostVeto.artist_id).where(this)).one_or_none()
        if row is None:
            raise NotFound
        if row.settled_at is not None and row.artist_id == artist_id:
            return False
        written = update(SealedHostVeto).where(this).values(artist_id=artist_id, settled_at=at)
        db.session.execute(written, execution_options=PLAIN)
        for act in {row.artist_id, artist_id}:
            _respect(space_id, act)
    return True


def told(reader: Reader, space: Space, *, at: datetime) -> Sequence[Veto]:
    """The vetoes of a space for the lead of its city, the oldest first. Raises NotFound for everybody else."""
    if not may_see(Fact.HOME, relation(reader, city_id=space.city_id), Phase.PLANNED):
        raise NotFound
    found = _read(SealedHostVeto.space_id == space.id)
    audit.record(reader, [Fact.HOME] if found else (), of=[space.id], at=at)
    return found


def meant(words: str, *, edition_id: str) -> tuple[str, str] | None:
    """The act (id, name) that is meant where exactly one of the edition's has that name, is named in these words, or
    has somebody of that name in it; for the lead alone."""
    wanted = (Application.edition_id == edition_id) & (Application.state != ApplicationState.DRAFT)
    named = select(Artist.id, Artist.act_name).join(Application, Application.artist_id == Artist.id).where(wanted)
    acts: Mapping[str, str] = {row.id: row.act_name for row in db.session.execute(named)}
    said = _folded(words)
    plays = select(SealedMember.artist_id).where(SealedMember.member == fingerprint(words))
    with granted("who plays in an act"):
        bands = {key for key in db.session.scalars(plays) if key in acts}
    equal = {key for key, name in acts.items() if _folded(name) == said}
    within = {key for key, name in acts.items() if _folded(name) and f" {_folded(name)} " in f" {said} "}
    found = next((some for some in (equal, bands, within) if some), set())
    return next(((key, acts[key]) for key in found), None) if len(found) == 1 else None


def is_open() -> ColumnElement[bool]:
    """Of a row: the lead has done nothing about it."""
    return SealedHostVeto.settled_at.is_(None)


def _respect(space_id: str, artist_id: str | None) -> None:
    """Let the engine know whether that act must not play there, by what is linked now."""
    if artist_id is None:
        return
    mine = (SealedVeto.space_id == space_id, SealedVeto.artist_id == artist_id, SealedVeto.said_by == BY)
    db.session.execute(delete(SealedVeto).where(*mine), execution_options=PLAIN)
    linked = exists().where(SealedHostVeto.space_id == space_id, SealedHostVeto.artist_id == artist_id)
    if db.session.scalar(select(linked)):
        row: dict[str, Any] = {"id": random_id(), "artist_id": artist_id, "space_id": space_id}
        db.session.execute(insert(SealedVeto), [row | {"other_artist_id": None, "said_by": BY}])


def _read(which: ColumnElement[bool]) -> Sequence[Veto]:
    wanted = (
        select(*SealedHostVeto.__table__.columns, Artist.act_name)
        .outerjoin(Artist, Artist.id == SealedHostVeto.artist_id)
        .where(which)
        .order_by(SealedHostVeto.said_at, SealedHostVeto.id)
    )
    with granted("vetoes of hosts"):
        rows = db.session.execute(wanted).all()
    seal = cipher.current()
    return tuple(
        Veto(
            row.id,
            row.space_id,
            seal.open(row.words, f"sec_host_vetoes.words|{row.id}"),
            row.said_at,
            row.artist_id,
            row.act_name,
            is_open=row.settled_at is None,
            email=seal.open(row.email, f"sec_host_vetoes.email|{row.id}") if row.email else None,
        )
        for row in rows
    )


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())
