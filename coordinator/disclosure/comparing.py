"""Which sealed rows say something else than a spreadsheet does. Only ids come back, never what is sealed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import delete, select

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.deposits import CHUNK, ArtistSecrets, SpaceSecrets, fingerprint
from coordinator.disclosure.sealed import SealedArtist, SealedLeg, SealedMember, SealedSpace, SealedVeto
from coordinator.disclosure.touring import legs_where
from coordinator.gate import granted
from coordinator.geo.touring import TourLeg

Pair = tuple[str, str | None, str | None]
"""Artist id, and space id or other artist id, as `deposits.put_vetoes` takes it."""


def stale_spaces(spaces: Sequence[SpaceSecrets]) -> frozenset[str]:
    """Ids of those `spaces` whose sealed row differs from what is said of them now."""
    seal = cipher.current()
    said = {space.space_id: space for space in spaces}
    stale: set[str] = set()
    columns = (SealedSpace.space_id, SealedSpace.host_id, SealedSpace.name, SealedSpace.address, SealedSpace.point)
    with granted("compare spaces"):
        for ids in _chunks(list(said)):
            for key, host, *sealed in db.session.execute(select(*columns).where(SealedSpace.space_id.in_(ids))):
                space = said[key]
                places = ("name", "address", "point")
                kept = [
                    seal.open(text, f"sec_spaces.{column}|{key}") for column, text in zip(places, sealed, strict=True)
                ]
                if [host, *kept] != [space.host_id, space.name, space.address, _point(space)]:
                    stale.add(key)
    return frozenset(stale)


def stale_artists(artists: Sequence[ArtistSecrets]) -> frozenset[str]:
    """Ids of those `artists` whose sealed row, members or tour legs differ from what is said of them now; members and
    legs that are None are not said."""
    seal = cipher.current()
    said = {artist.artist_id: artist for artist in artists}
    stale: set[str] = set()
    columns = (SealedArtist.artist_id, SealedArtist.contact_id, SealedArtist.point, SealedArtist.refugee_background)
    with granted("compare artists"):
        for ids in _chunks(list(said)):
            members, legs = _members(ids), legs_where(SealedLeg.artist_id.in_(ids))
            for key, contact, *sealed in db.session.execute(select(*columns).where(SealedArtist.artist_id.in_(ids))):
                artist = said[key]
                places = ("point", "refugee_background")
                kept = [
                    seal.open(text, f"sec_artists.{column}|{key}") for column, text in zip(places, sealed, strict=True)
                ]
                told = {None: "", True: "yes", False: "no"}[artist.refugee_background]
                now = [artist.contact_id, _point(artist), told]
                same = (
                    artist.members is None or members[key] == _prints(artist.members),
                    artist.legs is None or legs.get(key, ()) == _in_order(artist.legs),
                )
                if [contact, *kept] != now or not all(same):
                    stale.add(key)
    return frozenset(stale)


def stale_vetoes(wanted: Mapping[str, frozenset[Pair]], *, said_by: str) -> frozenset[str]:
    """Those speakers (space ids where `said_by` is "host", else artist ids) whose “not with” is now another one."""
    speaker = SealedVeto.space_id if said_by == "host" else SealedVeto.artist_id
    columns = (SealedVeto.artist_id, SealedVeto.space_id, SealedVeto.other_artist_id)
    kept: dict[str, set[Pair]] = defaultdict(set)
    with granted("compare vetoes"):
        for ids in _chunks(list(wanted)):
            here = (SealedVeto.said_by == said_by) & speaker.in_(ids)
            for artist, space, other in db.session.execute(select(*columns).where(here)):
                kept[(space or "") if said_by == "host" else artist].add((artist, space, other))
    return frozenset(key for key, pairs in wanted.items() if kept[key] != pairs)


def withdraw_vetoes(speakers: Sequence[str], *, said_by: str) -> None:
    """Forget all that these speakers said of “not with”."""
    speaker = SealedVeto.space_id if said_by == "host" else SealedVeto.artist_id
    with granted("withdraw vetoes"):
        for ids in _chunks(list(speakers)):
            db.session.execute(delete(SealedVeto).where(SealedVeto.said_by == said_by, speaker.in_(ids)))


def _members(artist_ids: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    columns = select(SealedMember.artist_id, SealedMember.member)
    for key, member in db.session.execute(columns.where(SealedMember.artist_id.in_(artist_ids))):
        found[key].add(member)
    return found


def _prints(members: Iterable[str] | None) -> set[str]:
    return {fingerprint(member) for member in members or ()}


def _in_order(legs: Iterable[TourLeg] | None) -> tuple[TourLeg, ...]:
    return tuple(sorted(legs or (), key=lambda leg: leg.begins))


def _point(said: SpaceSecrets | ArtistSecrets) -> str:
    return f"{said.latitude!r},{said.longitude!r}"


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
