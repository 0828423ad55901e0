"""The sealed table of envelopes: what was final when, kept shut until everybody may know who played.

As with `sealed`, only `disclosure` imports this, and the gate keeps everybody else's SQL away.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base
from coordinator.disclosure.columns import ciphertext


class SealedEnvelope(Base):
    """An envelope of a show: 1, 2, … for each instant at which every show has one. `digest` is public from then on;
    `content`, a cipher text, is what it is the SHA-256 of."""

    __tablename__ = "sec_envelopes"

    show_id: Mapped[str] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed_at: Mapped[datetime]
    digest: Mapped[str]
    content: Mapped[str] = ciphertext("{show_id} {number}")
