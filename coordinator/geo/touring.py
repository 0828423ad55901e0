"""A leg of a tour: another base than home, from one time to another."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TourLeg:
    """Where an act lives for some days (degrees). Times are instants, or wall time there where they are naive."""

    begins: datetime
    ends: datetime
    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
