"""Whoever is on a picture says for what it may be used, by the link in her letter and without an account; she changes
her mind at any time, and what she takes back ends at once everywhere. Who cannot be written to says it on paper."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from coordinator.album import seeing
from coordinator.album.models import Use
from coordinator.db import db
from coordinator.disclosure import consents, shots
from coordinator.disclosure.consents import Consent
from coordinator.disclosure.shots import Shot
from coordinator.errors import NotFound
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody is asked: about which picture of which show."""

    consent: Consent
    shot: Shot
    show: Show


def find(token: str) -> Question | None:
    """The question behind the link of a letter; None once the picture was taken down, and for no link of ours."""
    return _question(consents.of_token(token))


def find_open(consent_id: str) -> Question | None:
    """The same by its id, for the letter, as long as nobody has answered."""
    found = _question(consents.find(consent_id))
    return None if found is None or found.consent.agreed is not None else found


def answer(token: str, uses: Collection[Use], *, at: datetime) -> bool:
    """Keep what she agrees to, over what she has said before; False where there is nothing to answer any more."""
    found = find(token)
    if found is None:
        return False
    _settle(found, uses, noted_by=None, at=at)
    return True


def take_down(token: str, *, at: datetime) -> None:
    """Take the picture down for good; again nothing happens."""
    found = find(token)
    if found is not None:
        shots.take_down([found.shot.id], at=at)


def note_paper(reader: Reader, shot_id: str, consent_id: str, uses: Collection[Use], *, at: datetime) -> None:
    """Keep what somebody has said on paper whom no letter reaches, for the lead of the city. Raises NotFound for
    everybody else, and about who can answer herself."""
    seen = seeing.seen(reader, shot_id, at=at)
    found = next((one for one in seen.on_paper if one.id == consent_id), None)
    if found is None:
        raise NotFound
    _settle(Question(found, seen.shot, seen.show), uses, noted_by=str(reader.id), at=at)


def _settle(found: Question, uses: Collection[Use], *, noted_by: str | None, at: datetime) -> None:
    shots.find(found.shot.id, held=True)
    consents.answer(found.consent.id, set(uses) & set(found.shot.uses), noted_by=noted_by, at=at)
    still = consents.allowed(found.shot, consents.of_shots([found.shot.id]).get(found.shot.id, ()))
    consents.recall(found.shot.id, still, at=at)


def _question(asked: Consent | None) -> Question | None:
    shot = shots.find(asked.shot_id) if asked else None
    if asked is None or shot is None or shot.down_at is not None:
        return None
    return Question(asked, shot, db.session.get_one(Show, shot.show_id))
