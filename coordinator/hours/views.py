"""Pages of hours: a volunteer's own, the sums of a city for its lead, of all for the team; each as a file, too."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from coordinator import exports
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import hours
from coordinator.disclosure.hours import Sum
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.frame import asked_edition, current_edition
from coordinator.hours import recording
from coordinator.hours.schemas import QUARTERS, NewHours, RightHours
from coordinator.hours.words import hours_words, task_word
from coordinator.shows.leading import led_city
from coordinator.web import GLOBAL, LEAD, SIGNED_IN, audience, form_token, load, moment, reader, say_faults

bp = Blueprint("hours", __name__)
Page = Response | str | tuple[str, int]
FIELDS = ("where", "day", "hours", "minutes", "note")


@bp.app_context_processor
def said() -> dict[str, object]:
    """What tasks and times are called, and the hours that everybody may know of."""
    return {"task_word": task_word, "hours_words": hours_words, "hours_told": hours.told, "gives_hours": _gives}


def _gives() -> bool:
    edition = current_edition()
    return bool(edition and recording.places(reader(), edition))


@bp.get("/hours")
@audience(SIGNED_IN)
def mine() -> str:
    """The reader's own hours, and the form for more. Raises NotFound for who gives none."""
    return _mine({}, {})


@bp.post("/hours")
@audience(SIGNED_IN)
def give() -> Page:
    """Enter hours."""
    edition = asked_edition()
    _refuse_idle(edition)
    try:
        form = load(NewHours)
        line = {"day": date.fromisoformat(form["day"]), "note": form["note"], "once": form["form"] or form_token()}
        minutes = int(form["hours"]) * 60 + int(form["minutes"])
        recording.give(reader(), edition, form["where"], minutes=minutes, **line, at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _mine(request.form, say_faults(refused)), 422
    flash(gettext("Entered. Thank you."), "good")
    return redirect(_back(edition), code=303)


@bp.post("/hours/correct")
@audience(SIGNED_IN)
def correct() -> Page:
    """Let a line stand for something else."""
    edition = asked_edition()
    _refuse_idle(edition)
    try:
        form = load(RightHours)
        minutes, seen = int(form["hours"]) * 60 + int(form["minutes"]), int(form["seen"])
        once = form["form"] or form_token()
        recording.correct(reader(), edition, form["line"], minutes=minutes, seen=seen, once=once, at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _mine({}, {"line": [" ".join(part) for part in say_faults(refused).values()]}), 422
    except Conflict:
        db.session.rollback()
        said = gettext("You have corrected this line in another tab meanwhile. It stands here as it is now.")
        return _mine({}, {"line": [said]}), 409
    flash(gettext("Corrected. The line before it is kept."), "good")
    return redirect(_back(edition), code=303)


@bp.get("/hours.csv")
@audience(SIGNED_IN)
def own_file() -> Response:
    """The reader's own hours as a file."""
    edition = asked_edition()
    _refuse_idle(edition)
    names = _names(one.city_id for one in hours.own(reader(), edition.id))
    rows = [
        (one.day.isoformat(), str(one.task), names.get(one.city_id or "", ""), one.minutes, one.note)
        for one in hours.own(reader(), edition.id)
    ]
    return _file("my-hours", ("day", "task", "city", "minutes", "note"), rows)


@bp.get("/lead/<city>/hours")
@audience(LEAD, GLOBAL)
def of_city(city: str) -> str:
    """The sums of a city."""
    place = led_city(reader(), city)
    sums = hours.of_city(reader(), asked_edition().id, place.id)
    return render_template("hours/city.html", city=place, sums=sums, total=sum(one.minutes for one in sums))


@bp.get("/lead/<city>/hours.csv")
@audience(LEAD, GLOBAL)
def city_file(city: str) -> Response:
    """The same as a file."""
    place = led_city(reader(), city)
    sums = hours.of_city(reader(), asked_edition().id, place.id)
    return _file(f"hours-{place.slug}", *_table(sums, {place.id: place.name}))


@bp.get("/global/hours")
@audience(GLOBAL)
def everywhere() -> str:
    """The sums of all cities by task."""
    edition = asked_edition()
    sums = hours.of_edition(reader(), edition.id)
    names = _names(one.city_id for one in sums)
    rows: dict[str, list[Sum]] = {}
    for one in sums:
        rows.setdefault(names.get(one.city_id or "", ""), []).append(one)
    return render_template(
        "hours/everywhere.html",
        this=edition,
        rows=sorted(rows.items()),
        total=sum(one.minutes for one in sums),
        told=hours.told(edition.id),
    )


@bp.get("/global/hours.csv")
@audience(GLOBAL)
def all_file() -> Response:
    """The same as a file."""
    edition = asked_edition()
    sums = hours.of_edition(reader(), edition.id)
    return _file(f"hours-{edition.slug}", *_table(sums, _names(one.city_id for one in sums)))


def _mine(typed: Mapping[str, str], faults: Mapping[str, Sequence[str]]) -> str:
    edition, today = asked_edition(), moment().date()
    places = _refuse_idle(edition)
    lines = hours.own(reader(), edition.id)
    names = _names([*(one.city_id for one in lines), *(one.city_id for one in places)])
    usual = {
        "where": places[0].key if places else "",
        "day": today.isoformat(),
        "hours": "1",
        "minutes": "0",
        "note": "",
    }
    return render_template(
        "hours/mine.html",
        this=edition,
        lines=lines,
        names=names,
        places=[(one.key, _place_word(task_word(one.task), names.get(one.city_id or "", ""))) for one in places],
        quarters=QUARTERS,
        total=sum(one.minutes for one in lines),
        typed={name: typed.get(name, usual[name]) for name in FIELDS},
        form=typed.get("form") or form_token(),
        faults=faults,
    )


def _refuse_idle(edition: Edition) -> Sequence[recording.Place]:
    """Where the reader gives hours. Raises NotFound for who gives none, and has given none."""
    places = recording.places(reader(), edition)
    if not places and not hours.own(reader(), edition.id):
        raise NotFound
    return places


def _place_word(task: str, city: str) -> str:
    return str(gettext("%(task)s, %(city)s", task=task, city=city)) if city else task


def _names(city_ids: Iterable[str | None]) -> Mapping[str, str]:
    """City id → its name."""
    rows = db.session.execute(select(City.id, City.name).where(City.id.in_({one for one in city_ids if one})))
    return {row.id: row.name for row in rows}


def _table(sums: Sequence[Sum], names: Mapping[str, str]) -> tuple[Sequence[str], list[tuple[object, ...]]]:
    rows = [(names.get(one.city_id or "", ""), str(one.task), one.minutes, one.people) for one in sums]
    return ("city", "task", "minutes", "people"), sorted(rows)


def _file(name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Response:
    answer = Response(exports.render(header, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _back(edition: Edition) -> str:
    return url_for("hours.mine", edition=edition.slug) if request.args.get("edition") else url_for("hours.mine")
