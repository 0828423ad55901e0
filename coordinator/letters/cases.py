"""Making and editing a case, and its states: draft, open, closed, withdrawn. The campaign team does.

Two who edit at once: what the second one sends says which version she saw, and is refused where another is kept by now.
A retry of what is kept already changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Update, delete, literal, select, update

from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.letters.kept import WORDS, Draft, Words, all_of, find
from coordinator.letters.models import Case, CaseState, CaseText, LetterCampaign, Section
from coordinator.once import insert_once
from coordinator.people.models import Role
from coordinator.people.readers import Reader

FACTS = ("country", "addressee", "address", "languages")
OVERTAKEN = "overtaken"
_PLAIN = {"synchronize_session": False}


def refuse_others(reader: Reader) -> None:
    """Raise NotFound for everybody but the campaign team."""
    if not reader.has(Role.CAMPAIGN):
        raise NotFound


def begin_campaign(reader: Reader, edition: Edition, name: str, *, at: datetime) -> None:
    """Have letters written beside an edition; a second time changes nothing. Raises NotFound as `refuse_others`."""
    refuse_others(reader)
    insert_once(LetterCampaign, edition_id=edition.id, name=name, begun_at=at)


def drafts(reader: Reader, edition_id: str) -> Sequence[Draft]:
    """Every case of a campaign, in the order in which they were begun. Raises NotFound as `refuse_others`."""
    refuse_others(reader)
    return all_of(edition_id)


def get_draft(reader: Reader, case_id: str) -> Draft:
    """A case in any state. Raises NotFound as `refuse_others`, and where there is none."""
    refuse_others(reader)
    found = find(case_id)
    if found is None:
        raise NotFound
    return found


def begin(reader: Reader, edition_id: str, case_id: str, facts: Mapping[str, Any], *, at: datetime) -> None:
    """A new case; `case_id` is of the form, so that a retry is the same case. Raises NotFound as `refuse_others`."""
    refuse_others(reader)
    if db.session.get(LetterCampaign, edition_id) is None:
        raise NotFound
    said = {name: facts[name] for name in FACTS}
    insert_once(Case, id=case_id, edition_id=edition_id, state=CaseState.DRAFT, version=1, begun_at=at, **said)


def save_facts(reader: Reader, case_id: str, facts: Mapping[str, Any], *, seen: int) -> None:
    """To whom, where and in which languages; `seen` is the version that the form showed. Raises NotFound as
    `get_draft`, Conflict: `withdrawn`, `overtaken`."""
    kept = _editable(reader, case_id)
    if all(getattr(kept, name) == facts[name] for name in FACTS):
        return
    this = (Case.id == case_id, Case.version == seen, Case.state != CaseState.WITHDRAWN)
    _once(update(Case).where(*this).values(version=seen + 1, **{name: facts[name] for name in FACTS}))


def save_words(reader: Reader, case_id: str, words: Words, *, seen: int) -> None:
    """What it says in a language; `seen`: the version that the form showed, 0 for none. Raises as `save_facts`."""
    kept = _editable(reader, case_id).told_in(words.language)
    said = {name: getattr(words, name) for name in WORDS}
    if kept.version and all(getattr(kept, name) == said[name] for name in WORDS):
        return
    if kept.version != seen:
        raise Conflict(OVERTAKEN)
    this = (CaseText.case_id == case_id, CaseText.language == words.language)
    _hold(case_id)
    if seen:
        _once(update(CaseText).where(*this, CaseText.version == seen).values(version=seen + 1, **said))
        return
    if db.session.scalar(select(CaseText.version).where(*this)) is not None:
        raise Conflict(OVERTAKEN)
    insert_once(CaseText, case_id=case_id, language=words.language, version=1, **said)


def open_case(reader: Reader, case_id: str, *, at: datetime) -> None:
    """Let everybody read it and write for it. Open already: nothing changes. Raises NotFound as `get_draft`, Conflict:
    `withdrawn`, `no_words`, `no_section`."""
    kept = _editable(reader, case_id)
    if not kept.texts:
        raise Conflict("no_words")
    if db.session.scalar(select(Section.id).where(Section.edition_id == kept.edition_id).limit(1)) is None:
        raise Conflict("no_section")
    _hold(case_id)
    states = (CaseState.DRAFT, CaseState.CLOSED)
    this = update(Case).where(Case.id == case_id, Case.state.in_(states))
    db.session.execute(this.values(state=CaseState.OPEN, opened_at=at, ended_at=None), execution_options=_PLAIN)


def close(reader: Reader, case_id: str, *, at: datetime) -> None:
    """Nobody signs up for it any more; it can still be read. Raises NotFound as `get_draft`."""
    refuse_others(reader)
    this = update(Case).where(Case.id == case_id, Case.state == CaseState.OPEN)
    db.session.execute(this.values(state=CaseState.CLOSED, ended_at=at), execution_options=_PLAIN)


def withdraw(reader: Reader, case_id: str, *, at: datetime) -> None:
    """The person does not want it any more: from now on nothing is told of the case, and its words are deleted, here
    and for good. What was counted stays in the totals. A second time changes nothing. Raises NotFound as `get_draft`.
    """
    get_draft(reader, case_id)
    _hold(case_id)
    gone = {"country": "", "addressee": "", "address": "", "languages": []}
    this = update(Case).where(Case.id == case_id, Case.state != CaseState.WITHDRAWN)
    values = {"state": CaseState.WITHDRAWN, "ended_at": at, "version": Case.version + 1, **gone}
    db.session.execute(this.values(values), execution_options=_PLAIN)
    db.session.execute(delete(CaseText).where(CaseText.case_id == case_id), execution_options=_PLAIN)


def _editable(reader: Reader, case_id: str) -> Draft:
    kept = get_draft(reader, case_id)
    if kept.state is CaseState.WITHDRAWN:
        raise Conflict("withdrawn")
    return kept


def _hold(case_id: str) -> None:
    """Let nobody else change the case until this is over. Raises Conflict (`withdrawn`) for what another has taken back
    meanwhile: without this, words of hers could come back."""
    state = db.session.scalar(select(Case.state).where(Case.id == case_id).with_for_update())
    if state is CaseState.WITHDRAWN:
        raise Conflict("withdrawn")


def _once(change: Update) -> None:
    """Run what changes a row of a version. Raises Conflict (`overtaken`) where there is none of it any more."""
    if db.session.execute(change.returning(literal(1)), execution_options=_PLAIN).first() is None:
        raise Conflict(OVERTAKEN)
