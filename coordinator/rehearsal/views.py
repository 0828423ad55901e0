"""The reports of rehearsals, for the global team."""

from flask import Blueprint, Response, jsonify, render_template

from coordinator.rehearsal import reports
from coordinator.rehearsal.pages import facts_of
from coordinator.web import GLOBAL, audience, reader

bp = Blueprint("rehearsals", __name__)


@bp.get("/global/rehearsals/")
@audience(GLOBAL)
def overview() -> str:
    """The rehearsals that were played here."""
    return render_template("rehearsal/rehearsals.html", rehearsals=reports.kept(reader()))


@bp.get("/global/rehearsals/<rehearsal_id>")
@audience(GLOBAL)
def report(rehearsal_id: str) -> str:
    """What came of one."""
    found = reports.get(reader(), rehearsal_id)
    return render_template("rehearsal/report.html", rehearsal_id=rehearsal_id, **facts_of(found.report))


@bp.get("/global/rehearsals/<rehearsal_id>.json")
@audience(GLOBAL)
def record(rehearsal_id: str) -> Response:
    """The same for programs."""
    return jsonify(reports.get(reader(), rehearsal_id).report)
