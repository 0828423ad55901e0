"""Beginning a draft for the current edition: the same for rooms and for acts."""

from collections.abc import Callable

from flask import flash, request

from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict
from coordinator.frame import closed_words, open_edition
from coordinator.people import tries
from coordinator.people.models import Attempt
from coordinator.web import reader


def begun(make: Callable[..., str], *of: str, words: Callable[[Conflict], str]) -> str | None:
    """The id of a draft that `make(reader, *of, edition id, form=word, at=instant)` has begun, one for each opening of
    its form. None where that is refused: the reason, in the `words` for a Conflict, is said on the next page."""
    edition = open_edition()
    if edition is None:
        flash(closed_words(), "bad")
        return None
    try:
        tries.count(Attempt.DRAFT)
        made = make(reader(), *of, edition.id, form=request.form.get("form", ""), at=now())
        db.session.commit()
    except Conflict as refused:
        db.session.rollback()
        flash(words(refused), "bad")
        return None
    return made
