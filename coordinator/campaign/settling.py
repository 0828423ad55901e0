"""Several editions a year: a new one is copied from the last, and its clock and words are set by the global team.

The clock stands still once it has begun to run for the first show of the day: guests and acts have read it by then.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from coordinator.campaign.opening import find_edition, open_edition
from coordinator.db import db
from coordinator.disclosure import leaks
from coordinator.editions import texts
from coordinator.editions.calendar import first_instant
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.people.readers import Reader

CLOCK = (
    *(
        "cities_close_days",
        "entries_close_days",
        "draw_days",
        "confirm_hours",
        "lock_days",
        "reveal_hours",
        "plus_one_hours",
    ),
    *("doorbell_hours", "forget_hours", "offer_hours"),
)
SAID = ("cause", "partners", "hashtag", "artist_terms")


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set: the clock (name of a column → number), what the edition says, and its words by language.
    `seen`: the mark of what stood on the page that was sent."""

    clock: Mapping[str, int]
    said: Mapping[str, str]
    words: Mapping[str, str]
    seen: str


def editions(reader: Reader) -> list[Edition]:
    """All of them, the latest day first. Raises NotFound for everybody but the global team."""
    leaks.refuse_others(reader)
    return list(db.session.scalars(select(Edition).order_by(Edition.date.desc(), Edition.slug)))


def get(reader: Reader, slug: str) -> Edition:
    """One of them. Raises NotFound for everybody but the global team."""
    leaks.refuse_others(reader)
    found = find_edition(slug)
    if found is None:
        raise NotFound
    return found


def copy(reader: Reader, slug: str, *, name: str, day: date, of: str) -> Edition:
    """A new edition with the clock, the words and the partners of another (its slug; blank: as the house has it);
    cities, people and shows are its own. Raises NotFound as `get` does, and Invalid as `open_edition` does."""
    source = get(reader, of) if of else None
    leaks.refuse_others(reader)
    made = open_edition(slug, name=name, day=day)
    if source is not None:
        for column in (*CLOCK, *SAID):
            setattr(made, column, getattr(source, column))
        texts.say(made.id, texts.all_of(source.id))
    db.session.flush()
    return made


def settle(reader: Reader, slug: str, said: Settings, *, at: datetime) -> None:
    """Set an edition. Raises NotFound as `get` does, Invalid for a clock that cannot run, and Conflict (`changed`)
    where somebody else has set it since, unless to the same."""
    edition = get(reader, slug)
    db.session.refresh(edition, with_for_update=True)
    before = mark(edition)
    changes_clock = any(getattr(edition, name) != value for name, value in said.clock.items())
    if changes_clock:
        _refuse_a_clock(edition, said.clock, at)
    for name, value in (*said.clock.items(), *said.said.items()):
        setattr(edition, name, value)
    edition.artist_terms = said.said.get("artist_terms") or None
    texts.say(edition.id, said.words)
    if said.seen != before and mark(edition) != before:
        raise Conflict("changed")


def is_running(edition: Edition, *, at: datetime) -> bool:
    """Whether its clock has begun to run: entries of the first shows of its day could be closed."""
    return at >= first_instant(edition.date) - timedelta(days=edition.entries_close_days)


def mark(edition: Edition) -> str:
    """The same for the same settings, and another for others."""
    told = [str(getattr(edition, name) or "") for name in (*CLOCK, *SAID)]
    told += [f"{code}={words}" for code, words in sorted(texts.all_of(edition.id).items())]
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]


def _refuse_a_clock(edition: Edition, clock: Mapping[str, int], at: datetime) -> None:
    if is_running(edition, at=at):
        fault = Say("The clock runs already: guests and acts have read it. Only words can be changed now.")
        raise Invalid({"entries_close_days": [fault]})
    if clock["draw_days"] >= clock["entries_close_days"]:
        raise Invalid({"draw_days": [Say("The draw comes after entries have closed: fewer days before the show.")]})
    if clock["doorbell_hours"] > clock["reveal_hours"]:
        raise Invalid({"doorbell_hours": [Say("The bell is told after the address: fewer hours before the show.")]})
    if clock["confirm_hours"] >= 24 * clock["draw_days"] - clock["doorbell_hours"]:
        raise Invalid({"confirm_hours": [Say("Guests must have answered before their show begins: fewer hours.")]})
