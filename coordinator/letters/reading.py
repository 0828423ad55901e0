"""Cases as anybody may read them. What is withdrawn says that it is, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.letters.kept import Draft, all_of, find
from coordinator.letters.models import CaseState, LetterCampaign
from coordinator.letters.sections import reported_from

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Running:
    """A campaign of letters and its edition."""

    edition_id: str
    edition_slug: str
    edition_name: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicCase:
    """A case that is open, or closed, in one of the languages it is told in."""

    id: str
    edition_id: str
    is_open: bool
    country: str
    addressee: str
    address: tuple[str, ...]
    languages: tuple[str, ...]
    language: str
    told_in: tuple[str, ...]
    title: str
    story: tuple[str, ...]  # paragraphs
    asks: tuple[str, ...]
    dos: tuple[str, ...]
    donts: tuple[str, ...]
    safety: str
    told_at: datetime


def campaigns() -> Sequence[Running]:
    """Every campaign, the one that was begun last first."""
    columns = (Edition.id, Edition.slug, Edition.name, LetterCampaign.name)
    wanted = select(*columns).join(LetterCampaign, LetterCampaign.edition_id == Edition.id)
    return [Running(*row) for row in db.session.execute(wanted.order_by(LetterCampaign.begun_at.desc(), Edition.id))]


def still_running(at: datetime) -> Sequence[Running]:
    """Those of which some section's last day to report is not over, in that order; the first one in any case, so that
    it is seen before it has sections, and until there is another."""
    near = reported_from((at - timedelta(days=2)).date())
    open_ = {one.edition_id for one in near if at < one.report_ends_at}
    return [one for place, one in enumerate(campaigns()) if not place or one.edition_id in open_]


def get_campaign(slug: str | None) -> Running:
    """The campaign of that edition; without one that which was begun last. Raises NotFound."""
    return _first(one for one in campaigns() if not slug or one.edition_slug == slug)


def get_running(edition_id: str) -> Running:
    """The campaign of that edition by its id. Raises NotFound."""
    return _first(one for one in campaigns() if one.edition_id == edition_id)


def public_cases(edition_id: str, language: str) -> Sequence[PublicCase]:
    """The cases of a campaign that can be read, the open ones first, in that language where they are told in it."""
    readable = (CaseState.OPEN, CaseState.CLOSED)
    told = [told_of(one, language) for one in all_of(edition_id) if one.state in readable and one.texts]
    return sorted(told, key=lambda one: not one.is_open)


def get_case(case_id: str, language: str) -> PublicCase:
    """A case that can be read. Raises NotFound for a draft, and Conflict (`withdrawn`)."""
    found = find(case_id)
    if found is None or found.state is CaseState.DRAFT:
        raise NotFound
    if found.state is CaseState.WITHDRAWN or not found.texts:  # without words: it is being withdrawn at this moment
        raise Conflict("withdrawn")
    return told_of(found, language)


def best_text(told_in: Sequence[str], language: str) -> str:
    """The language that somebody reads a case in: her own, else English, else the first it is told in."""
    return next((one for one in (language, ENGLISH) if one in told_in), told_in[0])


def points(text: str) -> tuple[str, ...]:
    """Its lines, without those that are empty."""
    return tuple(line for line in text.split("\n") if line)


def told_of(case: Draft, language: str) -> PublicCase:
    """What a case that has words tells whoever reads that language."""
    told_in = tuple(one.language for one in case.texts)
    told = case.told_in(best_text(told_in, language))
    return PublicCase(
        case.id,
        case.edition_id,
        case.state is CaseState.OPEN,
        case.country,
        case.addressee,
        points(case.address),
        case.languages,
        told.language,
        told_in,
        told.title,
        story=tuple(part for part in told.story.split("\n\n") if part),
        asks=points(told.asks),
        dos=points(told.dos),
        donts=points(told.donts),
        safety=told.safety,
        told_at=case.told_at,
    )


def _first(found: Iterable[Running]) -> Running:
    for one in found:
        return one
    raise NotFound
