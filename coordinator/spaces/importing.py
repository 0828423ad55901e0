"""Spaces from a list: new ones approved (the committee that sends a list has seen them), known ones brought up to date.

A space goes by its reference within an edition. Importing the same list again changes nothing; a space that a list
leaves out stays as it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from coordinator.cities.registering import Home, NameArea, areas_for
from coordinator.cities.siting import Sited
from coordinator.db import db, random_id
from coordinator.disclosure import comparing, deposits, merged
from coordinator.disclosure.deposits import SpaceSecrets
from coordinator.editions.models import Edition
from coordinator.errors import Say
from coordinator.intake import Note, Outcome, assign_changed
from coordinator.people.enrolment import address_or_stand_in, answering
from coordinator.people.models import Role
from coordinator.spaces.listing import ListedSpace
from coordinator.spaces.models import Space, SpaceState

CHUNK = 500  # rows in one IN list
USUAL_CAPACITY = 20  # guests, where a row does not say how many fit
NEEDS = ("amplified", "drums", "piano", "power")  # columns of the list and words of lineups.problem.Need


def import_spaces(edition: Edition, sited: Sequence[Sited[ListedSpace]], *, name_area: NameArea) -> Outcome:
    """Add or update the spaces with their hosts, areas and vetoes. Their shows are `shows.scheduling`'s.

    Warns of vetoes that name an artist whom the edition does not know. Writes in the caller's transaction.
    """
    known = deposits.space_ids(edition.id)
    ids = {row.listed.space_id: known.get(row.listed.space_id) or random_id() for row in sited}
    had = _areas_now(sorted(known.values()))
    homes = [Home(row.city, row.latitude, row.longitude, _had(had, ids[row.listed.space_id])) for row in sited]
    areas = areas_for(homes, name_area=name_area)
    values = {ids[row.listed.space_id]: _values(row, area_id=area) for row, area in zip(sited, areas, strict=True)}
    changed = _put_public(edition, values, known=frozenset(known.values()))
    changed |= _put_secrets(edition, sited, ids=ids, known=frozenset(known.values()))
    vetoes, warnings = _vetoes(edition, sited, ids)
    changed |= put_vetoes(vetoes, said_by="host")
    new = frozenset(ids.keys() - known.keys())
    renewed = frozenset(reference for reference, key in ids.items() if key in changed) - new
    return Outcome(new, renewed, frozenset(ids) - renewed - new, warnings)


def _areas_now(space_ids: Sequence[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(space_ids), CHUNK):
        these = Space.id.in_(space_ids[start : start + CHUNK])
        found |= {row.id: row.area_id for row in db.session.execute(select(Space.id, Space.area_id).where(these))}
    return found


def _had(had: Mapping[str, str], space_id: str) -> Sequence[str]:
    return [had[space_id]] if space_id in had else ()


def put_vetoes(wanted: Mapping[str, frozenset[comparing.Pair]], *, said_by: str) -> frozenset[str]:
    """Bring what these speakers say of “not with” up to date; the speakers for whom that changed something. Who means
    an act that became one with another means that one."""
    wanted = _followed(wanted, said_by)
    stale = comparing.stale_vetoes(wanted, said_by=said_by)
    comparing.withdraw_vetoes(sorted(stale), said_by=said_by)
    deposits.put_vetoes({pair for key in stale for pair in wanted[key]}, said_by=said_by)
    return stale


def _followed(wanted: Mapping[str, frozenset[comparing.Pair]], said_by: str) -> Mapping[str, frozenset[comparing.Pair]]:
    into = merged.merged()

    def meant(pair: comparing.Pair) -> comparing.Pair:
        act, space, other = pair
        return act if said_by == "artist" else into.get(act, act), space, into.get(other, other) if other else None

    return {
        speaker: frozenset(one for one in map(meant, pairs) if one[0] != one[2]) for speaker, pairs in wanted.items()
    }


def _values(row: Sited[ListedSpace], *, area_id: str) -> dict[str, Any]:
    listed = row.listed
    return {
        "city_id": row.city.id,
        "area_id": area_id,
        "kind": listed.kind,
        "capacity": listed.capacity or USUAL_CAPACITY,
        "step_free": listed.step_free,
        "has": [need for need in NEEDS if getattr(listed, need)],
        "stage_people": listed.stage_people,
        "curfew": listed.curfew,
        "languages": list(listed.languages),
    }


def _put_public(edition: Edition, values: Mapping[str, dict[str, Any]], *, known: frozenset[str]) -> frozenset[str]:
    """Insert or update; the ids of those updated."""
    fresh = [
        {"id": key, "edition_id": edition.id, "state": SpaceState.APPROVED} | row
        for key, row in values.items()
        if key not in known
    ]
    if fresh:
        db.session.execute(insert(Space), fresh)
    there = [key for key in values if key in known]
    changed: set[str] = set()
    for start in range(0, len(there), CHUNK):
        for space in db.session.scalars(select(Space).where(Space.id.in_(there[start : start + CHUNK]))):
            if assign_changed(space, values[space.id]):
                changed.add(space.id)
    db.session.flush()
    return frozenset(changed)


def _put_secrets(
    edition: Edition, sited: Sequence[Sited[ListedSpace]], *, ids: Mapping[str, str], known: frozenset[str]
) -> frozenset[str]:
    """Seal what is new or differs; the ids of those that differed."""
    addresses = {
        row.listed.space_id: address_or_stand_in(
            row.listed.host_email, edition_id=edition.id, reference=f"space|{row.listed.space_id}"
        )
        for row in sited
    }
    names = {row.listed.space_id: row.listed.host_name for row in sited}
    hosts = answering(addresses, names, Role.HOST, present=deposits.hosts(edition.id))
    secrets = [
        SpaceSecrets(
            space_id=ids[row.listed.space_id],
            reference=row.listed.space_id,
            host_id=hosts[row.listed.space_id],
            name=row.listed.space_name,
            address=row.listed.address,
            latitude=row.latitude,
            longitude=row.longitude,
        )
        for row in sited
    ]
    stale = comparing.stale_spaces([each for each in secrets if each.space_id in known])
    due = [each for each in secrets if each.space_id in stale or each.space_id not in known]
    deposits.put_spaces(edition.id, due, known=known)
    return stale


def _vetoes(
    edition: Edition, sited: Sequence[Sited[ListedSpace]], ids: Mapping[str, str]
) -> tuple[dict[str, frozenset[comparing.Pair]], tuple[Note, ...]]:
    artists = deposits.artist_ids(edition.id)
    said: dict[str, frozenset[comparing.Pair]] = {}
    warnings = []
    for row in sited:
        space_id = ids[row.listed.space_id]
        said[space_id] = frozenset((artists[act], space_id, None) for act in row.listed.not_with if act in artists)
        for act in row.listed.not_with:
            if act not in artists:
                message = "No artist “%(id)s” is known yet; import the artists, then this file again."
                warnings.append(Note(row.listed.space_id, "not_with", Say(message, id=act)))
    return said, tuple(warnings)
