"""A rehearsal that was played, as other tests want one."""

from datetime import UTC, date, datetime

from coordinator.db import db
from coordinator.rehearsal.invariants import Holds
from coordinator.rehearsal.models import Rehearsal

AT = datetime(2026, 8, 1, 12, tzinfo=UTC)


def a_report() -> dict[str, object]:
    """A small one in which something did not hold."""
    at = AT.isoformat()
    wrong = {"at": at, "of": "letter 1 (thanks)", "why": "the same was said before"}
    return {
        "version": "rehearsal/1",
        "edition": {"name": "Open Doors 2026", "slug": "open-doors-2026"},
        "day": "2026-07-25",
        "seed": 4,
        "engine": "sqlite",
        "seconds": 12.5,
        "moments": 300,
        "holds": False,
        "unseen": [],
        "invariants": [
            {"name": str(one), "checked": 3, "violated": int(number == 0), "violations": [wrong] if number == 0 else []}
            for number, one in enumerate(Holds)
        ],
        "shows": {
            "planned": 12,
            "cities": 9,
            "acts": 60,
            "took_place": 11,
            "complete": 10,
            "fewer": 1,
            "called_off": 1,
        },
        "off": {"no_acts": 1},
        "steps": {"entries": 64, "venue_moved": 2},
        "refused": {"ask: closed": 1},
        "mail": {"thanks": 40},
        "jobs": 80,
        "pages": 20,
        "written": {"pledged": 30, "written": 25},
        "hours": [{"at": at, "shows": number % 4} for number in range(50)],
        "evenings": [{"zone": "Pacific/Apia", "at": at, "shows": 1, "cities": 1}],
        "course": [{"at": at, "what": "venue_moved", "city": "Apia", "zone": "Pacific/Apia"}],
    }


def a_rehearsal(*, at: datetime = AT) -> str:
    """Its id."""
    row = Rehearsal(made_at=at, day=date(2026, 7, 25), seed=4, report=a_report())
    db.session.add(row)
    db.session.flush()
    return row.id
