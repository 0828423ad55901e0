"""Artists from a list: their acts, applications (accepted: the committee that sends a list has chosen them), contacts.

An act goes by its reference within an edition. Importing the same list again changes nothing; an act that a list
leaves out stays as it is, and so does what an act has changed itself (`keeping_edits`), and the state of an application
that somebody has decided otherwise.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from coordinator.artists import keeping_edits
from coordinator.artists.listing import ListedArtist
from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.cities.siting import Sited
from coordinator.db import db, random_id
from coordinator.disclosure import comparing, deposits
from coordinator.disclosure.deposits import ArtistSecrets
from coordinator.editions.models import Edition
from coordinator.errors import Say
from coordinator.intake import Note, Outcome, assign_changed
from coordinator.people.enrolment import address_or_stand_in, answering
from coordinator.people.models import Role
from coordinator.spaces.importing import put_vetoes

CHUNK = 500  # rows in one IN list
Values = Mapping[str, dict[str, Any]]  # artist id → columns


def import_artists(edition: Edition, sited: Sequence[Sited[ListedArtist]]) -> Outcome:
    """Add or update the acts with their applications, contacts, members and vetoes.

    Warns of vetoes that name neither a space nor an act of the edition. Writes in the caller's transaction.
    """
    known = deposits.artist_ids(edition.id)
    there = frozenset(known.values())
    ids = {row.listed.artist_id: known.get(row.listed.artist_id) or random_id() for row in sited}
    acts = {ids[row.listed.artist_id]: _act(row.listed) for row in sited}
    wishes = {ids[row.listed.artist_id]: _wish(row) for row in sited}
    edits = keeping_edits.of([key for key in acts if key in there])
    joined = keeping_edits.joined() & acts.keys()
    _insert(edition, acts, wishes, known=there)
    stay = keeping_edits.keep_joined(keeping_edits.keep(acts, edits), joined)
    changed = _update(edition, stay, keeping_edits.keep(wishes, edits), known=there)
    secrets = _secrets(edition, sited, ids)
    due = [keeping_edits.keep_secrets(each, edits, joined) for each in secrets]
    changed |= _put_secrets(edition, due, known=there)
    kept = (
        note
        for each in secrets
        for note in keeping_edits.notes(each, acts[each.artist_id] | wishes[each.artist_id], edits, joined)
    )
    vetoes, strangers = _vetoes(edition, sited, known | ids)
    own = {key for key, edited in edits.items() if "apart" in keeping_edits.things(edited)}
    changed |= put_vetoes({key: said for key, said in vetoes.items() if key not in own | joined}, said_by="artist")
    warnings = (*strangers, *kept)
    new = frozenset(ids.keys() - known.keys())
    renewed = frozenset(reference for reference, key in ids.items() if key in changed) - new
    return Outcome(new, renewed, frozenset(ids) - renewed - new, warnings)


def _act(listed: ListedArtist) -> dict[str, Any]:
    return {
        "act_name": listed.act_name,
        "genres": list(listed.genres),
        "people": listed.people,
        "languages": list(listed.languages),
        "links": list(listed.links),
    }


def _wish(row: Sited[ListedArtist]) -> dict[str, Any]:
    listed = row.listed
    return {
        "city_id": row.city.id,
        "travel_km": listed.travel_km,
        "mode": listed.mode,
        "free_from": listed.free_from,
        "free_until": listed.free_until,
        "max_shows": listed.max_shows,
        "set_minutes": listed.set_minutes,
        "rating": listed.rating,
        "needs": list(listed.needs),
    }


def _insert(edition: Edition, acts: Values, wishes: Values, *, known: frozenset[str]) -> None:
    fresh = [key for key in acts if key not in known]
    if fresh:
        db.session.execute(insert(Artist), [{"id": key} | acts[key] for key in fresh])
        heads = {"edition_id": edition.id, "state": ApplicationState.ACCEPTED}
        rows = [{"id": random_id(), "artist_id": key} | heads | wishes[key] for key in fresh]
        db.session.execute(insert(Application), rows)


def _update(edition: Edition, acts: Values, wishes: Values, *, known: frozenset[str]) -> frozenset[str]:
    """Bring known acts and their applications up to date; the ids of those that differed."""
    there = [key for key in acts if key in known]
    changed: set[str] = set()
    for start in range(0, len(there), CHUNK):
        some = Artist.id.in_(there[start : start + CHUNK])
        joined = select(Artist, Application).join(Application, Application.artist_id == Artist.id)
        for act, wish in db.session.execute(joined.where(some, Application.edition_id == edition.id)):
            differing = [assign_changed(act, acts[act.id]), assign_changed(wish, wishes[act.id])]
            if any(differing):
                changed.add(act.id)
    db.session.flush()
    return frozenset(changed)


def _secrets(edition: Edition, sited: Sequence[Sited[ListedArtist]], ids: Mapping[str, str]) -> Sequence[ArtistSecrets]:
    """What the list says of each that is sealed; contacts who are new are enrolled."""
    addresses = {
        row.listed.artist_id: address_or_stand_in(
            row.listed.email, edition_id=edition.id, reference=f"artist|{row.listed.artist_id}"
        )
        for row in sited
    }
    names = {row.listed.artist_id: row.listed.contact_name for row in sited}
    contacts = answering(addresses, names, Role.ARTIST, present=deposits.contacts(edition.id))
    return [
        ArtistSecrets(
            artist_id=ids[row.listed.artist_id],
            reference=row.listed.artist_id,
            contact_id=contacts[row.listed.artist_id],
            latitude=row.latitude,
            longitude=row.longitude,
            refugee_background=row.listed.refugee_background,
            members=frozenset(row.listed.members),
            legs=row.listed.legs,
        )
        for row in sited
    ]


def _put_secrets(edition: Edition, secrets: Sequence[ArtistSecrets], *, known: frozenset[str]) -> frozenset[str]:
    """Seal what is new or differs; the ids of those that differed."""
    stale = comparing.stale_artists([each for each in secrets if each.artist_id in known])
    due = [each for each in secrets if each.artist_id in stale or each.artist_id not in known]
    deposits.put_artists(edition.id, due, known=known)
    return stale


def _vetoes(
    edition: Edition, sited: Sequence[Sited[ListedArtist]], artists: Mapping[str, str]
) -> tuple[dict[str, frozenset[comparing.Pair]], tuple[Note, ...]]:
    """What each act says of “not with”. An id that names a space and an act alike means both."""
    spaces = deposits.space_ids(edition.id)
    said: dict[str, frozenset[comparing.Pair]] = {}
    warnings = []
    for row in sited:
        act = artists[row.listed.artist_id]
        named = row.listed.not_with
        rooms = {(act, spaces[one], None) for one in named if one in spaces}
        others = {(act, None, artists[one]) for one in named if one in artists and artists[one] != act}
        said[act] = frozenset(rooms | others)
        for one in named:
            if one not in spaces and one not in artists:
                message = "No space or artist “%(id)s” is known yet; import it, then this file again."
                warnings.append(Note(row.listed.artist_id, "not_with", Say(message, id=one)))
    return said, tuple(warnings)
