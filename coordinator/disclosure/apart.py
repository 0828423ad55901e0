"""With whom an act would not be placed: whom it means by the names it wrote. Only ids come back, to be kept as vetoes;
whether anybody goes by a name is told to nobody, the act least of all."""

from collections.abc import Collection

from sqlalchemy import select

from coordinator.artists.models import Application, Artist
from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.comparing import Pair
from coordinator.disclosure.sealed import SealedPerson, SealedSpace
from coordinator.gate import granted
from coordinator.geo.names import fold


def meant(artist_id: str, names: Collection[str], *, edition_id: str) -> frozenset[Pair]:
    """The acts and rooms of the edition that go by one of these names, or whose host does, in any spelling; each as a
    pair with the act that wrote them. The same work whatever the names are."""
    wanted = {fold(name) for name in names} - {""}
    acts = {(artist_id, None, other) for other, name in _acts(edition_id) if fold(name) in wanted}
    rooms = {(artist_id, space, None) for space, said in _rooms(edition_id) if wanted.intersection(map(fold, said))}
    return frozenset((acts - {(artist_id, None, artist_id)}) | rooms)


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
