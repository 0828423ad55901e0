"""What happens to entries between their list and its draw: one is made void, or counts again.

The list stays as it was published. What is made void is published at once, as a chain of hashes that begins after the
root of the list (`chain`; of no show), and only as long as nobody can know what decides: so nobody is passed over for
what the draw would have given. The draw passes over what is void then, and its result holds this record as a whole.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from coordinator.errors import Invalid, Say
from coordinator.guests import chain
from coordinator.guests.chain import NOBODY, Link, What
from coordinator.guests.draw_list import INSTANT, DrawList, Entry

MOVES = (What.VOID, What.RESTORED)


def void(file: bytes, root: str, drawn: DrawList) -> frozenset[str]:
    """The ids of the entries that are void after all in the record `file` of a list with that root. Raises Invalid for
    a record that does not follow from the list."""
    if not file:
        return frozenset()
    found, listed = set[str](), {entry.id: entry for entry in drawn.entries}
    for link in chain.read(file, after=root):
        if not _may_be(link, found, listed) or not _is_in_time(link, drawn):
            raise Invalid({f"line {link.number}": [Say(_FAULT, number=link.number)]})
        (found.add if link.what is What.VOID else found.remove)(link.entry)
    return frozenset(found)


def standing(file: bytes) -> frozenset[str]:
    """The same of this site's own record."""
    last = {link["entry"]: link["what"] for link in map(json.loads, file.splitlines())}
    return frozenset(key for key, what in last.items() if what == What.VOID)


_FAULT = "Link %(number)s of what was made void before the draw does not follow from the list."


def _may_be(link: Link, void: set[str], listed: Mapping[str, Entry]) -> bool:
    """Whether an entry of the list stood as a link says that it changed."""
    entry = listed.get(link.entry)
    is_so = entry is not None and (link.show, link.people) == (NOBODY, entry.people)
    return is_so and link.what in MOVES and (link.entry in void) is (link.what is What.RESTORED)


def _is_in_time(link: Link, drawn: DrawList) -> bool:
    """Whether it came after the list, and before anybody could know what decides."""
    try:
        at = datetime.strptime(link.at, INSTANT).replace(tzinfo=UTC)
    except ValueError:
        return False
    decides = drawn.source.known_at
    return (drawn.closed is None or drawn.closed <= at) and (decides is None or at < decides)
