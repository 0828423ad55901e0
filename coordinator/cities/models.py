"""Cities and their areas: the public places. Nothing here knows who hosts where."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id


class City(Base):
    """A city that joins in. Its point is the gazetteer's, not anybody's home."""

    __tablename__ = "cities"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    place_id: Mapped[int] = mapped_column(unique=True)  # GeoNames
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    country: Mapped[str]  # ISO 3166 code
    latitude: Mapped[float]
    longitude: Mapped[float]
    population: Mapped[int]
    zone: Mapped[str]  # IANA
    speed_kmh: Mapped[dict[str, float]] = mapped_column(default=dict, server_default="{}")  # by lineups.problem.Mode


class Area(Base):
    """The public cell that homes lie in: the same row, and so the same public bytes, for every home in it."""

    __tablename__ = "areas"

    id: Mapped[str] = mapped_column(primary_key=True)  # H3 cell, or the city's own id where the whole city is the area
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"), index=True)
    name: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    radius_m: Mapped[int]
