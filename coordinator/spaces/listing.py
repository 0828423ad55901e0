"""A space as its host or the committee lists it, before it is located, reviewed or given an id of ours."""

from dataclasses import dataclass, field
from datetime import time

from coordinator.spaces.models import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSpace:
    """One row of `spaces.csv`. `start` and `curfew` are wall time; None is not said. Secrets are not in `repr`."""

    space_id: str
    space_name: str = field(default="", repr=False)
    kind: Kind = Kind.OTHER
    host_name: str = field(default="", repr=False)
    host_email: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    city: str = ""
    country: str = ""
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    capacity: int | None = None
    start: time = time(19, 30)
    minutes: int = 150
    curfew: time | None = None
    amplified: bool = False
    drums: bool = False
    piano: bool = False
    power: bool = False
    step_free: bool = False
    stage_people: int | None = None
    not_with: tuple[str, ...] = ()  # artist ids
    languages: tuple[str, ...] = ()  # what its audience speaks
