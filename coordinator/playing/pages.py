"""What the pages of an application are made of: one step of its form, and the act as a whole."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import get_locale, gettext
from marshmallow import Schema
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from coordinator import maps, overtaking
from coordinator.artists import applying, prose
from coordinator.artists.applying import Step
from coordinator.artists.depositing import MOST_LEGS, idle_legs
from coordinator.artists.models import ApplicationState
from coordinator.artists.step_schemas import (
    KM_PER,
    MOST_MEMBERS,
    ActForm,
    ApartForm,
    EveningForm,
    HearForm,
    HomeForm,
    LegsForm,
    PeopleForm,
    ReachForm,
    TermsForm,
)
from coordinator.artists.words import changes_told, terms_of, told, what_next
from coordinator.cities import towns
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import act_photos, doubles
from coordinator.disclosure.own_acts import OwnAct
from coordinator.disclosure.people import identity
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.frame import open_edition, static
from coordinator.geo.gazetteer import gazetteer
from coordinator.lineups import rechecking
from coordinator.people import tries
from coordinator.people.models import Attempt
from coordinator.web import reader
from coordinator.wording import uses_miles

FORMS: Mapping[Step, type[Schema]] = {
    Step.ACT: ActForm,
    Step.PEOPLE: PeopleForm,
    Step.HOME: HomeForm,
    Step.REACH: ReachForm,
    Step.LEGS: LegsForm,
    Step.EVENING: EveningForm,
    Step.HEAR: HearForm,
    Step.APART: ApartForm,
    Step.TERMS: TermsForm,
}
SCHEDULED_BY = (Step.ACT, Step.PEOPLE, Step.HOME, Step.REACH, Step.LEGS, Step.EVENING)
"""The steps whose answers decide where the act can play."""
USUAL = {"mode": "car", "people": 1, "set_minutes": 25, "max_shows": 1}
SPARE = 2  # blank rows for more people or legs
MOST_ROWS = {Step.PEOPLE: MOST_MEMBERS, Step.LEGS: MOST_LEGS}
Row = Mapping[str, str]


def step_page(
    act: OwnAct,
    step: Step,
    *,
    typed: MultiDict[str, str] | None = None,
    faults: Mapping[str, Sequence[str]] | None = None,
    lines: Collection[int] = (),
    asks: bool = False,
    overtaken: bool = False,
) -> str:
    """One step with what was said; `typed`, `faults` and `lines` (those that are wrong) after something could not be
    taken, `overtaken`: since something else is kept by now; `asks` whether other towns are meant by the legs."""
    steps = list(Step)
    number = steps.index(step)
    rows = _rows(act, step, typed)
    said = _typed(step, typed) if typed is not None else _said(act, step)
    return render_template(
        "artists/act_step.html",
        act=act,
        step=step,
        number=number + 1,
        steps=len(steps),
        before=steps[number - 1] if number else None,
        said=said,
        rows=rows,
        may_add=0 < len(rows) < MOST_ROWS.get(step, 0),
        faults=faults or {},
        lines=lines,
        shown=version_of(act, step) if typed is None or overtaken else typed.get(overtaking.FIELD, ""),
        kept=_kept(act, step) if overtaken else None,
        unit="mi" if uses_miles() else "km",
        fmap=_reach_map(act) if step is Step.REACH else None,
        town=applying.town_of(act.said),
        namesakes=_namesakes(act) if step is Step.REACH else (),
        leg_namesakes=[_others(leg["city"]) for leg in act.said.get("legs", ())] if asks else [],
        idle_legs=() if typed is not None else idle_legs(act.said.get("legs", ()), edition_of(act).date),
        terms=terms_of(edition_of(act)),
        preview=prose.shown(said["bio"]) if step is Step.HEAR and said["bio"] else None,
    )


def gone(_refused: NotFound) -> Response | tuple[str, int]:
    """A draft that was taken back in another tab of this browser, on the way to the others; all else is not there."""
    said = gettext("You have taken this draft back, so nothing of it is kept. Here are your acts.")
    return overtaking.gone("artist_id", said, url_for("playing.apply"))


def version_of(act: OwnAct, step: Step) -> str:
    """What stands for all that the form of a step shows now."""
    rows = [row for row in _rows(act, step, None) if any(row.values())]
    return overtaking.version(FORMS[step], _said(act, step), rows)


def _kept(act: OwnAct, step: Step) -> Sequence[tuple[str, str]]:
    name = [(gettext("Name"), act.name)] if step is Step.ACT and act.name else []
    return [*name, *told(act.said)[step]]


def act_page(act: OwnAct) -> str:
    """An act as it has described itself, where it stands, and what is still open."""
    double = doubles.of_act(reader(), act.artist_id)
    return render_template(
        "artists/act.html",
        act=act,
        told=told(act.said),
        open_steps=applying.open_steps(act),
        next=what_next(act.state, act.city.name) if act.city else "",
        bio=prose.shown(act.said.get("bio", "")),
        changes=changes_told(act.changes),
        photo=act_photos.own(act),
        again=_can_begin_again(act),
        double=double[1] if double else None,
    )


def _can_begin_again(act: OwnAct) -> bool:
    """Whether a draft can be begun with what it said."""
    edition = open_edition()
    return edition is not None and (act.state is ApplicationState.WITHDRAWN or act.edition_id != edition.id)


def note_change(before: OwnAct, after: OwnAct, step: Step) -> None:
    """Tell who leads a show of an act that was sent, where an answer of a step that matters there differs; that is
    counted. Raises Conflict `too_many_attempts`."""
    if after.application is None or after.said == before.said or step not in (*SCHEDULED_BY, Step.APART):
        return
    tries.count(Attempt.WORDS)
    if step in SCHEDULED_BY:
        rechecking.tell_leads(after.artist_id, edition_id=after.edition_id, at=now())


def edition_of(act: OwnAct) -> Edition:
    """The edition it applies for."""
    return db.session.get_one(Edition, act.edition_id)


def _namesakes(act: OwnAct) -> Sequence[str]:
    """What else may be meant by the town a draft lives in; nothing once there is a pin."""
    return _others(act.said.get("city", "")) if act.application is None and not act.said["pinned"] else ()


def _others(label: str) -> Sequence[str]:
    """The other towns of the name of that one."""
    place = gazetteer().find(label)
    return towns.others(gazetteer(), place, locale=str(get_locale())) if place else ()


def _said(act: OwnAct, step: Step) -> dict[str, str]:
    """Field → what stands in it."""
    kept: dict[str, Any] = {**USUAL, **act.said}
    town = applying.town_of(act.said)
    kept["city"] = kept.get("city") or (town.name if town else "")
    kept["travel"] = _travel(act.said.get("travel_km"))
    return {name: _text(name, kept.get(name)) for name in FORMS[step]().fields}


def _travel(km: float | None) -> str:
    """How far it goes in the reader's unit; usually as far as most do."""
    if km is None:
        return "20" if uses_miles() else "30"
    return f"{km / KM_PER['mi' if uses_miles() else 'km']:.4g}"


def _typed(step: Step, typed: MultiDict[str, str]) -> dict[str, str]:
    return {name: typed.get(name, "") for name in FORMS[step]().fields}


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple):
        return ("\n" if name in {"links", "apart"} else ", ").join(map(str, value))
    return "" if value is None else str(value)


def _rows(act: OwnAct, step: Step, typed: MultiDict[str, str] | None) -> list[Row]:
    """The rows of people or legs, and a few blank ones."""
    makers: Mapping[Step, Callable[[], list[Row]]] = {
        Step.PEOPLE: lambda: _typed_people(typed) if typed is not None else _people(act),
        Step.LEGS: lambda: _typed_legs(typed) if typed is not None else _legs(act),
    }
    if step not in makers:
        return []
    known = makers[step]()
    blank = dict.fromkeys(("name", "email", "guardian", "minor", "city", "begins", "ends"), "")
    wanted = max(len(known) + SPARE, min(int(act.said.get("people", 1)), 12) if step is Step.PEOPLE else 0)
    return (known + [blank] * (wanted - len(known)))[: max(MOST_ROWS[step], len(known))]


def _people(act: OwnAct) -> list[Row]:
    """Those who play; before anybody was named, who speaks for the act."""
    if "members" in act.said:
        return [{**one, "minor": "yes" if one["minor"] else ""} for one in act.said["members"]]
    if act.application is not None:
        return []
    own = identity(str(reader().id))
    return [{"name": own.name, "email": own.email, "guardian": "", "minor": ""}]


def _typed_people(typed: MultiDict[str, str]) -> list[Row]:
    columns = zip(*map(typed.getlist, ("name", "email", "guardian")), strict=False)
    minors = typed.getlist("minor")
    rows = [
        {"name": name, "email": email, "guardian": guardian, "minor": "yes" if str(number) in minors else ""}
        for number, (name, email, guardian) in enumerate(columns, start=1)
    ]
    return [row for row in rows if any(map(str.strip, row.values()))]


def _legs(act: OwnAct) -> list[Row]:
    return [{name: leg[name] for name in ("city", "begins", "ends")} for leg in act.said.get("legs", ())]


def _typed_legs(typed: MultiDict[str, str]) -> list[Row]:
    columns = zip(*map(typed.getlist, ("city", "begins", "ends")), strict=False)
    return [dict(zip(("city", "begins", "ends"), row, strict=True)) for row in columns if any(map(str.strip, row))]


def _reach_map(act: OwnAct) -> maps.Parts | None:
    """The map on which the pin of a home can be moved, with how far the act goes from there."""
    town = applying.town_of(act.said)
    if town is None:
        return None
    return maps.pin_map(
        center=(town.latitude, town.longitude),
        point=(act.said["latitude"], act.said["longitude"]),
        places_url=url_for("playing.places", artist_id=act.artist_id),
        static=static,
        miles=uses_miles(),
        reach_km=KM_PER["mi" if uses_miles() else "km"],
    )
