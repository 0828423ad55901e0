"""What an edition says of itself: in the reader's language where it has words in it, else in English, else nothing."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from coordinator.db import db
from coordinator.editions.models import EditionText

ENGLISH = "en"


def all_of(edition_id: str) -> Mapping[str, str]:
    """Language → words."""
    rows = db.session.execute(
        select(EditionText.language, EditionText.words).where(EditionText.edition_id == edition_id)
    )
    return {row.language: row.words for row in rows}


def words_for(edition_id: str, language: str) -> str:
    """Its words for who reads that language; blank where it has none."""
    said = all_of(edition_id)
    return said.get(language) or said.get(ENGLISH, "")


def say(edition_id: str, words: Mapping[str, str]) -> None:
    """Have it say these words, language by language; blank ones are left out. The edition is held by the caller."""
    db.session.execute(delete(EditionText).where(EditionText.edition_id == edition_id))
    db.session.add_all(
        EditionText(edition_id=edition_id, language=code, words=text) for code, text in words.items() if text
    )
    db.session.flush()
