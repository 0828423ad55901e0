"""The sealed table of tickets: whoever reads it cannot print one.

As with `sealed`, only `disclosure` imports this, and the gate keeps everybody else's SQL away.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base
from coordinator.disclosure.columns import ciphertext


class SealedTicket(Base):
    """The ticket of a party that has confirmed its seats. `code` is a cipher text of what its square says, `code_index`
    the keyed fingerprint that it is found by. Whether it opens a door is decided by the state of its entry."""

    __tablename__ = "sec_tickets"

    entry_id: Mapped[str] = mapped_column(ForeignKey("sec_entries.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = ciphertext("{entry_id}")
    code_index: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
