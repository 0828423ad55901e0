"""Opening an edition, and finding it by its short name."""

import re
from datetime import date

from sqlalchemy import select, text

from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Invalid, Say
from coordinator.spaces.offered import AROUND

APART = 2 * AROUND
"""Editions are further apart than this: one party a person and day is counted by their dates."""
LONGEST_TERMS = 2_000  # characters
LOCK = 0x65646974696F6E  # "edition": a number that PostgreSQL waits for
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def open_edition(slug: str, *, name: str, day: date) -> Edition:
    """A new edition on that local day. Raises Invalid for a slug that is taken or would not stand in an address, and a
    day that another edition has, or whose shows could fall on one with those of another (`APART`)."""
    if not _SLUG.fullmatch(slug):
        fault = Say("“%(slug)s” cannot stand in an address; use a-z, 0-9 and hyphens, as in give-a-home.", slug=slug)
        raise Invalid({"slug": [fault]})
    _hold()
    if find_edition(slug) is not None:
        raise Invalid({"slug": [Say("There is an edition “%(slug)s” already; choose another slug.", slug=slug)]})
    _refuse_near(day)
    edition = Edition(slug=slug, name=name.strip() or slug, date=day, embargo_ends_at=None)
    db.session.add(edition)
    db.session.flush()
    return edition


def _hold() -> None:
    """Nobody else opens an edition before this transaction ends: of two at once the second sees the first. SQLite lets
    one write at a time anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _refuse_near(day: date) -> None:
    near = select(Edition.name, Edition.slug, Edition.date).where(Edition.date.between(day - APART, day + APART))
    others = db.session.execute(near.order_by(Edition.date, Edition.id)).all()
    same = next((other for other in others if other.date == day), None)
    if same is not None:
        fault = Say(
            "“%(name)s” is on this day, and a day has one edition. Plan these shows in it, or choose a day at least"
            " three days from it.",
            name=same.name,
        )
        raise Invalid({"date": [fault]})
    if others:
        fault = Say(
            "Shows begin up to a day before or after their edition, so some of “%(slug)s” could fall on one day with"
            " these, and one person have two seats. Choose a day at least three days from its own, %(day)s.",
            slug=others[0].slug,
            day=f"{others[0].date:%Y-%m-%d}",
        )
        raise Invalid({"date": [fault]})


def say_terms(edition: Edition, terms: str | None) -> None:
    """Have acts be told this of expenses or a fee before they apply (None: what the house says). Raises Invalid."""
    said = " ".join(terms.split()) if terms is not None else None
    if said is not None and not 0 < len(said) <= LONGEST_TERMS:
        fault = Say("This has %(length)d characters; 1 to %(most)d are possible.", length=len(said), most=LONGEST_TERMS)
        raise Invalid({"terms": [fault]})
    edition.artist_terms = said


def find_edition(slug: str) -> Edition | None:
    """The edition with that slug."""
    return db.session.scalar(select(Edition).where(Edition.slug == slug))


def slugs() -> list[str]:
    """The slugs of all editions, the latest day first."""
    return list(db.session.scalars(select(Edition.slug).order_by(Edition.date.desc(), Edition.slug)))
