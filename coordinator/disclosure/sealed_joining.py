"""The sealed tables of cities that want to join: who asks, what she says of herself and of others, and what was asked
back."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, one_of
from coordinator.disclosure.columns import ciphertext
from coordinator.joining.models import RequestState


class SealedCityRequest(Base):
    """Somebody would like a city to join, and to lead it. `said` is a cipher text of a JSON object
    (`city_requests.Asked`); `place_id` is GeoNames' number of the city. Until its address has answered nobody is its
    person; `letter_hash` is that of the link that she answers by. `version` counts what was changed of it."""

    __tablename__ = "sec_city_requests"

    id: Mapped[str] = mapped_column(primary_key=True)
    edition_id: Mapped[str] = mapped_column(ForeignKey("editions.id"), index=True)
    place_id: Mapped[int]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    said: Mapped[str] = ciphertext("{id}")
    state: Mapped[RequestState] = mapped_column(one_of(RequestState))
    version: Mapped[int]
    letter_hash: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
    city_id: Mapped[str | None] = mapped_column(ForeignKey("cities.id"))  # which it has become


class SealedRequestWord(Base):
    """What was asked back of a request, answered, or given as a reason, in its order. `is_team`: the team says it."""

    __tablename__ = "sec_city_request_words"

    request_id: Mapped[str] = mapped_column(ForeignKey("sec_city_requests.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_team: Mapped[bool]
    said_by: Mapped[str] = mapped_column(index=True)
    said_at: Mapped[datetime]
    words: Mapped[str] = ciphertext("{request_id}|{number}")
