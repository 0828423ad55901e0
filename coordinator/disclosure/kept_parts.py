"""What is kept of a person, table by table: which rows are hers, what of them she is told, what not, and why.

`kept_accounts`, `kept_hosts`, `kept_acts` and `kept_leads` list the tables, `own_data` reads by them. A new table, or a
new column of one, finds its place there; a test names those that have none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement

from coordinator.db import Base


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data it is: ids of the person, of her spaces (drafts too), acts and photos; `attempts`: the fingerprints
    under which tries to sign in as her are counted, `members`: those that say that she plays in an act,
    `letters`: those under which she has signed up for cases, `shown`: those under which she was named as being on a
    picture; `shots`: ids of the pictures that she sent; `asks`: those under which she has asked acts and voted."""

    person: str
    spaces: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    attempts: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    shots: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A table: its name in the file, which rows are hers, the columns she is told, and those that she is not told, with
    the reason."""

    name: str
    table: type[Base]
    mine: Callable[[Scope], ColumnElement[bool]]
    told: tuple[str, ...]
    kept_back: Mapping[str, str] = field(default_factory=dict)


YOU = {"person_id": "says only that it is you"}
HASH = "a fingerprint: it tells nothing, and whoever had it could look for more"
LEADS = "of other people's rooms and acts, which the city's leads alone may know"

TEAM = "who of the leads it was; that it is done is what matters to you"
