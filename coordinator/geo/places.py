"""The table of places behind the gazetteer: read once from `data/places.npz`, never changed, shared by all threads.

Places stand in order of falling population, so a place's row number is its rank and “the biggest of these” is a
minimum. Names are kept folded and sorted in one block of bytes; each leads to `2 × row`, plus 1 where it is not the
name the place goes by.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coordinator.geo.distance import Points, haversine_km

DATA = Path(__file__).parent / "data"
_KM_PER_DEGREE = 110.0  # a little under a degree of latitude, so a band is never too narrow

Rows = npt.NDArray[np.intp]
Km = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place. `id` is its GeoNames number, `country` ISO 3166-1 alpha-2, `admin1` the code of its region
    as GeoNames writes it (“IL”, “16”), `zone` an IANA time zone; degrees are WGS 84. Population 0 is “not known”.
    """

    id: int
    name: str
    country: str
    admin1: str
    latitude: float
    longitude: float
    population: int
    zone: str


class Places:
    """All places as columns, with the two ways in: by folded name and by position."""

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as columns:
            self._ids = columns["id"]
            self.population: npt.NDArray[np.int64] = columns["population"].astype(np.int64)
            self._degrees = np.column_stack((columns["latitude"], columns["longitude"])) / 1e5
            self._called = _Texts(columns["called"], columns["called_length"])
            self._names = _Texts(columns["name"], columns["name_length"])
            self.keys: npt.NDArray[np.uint32] = columns["key"]
            self.country_of: npt.NDArray[np.uint8] = columns["country"]
            self._region, self._zone = columns["region"], columns["zone"]
            self.countries = _lines(columns["countries"])
            self._regions, self._zones = _lines(columns["regions"]), _lines(columns["zones"])
        self.names_of: npt.NDArray[np.int64] = np.bincount(self.keys >> 1, minlength=len(self._ids))
        self._by_latitude = np.argsort(self._degrees[:, 0], kind="stable")
        self._latitudes = self._degrees[self._by_latitude, 0]

    def __len__(self) -> int:
        return len(self._ids)

    def place(self, row: int) -> Place:
        """The place in that row."""
        return Place(
            id=int(self._ids[row]),
            name=self._called[row].decode(),
            country=self.countries[self.country_of[row]],
            admin1=self._regions[self._region[row]],
            latitude=float(self._degrees[row, 0]),
            longitude=float(self._degrees[row, 1]),
            population=int(self.population[row]),
            zone=self._zones[self._zone[row]],
        )

    def named(self, name: str) -> dict[int, bool]:
        """Rows of the places of exactly that folded name, and whether it is the name they go by."""
        spot = name.encode()
        found: dict[int, bool] = {}
        for key in self.keys[self._first(spot) : self._first(spot + b"\0")].tolist():
            found[key >> 1] = found.get(key >> 1, False) or not key & 1
        return found

    def starting(self, prefix: str) -> npt.NDArray[np.uint32]:
        """Keys of all names that begin with the folded prefix; a place may come up several times."""
        spot = prefix.encode()
        return self.keys[self._first(spot) : self._first(spot + b"\xff")]

    def at_least(self, population: int) -> int:
        """How many places have that many inhabitants: these are the rows below the answer."""
        return int(np.searchsorted(-self.population, -population, side="right"))

    def within(self, latitude: float, longitude: float, km: float) -> tuple[Rows, Km]:
        """Rows of the places within `km` of a point on a sphere (0.5 % off at most), and how far they are.

        A band of latitude is looked through whole, so poles and antimeridian need no care.
        """
        reach = km / _KM_PER_DEGREE
        low, high = np.searchsorted(self._latitudes, (latitude - reach, latitude + reach))
        rows = self._by_latitude[low:high]
        away = self.distance(rows, latitude, longitude)
        return rows[away <= km], away[away <= km]

    def distance(self, rows: Rows, latitude: float, longitude: float) -> Km:
        """Great-circle km from a point to the places in `rows`."""
        there = Points(self._degrees[rows, 0], self._degrees[rows, 1])
        return haversine_km(Points(np.array([latitude]), np.array([longitude])), there)

    def _first(self, name: bytes) -> int:
        return bisect_left(range(len(self.keys)), name, key=self._names.__getitem__)


def _lines(block: npt.NDArray[np.uint8]) -> list[str]:
    return block.tobytes().decode().split("\n")


class _Texts:
    """Many short texts in one block of bytes."""

    def __init__(self, block: npt.NDArray[np.uint8], lengths: npt.NDArray[np.uint8]) -> None:
        self._block = block.tobytes()
        self._ends = np.cumsum(lengths, dtype=np.uint32)
        self._starts = self._ends - lengths

    def __getitem__(self, index: int) -> bytes:
        return self._block[self._starts[index] : self._ends[index]]


@lru_cache(maxsize=1)
def shipped() -> Places:
    """The places that come with the software."""
    return Places(DATA / "places.npz")
