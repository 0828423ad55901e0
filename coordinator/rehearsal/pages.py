"""A report as a page shows it, on the site or as a file that stands alone."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app

from coordinator.languages import addressed_to
from coordinator.people.readers import UNCHOSEN
from coordinator.rehearsal import words
from coordinator.rehearsal.reports import course_of

SHEETS = ("tokens", "base", "components", "rehearsal")
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
STEP, TALL = 16, 120  # of the picture of hours: from one to the next, and the height of the highest


def facts_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of a report is made of."""
    highest = max((hour["shows"] for hour in report["hours"]), default=0) or 1
    return {
        "report": report,
        "day": date.fromisoformat(report["day"]),
        "engine": ENGINES[report["engine"]],
        "cases": sum(one["checked"] for one in report["invariants"]),
        "course": course_of(report),
        "hours": [
            {"at": datetime.fromisoformat(hour["at"]), "shows": hour["shows"], "x": number * STEP, "tall": tall}
            for number, hour in enumerate(report["hours"])
            for tall in [round(TALL * hour["shows"] / highest)]
        ],
        "highest": highest,
        "wide": len(report["hours"]) * STEP,
        "tall": TALL,
        "evenings": [one | {"at": datetime.fromisoformat(one["at"])} for one in report["evenings"]],
        "violations": [
            one | {"violations": [each | {"at": datetime.fromisoformat(each["at"])} for each in one["violations"]]}
            for one in report["invariants"]
            if one["violated"]
        ],
        "steps": [(words.step_words(name), count) for name, count in _in_order(report["steps"])],
        "holds_words": words.holds_words,
        "event_words": words.event_words,
        "written_words": words.written_words,
        "because_words": words.because_words,
    }


def standalone(report: Mapping[str, Any]) -> str:
    """The page as one file that asks for nothing else."""
    with addressed_to(UNCHOSEN):
        template = current_app.jinja_env.get_template("rehearsal/standalone.html")
        return template.render(facts_of(report), css="\n".join(map(_sheet, SHEETS)))


def _in_order(steps: Mapping[str, int]) -> list[tuple[str, int]]:
    """What has words, in the order of the course of a rehearsal."""
    named = [(name, count) for name, count in steps.items() if words.step_words(name)]
    return sorted(named, key=lambda one: words.ORDER.index(one[0]))


def _sheet(name: str) -> str:
    return (Path(str(current_app.static_folder)) / "css" / f"{name}.css").read_text(encoding="utf-8")
