"""The tally of letters for programs. Each number is one that the page at `/letters/tallies` tells, too."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import force_locale

from coordinator.api import paging
from coordinator.api.answering import described, next_page, polite
from coordinator.api.schemas import OF, OTHER, PARTS, Tallies, TallyQuery
from coordinator.letters import reading, telling
from coordinator.letters.models import Channel
from coordinator.letters.telling import Row, Sheets
from coordinator.web import PUBLIC, audience, cacheable, load

bp = Blueprint("api_letters", __name__, url_prefix="/api/v1")
TABLES = {"case": "cases", "country": "countries", "section": "sections", "city": "cities"}


@bp.get("/letters/tallies")
@audience(PUBLIC)
@described("Letters counted: pledged, written, handed over, mailed, reported, verified", TallyQuery, Tallies)
@polite
def tallies() -> Response:
    """By edition, case, country, section and city; paper and online apart. What is fewer than five is not told."""
    asked = load(TallyQuery, request.args)
    with force_locale(asked["language"]):
        found = [one for one in _items(telling.sheets(reading.get_campaign(asked["edition"]))) if _fits(one, asked)]
    shown = paging.page(found, _key, after=asked["cursor"], most=asked["limit"])
    return cacheable(jsonify(Tallies().dump({"items": shown.rows, "next": next_page(shown.cursor)})), seconds=0)


def _items(sheets: Sheets) -> Iterator[dict[str, Any]]:
    slug = sheets.running.edition_slug
    rows = {"edition": [Row(slug, sheets.running.name, sheets.total)]} | {of: sheets.tables[TABLES[of]] for of in PARTS}
    for of in OF:
        for row in rows[of]:
            head = {"edition": slug, "of": of, "id": row.key or OTHER, "name": row.name}
            for channel in Channel:
                yield head | {"channel": channel} | {str(step): number for step, number in row.told[channel].items()}


def _fits(item: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    part = next(((name, asked[name]) for name in PARTS if asked[name]), None)
    return (
        (not asked["of"] or item["of"] == asked["of"])
        and (not asked["channel"] or item["channel"] == asked["channel"])
        and (part is None or (item["of"], item["id"]) == part)
    )


def _key(item: Mapping[str, Any]) -> paging.Key:
    return str(OF.index(item["of"])), item["id"], item["channel"]
