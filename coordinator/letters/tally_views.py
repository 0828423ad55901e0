"""The tally of letters for everybody: a page, files for partners, and a small page that others put into theirs."""

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext

from coordinator import exports
from coordinator.clock import now
from coordinator.letters import hiding, reading, telling, words
from coordinator.letters.hiding import Told
from coordinator.letters.models import Channel, Step
from coordinator.letters.reading import Running
from coordinator.letters.telling import Row, Sheets
from coordinator.web import PUBLIC, audience
from coordinator.wording import numbers

bp = Blueprint("tallies", __name__)


@bp.get("/letters/tallies")
@audience(PUBLIC)
def page() -> str:
    """The numbers, and the rule by which some are not told."""
    sheets = _sheets()
    return render_template(
        "letters/tallies.html",
        sheets=sheets,
        others=[one for one in reading.still_running(now()) if one != sheets.running],
        steps=_steps(),
        channels=_channels(),
        plain=numbers(),
    )


@bp.get("/letters/tallies.json")
@audience(PUBLIC)
def record() -> Response:
    """The same for programs; null is a number that is not told."""
    sheets = _sheets()
    tables = {
        kind: [{"id": row.key, "name": row.name, **_plain(row.told)} for row in rows]
        for kind, rows in sheets.tables.items()
    }
    head = {"v": 1, "edition": sheets.running.edition_slug, "campaign": sheets.running.name, "few": hiding.FEW}
    response = jsonify({**head, "total": _plain(sheets.total), **tables})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.get("/letters/tallies.csv")
@audience(PUBLIC)
def spreadsheet() -> Response:
    """The same for a spreadsheet; blank is a number that is not told."""
    sheets = _sheets()
    header = ["of", "id", "name", "channel", *map(str, Step)]
    response = Response(exports.render(header, _lines(sheets)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="letters-{sheets.running.edition_slug}.csv"'
    return response


@bp.get("/letters/widget")
@audience(PUBLIC)
def widget() -> str:
    """A few numbers without a script, for the pages of partners that the settings name."""
    running = _running()
    return render_template(
        "letters/widget.html", running=running, total=telling.total(running), steps=_steps(), channels=_channels()
    )


def _running() -> Running:
    return reading.get_campaign(request.args.get("edition"))


def _sheets() -> Sheets:
    return telling.sheets(_running())


def _plain(told: Told) -> dict[str, dict[str, int | None]]:
    return {str(channel): {str(step): number for step, number in steps.items()} for channel, steps in told.items()}


def _lines(sheets: Sheets) -> Iterator[list[object]]:
    every = {"edition": [Row(sheets.running.edition_slug, sheets.running.name, sheets.total)], **sheets.tables}
    for kind, rows in every.items():
        for row in rows:
            for channel in Channel:
                yield [kind, row.key, row.name, str(channel), *(row.told[channel][step] for step in Step)]


def _steps() -> list[tuple[Step, str]]:
    return [(step, words.step_words(step)) for step in Step]


def _channels() -> list[tuple[Channel, str]]:
    return [(Channel.PAPER, gettext("On paper")), (Channel.ONLINE, gettext("Online"))]
