"""With whom an act would not be placed: whom it means by the names it wrote. Only ids come back, to be kept as vetoes;
whether anybody goes by a name is told to nobody, the act least of all."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from coordinator.artists.models import Application, Artist
from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.comparing import Pair
from coordinator.disclosure.sealed import SealedPerson, SealedSpace
from coordinator.gate import granted
from coordinator.geo.names import fold


def meant(said: Mapping[str, Collection[str]], *, edition_id: str) -> dict[str, frozenset[Pair]]:
    """Artist id → the acts and rooms of the edition that go by one of the names it wrote, or whose host does, in any
    spelling, each as a pair with the act itself. The same work whatever the names are."""
    acts = [(other, {fold(name)}) for other, name in _acts(edition_id)]
    rooms = [(space, set(map(fold, names))) for space, names in _rooms(edition_id)]
    found: dict[str, frozenset[Pair]] = {}
    for artist_id, names in said.items():
        wanted = {fold(name) for name in names} - {""}
        pairs: set[Pair] = {(artist_id, space, None) for space, called in rooms if called & wanted}
        pairs |= {(artist_id, None, other) for other, called in acts if called & wanted}
        found[artist_id] = frozenset(pairs - {(artist_id, None, artist_id)})
    return found


def _acts(edition_id: str) -> list[tuple[str, str]]:
    rows = select(Artist.id, Artist.act_name).join(Application, Application.artist_id == Artist.id)
    return [(key, name) for key, name in db.session.execute(rows.where(Application.edition_id == edition_id))]


def _rooms(edition_id: str) -> list[tuple[str, tuple[str, str]]]:
    """Space id → what it is called, and its host's name."""
    columns = (SealedSpace.space_id, SealedSpace.name, SealedPerson.person_id, SealedPerson.name)
    with granted("whom an act does not want to meet"):
        rows = db.session.execute(
            select(*columns)
            .join(SealedPerson, SealedPerson.person_id == SealedSpace.host_id)
            .where(SealedSpace.edition_id == edition_id)
        ).all()
    seal = cipher.current()
    return [
        (space, (seal.open(name, f"sec_spaces.name|{space}"), seal.open(host, f"sec_people.name|{person}")))
        for space, name, person, host in rows
    ]
