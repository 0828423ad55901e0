"""What a host's pages are made of: one step of her form, and her space as a whole."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import get_locale, gettext
from marshmallow import Schema
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from coordinator import maps, overtaking
from coordinator.cities import towns
from coordinator.clock import now
from coordinator.disclosure import changes, host_news, own_evenings, questions, room_photos
from coordinator.disclosure.changes import Change
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.errors import NotFound
from coordinator.frame import static
from coordinator.geo.gazetteer import gazetteer
from coordinator.hosting import finding
from coordinator.hosting.closing import Standing
from coordinator.hosting.consequences import Consequence
from coordinator.shows.models import ShowState
from coordinator.spaces import registration
from coordinator.spaces.registration import Step
from coordinator.spaces.schemas import (
    MOST_TIMES,
    AddressForm,
    GuestsForm,
    HouseForm,
    PinForm,
    RoomForm,
    SoundForm,
    TimesForm,
)
from coordinator.spaces.words import differences, told
from coordinator.wording import uses_miles

FORMS: Mapping[Step, type[Schema]] = {
    Step.ROOM: RoomForm,
    Step.ADDRESS: AddressForm,
    Step.PIN: PinForm,
    Step.GUESTS: GuestsForm,
    Step.SOUND: SoundForm,
    Step.HOUSE: HouseForm,
    Step.TIMES: TimesForm,
}
MOST_NEWS = 12  # pieces of news on a host's page
SPARE = 2  # blank rows for more times
ROW = ("day", "opens", "closes")


def step_page(
    form: OwnForm,
    step: Step,
    *,
    typed: MultiDict[str, str] | None = None,
    faults: Mapping[str, Sequence[str]] | None = None,
    lines: Collection[int] = (),
    follow: Sequence[Consequence] = (),
    overtaken: bool = False,
) -> str:
    """One step with what was said; `typed`, `faults` and `lines` (those that are wrong) after something could not be
    taken, or `follow`: what keeping it would mean for shows, or `overtaken`: something else is kept by now."""
    steps = list(Step)
    number = steps.index(step)
    rows = _rows(typed.getlist if typed is not None else _kept_times(form).__getitem__)
    return render_template(
        "spaces/step.html",
        form=form,
        step=step,
        number=number + 1,
        steps=len(steps),
        before=steps[number - 1] if number else None,
        said=_typed(step, typed) if typed is not None else _said(form, step),
        rows=rows,
        may_add=step is Step.TIMES and len(rows) < MOST_TIMES,
        faults=faults or {},
        lines=lines,
        follow=follow,
        shown=version_of(form, step) if typed is None or overtaken else typed.get(overtaking.FIELD, ""),
        kept=told(form.said)[step] if overtaken else None,
        is_middle=step is Step.PIN and registration.is_middle(form.said),
        is_looking=step is Step.PIN and finding.is_looking(form),
        fmap=_pin_map(form) if step is Step.PIN else None,
        town=registration.town_of(form),
        namesakes=_namesakes(form) if step is Step.PIN else (),
    )


def gone(_refused: NotFound) -> Response | tuple[str, int]:
    """A draft that was taken back in another tab of this browser, on the way to the others; all else is not there."""
    said = gettext("You have taken this draft back, so nothing of it is kept. Here are your spaces.")
    return overtaking.gone("space_id", said, url_for("hosting.spaces"))


def version_of(form: OwnForm, step: Step) -> str:
    """What stands for all that the form of a step shows now; a pin that nobody has set may be moved by a service."""
    said = {} if step is Step.PIN and not form.said.get("pinned") else _said(form, step)
    return overtaking.version(FORMS[step], said, _kept_times(form) if step is Step.TIMES else {})


def space_page(
    form: OwnForm,
    standing: Standing,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """A space as its host has described it, and what is still open; `typed` (`question`, `answer`) and `faults` after
    an answer could not be taken."""
    return render_template(
        "spaces/space.html",
        form=form,
        standing=standing,
        told=told(form.said),
        open_steps=registration.open_steps(form.said),
        has_place=registration.has_place(form),
        lacks_promise=registration.lacks_promise(form.said),
        photos=room_photos.own(form),
        shows=[show for show in own_evenings.shows_in(form) if show.state is not ShowState.CANCELLED],
        news=host_news.of_form(form)[:MOST_NEWS],
        ready=host_news.ready_for(form, at=now()) if form.space else (),
        questions=questions.of_space(form.space_id),
        typed=typed or {},
        faults=faults or {},
        waiting=_different(changes.waiting(form.space_id)),
        left=_different(changes.left(form.space_id)),
    )


def _namesakes(form: OwnForm) -> Sequence[str]:
    """What else may be meant by the town that was typed; nothing once there is a pin."""
    town = registration.town_of(form)
    place = None if town is None else gazetteer().find(form.said.get("city", ""))
    if town is None or place is None or place.id != town.id or not (form.space is None and not form.said["pinned"]):
        return ()
    return towns.others(gazetteer(), place, locale=str(get_locale()))


def _different(found: Sequence[Change]) -> list[tuple[Change, list[tuple[str, str, str]]]]:
    """What a host has said anew, each with its differences; what a list says is no word of hers."""
    return [(one, list(differences(one.before, one.after))) for one in found if one.step != registration.LISTED]


def _said(form: OwnForm, step: Step) -> dict[str, str]:
    """Field → what stands in it."""
    town = registration.town_of(form)
    kept = {**form.said, "city": form.said.get("city") or (town.name if town else "")}
    return {name: _text(kept.get(name)) for name in FORMS[step]().fields}


def _typed(step: Step, typed: MultiDict[str, str]) -> dict[str, str]:
    return {name: typed.get(name, "") for name in FORMS[step]().fields}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _kept_times(form: OwnForm) -> dict[str, list[str]]:
    return {name: [row[name] for row in form.said.get("times", ())] for name in ROW}


def _rows(column: Any) -> list[dict[str, str]]:
    """The rows of the times, and a few blank ones as long as there may be more."""
    known = [
        dict(zip(ROW, row, strict=True)) for row in zip(*map(column, ROW), strict=False) if any(map(str.strip, row))
    ]
    return known + [dict.fromkeys(ROW, "")] * max(min(SPARE, MOST_TIMES - len(known)), 0)


def _pin_map(form: OwnForm) -> maps.Parts | None:
    """The map on which a pin can be moved; none before the address is known."""
    town = registration.town_of(form)
    if town is None:
        return None
    return maps.pin_map(
        center=(town.latitude, town.longitude),
        point=(form.said["latitude"], form.said["longitude"]),
        places_url=url_for("hosting.places", space_id=form.space_id),
        static=static,
        miles=uses_miles(),
    )
