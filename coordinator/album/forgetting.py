"""What happens by itself. What nobody may use goes thirty days after its edition, everything else a year after that;
leads are told whom they have to tell."""

from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import consents, handouts, shots
from coordinator.editions.models import Edition
from coordinator.hosting.erasing import due_at
from coordinator.jobs import enqueue_all
from coordinator.people.rolls import rolls

LETTER = "shot_recall"  # the outbox's kind
LASTS = timedelta(days=365)  # from the day on which homes are forgotten


def sweep(at: datetime) -> None:
    """Take down what is due at the instant `at`, in the caller's transaction."""
    for edition in db.session.scalars(select(Edition).order_by(Edition.date)):
        if at < due_at(edition):
            continue
        if at >= due_at(edition) + LASTS:
            keys = shots.of_edition(edition.id, down=True)
            shots.take_down(keys, at=at)
            shots.forget(keys)
            continue
        kept = shots.these(shots.of_edition(edition.id))
        asked = consents.of_shots([shot.id for shot in kept])
        shots.take_down([shot.id for shot in kept if not consents.allowed(shot, asked.get(shot.id, ()))], at=at)


def remind(at: datetime) -> None:
    """Have who answers for a city told that something she gave away was taken back, once for each time."""
    untold = handouts.untold()
    held = rolls(sorted(untold)) if untold else {}
    for city_id, last in untold.items():
        people = held[city_id].leads or held[city_id].deputies or held[city_id].team
        about = [(person, city_id, f"{city_id}|{person}|{last:%Y%m%dT%H%M%S}") for person in people]
        enqueue_all(LETTER, about, due_at=at)


ROUNDS = [sweep, remind]
