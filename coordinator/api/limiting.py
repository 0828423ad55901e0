"""How often a network address may ask, and a token.

Counted in memory, by each process for itself: nothing is guarded but our own time (nobody guesses a token of 128 bits),
and to write a row for each question would cost more than the answer.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock

MOST = 600
MOST_OF_A_TOKEN = 120
WINDOW = timedelta(minutes=1)
REMEMBERED = 10_000  # addresses


@dataclass(slots=True)
class Turnstile:
    """At most `most` questions within a minute from one network address; a whole office may share one."""

    most: int = MOST
    _seen: OrderedDict[str, tuple[datetime, int]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def seconds_to_wait(self, origin: str, *, at: datetime) -> int:
        """Count a question of a network address; 0 where it may be answered, else the seconds until the next one is."""
        return self.count(_network(origin), at=at)

    def count(self, key: str, *, at: datetime) -> int:
        """The same of whatever else is counted."""
        with self._lock:
            begun, number = self._seen.pop(key, (at, 0))
            if not timedelta() <= at - begun < WINDOW:
                begun, number = at, 0
            self._seen[key] = (begun, number + 1)
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        return 0 if number < self.most else ceil((begun + WINDOW - at).total_seconds())


def _network(origin: str) -> str:
    """Who has one address of version 6 has 2^64 of them."""
    try:
        address = ip_address(origin)
    except ValueError:
        return ""
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else origin
