"""A host's own spaces, drafts included: read and written for her alone. For anybody else they do not exist."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, false, insert, select, update

from coordinator.cities.models import City
from coordinator.db import db, random_id
from coordinator.disclosure import audit, cipher, photos
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.people.readers import Reader
from coordinator.spaces.models import Kind, Space, SpaceState

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnForm:
    """A space as its host has described it so far. `space` and `city` are None while it is a draft."""

    space_id: str
    edition_id: str
    said: Said
    space: Space | None = None
    city: City | None = None

    @property
    def state(self) -> SpaceState:
        """Where it stands."""
        return self.space.state if self.space else SpaceState.DRAFT

    @property
    def name(self) -> str:
        """What its host calls it."""
        return str(self.said.get("name", ""))

    @property
    def kind(self) -> Kind | None:
        """What sort of room it is, once that is said."""
        return Kind(self.said["kind"]) if "kind" in self.said else None

    @property
    def town(self) -> str:
        """The city it counts to, else the town that was said."""
        return self.city.name if self.city else str(self.said.get("town", {}).get("name", ""))


def id_of(reader: Reader, edition_id: str, form: str, *, of: str = "") -> str:
    """The id of the draft that one opening of a form (`form`) begins, anew with what was said before (`of`, an id) or
    empty; blank, the form begins another each time."""
    return cipher.current().id_of_said(f"{form}\n{of}\n{edition_id}\n{reader.id}", "a room") if form else random_id()


def begin(host_id: str, edition_id: str, *, key: str = "", at: datetime) -> str:
    """Begin an empty draft, whose id is to be `key`, unless that is begun; its id. What was sent under that id
    and is hers no more is left alone: the draft has another."""
    key = key if key and db.session.get(Space, key) is None else random_id()
    row: dict[str, Any] = {"space_id": key, "edition_id": edition_id, "host_id": host_id, "begun_at": at}
    with granted("begin a host's draft"):
        insert_once(SealedForm, **row, said=_sealed(key, {}))
    return key


def own_forms(reader: Reader, edition_id: str) -> Sequence[OwnForm]:
    """The reader's spaces and drafts of an edition, the oldest draft first. Three statements."""
    return _own(reader, (SealedForm.edition_id == edition_id,), (SealedSpace.edition_id == edition_id,))


def earlier_forms(reader: Reader, edition_id: str | None) -> Sequence[OwnForm]:
    """The reader's spaces of the other editions of which something is still kept."""
    found = _own(reader, (false(),), (SealedSpace.edition_id != (edition_id or ""),))
    return tuple(form for form in found if form.said.get("street"))


def own_form(reader: Reader, space_id: str, *, held: bool = False) -> OwnForm:
    """One of them; with `held` nobody else changes it before the transaction ends. Raises NotFound for everybody but
    its host."""
    if held:
        with granted("hold what a host says"):
            for table in (SealedForm, SealedSpace):  # a list's space has no form
                db.session.execute(select(table.space_id).where(table.space_id == space_id).with_for_update())
    found = _own(reader, (SealedForm.space_id == space_id,), (SealedSpace.space_id == space_id,))
    if not found:
        raise NotFound
    return found[0]


def keep(reader: Reader, form: OwnForm, said: Said, *, at: datetime) -> None:
    """Write all that the host has said so far, over what she said before."""
    sealed = _sealed(form.space_id, said)
    written = update(SealedForm).where(SealedForm.space_id == form.space_id).values(said=sealed)
    row = {"space_id": form.space_id, "edition_id": form.edition_id, "host_id": reader.id, "begun_at": at}
    with granted("keep what a host says"):
        if db.session.scalar(written.returning(SealedForm.space_id)) is None:  # of a list, until now
            db.session.execute(insert(SealedForm), [row | {"said": sealed}])


def described(reader: Reader, space: Space, *, at: datetime) -> Said:
    """What the host says of a space, for the lead of its city; empty where a list brought it. Raises NotFound for
    everybody else."""
    facts = (Fact.WELCOME, Fact.DOORBELL, Fact.HOME)
    if not all(may_see(fact, relation(reader, city_id=space.city_id), Phase.PLANNED) for fact in facts):
        raise NotFound
    with granted("a host's words for the lead"):
        said = db.session.scalar(select(SealedForm.said).where(SealedForm.space_id == space.id))
    audit.record(reader, facts if said else (), of=[space.id], at=at)
    return opened(space.id, said) if said else {}


def as_described(form: OwnForm) -> Said:
    """What the lead reads of it beyond the tables (`described`), for its host."""
    with granted("a host's own words, as the lead has them"):
        said = db.session.scalar(select(SealedForm.said).where(SealedForm.space_id == form.space_id))
    return opened(form.space_id, said) if said else {}


def drop(form: OwnForm) -> None:
    """Take away what was said, and the photos."""
    photos.drop_all(Subject.SPACE, form.space_id)
    with granted("drop a draft"):
        db.session.execute(delete(SealedForm).where(SealedForm.space_id == form.space_id))


Which = tuple[ColumnElement[bool], ...]


def _own(reader: Reader, drafts: Which, spaces: Which) -> tuple[OwnForm, ...]:
    """Those of these drafts and spaces that are the reader's. A space is its present host's, whoever began it."""
    if reader.id is None:
        return ()
    sent = exists().where(SealedSpace.space_id == SealedForm.space_id)
    begun = select(SealedForm).where(SealedForm.host_id == reader.id, ~sent, *drafts).order_by(SealedForm.begun_at)
    hosted = (
        select(*SealedSpace.__table__.columns, SealedForm.said)
        .outerjoin(SealedForm, SealedForm.space_id == SealedSpace.space_id)
        .where(SealedSpace.host_id == reader.id, *spaces)
        .order_by(SealedSpace.space_id)
    )
    with granted("a host's own spaces"):
        forms = db.session.execute(begun.with_only_columns(*SealedForm.__table__.columns)).all()
        places = db.session.execute(hosted).all()
    rows = _spaces([place.space_id for place in places])
    return (
        *(OwnForm(form.space_id, form.edition_id, opened(form.space_id, form.said)) for form in forms),
        *(_known(place, *rows[place.space_id]) for place in places),
    )


def _spaces(ids: Sequence[str]) -> dict[str, tuple[Space, City]]:
    rows = db.session.execute(select(Space, City).join(City, City.id == Space.city_id).where(Space.id.in_(ids)))
    return {space.id: (space, city) for space, city in rows}


def _known(place: Row[*tuple[Any, ...]], space: Space, city: City) -> OwnForm:
    """What was said, and over it what stands in the tables: a list may have brought that up to date since."""
    said = opened(space.id, place.said) if place.said else {}
    return OwnForm(space.id, place.edition_id, {**said, **_kept(space, place)}, space, city)


def _kept(space: Space, place: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    seal = cipher.current()
    name, address, point = (
        seal.open(text, f"sec_spaces.{column}|{space.id}")
        for column, text in (("name", place.name), ("address", place.address), ("point", place.point))
    )
    latitude, longitude = cipher.point(point)
    return {
        "name": name,
        "street": address,
        "latitude": latitude,
        "longitude": longitude,
        "pinned": True,
        **public_part(space),
    }


def public_part(space: Space) -> dict[str, Any]:
    """What anybody may know of a space, by the names of what its host says."""
    return {
        "kind": str(space.kind),
        "capacity": space.capacity,
        "step_free": space.step_free,
        "stage_people": space.stage_people,
        "curfew": f"{space.curfew:%H:%M}" if space.curfew else None,
        "languages": list(space.languages),
        **{need: need in space.has for need in ("amplified", "drums", "piano", "power")},
    }


def _sealed(key: str, said: Said) -> str:
    return cipher.current().seal(json.dumps(dict(said), ensure_ascii=False), f"sec_space_forms.said|{key}")


def opened(key: str, sealed: str) -> dict[str, Any]:
    """What was kept of a space, in plain words; for use inside `disclosure`."""
    said: dict[str, Any] = json.loads(cipher.current().open(sealed, f"sec_space_forms.said|{key}"))
    return said
