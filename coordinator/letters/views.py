"""Public pages of letters: the cases, one of them, and what can be printed of it."""

from flask import Blueprint, Response, render_template, request
from flask_babel import get_locale

from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict
from coordinator.letters import printing, reading, sections, signing
from coordinator.letters.reading import PublicCase
from coordinator.web import PUBLIC, audience

bp = Blueprint("letters", __name__)
GONE = 410


@bp.get("/letters/")
@audience(PUBLIC)
def front() -> str:
    """Whom letters are written for, and until when: of every campaign that goes on; of that of an edition, or of a show
    where one is named."""
    edition, table = request.args.get("edition"), signing.find_table(request.args.get("show"))
    of_show = [one for one in reading.campaigns() if one.edition_id == table[0].edition_id] if table else []
    found = [reading.get_campaign(edition)] if edition else of_show or reading.still_running(now())
    return render_template(
        "letters/front.html",
        campaigns=[
            (one, reading.public_cases(one.edition_id, _language()), sections.sections(one.edition_id)) for one in found
        ],
        show=table[0].id if table and of_show else None,
    )


@bp.get("/letters/cases/<case_id>")
@audience(PUBLIC)
def case(case_id: str) -> str:
    """A case: its story, what to ask for, to whom; never a text to send unread."""
    shown = _case(case_id)
    return render_template(
        "letters/case.html", case=shown, running=reading.get_running(shown.edition_id), is_preview=False
    )


@bp.get("/letters/cases/<case_id>/sheet.pdf")
@audience(PUBLIC)
def sheet(case_id: str) -> Response:
    """The case to print, for the table at which letters are written."""
    return _pdf(printing.sheet(_case(case_id)), "case.pdf")


@bp.get("/letters/cases/<case_id>/postcard.pdf")
@audience(PUBLIC)
def postcard(case_id: str) -> Response:
    """Postcards with the address and lines that are still empty."""
    return _pdf(printing.postcard(_case(case_id)), "postcard.pdf")


@bp.errorhandler(Conflict)
def withdrawn(_refused: Conflict) -> tuple[str, int]:
    """The same page for every case that is withdrawn, whatever was asked for of it."""
    db.session.rollback()
    return render_template("letters/withdrawn.html"), GONE


def _case(case_id: str) -> PublicCase:
    return reading.get_case(case_id, request.args.get("language", "") or _language())


def _language() -> str:
    return str(get_locale().language)


def _pdf(content: bytes, name: str) -> Response:
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
