"""What a listed act has changed itself: the next list leaves it alone, and its report says so.

Who speaks for an act knows better than a list that was typed before; the list goes on to say the rest.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from coordinator.artists.depositing import minors, prints, tour_legs
from coordinator.disclosure import merged, own_acts
from coordinator.disclosure.deposits import ArtistSecrets, fingerprint
from coordinator.disclosure.own_acts import Described
from coordinator.errors import Say
from coordinator.intake import Note

Values = dict[str, dict[str, Any]]  # artist id → columns
COLUMNS: Mapping[str, tuple[str, ...]] = {"home": ("city_id",), "hours": ("free_from", "free_until")}
"""Thing that changed → columns of it, where they are called otherwise."""


def of(artist_ids: Sequence[str]) -> Mapping[str, Described]:
    """Artist id → what it says, of those that have changed something since they were listed."""
    return own_acts.edited(artist_ids)


def things(edited: Described) -> frozenset[str]:
    """What of an act the list leaves alone. Where somebody is under age its hours are among it: they end early."""
    hours = {"hours"} if minors(edited.said) else set()
    return frozenset(edited.changes) | hours


def keep(values: Values, edits: Mapping[str, Described]) -> Values:
    """The columns without those that an act has changed itself."""
    return {
        act: {name: said for name, said in columns.items() if act not in edits or name not in _columns(edits[act])}
        for act, columns in values.items()
    }


def joined() -> frozenset[str]:
    """Acts with which another has become one: their links, people and legs are of both, and no list knows that."""
    return frozenset(merged.merged().values())


def keep_joined(values: Values, acts: Collection[str]) -> Values:
    """The columns without the links of these acts."""
    return {
        act: {name: said for name, said in columns.items() if act not in acts or name != "links"}
        for act, columns in values.items()
    }


def keep_secrets(secrets: ArtistSecrets, edits: Mapping[str, Described], joined: Collection[str]) -> ArtistSecrets:
    """What of it is sealed, with the act's own home, members and legs where it has changed them, or has become one with
    another."""
    if secrets.artist_id in joined:
        secrets = replace(secrets, members=None, legs=None)
    edited = edits.get(secrets.artist_id)
    if edited is None:
        return secrets
    changed = things(edited)
    if "home" in changed:
        secrets = replace(secrets, latitude=edited.said["latitude"], longitude=edited.said["longitude"])
    return replace(
        secrets,
        members=None if "members" in changed else secrets.members,
        legs=None if "legs" in changed else secrets.legs,
    )


def notes(
    secrets: ArtistSecrets, columns: Mapping[str, Any], edits: Mapping[str, Described], joined: Collection[str]
) -> Iterator[Note]:
    """A warning for each thing of which the list says something else than the act."""
    if secrets.artist_id in joined:
        said = Say("Another application has become one with this act; its links, people and tour are kept as they are.")
        yield Note(secrets.reference, "artist_id", said)
    edited = edits.get(secrets.artist_id)
    if edited is None:
        return
    for column in sorted(_differing(secrets, columns, edited)):
        said = Say("The act has changed this itself since it was listed; that is kept, and the list's is left out.")
        yield Note(secrets.reference, column, said)


def _differing(secrets: ArtistSecrets, columns: Mapping[str, Any], edited: Described) -> Iterator[str]:
    said, changed = edited.said, things(edited)
    for name in _columns(edited) & columns.keys() - {"city_id"}:
        listed = columns[name]
        plain = f"{listed:%H:%M}" if name in COLUMNS["hours"] and listed is not None else listed
        if plain != (_needs(said) if name == "needs" else said.get(name)):
            yield {"free_from": "from", "free_until": "until"}.get(name, name)
    if "home" in changed and (said["latitude"], said["longitude"]) != (secrets.latitude, secrets.longitude):
        yield "latitude"
    if "members" in changed and _known(prints(said["members"])) != _known(secrets.members or ()):
        yield "members"
    if "legs" in changed and tour_legs(said["legs"]) != tuple(secrets.legs or ()):
        yield "legs"


def _needs(said: Mapping[str, Any]) -> list[str]:
    return [need for need in own_acts.NEEDS if said.get(need)]


def _known(names: Any) -> set[str]:
    return {fingerprint(name) for name in names}


def _columns(edited: Described) -> set[str]:
    return {column for thing in things(edited) for column in COLUMNS.get(thing, (thing,))}
