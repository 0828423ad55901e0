"""The ledger in pages, for whoever adds to it; as a file for the campaign team."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import get_locale, gettext
from sqlalchemy import select

from coordinator import exports
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure.people import identities
from coordinator.letters import collecting, kept, lines, reading, words
from coordinator.letters.collecting_views import own_campaign
from coordinator.letters.lines import Chosen
from coordinator.letters.models import LetterAction
from coordinator.letters.reading import Running
from coordinator.letters.schemas import LineFilter
from coordinator.people.models import Role
from coordinator.web import CAMPAIGN, SIGNED_IN, audience, load, reader
from coordinator.wording import iso

bp = Blueprint("lines", __name__)
SHOWN = 50  # lines of a page
LONGEST = 100_000  # lines of a file
HEADER = ("said_at", "case", "section", "city", "channel", "step", "why", "letters", "reason", "by", "line", "corrects")


@bp.get("/letters/lines")
@audience(SIGNED_IN)
def page() -> str:
    """Her own lines, or for the team everybody's, the newest first."""
    running, others = own_campaign()
    chosen = _chosen()
    mine = collecting.own_sections(reader(), running.edition_id)
    found, after = lines.page(reader(), running.edition_id, chosen, most=SHOWN)
    titles, is_team = _titles(running), reader().has(Role.CAMPAIGN)
    end = lines.end_of_file(reader(), running.edition_id, chosen, most=LONGEST) if is_team else None
    said = {"edition": running.edition_slug, **_said(chosen)}
    return render_template(
        "letters/lines.html",
        running=running,
        others=others,
        lines=[(one, titles.get(one.case_id, gettext("A withdrawn case")), words.line_words(one)) for one in found],
        names={one.id: one.name for one in mine},
        titles=titles,
        people=_people([one.id for one in mine]) if is_team else {},
        chosen=chosen,
        onwards=url_for("lines.page", **said, after=after) if after else None,
        file=url_for("lines.spreadsheet", **said, after=chosen.after or None) if is_team else None,
        next_file=url_for("lines.page", **said, after=end) if end else None,
        longest=LONGEST,
    )


@bp.get("/letters/lines.csv")
@audience(CAMPAIGN)
def spreadsheet() -> Response:
    """The lines that are chosen, as they stand: corrections are lines of their own. What is older than the longest file
    goes into another one, `after` the last line of this one: the page leads there."""
    (running, _), chosen = own_campaign(), _chosen()
    content = exports.render(HEADER, _rows(running, chosen))
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="lines-{running.edition_slug}.csv"'
    return response


def _chosen() -> Chosen:
    said = load(LineFilter, request.args)
    return Chosen(said["case"], said["section"], said["by"], said["after"])


def _said(chosen: Chosen) -> dict[str, Any]:
    """What the address of the next page says of it."""
    named = {"case": chosen.case, "section": chosen.section, "by": chosen.by}
    return {name: value for name, value in named.items() if value}


def _titles(running: Running) -> dict[str, str]:
    told = reading.public_cases(running.edition_id, str(get_locale().language))
    return {one.id: one.title for one in told}


def _people(section_ids: list[str]) -> Mapping[str, str]:
    who = identities(lines.collectors_of(reader(), section_ids))
    return {key: one.name or one.email for key, one in who.items()}


def _rows(running: Running, chosen: Chosen) -> Iterator[tuple[object, ...]]:
    titles = {one.id: one.title for one in kept.all_of(running.edition_id)}
    through = {one.id: one.name for one in collecting.own_sections(reader(), running.edition_id)}
    cities = {city.id: city.slug for city in db.session.execute(select(City.id, City.slug))}
    people = _people(list(through))
    for line in lines.every(reader(), running.edition_id, chosen, most=LONGEST):
        yield _row(line, titles[line.case_id], through[line.section_id], cities.get(line.city_id or "", ""), people)


def _row(line: LetterAction, title: str, section: str, city: str, people: Mapping[str, str]) -> tuple[object, ...]:
    """What somebody gave as a reason may name whom a withdrawn case was about: it goes with the title."""
    by = people.get(line.by_id or "", line.by_id and "campaign team")
    what = (line.channel, line.step, line.why, line.amount, line.reason if title else "")
    return (iso(line.said_at), title, section, city, *what, by, line.id, line.corrects_id)
