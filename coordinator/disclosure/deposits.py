"""Putting things into the sealed tables: spaces and artists, in bulk. Nothing here reads a secret back to anybody."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select, update

from coordinator.db import db, random_id
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed import SealedArtist, SealedMember, SealedSpace, SealedVeto
from coordinator.disclosure.touring import put_legs
from coordinator.gate import granted
from coordinator.geo.touring import TourLeg

CHUNK = 500  # rows in one IN list


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceSecrets:
    """What is sealed of a space. Degrees; `reference` is the id that spreadsheets know it by."""

    space_id: str
    reference: str
    host_id: str
    name: str
    address: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtistSecrets:
    """What is sealed of an act. `members` are names or addresses; only their fingerprints are kept.

    `legs` have instants (aware), no two of them one beginning. What is None of an act that is there stays as it is.
    """

    artist_id: str
    reference: str
    contact_id: str
    latitude: float
    longitude: float
    refugee_background: bool | None = None
    members: frozenset[str] | None = field(default_factory=frozenset)
    legs: tuple[TourLeg, ...] | None = ()


def space_ids(edition_id: str) -> dict[str, str]:
    """Reference → space id, of an edition."""
    with granted("references of spaces"):
        rows = select(SealedSpace.reference, SealedSpace.space_id).where(SealedSpace.edition_id == edition_id)
        return {row.reference: row.space_id for row in db.session.execute(rows)}


def artist_ids(edition_id: str) -> dict[str, str]:
    """Reference → artist id, of an edition."""
    with granted("references of artists"):
        rows = select(SealedArtist.reference, SealedArtist.artist_id).where(SealedArtist.edition_id == edition_id)
        return {row.reference: row.artist_id for row in db.session.execute(rows)}


def hosts(edition_id: str) -> dict[str, str]:
    """Reference → who answers for the space, of an edition."""
    with granted("who answers for spaces"):
        rows = select(SealedSpace.reference, SealedSpace.host_id).where(SealedSpace.edition_id == edition_id)
        return {row.reference: row.host_id for row in db.session.execute(rows)}


def contacts(edition_id: str) -> dict[str, str]:
    """Reference → who speaks for the act, of an edition."""
    with granted("who speaks for acts"):
        rows = select(SealedArtist.reference, SealedArtist.contact_id).where(SealedArtist.edition_id == edition_id)
        return {row.reference: row.contact_id for row in db.session.execute(rows)}


def put_spaces(edition_id: str, spaces: Sequence[SpaceSecrets], *, known: frozenset[str] = frozenset()) -> None:
    """Seal `spaces`; those whose id is in `known` are there already and are written over."""
    rows = [_space_row(edition_id, space) for space in spaces]
    with granted("seal spaces"):
        fresh = [row for row in rows if row["space_id"] not in known]
        if fresh:
            db.session.execute(insert(SealedSpace), fresh)
        for row in rows:
            if row["space_id"] in known:
                db.session.execute(update(SealedSpace).where(SealedSpace.space_id == row["space_id"]).values(row))


def put_artists(edition_id: str, artists: Sequence[ArtistSecrets], *, known: frozenset[str] = frozenset()) -> None:
    """Seal `artists` with their members and tour legs; those whose id is in `known` are written over."""
    rows = [_artist_row(edition_id, artist) for artist in artists]
    members = [
        {"artist_id": artist.artist_id, "member": member}
        for artist in artists
        for member in sorted({fingerprint(name) for name in artist.members or ()})
    ]
    with granted("seal artists"):
        fresh = [row for row in rows if row["artist_id"] not in known]
        if fresh:
            db.session.execute(insert(SealedArtist), fresh)
        for artist, row in zip(artists, rows, strict=True):
            if artist.artist_id in known:
                _write_over(artist, row)
        if members:
            db.session.execute(insert(SealedMember), members)
    legs = {artist.artist_id: artist.legs for artist in artists if artist.legs is not None}
    put_legs({key: theirs for key, theirs in legs.items() if theirs or key in known})


def _write_over(artist: ArtistSecrets, row: dict[str, str]) -> None:
    unsaid = {"refugee_background"} if artist.refugee_background is None else set()
    values = {name: value for name, value in row.items() if name not in unsaid}
    db.session.execute(update(SealedArtist).where(SealedArtist.artist_id == artist.artist_id).values(values))
    if artist.members is not None:
        db.session.execute(delete(SealedMember).where(SealedMember.artist_id == artist.artist_id))


def put_vetoes(pairs: Iterable[tuple[str, str | None, str | None]], *, said_by: str) -> None:
    """Replace what artists or hosts said of “not with”: (artist id, space id, other artist id), one of the two None.

    `said_by` is "artist" (the first of each pair said it) or "host" (the space did).
    """
    wanted = sorted(set(pairs), key=str)
    speakers = sorted({(space if said_by == "host" else artist) or "" for artist, space, _ in wanted})
    speaker = SealedVeto.space_id if said_by == "host" else SealedVeto.artist_id
    with granted("seal vetoes"):
        for start in range(0, len(speakers), CHUNK):
            chunk = speakers[start : start + CHUNK]
            db.session.execute(delete(SealedVeto).where(SealedVeto.said_by == said_by, speaker.in_(chunk)))
        rows = [
            {"id": random_id(), "artist_id": a, "space_id": s, "other_artist_id": o, "said_by": said_by}
            for a, s, o in wanted
        ]
        if rows:
            db.session.execute(insert(SealedVeto), rows)


def _space_row(edition_id: str, space: SpaceSecrets) -> dict[str, str]:
    seal, row = cipher.current(), space.space_id
    return {
        "space_id": row,
        "edition_id": edition_id,
        "reference": space.reference,
        "host_id": space.host_id,
        "name": seal.seal(space.name, f"sec_spaces.name|{row}"),
        "address": seal.seal(space.address, f"sec_spaces.address|{row}"),
        "point": seal.seal(f"{space.latitude!r},{space.longitude!r}", f"sec_spaces.point|{row}"),
    }


def _artist_row(edition_id: str, artist: ArtistSecrets) -> dict[str, str]:
    seal, row = cipher.current(), artist.artist_id
    said = "" if artist.refugee_background is None else "yes" if artist.refugee_background else "no"
    return {
        "artist_id": row,
        "edition_id": edition_id,
        "reference": artist.reference,
        "contact_id": artist.contact_id,
        "point": seal.seal(f"{artist.latitude!r},{artist.longitude!r}", f"sec_artists.point|{row}"),
        "refugee_background": seal.seal(said, f"sec_artists.refugee_background|{row}"),
    }


def double_print(sign_of: str, sign: str) -> str:
    """By what the same link, address or number is seen in two applications; of use for nothing else."""
    return cipher.current().index(sign, f"double {sign_of}")


def fingerprint(member: str) -> str:
    """What is kept of somebody who plays in an act, from a name or an address in any spelling: case, blanks, hyphens
    and underscores make no difference, as in a spreadsheet's cell (`fields.folded`)."""
    plain = unicodedata.normalize("NFKC", member).casefold()
    return cipher.current().index(" ".join(re.sub(r"[_\-‐‑–]", " ", plain).split()), "member")
