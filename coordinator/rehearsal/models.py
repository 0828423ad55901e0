"""What is kept of a rehearsal: its report, which holds no secret."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, random_id


class Rehearsal(Base):
    """A rehearsal that was played in this database. `made_at` is the real instant, `report` what `reports` writes."""

    __tablename__ = "rehearsals"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    made_at: Mapped[datetime]
    day: Mapped[date]
    seed: Mapped[int]
    report: Mapped[dict[str, Any]]
