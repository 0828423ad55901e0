"""Sealed tables of those who play: what they say of themselves, step by step, beyond the public row.

As with `sealed`, only `disclosure` imports this, and the gate keeps everybody else's SQL away.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base
from coordinator.disclosure.columns import ciphertext


class SealedActForm(Base):
    """An act's answers. `artist_id` is that of the artist it becomes once it is sent; before there is no such row.

    `said` is a cipher text of a JSON object (`artists.applying` has its names); so is `changes`: thing → instant at
    which it was last changed since the act was sent.
    """

    __tablename__ = "sec_act_forms"

    artist_id: Mapped[str] = mapped_column(primary_key=True)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    said: Mapped[str] = ciphertext("{artist_id}")
    changes: Mapped[str] = ciphertext("{artist_id}")
    begun_at: Mapped[datetime]
