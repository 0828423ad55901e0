"""Cases as they are kept, in any state, for whoever decides what of them is told to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from coordinator.db import db
from coordinator.letters.models import Case, CaseState, CaseText

WORDS = ("title", "story", "asks", "dos", "donts", "safety")


@dataclass(frozen=True, slots=True)
class Words:
    """What a case says in one language, and the number of times it was saved (0: not yet)."""

    language: str
    title: str = ""
    story: str = ""
    asks: str = ""
    dos: str = ""
    donts: str = ""
    safety: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A case as the campaign team sees it; `texts` in the order of their languages."""

    id: str
    edition_id: str
    state: CaseState
    country: str
    addressee: str
    address: str
    languages: tuple[str, ...]
    version: int
    told_at: datetime  # when it was opened; a draft: begun
    texts: tuple[Words, ...]

    @property
    def title(self) -> str:
        """What it is called in English, else in the first language it is told in."""
        return next(
            (one.title for one in self.texts if one.language == "en"), self.texts[0].title if self.texts else ""
        )

    def told_in(self, language: str) -> Words:
        """Its words in that language; blank where there are none."""
        return next((one for one in self.texts if one.language == language), Words(language))


def find(case_id: str) -> Draft | None:
    """The case of that id, as it stands now."""
    return next(iter(_drafts(select(Case).where(Case.id == case_id))), None)


def all_of(edition_id: str) -> Sequence[Draft]:
    """Every case of a campaign, in the order in which they were begun."""
    return _drafts(select(Case).where(Case.edition_id == edition_id).order_by(Case.begun_at, Case.id))


def _drafts(wanted: Select[Case]) -> Sequence[Draft]:
    found = db.session.scalars(wanted, execution_options={"populate_existing": True}).all()
    of_them = select(CaseText).where(CaseText.case_id.in_([one.id for one in found])).order_by(CaseText.language)
    texts: dict[str, list[CaseText]] = {}
    for text in db.session.scalars(of_them, execution_options={"populate_existing": True}):
        texts.setdefault(text.case_id, []).append(text)
    return [_draft(one, texts.get(one.id, [])) for one in found]


def _draft(case: Case, texts: Sequence[CaseText]) -> Draft:
    said = tuple(
        Words(one.language, **{name: getattr(one, name) for name in WORDS}, version=one.version) for one in texts
    )
    facts = {"country": case.country, "addressee": case.addressee, "address": case.address}
    return Draft(
        case.id,
        case.edition_id,
        case.state,
        **facts,
        languages=tuple(case.languages),
        version=case.version,
        told_at=case.opened_at or case.begun_at,
        texts=said,
    )
