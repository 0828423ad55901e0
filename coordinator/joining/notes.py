"""Training notes: what a lead must know, what the global team adds for an edition, and who has read which.

A note counts as read as long as nothing has been added to it, or changed in what was, since it was ticked.
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select

from coordinator.db import db
from coordinator.disclosure import leaks
from coordinator.editions.models import Edition
from coordinator.editions.texts import ENGLISH
from coordinator.errors import Conflict
from coordinator.joining.models import NoteAddition, NoteReading
from coordinator.once import inserting
from coordinator.people.readers import Reader
from coordinator.people.rolls import rolls


class Note(StrEnum):
    """The notes, in the order in which they are read."""

    ACTS = "acts"
    SECRECY = "secrecy"
    CARE = "care"
    BOARD = "board"
    CLOCK = "clock"
    DOOR = "door"
    LETTERS = "letters"
    TROUBLE = "trouble"


Added = Mapping[Note, Mapping[str, str]]
"""Note → language → what was added to it."""


def additions(edition_id: str) -> Added:
    """All that was added for an edition. One statement."""
    rows = db.session.scalars(select(NoteAddition).where(NoteAddition.edition_id == edition_id))
    found: dict[Note, dict[str, str]] = {note: {} for note in Note}
    for row in rows:
        found[Note(row.note)][row.language] = row.words
    return found


def added_for(added: Mapping[str, str], language: str) -> str:
    """What was added to a note, for who reads that language: else in English, else in whichever there is."""
    return added.get(language) or added.get(ENGLISH) or next(iter(added.values()), "")


def mark(added: Mapping[str, str]) -> str:
    """The same for the same additions to a note, and another for others."""
    said = [f"{code}={words}" for code, words in sorted(added.items())]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]


def read_by(person_ids: Collection[str], edition_id: str) -> Mapping[str, Collection[Note]]:
    """Person → the notes that she has read as they stand now. Two statements."""
    marks = {note: mark(added) for note, added in additions(edition_id).items()}
    hers = (NoteReading.edition_id == edition_id, NoteReading.person_id.in_(person_ids))
    found: dict[str, set[Note]] = {person: set() for person in person_ids}
    for row in db.session.scalars(select(NoteReading).where(*hers)):
        if row.mark == marks[Note(row.note)]:
            found[row.person_id].add(Note(row.note))
    return found


def left(person_id: str, edition_id: str) -> int:
    """How many notes that person has not read."""
    return len(Note) - len(read_by([person_id], edition_id)[person_id])


def slow_leads(edition_id: str, city_ids: Collection[str]) -> Mapping[str, Mapping[str, int]]:
    """City → leads and deputies (person ids) who have not read all notes → how many they have not. Three statements."""
    here = rolls(city_ids) if city_ids else {}
    people = {city: (*here[city].leads, *here[city].deputies) for city in city_ids}
    read = read_by({person for some in people.values() for person in some}, edition_id)
    missing = {person: len(Note) - len(notes) for person, notes in read.items()}
    return {city: {one: missing[one] for one in some if missing[one]} for city, some in people.items()}


def tick(reader: Reader, edition_id: str, note: Note, *, seen: str, at: datetime) -> None:
    """The reader, whose city it is (her page has checked), has read a note as it stood on it (`seen`: its mark). A
    second time changes nothing. Raises Conflict (`changed`) where something else stands there since."""
    if mark(additions(edition_id)[note]) != seen:
        raise Conflict("changed")
    key = {"edition_id": edition_id, "person_id": str(reader.id), "note": str(note)}
    ticked = inserting(NoteReading).values(**key, mark=seen, read_at=at)
    db.session.execute(
        ticked.on_conflict_do_update(
            index_elements=list(key), set_={"mark": seen, "read_at": at}, where=NoteReading.mark != seen
        )
    )


def add(reader: Reader, edition: Edition, note: Note, words: Mapping[str, str], *, seen: str) -> None:
    """Let a note say these words besides, language by language; blank ones are left out. Raises NotFound for everybody
    but the global team, and Conflict (`changed`) where somebody else has changed them since, unless to the same."""
    leaks.refuse_others(reader)
    db.session.refresh(edition, with_for_update=True)
    said = {code: text for code, text in words.items() if text}
    before = mark(additions(edition.id)[note])
    if before == mark(said):
        return
    if before != seen:
        raise Conflict("changed")
    here = (NoteAddition.edition_id == edition.id, NoteAddition.note == note)
    db.session.execute(delete(NoteAddition).where(*here), execution_options={"synchronize_session": False})
    db.session.add_all(
        NoteAddition(edition_id=edition.id, note=note, language=code, words=text) for code, text in said.items()
    )
    db.session.flush()
